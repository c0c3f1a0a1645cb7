//! `lens` and `label`, as a person types them.

use std::ffi::OsStr;
use std::path::Path;

use serde_json::Value;

use crate::fixtures::{glassbox, one_line_of_failure, printed};
use crate::model::heads::reference;

const TEXT: &str = "Who is the [MASK] of Canada?";

fn command(folder: &Path, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = glassbox();
    command.args(arguments);
    command.args([OsStr::new("--model"), folder.as_os_str()]);
    command
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let arguments = [arguments, &["--json", "-"]].concat();
    serde_json::from_str(&printed(&mut command(folder, &arguments))).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[test]
fn a_lens_has_words_for_every_layer_and_fills_the_mask() {
    let folder = reference().folder("bert-words", |_| {});
    let lens = json(folder.path(), &["lens", TEXT, "--top", "3"]);
    assert_eq!(lens["schema"], "glassbox.lens.v1");
    assert_eq!(lens["settings"]["top"], 3);
    let layers = lens["layers"].as_array().unwrap();
    let last = layers.len() as u64 - 1;
    assert_eq!(lens["model"]["layers"], last);
    let tokens = lens["tokens"].as_array().unwrap();
    let settled = lens["settled_at"].as_array().unwrap();
    assert_eq!(settled.len(), tokens.len());
    for (index, token) in tokens.iter().enumerate() {
        let first = settled[index].as_u64().unwrap() as usize;
        let best = |layer: usize| layers[layer]["tokens"][index]["top"][0]["id"].clone();
        assert!((first..layers.len()).all(|layer| best(layer) == best(layers.len() - 1)));
        assert!(first == 0 || best(first - 1) != best(first));
        for layer in layers {
            let cell = &layer["tokens"][index];
            let top = cell["top"].as_array().unwrap();
            let probabilities: Vec<f64> = top
                .iter()
                .map(|word| number(&word["probability"]))
                .collect();
            assert_eq!(top.len(), 3);
            assert!(probabilities.is_sorted_by(|a, b| a >= b));
            assert!(number(&cell["entropy"]) >= 0.0);
            assert_eq!(cell["true_rank"].is_null(), token["masked"] == true);
            if cell["true_rank"] == 1 {
                assert_eq!(cell["true_probability"], top[0]["probability"]);
            }
        }
    }
    let masked = tokens.iter().filter(|token| token["masked"] == true);
    assert_eq!(masked.count(), 1);
    let warnings = lens["warnings"].to_string();
    assert!(warnings.contains("raw lens"), "{warnings}");
    let table = printed(&mut command(folder.path(), &["lens", TEXT]));
    assert!(
        table.contains("settled") && table.contains("raw lens"),
        "{table}"
    );
    let csv = printed(&mut command(folder.path(), &["lens", TEXT, "--csv", "-"]));
    assert_eq!(csv.lines().count(), 1 + tokens.len() * layers.len());
}

#[test]
fn a_label_is_the_sum_of_what_its_tokens_add() {
    let folder = reference().folder("bert-texts", |_| {});
    for arguments in [
        &["label", "Who is it?"][..],
        &["label", "Who is it?", "The minister.", "--label", "so-so"],
    ] {
        let found = json(folder.path(), arguments);
        assert_eq!(found["schema"], "glassbox.label.v1");
        assert_eq!(found["problem_type"], "single-label");
        let labels = found["labels"].as_array().unwrap();
        let sum: f64 = labels
            .iter()
            .map(|label| number(&label["probability"]))
            .sum();
        assert!((sum - 1.0).abs() < 1e-9);
        let tokens = found["tokens"].as_array().unwrap();
        for (place, label) in labels.iter().enumerate() {
            let added: f64 = tokens
                .iter()
                .map(|token| number(&token["attribution"][place]))
                .sum();
            let whole = number(&label["reference_logit"]) + added + number(&label["residual"]);
            assert!((whole - number(&label["logit"])).abs() < 1e-9);
        }
        let has_second = arguments.len() > 2;
        assert_eq!(found["second_text"].is_string(), has_second);
        let of_second = tokens.iter().any(|token| token["second_text"] == true);
        assert_eq!(of_second, has_second);
        for token in tokens {
            assert_eq!(token["effect"].is_null(), token["special"] == true);
        }
        assert!(found["spearman"]["attribution_effect"].is_number());
    }
    let svg = printed(&mut command(
        folder.path(),
        &["label", "Who is it?", "--svg", "-"],
    ));
    assert!(
        svg.contains("<svg") && svg.contains("rests on"),
        "no chart of the label"
    );
}

#[test]
fn tokens_are_labelled_one_by_one() {
    let folder = reference().folder("distilbert-tokens", |_| {});
    let found = json(folder.path(), &["label", "Who is it?", "--token", "2"]);
    assert_eq!(found["settings"]["token"], 2);
    for token in found["tokens"].as_array().unwrap() {
        assert_eq!(token["own_logits"].as_array().unwrap().len(), 3);
        assert!(token["own_label"].is_string());
    }
}

#[test]
fn what_a_head_cannot_say_is_refused_in_one_line() {
    let texts = reference().folder("bert-texts", |_| {});
    let tokens = reference().folder("bert-tokens", |_| {});
    let words = reference().folder("bert-words", |_| {});
    let refused = |folder: &Path, arguments: &[&str], code: i32| {
        one_line_of_failure(&mut command(folder, arguments), code)
    };
    let none = refused(texts.path(), &["lens", "hi"], 1);
    assert!(none.contains("no head that fills masked words"), "{none}");
    let none = refused(words.path(), &["label", "hi"], 1);
    assert!(none.contains("no head that gives labels"), "{none}");
    let pair = refused(tokens.path(), &["label", "hi", "there"], 1);
    assert!(pair.contains("does not read two texts as a pair"), "{pair}");
    let label = refused(texts.path(), &["label", "hi", "--label", "worse"], 2);
    assert!(
        label.contains("there is no label \"worse\"") && label.contains("good"),
        "{label}"
    );
}
