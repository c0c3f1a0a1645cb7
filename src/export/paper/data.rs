//! The numbers of the paper for programs: a row for each number of a table, and one for each single
//! number.

use crate::analysis::paper::{
    PaperCard, PaperCell, PaperFact, PaperMeasure, PaperReport, PaperRow,
};
use crate::domain::paper::PrintedNumber;
use crate::domain::token_scores::TokenScore;
use crate::export::table::{Column, Columns, Table};

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
        .with(Column::text("card"), |(card, _): &Row<'_>| card.item.id())
        .with(Column::text("name"), |(_, fact)| fact.name.clone())
        .with(Column::exact("printed"), |(_, fact)| {
            fact.printed.map(PrintedNumber::text)
        })
        .with(Column::exact("recomputed"), |(_, fact)| fact.recomputed)
        .with(Column::exact("measured"), |(_, fact)| fact.measured)
        .with(Column::exact("difference"), |(_, fact)| fact.difference())
        .table("Thresholds, sums and shares".to_owned(), facts)
}

fn numbers<'a>(rows: impl Iterator<Item = Number<'a>>) -> Table {
    Columns::new()
        .with(Column::text("card"), |number: &Number<'_>| {
            number.card.item.id()
        })
        .with(Column::exact("row"), |number| number.place)
        .with(Column::text("token"), |number| number.row.token.clone())
        .with(Column::text("token_b"), |number| number.row.token_b.clone())
        .with(Column::text("read_as"), |number| number.row.read_as.clone())
        .with(Column::text("measure"), |number| {
            number.measure.name.clone()
        })
        .with(Column::exact("layer"), |number| number.measure.layer)
        .with(Column::exact("printed"), |number| {
            number.cell.printed.map(PrintedNumber::text)
        })
        .with(Column::exact("measured"), |number| number.cell.measured)
        .with(Column::exact("difference"), |number| {
            number.cell.difference()
        })
        .with(Column::exact("printed_rank"), |number| {
            rank(number.cell.printed_score)
        })
        .with(Column::text("printed_bucket"), |number| {
            bucket(number.cell.printed_score)
        })
        .with(Column::exact("measured_rank"), |number| {
            rank(number.cell.measured_score)
        })
        .with(Column::text("measured_bucket"), |number| {
            bucket(number.cell.measured_score)
        })
        .with(Column::text("special"), |number| number.row.special)
        .table("Printed beside measured".to_owned(), rows)
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

fn bucket(score: Option<TokenScore>) -> Option<&'static str> {
    score.map(|score| score.bucket.name())
}
