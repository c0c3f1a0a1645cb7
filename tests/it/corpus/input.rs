//! From files to texts: every format, every fault, in bounded memory.

use std::fs;
use std::path::{Path, PathBuf};

use glassbox::corpus::input::{
    Format, InputChoice, InputError, InputFile, Preview, Quoting, ReadAs, Texts, preview, sentences,
};
use glassbox::domain::corpus::{InputFacts, RowFault, RunFacts};
use tempfile::TempDir;

/// A folder with one file in it.
pub(crate) fn file(name: &str, bytes: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

pub(crate) fn named(path: &Path) -> InputFile {
    InputFile::named(path, None).unwrap()
}

/// The texts of some files with their lines, and what was met.
pub(crate) fn read_all(
    files: &[InputFile],
    choice: &InputChoice,
) -> Result<(Vec<(u64, String)>, InputFacts), InputError> {
    Texts::check(files, choice)?;
    let mut texts = Texts::new(files, choice);
    let mut found = Vec::new();
    while let Some(text) = texts.next_text()? {
        assert_eq!(text.number, found.len() as u64);
        found.push((text.place.line, text.text));
    }
    Ok((found, texts.facts().clone()))
}

pub(crate) type Read = Result<(Vec<(u64, String)>, InputFacts), InputError>;

pub(crate) fn read(name: &str, bytes: impl AsRef<[u8]>, choice: &InputChoice) -> Read {
    let (_folder, path) = file(name, bytes);
    read_all(&[named(&path)], choice)
}

pub(crate) fn plainly(name: &str, bytes: impl AsRef<[u8]>) -> (Vec<(u64, String)>, InputFacts) {
    read(name, bytes, &InputChoice::default()).unwrap()
}

pub(crate) fn said(name: &str, bytes: impl AsRef<[u8]>, choice: &InputChoice) -> String {
    read(name, bytes, choice).unwrap_err().to_string()
}

pub(crate) fn column(name: &str) -> InputChoice {
    InputChoice {
        column: Some(name.to_owned()),
        field: Some(name.to_owned()),
        ..InputChoice::default()
    }
}

pub(crate) fn lines(texts: &[(u64, String)]) -> Vec<(u64, &str)> {
    texts
        .iter()
        .map(|(line, text)| (*line, text.as_str()))
        .collect()
}

pub(crate) fn faults(facts: &InputFacts) -> Vec<(u64, &RowFault)> {
    let rows = facts.bad_rows.iter();
    rows.map(|row| (row.line, &row.fault)).collect()
}

#[test]
fn lines_are_texts_whatever_ends_them() {
    let expected = [(1, "One."), (2, "Two,\ttwo."), (4, "\"Four\""), (6, "Six")];
    for text in [
        "One.\nTwo,\ttwo.\n\n\"Four\"\n  \nSix\n",
        "One.\r\nTwo,\ttwo.\r\n\r\n\"Four\"\r\n  \r\nSix",
        "\u{feff}One.\nTwo,\ttwo.\n\n\"Four\"\n \t\nSix",
    ] {
        let (texts, facts) = plainly("a.txt", text);
        assert_eq!(lines(&texts), expected);
        assert_eq!((facts.blank(), facts.bad(), facts.texts()), (2, 0, 4));
        assert_eq!(facts.files[0].bytes, text.len() as u64);
    }
}

#[test]
fn a_line_that_is_no_utf8_or_far_too_long_is_a_bad_row() {
    let mut bytes = "go\u{f6}d \u{4e2d}\n".as_bytes().to_vec();
    bytes.extend(b"\xff bad\n");
    bytes.extend(vec![b'x'; (1 << 20) + 1]);
    bytes.extend(b"\nalso good\n");
    bytes.extend(vec![b'y'; 1 << 20]);
    let (texts, facts) = plainly("a.txt", &bytes);
    let found: Vec<(u64, usize)> = texts
        .iter()
        .map(|(line, text)| (*line, text.len()))
        .collect();
    assert_eq!(found, [(1, 9), (4, 9), (5, 1 << 20)]);
    assert_eq!(
        faults(&facts),
        [(2, &RowFault::NotUtf8), (3, &RowFault::TooLong)]
    );
}

#[test]
fn every_bad_row_is_counted_and_the_first_twenty_are_named() {
    // Damaged rows of a file that is UTF-8 otherwise.
    let mut bytes = format!("{}\n", "é".repeat(60)).into_bytes();
    bytes.extend(b"\xff\n".repeat(50));
    let (texts, facts) = plainly("a.txt", &bytes);
    assert_eq!(texts.len(), 1);
    assert_eq!(facts.bad(), 50);
    let named: Vec<u64> = facts.bad_rows.iter().map(|row| row.line).collect();
    assert_eq!(named, (2..=21).collect::<Vec<_>>());
}

#[test]
fn a_table_is_read_by_its_column() {
    let table =
        "id,text,label\r\n1,\"Hello, \"\"you\"\"\",a\r\n2,\"two\r\nlines\",b\r\n3,last,c\r\n";
    let (texts, facts) = plainly("a.csv", table);
    let expected = [(2, "Hello, \"you\""), (3, "two\r\nlines"), (5, "last")];
    assert_eq!(lines(&texts), expected);
    assert_eq!(facts.bad(), 0);
    let (labels, _) = read("a.csv", table, &column("label")).unwrap();
    assert_eq!(lines(&labels), [(2, "a"), (3, "b"), (5, "c")]);
    // With line feeds alone, without the last one, and with a mark in front.
    let (again, _) = plainly(
        "a.csv",
        format!("\u{feff}{}", table.replace('\r', "")).trim_end(),
    );
    assert_eq!(again[0].1, "Hello, \"you\"");
    assert_eq!(lines(&again)[2], (5, "last"));
}

#[test]
fn one_column_needs_no_name_and_a_tab_parts_columns_too() {
    let (texts, facts) = plainly("a.csv", "whatever\none\n\n\"\"\ntwo \"2\"\n");
    assert_eq!(lines(&texts), [(2, "one"), (5, "two \"2\"")]);
    assert_eq!(facts.blank(), 2);
    let (texts, _) = plainly("a.tsv", "n\tsentence\n1\ta, b\n2\t\"c\td\"\n");
    assert_eq!(lines(&texts), [(2, "a, b"), (3, "c\td")]);
}

#[test]
fn a_row_with_other_fields_than_its_header_is_not_guessed_at() {
    let (texts, facts) = plainly(
        "a.csv",
        b"text,label\nHello, world,a\nna\xc3\xafvet\xc3\xa9,b\nshort\n\xff,c\n\n",
    );
    assert_eq!(lines(&texts), [(3, "naïveté")]);
    let fields = |found| RowFault::Fields {
        found,
        expected: 2,
        delimiter: ',',
    };
    assert_eq!(
        faults(&facts),
        [(2, &fields(3)), (4, &fields(1)), (5, &RowFault::NotUtf8)]
    );
    assert_eq!(facts.blank(), 1);
    let warned = fields(3).to_string();
    assert!(warned.contains("needs quotes"), "{warned}");
}

#[test]
fn a_quote_that_is_never_closed_and_a_field_without_end_are_bad_rows() {
    let quoted = InputChoice {
        read_as: ReadAs {
            quoting: Some(Quoting::Doubled(b'"')),
            ..ReadAs::default()
        },
        ..InputChoice::default()
    };
    let open = "text,n\ngood,1\n\"open,2\nmore,3\n";
    let (texts, facts) = read("a.csv", open, &quoted).unwrap();
    assert_eq!(lines(&texts), [(2, "good")]);
    assert_eq!(faults(&facts), [(3, &RowFault::OpenQuote)]);
    assert_eq!((facts.bad(), facts.bad_rows[0].lines), (2, 2));
    // Nobody said that there are quotes, and without them every row fits.
    let (texts, facts) = plainly("a.csv", open);
    assert_eq!(lines(&texts), [(2, "good"), (3, "\"open"), (4, "more")]);
    assert_eq!(facts.files[0].notes, ["quotes are text like any other"]);
    let long = format!("text,n\n\"{}\",1\nnext,2\n", "long\n".repeat(300_000));
    let (texts, facts) = plainly("a.csv", long);
    assert_eq!(lines(&texts), [(300_003, "next")]);
    assert_eq!(faults(&facts), [(2, &RowFault::TooLong)]);
    assert_eq!(facts.bad(), 300_001, "lines");
}

#[test]
fn json_lines_are_read_by_their_field() {
    let objects = "{\"id\": 1, \"text\": \"one \\u00e9\"}\n\n[1]\n{\"text\": 3}\n{\"id\": 4}\n{\"text\": \
                   \"  \"}\r\n{\"text\": \"last\"";
    let (texts, facts) = plainly("a.jsonl", format!("{objects}}}"));
    assert_eq!(lines(&texts), [(1, "one é"), (7, "last")]);
    let text = || "text".to_owned();
    assert_eq!(
        faults(&facts),
        [
            (3, &RowFault::NotAnObject("an array".to_owned())),
            (4, &RowFault::NotText(text())),
            (5, &RowFault::NoField(text())),
        ]
    );
    assert_eq!(facts.blank(), 2);
    let (bodies, _) = plainly("a.ndjson", "{\"n\": 1, \"body\": \"the only text\"}\n");
    assert_eq!(lines(&bodies), [(1, "the only text")]);
}

#[test]
fn a_column_that_is_not_there_is_told_with_those_that_are() {
    let table = "id,body,title\n1,a,b\n";
    let message = said("a.csv", table, &column("text"));
    assert!(message.contains("has no column \"text\""), "{message}");
    assert!(
        message.contains("\"id\", \"body\", \"title\" with --column"),
        "{message}"
    );
    let message = said("a.csv", table, &InputChoice::default());
    assert!(message.contains("several columns"), "{message}");
    assert!(message.contains("\"body\""), "{message}");
    let objects = "{\"body\": \"a\", \"title\": \"b\"}\n{\"body\": \"c\"}\n";
    let message = said("a.jsonl", objects, &column("text"));
    assert!(message.contains("no field \"text\""), "{message}");
    assert!(
        message.contains("\"body\", \"title\" with --field"),
        "{message}"
    );
    let message = said("a.jsonl", objects, &InputChoice::default());
    assert!(message.contains("several fields"), "{message}");
    let message = said("a.csv", "text,text\n1,2\n", &InputChoice::default());
    assert!(message.contains("two columns called \"text\""), "{message}");
}

#[test]
fn files_that_are_no_utf8_text_say_what_to_do() {
    let utf16: Vec<u8> = "\u{feff}Hello there\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let none = InputChoice::default();
    let message = said("a.txt", &utf16, &none);
    assert!(message.contains("is UTF-16"), "{message}");
    assert!(message.contains("iconv -f UTF-16 -t UTF-8"), "{message}");
    let message = said("a.csv", &utf16[2..], &none);
    assert!(message.contains("iconv -f UTF-16LE"), "{message}");
    let message = said("a.txt", b"PK\x03\x04\0\0\0\0\x08\0zip", &none);
    assert!(message.contains("is a ZIP archive"), "{message}");
    let message = said("a.txt", b"\x01\0\x02\x03\0\0\x08", &none);
    assert!(message.contains("not a text file"), "{message}");
    for name in ["a.txt", "a.csv", "a.jsonl"] {
        let message = said(name, b"", &none);
        assert!(message.contains("is empty"), "{name}: {message}");
    }
    let message = said("a.txt", "\n \n\n", &none);
    assert!(message.contains("3 lines are blank"), "{message}");
    let message = said("a.txt", b"one\n\xff\n", &none);
    assert!(
        message.contains("not UTF-8 (the byte 0xFF in line 2)"),
        "{message}"
    );
    let unknown = InputFile::named(Path::new("a.parquet"), None).unwrap_err();
    assert!(unknown.to_string().contains("--format"), "{unknown}");
    let missing = named(Path::new("/nowhere/a.txt"));
    let message = read_all(&[missing], &none).unwrap_err().to_string();
    assert!(message.contains("there is no file"), "{message}");
}

#[test]
fn duplicates_are_counted_over_all_files_and_left_out_if_asked() {
    let (_one, first) = file("a.txt", "same\nother\nsame\n");
    let (_two, second) = file("b.txt", "new\nsame\n");
    let files = [named(&first), named(&second)];
    let (texts, facts) = read_all(&files, &InputChoice::default()).unwrap();
    assert_eq!((texts.len(), facts.duplicates()), (5, 2));
    let skip = InputChoice {
        skip_duplicates: true,
        ..InputChoice::default()
    };
    let (texts, facts) = read_all(&files, &skip).unwrap();
    assert_eq!(lines(&texts), [(1, "same"), (2, "other"), (1, "new")]);
    assert_eq!((facts.texts(), facts.duplicates()), (3, 2));
    let twice = [named(&first), named(&first)];
    let message = read_all(&twice, &skip).unwrap_err().to_string();
    assert!(message.contains("given twice"), "{message}");
}

#[test]
fn sentences_are_numbered_within_their_line() {
    let choice = InputChoice {
        split_sentences: true,
        ..InputChoice::default()
    };
    let (_folder, path) = file("a.txt", "One. Two?  Three!\nFour\n");
    let files = [named(&path)];
    let mut texts = Texts::new(&files, &choice);
    let mut found = Vec::new();
    while let Some(text) = texts.next_text().unwrap() {
        found.push((text.place.line, text.place.sentence, text.text));
    }
    let found: Vec<_> = found.iter().map(|(l, s, t)| (*l, *s, t.as_str())).collect();
    assert_eq!(
        found,
        [
            (1, 0, "One."),
            (1, 1, "Two?"),
            (1, 2, "Three!"),
            (2, 0, "Four")
        ]
    );
    assert_eq!(sentences("… “Really?” he said.").count(), 2);
}

#[test]
fn a_file_that_is_written_to_during_the_run_is_named_in_the_warnings() {
    use std::io::Write as _;
    let choice = InputChoice::default();
    let (_folder, first) = file("a.txt", "One.\nTwo.\n");
    let (_other, second) = file("b.txt", "Three.\nFour.\n");
    let files = [named(&first), named(&second)];
    let read = |written_to: Option<&Path>| {
        fs::write(&first, "One.\nTwo.\n").unwrap();
        fs::write(&second, "Three.\nFour.\n").unwrap();
        let mut texts = Texts::new(&files, &choice);
        for number in 0.. {
            let text = texts.next_text().unwrap();
            if let Some(path) = written_to.filter(|_| number == 2) {
                let mut file = fs::File::options().append(true).open(path).unwrap();
                file.write_all(b"Five.\n").unwrap();
            }
            if text.is_none() {
                break;
            }
        }
        let facts = RunFacts {
            input: texts.facts().clone(),
            ..RunFacts::default()
        };
        assert!(facts.notes().iter().all(|note| !note.contains("written")));
        facts.warnings()
    };
    assert_eq!(read(None), Vec::<String>::new());
    // The second file is open by then, the first has been read.
    for path in [&first, &second] {
        let warnings = read(Some(path));
        let name = path.display().to_string();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].starts_with(&format!("{name} was written to during the run")));
    }
}

