//! `--swaps` and `--pairs` through the real program: the rows of pairs.csv against `compare`.

use std::collections::{BTreeMap, BTreeSet};

use glassbox::analysis::AnalysisSettings;
use glassbox::corpus::input::{Format, InputChoice, InputFile, Texts};
use glassbox::corpus::{
    CorpusAccumulator, CorpusError, CorpusRun, CorpusSettings, IndexedOutcome, RunControl, Shard,
    Sink,
};
use glassbox::domain::corpus::RowFault;
use glassbox::domain::corpus::pairs::{PairFindings, PairOutcome, PairSource};
use serde_json::Value;

use crate::corpus::{Sandbox, rows};
use crate::fixtures::{one_line_of_failure, printed, tiny, tiny_bert};

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
    let mut command = tiny(["compare", a, b, "--json", "-"]);
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
    let sandbox = Sandbox::new();
    sandbox.file("pairs.csv", PAIRS);
    let said = printed(&mut sandbox.corpus(&[
        "pairs.csv",
        "--pairs",
        "--column",
        "one",
        "--second-column",
        "other",
        "--out",
        "out",
    ]));
    let rows = rows(&sandbox.place("out").join(ROWS));
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
        "pairs without a HIGH token, a LOW one or a shift: 1",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
}

#[test]
fn swaps_are_written_too() {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", "Enjoying a beautiful day at the park!\n42!\n");
    let said = printed(&mut sandbox.corpus(&["a.txt", "--swaps", "--out", "out"]));
    assert!(said.contains("texts without a word to swap: 1"), "{said}");
    let rows = rows(&sandbox.place("out").join(ROWS));
    assert_eq!(rows.len(), 1);
    assert_ne!(cell(&rows[0], "a"), cell(&rows[0], "b"));
    agrees_with_compare(&rows[0]);
    let summary = sandbox.files("out").remove("summary.json").unwrap();
    let summary: Value = serde_json::from_slice(&summary).unwrap();
    let pairs = &summary["pairs"];
    assert_eq!(
        (&pairs["source"], &pairs["second_column"]),
        (&"swaps".into(), &Value::Null)
    );
    assert_eq!(
        (&pairs["pairs"], &pairs["without_swap"]),
        (&1.into(), &1.into())
    );
    let layers = tiny_bert().card().layers + 1;
    assert_eq!(
        pairs["unchanged"]["layers"].as_array().unwrap().len(),
        layers
    );
    let value = pairs["all"]["high_ratio"]["value"].as_f64();
    let row = cell(&rows[0], "high_ratio").parse::<f64>().ok();
    assert_eq!(value.is_some(), row.is_some());
    assert!(
        value
            .zip(row)
            .is_none_or(|(value, row)| (value - row).abs() < 1e-9)
    );
}

/// What comes of the pairs of `file` in `part` of a run, with its number, and what they say.
fn pairs_of(
    file: &InputFile,
    pairs: PairSource,
    (seed, threads, part): (u64, usize, Shard),
) -> (Vec<(u64, PairOutcome)>, PairFindings) {
    struct Collecting {
        pairs: Vec<(u64, PairOutcome)>,
        gathered: CorpusAccumulator,
    }
    impl Sink for Collecting {
        fn take(&mut self, numbered: &IndexedOutcome) -> Result<(), CorpusError> {
            self.gathered.add(numbered);
            self.pairs
                .push((numbered.number, numbered.pair.clone().unwrap()));
            Ok(())
        }
    }
    let model = tiny_bert();
    let (question, choice) = (AnalysisSettings::default(), InputChoice::default());
    let settings = CorpusSettings {
        pairs: Some(pairs),
        ..CorpusSettings::for_model(model.card(), &question, &choice, seed, false).unwrap()
    };
    let mut sink = Collecting {
        pairs: Vec::new(),
        gathered: CorpusAccumulator::new(model.card(), &settings),
    };
    let (files, control) = (std::slice::from_ref(file), RunControl::default());
    let run = CorpusRun {
        model,
        files,
        settings: &settings,
        threads,
        reference: None,
        states: None,
    };
    run.run(part, &control, &mut sink).unwrap();
    let findings = sink.gathered.findings().pairs.unwrap();
    (sink.pairs, findings)
}

