//! Our own forward pass over candle tensors (candle-transformers keeps its layers private).
//!
//! One family a file where it differs; what families share has its own file. All arithmetic is
//! float32. On the processor `glassbox_kernel` does the bulk of it, candle the rest and everything on other
//! devices.

mod albert;
mod attention;
mod bert;
mod deberta;
mod disentangled;
mod distances;
mod distilbert;
mod electra;
mod embeddings;
mod feed_forward;
mod here;
mod linear;
mod modernbert;
mod mpnet;
mod post_norm;
mod roberta;
mod rotary;
mod table;
mod watch;

use candle_core::{Result, Tensor};

use super::ModelError;
use super::config::{EncoderConfig, Layout};
use super::shards::Weights;
pub(super) use watch::Watch;
use watch::WatchedText;

/// An encoder, one layer at a time.
pub(super) trait Encoder: Send + Sync {
    /// Number of blocks.
    fn layers(&self) -> usize;

    /// Whether the embeddings say where a token stands. Without that there are no positions to
    /// choose: only the distances between the tokens of a text, which are what they are.
    fn has_positions(&self) -> bool {
        true
    }

    /// Layer 0: what the first block is given for the tokens of `batch`, shape `[token][hidden]`.
    fn embed(&self, batch: &Batch) -> Result<Tensor>;

    /// What the attention of every block needs and only the lengths of the texts decide, made
    /// once a pass: one tensor a text. None for most families.
    fn prepare(&self, _lengths: &[usize]) -> Result<Vec<Tensor>> {
        Ok(Vec::new())
    }

    /// The output of block `index` (from 0) for its input, both of shape `[token][hidden]`: the
    /// tokens of one or more texts, one text below the other. Tokens attend to those of their own
    /// text alone.
    fn block(&self, index: usize, hidden: &Tensor, rows: &Rows) -> Result<Tensor>;
}

/// The tokens of one pass: one or more texts, one below the other.
pub(super) struct Batch {
    /// Rows of the vocabulary.
    pub(super) ids: Vec<u32>,
    /// Where each token stands, counted from 0 in its text.
    pub(super) positions: Vec<u32>,
    /// How many tokens each text has.
    pub(super) lengths: Vec<usize>,
}

/// Which rows of a table of hidden states belong together.
pub(super) struct Rows {
    /// How many tokens each text has. The distance between two tokens of a text is that of their
    /// rows, also where their positions are kept from another text.
    pub(super) lengths: Vec<usize>,
    /// What [`Encoder::prepare`] gave for these lengths.
    pub(super) prepared: Vec<Tensor>,
    /// Who looks on at the attention of every block, if anyone does.
    pub(super) watch: Option<Watch>,
}

impl Rows {
    /// `mix` of each text's rows of `states` and of its number, one text below the other again.
    fn each_text(
        &self,
        states: &Tensor,
        mix: impl Fn(&Tensor, usize) -> Result<Tensor>,
    ) -> Result<Tensor> {
        if let [_] = self.lengths.as_slice() {
            return mix(states, 0);
        }
        let mut start = 0;
        let mut mixed = Vec::with_capacity(self.lengths.len());
        for (text, &length) in self.lengths.iter().enumerate() {
            let own = states.narrow(0, start, length)?;
            mixed.push(mix(&own, text)?);
            start += length;
        }
        Tensor::cat(&mixed, 0)
    }

    /// Who looks on at the attention of one text.
    fn watched(&self, text: usize) -> Option<WatchedText<'_>> {
        self.watch.as_ref().map(|watch| watch.text(text))
    }
}

/// Loads the encoder of the family that `config` names.
pub(super) fn load(
    config: &EncoderConfig,
    weights: &mut Weights,
) -> std::result::Result<Box<dyn Encoder>, ModelError> {
    Ok(match &config.layout {
        Layout::Bert(bert) => Box::new(bert::load(config, *bert, weights)?),
        Layout::Roberta(roberta) => Box::new(roberta::load(config, *roberta, weights)?),
        Layout::DistilBert => Box::new(distilbert::load(config, weights)?),
        Layout::Electra(electra) => Box::new(electra::load(config, *electra, weights)?),
        Layout::Mpnet(mpnet) => Box::new(mpnet::Mpnet::load(config, *mpnet, weights)?),
        Layout::Albert(albert) => Box::new(albert::load(config, *albert, weights)?),
        Layout::DebertaV2(layout) => Box::new(deberta::Deberta::load(config, layout, weights)?),
        Layout::ModernBert(layout) => {
            Box::new(modernbert::ModernBert::load(config, layout, weights)?)
        }
    })
}

/// Where the encoder's tensors begin: with nothing before their names, or with what checkpoints
/// with a head put there.
fn prefix_of(weights: &Weights, prefixes: &[&'static str]) -> &'static str {
    weights
        .prefix_of("embeddings.word_embeddings.weight", prefixes)
        .unwrap_or_default()
}
