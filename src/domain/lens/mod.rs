//! The lens: what a masked-language-model head makes of the hidden states of every layer, though it
//! was trained for the last (Wang et al. 2020, arXiv 2001.09309, is one of the first to look).

mod reading;
mod settling;

pub use reading::{Candidate, LensCell, LensReading, LensWord};
pub use settling::strength_with_settling;
