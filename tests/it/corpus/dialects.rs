//! Tables as other people write them: every dialect, with and without being told, and the real
//! files that were read wrong once.

use std::fs;

use glassbox::corpus::input::{
    Format, InputChoice, InputFile, Quoting, ReadAs, Texts, delimiter_named, preview,
};
use glassbox::domain::corpus::{InputFacts, RowFault};
use proptest::prelude::*;
use serde_json::Value;

use super::input::{Read, column, faults, file, lines, named, plainly, read, read_all, said};
use crate::corpus::{Sandbox, rows};
use crate::fixtures::{fixture, one_line_of_failure, printed};

/// A choice that says how tables are written.
fn written(read_as: ReadAs) -> InputChoice {
    InputChoice {
        read_as,
        ..InputChoice::default()
    }
}

fn case(name: &str, choice: &InputChoice) -> Read {
    read_all(&[named(&fixture(&format!("cases/{name}")))], choice)
}

fn case_plainly(name: &str) -> (Vec<(u64, String)>, InputFacts) {
    case(name, &InputChoice::default()).unwrap()
}

fn notes(facts: &InputFacts) -> String {
    facts.files[0].notes.join("; ")
}

#[test]
fn semicolons_bars_and_tabs_are_found() {
    let (texts, facts) = case_plainly("csv-semicolon/semicolon.csv");
    let expected = [
        (2, "The park was lovely, today."),
        (3, "She left the shop."),
    ];
    assert_eq!(lines(&texts), expected);
    assert_eq!(notes(&facts), "read with semicolons between fields");
    let single = "csv-semicolon/semicolon-single.csv";
    let (texts, _) = case(single, &column("review")).unwrap();
    let expected = [
        (2, "The park was lovely today"),
        (3, "She left the shop before noon"),
    ];
    assert_eq!(lines(&texts), expected);
    let asked = case(single, &InputChoice::default())
        .unwrap_err()
        .to_string();
    assert!(
        asked.contains("choose one of \"nr\", \"review\""),
        "{asked}"
    );
    let (texts, facts) = plainly(
        "a.csv",
        "id|text|label\n1|The park was lovely, today.|pos\n2|She left; \"fast\".|neg\n",
    );
    assert_eq!(
        lines(&texts),
        [
            (2, "The park was lovely, today."),
            (3, "She left; \"fast\".")
        ]
    );
    assert_eq!(notes(&facts), "read with bars between fields");
    let (texts, facts) = plainly("a.csv", "id\ttext\n1\tSo, so\n2\tWell, well; yes\n");
    assert_eq!(lines(&texts), [(2, "So, so"), (3, "Well, well; yes")]);
    assert_eq!(notes(&facts), "read with tabs between fields");
}

#[test]
fn a_semicolon_in_prose_parts_nothing() {
    let table = "text\nI came; I saw; I left.\nNo; never.\nWell; yes; or no; or so.\n";
    let (texts, facts) = plainly("a.csv", table);
    assert_eq!(texts.len(), 3);
    assert_eq!(texts[0].1, "I came; I saw; I left.");
    assert_eq!(notes(&facts), "");
}

/// What a German Excel writes.
const EXPORT: &str = "Nr;Bewertung;Note\r\n\
    1;Der Park war schön, und die Bäume blühten.;0,5\r\n\
    2;\"Sie verließ den Laden; ohne Gruß.\";0,75\r\n\
    3;\"Er sagte \"\"Grüß Gott\"\" und ging.\";1,25\r\n\
    4;\"Zwei\nZeilen in einer Zelle.\";2,0\r\n";

