//! Why the kernel refuses to compute.

/// Why a product was refused: its tables are not of the lengths that its shapes ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("tables of numbers do not fit each other")]
pub struct ShapeMismatch;
