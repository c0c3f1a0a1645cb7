//! The contract of `match`: keys, sums, what is refused, and a search in a file.

use std::fs;

use serde_json::Value;

use crate::cli::contract::keys;
use crate::fixtures::{glassbox, one_line_of_failure, printed, tiny};

const PARK: &str = "Enjoying a beautiful day at the park!";
const BEACH: &str = "Enjoying a beautiful walk at the beach!";

fn json_of(arguments: &[&str]) -> Value {
    let mut command = tiny(arguments);
    serde_json::from_str(&printed(command.args(["--json", "-"]))).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[test]
fn a_match_has_the_keys_of_the_contract_and_adds_up() {
    let found = json_of(&["match", PARK, BEACH, "--null", "20"]);
    assert_eq!(found["schema"], "glassbox.match.v1");
    for key in [
        "app_version",
        "model",
        "settings",
        "similarity",
        "a",
        "b",
        "pairs",
        "reference_part",
        "residual",
        "special_share",
        "top_ten_share",
        "dimensions",
        "leave_one_out",
        "null",
        "late_interaction",
        "warnings",
    ] {
        assert!(!found[key].is_null(), "{key}");
    }
    let settings = &found["settings"];
    assert_eq!(settings["method"], "exact");
    assert_eq!(settings["layer"], 12);
    assert_eq!(settings["pooling"], "mean");
    assert!(settings["steps"].is_null());
    let pairs = found["pairs"].as_array().unwrap();
    let rows: Vec<f64> = pairs
        .iter()
        .map(|row| row.as_array().unwrap().iter().map(number).sum())
        .collect();
    let total: f64 = rows.iter().sum();
    let parts = total + number(&found["reference_part"]) + number(&found["residual"]);
    assert!((parts - number(&found["similarity"])).abs() < 1e-9);
    let tokens = found["a"]["tokens"].as_array().unwrap();
    assert_eq!(tokens.len(), rows.len());
    for (token, row) in tokens.iter().zip(&rows) {
        assert!((number(&token["sum"]) - row).abs() < 1e-12);
        assert!((number(&token["share"]) - row / total).abs() < 1e-9);
        assert!((0.0..=1.0).contains(&number(&token["percentile"])));
    }
    assert_eq!(found["null"]["texts"], 20);
    let left_out = found["leave_one_out"]["a"].as_array().unwrap();
    assert_eq!(left_out.len(), 8, "each word and the mark");
    assert_eq!(keys(&left_out[0]), ["effect", "sum", "tokens", "word"]);
}

#[test]
fn what_is_left_out_is_null() {
    let arguments = ["match", PARK, BEACH, "--null", "0", "--no-leave-one-out"];
    let found = json_of(&arguments);
    assert!(found["null"].is_null() && found["leave_one_out"].is_null());
}

#[test]
fn what_makes_no_sense_is_refused_in_one_line() {
    let failed = |arguments: &[&str]| one_line_of_failure(&mut tiny(arguments), 2);
    let said = one_line_of_failure(&mut tiny(["match", PARK, ""]), 1);
    assert!(said.contains("the second text is empty"), "{said}");
    let said = failed(&["match", PARK, BEACH, "--layer", "3"]);
    assert!(said.contains("--layer is for --method jacobians"), "{said}");
    let said = failed(&["match", "-", "-"]);
    assert!(said.contains("standard input"), "{said}");
    let said = failed(&["match", PARK, "--against", "sample", "--png", "x.png"]);
    assert!(said.contains("--png is for two texts"), "{said}");
}

#[test]
fn passages_are_ranked_and_each_has_a_match_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("passages.csv");
    let rows = "id;body\n1;A dog chases a cat.\n2;\"Rates; they rose.\"\n3;A kitten sleeps here.\n";
    fs::write(&file, rows).unwrap();
    let out = folder.path().join("out");
    let mut command = glassbox();
    command
        .args(["match", "The dog runs after the cat", "--against"])
        .arg(&file)
        .args(["--column", "body", "--top", "2", "--null", "5", "--all"])
        .arg(&out)
        .env("XDG_CACHE_HOME", folder.path().join("cache"));
    assert!(printed(&mut command).is_empty());
    let ranking = fs::read_to_string(out.join("ranking.json")).unwrap();
    let ranking: Value = serde_json::from_str(&ranking).unwrap();
    assert_eq!(ranking["schema"], "glassbox.match_ranking.v1");
    assert_eq!(ranking["passages_ranked"], 3);
    let passages = ranking["passages"].as_array().unwrap();
    let lines: Vec<u64> = passages
        .iter()
        .map(|passage| passage["text_id"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, [2, 4]);
    assert_eq!(passages[0]["pairs"].as_array().unwrap().len(), 3);
    let first = fs::read_to_string(out.join("match-001.json")).unwrap();
    let first: Value = serde_json::from_str(&first).unwrap();
    let apart = number(&first["similarity"]) - number(&passages[0]["similarity"]);
    assert!(apart.abs() < 1e-5, "{apart}");
    assert!(out.join("match-002.svg").is_file());
    let kept = folder.path().join("cache/glassbox/embeddings");
    assert_eq!(fs::read_dir(kept).unwrap().count(), 1);
}
