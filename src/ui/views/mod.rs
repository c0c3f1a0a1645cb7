//! One view a file.

pub(super) mod compare;
pub(super) mod corpus;
pub(super) mod drift;
pub(super) mod layers;
pub(super) mod models;
pub(super) mod paper;
mod shift_layers;
mod shift_sums;
pub(super) mod tokens;
pub(super) mod welcome;
