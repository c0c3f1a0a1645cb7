//! What every token takes of every other, as cells.

use std::borrow::Cow;

use crate::analysis::{Answer, AttendedText, Attention};
use crate::charts::{
    Axis, CellText, Chart, ChartContent, ChartDef, ChartLabel, GridCells, GridChart, LegendEntry,
    LegendMark, Subject, Ticks, TokenLabel,
};
use crate::domain::attention::{AttentionKind, AttentionMatrix};
use crate::domain::matching::MatchWord;

/// What a cell without a number says.
pub const OUT_OF_SIGHT: &str = "out of sight in this block";

/// How the matrix is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct AttentionView {
    /// Whether the tokens of a word become one: the sum over keys, the mean over queries.
    pub by_word: bool,
    /// Whether special tokens are left out. The rows are not made to sum to 1 again.
    pub without_special: bool,
}

/// The matrix of `text`, which is called `name`.
pub fn attention_grid(
    attention: &Attention,
    text: &AttendedText,
    view: AttentionView,
) -> GridChart {
    let (labels, matrix) = shown(text, view);
    let gaps = (!view.by_word).then(|| out_of_sight(text, view, &matrix));
    let gaps = gaps.flatten();
    let received = if view == AttentionView::default() {
        text.chosen.received.clone()
    } else {
        matrix.received(&|_| true)
    };
    // Texts that are compared share their colours.
    let ends = attention.texts().map(|text| largest(text, view));
    let [end, to_text] = ends.fold([0.0; 2], |[all, to_text]: [f64; 2], [one, other]| {
        [all.max(one), to_text.max(other)]
    });
    let kind = attention.settings.kind;
    let (end, label) = match Some(to_text).filter(|&most| 0.0 < most && most < end) {
        // [CLS] and [SEP] receive so much that nothing else would be told apart.
        Some(most) => (
            most,
            format!("{} (special tokens: up to {end:.2})", kind.title()),
        ),
        None => (end, kind.title().to_owned()),
    };
    GridChart {
        title: format!("{}, {}", title(kind), attention.title()),
        axis: Axis {
            label,
            min: 0.0,
            max: if end > 0.0 { end } else { 1.0 },
            ticks: Ticks::Numbers,
        },
        centred: false,
        cell_text: cell_text(kind),
        row_name: "from".to_owned(),
        column_name: "to".to_owned(),
        rows: labels.clone(),
        columns: labels,
        has_gaps: gaps.is_some(),
        cells: gaps.unwrap_or_else(|| GridCells::Attention(matrix.into_owned())),
        row_sums: Vec::new(),
        column_sums: received,
        sums_name: "received, mean".to_owned(),
    }
}

/// The largest of the numbers that are shown, and the largest of those to a token that is not special.
fn largest(text: &AttendedText, view: AttentionView) -> [f64; 2] {
    if view == AttentionView::default() {
        return text.largest.map(f64::from);
    }
    let (labels, matrix) = shown(text, view);
    let is_text = |key: usize| labels.get(key).is_some_and(|label| !label.special);
    [matrix.largest(), matrix.largest_to(is_text)].map(f64::from)
}

/// The numbers of `matrix` without those of what no token can see; `None` where all is in sight.
fn out_of_sight(
    text: &AttendedText,
    view: AttentionView,
    matrix: &AttentionMatrix,
) -> Option<GridCells> {
    let block = &text.measured.block;
    block.window?;
    let kept = kept_tokens(text, view);
    let mut has_gaps = false;
    let rows = matrix.rows().zip(&kept).map(|(row, &query)| {
        let cells = row.iter().zip(&kept).map(|(&cell, &key)| {
            let is_out = block.is_out_of_sight(query, key);
            has_gaps |= is_out;
            if is_out { f64::NAN } else { f64::from(cell) }
        });
        cells.collect()
    });
    let rows: Vec<Vec<f64>> = rows.collect();
    has_gaps.then_some(GridCells::Rows(rows))
}

