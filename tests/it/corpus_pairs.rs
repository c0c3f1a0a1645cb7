//! `--swaps` and `--pairs` through the real program: the rows of pairs.csv against `compare`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use assert_cmd::Command;
use serde_json::Value;

use crate::corpus::{Desk, rows};
use crate::fixtures::{glassbox, one_line_of_failure, printed, tiny_bert_folder};

const PAIRS: &str = "\
one,other,n
Enjoying a beautiful day at the park!,Enjoying a beautiful walk at the beach!,1
Who is the prime minister of Canada?,Who is the prime minister of France?,2
The weather is nice today.,The weather is cold today.,3
We love the movie.,We love the movie.,4
,nothing to compare with,5
The city is old.,,6
";

const ROWS: &str = "pairs.csv";

type Row = BTreeMap<String, String>;

fn cell<'a>(row: &'a Row, name: &str) -> &'a str {
    &row[name]
}

fn number(row: &Row, name: &str) -> f64 {
    cell(row, name).parse().unwrap()
}

/// What `compare --json` says of two texts.
fn compared(a: &str, b: &str) -> Value {
    let mut command: Command = glassbox();
    command.arg("--model").arg(tiny_bert_folder());
    command.args(["compare", a, b, "--json", "-"]);
    serde_json::from_str(&printed(&mut command)).unwrap()
}

fn agrees_with_compare(row: &Row) {
    let comparison = compared(cell(row, "a"), cell(row, "b"));
    let close = |name: &str, value: &Value| {
        let value = value.as_f64().unwrap();
        let found = number(row, name);
        assert!(
            (found - value).abs() <= 1e-6 * value.abs(),
            "{name}: {found} is not {value}"
        );
    };
    close("total_shift", &comparison["total_shift"]);
    let pairs = comparison["pairs"].as_array().unwrap();
    let judged: Vec<&Value> = pairs
        .iter()
        .filter(|pair| pair["bucket"].is_string())
        .collect();
    let high = judged
        .iter()
        .filter(|pair| pair["bucket"] == "HIGH")
        .count();
    assert_eq!(cell(row, "judged"), judged.len().to_string());
    assert_eq!(cell(row, "high"), high.to_string());
    let aligned = pairs
        .iter()
        .filter(|pair| pair["shift"].is_number())
        .count();
    assert_eq!(cell(row, "aligned"), aligned.to_string());
    if cell(row, "high_ratio").is_empty() {
        assert!(high == 0 || comparison["high_ratio"].is_null());
        assert_eq!((cell(row, "chance"), cell(row, "p")), ("", ""));
    } else {
        close("high_ratio", &comparison["high_ratio"]);
        let chance = high as f64 / judged.len() as f64;
        assert!((number(row, "chance") - chance).abs() < 1e-12);
        assert!((0.0..=1.0).contains(&number(row, "p")));
    }
}

