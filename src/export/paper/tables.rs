//! The tables of paper mode. For readers, in a terminal and a browser alike: the tables of a card, cell
//! by cell. For programs: a row for each number of a table, and one for each single number.

use crate::analysis::paper::{
    PaperCard, PaperCell, PaperFact, PaperMeasure, PaperReport, PaperRow,
};
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

/// A number of a card's table, and where it stands.
struct Number<'a> {
    card: &'a PaperCard,
    place: usize,
    row: &'a PaperRow,
    cell: &'a PaperCell,
    measure: &'a PaperMeasure,
}

/// One row for each number of every table, and of every figure that has numbers of its own.
pub(in crate::export) fn table_of_paper(report: &PaperReport) -> Table {
    numbers(with_numbers(report).flat_map(rows))
}

/// The rows of one card.
pub(super) fn table_of_card(card: &PaperCard) -> Table {
    numbers(rows(card))
}

/// Thresholds, sums and shares: one row each.
pub(super) fn table_of_facts(report: &PaperReport) -> Table {
    type Row<'a> = (&'a PaperCard, &'a PaperFact);
    let cards = with_numbers(report);
    let facts = cards.flat_map(|card| card.facts.iter().map(move |fact| (card, fact)));
    Columns::new()
        .text("card", |(card, _): &Row<'_>| card.item.id())
        .text("name", |(_, fact)| fact.name.clone())
        .exact("printed", |(_, fact)| fact.printed.map(PrintedNumber::text))
        .exact("recomputed", |(_, fact)| fact.recomputed)
        .exact("measured", |(_, fact)| fact.measured)
        .exact("difference", |(_, fact)| fact.difference())
        .table("Thresholds, sums and shares", facts)
}

fn numbers<'a>(rows: impl Iterator<Item = Number<'a>>) -> Table {
    Columns::new()
        .text("card", |number: &Number<'_>| number.card.item.id())
        .exact("row", |number| number.place)
        .text("token", |number| number.row.token.clone())
        .text("token_b", |number| number.row.token_b.clone())
        .text("read_as", |number| number.row.read_as.clone())
        .text("measure", |number| number.measure.name.clone())
        .exact("layer", |number| number.measure.layer)
        .exact("printed", |number| {
            number.cell.printed.map(PrintedNumber::text)
        })
        .exact("measured", |number| number.cell.measured)
        .exact("difference", |number| number.cell.difference())
        .exact("printed_rank", |number| rank(number.cell.printed_score))
        .text("printed_bucket", |number| bucket(number.cell.printed_score))
        .exact("measured_rank", |number| rank(number.cell.measured_score))
        .text("measured_bucket", |number| {
            bucket(number.cell.measured_score)
        })
        .text("special", |number| number.row.special)
        .table("Printed beside measured", rows)
}

/// The cards that do not point at the numbers of another one.
fn with_numbers(report: &PaperReport) -> impl Iterator<Item = &PaperCard> {
    let cards = report.cards.iter();
    cards.filter(|card| card.numbers_in.is_none())
}

fn rows(card: &PaperCard) -> impl Iterator<Item = Number<'_>> {
    card.rows.iter().enumerate().flat_map(move |(place, row)| {
        let cells = row.cells.iter().zip(&card.measures);
        cells.map(move |(cell, measure)| Number {
            card,
            place,
            row,
            cell,
            measure,
        })
    })
}

fn rank(score: Option<TokenScore>) -> Option<usize> {
    score.map(|score| score.rank)
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
