//! One view a file.

pub(super) mod layers;
pub(super) mod tokens;
pub(super) mod welcome;
