//! What came of one text, and who takes it.

use serde::{Deserialize, Serialize};

use crate::domain::corpus::pairs::PairOutcome;
use crate::domain::corpus::{RowFault, TextPlace, TextRecord};
use crate::domain::removal::RemovalTest;

use super::error::CorpusError;
use super::progress::RunProgress;
use super::waiting_states::WaitingStates;

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

/// An outcome, and which text of the run it belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndexedOutcome {
    /// Counts the texts of all shards, from 0.
    pub number: u64,
    /// What came of the text.
    pub outcome: Outcome,
    /// What came of the pair it begins, where pairs were asked for.
    pub pair: Option<PairOutcome>,
    /// What the removal test found, where it was asked for.
    pub removal: Option<Box<RemovalTest>>,
    /// How strength goes with where words settle, `[layer]`, where it was asked for.
    pub settling: Option<Vec<Option<f64>>>,
    /// Its hidden states, where they were asked for. No record keeps them.
    #[serde(skip)]
    pub states: Option<WaitingStates>,
}

/// What takes the outcomes of a run, in the order of the texts.
pub trait Sink {
    /// Takes the next outcome.
    ///
    /// # Errors
    /// What could not be written; it ends the run.
    fn take(&mut self, outcome: &IndexedOutcome) -> Result<(), CorpusError>;

    /// Hears how far the run is, at most once per batch of texts.
    fn on_progress(&mut self, _progress: &RunProgress) {}
}