#[test]
fn an_export_of_a_german_excel_is_read_in_utf8_and_in_windows_1252() {
    let expected = [
        (2, "Der Park war schön, und die Bäume blühten."),
        (3, "Sie verließ den Laden; ohne Gruß."),
        (4, "Er sagte \"Grüß Gott\" und ging."),
        (5, "Zwei\nZeilen in einer Zelle."),
    ];
    for name in ["Bewertung", "2"] {
        let (texts, facts) = read("a.csv", format!("\u{feff}{EXPORT}"), &column(name)).unwrap();
        assert_eq!(lines(&texts), expected);
        assert_eq!((facts.bad(), facts.blank()), (0, 0));
    }
    let latin: Vec<u8> = EXPORT.chars().map(|c| u8::try_from(c).unwrap()).collect();
    let refused = read("a.csv", &latin, &column("2")).unwrap_err().to_string();
    assert!(refused.contains("--encoding windows-1252"), "{refused}");
    assert!(refused.contains("iconv -f WINDOWS-1252"), "{refused}");
    for label in ["windows-1252", "latin1"] {
        let choice = InputChoice {
            column: Some("2".to_owned()),
            ..written(ReadAs {
                encoding: Some(label.parse().unwrap()),
                ..ReadAs::default()
            })
        };
        let (texts, facts) = read("a.csv", &latin, &choice).unwrap();
        assert_eq!(lines(&texts), expected);
        assert_eq!(facts.files[0].bytes, latin.len() as u64);
    }
}

#[test]
fn excels_line_names_the_delimiter() {
    for name in ["csv-sep-line/sep-line.csv", "csv-sep-line/sep-comma.csv"] {
        let (texts, _) = case_plainly(name);
        assert_eq!(
            lines(&texts),
            [(3, "The park was lovely."), (4, "She left.")]
        );
    }
    let (texts, _) = plainly("a.csv", "\"sep=|\"\r\nid|text\r\n1|One; two, three.\r\n");
    assert_eq!(lines(&texts), [(3, "One; two, three.")]);
}

#[test]
fn lines_that_end_in_cr_alone_are_lines() {
    let expected = [
        "The park was lovely today.",
        "She left the shop before noon.",
        "Doctors praised the careful nurse.",
        "The bank refused the loan.",
    ];
    for (name, first) in [
        ("cr-only/cr-only.txt", 1),
        ("cr-only/cr-only.csv", 2),
        ("cr-only/cr-only-one.csv", 2),
    ] {
        let (texts, facts) = case_plainly(name);
        let expected: Vec<(u64, &str)> = (first..).zip(expected).collect();
        assert_eq!(lines(&texts), expected, "{name}");
        assert_eq!(notes(&facts), "lines end in CR");
    }
    // Excel on a Mac ends rows in CR and lines within a cell in LF.
    let (texts, _) = plainly("a.csv", "id;text\r1;\"two\nlines\"\r2;one\r");
    assert_eq!(lines(&texts), [(2, "two\nlines"), (3, "one")]);
    // A stray one within a file of other lines stays what it is.
    let (texts, _) = plainly("a.txt", "one \r two\nthree\nfour\n");
    assert_eq!(texts[0].1, "one \r two");
}

#[test]
fn stray_quotes_of_tsv_are_text() {
    let (texts, facts) = case_plainly("tsv-stray-quotes/quotes.tsv");
    let expected = [
        (2, "\"Great film, he said."),
        (3, "\"I liked it"),
        (4, "The bank refused the loan."),
        (5, "\"Bad\" is too kind"),
        (6, "She left the shop."),
    ];
    assert_eq!(lines(&texts), expected);
    assert_eq!(notes(&facts), "quotes are text like any other");
    let (texts, facts) = case_plainly("tsv-stray-quotes/open-quote.tsv");
    assert_eq!((texts.len(), facts.bad()), (14, 0));
    assert_eq!(texts[1], (3, "\"Great film, he said.".to_owned()));
    let pairs = InputChoice {
        second: Some("sentence2".to_owned()),
        ..column("sentence1")
    };
    let (texts, facts) = case("tsv-stray-quotes/sts.tsv", &pairs).unwrap();
    let expected = [
        (2, "\"A man plays."),
        (3, "\"A dog runs."),
        (4, "A cat sits."),
    ];
    assert_eq!((lines(&texts), facts.bad()), (expected.to_vec(), 0));
}