#[test]
fn a_files_bytes_are_hashed_as_they_are() {
    let (_, facts) = plainly("a.txt", "abc\n");
    // sha256sum
    assert_eq!(
        facts.files[0].sha256,
        "edeaaff3f1774ad2888673770c6d64097e391bc362d7d6fb34982ddf0efd18cb"
    );
}

#[test]
fn a_preview_shows_columns_and_the_usual_one() {
    let look = |name: &str, bytes: &str| -> Preview {
        let (_folder, path) = file(name, bytes);
        preview(&named(&path), &InputChoice::default()).unwrap()
    };
    let table = look(
        "a.csv",
        "id,text\n1,one\n2,two\n3,a,b\n4,four\n5,five\n6,six\n7,seven\n",
    );
    assert_eq!((table.format, table.usual), (Format::Csv, Some(1)));
    assert_eq!(table.columns[1].name, "text");
    assert_eq!(
        table.columns[1].values,
        ["one", "two", "four", "five", "six"]
    );
    let objects = look(
        "a.jsonl",
        "{\"a\": 1, \"b\": \"x\", \"c\": \"y\"}\n{\"b\": \"z\"}\n",
    );
    let names: Vec<&str> = objects
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!((names, objects.usual), (vec!["a", "b", "c"], None));
    assert_eq!(objects.columns[1].values, ["x", "z"]);
    let plain = look("a.txt", "\n one\ntwo\n");
    assert_eq!(plain.usual, Some(0));
    assert_eq!(plain.columns[0].values, [" one", "two"]);
    let (_folder, path) = file("empty.txt", "");
    assert!(preview(&named(&path), &InputChoice::default()).is_err());
}

#[test]
fn a_file_that_is_part_of_the_program_is_read_like_any_other() {
    let bytes = b"text,n\nHello,1\n";
    let files = [InputFile::embedded("sample", Format::Csv, bytes)];
    let (texts, facts) = read_all(&files, &InputChoice::default()).unwrap();
    assert_eq!(lines(&texts), [(2, "Hello")]);
    assert_eq!(facts.files[0].name, "sample");
}
