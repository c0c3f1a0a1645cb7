//! The probability of each label, or its score.

use crate::analysis::{Answer, Labelled};
use crate::charts::palette::Series;
use crate::charts::{
    Axis, Chart, ChartContent, ChartDef, ChartLabel, Row, RowChart, RowMark, RowShape, Subject,
    extent,
};

use crate::domain::format::signed;
use crate::domain::labels::LabelReading;

use super::mask_candidates::bar;

/// A row for each label, in the order of the head.
pub fn label_rows(labelled: &Labelled) -> RowChart {
    let title = match labelled.explained_token() {
        None if labelled.moved.is_some() => "Labels of A".to_owned(),
        None => "Labels of the text".to_owned(),
        Some(token) => {
            let token = labelled.analysis.traced.tokens.get(token);
            let shown = token.map_or("", |token| token.reading());
            format!("Labels of “{shown}”")
        }
    };
    rows_of(&labelled.reading, title)
}

/// The same of the text that the label is moved to.
pub fn compared_label_rows(labelled: &Labelled) -> Option<RowChart> {
    let moved = labelled.moved.as_ref()?;
    Some(rows_of(&moved.reading, "Labels of B".to_owned()))
}

fn rows_of(reading: &LabelReading, title: String) -> RowChart {
    let logits = reading.explained();
    let probabilities = reading.probabilities(reading.row);
    let mark = |label: usize, logit: f64| match &probabilities {
        Some(all) => bar(all.get(label).copied().unwrap_or(f64::NAN)),
        None => RowMark {
            series: Series::First,
            shape: RowShape::Bar(logit, None),
            text: signed(logit, 4),
        },
    };
    let rows = reading.labels.names.iter().zip(logits).enumerate();
    let rows: Vec<Row> = rows
        .map(|(item, (name, &logit))| Row {
            name: name.clone(),
            indent: 0,
            detail: format!("logit {}", signed(logit, 3)),
            marks: vec![mark(item, logit)],
            item,
        })
        .collect();
    let axis = if probabilities.is_some() {
        Axis::numbers("probability", 0.0, 1.0)
    } else {
        let (low, high) = extent(logits.iter().copied()).unwrap_or((0.0, 1.0));
        Axis::numbers("score", low.min(0.0), high.max(0.0).max(low + 1e-6))
    };
    RowChart {
        title,
        axis,
        rows,
        reference_lines: Vec::new(),
        keys: Vec::new(),
    }
}

/// The labels as bars.
#[derive(Debug, Clone, Copy)]
pub struct LabelProbabilities;

impl ChartDef for LabelProbabilities {
    fn label(&self) -> ChartLabel {
        Subject::Labels.label("labels", "Probability of each label")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let labelled = answer.labels()?;
        let rows = label_rows(labelled);
        let title = rows.title.clone();
        let charts = std::iter::once(rows).chain(compared_label_rows(labelled));
        let charts = charts.map(Chart::Rows).collect();
        Some(ChartContent::new(title, Vec::new(), charts))
    }
}
