//! The tables of a card, cell by cell: what a terminal and a browser show alike.

use crate::analysis::paper::{PaperCard, PaperCell, PaperFact, PaperMeasure, PaperRow};
use crate::domain::format::{decimals, signed_decimals, with_minus};
use crate::domain::paper::PrintedNumber;
use crate::domain::token_scores::TokenScore;
use crate::export::table::{Columns, Table};

/// The rows of a card: a table for each of its measures, under its name where there are several; or
/// one with all of them where the paper prints nothing to set beside them.
pub(super) fn measure_tables(card: &PaperCard) -> Vec<Table> {
    if !card.has_printed() {
        return vec![measured_alone(card)];
    }
    let table = |(column, measure): (usize, &PaperMeasure)| {
        let name = if card.measures.len() > 1 {
            card.measure_label(measure)
        } else {
            String::new()
        };
        let rows = card.rows.iter().map(|row| {
            let cell = row.cells.get(column).copied();
            (row, cell.unwrap_or_default())
        });
        Columns::new()
            .text("token", |(row, _): &(&PaperRow, PaperCell)| row.label())
            .exact("printed", |(_, cell)| cell.printed.map(PrintedNumber::text))
            .exact("measured", |(_, cell)| measured(cell))
            .exact("difference", |(_, cell)| {
                difference(cell.difference(), digits(cell))
            })
            .text("bucket by print", |(_, cell)| bucket(cell.printed_score))
            .text("bucket here", |(_, cell)| bucket(cell.measured_score))
            .table(name, rows)
            .without_empty_columns()
    };
    card.measures.iter().enumerate().map(table).collect()
}

/// The single numbers of a card; `None` without any.
pub(super) fn fact_table(card: &PaperCard) -> Option<Table> {
    let table = Columns::new()
        .text("number", |fact: &&PaperFact| fact.name.clone())
        .exact("printed", |fact| fact.printed.map(PrintedNumber::text))
        .exact("recomputed", |fact| decimals(fact.recomputed, fact.digits))
        .exact("measured", |fact| decimals(fact.measured, fact.digits))
        .exact("difference", |fact| {
            difference(fact.difference(), fact.digits)
        })
        .table("", &card.facts);
    (!table.rows.is_empty()).then(|| table.without_empty_columns())
}

fn measured_alone(card: &PaperCard) -> Table {
    let alone = card.measures.len() == 1;
    let first = if alone { "token" } else { "between" };
    let columns = Columns::new().text(first, |row: &&PaperRow| row.label());
    let measures = card.measures.iter().enumerate();
    let columns = measures.fold(columns, |columns, (place, measure)| {
        let name = if alone {
            "shift".to_owned()
        } else {
            measure.name.clone()
        };
        columns.exact(name, move |row| row.cells.get(place).and_then(measured))
    });
    let table = columns.table("", &card.rows);
    table.without_empty_columns()
}

/// As many digits as printed, but no more than a reader compares.
fn digits(cell: &PaperCell) -> usize {
    cell.printed
        .map_or(4, |printed| printed.digits.min(4).into())
}

fn measured(cell: &PaperCell) -> Option<String> {
    decimals(cell.measured, digits(cell))
}

fn bucket(score: Option<TokenScore>) -> Option<&'static str> {
    score.map(|score| score.bucket.name())
}

/// With its sign, unless nothing is left of it at these digits.
fn difference(value: Option<f64>, digits: usize) -> Option<String> {
    let text = signed_decimals(value, digits)?;
    let unsigned = text.trim_start_matches(['+', '-']);
    Some(if unsigned.chars().all(|c| "0.".contains(c)) {
        unsigned.to_owned()
    } else {
        with_minus(&text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_have_a_sign_unless_they_are_nothing() {
        for (value, text) in [
            (Some(-0.5), Some("\u{2212}0.50")),
            (Some(0.5), Some("+0.50")),
            (Some(-0.001), Some("0.00")),
            (Some(f64::NAN), None),
            (None, None),
        ] {
            assert_eq!(difference(value, 2).as_deref(), text);
        }
    }
}
