//! The numbers of one text as a table: a row for each token.

use crate::analysis::Analysis;
use crate::domain::characters::on_a_base;
use crate::domain::measure::Measure;
use crate::domain::token::Token;
use crate::domain::token_scores::{Bucket, TokenScore};

use super::data_table::{Field, Row, Sort, Value};

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::VariantArray)]
pub(in crate::ui) enum TokenField {
    Index,
    Token,
    Class,
    Strength,
    Rank,
    Z,
    Margin,
    Bucket,
    Surprise,
}

/// A token, as it stands at the layer.
pub(in crate::ui) struct TokenRow<'a> {
    token: &'a Token,
    /// The text that it is of.
    text: &'a str,
    measure: Measure,
    strength: f64,
    score: Option<TokenScore>,
    /// How far the norm is from what is usual; `None` where that is not known.
    surprise: Option<f64>,
}

/// The tokens of `analysis`, in the order of the text.
pub(in crate::ui) fn rows(analysis: &Analysis) -> impl Iterator<Item = TokenRow<'_>> {
    let tokens = analysis.traced.tokens.iter();
    let scores = &analysis.at_layer().tokens;
    let rows = tokens.zip(analysis.strengths()).zip(scores);
    rows.map(|((token, &strength), &score)| TokenRow {
        token,
        text: &analysis.traced.text,
        measure: analysis.measure,
        strength,
        score,
        surprise: analysis.surprise(token.index),
    })
}

impl Row for TokenRow<'_> {
    fn id(&self) -> usize {
        self.token.index
    }

    fn is_high(&self) -> bool {
        self.score.is_some_and(|score| score.bucket == Bucket::High)
    }

    fn is_judged(&self) -> bool {
        self.score.is_some()
    }
}

impl Field for TokenField {
    type Row<'a> = TokenRow<'a>;

    const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    const FIRST: Sort<Self> = Sort {
        field: Self::Index,
        descending: false,
    };

    fn name(self) -> &'static str {
        match self {
            Self::Index => "#",
            Self::Token => "Token",
            Self::Class => "Class",
            Self::Strength => "Strength",
            Self::Rank => "Rank",
            Self::Z => "z-score",
            Self::Margin => "Margin to τ",
            Self::Bucket => "Bucket",
            Self::Surprise => "Surprise",
        }
    }

    fn head(self, rows: &[TokenRow<'_>]) -> &'static str {
        match rows.first() {
            Some(row) if self == Self::Strength => row.measure.column(),
            _ => self.name(),
        }
    }

    fn width(self) -> f32 {
        match self {
            Self::Index => 44.0,
            Self::Token => 116.0,
            Self::Class | Self::Bucket => 76.0,
            Self::Surprise => 88.0,
            Self::Rank => 72.0,
            Self::Strength | Self::Z => 94.0,
            Self::Margin => 112.0,
        }
    }

    fn text(self, row: &TokenRow<'_>) -> String {
        let of = |text: &dyn Fn(&TokenScore) -> String| {
            row.score.as_ref().map_or_else(|| "–".to_owned(), text)
        };
        match self {
            Self::Index => row.token.index.to_string(),
            Self::Token => on_a_base(&row.token.labelled(row.text)),
            Self::Class => row.token.word_class.tag().to_owned(),
            Self::Strength if !row.strength.is_finite() => "–".to_owned(),
            Self::Strength => format!("{:.4}", row.strength),
            Self::Rank => of(&|s| s.rank.to_string()),
            Self::Z => of(&|s| s.z.map_or_else(|| "–".to_owned(), |z| format!("{z:+.2}"))),
            Self::Margin => of(&|s| format!("{:+.4}", s.margin)),
            Self::Bucket => of(&|s| s.bucket.name().to_owned()),
            Self::Surprise => row
                .surprise
                .map_or_else(|| "–".to_owned(), |of| format!("{of:+.2}")),
        }
    }

    fn value<'r>(self, row: &'r TokenRow<'_>) -> Value<'r> {
        let score = row.score.as_ref();
        match self {
            Self::Index => Value::from(Some(row.token.index)),
            Self::Token => Value::from(row.token.shown.as_str()),
            Self::Class => Value::from(row.token.word_class.tag()),
            Self::Strength => Value::from(Some(row.strength).filter(|of| of.is_finite())),
            Self::Rank => Value::from(score.map(|score| score.rank)),
            Self::Z => Value::from(score.and_then(|score| score.z)),
            Self::Margin => Value::from(score.map(|score| score.margin)),
            Self::Bucket => Value::from(score.map(|score| f64::from(u8::from(score.margin > 0.0)))),
            Self::Surprise => Value::from(row.surprise),
        }
    }

    fn is_number(self) -> bool {
        !matches!(self, Self::Token | Self::Class | Self::Bucket)
    }

    fn is_largest_first(self) -> bool {
        // Places and ranks are read from the first on.
        matches!(
            self,
            Self::Strength | Self::Z | Self::Margin | Self::Bucket | Self::Surprise
        )
    }

    fn hint(self, row: &TokenRow<'_>) -> String {
        match self {
            Self::Token if row.token.piece != row.token.shown => {
                format!("{} in the vocabulary", row.token.piece)
            }
            Self::Surprise if row.surprise.is_none() => {
                "not known: the model has not read the reference texts, or has seen nothing like \
                 this token in them"
                    .to_owned()
            }
            _ => String::new(),
        }
    }
}
