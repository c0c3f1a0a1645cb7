//! The questions a person asks, as plain blocking calls that return plain data.
//!
//! The window and the command line both ask here, so they cannot disagree. This room must not
//! know of windows, threads or files.

mod analyze;
mod compare;
mod drift;
mod models;
mod pairs;
pub mod paper;
mod positions;

pub use analyze::{Analysis, AnalysisError, Question, analyze, check_layers, judge};
pub use compare::{
    Comparison, ComparisonQuestion, compare, judge_again, judge_aligned, judge_comparison,
    place_both, read_both,
};
pub use drift::{
    DEFAULT_INPUT, DEFAULT_PROMPTS, Drift, DriftPair, InputShift, Instruction, PlacedDrift, drift,
    judge_drift, place_drift, read_drift,
};
pub use models::{
    ComparedWord, HighInBoth, ModelComparison, ModelQuestion, compare_models, judge_models,
};
pub use pairs::pair_record;
pub use positions::Positions;
