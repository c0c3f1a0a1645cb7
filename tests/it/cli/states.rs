//! Hidden states as safetensors, read back with the library that everyone reads them with.

use std::fs;
use std::path::Path;

use glassbox::domain::trace::TracedText;
use glassbox::model::Cancel;
use safetensors::SafeTensors;
use safetensors::tensor::Dtype;
use serde_json::Value;

use crate::fixtures::{glassbox, one_line_of_failure, printed, tiny_bert, tiny_bert_folder};

const A: &str = "The naïve fox jumps.";
const B: &str = "The lazy dog sleeps.";

/// Whether the tensor `name` of a file holds the hidden states that the library computes.
fn assert_holds(bytes: &[u8], name: &str, text: &TracedText) {
    let file = SafeTensors::deserialize(bytes).unwrap();
    let tensor = file.tensor(name).unwrap();
    let trace = &text.trace;
    let (layers, tokens) = (trace.hidden_states.len(), text.tokens.len());
    assert_eq!(tensor.dtype(), Dtype::F32);
    assert_eq!(tensor.shape(), [layers, tokens, trace.hidden_size]);
    let numbers = tensor.data().as_chunks::<4>().0.iter();
    let numbers: Vec<f32> = numbers.map(|&number| f32::from_le_bytes(number)).collect();
    let expected: Vec<f32> = trace
        .hidden_states
        .iter()
        .flat_map(|states| states.to_vec())
        .collect();
    assert_eq!(numbers, expected, "{name}");
}

/// What the metadata says of the texts.
fn texts(bytes: &[u8]) -> Vec<Value> {
    let (_, header) = SafeTensors::read_metadata(bytes).unwrap();
    let metadata = header.metadata().clone().unwrap();
    assert_eq!(metadata["schema"], "glassbox.states.v1");
    let model: Value = serde_json::from_str(&metadata["model"]).unwrap();
    assert_eq!(model["sha256"], tiny_bert().card().sha256);
    serde_json::from_str(&metadata["texts"]).unwrap()
}

fn traced(text: &str) -> TracedText {
    tiny_bert().trace(text, &Cancel::never()).unwrap()
}

fn written(arguments: &[&str], place: &Path) -> String {
    let mut command = glassbox();
    command
        .arg("--model")
        .arg(tiny_bert_folder())
        .args(arguments);
    printed(command.arg("--states").arg(place))
}

#[test]
fn the_states_of_one_text_and_of_two_are_those_of_the_model() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("one.safetensors");
    let table = written(&["analyze", A], &place);
    assert!(table.contains(A), "the table is printed too");
    let one = fs::read(&place).unwrap();
    assert_holds(&one, "hidden_states", &traced(A));
    let said = texts(&one);
    assert_eq!(said[0]["text"], A);
    let tokens = traced(A).tokens;
    assert_eq!(said[0]["ids"].as_array().unwrap().len(), tokens.len());
    let last = tokens.len() - 2;
    // Characters, not bytes: the text has one of two bytes before its end.
    assert_eq!(said[0]["offsets"][last][1], A.chars().count());
    assert_eq!(
        said[0]["tokens"][last],
        Value::from(tokens[last].piece.as_str())
    );

    // The measure changes what is called strength; the states stay the model's.
    let two = folder.path().join("two.safetensors");
    written(&["compare", A, B, "--null", "0"], &two);
    let two = fs::read(two).unwrap();
    assert_holds(&two, "a.hidden_states", &traced(A));
    assert_holds(&two, "b.hidden_states", &traced(B));
    assert_eq!(texts(&two)[1]["tensor"], "b.hidden_states");
}

#[test]
fn the_states_of_a_corpus_are_those_of_its_texts() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("texts.txt");
    fs::write(&input, format!("{A}\n\n{B}\n{A}\n")).unwrap();
    let (out, place) = (
        folder.path().join("out"),
        folder.path().join("s.safetensors"),
    );
    let run = |place: &Path| {
        let (input, out) = (input.to_str().unwrap(), out.to_str().unwrap());
        let quick = ["--no-charts", "--replicates", "0"];
        written(
            &[&["corpus", input, "--out", out][..], &quick].concat(),
            place,
        )
    };
    run(&place);
    let bytes = fs::read(&place).unwrap();
    let said = texts(&bytes);
    let lines: Vec<&Value> = said.iter().map(|text| &text["text_id"]).collect();
    assert_eq!(lines, [1, 3, 4]);
    for (number, text) in [A, B, A].into_iter().enumerate() {
        let name = format!("text.{number}");
        assert_eq!(said[number]["tensor"], name.as_str());
        assert_eq!(said[number]["file"], input.to_str().unwrap());
        let alone = traced(text);
        let file = SafeTensors::deserialize(&bytes).unwrap();
        let shape = file.tensor(&name).unwrap().shape().to_vec();
        assert_eq!(shape, [13, alone.tokens.len(), alone.trace.hidden_size]);
    }
    // The same run gives the same bytes.
    let again = folder.path().join("again.safetensors");
    run(&again);
    assert_eq!(fs::read(again).unwrap(), bytes);
}

#[test]
fn a_place_that_is_none_for_states_is_refused() {
    let mut command = glassbox();
    command.args(["analyze", A, "--states", "states.npz"]);
    let line = one_line_of_failure(&mut command, 2);
    assert!(line.contains("give --states states.safetensors"), "{line}");
    let mut command = glassbox();
    command.args(["analyze", A, "--states", "-"]);
    let line = one_line_of_failure(&mut command, 2);
    assert!(line.contains("for a file"), "{line}");
    let mut command = glassbox();
    let run = ["corpus", "x.txt", "--out", "x", "--shard", "1/2"];
    command.args(run).args(["--states", "x.safetensors"]);
    let line = one_line_of_failure(&mut command, 2);
    assert!(line.contains("--shard or --states"), "{line}");
}
