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
    let both = refused(
        texts.path(),
        &["label", "hi", "there", "--compare", "you"],
        2,
    );
    assert!(
        both.contains("a pair, which is read as one") && both.contains("leave out one"),
        "{both}"
    );
}

/// The logarithms of the probabilities of `logits`.
fn log_softmax(logits: &[f64]) -> Vec<f64> {
    let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = logits.iter().map(|x| (x - largest).exp()).sum();
    logits.iter().map(|x| x - largest - sum.ln()).collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

#[test]
fn a_removal_seen_in_the_label_is_what_masking_does_to_its_logits() {
    let folder = reference().folder("bert-texts", |_| {});
    let label = json(folder.path(), &["label", "Who is it?"]);
    let effects = json(
        folder.path(),
        &["effects", "Who is it?", "--output", "label"],
    );
    assert_eq!(effects["settings"]["output"], "label");
    let of_label = label["labels"].as_array().unwrap();
    let whole: Vec<f64> = of_label.iter().map(|one| number(&one["logit"])).collect();
    let best = (0..whole.len())
        .max_by(|&a, &b| whole[a].total_cmp(&whole[b]))
        .unwrap();
    let mut compared = 0;
    let tokens = label["tokens"].as_array().unwrap();
    for (token, removed) in tokens.iter().zip(effects["tokens"].as_array().unwrap()) {
        if token["special"] == true {
            continue;
        }
        let falls = numbers(&token["effects"]);
        let without: Vec<f64> = whole
            .iter()
            .zip(falls)
            .map(|(whole, fall)| whole - fall)
            .collect();
        let expected = log_softmax(&whole)[best] - log_softmax(&without)[best];
        assert!(
            (number(&removed["effect"]) - expected).abs() < 1e-4,
            "{removed}"
        );
        compared += 1;
    }
    assert!(compared >= 4);
    let warnings = effects["warnings"].to_string();
    assert!(warnings.contains("the output is the label "), "{warnings}");
}

#[test]
fn a_removal_seen_in_words_is_what_a_mask_in_the_text_does_to_the_others() {
    let folder = reference().folder("bert-words", |_| {});
    let effects = json(
        folder.path(),
        &[
            "effects",
            "who is the prime minister",
            "--output",
            "masked-lm",
        ],
    );
    let logs = |text: &str| -> Vec<Option<f64>> {
        let lens = json(folder.path(), &["lens", text]);
        let last = lens["layers"].as_array().unwrap().last().unwrap().clone();
        let cells = last["tokens"].as_array().unwrap().clone();
        let cells = cells.iter();
        cells
            .map(|cell| cell["true_probability"].as_f64().map(f64::ln))
            .collect()
    };
    let whole = logs("who is the prime minister");
    let masked = logs("who is [MASK] prime minister");
    assert_eq!(whole.len(), masked.len());
    let place = masked.iter().position(Option::is_none).unwrap();
    let others = (1..whole.len() - 1).filter(|&token| token != place);
    let falls: Vec<f64> = others
        .map(|token| whole[token].unwrap() - masked[token].unwrap())
        .collect();
    let expected = falls.iter().sum::<f64>() / falls.len() as f64;
    let found = number(&effects["tokens"][place]["effect"]);
    assert!((found - expected).abs() < 1e-4, "{found} {expected}");
    let none = one_line_of_failure(
        &mut command(folder.path(), &["effects", "hi", "--output", "label"]),
        1,
    );
    assert!(none.contains("no head that gives labels"), "{none}");
}

#[test]
fn words_move_the_label_by_as_much_as_it_moves() {
    let folder = reference().folder("bert-texts", |_| {});
    let arguments = ["label", "Who is it?", "--compare", "Who was the minister?"];
    let found = json(folder.path(), &arguments);
    let moved = &found["moved"];
    let label = found["labels"]
        .as_array()
        .unwrap()
        .iter()
        .position(|one| one["name"] == moved["label"])
        .unwrap();
    let (a, b) = (
        number(&found["labels"][label]["logit"]),
        number(&found["b"]["logits"][label]),
    );
    assert!((number(&moved["change"]) - (b - a)).abs() < 1e-9);
    let probabilities = numbers(&found["b"]["probabilities"]);
    assert!(
        probabilities
            .iter()
            .all(|&other| other <= probabilities[label])
    );
    let pairs = moved["pairs"].as_array().unwrap();
    let words: f64 = pairs.iter().map(|pair| number(&pair["moves"])).sum();
    let sum = words + number(&moved["reference"]) + number(&moved["residual"]);
    assert!((sum - number(&moved["change"])).abs() < 1e-6, "{sum}");
    let kinds: Vec<&str> = pairs
        .iter()
        .map(|pair| pair["kind"].as_str().unwrap())
        .collect();
    assert!(
        kinds.contains(&"same") && kinds.contains(&"changed"),
        "{kinds:?}"
    );
    // From a text to itself nothing moves.
    let same = json(
        folder.path(),
        &["label", "Who is it?", "--compare", "Who is it?"],
    );
    let pairs = same["moved"]["pairs"].as_array().unwrap();
    assert!(pairs.iter().all(|pair| number(&pair["moves"]) == 0.0));
    let mut table = command(folder.path(), &arguments);
    let table = printed(&mut table);
    assert!(table.contains("From A to B the logit of"), "{table}");
    let csv = printed(&mut command(
        folder.path(),
        &[&arguments[..], &["--csv", "-"]].concat(),
    ));
    assert!(csv.starts_with("a,token_a,strength_a,b,"), "{csv}");
    let tokens = reference().folder("bert-tokens", |_| {});
    let refused = one_line_of_failure(&mut command(tokens.path(), &arguments), 1);
    assert!(refused.contains("labels each token"), "{refused}");
}

#[test]
fn a_corpus_says_whether_strong_words_settle_late() {
    let folder = reference().folder("bert-words", |_| {});
    let out = tempfile::tempdir().unwrap();
    let texts = out.path().join("texts.txt");
    let lines = [
        "who is the prime minister of canada",
        "Enjoying a beautiful day at the park and the beach with the dog.",
    ];
    std::fs::write(&texts, lines.join("\n")).unwrap();
    let results = out.path().join("results");
    let mut run = command(folder.path(), &["corpus", "--settling", "--no-baselines"]);
    run.arg(&texts)
        .args([OsStr::new("--out"), results.as_os_str()]);
    let said = printed(&mut run);
    assert!(
        said.contains("rho of strength and settling layer"),
        "{said}"
    );
    let summary = std::fs::read(results.join("summary.json")).unwrap();
    let summary: Value = serde_json::from_slice(&summary).unwrap();
    let layers = summary["settling"]["layers"].as_array().unwrap();
    let mut compared = 0;
    for (layer, at) in layers.iter().enumerate() {
        let layer = layer.to_string();
        let rhos: Vec<f64> = lines
            .iter()
            .filter_map(|line| {
                let lens = json(folder.path(), &["lens", line, "--layer", &layer]);
                lens["spearman"].as_f64()
            })
            .collect();
        assert_eq!(at["texts"], rhos.len());
        if !rhos.is_empty() {
            let mean = rhos.iter().sum::<f64>() / rhos.len() as f64;
            assert!((number(&at["rho"]["value"]) - mean).abs() < 1e-6, "{at}");
            compared += 1;
        }
    }
    assert!(compared > 0);
    let csv = std::fs::read_to_string(results.join("settling.csv")).unwrap();
    assert_eq!(csv.lines().count(), 1 + layers.len());
    assert!(results.join("settling.svg").is_file());
}

#[test]
fn results_of_heads_open_again_as_the_question_they_answer() {
    use glassbox::Asked;
    use glassbox::export::figure::recipe_from_file;
    let texts = reference().folder("bert-texts", |_| {});
    let words = reference().folder("bert-words", |_| {});
    let asked = |folder: &Path, arguments: &[&str]| {
        let arguments = [arguments, &["--json", "-"]].concat();
        let written = printed(&mut command(folder, &arguments));
        recipe_from_file(written.as_bytes()).unwrap().question.asked
    };
    let lens = asked(words.path(), &["lens", TEXT, "--top", "7"]);
    assert!(matches!(&lens, Asked::Lens { text, settings } if text == TEXT && settings.top == 7));
    let pair = asked(texts.path(), &["label", "Who?", "He.", "--label", "so-so"]);
    assert!(
        matches!(&pair, Asked::Label { text, second: Some(second), compared: None, settings }
            if text == "Who?" && second == "He." && settings.label.as_deref() == Some("so-so")),
        "{pair:?}"
    );
    let against = asked(texts.path(), &["label", "Who?", "--compare", "He."]);
    assert!(
        matches!(&against, Asked::Label { second: None, compared: Some(text), .. } if text == "He."),
        "{against:?}"
    );
    let effects = asked(texts.path(), &["effects", "Who?", "--output", "label"]);
    assert!(
        matches!(&effects, Asked::Effects { settings, .. } if settings.output.name() == "label"),
        "{effects:?}"
    );
}

#[test]
fn words_of_a_lens_are_drawn_or_said_to_have_no_room() {
    let folder = reference().folder("bert-words", |_| {});
    let text = "we read my old book today and the rain in the capital was not nice we read my old";
    for (width, drawn) in [("500", false), ("1600", true)] {
        let sizes = ["--width", width, "--height", "1200"];
        let arguments = [["lens", text, "--svg", "-"], sizes].concat();
        let svg = printed(&mut command(folder.path(), &arguments));
        assert_eq!(svg.contains("class=\"words\""), drawn, "{width}");
        assert_eq!(
            svg.contains("The words in the cells have no room"),
            !drawn,
            "{width}"
        );
        assert!(svg.contains("filled where the last answer is there"));
    }
}
