//! The words that two models share as a table: a row for each.

use crate::analysis::{ComparedWord, ModelComparison};
use crate::domain::token_scores::{Bucket, TokenScore};

use super::data_table::{Field, Row, Sort, Value};

/// A column of the table; 1 is the first model, 2 the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::VariantArray)]
pub(in crate::ui) enum WordField {
    Word,
    Class,
    FirstStrength,
    FirstRank,
    FirstZ,
    SecondStrength,
    SecondRank,
    SecondZ,
    High,
}

/// A word, as it stands in both models.
pub(in crate::ui) struct WordRow<'a> {
    place: usize,
    word: &'a ComparedWord,
    scores: [Option<TokenScore>; 2],
}

/// The words of `comparison`, in the order of the text.
pub(in crate::ui) fn rows(comparison: &ModelComparison) -> impl Iterator<Item = WordRow<'_>> {
    let words = comparison.words.iter().enumerate();
    words.map(|(place, word)| WordRow {
        place,
        word,
        scores: comparison
            .scores
            .each_ref()
            .map(|scores| scores.tokens.get(place).copied().flatten()),
    })
}

impl WordRow<'_> {
    /// In which of the models it is HIGH.
    fn high(&self) -> &'static str {
        let high = |score: Option<TokenScore>| score.is_some_and(|of| of.bucket == Bucket::High);
        match self.scores.map(high) {
            [true, true] => "both",
            [true, false] => "1",
            [false, true] => "2",
            [false, false] => "–",
        }
    }
}

impl Row for WordRow<'_> {
    fn id(&self) -> usize {
        self.place
    }

    fn is_high(&self) -> bool {
        self.high() != "–"
    }

    fn is_judged(&self) -> bool {
        self.word.inside
    }
}

impl WordField {
    /// Its number in a row, and how many digits it is shown with; `None` where it holds words.
    fn number(self, row: &WordRow<'_>) -> Option<(Option<f64>, usize)> {
        let [first, second] = row.scores;
        let [first_strength, second_strength] = row.word.strengths;
        let finite = |value: f64| Some(value).filter(|value| value.is_finite());
        let rank = |score: Option<TokenScore>| score.map(|score| score.rank as f64);
        let z = |score: Option<TokenScore>| score.and_then(|score| score.z);
        Some(match self {
            Self::FirstStrength => (finite(first_strength), 4),
            Self::SecondStrength => (finite(second_strength), 4),
            Self::FirstRank => (rank(first), 0),
            Self::SecondRank => (rank(second), 0),
            Self::FirstZ => (z(first), 2),
            Self::SecondZ => (z(second), 2),
            Self::Word | Self::Class | Self::High => return None,
        })
    }
}

impl Field for WordField {
    type Row<'a> = WordRow<'a>;

    const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    const FIRST: Sort<Self> = Sort {
        field: Self::FirstRank,
        descending: false,
    };

    fn name(self) -> &'static str {
        match self {
            Self::Word => "Word",
            Self::Class => "Class",
            Self::FirstStrength => "1: strength",
            Self::FirstRank => "1: rank",
            Self::FirstZ => "1: z-score",
            Self::SecondStrength => "2: strength",
            Self::SecondRank => "2: rank",
            Self::SecondZ => "2: z-score",
            Self::High => "HIGH in",
        }
    }

    fn width(self) -> f32 {
        match self {
            Self::Word => 140.0,
            Self::Class | Self::High | Self::FirstRank | Self::SecondRank => 88.0,
            Self::FirstZ | Self::SecondZ => 104.0,
            Self::FirstStrength | Self::SecondStrength => 114.0,
        }
    }

    fn text(self, row: &WordRow<'_>) -> String {
        match self {
            Self::Word => row.word.text.clone(),
            Self::Class => row.word.word_class.tag().to_owned(),
            Self::High => row.high().to_owned(),
            number => match number.number(row) {
                Some((Some(value), 2)) => format!("{value:+.2}"),
                Some((Some(value), digits)) => format!("{value:.digits$}"),
                Some((None, _)) | None => "–".to_owned(),
            },
        }
    }

    fn value<'r>(self, row: &'r WordRow<'_>) -> Value<'r> {
        match self {
            Self::Word => row.word.text.as_str().into(),
            Self::Class => row.word.word_class.tag().into(),
            Self::High => row.high().into(),
            number => number.number(row).and_then(|(value, _)| value).into(),
        }
    }

    fn is_number(self) -> bool {
        !matches!(self, Self::Word | Self::Class | Self::High)
    }

    fn is_largest_first(self) -> bool {
        self.is_number() && !matches!(self, Self::FirstRank | Self::SecondRank)
    }
}
