//! A corpus: what is kept of each text, and what many texts say together.
//!
//! A run reads texts in their order in the files and adds one [`TextRecord`] after another to a
//! [`CorpusTally`]; the [`Findings`] depend on nothing but these records and their order, so parts
//! that were read on several machines give the same findings once their records are put in order
//! again.

mod estimate;
mod facts;
mod findings;
mod hash;
mod mean_tally;
pub mod pairs;
mod ranking;
mod record;
mod removal;
mod settling;
mod tally;

pub use super::statistics::Interval;
pub use estimate::Estimate;
pub use facts::{BadRow, FileFacts, InputFacts, NAMED_ROWS, ReadFacts, RowFault, RunFacts};
pub use findings::{
    Baseline, BaselineFindings, ClassAtLayer, ClassFindings, Confound, ConfoundBin,
    ConfoundFindings, CorrelationAtLayer, EffectAtLayer, Example, Findings, PointOfSample,
    Quartiles, SampleFacts, TokenAtLayer, TokenFindings, TokenKind,
};
pub use ranking::{TokenOrder, first_tokens};
pub use record::{TextPlace, TextRecord};
pub use removal::{RemovalFindings, RemovalRow, RemovalTally, RemovalTallySettings};
pub use settling::{SettlingAtLayer, SettlingFindings, SettlingTally};
pub use tally::{CorpusTally, Replicate, Resampling, TallySettings};
