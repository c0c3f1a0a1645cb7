//! One view a file.

pub(super) mod compare;
pub(super) mod drift;
pub(super) mod layers;
pub(super) mod tokens;
pub(super) mod welcome;
