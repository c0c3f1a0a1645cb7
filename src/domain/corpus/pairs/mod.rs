//! Pairs of texts: does the shift between them sit in the HIGH tokens more than chance puts it
//! there?
//!
//! Each pair is evaluated by itself (its [`PairRecord`]), then all of them together (a
//! [`PairTally`]): once with every token of the token set, once without the tokens of changed
//! words. A word that is replaced shifts because it is another word, whatever the model lights up;
//! what is left without it is the ripple through the rest of the text.

mod findings;
mod record;
mod tally;

pub use findings::{ChanceAtLayer, ChanceFindings, PairFindings};
pub use record::{PairOutcome, PairRecord, PairSource, RatiosAtLayer, SharesOfPair};
pub use tally::{PairTally, PairTallySettings};
