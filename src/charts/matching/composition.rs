//! What the similarity is made of: pairs of words, pairs with a special token, and what no pair of
//! tokens carries.

use crate::analysis::{Answer, Match, MatchMethod};
use crate::charts::{Chart, ChartContent, ChartDef, ChartLabel, Row, RowChart, Subject};

use super::{axis_about_zero, row_bar, row_keys};

/// The similarity and its parts, one row each.
pub fn composition_rows(matched: &Match) -> RowChart {
    let matrix = &matched.matrix;
    let special = |at: usize| matched.a.is_special(at);
    let special = matrix.sum_with(&special, &|at| matched.b.is_special(at));
    let mut parts = vec![
        ("the similarity", matrix.similarity, 0),
        ("pairs of words", matrix.total() - special, 1),
        ("special tokens", special, 1),
    ];
    if matched.settings.method == MatchMethod::Jacobians || matrix.reference_part != 0.0 {
        parts.push(("reference part", matrix.reference_part, 1));
        parts.push(("residual", matrix.residual, 1));
    }
    let rows: Vec<Row> = parts
        .iter()
        .enumerate()
        .map(|(item, &(name, value, indent))| Row {
            name: name.to_owned(),
            indent,
            detail: String::new(),
            marks: vec![row_bar(value)],
            item,
        })
        .collect();
    let marks = rows.iter().flat_map(|row| &row.marks);
    RowChart {
        title: "What the similarity is made of".to_owned(),
        axis: axis_about_zero(matched.unit(), parts.iter().map(|&(_, value, _)| value)),
        keys: row_keys(marks),
        rows,
        reference_lines: Vec::new(),
    }
}

/// The similarity and its parts.
#[derive(Debug, Clone, Copy)]
pub struct Composition;

impl ChartDef for Composition {
    fn label(&self) -> ChartLabel {
        Subject::Match.label("composition", "What the similarity is made of")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let chart = composition_rows(answer.matching()?);
        let title = chart.title.clone();
        Some(ChartContent::new(
            title,
            Vec::new(),
            vec![Chart::Rows(chart)],
        ))
    }
}
