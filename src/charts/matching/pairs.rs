//! The pairs of words that add most to the similarity.

use crate::analysis::{Answer, Match};
use crate::charts::{Chart, ChartContent, ChartDef, ChartLabel, Row, RowChart, Subject};
use crate::domain::format::signed;

use super::{axis_about_zero, row_bar, row_keys};

/// How many pairs are drawn.
const MOST: usize = 15;

/// The pairs of words that add most, at most `most` of them; special tokens are left out.
pub fn pair_rows(matched: &Match, most: usize) -> RowChart {
    let pairs = matched.strongest_words(most);
    let rows: Vec<Row> = pairs
        .iter()
        .enumerate()
        .map(|(item, pair)| {
            let [a, b] = matched.pair_of_words(pair);
            let share = matched.share(pair.value);
            Row {
                name: format!("{a} – {b}"),
                indent: 0,
                detail: share.map_or_else(String::new, |share| {
                    format!("{} %", signed(100.0 * share, 1))
                }),
                marks: vec![row_bar(pair.value)],
                item,
            }
        })
        .collect();
    let marks = rows.iter().flat_map(|row| &row.marks);
    RowChart {
        title: "The pairs of words that add most".to_owned(),
        axis: axis_about_zero(matched.unit(), pairs.iter().map(|pair| pair.value)),
        keys: row_keys(marks),
        rows,
        reference_lines: Vec::new(),
    }
}

/// The pairs of words that add most.
#[derive(Debug, Clone, Copy)]
pub struct StrongestPairs;

impl ChartDef for StrongestPairs {
    fn label(&self) -> ChartLabel {
        Subject::Match.label("pairs", "Pairs of words that add most")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let matched = answer.matching()?;
        let chart = pair_rows(matched, MOST);
        if chart.rows.is_empty() {
            return None;
        }
        let title = format!(
            "{} (similarity {:.4})",
            chart.title, matched.matrix.similarity
        );
        let content = ChartContent::new(title, Vec::new(), vec![Chart::Rows(chart)]);
        Some(content.with_notes(["Percentages are of the sum over all pairs of tokens."]))
    }
}
