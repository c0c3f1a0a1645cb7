//! Our own forward pass over candle tensors (candle-transformers keeps its layers private).
//!
//! One file per family where its blocks differ from BERT's; what families share has files of its own. All
//! arithmetic is float32. On the processor `glassbox_kernel` does the bulk of it, candle the rest
//! and everything on other devices.

mod pass;

mod albert;
mod bert;
mod deberta;
mod modernbert;
mod mpnet;

mod post_norm;

mod angles;
mod attention;
mod disentangled;
mod distances;
mod heads;
mod rotary;

mod tangent;

mod attention_recorder;
mod parts_recorder;

mod embeddings;
mod feed_forward;

mod embedding_table;
mod layer_norm;
mod linear;

mod cpu;
mod tensor_names;
mod token_types;

use super::ModelError;
use super::config::{EncoderConfig, Layout};
use super::shards::Weights;

pub(super) use attention_recorder::AttentionRecorder;
pub(super) use parts_recorder::{PartsRecorder, norms};
pub(super) use pass::{Batch, Encoder, PassContext, Repeats};
pub(super) use tangent::{Linearised, Tangents, numbers_of};

/// Loads the encoder of the family that `config` names.
pub(super) fn load(
    config: &EncoderConfig,
    weights: &mut Weights,
) -> Result<Box<dyn Encoder>, ModelError> {
    Ok(match &config.layout {
        Layout::Bert(bert) => Box::new(bert::load_bert(config, *bert, weights)?),
        Layout::Roberta(roberta) => Box::new(bert::load_roberta(config, *roberta, weights)?),
        Layout::DistilBert => Box::new(bert::load_distilbert(config, weights)?),
        Layout::Electra(electra) => Box::new(bert::load_electra(config, *electra, weights)?),
        Layout::Mpnet(mpnet) => Box::new(mpnet::Mpnet::load(config, *mpnet, weights)?),
        Layout::Albert(albert) => Box::new(albert::load(config, *albert, weights)?),
        Layout::DebertaV2(layout) => Box::new(deberta::Deberta::load(config, layout, weights)?),
        Layout::ModernBert(layout) => {
            Box::new(modernbert::ModernBert::load(config, layout, weights)?)
        }
    })
}
