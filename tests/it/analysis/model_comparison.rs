//! One text through two models: in the library and by the real program.

use std::path::PathBuf;
use std::sync::LazyLock;

use glassbox::analysis::AnalysisSettings;
use glassbox::domain::word_strength::Merge;
use glassbox::model::{Loading, Model, ModelSource};
use serde_json::Value;

use crate::asking::compare_models;
use crate::fixtures::{
    glassbox, minilm, one_line_of_failure, printed, tiny, tiny_bert, tiny_bert_folder,
};
use glassbox::model::Cancel;

const CANADA: &str = "Who is the prime minister of Canada?";
const FOLDED: &str = "The unfolding story was unbelievably good, don't you think?";

fn named(name: &str) -> Model {
    Model::load(&ModelSource::named(name).unwrap(), &Loading::quiet()).unwrap()
}

/// `kind` of the tiny BERT, whose weights are shuffled in no time.
fn tiny_randomized(kind: &str) -> Model {
    named(&format!("{kind}:{}", tiny_bert_folder().display()))
}

/// `compare-models` of the tiny BERT.
fn compare_tiny() -> assert_cmd::Command {
    tiny(["compare-models"])
}

/// The usual settings, with the pieces of a word merged by `merge`.
fn by(merge: Merge) -> (&'static AnalysisSettings, Option<usize>, Merge) {
    static USUAL: LazyLock<AnalysisSettings> = LazyLock::new(AnalysisSettings::default);
    (&USUAL, None, merge)
}

fn json_of(arguments: &[&str]) -> Value {
    let mut command = glassbox();
    command.arg("compare-models").args(arguments);
    serde_json::from_str(&printed(command.args(["--json", "-"]))).unwrap()
}

#[test]
fn a_model_agrees_with_itself() {
    for &merge in Merge::ALL {
        let both = [minilm(), minilm()];
        let comparison = compare_models(both, FOLDED, by(merge)).unwrap();
        assert_eq!(comparison.agreement, Some(1.0), "{merge:?}");
        let high = comparison.high_in_both;
        assert_eq!((high.both, high.each), (high.each[0], [high.both; 2]));
        for word in &comparison.words {
            assert_eq!(word.strengths[0], word.strengths[1]);
        }
        let diagonal = comparison.agreements.iter().enumerate();
        for (layer, row) in diagonal {
            assert_eq!(row[layer], Some(1.0), "Layer {layer}");
        }
    }
}

#[test]
fn words_have_the_merged_strength_of_their_pieces() {
    let both = [minilm(), minilm()];
    let by_max = compare_models(both, FOLDED, by(Merge::Max)).unwrap();
    let strengths = by_max.sides[0].strengths();
    let split: Vec<_> = by_max
        .words
        .iter()
        .filter(|w| w.tokens[0].len() > 1)
        .collect();
    assert!(!split.is_empty(), "a word has several pieces");
    for word in split {
        let pieces = word.tokens[0].iter().map(|&token| strengths[token]);
        assert_eq!(
            word.strengths[0],
            pieces.fold(0.0, f64::max),
            "{}",
            word.text
        );
        assert_eq!(word.text, FOLDED[word.start..word.end]);
    }
    let by_mean = compare_models(both, FOLDED, by(Merge::Mean)).unwrap();
    for (most, mean) in by_max.words.iter().zip(&by_mean.words) {
        assert!(mean.strengths[0] <= most.strengths[0]);
    }
}

#[test]
fn a_model_without_training_has_equal_strengths_everywhere() {
    let random = named("random:minilm");
    let read = random.trace(CANADA, &Cancel::never()).unwrap();
    // LayerNorm with gain 1 and bias 0 leaves every state with a norm of sqrt(hidden size).
    for strength in read.trace.strengths.iter().flatten() {
        assert!(
            (strength / 384.0_f64.sqrt() - 1.0).abs() < 1e-4,
            "{strength}"
        );
    }
    let comparison = compare_models([minilm(), &random], CANADA, by(Merge::default())).unwrap();
    assert_eq!(comparison.agreement, None);
    let flat = |warning: &String| warning.contains("within 0.01 %");
    assert!(
        comparison.warnings.iter().any(flat),
        "{:?}",
        comparison.warnings
    );
}

