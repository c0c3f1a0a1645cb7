//! The contract of the command line: flags, exit codes, JSON, CSV, files whole or not at all.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Map, Value};

use crate::fixtures::{
    analyze_tiny, glassbox, in_project, one_line_of_failure, printed, tiny_bert_folder,
};

const TEXT: &str = "Who is the prime minister of Canada?";

/// The JSON document that `glassbox --model tiny-bert analyze TEXT FLAGS --json -` prints.
fn json_with(flags: &[&str]) -> Value {
    let mut command = analyze_tiny();
    command.arg(TEXT).args(flags).args(["--json", "-"]);
    serde_json::from_str(&printed(&mut command)).unwrap()
}

fn tokens(analysis: &Value) -> &[Value] {
    analysis["tokens"].as_array().unwrap()
}

pub(crate) fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// The keys of the outermost object of `json`, in the order they are written.
pub(crate) fn keys_as_written(json: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let (mut depth, mut in_text, mut escaped) = (0, false, false);
    let mut text = String::new();
    for c in json.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => {
                in_text = !in_text;
                if in_text {
                    text.clear();
                }
            }
            _ if in_text => text.push(c),
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            ':' if depth == 1 => keys.push(text.clone()),
            _ => {}
        }
    }
    keys
}

/// Whether two numbers are the same but for the last bit that reading JSON may lose.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(1.0)
}

fn strengths_of_the_set(analysis: &Value) -> Vec<f64> {
    let inside = tokens(analysis)
        .iter()
        .filter(|token| !token["rank"].is_null());
    inside
        .map(|token| token["strength"].as_f64().unwrap())
        .collect()
}

/// What must hold of every analysis, whatever the flags.
fn holds_together(analysis: &Value) {
    let settings = &analysis["settings"];
    let layer = settings["layer"].as_u64().unwrap() as usize;
    let second = settings["second_layer"].as_u64().unwrap() as usize;
    let layers = analysis["model"]["layers"].as_u64().unwrap() as usize;
    let threshold = analysis["threshold"].as_f64().unwrap();
    let set = strengths_of_the_set(analysis);
    for (index, token) in tokens(analysis).iter().enumerate() {
        assert_eq!(token["index"], index);
        let strengths = token["strengths"].as_array().unwrap();
        assert_eq!(strengths.len(), layers + 1);
        assert_eq!(token["strength"], strengths[layer]);
        assert_eq!(token["second_strength"], strengths[second]);
        let inside = match settings["tokens"].as_str().unwrap() {
            "all" => true,
            "no-special" => token["special"] == false,
            "words" => token["special"] == false && token["punctuation"] == false,
            other => panic!("{other} is no token set"),
        };
        for key in ["rank", "z", "bucket", "margin"] {
            assert_eq!(token[key].is_null(), !inside, "{key} of token {index}");
        }
        assert_eq!(token["word"].is_null(), token["special"] == true);
        if inside {
            let strength = token["strength"].as_f64().unwrap();
            let margin = token["margin"].as_f64().unwrap();
            assert!(same(margin, strength - threshold), "{margin}");
            let bucket = if margin > 0.0 { "HIGH" } else { "LOW" };
            assert_eq!(token["bucket"], bucket, "token {index}");
            let stronger = set.iter().filter(|&&other| other > strength).count();
            assert_eq!(token["rank"], stronger + 1, "token {index}");
        }
    }
}

type Check = fn(&Value) -> bool;

