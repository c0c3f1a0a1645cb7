//! Paper mode: what the paper prints and what was measured, as bars over the same tokens.

use crate::analysis::paper::{PaperCard, PaperCell, PaperItem, Quantity};
use crate::domain::token_scores::TokenScore;

use super::kinds::bar_values;
use super::strengths::role_of;
use super::{Axis, Bar, BarChart, BarLook, BarSeries, MarkRole, ReferenceLine, TokenLabel, extent};

/// Whose numbers are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Printed,
    Measured,
}

/// The printed numbers and the measured ones, each if there are any; `model` is what measured.
/// They have the same slots, and the same axis where `one_axis` is so.
pub fn paper_bars(card: &PaperCard, model: &str, one_axis: bool) -> Vec<BarChart> {
    let sides = [
        (Side::Printed, card.has_printed()),
        (Side::Measured, card.has_measured()),
    ];
    let drawn = sides.into_iter().filter(|&(_, any)| any);
    let mut charts: Vec<BarChart> = drawn.map(|(side, _)| chart(card, side, model)).collect();
    if one_axis {
        let top = charts.iter().map(|chart| chart.axis.max);
        let top = top.fold(0.0, f64::max);
        for chart in &mut charts {
            chart.axis.max = top;
        }
    }
    charts
}

fn chart(card: &PaperCard, side: Side, model: &str) -> BarChart {
    // Of several sums of one drift only the first has the unit of the axis for its own.
    let columns = match card.quantity {
        Quantity::Strength => card.measures.len(),
        Quantity::Shift | Quantity::Attention => 1,
    };
    let series = |column: usize| {
        let cells = || card.rows.iter().map(|row| row.cells.get(column));
        let judged = cells().flatten().any(|cell| side.score(cell).is_some());
        let bar = |cell: Option<&PaperCell>| {
            let cell = cell?;
            let (value, text) = side.number(cell)?;
            let role = match column {
                _ if columns > 1 && column > 0 => MarkRole::LayerBeside,
                _ if columns > 1 => MarkRole::ChosenLayer,
                _ if !judged => MarkRole::First,
                _ => role_of(side.score(cell).as_ref()),
            };
            Some(Bar {
                value,
                text,
                role,
                look: BarLook::Plain,
            })
        };
        BarSeries::new(name(card, column), cells().map(bar).collect())
    };
    let series: Vec<BarSeries> = (0..columns).map(series).collect();
    let top = extent(bar_values(&series)).map_or(1.0, |(_, most)| most);
    BarChart {
        title: side.title(card, columns, model),
        // Room for a value above its bar, and for the threshold's name above that.
        axis: Axis::numbers(
            card.quantity.name(),
            0.0,
            if top > 0.0 { top * 1.18 } else { 1.0 },
        ),
        labels: labels(card),
        tokens: (0..card.rows.len()).collect(),
        reference_lines: side.threshold(card).into_iter().collect(),
        stacked: false,
        series,
    }
}

impl Side {
    fn number(self, cell: &PaperCell) -> Option<(f64, String)> {
        match self {
            // Two digits have room above a bar; the table has them all.
            Self::Printed => cell.printed.map(|number| {
                (
                    number.value,
                    format!("{:.*}", usize::from(number.digits.min(2)), number.value),
                )
            }),
            Self::Measured => cell.measured.map(|value| (value, format!("{value:.2}"))),
        }
    }

    fn score(self, cell: &PaperCell) -> Option<TokenScore> {
        match self {
            Self::Printed => cell.printed_score,
            Self::Measured => cell.measured_score,
        }
    }

    /// With its layer, unless there are several: the legend has them then.
    fn title(self, card: &PaperCard, columns: usize, model: &str) -> String {
        let measure = card.measures.first().filter(|_| columns == 1);
        let layer = measure.map_or_else(String::new, |measure| match self {
            Self::Printed => format!(", {}", measure.name),
            Self::Measured => format!(", Layer {}", measure.layer),
        });
        match self {
            Self::Printed => format!("Printed in the paper{layer}"),
            Self::Measured => format!("Measured: {model}{layer}"),
        }
    }

    /// The threshold of a card with one: its first fact.
    fn threshold(self, card: &PaperCard) -> Option<ReferenceLine> {
        card.rule.filter(|_| card.quantity == Quantity::Strength)?;
        if card.measures.len() > 1 {
            return None;
        }
        let fact = card.threshold()?;
        let value = match self {
            Self::Printed => fact
                .printed
                .map(|printed| printed.value)
                .or(fact.recomputed),
            Self::Measured => fact.measured,
        }?;
        Some(ReferenceLine::threshold(value))
    }
}

fn name(card: &PaperCard, column: usize) -> String {
    let measure = card.measures.get(column);
    measure.map_or_else(String::new, |measure| card.measure_label(measure))
}

fn labels(card: &PaperCard) -> Vec<TokenLabel> {
    let of_instructions = card.item == PaperItem::Figure(7);
    let rows = card.rows.iter();
    rows.map(|row| TokenLabel {
        text: match &row.token_b {
            Some(b) if of_instructions => format!("{}\n{b}", row.token),
            _ => row.label(),
        },
        special: row.special,
    })
    .collect()
}

/// Whether `chart` tells HIGH from LOW.
pub fn is_judged(chart: &BarChart) -> bool {
    let mut bars = chart
        .series
        .iter()
        .flat_map(|series| series.bars.iter().flatten());
    bars.any(|bar| matches!(bar.role, MarkRole::High | MarkRole::Low))
}
