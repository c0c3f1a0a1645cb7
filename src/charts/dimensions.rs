//! In which dimensions of its hidden state the strength of each token lies.

use crate::analysis::{Analysis, Answer};
use crate::domain::reference::OUTLIER_RULE;

use super::strengths::labels;
use super::{
    Axis, CellText, Chart, ChartContent, ChartDef, ChartLabel, GridCells, GridChart, LegendEntry,
    LegendMark, Subject, Ticks, TokenLabel, extent,
};

/// So many dimensions are shown.
const SHOWN: usize = 12;

/// The dimensions that most of the squared strength lies in, in the mean over the tokens, and how
/// much of each token's lies in each. `None` without hidden states.
pub fn dimension_shares(analysis: &Analysis) -> Option<GridChart> {
    let trace = &analysis.traced.trace;
    let states = trace.hidden_states.get(analysis.layer)?;
    let width = trace.hidden_size.max(1);
    let shares: Vec<Vec<f64>> = states.chunks_exact(width).map(shares_of).collect();
    let mut sums: Vec<(usize, f64)> = (0..width)
        .map(|dimension| {
            let of_tokens = shares.iter().filter_map(|shares| shares.get(dimension));
            (dimension, of_tokens.sum())
        })
        .collect();
    sums.sort_by(|a, b| b.1.total_cmp(&a.1));
    sums.truncate(SHOWN);
    let compared = analysis
        .parts
        .as_ref()
        .and_then(|parts| parts.compared.as_ref());
    let outliers = compared.and_then(|compared| compared.outlier_dimensions.get(analysis.layer));
    let is_outlier =
        |dimension: usize| outliers.is_some_and(|outliers| outliers.contains(&(dimension as u32)));
    let label = |&(dimension, _): &(usize, f64)| TokenLabel {
        text: if is_outlier(dimension) {
            format!("{dimension} (outlier)")
        } else {
            dimension.to_string()
        },
        special: false,
    };
    let cells: Vec<Vec<f64>> = sums
        .iter()
        .map(|&(dimension, _)| {
            let of_tokens = shares.iter().map(|shares| shares.get(dimension));
            of_tokens
                .map(|share| share.copied().unwrap_or(0.0))
                .collect()
        })
        .collect();
    // One special token that lies in one dimension would leave no colour for the others.
    let is_special = |token: usize| analysis.traced.tokens.get(token).is_none_or(|t| t.special);
    let words = cells.iter().flat_map(|row| {
        let cells = row.iter().enumerate();
        cells
            .filter(|(token, _)| !is_special(*token))
            .map(|(_, &share)| share)
    });
    let (_, most) = extent(words).or_else(|| extent(cells.iter().flatten().copied()))?;
    let tokens: Vec<usize> = (0..shares.len()).collect();
    let columns = labels(analysis, &tokens);
    let column_sums = tokens.iter().map(|&token| {
        let of_dimensions = cells.iter().filter_map(|row| row.get(token));
        of_dimensions.sum()
    });
    let end = if most > 0.0 { most } else { 1.0 };
    Some(GridChart {
        centred: true,
        cell_text: CellText::Thousandths,
        sums_name: "sums".to_owned(),
        title: format!(
            "Which dimensions the strength at Layer {} lies in",
            analysis.layer
        ),
        axis: Axis {
            label: "share of the squared norm".to_owned(),
            min: -end,
            max: end,
            ticks: Ticks::Numbers,
        },
        row_name: "dimension".to_owned(),
        column_name: "token".to_owned(),
        rows: sums.iter().map(label).collect(),
        column_sums: column_sums.collect(),
        columns,
        row_sums: cells.iter().map(|row| row.iter().sum()).collect(),
        cells: GridCells::Rows(cells),
        has_gaps: false,
    })
}

/// How much of the squared norm of `state` each dimension has.
fn shares_of(state: &[f32]) -> Vec<f64> {
    let squares: Vec<f64> = state.iter().map(|&x| f64::from(x) * f64::from(x)).collect();
    let all: f64 = squares.iter().sum();
    let share = |square: &f64| if all > 0.0 { square / all } else { 0.0 };
    squares.iter().map(share).collect()
}

/// The dimensions that the strength of each token lies in.
#[derive(Debug, Clone, Copy)]
pub struct StateDimensions;

impl ChartDef for StateDimensions {
    fn label(&self) -> ChartLabel {
        Subject::Text.label(
            "dimensions",
            "Dimensions that the strength of each token lies in",
        )
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let analysis = answer.analysis()?;
        let grid = dimension_shares(analysis)?;
        let key = LegendMark::SignedScale {
            axis: grid.axis.clone(),
        };
        let keys = vec![LegendEntry::new(key, &grid.axis.label)];
        let title = grid.title.clone();
        let content = ChartContent::new(title, keys, vec![Chart::Grid(grid)]);
        Some(content.with_notes([format!("An outlier is {OUTLIER_RULE}.")]))
    }
}