#[test]
fn an_analysis_has_the_keys_and_types_of_the_contract() {
    let analysis = json_with(&[]);
    holds_together(&analysis);
    assert_eq!(analysis["schema"], "glassbox.analysis.v1");
    assert_eq!(analysis["app_version"], glassbox::domain::app::APP_VERSION);
    assert_eq!(analysis["text"], TEXT);
    assert_eq!(analysis["truncated"], false);
    assert_eq!(analysis["tokens_left_out"], 0);
    assert!(analysis["threshold"].is_f64());
    assert_eq!(analysis["warnings"], Value::Array(Vec::new()));

    let model = &analysis["model"];
    assert_eq!(model["id"], tiny_bert_folder().display().to_string());
    assert_eq!(model["family"], "bert");
    assert_eq!(model["layers"], 12);
    assert_eq!(model["hidden_size"], 32);
    let sha256 = model["sha256"].as_str().unwrap();
    assert!(sha256.len() == 64 && sha256.chars().all(|c| c.is_ascii_hexdigit()));

    let settings = &analysis["settings"];
    assert_eq!(
        keys(settings),
        [
            "layer",
            "measure",
            "quantile",
            "quantile_method",
            "second_layer",
            "tokens"
        ]
    );

    let or_null: [(&str, Check); 5] = [
        ("word", Value::is_u64),
        ("rank", Value::is_u64),
        ("z", Value::is_f64),
        ("bucket", Value::is_string),
        ("margin", Value::is_f64),
    ];
    let always: [(&str, Check); 13] = [
        ("index", Value::is_u64),
        ("id", Value::is_u64),
        ("token", Value::is_string),
        ("start", Value::is_u64),
        ("end", Value::is_u64),
        ("start_char", Value::is_u64),
        ("end_char", Value::is_u64),
        ("special", Value::is_boolean),
        ("punctuation", Value::is_boolean),
        ("word_class", Value::is_string),
        ("strengths", Value::is_array),
        ("strength", Value::is_f64),
        ("second_strength", Value::is_f64),
    ];
    for token in tokens(&analysis) {
        for (key, is_right) in always {
            assert!(is_right(&token[key]), "{key} is {}", token[key]);
        }
        for (key, is_right) in or_null {
            let value = token.get(key).unwrap_or_else(|| panic!("no {key}"));
            assert!(value.is_null() || is_right(value), "{key} is {value}");
        }
    }
}

#[test]
fn the_keys_of_an_analysis_stand_in_a_fixed_order() {
    let json = printed(analyze_tiny().args([TEXT, "--json", "-"]));
    assert!(json.ends_with("}\n") && json.matches('\n').count() == 1);
    assert_eq!(
        keys_as_written(&json),
        [
            "schema",
            "app_version",
            "model",
            "settings",
            "text",
            "truncated",
            "tokens_left_out",
            "threshold",
            "tokens",
            "warnings"
        ]
    );
    let start = json.find("\"tokens\":[").unwrap() + "\"tokens\":[".len();
    let first_token = &json[start..=start + json[start..].find('}').unwrap()];
    assert_eq!(
        keys_as_written(first_token),
        [
            "index",
            "id",
            "token",
            "shown",
            "start",
            "end",
            "start_char",
            "end_char",
            "special",
            "punctuation",
            "word",
            "word_class",
            "word_group",
            "strengths",
            "strength",
            "second_strength",
            "rank",
            "z",
            "bucket",
            "margin"
        ]
    );
}

#[test]
fn the_papers_sentence_is_read_by_the_embedded_model_at_layer_4() {
    let mut command = glassbox();
    command.args(["analyze", TEXT, "--json", "-"]);
    let analysis: Value = serde_json::from_str(&printed(&mut command)).unwrap();
    holds_together(&analysis);
    let model = &analysis["model"];
    assert_eq!(model["id"], "minilm");
    assert_eq!(model["family"], "bert");
    assert_eq!(
        (&model["layers"], &model["hidden_size"]),
        (&6.into(), &384.into())
    );
    let checksums = in_project("assets/minilm-l6-v2/SHA256SUMS");
    let recorded = fs::read_to_string(checksums).unwrap();
    let line = format!("{}  model.safetensors", model["sha256"].as_str().unwrap());
    assert!(recorded.lines().any(|recorded| recorded == line));

    assert_eq!(analysis["settings"]["layer"], 4);
    assert_eq!(analysis["settings"]["second_layer"], 5);
    assert_eq!(analysis["settings"]["quantile"], 0.75);
    assert_eq!(analysis["settings"]["quantile_method"], "linear");
    assert_eq!(analysis["settings"]["tokens"], "no-special");
    let high: Vec<&str> = tokens(&analysis)
        .iter()
        .filter(|token| token["bucket"] == "HIGH")
        .map(|token| token["token"].as_str().unwrap())
        .collect();
    assert_eq!(high, ["prime", "canada"]);
    let classes: Vec<&str> = tokens(&analysis)
        .iter()
        .map(|token| token["word_class"].as_str().unwrap())
        .collect();
    assert_eq!(
        classes,
        [
            "special", "PRON", "AUX", "DET", "ADJ", "NOUN", "ADP", "PROPN", "PUNCT", "special"
        ]
    );
}