pub(super) fn cell_text(kind: AttentionKind) -> CellText {
    match kind {
        AttentionKind::Weights | AttentionKind::ValueZeroing => CellText::Percent,
        AttentionKind::Norms => CellText::Plain,
    }
}

fn title(kind: AttentionKind) -> &'static str {
    match kind {
        AttentionKind::Weights => "Attention weights",
        AttentionKind::Norms => "Norms of what each token takes",
        AttentionKind::ValueZeroing => "Value zeroing",
    }
}

/// The tokens of `text` that are shown.
fn kept_tokens(text: &AttendedText, view: AttentionView) -> Vec<usize> {
    let tokens = text.analysis.traced.tokens.iter();
    tokens
        .filter(|token| !(view.without_special && token.special))
        .map(|token| token.index)
        .collect()
}

/// The labels and cells of `text` as they are shown.
fn shown(text: &AttendedText, view: AttentionView) -> (Vec<TokenLabel>, Cow<'_, AttentionMatrix>) {
    let traced = &text.analysis.traced;
    let (labels, matrix): (Vec<TokenLabel>, _) = if view.by_word {
        let words = text.words.iter();
        let label = |word: &MatchWord| TokenLabel {
            text: word.shown.clone(),
            special: word.special,
        };
        (words.map(label).collect(), &text.by_word)
    } else {
        let tokens = traced.tokens.iter();
        let label = |token| TokenLabel::new(token, &traced.text);
        (tokens.map(label).collect(), &text.matrix)
    };
    if !view.without_special {
        return (labels, Cow::Borrowed(matrix));
    }
    let kept = labels
        .iter()
        .enumerate()
        .filter(|(_, label)| !label.special);
    let kept: Vec<usize> = kept.map(|(at, _)| at).collect();
    let mut labels = labels;
    labels.retain(|label| !label.special);
    (labels, Cow::Owned(matrix.among(&kept)))
}

/// The matrix, by token or by word.
#[derive(Debug, Clone, Copy)]
pub struct AttentionGrid {
    /// Whether the tokens of a word become one.
    pub by_word: bool,
}

impl ChartDef for AttentionGrid {
    fn label(&self) -> ChartLabel {
        let (id, title) = if self.by_word {
            ("words", "What each word takes of each other, as cells")
        } else {
            ("matrix", "What each token takes of each other, as cells")
        };
        Subject::Attention.label(id, title)
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let attention = answer.attention()?;
        let view = AttentionView {
            by_word: self.by_word,
            without_special: false,
        };
        let grids: Vec<GridChart> = attention
            .texts()
            .map(|text| attention_grid(attention, text, view))
            .collect();
        let first = grids.first()?;
        let mark = LegendMark::Scale {
            axis: first.axis.clone(),
            centred: false,
        };
        let kind = attention.settings.kind;
        let mut keys = vec![LegendEntry::new(mark, kind.title())];
        if grids.iter().any(|grid| grid.has_gaps) {
            keys.push(LegendEntry::new(LegendMark::NoValue, OUT_OF_SIGHT));
        }
        let title = first.title.clone();
        let numbers = match first.cell_text {
            CellText::Percent => "Where cells have numbers they are percent.",
            _ => "Rows take, columns are taken of.",
        };
        let cells = first.values().filter(|cell| cell.is_finite());
        let largest = cells.fold(0.0, f64::max);
        let cut = (largest > first.axis.max).then(|| {
            format!(
                "Colours end at {:.2}, the most that goes to a token that is not special; special \
                 tokens get up to {largest:.2}.",
                first.axis.max
            )
        });
        let phrase = kind.phrase();
        let notes = [format!("A cell says {phrase}."), numbers.to_owned()];
        let notes: Vec<String> = notes.into_iter().chain(cut).collect();
        let charts = grids.into_iter().map(Chart::Grid).collect();
        let content = ChartContent::new(title, keys, charts);
        Some(content.with_notes(notes))
    }
}
