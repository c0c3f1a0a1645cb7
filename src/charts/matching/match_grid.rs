//! The similarity as a matrix: what every two tokens, or words, add to it.

use crate::analysis::matching::MatchSide;
use crate::analysis::{Answer, Match, MatchMethod};
use crate::charts::{
    Axis, Chart, ChartContent, ChartDef, ChartLabel, GridChart, LegendEntry, LegendMark, Subject,
    Ticks, TokenLabel,
};
use crate::domain::matching::MatchWord;

/// The matrix of `matched`, by token or by word.
pub fn match_grid(matched: &Match, by_word: bool) -> GridChart {
    let matrix = if by_word {
        &matched.words
    } else {
        &matched.matrix
    };
    let labels = |side: &MatchSide| -> Vec<TokenLabel> {
        if by_word {
            side.words.iter().map(word_label).collect()
        } else {
            side.traced.tokens.iter().map(TokenLabel::new).collect()
        }
    };
    let cells = matrix.cells.iter().flatten();
    let largest = cells.fold(0.0, |most: f64, cell| most.max(cell.abs()));
    let end = if largest > 0.0 { largest } else { 1.0 };
    let things = if by_word { "words" } else { "tokens" };
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
        row_name: "A".to_owned(),
        column_name: "B".to_owned(),
        rows: labels(&matched.a),
        columns: labels(&matched.b),
        row_sums: matrix.row_sums(),
        column_sums: matrix.column_sums(),
        cells: matrix.cells.clone(),
    }
}

/// The label of a word.
pub(super) fn word_label(word: &MatchWord) -> TokenLabel {
    TokenLabel {
        text: word.shown.clone(),
        special: word.special,
    }
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
        Some(content.with_notes(["Numbers in cells are thousandths."]))
    }
}
