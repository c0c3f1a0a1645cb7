//! `glassbox models check ID|FOLDER`: everything that would go wrong with a model, found at once.

use std::sync::Arc;

use candle_core::Device;

use super::cancel::Cancel;
use super::config::EncoderConfig;
use super::source::ModelFiles;
use super::{Loading, Model, ModelCard, ModelError, ModelSource, TokenizerReport};

/// A model that was loaded and ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedModel {
    /// What identifies it.
    pub card: ModelCard,
    /// Numbers in the weight file, heads and buffers counted.
    pub parameters: usize,
    /// How the weights are stored, for example `F16`.
    pub stored_as: String,
    /// Rows of the word embedding.
    pub vocabulary: usize,
    /// Attention heads in a block.
    pub heads: usize,
    /// What computed, as [`Model::device`] says it.
    pub device: Arc<str>,
    /// What the tokenizer was made from.
    pub tokenizer: TokenizerReport,
}

/// Loads the model and runs it once on a short text.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn check(source: &ModelSource, loading: &Loading<'_>) -> Result<CheckedModel, ModelError> {
    let model = Model::load(source, loading)?;
    let traced = model.trace("Hello, world!", &Cancel::never())?;
    let finite = |strengths: &Vec<f64>| strengths.iter().all(|strength| strength.is_finite());
    if !traced.trace.strengths.iter().all(finite) {
        return Err(ModelError::Overflow);
    }
    let files = ModelFiles::open(source, loading)?;
    let config = EncoderConfig::parse(&files.config, &files.place("config.json"))?;
    let (weights, _) = files.weights(&Device::Cpu)?;
    let tokenizer = model.tokenizer().clone();
    Ok(CheckedModel {
        tokenizer,
        card: model.card,
        parameters: weights.parameters(),
        stored_as: weights.stored_types(),
        vocabulary: config.vocabulary,
        heads: config.heads,
        device: model.device,
    })
}
