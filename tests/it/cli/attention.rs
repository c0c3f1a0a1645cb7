//! `attention`, as a person types it.

use serde_json::Value;

use crate::fixtures::{one_line_of_failure, printed, tiny};

const TEXT: &str = "Who is the prime minister of Canada?";

fn json(arguments: &[&str]) -> Value {
    let arguments = [&["attention"], arguments, &["--json", "-"]].concat();
    serde_json::from_str(&printed(&mut tiny(&arguments))).unwrap()
}

fn numbers(of: &Value) -> Vec<f64> {
    let of = of.as_array().unwrap().iter();
    of.map(|number| number.as_f64().unwrap()).collect()
}

#[test]
fn every_kind_and_head_stands_beside_the_strength() {
    for (kind, head) in [
        ("weights", Some("mean")),
        ("weights", Some("1")),
        ("norms", Some("max")),
        ("value-zeroing", None),
    ] {
        let mut flags = vec![TEXT, "--block", "2", "--kind", kind];
        flags.extend(head.iter().flat_map(|head| ["--head", head]));
        let attention = json(&flags);
        assert_eq!(attention["schema"], "glassbox.attention.v1");
        assert_eq!(attention["block"], 2);
        assert_eq!(attention["kind"], kind);
        assert_eq!(attention["settings"]["layer"], 2);
        let weights = attention["weights"].as_array().unwrap();
        let received = attention["received"].as_array().unwrap();
        assert_eq!(weights.len(), received.len());
        let mut columns = vec![0.0; weights.len()];
        for row in weights {
            let row = numbers(row);
            if kind != "norms" {
                assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-5, "{kind}");
            }
            for (column, cell) in columns.iter_mut().zip(row) {
                *column += cell / weights.len() as f64;
            }
        }
        let analysis = ["analyze", TEXT, "--layer", "2", "--json", "-"];
        let analysis: Value = serde_json::from_str(&printed(&mut tiny(analysis))).unwrap();
        let tokens = analysis["tokens"].as_array().unwrap();
        for ((token, column), of_analysis) in received.iter().zip(columns).zip(tokens) {
            assert!((token["received"].as_f64().unwrap() - column).abs() < 1e-6);
            assert_eq!(token["strength"], of_analysis["strength"]);
            assert_eq!(token["bucket"], of_analysis["bucket"]);
        }
        assert!(attention["spearman"].is_number());
        let kinds = attention["beside_strength"].as_array().unwrap();
        let kinds: Vec<&str> = kinds
            .iter()
            .map(|of| of["kind"].as_str().unwrap())
            .collect();
        assert_eq!(
            kinds,
            ["from-all", "from-text", "norm-weighted", "value-zeroing"]
        );
        let blocks = attention["blocks"].as_array().unwrap();
        assert_eq!(
            blocks.len() as u64,
            attention["model"]["layers"].as_u64().unwrap()
        );
    }
}

#[test]
fn two_texts_differ_where_their_words_do() {
    let two = json(&["I walk to the park.", "I run to the park."]);
    let cells = two["difference"]["weights"].as_array().unwrap();
    let pairs = two["difference"]["pairs"].as_array().unwrap();
    assert_eq!(cells.len(), pairs.len());
    let (query, key) = (1, 2);
    let pair = |place: usize| numbers(&pairs[place]);
    let of = |text: &Value, side: usize| {
        let (query, key) = (pair(query)[side] as usize, pair(key)[side] as usize);
        numbers(&text["weights"][query])[key]
    };
    let expected = of(&two["b"], 1) - of(&two, 0);
    assert!((numbers(&cells[query])[key] - expected).abs() < 1e-6);
    let same = json(&[TEXT, TEXT]);
    let cells = same["difference"]["weights"].as_array().unwrap();
    assert!(cells.iter().flat_map(numbers).all(|cell| cell == 0.0));
}

#[test]
fn what_makes_no_sense_is_refused_in_a_line() {
    for (code, flags, said) in [
        (2, vec![TEXT, "--block", "99"], "there is no layer 99"),
        (2, vec![TEXT, "--layer", "0"], "a block, from 1 on"),
        (2, vec![TEXT, "--head", "99"], "there is no head 99"),
        (
            2,
            vec![TEXT, "--kind", "value-zeroing", "--head", "2"],
            "knows no heads",
        ),
        (
            2,
            vec![TEXT, "--block", "1", "--layer", "2"],
            "leave out --layer",
        ),
        (1, vec!["  "], "the text is empty"),
    ] {
        let arguments = [vec!["attention"], flags.clone()].concat();
        let line = one_line_of_failure(&mut tiny(&arguments), code);
        assert!(line.contains(said), "{flags:?}: {line}");
    }
}

#[test]
fn a_person_reads_tables_and_draws_every_chart() {
    let said = printed(&mut tiny(["attention", TEXT]));
    for part in ["attends most to", "HIGH in both", "entropy, bits"] {
        assert!(said.contains(part), "{said}");
    }
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("all");
    let out = out.to_str().unwrap();
    printed(&mut tiny([
        "attention",
        TEXT,
        "Who is the king?",
        "--all",
        out,
    ]));
    for chart in [
        "matrix",
        "words",
        "heads",
        "beside",
        "by-block",
        "difference",
    ] {
        for ending in ["png", "svg"] {
            let file = folder.path().join("all").join(format!("{chart}.{ending}"));
            assert!(file.is_file(), "{chart}.{ending}");
        }
    }
}
