//! The maths of the paper and of corpora, against numpy, scipy and by hand.

mod alignment;
mod names;
mod paper;
mod quantiles;
pub(crate) mod statistics;
mod tagger;
