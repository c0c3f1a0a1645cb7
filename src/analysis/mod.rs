//! The questions a person asks and their answers, as plain data and pure functions.
//!
//! A [`Question`] names its texts; a model measures them; the [`Answer`] is a function of the
//! question and the traces alone. Window and command line both answer here, so they cannot
//! disagree. This room must not know of models, windows, threads or files.

mod answer;
mod answering;
mod error;
mod positions;
mod question;
mod random_instructions;
mod random_words;
mod settings;

mod attention;
mod comparison;
mod drift;
mod effects;
mod guessed_pairs;
mod heads;
pub mod matching;
mod model_comparison;
mod null;
mod pair_record;
pub mod paper;
mod parts;
mod text_analysis;

pub(crate) use answer::settings_of;
pub use answer::{Answer, CorpusFindings, file_name};
pub use attention::{AttendedText, Attention, AttentionDifference, ChangedCell};
pub use comparison::Comparison;
pub use drift::{
    DEFAULT_INPUT, DEFAULT_PROMPTS, Drift, DriftPair, InputShift, Instruction, instruction_letter,
};
pub use effects::Effects;
pub use error::AnalysisError;
pub use heads::{
    HeadsMeasured, LabelCorrelations, LabelMove, LabelSettings, Labelled, Lens, LensSettings,
    MovingPair, MovingWords,
};
pub use matching::{Match, MatchMethod, MatchSettings};
pub use model_comparison::{ComparedWord, HighInBoth, ModelComparison};
pub use null::{
    ComparisonNull, DriftNull, NullSettings, RandomDrift, RandomPair, RandomShifts, RandomSums,
    Replaced,
};
pub use pair_record::pair_record;
pub use parts::{Compared, Parts};
pub use positions::Positions;
pub use question::{Asked, Measured, Question};
pub use settings::{AnalysisSettings, AttentionSettings, ComparisonSettings, RemovalSettings};
pub use text_analysis::Analysis;
