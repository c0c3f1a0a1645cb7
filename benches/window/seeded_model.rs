//! A model with weights from a seeded generator: as large as a common one, to be had without a
//! network. It says nothing, and takes as long.

use std::fs;
use std::path::Path;

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution as _, Normal};
use safetensors::tensor::{Dtype, TensorView, serialize_to_file};
use serde_json::json;

/// Where its tokens are taken from.
const TOKENIZER: &str = "tests/fixtures/tiny-bert/tokenizer.json";
const VOCABULARY: usize = 172;
const POSITIONS: usize = 512;
const LAYERS: usize = 12;
const HEADS: usize = 12;
const WIDTH: usize = 768;
/// As BERT initialises its weights.
const DEVIATION: f32 = 0.02;

/// Writes a BERT of 12 layers with 12 heads and a masked-language-model head into `folder`.
pub(crate) fn write(folder: &Path) -> std::io::Result<()> {
    let config = json!({
        "architectures": ["BertForMaskedLM"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": WIDTH,
        "intermediate_size": 4 * WIDTH,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": POSITIONS,
        "num_attention_heads": HEADS,
        "num_hidden_layers": LAYERS,
        "pad_token_id": 0,
        "type_vocab_size": 2,
        "vocab_size": VOCABULARY,
    });
    fs::write(folder.join("config.json"), config.to_string())?;
    let tokenizer = Path::new(env!("CARGO_MANIFEST_DIR")).join(TOKENIZER);
    fs::copy(tokenizer, folder.join("tokenizer.json"))?;
    let mut random = ChaCha8Rng::seed_from_u64(12);
    let normal = Normal::new(0.0, DEVIATION).map_err(std::io::Error::other)?;
    let tensors = tensors().into_iter().map(|(name, shape)| {
        let count: usize = shape.iter().product();
        let numbers: Vec<f32> = if name.ends_with("LayerNorm.weight") {
            vec![1.0; count]
        } else {
            normal.sample_iter(&mut random).take(count).collect()
        };
        let bytes = numbers.into_iter().flat_map(f32::to_le_bytes);
        (name, shape, bytes.collect::<Vec<u8>>())
    });
    let tensors: Vec<_> = tensors.collect();
    let views = tensors.iter().map(|(name, shape, bytes)| {
        let view = TensorView::new(Dtype::F32, shape.clone(), bytes);
        view.map(|view| (name, view))
    });
    let views = views.collect::<Result<Vec<_>, _>>();
    let views = views.map_err(std::io::Error::other)?;
    serialize_to_file(views, None, &folder.join("model.safetensors")).map_err(std::io::Error::other)
}

/// The name and the shape of every tensor.
fn tensors() -> Vec<(String, Vec<usize>)> {
    let mut all = Vec::new();
    for (rows, name) in [
        (VOCABULARY, "word"),
        (POSITIONS, "position"),
        (2, "token_type"),
    ] {
        let name = format!("bert.embeddings.{name}_embeddings.weight");
        all.push((name, vec![rows, WIDTH]));
    }
    let norm = |name: &str| {
        let name = name.to_owned();
        ["weight", "bias"].map(|part| (format!("{name}.LayerNorm.{part}"), vec![WIDTH]))
    };
    let map = |name: &str, outputs: usize, inputs: usize| {
        [
            (format!("{name}.weight"), vec![outputs, inputs]),
            (format!("{name}.bias"), vec![outputs]),
        ]
    };
    all.extend(norm("bert.embeddings"));
    for layer in 0..LAYERS {
        let of = |name: &str| format!("bert.encoder.layer.{layer}.{name}");
        for name in ["query", "key", "value"] {
            let name = of(&format!("attention.self.{name}"));
            all.extend(map(&name, WIDTH, WIDTH));
        }
        all.extend(map(&of("attention.output.dense"), WIDTH, WIDTH));
        all.extend(norm(&of("attention.output")));
        all.extend(map(&of("intermediate.dense"), 4 * WIDTH, WIDTH));
        all.extend(map(&of("output.dense"), WIDTH, 4 * WIDTH));
        all.extend(norm(&of("output")));
    }
    all.push(("cls.predictions.bias".to_owned(), vec![VOCABULARY]));
    all.extend(map("cls.predictions.transform.dense", WIDTH, WIDTH));
    all.extend(norm("cls.predictions.transform"));
    all
}
