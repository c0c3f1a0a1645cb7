//! Flags as typed, of how tokens are removed.

use clap::Args;

use crate::domain::removal::{Removal, RemovalOutput};

use super::question_flags::one_of;

/// How tokens are removed.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct RemovalFlags {
    /// What it means that a token is not there: the mask token in its place; no token attends to it
    /// and it is not pooled; the one; the other; or its state is zero from the layer on
    #[arg(long, value_name = "NAME", default_value = "mask", value_parser = one_of(Removal::ALL, Removal::name))]
    pub(super) removal: Removal,
    /// What the effect is measured on: the sentence embedding, the words that are left as a
    /// masked-language-model head reads them, or the label that a classification head gives
    #[arg(long = "output", value_name = "NAME", default_value = "embedding", value_parser = one_of(RemovalOutput::ALL, RemovalOutput::name))]
    pub(super) output_of_model: RemovalOutput,
}
