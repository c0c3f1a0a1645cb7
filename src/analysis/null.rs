//! What chance makes of two texts: the shifts that random words make, and `R_H` under a permutation of
//! the buckets.

use serde::{Deserialize, Serialize};

use crate::domain::null_band::NullBand;
use crate::domain::permutation::{PermutationP, RatioAndChance};

/// How many texts chance gives, and what they are drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NullSettings {
    /// How many texts with other words.
    pub replacements: usize,
    /// The seed of everything that is drawn.
    pub seed: u64,
}

/// Which words the texts that chance gives have others for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaced {
    /// The one word that B has for another of A; A is compared with them.
    ChangedWord,
    /// As many content words of B as changed; B is compared with them.
    ContentWords(usize),
}

/// How far chance moves the tokens of a text: their shifts to the texts of random words.
#[derive(Debug, Clone, PartialEq)]
pub struct RandomShifts {
    /// Which words were replaced, and so whose tokens these are.
    pub(super) replaced: Replaced,
    /// How many texts were read.
    pub(super) texts: usize,
    /// The shifts of each token, one a text, `[layer][token]`.
    pub(super) shifts: Vec<Vec<Vec<f64>>>,
}

/// What chance makes of two texts.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonNull {
    /// What was asked for.
    pub settings: NullSettings,
    /// Which words were replaced.
    pub replaced: Replaced,
    /// How many texts were read; fewer than asked for where no other word fits.
    pub texts: usize,
    /// Where the shift of each pair of the alignment stands, at the selected layer; `None` in gaps
    /// and where chance moved nothing.
    pub bands: Vec<Option<NullBand>>,
    /// `R_H` and its expectation; `None` where chance decides nothing.
    pub ratio: Option<RatioAndChance>,
    /// How likely chance alone makes `R_H` as great.
    pub p: Option<PermutationP>,
}

/// How far chance moves instructions: the drift to texts of random words.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RandomDrift {
    /// One for each two instructions.
    pub pairs: Vec<RandomPair>,
}

/// The drift of two instructions by chance.
#[derive(Debug, Clone, PartialEq)]
pub struct RandomPair {
    /// The places of the two.
    pub(super) pair: (usize, usize),
    /// Which words were replaced.
    pub(super) replaced: Replaced,
    /// `[text][layer]`
    pub(super) sums: Vec<Vec<RandomSums>>,
}

/// The drift to one random text at one layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RandomSums {
    /// Over all aligned pairs.
    pub(super) total: f64,
    /// Per aligned pair.
    pub(super) mean: Option<f64>,
    /// Of `[CLS]` alone.
    pub(super) cls: Option<f64>,
    /// Of the input alone.
    pub(super) input: f64,
}

/// Where the drift of two instructions stands among those that random words make, at the layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DriftNull {
    /// Which words were replaced.
    pub replaced: Replaced,
    /// How many texts were read; none where no word has another that fits.
    pub texts: usize,
    /// Over all aligned pairs.
    pub total: Option<NullBand>,
    /// Per aligned pair.
    pub mean: Option<NullBand>,
    /// Of `[CLS]` alone.
    pub cls: Option<NullBand>,
    /// Of the input alone.
    pub input: Option<NullBand>,
}

impl NullSettings {
    /// How many replacements there are where nobody says.
    pub const REPLACEMENTS: usize = 50;
    /// The most there may be.
    pub const MOST: usize = 1_000;
    /// The seed where nobody names one.
    pub const SEED: u64 = 20_260_522;
}

impl Default for NullSettings {
    fn default() -> Self {
        Self {
            replacements: Self::REPLACEMENTS,
            seed: Self::SEED,
        }
    }
}

impl Replaced {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::ChangedWord => "changed-word",
            Self::ContentWords(_) => "content-words",
        }
    }
}

impl RandomShifts {
    /// Takes over those of `more` texts of the same question.
    pub fn extend(&mut self, more: Self) {
        self.texts += more.texts;
        for (layer, more) in self.shifts.iter_mut().zip(more.shifts) {
            for (shifts, more) in layer.iter_mut().zip(more) {
                shifts.extend(more);
            }
        }
    }
}

impl ComparisonNull {
    /// What a reader of the numbers must know where there are none.
    pub fn warning(&self) -> Option<String> {
        (self.texts == 0).then(|| {
            "no word of B has another of its class and frequency: there is no band of random words"
                .to_owned()
        })
    }

    /// What chance replaced, for people: `50 texts with another word for the changed one`.
    pub fn phrase(&self) -> String {
        let words = match self.replaced {
            Replaced::ChangedWord => "another word for the changed one".to_owned(),
            Replaced::ContentWords(1) => "another word for one of B".to_owned(),
            Replaced::ContentWords(count) => format!("other words for up to {count} of B"),
        };
        format!(
            "{} texts with {words}, of the same class and frequency",
            self.texts
        )
    }
}
