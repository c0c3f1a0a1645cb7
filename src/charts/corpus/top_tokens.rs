//! The tokens and pieces of the corpus: the most frequent, the strongest, those most often HIGH.

use crate::analysis::Answer;
use crate::charts::palette::Series;
use crate::charts::{
    Axis, ChartContent, ChartDef, ChartLabel, KeyShape, Row, RowChart, RowMark, RowShape, Subject,
    extent,
};
use crate::domain::corpus::{Findings, TokenFindings, TokenOrder};
use crate::domain::format::{signed, with_thousands};

use super::distributions::group_keys;
use super::{MOST_ROWS, NOT_FROM_ZERO, content, findings_of, rows};

/// Which tokens of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, strum::VariantArray)]
pub enum TopList {
    /// Those that begin a word.
    #[default]
    Tokens,
    /// Those that continue one.
    Pieces,
}

impl TopList {
    /// Both, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name in the window.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tokens => "tokens",
            Self::Pieces => "pieces (##)",
        }
    }

    /// The tokens of the list.
    pub fn tokens(self, findings: &Findings) -> &[TokenFindings] {
        match self {
            Self::Tokens => &findings.top_tokens,
            Self::Pieces => &findings.top_pieces,
        }
    }
}

/// The name of an order in the window.
pub fn order_name(order: TokenOrder) -> &'static str {
    match order {
        TokenOrder::Mean => "mean strength",
        TokenOrder::HighShare => "share HIGH",
        TokenOrder::Count => "count",
    }
}

fn value_of(order: TokenOrder, token: &TokenFindings, layer: usize) -> Option<f64> {
    let value = match order {
        TokenOrder::Mean => token.layers.get(layer)?.mean,
        TokenOrder::HighShare => 100.0 * token.high_share(layer)?,
        TokenOrder::Count => token.count as f64,
    };
    value.is_finite().then_some(value)
}

/// The first `most` of `list` by `order` among those that occur at least `least` times: the mean
/// of a rare token is chance.
pub fn top_rows(
    findings: &Findings,
    layer: usize,
    (list, order): (TopList, TokenOrder),
    (least, most): (u64, usize),
) -> RowChart {
    let mut ranked: Vec<(usize, &TokenFindings, f64)> = list
        .tokens(findings)
        .iter()
        .enumerate()
        .filter(|(_, token)| token.count >= least)
        .filter_map(|(item, token)| Some((item, token, value_of(order, token, layer)?)))
        .collect();
    let there = ranked.len();
    ranked.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    ranked.truncate(most);
    let rows: Vec<Row> = ranked
        .into_iter()
        .map(|(item, token, value)| Row {
            name: token.shown.clone(),
            indent: 0,
            detail: format!(
                "{} · n = {}",
                token.class.tag(),
                with_thousands(token.count)
            ),
            marks: vec![RowMark {
                series: Series::from(token.class.group()),
                shape: match order {
                    TokenOrder::Mean => RowShape::Dot(value, None),
                    TokenOrder::HighShare | TokenOrder::Count => RowShape::Bar(value, None),
                },
                text: match order {
                    TokenOrder::Mean => signed(value, 2),
                    TokenOrder::HighShare => format!("{} %", signed(value, 0)),
                    TokenOrder::Count => with_thousands(token.count),
                },
            }],
            item,
        })
        .collect();
    let what = match list {
        TopList::Tokens => "Tokens",
        TopList::Pieces => "Pieces",
    };
    let by = match order {
        TokenOrder::Mean => format!("by mean strength at Layer {layer}"),
        TokenOrder::HighShare => format!("by their share of HIGH at Layer {layer}"),
        TokenOrder::Count => "by how often they occur".to_owned(),
    };
    RowChart {
        title: format!(
            "{what} {by}: {} of {} that occur at least {} times",
            rows.len(),
            with_thousands(there as u64),
            with_thousands(least)
        ),
        axis: axis(order, &rows),
        rows,
        reference_lines: Vec::new(),
        keys: group_keys(
            findings,
            match order {
                TokenOrder::Mean => KeyShape::Dot,
                TokenOrder::HighShare | TokenOrder::Count => KeyShape::Box,
            },
        ),
    }
}

fn axis(order: TokenOrder, rows: &[Row]) -> Axis {
    let values = rows.iter().flat_map(|row| &row.marks);
    let (low, high) = extent(values.map(|mark| mark.shape.ends().1)).unwrap_or((0.0, 1.0));
    let (label, min, max) = match order {
        TokenOrder::Mean => {
            let room = 0.12 * (high - low).max(0.01);
            (NOT_FROM_ZERO, low - room, high + room)
        }
        TokenOrder::HighShare => ("occurrences that are HIGH (%)", 0.0, (high * 1.15).max(1.0)),
        TokenOrder::Count => ("occurrences", 0.0, (high * 1.15).max(1.0)),
    };
    Axis::numbers(label, min, max)
}

/// The first tokens or pieces by one order.
#[derive(Debug, Clone, Copy)]
pub struct TopTokens(pub TopList, pub TokenOrder);

impl ChartDef for TopTokens {
    fn label(&self) -> ChartLabel {
        let (id, title) = match (self.0, self.1) {
            (TopList::Tokens, TokenOrder::Mean) => {
                ("tokens-by-strength", "Tokens by mean strength")
            }
            (TopList::Tokens, TokenOrder::HighShare) => {
                ("tokens-by-high", "Tokens by their share of HIGH")
            }
            (TopList::Tokens, TokenOrder::Count) => {
                ("tokens-by-count", "Tokens by how often they occur")
            }
            (TopList::Pieces, TokenOrder::Mean) => {
                ("pieces-by-strength", "Pieces by mean strength")
            }
            (TopList::Pieces, TokenOrder::HighShare) => {
                ("pieces-by-high", "Pieces by their share of HIGH")
            }
            (TopList::Pieces, TokenOrder::Count) => {
                ("pieces-by-count", "Pieces by how often they occur")
            }
        };
        Subject::Corpus.label(id, title)
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let (findings, layer) = findings_of(answer)?;
        let limits = (findings.least_count, MOST_ROWS);
        let charts = vec![rows(top_rows(findings, layer, (self.0, self.1), limits))?];
        Some(
            content(None, charts)
                .with_notes(["A mean over few occurrences is chance: rarer tokens are left out."]),
        )
    }
}
