//! `analyze --parts`, `--measure`, `effects` and `corpus --effects`, as a person types them.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::fixtures::{one_line_of_failure, printed, tiny};

const TEXT: &str = "Who is the prime minister of Canada?";

/// The program with the tiny model, whose cache is in `home`.
fn command(home: &Path, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = tiny(arguments);
    command.current_dir(home).env("XDG_CACHE_HOME", home);
    command
}

fn home() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let texts = ["One text.", "Who is here?", "The minister is here.", "No."].join("\n");
    std::fs::write(home.path().join("texts.txt"), texts.repeat(4)).unwrap();
    home
}

fn json(home: &Path, arguments: &[&str]) -> Value {
    let arguments = [arguments, &["--json", "-"]].concat();
    serde_json::from_str(&printed(&mut command(home, &arguments))).unwrap()
}

#[test]
fn parts_sum_to_the_square_and_name_what_is_usual() {
    let home = home();
    let flags = ["analyze", TEXT, "--parts", "--reference", "texts.txt"];
    let analysis = json(home.path(), &flags);
    assert_eq!(analysis["settings"]["measure"], "norm");
    assert_eq!(analysis["reference"]["name"], "texts.txt");
    assert!(analysis["outlier_dimensions"].is_array());
    for token in analysis["tokens"].as_array().unwrap() {
        let number = |name: &str| token[name].as_f64().unwrap();
        let sum = number("gain_part") + number("cross_part") + number("bias_part");
        assert!((sum / number("strength").powi(2) - 1.0).abs() < 1e-9);
        assert!(number("input_norm") > 0.0);
        let usual = &token["usual"];
        assert!(usual["low"].as_f64() <= usual["high"].as_f64());
        assert!(["token", "bin"].contains(&usual["from"].as_str().unwrap()));
        assert!(token["surprise"].is_number());
    }
    let kept = home.path().join("glassbox").join("reference");
    assert_eq!(std::fs::read_dir(kept).unwrap().count(), 1);
    assert_eq!(json(home.path(), &flags), analysis, "from what was kept");
}

#[test]
fn a_measure_is_named_wherever_it_is_used() {
    let home = home();
    let flags = ["--measure", "centred", "--reference", "texts.txt"];
    let analysis = json(home.path(), &[&["analyze", TEXT], &flags[..]].concat());
    assert_eq!(analysis["settings"]["measure"], "centred");
    assert_eq!(analysis["measured_against"]["texts"], 4 * 4 - 3);
    let norm = json(home.path(), &["analyze", TEXT]);
    assert!(norm.get("measured_against").is_none());
    assert_ne!(norm["threshold"], analysis["threshold"]);
    let flags = [&["analyze", TEXT, "--svg", "-"], &flags[..]].concat();
    let svg = printed(&mut command(home.path(), &flags));
    assert!(svg.contains("centred"), "the axis and the footer name it");
    let compared = ["compare", TEXT, "Who is here?", "--measure", "standardised"];
    let compared = [&compared[..], &["--reference", "texts.txt"]].concat();
    let comparison = json(home.path(), &compared);
    assert_eq!(comparison["settings"]["measure"], "standardised");
}

#[test]
fn what_makes_no_sense_is_wrong_usage() {
    let home = home();
    for (arguments, said) in [
        (
            &["compare", TEXT, TEXT, "--measure", "surprise"][..],
            "a shift is the length",
        ),
        (
            &["drift", "--measure", "input-norm"],
            "choose norm, without-outliers",
        ),
        (
            &["corpus", "texts.txt", "--out", "o", "--measure", "surprise"],
            "may be below zero",
        ),
        (
            &["analyze", TEXT, "--reference", "texts.txt"],
            "give --parts",
        ),
    ] {
        let failure = one_line_of_failure(&mut command(home.path(), arguments), 2);
        assert!(failure.contains(said), "{failure}");
    }
}

#[test]
fn effects_stand_beside_strengths() {
    let home = home();
    for removal in ["mask", "blind", "attention", "pooling", "zero"] {
        let effects = json(home.path(), &["effects", TEXT, "--removal", removal]);
        assert_eq!(effects["schema"], "glassbox.effects.v1");
        let settings = &effects["settings"];
        assert_eq!(
            (&settings["removal"], &settings["output"]),
            (&removal.into(), &"embedding".into())
        );
        for token in effects["tokens"].as_array().unwrap() {
            assert!(token["effect"].as_f64().unwrap() > -1e-6);
            assert!(token["strength"].is_number());
        }
        let high = &effects["high"];
        let number = |name: &str| high[name].as_f64().unwrap();
        assert!((number("effect") - number("random_mean") - number("excess")).abs() < 1e-12);
        assert!((0.0..=1.0).contains(&number("beats_random")));
        let names: Vec<&str> = effects["rivals"]
            .as_array()
            .unwrap()
            .iter()
            .map(|rival| rival["name"].as_str().unwrap())
            .collect();
        let expected = [
            "lowest-strength",
            "random-content",
            "attention-received",
            "norm-weighted",
            "rarest",
            "leave-one-out",
        ];
        assert_eq!(names, expected);
        assert_eq!(effects["layers"].as_array().unwrap().len(), 13);
    }
    let said = printed(&mut command(home.path(), &["effects", TEXT]));
    assert!(
        said.contains("none that the model was trained on"),
        "{said}"
    );
}

#[test]
fn a_corpus_is_tested_by_removal() {
    let home = home();
    let flags = [
        "corpus",
        "texts.txt",
        "--effects",
        "--removal",
        "blind",
        "--out",
        "out",
    ];
    let flags = [&flags[..], &["--replicates", "10", "--no-charts"]].concat();
    let said = printed(&mut command(home.path(), &flags));
    assert!(said.contains("HIGH at Layer 8"), "{said}");
    let out = home.path().join("out");
    let table = std::fs::read_to_string(out.join("effects.csv")).unwrap();
    assert!(table.starts_with("layer,rival,texts,effect,effect_low,effect_high,excess"));
    let summary = std::fs::read(out.join("summary.json")).unwrap();
    let summary: Value = serde_json::from_slice(&summary).unwrap();
    let removal = &summary["removal"];
    assert_eq!(
        (&removal["removal"], &removal["texts"]),
        (&"blind".into(), &13.into())
    );
    assert_eq!(removal["layers"].as_array().unwrap().len(), 13);
    // Without the flag there is no such table, and one left by an earlier run is gone.
    let plain = [
        "corpus",
        "texts.txt",
        "--out",
        "out",
        "--no-charts",
        "--no-baselines",
    ];
    printed(&mut command(home.path(), &plain));
    assert!(!out.join("effects.csv").exists());
}