#[test]
fn a_shuffled_model_is_the_same_each_time_for_the_same_seed() {
    let read = |model: &Model| model.trace(CANADA, &Cancel::never()).unwrap().trace;
    let once = read(&tiny_randomized("shuffled"));
    assert_eq!(once, read(&tiny_randomized("shuffled-0")));
    assert_ne!(once, read(&tiny_randomized("shuffled-1")));
    assert_ne!(once.strengths, read(tiny_bert()).strengths);
}

#[test]
fn two_models_with_other_vocabularies_share_the_words() {
    let folder = tiny_bert_folder().display().to_string();
    let comparison = json_of(&[FOLDED, "--with", &folder, "--merge", "mean"]);
    assert_eq!(comparison["schema"], "glassbox.model_comparison.v1");
    assert_eq!(comparison["a"]["model"]["layers"], 6);
    assert_eq!(comparison["b"]["model"]["layers"], 12);
    assert_eq!(comparison["a"]["settings"]["layer"], 4);
    assert_eq!(comparison["b"]["settings"]["layer"], 8);
    assert_eq!(comparison["merge"], "mean");
    let words = comparison["words"].as_array().unwrap();
    let spelled: Vec<&str> = words
        .iter()
        .map(|word| word["word"].as_str().unwrap())
        .collect();
    assert_eq!(spelled[..3], ["The", "unfolding", "story"]);
    let of_first = &comparison["a"]["tokens"];
    for word in words {
        let tokens = word["tokens_a"].as_array().unwrap();
        let pieces = tokens.iter().map(|token| {
            of_first[token.as_u64().unwrap() as usize]["strength"]
                .as_f64()
                .unwrap()
        });
        let mean = pieces.sum::<f64>() / tokens.len() as f64;
        assert!((word["a"]["strength"].as_f64().unwrap() - mean).abs() < 1e-9);
    }
    let rows = comparison["agreements"].as_array().unwrap();
    assert_eq!((rows.len(), rows[0].as_array().unwrap().len()), (7, 13));
    assert_eq!(comparison["agreement"], rows[4][8]);
}

#[test]
fn the_second_layer_and_the_table_are_as_asked() {
    let mut command = compare_tiny();
    command.args([CANADA, "--with", "shuffled-3", "--layer-of-second", "2"]);
    let comparison = printed(command.args(["--json", "-"]));
    let comparison: Value = serde_json::from_str(&comparison).unwrap();
    assert_eq!(comparison["b"]["settings"]["layer"], 2);
    let id = comparison["b"]["model"]["id"].as_str().unwrap();
    assert!(id.starts_with("shuffled-3:"), "{id}");
    let table = printed(compare_tiny().args([CANADA, "--with", "shuffled"]));
    for part in ["Canada", "agreement of the orders", "by chance 0.5"] {
        assert!(table.contains(part), "{part}: {table}");
    }
}

#[test]
fn what_can_not_be_compared_is_said_in_one_line() {
    let nowhere = PathBuf::from("/no/such/folder").display().to_string();
    for (arguments, code, says) in [
        (
            vec![CANADA, "--with", nowhere.as_str()],
            1,
            "no such model folder",
        ),
        (vec![CANADA, "--with", "random:a b"], 2, "no model"),
        (vec!["  ", "--with", "random"], 1, "is empty"),
        (
            vec![CANADA, "--with", "random", "--layer-of-second", "13"],
            2,
            "no layer 13",
        ),
    ] {
        let message = one_line_of_failure(compare_tiny().args(arguments), code);
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn every_chart_and_table_of_two_models_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("all");
    let write = |name: &str| {
        let out = folder.path().join(name);
        let mut command = compare_tiny();
        command.args([FOLDED, "--with", "random-1", "--scale", "1", "--all"]);
        command.arg(&out).assert().success();
        let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(out)
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                (name, std::fs::read(path).unwrap())
            })
            .collect();
        files.sort();
        files
    };
    let files = write("all");
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    for chart in ["z-scores", "ranks", "strengths", "agreement"] {
        for ending in ["svg", "png"] {
            assert!(
                names.contains(&format!("{chart}.{ending}").as_str()),
                "{names:?}"
            );
        }
    }
    for table in ["result.json", "table.csv", "table.md", "table.tex"] {
        assert!(names.contains(&table), "{names:?}");
    }
    assert_eq!(files, write("again"), "the same bytes again");
    assert!(out.is_dir());
}