#[test]
fn a_table_that_is_quoted_well_stays_quoted_whatever_strays_in_it() {
    let rows = (0..50).map(|row| format!("{row}\t\"It is \"\"number\"\" {row}.\"\n"));
    let mut table: String = std::iter::once("id\ttext\n".to_owned())
        .chain(rows)
        .collect();
    table += "50\t\"Bad\" is too kind\n";
    let (texts, facts) = plainly("a.tsv", &table);
    assert_eq!(texts.len(), 51);
    assert_eq!(texts[7].1, "It is \"number\" 7.");
    assert_eq!(texts[50].1, "Bad is too kind");
    assert!(notes(&facts).contains("1 row goes on behind a closing quote"));
}

/// Rows of the shape of VADER's movie reviews: id, rating, text; CRLF, no header, stray quotes.
fn reviews(count: usize) -> (String, Vec<String>) {
    let texts: Vec<String> = (1..=count)
        .map(|number| match number % 7 {
            1 => format!("\"The plot of number {number} is thin."),
            2 => format!("a \"film\" of some {number} ideas, few of them new"),
            3 => format!("\"Bravo\" is all that number {number} needs."),
            4 => format!("he calls number {number} \"a waste of time\""),
            _ => format!("well made, well played; number {number} is a delight."),
        })
        .collect();
    let rows = (1..).zip(&texts);
    let rows = rows.map(|(number, text)| format!("{number}\t{}.5\t{text}\r\n", number % 4));
    (rows.collect::<Vec<_>>().concat(), texts)
}

#[test]
fn reviews_without_header_and_quotes_are_read_whole() {
    let (table, expected) = reviews(10_604);
    for choice in [InputChoice::default(), column("3")] {
        let (texts, facts) = read("reviews.tsv", &table, &choice).unwrap();
        assert_eq!((texts.len(), facts.bad(), facts.blank()), (10_604, 0, 0));
        for (number, ((line, text), expected)) in (1..).zip(texts.iter().zip(&expected)) {
            assert_eq!((*line, text), (number, expected));
        }
        let notes = notes(&facts);
        assert!(notes.contains("quotes are text like any other"), "{notes}");
        assert!(
            notes.contains("no header: the first row has a number"),
            "{notes}"
        );
    }
}

#[test]
fn a_quote_that_swallows_lines_is_counted_in_lines() {
    // Nothing is quoted as far as the sample goes; then two quotes far apart.
    let rows = (0..20_000).map(|row| {
        let text = match row {
            15_000 => "\"an open quote".to_owned(),
            15_012 => "and a \"later one".to_owned(),
            16_000 => "\"another".to_owned(),
            16_003 => "ends with one \"".to_owned(),
            _ => format!("the text of row {row}"),
        };
        format!("{row}\t{text}")
    });
    let table = rows.collect::<Vec<_>>().join("\n");
    let (texts, facts) = read("a.tsv", &table, &column("2")).unwrap();
    assert_eq!(
        faults(&facts),
        [
            (15_001, &RowFault::StrayQuote),
            (16_001, &RowFault::StrayQuote)
        ]
    );
    assert_eq!((facts.bad_rows[0].lines, facts.bad_rows[1].lines), (13, 4));
    assert_eq!((texts.len(), facts.bad()), (20_000 - 17, 17));
    let without = InputChoice {
        column: Some("2".to_owned()),
        ..written(ReadAs {
            quoting: Some(Quoting::None),
            ..ReadAs::default()
        })
    };
    let (texts, facts) = read("a.tsv", &table, &without).unwrap();
    assert_eq!((texts.len(), facts.bad()), (20_000, 0));
}

#[test]
fn quotes_behind_a_backslash_are_found() {
    let (texts, facts) = case_plainly("csv-backslash/backslash.csv");
    assert_eq!(
        lines(&texts),
        [(2, "He said \"hi\" to me"), (3, "She left")]
    );
    assert_eq!(notes(&facts), "quotes behind a backslash within quotes");
    let (texts, _) = case_plainly("csv-backslash/backslash-comma.csv");
    assert_eq!(
        lines(&texts),
        [(2, "He said \"hi, there\""), (3, "She left")]
    );
    // A backslash that escapes nothing stays, and so does one of a table that doubles.
    let escaped = "id,text\n1,\"a \\\"b\\\" and C:\\\\new\\dir\"\n";
    let (texts, _) = plainly("a.csv", escaped);
    assert_eq!(lines(&texts), [(2, "a \"b\" and C:\\new\\dir")]);
    let (texts, facts) = plainly("a.csv", "path,text\n\"C:\\\",one\n\"D:\\\",two\n");
    assert_eq!(
        (lines(&texts), notes(&facts)),
        (vec![(2, "one"), (3, "two")], String::new())
    );
}

