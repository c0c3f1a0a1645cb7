//! The tables of each kind of answer, and what is printed of it in a terminal.

mod analysis;
mod attention;
mod comparison;
mod drift;
mod effects;
mod labels;
mod lens;
mod matching;
mod model_comparison;
mod moved_label;

use crate::analysis::Answer;

use super::paper::{report_from_paper, table_of_paper};
use super::table::Table;

/// Which of the tables of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// For programs: every number, unrounded, under the names of the JSON keys.
    Data,
    /// For readers: the main numbers, rounded.
    Display,
    /// For spreadsheets: the main numbers of one text, with more digits than [`Self::Display`].
    Sheet,
}

/// The table of `kind` of an answer, where it has one; many texts have none, for their run writes
/// tables itself, text by text.
pub fn table(answer: &Answer, kind: TableKind) -> Option<Table> {
    match (answer, kind) {
        (Answer::Analysis(one), TableKind::Data) => Some(analysis::data(one)),
        (Answer::Analysis(one), TableKind::Display) => Some(analysis::display(one)),
        (Answer::Analysis(one), TableKind::Sheet) => Some(analysis::sheet(one)),
        (Answer::Effects(one), TableKind::Data) => Some(effects::data(one)),
        (Answer::Effects(one), TableKind::Display) => Some(effects::display(one)),
        (Answer::Attention(one), TableKind::Data) => Some(attention::data(one)),
        (Answer::Attention(one), TableKind::Display) => Some(attention::display(one)),
        (Answer::Comparison(two), TableKind::Data) => Some(comparison::data(two)),
        (Answer::Comparison(two), TableKind::Display) => Some(comparison::display(two)),
        (Answer::Drift(drift), TableKind::Data) => Some(drift::data(drift)),
        (Answer::Drift(drift), TableKind::Display) => Some(drift::display(drift)),
        (Answer::Models(two), TableKind::Data) => Some(model_comparison::data(two)),
        (Answer::Models(two), TableKind::Display) => Some(model_comparison::display(two)),
        (Answer::Match(matched), TableKind::Data) => Some(matching::data(matched)),
        (Answer::Match(matched), TableKind::Display) => Some(matching::display(matched)),
        (Answer::Lens(one), TableKind::Data) => Some(lens::data(one)),
        (Answer::Lens(one), TableKind::Display) => Some(lens::display(one)),
        (Answer::Labels(one), TableKind::Data) => Some(labels::data(one)),
        (Answer::Labels(one), TableKind::Display) => Some(labels::display(one)),
        (Answer::Paper(report), TableKind::Data) => Some(table_of_paper(report)),
        (Answer::Paper(_), TableKind::Display) | (Answer::Corpus(_), _) | (_, TableKind::Sheet) => {
            None
        }
    }
}

/// An answer for a terminal: what was asked, its tables, its warnings; `None` of many texts.
pub fn report(answer: &Answer) -> Option<String> {
    match answer {
        Answer::Analysis(one) => Some(analysis::report(one)),
        Answer::Effects(one) => Some(effects::report(one)),
        Answer::Attention(one) => Some(attention::report(one)),
        Answer::Comparison(two) => Some(comparison::report(two)),
        Answer::Drift(drift) => Some(drift::report(drift)),
        Answer::Models(two) => Some(model_comparison::report(two)),
        Answer::Match(matched) => Some(matching::report(matched)),
        Answer::Lens(one) => Some(lens::report(one)),
        Answer::Labels(one) => Some(labels::report(one)),
        Answer::Paper(report) => Some(report_from_paper(report)),
        Answer::Corpus(_) => None,
    }
}
