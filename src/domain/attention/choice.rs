//! Which head of a block is looked at, and which kind of number.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which kind of number stands between two tokens.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, strum::VariantArray,
)]
#[serde(rename_all = "kebab-case")]
pub enum AttentionKind {
    /// The attention weights: how much of a key's value a query takes.
    #[default]
    Weights,
    /// How long what it takes is: weight times the norm of the key's value behind the head's part
    /// of the output map (Kobayashi et al. 2020, arXiv 2004.10102).
    Norms,
    /// How far a query's state behind the block turns when the key's value is set to zero (Mohebbi
    /// et al. 2023, arXiv 2301.12971). It is of the whole block and knows no heads.
    ValueZeroing,
}

impl AttentionKind {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Weights => "weights",
            Self::Norms => "norms",
            Self::ValueZeroing => "value-zeroing",
        }
    }

    /// What the numbers are called on an axis.
    pub fn title(self) -> &'static str {
        match self {
            Self::Weights => "attention weight",
            Self::Norms => "weighted norm |αf(x)|",
            Self::ValueZeroing => "value zeroing, share of the row",
        }
    }

    /// What a cell says, in a few words.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Weights => "how much of the key's value the query takes; a row sums to 1",
            Self::Norms => "how long what the query takes of the key is",
            Self::ValueZeroing => {
                "how far the query's state turns without the key's value; a row sums to 1"
            }
        }
    }

    /// Whether each head has its own.
    pub fn has_heads(self) -> bool {
        self != Self::ValueZeroing
    }
}

/// Which head is looked at, or how all of them become one. In files a head is a number from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum HeadChoice {
    /// One head, counted from 0.
    One(usize),
    /// The mean over the heads, cell by cell.
    #[default]
    Mean,
    /// The largest of the heads, cell by cell.
    Max,
}

impl fmt::Display for HeadChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(head) => write!(f, "{}", head + 1),
            Self::Mean => f.write_str("mean"),
            Self::Max => f.write_str("max"),
        }
    }
}

impl FromStr for HeadChoice {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "mean" => Ok(Self::Mean),
            "max" => Ok(Self::Max),
            number => match number.parse::<usize>().ok().and_then(|n| n.checked_sub(1)) {
                Some(head) => Ok(Self::One(head)),
                None => Err(format!(
                    "{number} is no head: give a number from 1, mean or max"
                )),
            },
        }
    }
}

impl TryFrom<String> for HeadChoice {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        name.parse()
    }
}

impl From<HeadChoice> for String {
    fn from(choice: HeadChoice) -> Self {
        choice.to_string()
    }
}

impl HeadChoice {
    /// What is looked at, for titles: `head 3`, `mean of 12 heads`.
    pub fn title(self, heads: usize) -> String {
        match self {
            Self::One(head) => format!("head {}", head + 1),
            Self::Mean => format!("mean of {heads} heads"),
            Self::Max => format!("largest of {heads} heads"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_count_from_one_in_files() {
        for choice in [HeadChoice::One(0), HeadChoice::One(11), HeadChoice::Mean] {
            assert_eq!(choice.to_string().parse(), Ok(choice));
        }
        assert_eq!("1".parse(), Ok(HeadChoice::One(0)));
        for wrong in ["0", "-1", "1.5", "all", ""] {
            assert!(wrong.parse::<HeadChoice>().is_err(), "{wrong}");
        }
    }
}
