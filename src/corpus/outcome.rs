//! What came of one text.

use serde::{Deserialize, Serialize};

use crate::domain::corpus::pairs::PairOutcome;
use crate::domain::corpus::{RowFault, TextPlace, TextRecord};

/// What came of a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// The model read it.
    Read(TextRecord),
    /// The model could not.
    NotRead {
        /// Where the text comes from.
        place: TextPlace,
        /// Why.
        fault: RowFault,
    },
}

/// An outcome, and which text of the run it is of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Numbered {
    /// Counts the texts of all parts, from 0.
    pub number: u64,
    /// What came of it.
    pub outcome: Outcome,
    /// What came of the pair it begins, where pairs were asked for.
    pub pair: Option<PairOutcome>,
}