#[test]
fn trailing_delimiters_make_no_column_and_ragged_rows_are_told() {
    let (texts, facts) = case_plainly("csv-trailing-comma/trailing-comma.csv");
    assert_eq!(
        lines(&texts),
        [(2, "The park was lovely"), (3, "She left the shop")]
    );
    assert_eq!(facts.bad(), 0);
    let (texts, facts) = plainly("a.csv", "comment;\nfine;\nbad;\n");
    assert_eq!(
        (lines(&texts), facts.bad()),
        (vec![(2, "fine"), (3, "bad")], 0)
    );
    let (texts, facts) = plainly("a.csv", "text\nThe park was lovely,\nShe left,\n");
    assert_eq!(lines(&texts), [(2, "The park was lovely"), (3, "She left")]);
    assert_eq!(facts.bad(), 0);
    let (texts, facts) = plainly("a.csv", "text\nThe park was lovely,\nShe left\n");
    assert_eq!(lines(&texts), [(3, "She left")]);
    let told = facts.bad_rows[0].fault.to_string();
    assert!(told.contains("2 fields where there is 1 column"), "{told}");
    let (texts, facts) = case_plainly("csv-trailing-comma/ragged.csv");
    assert_eq!(lines(&texts), [(2, "The park was lovely")]);
    let told: Vec<String> = facts
        .bad_rows
        .iter()
        .map(|row| row.fault.to_string())
        .collect();
    assert_eq!(
        told,
        [
            "4 fields where there are 3 columns; text with a comma needs quotes",
            "2 fields where there are 3 columns"
        ]
    );
    let (_, facts) = plainly("a.tsv", "id\ttext\n1\tone\n2\ttwo\tthree\n");
    assert!(
        facts.bad_rows[0]
            .fault
            .to_string()
            .contains("with a tab needs quotes")
    );
}

#[test]
fn a_first_row_is_a_header_by_rule_and_it_is_said() {
    let (texts, facts) = case_plainly("csv-trailing-comma/no-header-one.csv");
    let expected = [
        "The park was lovely",
        "She left the shop",
        "Doctors praised",
    ];
    assert_eq!(lines(&texts), (1..).zip(expected).collect::<Vec<_>>());
    assert!(notes(&facts).contains("--header takes it for one"));
    let said_so = |header| {
        written(ReadAs {
            header: Some(header),
            ..ReadAs::default()
        })
    };
    let (texts, facts) = case("csv-trailing-comma/no-header-one.csv", &said_so(true)).unwrap();
    assert_eq!((texts.len(), notes(&facts)), (2, String::new()));
    let (texts, facts) = plainly("a.csv", "comment\nfine\nbad\n");
    assert_eq!(lines(&texts), [(2, "fine"), (3, "bad")]);
    assert!(notes(&facts).contains("the first row is taken for the header (--no-header"));
    let (texts, _) = read("a.csv", "comment\nfine\nbad\n", &said_so(false)).unwrap();
    assert_eq!(lines(&texts), [(1, "comment"), (2, "fine"), (3, "bad")]);
    // Labels above texts, without a header.
    let labels =
        "ham\tOk lar, see you there.\nspam\tFree entry, win now!\nham\t\"So early, he said\n";
    let (texts, facts) = plainly("labels.tsv", labels);
    assert_eq!((texts.len(), texts[0].0), (3, 1));
    assert_eq!(texts[2].1, "\"So early, he said");
    let told = notes(&facts);
    assert!(
        told.contains("has a value that comes again below it"),
        "{told}"
    );
    assert!(told.contains("texts are those of column 2"), "{told}");
}

