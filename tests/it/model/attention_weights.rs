//! Every attention weight, weighted norm and value-zeroing score against `PyTorch`: every family,
//! every block and head.

use glassbox::domain::attention::{AttentionKind, HeadChoice};
use glassbox::domain::trace::TextInput;
use glassbox::model::{Cancel, Capture, Model, ModelError};
use serde::Deserialize;

use crate::fixtures::{minilm, parsed, tiny_bert};
use crate::model::families::{FAMILIES, tiny};

/// What weights, norms and value zeroing may be off by. With the norms `PyTorch`'s own float32 is off
/// by 1.9e-5 for the seeded `ModernBERT`, as ours is.
const TOLERANCES: [f64; 3] = [1e-5, 2.5e-5, 1e-5];

/// What `make_attention_weights_reference.py` made.
#[derive(Deserialize)]
struct Reference {
    models: Vec<ReferenceModel>,
}

#[derive(Deserialize)]
struct ReferenceModel {
    folder: String,
    texts: Vec<ReferenceText>,
}

#[derive(Deserialize)]
struct ReferenceText {
    text: String,
    /// `[block][head][query][key]`
    weights: Vec<Vec<Vec<Vec<f64>>>>,
    /// `[block][head][token]`
    norms: Vec<Vec<Vec<f64>>>,
    /// `[block][query][key]`
    zeroing: Vec<Vec<Vec<f64>>>,
}

fn named(folder: &str) -> &'static Model {
    match folder {
        "minilm-l6-v2" => minilm(),
        "tiny-bert" => tiny_bert(),
        name => tiny(name),
    }
}

fn traced(model: &Model, text: &str) -> std::sync::Arc<glassbox::domain::trace::TracedText> {
    let texts = model.trace_all(&[TextInput::new(text)], &Cancel::never());
    texts.unwrap().remove(0)
}

#[test]
fn weights_norms_and_value_zeroing_agree_with_pytorch_in_every_family() {
    let reference: Reference = parsed("attention_weights_reference.json");
    assert_eq!(reference.models.len(), FAMILIES.len() + 2);
    for of_model in &reference.models {
        let model = named(&of_model.folder);
        let mut largest = [0.0_f64; 3];
        for text in &of_model.texts {
            let traced = traced(model, &text.text);
            assert_eq!(text.weights.len(), traced.layers());
            for block in 0..traced.layers() {
                let (_, attention) = model.block_attention(&traced, block + 1).unwrap();
                for (head, expected) in text.weights[block].iter().enumerate() {
                    let choice = HeadChoice::One(head);
                    let weights = attention.matrix(AttentionKind::Weights, choice).unwrap();
                    let norms = attention.matrix(AttentionKind::Norms, choice).unwrap();
                    for (query, expected) in expected.iter().enumerate() {
                        for (key, &expected) in expected.iter().enumerate() {
                            let weight = f64::from(weights.get(query, key).unwrap());
                            largest[0] = largest[0].max((weight - expected).abs());
                            let norm = f64::from(norms.get(query, key).unwrap());
                            let expected = expected * text.norms[block][head][key];
                            largest[1] = largest[1].max((norm - expected).abs() / norm.max(1.0));
                        }
                    }
                }
                let zeroing = model.value_zeroing(&traced, block + 1, &Cancel::never());
                let zeroing = zeroing.unwrap();
                let expected = text.zeroing[block].iter().flatten();
                for (&ours, expected) in zeroing.iter().zip(expected) {
                    largest[2] = largest[2].max((f64::from(ours) - expected).abs());
                }
            }
        }
        println!("{}: largest errors {largest:?}", of_model.folder);
        assert!(
            largest
                .iter()
                .zip(TOLERANCES)
                .all(|(&error, most)| error <= most),
            "{}: {largest:?}",
            of_model.folder
        );
    }
}

#[test]
fn what_a_token_receives_is_what_its_column_says() {
    let model = minilm();
    let capture = Capture {
        attention: true,
        ..Capture::default()
    };
    let texts = [TextInput::new("The dog runs after the kitten in the yard.")];
    let traced = model.trace_capturing(&texts, capture, &Cancel::never());
    let traced = &traced.unwrap()[0];
    for (block, of_pass) in traced.trace.attention.iter().enumerate() {
        let (received, attention) = model.block_attention(traced, block + 1).unwrap();
        assert_eq!(&received, of_pass, "block {block}");
        let mean = attention.matrix(AttentionKind::Weights, HeadChoice::Mean);
        let columns = mean.unwrap().received(&|_| true);
        for (column, &received) in columns.iter().zip(&received.received) {
            assert!((column - f64::from(received)).abs() < 1e-6);
        }
    }
}

#[test]
fn the_overview_has_every_head_and_its_facts() {
    let model = minilm();
    let traced = traced(
        model,
        "a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4",
    );
    let overview = model
        .attention_overview(&traced, None, &Cancel::never())
        .unwrap();
    assert_eq!(overview.blocks.len(), 6);
    for block in &overview.blocks {
        assert_eq!(block.heads.len(), 12);
        for head in &block.heads {
            assert!(head.tile.size() <= 24);
            assert!(head.facts.entropy >= 0.0);
            assert!(head.facts.entropy <= (traced.tokens.len() as f64).log2());
            let near = head.facts.to_previous + head.facts.to_itself + head.facts.to_next;
            assert!((0.0..=1.0 + 1e-5).contains(&near));
        }
    }
}

#[test]
fn a_known_block_is_taken_over() {
    let model = minilm();
    let traced = traced(model, "The dog runs after the kitten.");
    let never = Cancel::never();
    let (received, block) = model.block_attention(&traced, 4).unwrap();
    let known = Some((4, &received, &block));
    assert_eq!(
        model.attention_overview(&traced, known, &never).unwrap(),
        model.attention_overview(&traced, None, &never).unwrap()
    );
}

#[test]
fn a_window_is_told_and_its_outside_is_zero() {
    let model = tiny("tiny-modernbert");
    let traced = traced(
        model,
        "one two three four five six seven eight nine ten eleven twelve",
    );
    let mut windows = 0;
    for block in 1..=traced.layers() {
        let (_, attention) = model.block_attention(&traced, block).unwrap();
        windows += usize::from(attention.window.is_some());
        let weights = attention.matrix(AttentionKind::Weights, HeadChoice::Max);
        for (query, row) in weights.unwrap().rows().enumerate() {
            for (key, &weight) in row.iter().enumerate() {
                assert_eq!(attention.is_out_of_sight(query, key), weight == 0.0);
            }
        }
    }
    assert!(windows > 0 && windows < traced.layers());
}

#[test]
fn a_block_that_is_not_there_is_refused() {
    let model = tiny_bert();
    let text = traced(model, "a");
    for block in [0, 99] {
        let refused = model.block_attention(&text, block).unwrap_err();
        assert!(
            matches!(refused, ModelError::NoSuchBlock { .. }),
            "{refused}"
        );
    }
    let cancelled = model.value_zeroing(&text, 1, &Cancel::when(|| true));
    assert!(matches!(cancelled, Err(ModelError::Interrupted)));
}
