//! What a run keeps of one pair of texts.

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::domain::permutation::{BucketShifts, PermutationP, RatioAndChance};

/// Where the second text of a pair comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PairSource {
    /// One word of the first is swapped, see [`swap`](crate::domain::swap).
    Swaps,
    /// The column of this name, or the field.
    Column(String),
}

impl PairSource {
    /// The name in files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Swaps => "swaps",
            Self::Column(_) => "column",
        }
    }
}

/// What came of the pair that a text begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PairOutcome {
    /// Both texts were read.
    Compared(Box<PairRecord>),
    /// No word of the text has another that fits in its place.
    NoSwap,
    /// The second text has no token that the model can read.
    NotRead,
}

/// Two texts, compared. The first is the text of the record it comes with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairRecord {
    /// The first text.
    pub a: String,
    /// The second text.
    pub b: String,
    /// The changed words, as `day → walk`; words that only one text has are not among them.
    pub changed: Vec<String>,
    /// How many tokens have a partner, special ones too.
    pub aligned: usize,
    /// How many tokens have none, in both texts together.
    pub gaps: usize,
    /// The shifts of the aligned tokens, added up, at the selected layer.
    pub total_shift: f64,
    /// Of all tokens of the token set.
    pub all: SharesOfPair,
    /// Of those whose word did not change.
    pub unchanged: SharesOfPair,
    /// `R_H` at every layer, `[layer]`.
    pub layers: Vec<RatiosAtLayer>,
}

/// Some of the judged tokens of a pair at the selected layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharesOfPair {
    /// Their shifts by bucket.
    pub shifts: BucketShifts,
    /// The permutation p of their `R_H`; `None` where chance decides nothing.
    pub p: Option<PermutationP>,
}

/// `R_H` and its expectation at one layer; `None` where chance decides nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct RatiosAtLayer {
    /// Of all tokens of the token set.
    pub all: Option<RatioAndChance>,
    /// Of those whose word did not change.
    pub unchanged: Option<RatioAndChance>,
}

/// What the random numbers of a pair are for: each has its own.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    OwnP = 0,
    MeanUnderNull = 1,
    Bootstrap = 2,
}

impl SharesOfPair {
    /// Judges `shifts`; `draw` is the number of the pair that all its random numbers come from.
    pub fn new(shifts: BucketShifts, draw: u64) -> Self {
        let p = shifts.p(&mut random(draw, Purpose::OwnP));
        Self { shifts, p }
    }
}

/// The random numbers of the pair of number `draw` for one purpose.
pub(super) fn random(draw: u64, purpose: Purpose) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(draw);
    random.set_stream(purpose as u64);
    random
}
