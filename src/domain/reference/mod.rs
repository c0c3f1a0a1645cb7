//! What is usual: the strengths and hidden states that one model makes of reference texts.
//!
//! A number of one sentence means little by itself. Here is what it is compared with: for each layer
//! the mean and the standard deviation of every dimension, and the strengths of each token of the
//! vocabulary, or of tokens like it.

mod bins;
mod layer;
mod measured;
mod outliers;
mod statistics;
mod tally;

pub use bins::Bin;
pub use layer::{LayerReference, Usual, UsualFrom};
pub use measured::NotMeasured;
pub use outliers::{OUTLIER_RULE, OutlierTally};
pub use statistics::{LEAST_COUNT, ReferenceStatistics, ReferenceTexts, StrengthStatistics};
pub use tally::ReferenceTally;
