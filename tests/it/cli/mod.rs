//! The command line as a person types it.

mod attention;
mod compare;
pub(crate) mod contract;
mod effects;
mod figures;
mod heads;
mod matching;
mod states;
