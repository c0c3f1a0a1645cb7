//! The pairs of two texts as a table: a row for each, those that shifted most first.

use crate::analysis::{Analysis, Comparison};
use crate::charts::pairs_of;
use crate::domain::alignment::{Pair, PairKind};
use crate::domain::characters::on_a_base;
use crate::domain::shift::Shift;
use crate::domain::token_scores::Bucket;

use super::data_table::{Field, Row, Sort, Value};

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::VariantArray)]
pub(in crate::ui) enum PairField {
    A,
    B,
    Kind,
    Shift,
    Direction,
    Magnitude,
    Cosine,
    Bucket,
}

/// A pair, as it stands at the layer.
pub(in crate::ui) struct PairRow<'a> {
    place: usize,
    pair: &'a Pair,
    /// The tokens of A and of B; empty in a gap.
    tokens: [&'a str; 2],
    shift: Option<Shift>,
    bucket: Option<Bucket>,
    guessed: bool,
}

/// The pairs of `comparison` in the order of the texts, or those whose words did not change.
pub(in crate::ui) fn rows(
    comparison: &Comparison,
    same_words: bool,
) -> impl Iterator<Item = PairRow<'_>> {
    let guessed = comparison.guessed_pairs();
    let pairs = pairs_of(comparison, same_words);
    pairs.filter_map(move |place| {
        let pair = comparison.alignment.pairs.get(place)?;
        Some(PairRow {
            place,
            pair,
            tokens: [shown(&comparison.a, pair.a), shown(&comparison.b, pair.b)],
            shift: comparison.shift(comparison.layer(), place),
            bucket: comparison.bucket(place),
            guessed: guessed.get(place).copied().unwrap_or_default(),
        })
    })
}

fn shown(analysis: &Analysis, token: Option<usize>) -> &str {
    let token = token.and_then(|token| analysis.traced.tokens.get(token));
    token.map_or("", |token| &token.shown)
}

impl PairRow<'_> {
    fn kind(&self) -> &'static str {
        match self.pair.kind {
            PairKind::OnlyA => "only in A",
            PairKind::OnlyB => "only in B",
            _ if self.pair.by_hand => "by hand",
            _ if self.guessed => "a guess",
            PairKind::Changed => "changed",
            PairKind::Same if self.pair.word_changed => "other word",
            PairKind::Same => "same",
        }
    }
}

impl Row for PairRow<'_> {
    fn id(&self) -> usize {
        self.place
    }

    fn is_high(&self) -> bool {
        self.bucket == Some(Bucket::High)
    }

    fn is_judged(&self) -> bool {
        self.bucket.is_some()
    }
}

impl Field for PairField {
    type Row<'a> = PairRow<'a>;

    const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    const FIRST: Sort<Self> = Sort {
        field: Self::Shift,
        descending: true,
    };

    fn name(self) -> &'static str {
        match self {
            Self::A => "Token of A",
            Self::B => "Token of B",
            Self::Kind => "Pair",
            Self::Shift => "Shift",
            Self::Direction => "Direction",
            Self::Magnitude => "Magnitude",
            Self::Cosine => "Cosine",
            Self::Bucket => "Bucket",
        }
    }

    fn width(self) -> f32 {
        match self {
            Self::A | Self::B => 140.0,
            Self::Kind | Self::Bucket => 88.0,
            Self::Shift | Self::Cosine => 90.0,
            Self::Direction | Self::Magnitude => 104.0,
        }
    }

    fn text(self, row: &PairRow<'_>) -> String {
        let [a, b] = row.tokens;
        match self {
            Self::A => on_a_base(a),
            Self::B => on_a_base(b),
            Self::Kind => row.kind().to_owned(),
            Self::Bucket => row.bucket.map_or("–", Bucket::name).to_owned(),
            Self::Shift | Self::Direction | Self::Magnitude | Self::Cosine => {
                let number = self.number(row);
                number.map_or_else(|| "–".to_owned(), |number| format!("{number:.4}"))
            }
        }
    }

    fn value<'r>(self, row: &'r PairRow<'_>) -> Value<'r> {
        let [a, b] = row.tokens;
        match self {
            Self::A => a.into(),
            Self::B => b.into(),
            Self::Kind => row.kind().into(),
            Self::Bucket => row.bucket.map_or(Value::Nothing, |of| of.name().into()),
            Self::Shift | Self::Direction | Self::Magnitude | Self::Cosine => {
                self.number(row).into()
            }
        }
    }

    fn is_number(self) -> bool {
        matches!(
            self,
            Self::Shift | Self::Direction | Self::Magnitude | Self::Cosine
        )
    }

    fn is_largest_first(self) -> bool {
        matches!(self, Self::Shift | Self::Direction | Self::Magnitude)
    }

    fn hint(self, row: &PairRow<'_>) -> String {
        if self == Self::Kind && row.guessed {
            "Several words in a row changed: edit distance pairs each with one, but which goes with \
             which is a guess"
                .to_owned()
        } else {
            String::new()
        }
    }
}

impl PairField {
    fn number(self, row: &PairRow<'_>) -> Option<f64> {
        let shift = row.shift?;
        match self {
            Self::Shift => Some(shift.shift),
            Self::Direction => Some(shift.direction_part),
            Self::Magnitude => Some(shift.magnitude_part),
            Self::Cosine => shift.cosine,
            Self::A | Self::B | Self::Kind | Self::Bucket => None,
        }
    }
}
