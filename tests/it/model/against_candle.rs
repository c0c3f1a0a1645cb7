//! A second opinion: the final hidden state of candle-transformers' own BERT.

use std::path::Path;

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use glassbox::domain::trace::TracedText;
use glassbox::model::Model;

use crate::fixtures::{in_project, minilm, tiny_bert, tiny_bert_folder};
use glassbox::model::Cancel;

const TOLERANCE: f64 = 1e-4;

fn oracle(folder: &Path) -> BertModel {
    let config = std::fs::read(folder.join("config.json")).unwrap();
    let config: Config = serde_json::from_slice(&config).unwrap();
    let weights = std::fs::read(folder.join("model.safetensors")).unwrap();
    let weights = VarBuilder::from_buffered_safetensors(weights, DType::F32, &Device::Cpu).unwrap();
    BertModel::load(weights, &config).unwrap()
}

/// `[token][hidden]` at the last layer.
fn last_hidden_state(oracle: &BertModel, traced: &TracedText) -> Vec<Vec<f32>> {
    let ids: Vec<u32> = traced.tokens.iter().map(|token| token.id).collect();
    let ids = Tensor::new(ids.as_slice(), &Device::Cpu)
        .unwrap()
        .unsqueeze(0)
        .unwrap();
    let types = ids.zeros_like().unwrap();
    let states = oracle.forward(&ids, &types, None).unwrap();
    states.squeeze(0).unwrap().to_vec2().unwrap()
}

fn agree(model: &Model, oracle: &BertModel, texts: &[&str]) {
    let mut largest = 0.0_f64;
    for text in texts {
        let traced = model.trace(text, &Cancel::never()).unwrap();
        let top = traced.layers();
        let expected = last_hidden_state(oracle, &traced);
        assert_eq!(expected.len(), traced.tokens.len());
        for (token, expected) in expected.iter().enumerate() {
            let state = traced.trace.hidden_state(top, token).unwrap();
            let norm = traced.strengths(top)[token];
            assert_eq!(state.len(), expected.len());
            for (&ours, &theirs) in state.iter().zip(expected) {
                let error = (f64::from(ours) - f64::from(theirs)).abs() / norm;
                assert!(error <= TOLERANCE, "{text} token {token}: {ours} {theirs}");
                largest = largest.max(error);
            }
        }
    }
    let name = &model.card().display_name;
    println!("{name}: largest difference relative to the norm {largest:.3e}");
}

#[test]
fn the_tiny_model_ends_where_candle_transformers_ends() {
    agree(
        tiny_bert(),
        &oracle(&tiny_bert_folder()),
        &[
            "Who is the prime minister of Canada?",
            "Café in Zürich, 2024: love 🍕",
            "a",
        ],
    );
}

#[test]
fn the_embedded_model_ends_where_candle_transformers_ends() {
    let assets = in_project("assets/minilm-l6-v2");
    agree(
        minilm(),
        &oracle(&assets),
        &[
            "Who is the prime minister of Canada?",
            "Enjoying a beautiful walk at the beach!",
            "今天天气很好，我们去公园吧。",
        ],
    );
}
