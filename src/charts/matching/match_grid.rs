//! The similarity as a matrix: what every two tokens, or words, add to it.

use std::ops::Range;

use crate::analysis::matching::MatchSide;
use crate::analysis::{Answer, Match, MatchMethod};
use crate::charts::{
    Axis, CellText, Chart, ChartContent, ChartDef, ChartLabel, GridCells, GridChart, LegendEntry,
    LegendMark, Subject, Ticks, TokenLabel,
};
use crate::domain::matching::MatchWord;

/// More cells than these cannot be told apart, and a file of them is of no use.
const MOST_CELLS: usize = 40_000;

/// How many neighbouring tokens, or words, are added up in a row and in a column of the matrix: 1
/// unless there are too many to be told apart.
pub fn group_size(matched: &Match, by_word: bool) -> usize {
    let count = |side: &MatchSide| {
        if by_word {
            side.words.len()
        } else {
            side.traced.tokens.len()
        }
    };
    let (rows, columns) = (count(&matched.a), count(&matched.b));
    let mut size = 1;
    while rows.div_ceil(size) * columns.div_ceil(size) > MOST_CELLS {
        size += 1;
    }
    size
}

/// The matrix of `matched`, by token or by word; of very long texts by [groups](group_size) of them.
pub fn match_grid(matched: &Match, by_word: bool) -> GridChart {
    let whole = if by_word {
        &matched.words
    } else {
        &matched.matrix
    };
    let labels = |side: &MatchSide| -> Vec<TokenLabel> {
        if by_word {
            side.words.iter().map(word_label).collect()
        } else {
            TokenLabel::all_of(&side.traced)
        }
    };
    let size = group_size(matched, by_word);
    let (rows, columns) = (labels(&matched.a), labels(&matched.b));
    let (row_groups, column_groups) = (groups(rows.len(), size), groups(columns.len(), size));
    let grouped = (size > 1).then(|| whole.merged(&row_groups, &column_groups));
    let matrix = grouped.as_ref().unwrap_or(whole);
    let cells = matrix.cells.iter().flatten();
    let largest = cells.fold(0.0, |most: f64, cell| most.max(cell.abs()));
    let end = if largest > 0.0 { largest } else { 1.0 };
    let things = match (by_word, size) {
        (true, 1) => "words".to_owned(),
        (false, 1) => "tokens".to_owned(),
        (true, size) => format!("groups of {size} words"),
        (false, size) => format!("groups of {size} tokens"),
    };
    let method = match matched.settings.method {
        MatchMethod::Exact => "exact".to_owned(),
        MatchMethod::Jacobians => format!("from Layer {} up", matched.layer),
        MatchMethod::MaxSim => "late interaction".to_owned(),
    };
    GridChart {
        title: format!("What every two {things} add to the similarity ({method})"),
        axis: Axis {
            label: matched.unit().to_owned(),
            min: -end,
            max: end,
            ticks: Ticks::Numbers,
        },
        centred: true,
        cell_text: CellText::Thousandths,
        sums_name: "sums".to_owned(),
        row_name: "A".to_owned(),
        column_name: "B".to_owned(),
        rows: group_labels(&rows, &row_groups),
        columns: group_labels(&columns, &column_groups),
        row_sums: matrix.row_sums(),
        column_sums: matrix.column_sums(),
        cells: GridCells::Rows(matrix.cells.clone()),
        has_gaps: false,
    }
}

/// `count` things in groups of `size`; the last group may be smaller.
fn groups(count: usize, size: usize) -> Vec<Range<usize>> {
    let starts = (0..count).step_by(size.max(1));
    starts
        .map(|start| start..(start + size).min(count))
        .collect()
}

/// A label for each group: its only one, or the first and the last of it.
fn group_labels(labels: &[TokenLabel], groups: &[Range<usize>]) -> Vec<TokenLabel> {
    let of_group = |group: &Range<usize>| {
        let labels = labels.get(group.clone()).unwrap_or_default();
        let (first, last) = (labels.first()?, labels.last()?);
        if labels.len() == 1 {
            return Some(first.clone());
        }
        Some(TokenLabel {
            text: format!("{} … {}", first.text, last.text),
            special: labels.iter().all(|label| label.special),
        })
    };
    groups.iter().filter_map(of_group).collect()
}

/// The label of a word.
pub(super) fn word_label(word: &MatchWord) -> TokenLabel {
    TokenLabel {
        text: word.shown.clone(),
        special: word.special,
    }
}

/// What is said where cells stand for groups of `size`.
pub fn merged_note(matched: &Match, by_word: bool, size: usize) -> String {
    let cells = if by_word {
        &matched.words.cells
    } else {
        &matched.matrix.cells
    };
    let columns = cells.first().map_or(0, Vec::len);
    format!(
        "There are {} × {columns} cells, too many to be told apart: each here adds up those of \
         {size} × {size} neighbours.",
        cells.len()
    )
}

/// The matrix, by token or by word.
#[derive(Debug, Clone, Copy)]
pub struct MatchGrid {
    /// Whether the tokens of a word are added up.
    pub by_word: bool,
}

impl ChartDef for MatchGrid {
    fn label(&self) -> ChartLabel {
        let (id, title) = if self.by_word {
            ("words", "What every two words add, as cells")
        } else {
            ("matrix", "What every two tokens add, as cells")
        };
        Subject::Match.label(id, title)
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let matched = answer.matching()?;
        let grid = match_grid(matched, self.by_word);
        let mark = LegendMark::SignedScale {
            axis: grid.axis.clone(),
        };
        let keys = vec![LegendEntry::new(mark, &grid.axis.label)];
        let title = format!("{}: {:.4}", grid.title, matched.matrix.similarity);
        let content = ChartContent::new(title, keys, vec![Chart::Grid(grid)]);
        let note = match group_size(matched, self.by_word) {
            1 => "Numbers in cells are thousandths.".to_owned(),
            size => merged_note(matched, self.by_word, size),
        };
        Some(content.with_notes([note]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_cover_everything_once_and_are_named_by_their_ends() {
        assert_eq!(groups(5, 2), [0..2, 2..4, 4..5]);
        assert!(groups(0, 3).is_empty());
        let label = |text: &str, special| TokenLabel {
            text: text.to_owned(),
            special,
        };
        let labels = ["[CLS]", "a", "b", "c", "d"].map(|text| label(text, text == "[CLS]"));
        let found = group_labels(&labels, &groups(5, 2));
        let meant = [
            label("[CLS] … a", false),
            label("b … c", false),
            label("d", false),
        ];
        assert_eq!(found, meant);
    }
}