#[test]
fn a_nul_is_a_fault_of_its_row_wherever_it_stands() {
    let (texts, facts) = case_plainly("csv-nul/nul.csv");
    assert_eq!(lines(&texts), [(3, "She left")]);
    assert_eq!(faults(&facts), [(2, &RowFault::Nul)]);
    let (texts, facts) = case_plainly("csv-nul/nul-late.csv");
    assert_eq!(
        (texts.len(), faults(&facts)),
        (300, vec![(302, &RowFault::Nul)])
    );
    let (texts, facts) = plainly("a.txt", "a line of text\nwith \0 in it\n");
    assert_eq!(
        (texts.len(), faults(&facts)),
        (1, vec![(2, &RowFault::Nul)])
    );
}

#[test]
fn letters_of_another_encoding_refuse_the_file_wherever_they_stand() {
    for name in ["csv-cp1252/cp1252.csv", "csv-cp1252/cp1252.txt"] {
        let told = case(name, &InputChoice::default()).unwrap_err().to_string();
        assert!(told.contains("iconv -f WINDOWS-1252 -t UTF-8"), "{told}");
        let latin = written(ReadAs {
            encoding: Some("windows-1252".parse().unwrap()),
            ..ReadAs::default()
        });
        let (texts, _) = case(name, &latin).unwrap();
        assert_eq!(texts[0].1, "Le café était fermé");
        assert_eq!(texts.len(), 2);
    }
    // Behind the sample.
    let mut late = "The park was lovely.\n".repeat(20_000).into_bytes();
    late.extend(b"Le caf\xe9\n");
    let told = said("a.txt", &late, &InputChoice::default());
    assert!(told.contains("0xE9 in line 20001"), "{told}");
    // What is UTF-8 but for a damaged row is read without that row.
    late.extend("naïve café\n".repeat(3).as_bytes());
    let (texts, facts) = plainly("a.txt", &late);
    assert_eq!((texts.len(), facts.bad()), (20_003, 1));
    let wide: Vec<u8> = "\u{feff}id\ttext\r\n1\tSchön, dass es geht.\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let utf16 = written(ReadAs {
        encoding: Some("utf-16".parse().unwrap()),
        ..ReadAs::default()
    });
    let (texts, _) = read("a.csv", wide, &utf16).unwrap();
    assert_eq!(lines(&texts), [(2, "Schön, dass es geht.")]);
}