#[test]
fn pairs_of_two_columns_are_compared_as_compare_does() {
    let desk = Desk::new();
    desk.file("pairs.csv", PAIRS);
    let said = printed(&mut desk.corpus(&[
        "pairs.csv",
        "--pairs",
        "--column",
        "one",
        "--second-column",
        "other",
        "--out",
        "out",
    ]));
    let rows = rows(&desk.place("out").join(ROWS));
    assert_eq!(rows.len(), 4);
    for (row, line) in rows.iter().zip(["2", "3", "4", "5"]) {
        assert_eq!(cell(row, "text_id"), line);
        assert_eq!(cell(row, "file"), "pairs.csv");
        agrees_with_compare(row);
    }
    assert_eq!(cell(&rows[0], "changed"), "day → walk; park → beach");
    assert_eq!(
        number(&rows[0], "unchanged_judged"),
        number(&rows[0], "judged") - 2.0
    );
    // The same text twice: nothing shifts, so chance decides nothing.
    assert_eq!(
        (cell(&rows[3], "total_shift"), cell(&rows[3], "p")),
        ("0", "")
    );
    for line in [
        "R_H against chance",
        "line 7: a pair without both texts",
        "1 pairs have no HIGH token",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
}

#[test]
fn swaps_are_the_same_however_the_texts_are_spread() {
    let desk = Desk::new();
    let texts: Vec<String> = (0..40)
        .map(|n| format!("The old captain painted {n} wooden boats near the quiet island."))
        .chain(["42!".to_owned()])
        .collect();
    desk.file("a.txt", texts.join("\n"));
    let whole = |out: &str, threads: &str| {
        let flags = ["a.txt", "--swaps", "--out", out, "--threads", threads];
        printed(&mut desk.corpus(&flags))
    };
    let said = whole("whole", "2");
    assert!(said.contains("1 texts have no word to swap"), "{said}");
    whole("again", "1");
    for part in ["1/2", "2/2"] {
        let out = format!("p{}", &part[..1]);
        printed(&mut desk.corpus(&["a.txt", "--swaps", "--out", &out, "--shard", part]));
    }
    let mut merge = glassbox();
    merge.current_dir(desk.place(""));
    printed(merge.args(["corpus", "merge", "p1", "p2", "--out", "merged"]));
    let files = desk.files("whole");
    assert!(files.contains_key(ROWS));
    for other in ["again", "merged"] {
        let other = desk.files(other);
        for (name, bytes) in &files {
            assert!(*bytes == other[name], "{name} differs");
        }
    }
    let rows = rows(&desk.place("whole").join(ROWS));
    assert_eq!(rows.len(), 40);
    let mut different = BTreeSet::new();
    for row in &rows {
        assert_ne!(cell(row, "a"), cell(row, "b"));
        assert!(cell(row, "changed").contains(" → "));
        different.insert(cell(row, "changed").to_owned());
    }
    assert!(different.len() > 10, "{different:?}");
    for row in rows.iter().take(3) {
        agrees_with_compare(row);
    }
    // Another seed, other swaps.
    let flags = ["a.txt", "--swaps", "--out", "seed", "--seed", "5"];
    printed(&mut desk.corpus(&flags));
    assert!(desk.files("seed")[ROWS] != files[ROWS]);
    // Without pairs the table of an earlier run goes.
    printed(&mut desk.corpus(&["a.txt", "--out", "whole"]));
    assert!(!desk.files("whole").contains_key(ROWS));
}

#[test]
fn pairs_of_json_objects_are_read_too() {
    let desk = Desk::new();
    let lines = [
        r#"{"text": "We love the movie.", "other": "We love the book."}"#,
        r#"{"text": "The city is old."}"#,
    ];
    fs::write(desk.place("a.jsonl"), lines.join("\n")).unwrap();
    let flags = [
        "a.jsonl",
        "--pairs",
        "--second-column",
        "other",
        "--out",
        "out",
    ];
    let said = printed(&mut desk.corpus(&flags));
    assert!(said.contains("line 2: a pair without both texts"), "{said}");
    let rows = rows(&desk.place("out").join(ROWS));
    assert_eq!(rows.len(), 1);
    agrees_with_compare(&rows[0]);
}

#[test]
fn pairs_that_cannot_be_are_wrong_usage() {
    let desk = Desk::new();
    desk.file("pairs.csv", PAIRS);
    desk.file("a.txt", "A text.\n");
    let said = |flags: &[&str]| {
        let mut command = desk.corpus(flags);
        one_line_of_failure(command.args(["--out", "out"]), 2)
    };
    let second = ["--pairs", "--column", "one", "--second-column"];
    let of = |file: &str, name: &str| said(&[&[file][..], &second[..], &[name][..]].concat());
    assert!(of("pairs.csv", "none").contains("has no column \"none\""));
    assert!(of("pairs.csv", "one").contains("name two columns"));
    assert!(of("a.txt", "other").contains("no columns"));
    assert!(!desk.place("out").exists());
}
