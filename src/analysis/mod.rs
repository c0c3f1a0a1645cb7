//! The questions a person asks, as plain blocking calls that return plain data.
//!
//! The window and the command line both ask here, so they cannot disagree. This room must not
//! know of windows, threads or files.

mod analyze;

pub use analyze::{Analysis, AnalysisError, Question, analyze, judge};
