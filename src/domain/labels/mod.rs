//! Labels that a classification head gives to a text or to its tokens, and what they rest on.

mod kind;
mod reading;

pub(crate) use kind::largest;
pub use kind::{LabelKind, LabelSet};
pub use reading::{Explanation, LabelReading};
