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
mod strengths;
mod tally;

pub use bins::Bin;
pub use layer::{LayerReference, Usual, UsualFrom};
pub use measured::NotMeasured;
pub use outliers::{OUTLIER_RULE, OutlierTally};
pub use statistics::{ReferenceStatistics, ReferenceTexts};
pub use strengths::{LEAST_COUNT, StrengthStatistics};
pub use tally::ReferenceTally;