#[test]
fn swaps_are_the_same_however_the_texts_are_spread() {
    let texts: String = (0..40)
        .map(|n| format!("The weather in the capital was cold on day {n}.\n"))
        .chain(["42!\n".to_owned()])
        .collect();
    let file = InputFile::embedded("many", Format::Lines, texts.leak().as_bytes());
    let of = |seed, threads, part| pairs_of(&file, PairSource::Swaps, (seed, threads, part));
    let (whole, findings) = of(7, 2, Shard::WHOLE);
    assert_eq!(of(7, 1, Shard::WHOLE), (whole.clone(), findings.clone()));
    let part = |number| of(7, 1, Shard { number, of: 2 }).0;
    let mut parts = [part(1), part(2)].concat();
    parts.sort_by_key(|(number, _)| *number);
    assert_eq!(parts, whole);
    assert_ne!(of(8, 2, Shard::WHOLE).0, whole, "another seed, other swaps");
    assert_eq!(whole.len(), 41);
    assert_eq!(whole[40].1, PairOutcome::NoSwap);
    assert_eq!((findings.pairs, findings.without_swap), (40, 1));
    assert_eq!(findings.all.layers.len(), tiny_bert().card().layers + 1);
    let mut different = BTreeSet::new();
    for (_, pair) in &whole[..40] {
        let PairOutcome::Compared(pair) = pair else {
            panic!("{pair:?}");
        };
        assert_ne!(pair.a, pair.b);
        assert_eq!(pair.changed.len(), 1, "{:?}", pair.changed);
        different.insert(pair.changed[0].clone());
    }
    assert!(different.len() > 10, "{different:?}");
}

#[test]
fn pairs_of_json_objects_are_read_too() {
    let lines = concat!(
        r#"{"text": "We love the movie.", "other": "We love the book."}"#,
        "\n",
        r#"{"text": "The city is old.", "other": 3}"#,
        "\n",
    );
    let file = InputFile::embedded("a.jsonl", Format::JsonLines, lines.as_bytes());
    let choice = InputChoice {
        second: Some("other".to_owned()),
        ..InputChoice::default()
    };
    let files = [file.clone()];
    let mut texts = Texts::new(&files, &choice);
    assert!(texts.next_text().unwrap().is_some());
    assert!(texts.next_text().unwrap().is_none());
    assert_eq!(texts.facts().bad_rows[0].fault, RowFault::NoSecond);
    let source = PairSource::Column("other".to_owned());
    let (pairs, findings) = pairs_of(&file, source, (7, 1, Shard::WHOLE));
    assert_eq!(findings.pairs, 1);
    let (0, PairOutcome::Compared(pair)) = &pairs[0] else {
        panic!("{pairs:?}");
    };
    assert_eq!(pair.changed, ["movie → book"]);
}

#[test]
fn pairs_that_cannot_be_are_wrong_usage() {
    let sandbox = Sandbox::new();
    sandbox.file("pairs.csv", PAIRS);
    sandbox.file("a.txt", "A text.\n");
    let said = |flags: &[&str]| {
        let mut command = sandbox.corpus(flags);
        one_line_of_failure(command.args(["--out", "out"]), 2)
    };
    let second = ["--pairs", "--column", "one", "--second-column"];
    let of = |file: &str, name: &str| said(&[&[file][..], &second[..], &[name][..]].concat());
    assert!(of("pairs.csv", "none").contains("has no column \"none\""));
    assert!(of("pairs.csv", "one").contains("name two columns"));
    assert!(of("a.txt", "other").contains("no columns"));
    assert!(!sandbox.place("out").exists());
}