#[test]
fn layers_default_to_the_papers_depth_and_the_next_one_up() {
    for (flags, layer, second) in [
        (&[][..], 8, 9),
        (&["--layer", "0"], 0, 1),
        (&["--layer", "12"], 12, 11),
        (&["--layer", "3", "--second-layer", "3"], 3, 3),
        (&["--second-layer", "0"], 8, 0),
    ] {
        let analysis = json_with(flags);
        holds_together(&analysis);
        assert_eq!(analysis["settings"]["layer"], layer, "{flags:?}");
        assert_eq!(analysis["settings"]["second_layer"], second, "{flags:?}");
    }
}

#[test]
fn every_quantile_method_draws_its_own_threshold() {
    let methods = [
        "linear",
        "lower",
        "higher",
        "midpoint",
        "nearest",
        "hazen",
        "weibull",
        "median_unbiased",
    ];
    let mut thresholds = BTreeMap::new();
    for method in methods {
        let analysis = json_with(&["--quantile-method", method, "--quantile", "0.6"]);
        holds_together(&analysis);
        assert_eq!(analysis["settings"]["quantile_method"], method);
        assert_eq!(analysis["settings"]["quantile"], 0.6);
        thresholds.insert(method, analysis["threshold"].as_f64().unwrap());
    }
    // Eight tokens: position 4.2 of 0 to 7.
    let mut set = strengths_of_the_set(&json_with(&[]));
    set.sort_by(f64::total_cmp);
    assert!(same(thresholds["lower"], set[4]));
    assert!(same(thresholds["nearest"], set[4]));
    assert!(same(thresholds["higher"], set[5]));
    assert!(same(thresholds["midpoint"], f64::midpoint(set[4], set[5])));
    assert!(same(thresholds["linear"], set[4] + 0.2 * (set[5] - set[4])));
    assert!(same(thresholds["hazen"], set[4] + 0.3 * (set[5] - set[4])));
    assert!(same(
        thresholds["weibull"],
        set[4] + 0.4 * (set[5] - set[4])
    ));
}

#[test]
fn the_ends_of_the_quantile_are_the_weakest_and_the_strongest() {
    let lowest = json_with(&["--quantile", "0"]);
    let low = tokens(&lowest)
        .iter()
        .filter(|token| token["bucket"] == "LOW");
    assert_eq!(low.count(), 1, "only the weakest is not above itself");
    let highest = json_with(&["--quantile", "1"]);
    assert!(
        tokens(&highest)
            .iter()
            .all(|token| token["bucket"] != "HIGH")
    );
}

#[test]
fn token_sets_decide_who_is_ranked() {
    for (set, ranked) in [("all", 10), ("no-special", 8), ("words", 7)] {
        let analysis = json_with(&["--tokens", set]);
        holds_together(&analysis);
        assert_eq!(analysis["settings"]["tokens"], set);
        assert_eq!(strengths_of_the_set(&analysis).len(), ranked, "{set}");
        assert_eq!(tokens(&analysis).len(), 10, "every token is always shown");
    }
}

#[test]
fn wrong_usage_is_exit_code_2_and_prints_no_result() {
    for flags in [
        &["analyze", "hi", "--no-such-flag"][..],
        &["analyze"],
        &["analyze", "hi", "there"],
        &["analyze", "hi", "--quantile", "1.5"],
        &["analyze", "hi", "--quantile", "-0.1"],
        &["analyze", "hi", "--quantile", "NaN"],
        &["analyze", "hi", "--quantile", "much"],
        &["analyze", "hi", "--quantile-method", "foo"],
        &["analyze", "hi", "--tokens", "some"],
        &["analyze", "hi", "--layer", "99"],
        &["analyze", "hi", "--layer", "-1"],
        &["analyze", "hi", "--layer", "13"],
        &["analyze", "hi", "--second-layer", "13"],
        &["analyze", "hi", "--json", "-", "--csv", "-"],
        &["analyze", "hi", "--json", "same", "--csv", "same"],
        &["analyze", "hi", "--json", "same", "--csv", "./same"],
        &["analize", "hi"],
        &["models", "check"],
        &["models", "sell"],
    ] {
        let mut command = glassbox();
        let output = command
            .arg("--model")
            .arg(tiny_bert_folder())
            .args(flags)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{flags:?}: {said}");
        assert!(output.stdout.is_empty(), "{flags:?}");
        assert!(
            !said.is_empty() && !said.contains("panicked"),
            "{flags:?}: {said}"
        );
    }
    assert!(!Path::new("same").exists());
}