#[test]
fn what_is_no_table_says_what_it_is() {
    for (bytes, is) in [
        (&b"\x1f\x8b\x08\0\0\0\0\0"[..], "gzip"),
        (
            b"PK\x03\x04\x14\0\x06\0xl/workbook.xml",
            "an Excel workbook",
        ),
        (b"<!doctype html>\n<html>", "a web page"),
        (b"PAR1\x15\x04\x15", "a Parquet file"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
    ] {
        let told = said("a.csv", bytes, &InputChoice::default());
        assert!(told.contains(is), "{told}");
    }
}

#[test]
fn a_preview_says_how_a_file_is_written() {
    let look = |name: &str, bytes: &str, choice: &InputChoice| {
        let (_folder, path) = file(name, bytes);
        preview(&named(&path), choice).unwrap()
    };
    let export = look("a.csv", EXPORT, &InputChoice::default());
    assert_eq!(
        export.written,
        [
            "semicolons between fields",
            "quotes doubled within quotes",
            "a header"
        ]
    );
    assert_eq!((export.usual, export.place_of("Note")), (None, Some(2)));
    assert_eq!(export.name_to_ask(1), "Bewertung");
    let (table, _) = reviews(30);
    let tsv = look("a.tsv", &table, &InputChoice::default());
    assert_eq!((tsv.usual, tsv.has_names), (Some(2), false));
    assert_eq!(tsv.name_to_ask(2), "3");
    assert_eq!(tsv.notes.len(), 2, "header and column: {:?}", tsv.notes);
    let txt = look("a.txt", &table, &InputChoice::default());
    assert!(
        txt.notes[0].contains("every line has 2 tabs"),
        "{:?}",
        txt.notes
    );
    let choice = written(ReadAs {
        delimiter: Some(b','),
        ..ReadAs::default()
    });
    let commas = look("a.csv", EXPORT, &choice);
    assert_eq!(commas.written[0], "commas between fields");
}

#[test]
fn the_command_line_says_what_was_found_and_takes_what_is_given() {
    let sandbox = Sandbox::new();
    let (table, texts) = reviews(40);
    sandbox.file("reviews.txt", &table);
    sandbox.file("export.csv", EXPORT);
    // A text per line by its name, a table by what is asked of it.
    for flags in [
        &["--column", "3"][..],
        &["--format", "tsv"],
        &[
            "--delimiter",
            "tab",
            "--quote",
            "none",
            "--no-header",
            "--column",
            "3",
        ],
    ] {
        let mut command = sandbox.corpus(&["reviews.txt", "--out", "out"]);
        let said = printed(command.args(flags));
        assert!(said.contains("texts           40"), "{said}");
        let found = rows(&sandbox.place("out/texts.csv"));
        let found: Vec<&str> = found.iter().map(|row| row["text"].as_str()).collect();
        assert_eq!(found, texts);
    }
    let summary = fs::read(sandbox.place("out/summary.json")).unwrap();
    let summary: Value = serde_json::from_slice(&summary).unwrap();
    assert_eq!(
        summary["settings"]["read_as"],
        serde_json::json!({"delimiter": "tab", "quote": "none", "header": "no"})
    );
    assert!(
        summary["files"][0].get("notes").is_none(),
        "nothing had to be found out"
    );
    let said = printed(&mut sandbox.corpus(&["export.csv", "--column", "2", "--out", "out"]));
    let note = "note: export.csv: read with semicolons between fields";
    assert!(said.contains(note), "{said}");
    let summary = fs::read(sandbox.place("out/summary.json")).unwrap();
    let summary: Value = serde_json::from_slice(&summary).unwrap();
    assert_eq!(summary["schema"], "glassbox.corpus.v1");
    assert_eq!(
        summary["files"][0]["notes"],
        serde_json::json!(["read with semicolons between fields"])
    );
    let mut command = sandbox.corpus(&["export.csv", "--column", "9", "--out", "no"]);
    let told = one_line_of_failure(&mut command, 2);
    assert!(told.contains("has no column \"9\""), "{told}");
    for (flags, says) in [
        (["--delimiter", "xy"], "a delimiter is one character"),
        (["--quote", "yes"], "quotes are one character"),
        (["--encoding", "klingon"], "no encoding that is known"),
    ] {
        let mut command = sandbox.corpus(&["export.csv", "--out", "no"]);
        let told = command.args(flags).assert().code(2);
        let told = String::from_utf8_lossy(&told.get_output().stderr).into_owned();
        assert!(told.contains(says), "{told}");
    }
}

#[test]
fn parts_of_a_table_whose_dialect_was_found_are_joined_into_the_same_bytes() {
    let sandbox = Sandbox::new();
    let (mut table, _) = reviews(30);
    table += "31\t0.5\t\"open\r\n32\t0.5\tclosed\" by this\r\n";
    sandbox.file("a.tsv", &table);
    let flags = ["a.tsv", "--column", "3", "--quote", "\""];
    printed(sandbox.corpus(&flags).args(["--out", "whole"]));
    for part in ["1/2", "2/2"] {
        let mut command = sandbox.corpus(&flags);
        let out = format!("part-{}", &part[..1]);
        printed(command.args(["--out", &out, "--shard", part]));
    }
    let mut merge = crate::fixtures::glassbox();
    merge.current_dir(sandbox.place(""));
    printed(merge.args([
        "corpus",
        "merge",
        "part-1",
        "part-2",
        "--no-charts",
        "--out",
        "joined",
    ]));
    assert_eq!(sandbox.files("whole"), sandbox.files("joined"));
}

/// `rows` as the csv crate writes them.
fn table_of(rows: &[Vec<String>], delimiter: u8, quoting: Quoting) -> Vec<u8> {
    let mut builder = csv::WriterBuilder::new();
    builder
        .delimiter(delimiter)
        .quote_style(csv::QuoteStyle::Always);
    match quoting {
        Quoting::None => builder.quote_style(csv::QuoteStyle::Never),
        Quoting::Doubled(quote) => builder.quote(quote),
        Quoting::Backslash(quote) => builder.quote(quote).double_quote(false).escape(b'\\'),
    };
    let mut writer = builder.from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

/// What stands in the column `number` of a table whose dialect is said.
fn column_of(table: &[u8], number: usize, read_as: ReadAs) -> Vec<String> {
    let bytes: &'static [u8] = table.to_vec().leak();
    let files = [InputFile::embedded("table", Format::Csv, bytes)];
    let choice = InputChoice {
        column: Some(number.to_string()),
        ..written(read_as)
    };
    let mut texts = Texts::new(&files, &choice);
    let mut found = Vec::new();
    while let Some(text) = texts.next_text().unwrap() {
        found.push(text.text);
    }
    assert_eq!(texts.facts().bad(), 0);
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_table_in_any_dialect_is_read_back(
        cells in prop::collection::vec("[a-z;,|\t\"'\\\\\né ]{0,12}", 4..20),
        delimiter in prop::sample::select(vec![",", ";", "tab", "|", "~"]),
        quoting in prop::sample::select(vec!["\"", "'", "backslash"]),
    ) {
        let quoting: Quoting = quoting.parse().unwrap();
        // The csv crate writes a backslash of the text as it is, which then escapes.
        let cells: Vec<String> = match quoting {
            Quoting::Backslash(_) => cells.iter().map(|cell| cell.replace('\\', "/")).collect(),
            _ => cells,
        };
        let delimiter = delimiter_named(delimiter).unwrap();
        // What a row begins with tells it from a blank line, and its text from a blank one.
        let rows: Vec<Vec<String>> = cells
            .chunks_exact(2)
            .map(|pair| vec![format!("<{}", pair[0]), format!("<{}", pair[1])])
            .collect();
        let table = table_of(&rows, delimiter, quoting);
        for number in [1, 2] {
            let read_as = ReadAs {
                delimiter: Some(delimiter),
                quoting: Some(quoting),
                header: Some(false),
                encoding: None,
            };
            let wanted: Vec<&str> = rows.iter().map(|row| row[number - 1].as_str()).collect();
            prop_assert_eq!(column_of(&table, number, read_as), wanted);
        }
    }

    #[test]
    fn the_dialect_of_a_plain_table_is_found(
        texts in prop::collection::vec("[A-Z][a-z]{1,8}( [a-z\"']{1,8}){2,6}[.!?]", 6..30),
        delimiter in prop::sample::select(vec![b',', b';', b'\t', b'|']),
        always in any::<bool>(),
        header in any::<bool>(),
    ) {
        let mut rows: Vec<Vec<String>> = texts
            .iter()
            .enumerate()
            .map(|(number, text)| vec![number.to_string(), text.clone()])
            .collect();
        if header {
            rows.insert(0, vec!["nr".to_owned(), "review".to_owned()]);
        }
        let style = if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let mut writer = csv::WriterBuilder::new();
        let mut writer = writer.delimiter(delimiter).quote_style(style).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let table = writer.into_inner().unwrap();
        prop_assert_eq!(column_of(&table, 2, ReadAs::default()), texts);
    }
}

#[test]
fn a_carriage_return_within_a_line_is_said() {
    for (name, content) in [
        ("a.txt", "The park.\nShe left.\rSo did he.\nThe bank.\n"),
        (
            "a.tsv",
            "id\ttext\n1\tThe park.\n2\tShe left.\rSo did he.\n",
        ),
        (
            "a.csv",
            "id,text\r\n1,The park.\r\n2,She left.\r3,So did he.\r\n",
        ),
        (
            "a.jsonl",
            "{\"text\": \"a\"}\n{\"text\": \"b\"}\r{\"text\": \"c\"}\n",
        ),
    ] {
        let (_, facts) = read(name, content, &InputChoice::default()).unwrap();
        let notes = notes(&facts);
        assert!(notes.contains("1 line has a CR within"), "{name}: {notes}");
    }
    let quoted = "id,text\r\n1,\"one\rtwo\"\r\n2,\"three\r\"\r\n";
    let (texts, facts) = read("a.csv", quoted, &InputChoice::default()).unwrap();
    assert_eq!(lines(&texts), [(2, "one\rtwo"), (3, "three\r")]);
    assert_eq!(notes(&facts), "");
}

#[test]
fn an_encoding_that_was_said_wrong_is_doubted() {
    let said_as = |label: &str| {
        written(ReadAs {
            encoding: Some(label.parse().unwrap()),
            ..ReadAs::default()
        })
    };
    let german = "Das Café war schön.\n";
    let (texts, facts) = read("a.txt", german, &said_as("windows-1252")).unwrap();
    assert_eq!(lines(&texts), [(1, "Das CafÃ© war schÃ¶n.")]);
    let doubt = notes(&facts);
    assert!(doubt.contains("leave --encoding out"), "{doubt}");
    let marked = format!("\u{feff}{german}");
    let (texts, facts) = read("a.txt", marked, &said_as("windows-1252")).unwrap();
    assert_eq!(lines(&texts), [(1, german.trim_end())]);
    assert_eq!(notes(&facts), "");
    let ascii = read("a.txt", "The park.\n", &said_as("windows-1252")).unwrap();
    assert_eq!(notes(&ascii.1), "");
    let wide = read("a.txt", german, &said_as("utf-16le")).unwrap_err();
    assert!(
        wide.to_string().contains("is UTF-8 and not UTF-16"),
        "{wide}"
    );
}

#[test]
fn columns_and_fields_are_told_in_capitals_too() {
    let (texts, _) = read(
        "a.csv",
        "Nr;Wert;Text\n1;3,14;Das ist gut, oder?\n",
        &InputChoice::default(),
    )
    .unwrap();
    assert_eq!(lines(&texts), [(2, "Das ist gut, oder?")]);
    let (texts, _) = read(
        "a.jsonl",
        "{\"Id\": \"x\", \"TEXT\": \"The park.\"}\n",
        &InputChoice::default(),
    )
    .unwrap();
    assert_eq!(lines(&texts), [(1, "The park.")]);
}

#[test]
fn what_has_no_rows_or_no_ending_says_so() {
    let none = InputChoice::default();
    for name in ["a.csv", "a.tsv"] {
        let content = if name == "a.csv" {
            "id,text\n"
        } else {
            "id\ttext\n"
        };
        let message = said(name, content, &none);
        assert!(message.contains("it has no rows"), "{name}: {message}");
    }
    let (folder, packed) = file("a.csv.gz", b"\x1f\x8b\x08\0");
    let refused = InputFile::named(&packed, None).unwrap_err().to_string();
    assert!(refused.contains("compressed with gzip"), "{refused}");
    let refused = InputFile::named(folder.path(), None).unwrap_err();
    assert!(refused.to_string().contains("is a folder"), "{refused}");
}

#[test]
fn strings_without_objects_are_texts() {
    for (name, content) in [
        ("a.json", "[\"The park.\", \"She left.\"]"),
        ("a.jsonl", "\"The park.\"\n\"She left.\"\n"),
    ] {
        let (texts, facts) = read(name, content, &InputChoice::default()).unwrap();
        assert_eq!(lines(&texts), [(1, "The park."), (2, "She left.")]);
        assert!(notes(&facts).contains("strings are texts"), "{name}");
        let (_folder, path) = file(name, content);
        let look = preview(&named(&path), &InputChoice::default()).unwrap();
        assert_eq!(look.columns[0].values, ["The park.", "She left."]);
        assert_eq!(look.usual, Some(0));
    }
    let mixed = "{\"text\": \"The park.\"}\n\"She left.\"\n";
    let (texts, facts) = read("a.jsonl", mixed, &InputChoice::default()).unwrap();
    assert_eq!(lines(&texts), [(1, "The park.")]);
    assert_eq!(facts.bad(), 1);
    let table = "[\"pos\", \"The park.\"]\n[\"neg\", \"She left.\"]\n";
    let message = said("a.jsonl", table, &InputChoice::default());
    assert!(message.contains("a string and no object"), "{message}");
    let nested = said(
        "a.jsonl",
        "{\"data\": {\"text\": \"The park.\"}}\n",
        &InputChoice::default(),
    );
    assert!(nested.contains("no field of"), "{nested}");
}
