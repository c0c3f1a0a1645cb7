//! The words that the head proposes for each masked token, at the last layer.

use crate::analysis::{Answer, Lens};
use crate::charts::palette::Series;
use crate::charts::{
    Axis, Chart, ChartContent, ChartDef, ChartLabel, Row, RowChart, RowMark, RowShape, Subject,
};

/// A row for each candidate; masks one below the other.
pub fn candidate_rows(lens: &Lens) -> RowChart {
    let several = lens.masked().count() > 1;
    let mut rows = Vec::new();
    for token in lens.masked() {
        if several {
            rows.push(Row {
                name: format!("token {token}"),
                indent: 0,
                detail: String::new(),
                marks: Vec::new(),
                item: rows.len(),
            });
        }
        for word in lens.candidates(token) {
            rows.push(Row {
                name: lens.reading.shown(word.id).to_owned(),
                indent: usize::from(several),
                detail: String::new(),
                marks: vec![RowMark {
                    text: in_percent(word.probability),
                    ..bar(word.probability)
                }],
                item: rows.len(),
            });
        }
    }
    let masks = lens.masked().flat_map(|token| lens.candidates(token));
    let most = masks.map(|word| word.probability).fold(0.0, f64::max);
    RowChart {
        title: "Words for the mask".to_owned(),
        // Rare is the mask that one word fills for certain: a long axis would make all bars short.
        axis: Axis::numbers("probability", 0.0, (1.25 * most).clamp(1e-4, 1.0)),
        rows,
        reference_lines: Vec::new(),
        keys: Vec::new(),
    }
}

/// As many digits as tell small ones apart.
fn in_percent(probability: f64) -> String {
    let digits = if probability < 0.01 { 2 } else { 1 };
    format!("{:.digits$} %", 100.0 * probability)
}

/// The bar of a probability.
pub(super) fn bar(probability: f64) -> RowMark {
    RowMark {
        series: Series::First,
        shape: RowShape::Bar(probability, None),
        text: format!("{probability:.4}"),
    }
}

/// The words for each mask.
#[derive(Debug, Clone, Copy)]
pub struct MaskCandidates;

impl ChartDef for MaskCandidates {
    fn label(&self) -> ChartLabel {
        Subject::Lens.label("candidates", "Words for the mask")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let lens = answer.lens()?;
        lens.masked().next()?;
        let rows = candidate_rows(lens);
        let title = format!("{}, at Layer {}", rows.title, lens.last_layer());
        Some(ChartContent::new(
            title,
            Vec::new(),
            vec![Chart::Rows(rows)],
        ))
    }
}