#[test]
fn a_layer_the_model_does_not_have_is_said_in_one_line() {
    let said = one_line_of_failure(analyze_tiny().args(["hi", "--layer", "99"]), 2);
    assert!(said.contains("there is no layer 99"), "{said}");
    assert!(said.contains("tiny-bert has layers 0 to 12"), "{said}");
}

#[test]
fn a_text_that_starts_with_a_dash_is_given_after_two_dashes() {
    let mut command = analyze_tiny();
    command.args(["--json", "-", "--", "--layer"]);
    let analysis: Value = serde_json::from_str(&printed(&mut command)).unwrap();
    assert_eq!(analysis["text"], "--layer");
    let mut negative = analyze_tiny();
    negative.args(["-5", "--json", "-"]);
    let analysis: Value = serde_json::from_str(&printed(&mut negative)).unwrap();
    assert_eq!(analysis["text"], "-5");
}

#[test]
fn without_an_output_a_table_is_printed() {
    let table = printed(analyze_tiny().arg(TEXT));
    assert!(table.starts_with(TEXT), "{table}");
    assert!(table.contains("Layer 8"), "{table}");
    assert!(
        table.contains("quantile 0.75, linear, tokens no-special"),
        "{table}"
    );
    assert!(table.contains("HIGH") && table.contains("LOW"), "{table}");
    assert_eq!(table.lines().count(), 3 + 1 + 1 + 10);
}

#[test]
fn several_outputs_are_written_in_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let (json, csv) = (folder.path().join("a.json"), folder.path().join("a.csv"));
    let mut both = analyze_tiny();
    both.arg(TEXT)
        .arg("--json")
        .arg(&json)
        .arg("--csv")
        .arg(&csv);
    assert_eq!(printed(&mut both), "", "results went to files");
    assert_eq!(
        fs::read_to_string(&json).unwrap(),
        printed(analyze_tiny().args([TEXT, "--json", "-"]))
    );
    assert_eq!(
        fs::read_to_string(&csv).unwrap(),
        printed(analyze_tiny().args([TEXT, "--csv", "-"]))
    );
    let mut mixed = analyze_tiny();
    mixed
        .arg(TEXT)
        .arg("--json")
        .arg(&json)
        .args(["--csv", "-"]);
    assert_eq!(printed(&mut mixed), fs::read_to_string(&csv).unwrap());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

/// A cell of CSV and the JSON value of the same name say the same.
fn says_the_same(cell: &str, value: &Value) -> bool {
    match value {
        Value::Null => cell.is_empty(),
        Value::Bool(value) => cell == value.to_string(),
        Value::String(value) => cell == value,
        Value::Number(value) => same(cell.parse().unwrap(), value.as_f64().unwrap()),
        Value::Array(_) | Value::Object(_) => false,
    }
}

#[test]
fn csv_has_the_names_and_the_values_of_the_json() {
    let text = "\"Well,\" she said, 'don't'; é 🍕\nnext [MASK] line";
    let json = printed(analyze_tiny().args([text, "--json", "-"]));
    let analysis: Value = serde_json::from_str(&json).unwrap();
    let csv = printed(analyze_tiny().args([text, "--csv", "-"]));
    assert!(csv.lines().count() > 10);
    assert_eq!(csv.matches("\r\n").count(), tokens(&analysis).len() + 1);

    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), tokens(&analysis).len());
    for (row, token) in rows.iter().zip(tokens(&analysis)) {
        let mut seen = Map::new();
        for (name, cell) in header.iter().zip(row) {
            let value = match name.strip_prefix("strengths_") {
                Some(layer) => &token["strengths"][layer.parse::<usize>().unwrap()],
                None => token
                    .get(name)
                    .unwrap_or_else(|| panic!("JSON has no {name}")),
            };
            assert!(says_the_same(cell, value), "{name}: {cell} is not {value}");
            seen.insert(name.to_owned(), Value::Null);
        }
        let missing: Vec<&str> = keys(token)
            .into_iter()
            .filter(|&key| key != "strengths" && !seen.contains_key(key))
            .collect();
        assert!(missing.is_empty(), "CSV has no {missing:?}");
    }
}

