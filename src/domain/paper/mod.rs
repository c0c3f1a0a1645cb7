//! What the paper printed (arXiv 2605.22377, version 1): the sentences, the numbers of tables 1 to
//! 6, and what figures 1 to 7 show. Facts as data; [`recomputed`] asks our own functions about
//! them.

pub mod recomputed;
mod tables;

pub use tables::{
    BEACH, CONTRIBUTION, PARK, PRESIDENT_OF_CANADA, PRESIDENT_OF_FRANCE, PRIME_MINISTER, TABLE_1,
    TABLE_2, TABLE_3_LAYER_8, TABLE_3_LAYER_9, TABLE_4, TABLE_4_TOTAL, TABLE_5, TABLE_5_THRESHOLD,
    TABLE_6,
};

use super::token_scores::Bucket;

/// The title of the paper.
pub const TITLE: &str = "Towards Explainability of SLMs by investigating Token Level Activation";

/// Where the paper is found.
pub const ARXIV: &str = "arXiv 2605.22377v1";

/// The model the paper measured, by its Hugging Face id.
pub const MODEL: &str = "bert-base-uncased";

/// The account that the model's repository was given when repositories got owners.
const OWNER: &str = "google-bert";

/// How many blocks that model has.
pub const LAYERS: usize = 12;

/// The layer the paper looks at.
pub const LAYER: usize = 8;

/// The layer it compares it with.
pub const SECOND_LAYER: usize = 9;

/// The quantile that is its threshold.
pub const QUANTILE: f64 = 0.75;

/// Whether `id`, a Hugging Face id with or without a revision, names the model the paper measured.
pub fn is_papers_model_id(id: &str) -> bool {
    let repository = id.split('@').next().unwrap_or(id);
    let name = match repository.split_once('/') {
        Some((owner, name)) if owner == OWNER => name,
        Some(_) => return false,
        None => repository,
    };
    name == MODEL
}

/// A number with the digits it was printed with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrintedNumber {
    /// The number.
    pub value: f64,
    /// How many digits stand behind its point.
    pub digits: u8,
}

impl PrintedNumber {
    const fn of(value: f64, digits: u8) -> Self {
        Self { value, digits }
    }

    /// As the paper prints it.
    pub fn text(self) -> String {
        format!("{:.*}", usize::from(self.digits), self.value)
    }

    /// Whether `value` is the printed number as far as its digits tell: at most one unit of its
    /// last digit away, since the paper may have rounded or cut.
    pub fn tells(self, value: f64) -> bool {
        let unit = 10_f64.powi(-i32::from(self.digits));
        // A thousandth of the unit for what decimal fractions lose in binary.
        (value - self.value).abs() <= unit * 1.001
    }
}

/// One row of a table of strengths (tables 1, 2, 3 and 5).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrintedStrength {
    /// The token; in lower case, as the paper's model spells it.
    pub token: &'static str,
    /// Its activation strength.
    pub strength: PrintedNumber,
    /// Its rank, where one is printed.
    pub rank: Option<usize>,
    /// Its bucket, where one is printed.
    pub bucket: Option<Bucket>,
}

/// One row of a table of shifts (tables 4 and 6).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrintedShift {
    /// The token of the first sentence.
    pub a: &'static str,
    /// The token of the second sentence.
    pub b: &'static str,
    /// The activation shift between them.
    pub shift: PrintedNumber,
}

/// The printed contributions of table 6 (equations 8 to 11).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PrintedContribution {
    /// `C_H`.
    pub high: PrintedNumber,
    /// `C_L`.
    pub low: PrintedNumber,
    /// Their sum.
    pub total: PrintedNumber,
    /// `R_H`.
    pub high_ratio: PrintedNumber,
    /// The share of the tokens that the text says are HIGH.
    pub share_of_tokens: PrintedNumber,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_the_digits_it_was_printed_with() {
        let number = PrintedNumber::of(20.8080, 4);
        assert_eq!(number.text(), "20.8080");
        assert!(number.tells(20.8081) && number.tells(20.80795));
        assert!(!number.tells(20.80815) && !number.tells(f64::NAN));
    }

    #[test]
    fn the_papers_model_is_known_by_its_id() {
        for id in ["MODEL", "OWNER/MODEL", "OWNER/MODEL@main", "MODEL@main"] {
            let id = id.replace("MODEL", MODEL).replace("OWNER", OWNER);
            assert!(is_papers_model_id(&id), "{id}");
        }
        for id in ["minilm", "somebody/MODEL", "OWNER/other", "MODEL-large", ""] {
            let id = id.replace("MODEL", MODEL).replace("OWNER", OWNER);
            assert!(!is_papers_model_id(&id), "{id}");
        }
    }
}
