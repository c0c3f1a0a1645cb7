//! The contract of `compare` and `drift`: keys, gaps, sums, exit codes.

use serde_json::Value;

use crate::cli::contract::{keys, keys_as_written};
use crate::fixtures::{one_line_of_failure, printed, tiny};

const PARK: &str = "Enjoying a beautiful day at the park!";
const BEACH: &str = "Enjoying a beautiful walk at the beach!";
const SUMMARIZE: &str = "Summarize The weather is nice today.";
const TRANSLATE: &str = "Translate to French The weather is nice today.";

fn json_of(arguments: &[&str]) -> Value {
    let mut command = tiny(arguments);
    serde_json::from_str(&printed(command.args(["--json", "-"]))).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    let values = value.as_array().unwrap();
    values.iter().map(|value| value.as_f64().unwrap()).collect()
}

/// Gaps are null, parts add up, sums are those of the pairs.
fn holds_together(comparison: &Value) {
    let layer = comparison["settings"]["layer"].as_u64().unwrap() as usize;
    let layers = comparison["model"]["layers"].as_u64().unwrap() as usize;
    let (mut total, mut high, mut low, mut count) = (0.0, 0.0, 0.0, 0.0);
    for pair in comparison["pairs"].as_array().unwrap() {
        let gap = matches!(pair["kind"].as_str().unwrap(), "only_a" | "only_b");
        assert_eq!(gap, pair["a"].is_null() || pair["b"].is_null());
        if gap {
            for key in [
                "shift",
                "shifts",
                "cosine",
                "magnitude_part",
                "direction_part",
                "bucket",
                "label",
            ] {
                assert!(pair[key].is_null(), "{key} of {pair}");
            }
            continue;
        }
        let shift = pair["shift"].as_f64().unwrap();
        let shifts = numbers(&pair["shifts"]);
        assert_eq!(shifts.len(), layers + 1);
        assert_eq!(shift, shifts[layer]);
        let part = |key: &str| pair[key].as_f64().unwrap().powi(2);
        let parts = part("magnitude_part") + part("direction_part");
        assert!((parts - shift * shift).abs() < 1e-9);
        (total, count) = (total + shift, count + 1.0);
        match pair["bucket"].as_str() {
            Some("HIGH") => high += shift,
            Some("LOW") => low += shift,
            other => assert_eq!(other, None),
        }
    }
    let close = |key: &str, expected: f64| {
        let found = comparison[key].as_f64().unwrap();
        assert!((found - expected).abs() < 1e-9, "{key}: {found} {expected}");
    };
    close("total_shift", total);
    close("mean_shift", total / count);
    close("high_shift", high);
    close("low_shift", low);
    close("high_ratio", high / (high + low));
    assert_eq!(comparison["cls_shift"], comparison["pairs"][0]["shift"]);
}

#[test]
fn a_comparison_has_the_keys_of_the_contract_in_a_fixed_order() {
    let json = printed(tiny(["compare", PARK, BEACH, "--json", "-"]).arg("--offline"));
    let written = keys_as_written(&json);
    let contract = [
        "schema",
        "app_version",
        "model",
        "settings",
        "a",
        "b",
        "pairs",
        "total_shift",
        "mean_shift",
        "cls_shift",
        "high_shift",
        "low_shift",
        "high_ratio",
    ];
    assert_eq!(written[..contract.len()], contract);
    assert_eq!(written.last().unwrap(), "warnings");
    let comparison: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(comparison["schema"], "glassbox.comparison.v1");
    assert_eq!(
        keys(&comparison["settings"]),
        [
            "alignment",
            "high_from",
            "layer",
            "measure",
            "positions",
            "quantile",
            "quantile_method",
            "second_layer",
            "tokens"
        ]
    );
    assert_eq!(comparison["settings"]["alignment"], "edit");
    assert_eq!(comparison["settings"]["high_from"], "a");
    assert_eq!(comparison["settings"]["positions"], "as_is");
    for (side, text) in [("a", PARK), ("b", BEACH)] {
        let alone = json_of(&["analyze", text]);
        assert_eq!(comparison[side], alone);
    }
    let kinds = comparison["pairs"].as_array().unwrap();
    assert_eq!(kinds[4]["kind"], "changed");
    assert_eq!(kinds[4]["label"], "day → walk");
    assert_eq!(kinds[3]["kind"], "same");
    assert_eq!(kinds[0]["bucket"], Value::Null);
    assert_eq!(comparison["warnings"], Value::Array(Vec::new()));
    assert_eq!(comparison["layers"].as_array().unwrap().len(), 13);
    holds_together(&comparison);
}

#[test]
fn comparisons_add_up_with_every_option() {
    let mut without = vec!["compare", SUMMARIZE, TRANSLATE];
    let options: [&[&str]; 7] = [
        &[],
        &["--alignment", "index"],
        &["--high-from", "b"],
        &["--high-from", "either"],
        &["--high-from", "both", "--quantile", "0.2"],
        &["--tokens", "all", "--layer", "0"],
        &["--keep-positions"],
    ];
    for option in options {
        without.truncate(3);
        without.extend(option);
        let comparison = json_of(&without);
        holds_together(&comparison);
        let warnings = comparison["warnings"].to_string();
        assert!(
            warnings.contains("2 tokens of B have no partner in A"),
            "{warnings}"
        );
    }
    let kept = json_of(&["compare", SUMMARIZE, TRANSLATE, "--keep-positions"]);
    assert_eq!(kept["settings"]["positions"], "kept");
}

