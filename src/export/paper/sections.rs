//! The tables of a card, cell by cell: what a terminal and a browser show alike.

use crate::analysis::paper::{PaperCard, PaperCell, PaperFact, PaperMeasure, PaperRow};
use crate::domain::format::strip_control_chars;
use crate::domain::paper::PrintedNumber;
use crate::domain::token_scores::TokenScore;

/// A header and its rows, each of the header's length.
pub(super) struct Section {
    /// What is in it, where a card has several; empty for one alone.
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<String>>,
}

/// The head of a column.
pub(super) struct Column {
    pub(super) name: String,
    /// Whether its cells stand flush right: numbers do.
    pub(super) right: bool,
}

impl Section {
    /// Without the columns in which nothing stands.
    fn of(name: String, columns: Vec<Column>, rows: &[Vec<String>]) -> Self {
        let stands = |column: usize| {
            let mut cells = rows.iter().filter_map(|row| row.get(column));
            column == 0 || cells.any(|cell| cell != DASH)
        };
        let kept: Vec<bool> = (0..columns.len()).map(stands).collect();
        let columns = columns.into_iter().zip(&kept);
        let row = |row: &Vec<String>| {
            let cells = row.iter().zip(&kept).filter(|&(_, &kept)| kept);
            cells.map(|(cell, _)| cell.clone()).collect()
        };
        Self {
            name,
            columns: columns
                .filter_map(|(column, &kept)| kept.then_some(column))
                .collect(),
            rows: rows.iter().map(row).collect(),
        }
    }
}

/// What stands where there is nothing.
const DASH: &str = "-";

/// The rows of a card: a section for each of its measures, or one with all of them where the paper
/// prints nothing to set beside them.
pub(super) fn sections(card: &PaperCard) -> Vec<Section> {
    if !card.has_printed() {
        return vec![measured_alone(card)];
    }
    let section = |(column, measure): (usize, &PaperMeasure)| {
        let row = |row: &PaperRow| {
            let cell = row.cells.get(column).copied().unwrap_or_default();
            vec![
                strip_control_chars(&row.label()),
                cell.printed.map_or_else(dash, PrintedNumber::text),
                value(cell.measured, digits(&cell)),
                difference(cell.difference(), digits(&cell)),
                bucket(cell.printed_score),
                bucket(cell.measured_score),
            ]
        };
        let rows: Vec<Vec<String>> = card.rows.iter().map(row).collect();
        let name = if card.measures.len() > 1 {
            card.measure_label(measure)
        } else {
            String::new()
        };
        let columns = vec![
            text("token"),
            number("printed"),
            number("measured"),
            number("difference"),
            text("bucket by print"),
            text("bucket here"),
        ];
        Section::of(name, columns, &rows)
    };
    card.measures.iter().enumerate().map(section).collect()
}

/// The single numbers of a card; none without any.
pub(super) fn facts(card: &PaperCard) -> Option<Section> {
    let row = |fact: &PaperFact| {
        vec![
            fact.name.clone(),
            fact.printed.map_or_else(dash, PrintedNumber::text),
            value(fact.recomputed, fact.digits),
            value(fact.measured, fact.digits),
            difference(fact.difference(), fact.digits),
        ]
    };
    let rows: Vec<Vec<String>> = card.facts.iter().map(row).collect();
    let columns = vec![
        text("number"),
        number("printed"),
        number("recomputed"),
        number("measured"),
        number("difference"),
    ];
    (!rows.is_empty()).then(|| Section::of(String::new(), columns, &rows))
}

fn measured_alone(card: &PaperCard) -> Section {
    let mut columns = vec![text("between")];
    let measures = card.measures.iter();
    columns.extend(measures.map(|measure| number(&measure.name)));
    if let [first, only] = columns.as_mut_slice() {
        "token".clone_into(&mut first.name);
        "shift".clone_into(&mut only.name);
    }
    let row = |row: &PaperRow| {
        let mut cells = vec![strip_control_chars(&row.label())];
        cells.extend(
            row.cells
                .iter()
                .map(|cell| value(cell.measured, digits(cell))),
        );
        cells
    };
    let rows: Vec<Vec<String>> = card.rows.iter().map(row).collect();
    Section::of(String::new(), columns, &rows)
}

/// As many as printed, but no more than a reader compares.
fn digits(cell: &PaperCell) -> usize {
    cell.printed
        .map_or(4, |printed| printed.digits.min(4).into())
}

fn bucket(score: Option<TokenScore>) -> String {
    score.map_or_else(dash, |score| score.bucket.name().to_owned())
}

fn value(value: Option<f64>, digits: usize) -> String {
    let finite = value.filter(|value| value.is_finite());
    finite.map_or_else(dash, |value| format!("{value:.digits$}"))
}

/// With its sign, unless nothing is left of it at these digits.
fn difference(value: Option<f64>, digits: usize) -> String {
    let finite = value.filter(|value| value.is_finite());
    finite.map_or_else(dash, |value| {
        let text = format!("{value:+.digits$}");
        let unsigned = text.trim_start_matches(['+', '-']);
        if unsigned.chars().all(|c| "0.".contains(c)) {
            unsigned.to_owned()
        } else {
            text.replace('-', "\u{2212}")
        }
    })
}

fn dash() -> String {
    DASH.to_owned()
}

fn text(name: &str) -> Column {
    Column {
        name: name.to_owned(),
        right: false,
    }
}

fn number(name: &str) -> Column {
    Column {
        name: name.to_owned(),
        right: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_have_a_sign_unless_they_are_nothing() {
        assert_eq!(difference(Some(-0.5), 2), "\u{2212}0.50");
        assert_eq!(difference(Some(0.5), 2), "+0.50");
        assert_eq!(difference(Some(-0.001), 2), "0.00");
        assert_eq!(difference(Some(f64::NAN), 2), "-");
        assert_eq!(difference(None, 2), "-");
    }

    #[test]
    fn columns_without_anything_are_left_out() {
        let columns = vec![text("a"), number("b"), number("c")];
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let section = Section::of(String::new(), columns, &[row(["-", "-", "1"])]);
        assert_eq!(section.rows, [["-", "1"]]);
        assert_eq!(section.columns[1].name, "c");
    }
}
