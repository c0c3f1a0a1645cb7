//! `glassbox corpus`: tables that say what `analyze` says, the same bytes from run to run.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

use crate::fixtures::{analyze_tiny, printed, tiny};

/// Texts that differ in length, with what a table has to quote.
pub(crate) const TEXTS: [&str; 7] = [
    "Who is the prime minister of Canada?",
    "No.",
    "She said \"yes, of course\", and left.",
    "The weather is nice today",
    "  spaces around  ",
    "Wasps: why? Just why!",
    "An unbelievably long walk",
];

/// A folder to work in.
pub(crate) struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A file in it.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.place(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn place(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `glassbox --model tiny-bert corpus FLAGS` in it, without charts.
    pub(crate) fn corpus(&self, flags: &[&str]) -> Command {
        let mut command = self.corpus_with_charts(flags);
        command.arg("--no-charts");
        command
    }

    /// `glassbox --model tiny-bert corpus FLAGS` in it.
    pub(crate) fn corpus_with_charts(&self, flags: &[&str]) -> Command {
        // A handful of replicates, or an unoptimised program takes minutes.
        let mut command = tiny(["corpus", "--replicates", "20"]);
        command.current_dir(self.folder.path()).args(flags);
        command
    }

    /// Every file of a folder in it, hidden ones too.
    pub(crate) fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.place(folder)).unwrap();
        let files = entries.map(|entry| entry.unwrap().path());
        files
            .map(|path| {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, fs::read(&path).unwrap())
            })
            .collect()
    }
}

/// A table: a row is its cells by the names of their columns.
pub(crate) fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        let cells = header.iter().zip(&record);
        cells
            .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
            .collect()
    });
    rows.collect()
}

fn analysis_of(text: &str, flags: &[&str]) -> Value {
    let mut command = analyze_tiny();
    command.args(flags).args(["--json", "-", "--", text]);
    serde_json::from_str(&printed(&mut command)).unwrap()
}

/// A cell and the JSON value it must be.
fn is_same(cell: &str, value: &Value) -> bool {
    match value {
        Value::Null => cell.is_empty(),
        Value::String(text) => cell == text,
        // Read by the same reader, whose last digit is not that of other readers.
        Value::Number(number) => {
            let read: Option<f64> = serde_json::from_str(cell).ok();
            read == number.as_f64()
        }
        other => *cell == *other.to_string(),
    }
}