#[test]
fn identical_texts_shift_nothing_and_have_no_ratio() {
    let comparison = json_of(&["compare", PARK, PARK]);
    assert_eq!(comparison["total_shift"], 0.0);
    assert_eq!(comparison["cls_shift"], 0.0);
    assert_eq!(comparison["high_ratio"], Value::Null);
    for pair in comparison["pairs"].as_array().unwrap() {
        assert_eq!(pair["shift"], 0.0);
        assert_eq!(pair["cosine"], 1.0);
    }
}

#[test]
fn csv_has_a_row_for_every_pair_and_the_names_of_the_json() {
    for arguments in [
        vec!["compare", SUMMARIZE, TRANSLATE],
        vec![
            "drift",
            "--prompt",
            "Summarize",
            "--prompt",
            "",
            "--prompt",
            "Tell, me",
        ],
    ] {
        let json = json_of(&arguments);
        let csv = printed(tiny(&arguments).args(["--csv", "-"]));
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let header = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let pairs = json["pairs"].as_array().unwrap();
        assert_eq!(rows.len(), pairs.len());
        for (place, (row, pair)) in rows.iter().zip(pairs).enumerate() {
            for (name, cell) in header.iter().zip(row) {
                let value = match name.strip_prefix("shifts_") {
                    Some(layer) => &pair["shifts"][layer.parse::<usize>().unwrap()],
                    None => match name.strip_prefix("null_") {
                        // The band of a drift is that of its total.
                        Some(end) if json["null"].is_null() => &pair["null"]["total"][end],
                        Some(end) => &json["null"]["pairs"][place][end],
                        None => &pair[name],
                    },
                };
                match value {
                    Value::Null => assert_eq!(cell, "", "{name}"),
                    Value::String(text) => assert_eq!(cell, text, "{name}"),
                    Value::Bool(yes) => assert_eq!(cell, yes.to_string(), "{name}"),
                    value => {
                        let cell: f64 = cell.parse().unwrap();
                        assert!((cell - value.as_f64().unwrap()).abs() < 1e-9, "{name}");
                    }
                }
            }
        }
    }
}

#[test]
fn drift_has_the_keys_of_the_contract() {
    let drift = json_of(&["drift"]);
    assert_eq!(drift["schema"], "glassbox.drift.v1");
    assert_eq!(drift["input"], "The weather is nice today.");
    let prompts = drift["prompts"].as_array().unwrap();
    assert_eq!(prompts.len(), 3);
    assert_eq!(prompts[1]["name"], "Translate to French");
    assert_eq!(prompts[1]["text"], TRANSLATE);
    let pairs = drift["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 3);
    let whole = json_of(&["compare", SUMMARIZE, TRANSLATE]);
    for key in [
        "total_shift",
        "mean_shift",
        "cls_shift",
        "high_shift",
        "low_shift",
        "high_ratio",
        "pairs",
    ] {
        assert_eq!(pairs[0][key], whole[key], "{key}");
    }
    let inputs = pairs[0]["input_pairs"].as_array().unwrap();
    let total: f64 = inputs
        .iter()
        .map(|pair| pair["shift"].as_f64().unwrap())
        .sum();
    assert_eq!(inputs.len(), 6);
    assert!((pairs[0]["input_shift"].as_f64().unwrap() - total).abs() < 1e-9);
    assert_eq!(drift["settings"]["positions"], "as_is");
}

#[test]
fn without_an_output_tables_are_printed() {
    let table = printed(&mut tiny(["compare", SUMMARIZE, TRANSLATE]));
    for part in [
        "Summarize → Translate",
        "only in B",
        "C_H",
        "unchanged words",
        "note: ",
    ] {
        assert!(table.contains(part), "{table}");
    }
    let table = printed(&mut tiny(["drift", "--keep-positions"]));
    for part in [
        "2  Translate to French",
        "2 | 3",
        "input mean",
        "keeps its positions",
    ] {
        assert!(table.contains(part), "{table}");
    }
}

#[test]
fn wrong_usage_and_empty_texts_have_their_exit_codes() {
    for (arguments, code, part) in [
        (
            vec!["drift", "--prompt", "Summarize"],
            2,
            "at least two prompts",
        ),
        (
            vec!["compare", "a", "b", "--layer", "13"],
            2,
            "layers 0 to 12",
        ),
        (vec!["drift", "--layer", "13"], 2, "layers 0 to 12"),
        (vec!["compare", "-", "-"], 2, "standard input"),
        (vec!["--prompt", "a", "drift"], 2, "are for the window"),
        (vec!["compare", "", "a"], 1, "the first text is empty"),
        (vec!["compare", "a", " "], 1, "the second text is empty"),
        (vec!["drift", "--input", ""], 1, "the input is empty"),
        (vec!["compare", "a", "\u{200b}"], 1, "no tokens"),
    ] {
        let said = one_line_of_failure(&mut tiny(&arguments), code);
        assert!(said.contains(part), "{arguments:?}: {said}");
    }
    for arguments in [
        vec!["compare", "a"],
        vec!["compare", "a", "b", "--alignment", "words"],
        vec!["compare", "a", "b", "--high-from", "c"],
        vec!["drift", "a"],
    ] {
        let output = tiny(&arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn one_text_may_come_from_standard_input() {
    let piped = printed(tiny(["compare", "-", BEACH, "--json", "-"]).write_stdin(PARK));
    let given = printed(&mut tiny(["compare", PARK, BEACH, "--json", "-"]));
    assert_eq!(piped, given);
    let piped = printed(tiny(["drift", "--input", "-", "--csv", "-"]).write_stdin("It rains.\n"));
    let given = printed(&mut tiny(["drift", "--input", "It rains.", "--csv", "-"]));
    assert_eq!(piped, given);
}