#[test]
fn a_result_that_cannot_be_written_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.csv");
    let missing = folder.path().join("missing").join("a.json");
    let occupied = folder.path().join("occupied");
    fs::create_dir(&occupied).unwrap();
    for (bad, advice) in [
        (missing.as_path(), "make the folder first"),
        (&occupied, "give a file name, not a folder"),
    ] {
        let mut command = analyze_tiny();
        command
            .arg("hi")
            .arg("--csv")
            .arg(&good)
            .arg("--json")
            .arg(bad);
        let said = one_line_of_failure(&mut command, 1);
        assert!(said.contains(advice), "{said}");
        assert!(said.contains(&bad.display().to_string()), "{said}");
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }
    assert_eq!(fs::read_dir(&occupied).unwrap().count(), 0);
}

#[test]
fn a_name_of_two_lines_is_complained_of_in_one() {
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join("a\nb").join("c.json");
    let mut command = analyze_tiny();
    command.arg("hi").arg("--json").arg(&odd);
    one_line_of_failure(&mut command, 1);
    let mut command = glassbox();
    command.args(["analyze", "hi"]).arg("--model").arg(&odd);
    one_line_of_failure(&mut command, 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure_in_words() {
    let said = one_line_of_failure(analyze_tiny().args(["hi", "--json", "/dev/full"]), 1);
    assert!(
        said.contains("/dev/full") && said.contains("free some space"),
        "{said}"
    );

    let output = std::process::Command::new(assert_cmd::cargo::cargo_bin!("glassbox"))
        .args(["models"])
        .stdout(File::options().write(true).open("/dev/full").unwrap())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.starts_with("glassbox: standard output could not be written"),
        "{said}"
    );
}

#[test]
fn a_result_replaces_an_older_file_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    fs::write(&path, "x".repeat(1_000_000)).unwrap();
    printed(analyze_tiny().arg("hi").arg("--json").arg(&path));
    let written = fs::read_to_string(&path).unwrap();
    assert!(serde_json::from_str::<Value>(&written).is_ok());
}

#[test]
fn models_are_listed_with_what_is_embedded() {
    assert!(printed(glassbox().arg("models")).starts_with("minilm  all-MiniLM-L6-v2"));
    assert_eq!(
        printed(glassbox().arg("models")),
        printed(glassbox().args(["models", "list"]))
    );
    let json = printed(glassbox().args(["models", "list", "--json", "-"]));
    let list: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(list["schema"], "glassbox.models.v1");
    assert_eq!(list["models"].as_array().unwrap().len(), 1);
    let model = &list["models"][0];
    assert_eq!(model["id"], "minilm");
    assert_eq!(model["layers"], 6);
    assert_eq!(model["positions"], 512);

    let csv = printed(glassbox().args(["models", "--csv", "-"]));
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let mut names: Vec<&str> = header.iter().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, keys(model));
}

#[test]
fn a_checked_model_is_described() {
    let table = printed(glassbox().args(["models", "check"]).arg(tiny_bert_folder()));
    for line in [
        "layers      12",
        "hidden size 32",
        "heads       4",
        "tokens      at most 32",
    ] {
        assert!(table.contains(line), "{table}");
    }
    let embedded = printed(glassbox().args(["models", "check", "minilm"]));
    assert!(embedded.starts_with("usable: minilm"), "{embedded}");
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    for format in ["--json", "--csv"] {
        let run = || printed(analyze_tiny().args([TEXT, format, "-"]));
        assert_eq!(run(), run());
    }
    let table = || printed(analyze_tiny().arg(TEXT));
    assert_eq!(table(), table());
}

#[test]
fn options_of_the_model_stand_before_or_after_the_command() {
    let folder = tiny_bert_folder();
    let mut after = glassbox();
    after
        .args(["analyze", TEXT, "--json", "-", "--offline", "--model"])
        .arg(folder);
    assert_eq!(
        printed(&mut after),
        printed(analyze_tiny().args([TEXT, "--json", "-"]))
    );
}

/// Runs the program with one of its streams read by nobody: standard input is given only after
/// the reader has gone.
fn with_reader_gone(stdin: &str, gone: &str) -> (Option<i32>, String) {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("glassbox"))
        .arg("--model")
        .arg(tiny_bert_folder())
        .args(["analyze", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    match gone {
        "stdout" => drop(child.stdout.take()),
        _ => drop(child.stderr.take()),
    }
    let mut input = child.stdin.take().unwrap();
    input.write_all(stdin.as_bytes()).unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), said)
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    assert_eq!(with_reader_gone(TEXT, "stdout"), (Some(0), String::new()));
}

#[test]
fn an_error_nobody_reads_still_has_its_exit_code() {
    assert_eq!(with_reader_gone("", "stderr").0, Some(1));
}
