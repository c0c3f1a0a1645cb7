//! What is different between the attention of two texts.

use crate::analysis::{Answer, Attention};
use crate::charts::{
    Axis, CellText, Chart, ChartContent, ChartDef, ChartLabel, GridChart, LegendEntry, LegendMark,
    Subject, Ticks, TokenLabel,
};
use crate::domain::token::Token;

use super::matrix::cell_text;

/// B less A between the tokens that stand for each other; `None` of one text.
pub fn difference_grid(attention: &Attention) -> Option<GridChart> {
    let difference = attention.difference.as_ref()?;
    let b = attention.b.as_ref()?;
    let tokens = [&attention.a, b].map(|text| &text.analysis.traced.tokens);
    let [of_a, of_b] = tokens;
    let label = |&(a, b): &(usize, usize)| {
        let (a, b): (Option<&Token>, Option<&Token>) = (of_a.get(a), of_b.get(b));
        match a.zip(b) {
            Some((a, b)) if a.reading() == b.reading() => {
                TokenLabel::new(a, &attention.a.analysis.traced.text)
            }
            Some((a, b)) => TokenLabel::plain(format!("{} → {}", a.reading(), b.reading())),
            None => TokenLabel::plain(String::new()),
        }
    };
    let labels: Vec<TokenLabel> = difference.pairs.iter().map(label).collect();
    let cells = difference.cells.rows();
    let cells: Vec<Vec<f64>> = cells
        .map(|row| row.iter().copied().map(f64::from).collect())
        .collect();
    let largest = cells.iter().flatten();
    let largest = largest.fold(0.0, |most: f64, cell| most.max(cell.abs()));
    let end = if largest > 0.0 { largest } else { 1.0 };
    let kind = attention.settings.kind;
    Some(GridChart {
        title: format!("What B attends to more than A, {}", attention.title()),
        axis: Axis {
            label: format!("{}, B less A", kind.title()),
            min: -end,
            max: end,
            ticks: Ticks::Numbers,
        },
        centred: true,
        cell_text: match cell_text(kind) {
            CellText::Percent => CellText::SignedPercent,
            other => other,
        },
        row_name: "from".to_owned(),
        column_name: "to".to_owned(),
        rows: labels.clone(),
        columns: labels,
        cells,
        row_sums: Vec::new(),
        column_sums: difference.cells.received(&|_| true),
        sums_name: "received, mean".to_owned(),
    })
}

/// The same as a chart.
#[derive(Debug, Clone, Copy)]
pub struct AttentionChange;

impl ChartDef for AttentionChange {
    fn label(&self) -> ChartLabel {
        Subject::Attention.label("difference", "What the second text attends to more")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let attention = answer.attention()?;
        let grid = difference_grid(attention)?;
        let mark = LegendMark::SignedScale {
            axis: grid.axis.clone(),
        };
        let keys = vec![LegendEntry::new(mark, &grid.axis.label)];
        let left_out = attention
            .texts()
            .map(|text| text.analysis.traced.tokens.len());
        let left_out: usize = left_out.sum::<usize>() - 2 * grid.rows.len();
        let content = ChartContent::new(grid.title.clone(), keys, vec![Chart::Grid(grid)]);
        let note = (left_out > 0).then(|| {
            format!("{left_out} tokens have no partner in the other text and are left out.")
        });
        Some(content.with_notes(note))
    }
}
