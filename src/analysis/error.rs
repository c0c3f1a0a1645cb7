//! Why a question has no answer.

use crate::domain::measure::Measure;
use crate::domain::reference::NotMeasured;

/// Why a question has no answer. Each message says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnalysisError {
    /// There is no such layer.
    #[error("there is no layer {layer}: {model} has layers 0 to {layers}")]
    NoSuchLayer {
        /// What was asked for.
        layer: usize,
        /// The last layer there is.
        layers: usize,
        /// The model's name.
        model: String,
    },
    /// Drift is between instructions.
    #[error("drift is measured between instructions: give at least two prompts")]
    TooFewPrompts,
    /// The traces are not those of the question's texts.
    #[error("the texts that were measured are not those of the question: measure them again")]
    OtherTexts,
    /// There is nothing to measure by the measure that was asked for.
    #[error(transparent)]
    NotMeasured(#[from] NotMeasured),
    /// A shift is the length of a difference of vectors.
    #[error(
        "a shift is the length of a difference of vectors, and {} is the length of none: choose \
         norm, without-outliers, centred or standardised",
        .0.name()
    )]
    NoShift(Measure),
    /// Random words have positions of their own.
    #[error(
        "random words are set beside texts that count their own positions: leave out \
         --keep-positions, or the random words with --null 0"
    )]
    NullOfKeptPositions,
    /// The statistics of a corpus are of numbers that are not below zero.
    #[error(
        "{} may be below zero, and the statistics of a corpus are of numbers that may not: choose \
         another measure",
        .0.name()
    )]
    NoCorpus(Measure),
    /// No `LayerNorm` ends the layer.
    #[error(
        "no LayerNorm ends Layer {layer} of {model}, so there is no input norm: choose another \
         measure or layer"
    )]
    NoInputNorm {
        /// The layer.
        layer: usize,
        /// The model's name.
        model: String,
    },
    /// No block leads to the embeddings.
    #[error(
        "Layer 0 is the embeddings, which no attention leads to: choose a layer, or a block, from 1 on"
    )]
    NoBlock,
    /// There is no such head.
    #[error(
        "there is no head {head}: heads count from 1 to {heads}; mean and max take all of them"
    )]
    NoSuchHead {
        /// What was asked for.
        head: usize,
        /// How many there are.
        heads: usize,
    },
    /// A text has nothing that could match.
    #[error("{0} has no word: type a text that is to be matched")]
    NothingToMatch(&'static str),
    /// The embedding is zero, or not a number.
    #[error(
        "an embedding has no direction (it is zero or not a finite number), so there is no \
         cosine: check the model with `glassbox models check`"
    )]
    NoDirection,
    /// The embedding is more than a sum of its tokens.
    #[error(
        "the embedding of {0} is no sum of its tokens, as an activation stands behind the pooling: \
         take --method jacobians, which carries each token through it"
    )]
    NotASum(String),
    /// The head has no label of that name.
    #[error("there is no label {label:?}: the model has {labels}")]
    NoSuchLabel {
        /// What was asked for.
        label: String,
        /// The labels there are.
        labels: String,
    },
    /// The question is about many texts.
    #[error("a corpus is read in a run of its own: use `glassbox corpus` or the Corpus view")]
    NeedsCorpusRun,
}