#[test]
fn tokens_csv_says_what_analyze_says() {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", TEXTS.join("\n"));
    let flags = [
        "--layer",
        "3",
        "--second-layer",
        "11",
        "--quantile",
        "0.6",
        "--quantile-method",
        "hazen",
        "--tokens",
        "words",
    ];
    let mut command = sandbox.corpus(&["a.txt", "--out", "out"]);
    printed(command.args(flags));
    let header = fs::read_to_string(sandbox.place("out/tokens.csv")).unwrap();
    assert!(header.starts_with(
        "file,text_id,index,token,word_class,special,strength,second_strength,rank,bucket\r\n"
    ));
    let tokens = rows(&sandbox.place("out/tokens.csv"));
    let mut tokens = tokens.iter();
    let texts = rows(&sandbox.place("out/texts.csv"));
    assert_eq!(texts.len(), TEXTS.len());
    for (place, (text, row)) in TEXTS.iter().zip(&texts).enumerate() {
        let analysis = analysis_of(text, &flags);
        let line = (place + 1).to_string();
        let expected = analysis["tokens"].as_array().unwrap();
        for token in expected {
            let cells = tokens.next().unwrap();
            assert_eq!(
                (cells["file"].as_str(), &cells["text_id"]),
                ("a.txt", &line)
            );
            for (name, cell) in cells
                .iter()
                .filter(|(name, _)| *name != "file" && *name != "text_id")
            {
                assert!(is_same(cell, &token[name]), "{name} of {token}: {cell}");
            }
        }
        assert_eq!(row["text_id"], line);
        assert_eq!(row["text"], *text);
        assert_eq!(row["tokens"], expected.len().to_string());
        assert!(is_same(&row["threshold"], &analysis["threshold"]));
        let judged: Vec<&Value> = expected
            .iter()
            .filter(|token| !token["rank"].is_null())
            .collect();
        let high = judged
            .iter()
            .filter(|token| token["bucket"] == "HIGH")
            .count();
        assert_eq!(
            (&row["judged"], &row["high"]),
            (&judged.len().to_string(), &high.to_string())
        );
        let mean = |of: &str, key: &str| {
            let chosen = judged
                .iter()
                .filter(|token| of.is_empty() || token["word_group"] == of);
            let values: Vec<f64> = chosen.map(|token| token[key].as_f64().unwrap()).collect();
            (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
        };
        for (column, of, key) in [
            ("mean_strength", "", "strength"),
            ("second_mean_strength", "", "second_strength"),
            ("content_mean", "content", "strength"),
            ("function_mean", "function", "strength"),
            ("punctuation_mean", "punctuation", "strength"),
        ] {
            match mean(of, key) {
                None => assert_eq!(row[column], "", "{column}"),
                Some(mean) => {
                    let cell: f64 = row[column].parse().unwrap();
                    assert!((cell - mean).abs() < 1e-9, "{column}: {cell} and {mean}");
                }
            }
        }
        let strongest = judged.iter().find(|token| token["rank"] == 1).unwrap();
        assert!(is_same(&row["strongest"], &strongest["token"]));
        assert!(is_same(&row["strongest_strength"], &strongest["strength"]));
    }
    assert_eq!(tokens.next(), None);
}

#[test]
fn the_same_run_gives_the_same_bytes_whatever_the_threads() {
    let sandbox = Sandbox::new();
    let many: Vec<String> = (0..160)
        .map(|n| format!("{} and number {n}", TEXTS[n % TEXTS.len()]))
        .collect();
    sandbox.file("a.txt", many.join("\n"));
    for (out, threads) in [("one", "1"), ("two", "2"), ("again", "2"), ("five", "5")] {
        printed(&mut sandbox.corpus(&["a.txt", "--out", out, "--threads", threads]));
    }
    let one = sandbox.files("one");
    for name in ["tokens.csv", "texts.csv", "summary.json"] {
        assert!(one.contains_key(name), "{name}: {:?}", one.keys());
    }
    for other in ["two", "again", "five"] {
        assert_eq!(one, sandbox.files(other), "{other}");
    }
    // Every text is there, in order, however they were batched.
    let texts = rows(&sandbox.place("one/texts.csv"));
    let found: Vec<&str> = texts.iter().map(|row| row["text"].as_str()).collect();
    assert_eq!(found, many);
}

#[test]
fn several_files_of_several_kinds_are_one_corpus() {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", "One.\n\nTwo.\n");
    sandbox.file("b.csv", "id,sentence\n1,\"Three,\nfour.\"\n2,Five.\n");
    sandbox.file(
        "c.jsonl",
        "{\"prompt\": \"Six.\"}\n{\"prompt\": \"One.\"}\n",
    );
    let said = printed(&mut sandbox.corpus(&["a.txt", "b.csv", "c.jsonl", "--out", "out"]));
    let texts = rows(&sandbox.place("out/texts.csv"));
    let found: Vec<[&str; 3]> = texts
        .iter()
        .map(|row| ["file", "text_id", "text"].map(|name| row[name].as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ["a.txt", "1", "One."],
            ["a.txt", "3", "Two."],
            ["b.csv", "2", "Three,\nfour."],
            ["b.csv", "4", "Five."],
            ["c.jsonl", "1", "Six."],
            ["c.jsonl", "2", "One."],
        ]
    );
    for line in [
        "texts           6",
        "duplicates      1,",
        "blank lines     1",
        "bad rows        0",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert!(said.contains("seed 20260522"), "{said}");
}

#[test]
fn sentences_are_told_apart_by_a_column_of_their_own() {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", "One here. Two there!\nThree.\n");
    printed(&mut sandbox.corpus(&["a.txt", "--out", "out", "--split-sentences"]));
    let tokens = rows(&sandbox.place("out/tokens.csv"));
    let starts: Vec<[&str; 2]> = tokens
        .iter()
        .filter(|row| row["index"] == "0")
        .map(|row| ["text_id", "sentence"].map(|name| row[name].as_str()))
        .collect();
    assert_eq!(starts, [["1", "0"], ["1", "1"], ["2", "0"]]);
    let header = fs::read_to_string(sandbox.place("out/tokens.csv")).unwrap();
    assert!(header.lines().next().unwrap().ends_with("bucket,sentence"));
}

#[test]
fn a_text_longer_than_the_model_reads_is_cut_and_said_so() {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", format!("short\n{}\n", "word ".repeat(60)));
    let said = printed(&mut sandbox.corpus(&["a.txt", "--out", "out"]));
    let texts = rows(&sandbox.place("out/texts.csv"));
    let left_out: u64 = texts[1]["tokens_left_out"].parse().unwrap();
    assert!(left_out > 0);
    assert_eq!(texts[0]["tokens_left_out"], "0");
    let warning = format!("1 text is longer than the model reads, {left_out} tokens");
    assert!(said.contains(&warning), "{said}");
    assert!(said.contains("a.txt, line 2"), "{said}");
}

#[test]
fn a_text_without_tokens_is_a_bad_row_among_good_ones() {
    let sandbox = Sandbox::new();
    // Characters that the tokenizer's normalizer drops.
    sandbox.file("a.txt", "Good.\n\u{200b}\u{200b}\nBetter.\n");
    let said = printed(&mut sandbox.corpus(&["a.txt", "--out", "out"]));
    assert!(
        said.contains("a.txt, line 2: no token the model can read"),
        "{said}"
    );
    assert!(said.contains("bad rows        1"), "{said}");
    let texts = rows(&sandbox.place("out/texts.csv"));
    let found: Vec<&str> = texts.iter().map(|row| row["text_id"].as_str()).collect();
    assert_eq!(found, ["1", "3"]);
}

#[test]
fn standard_input_is_a_corpus_too() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.corpus(&["-", "--out", "out", "--format", "csv"]);
    printed(command.write_stdin("text\nOne.\nTwo.\n"));
    let texts = rows(&sandbox.place("out/texts.csv"));
    assert_eq!((texts.len(), texts[1]["file"].as_str()), (2, "-"));
}

#[test]
fn summary_json_says_what_the_tables_count() {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", TEXTS.join("\n"));
    printed(&mut sandbox.corpus(&["a.txt", "--out", "out", "--seed", "7"]));
    let bytes = fs::read(sandbox.place("out/summary.json")).unwrap();
    let summary: Value = serde_json::from_slice(&bytes).unwrap();
    let tokens = rows(&sandbox.place("out/tokens.csv"));
    assert_eq!(summary["schema"], "glassbox.corpus.v1");
    assert_eq!(summary["texts"], TEXTS.len());
    assert_eq!(summary["tokens"], tokens.len());
    assert_eq!(summary["settings"]["seed"], 7);
    assert_eq!(summary["files"][0]["name"], "a.txt");
    for class in summary["classes"].as_array().unwrap() {
        let tag = class["kind"].as_str().unwrap();
        let of_class = tokens.iter().filter(|row| row["word_class"] == tag);
        let is_group = ["content", "function", "punctuation", "special"].contains(&tag);
        if !is_group {
            assert_eq!(class["tokens"], of_class.count(), "{tag}");
        }
    }
}
