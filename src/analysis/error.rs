//! Why a question has no answer.

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
    /// The question is about many texts.
    #[error("a corpus is read in a run of its own: use `glassbox corpus` or the Corpus view")]
    NeedsCorpusRun,
}
