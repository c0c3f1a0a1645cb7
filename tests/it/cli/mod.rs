//! The command line as a person types it.

mod compare;
pub(crate) mod contract;
mod effects;
mod figures;
mod matching;
mod states;
