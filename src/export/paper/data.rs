//! The numbers of the paper for programs: a row for each number of a table, and one for each single
//! number.

use crate::analysis::paper::{
    PaperCard, PaperCell, PaperFact, PaperMeasure, PaperReport, PaperRow,
};
use crate::domain::paper::PrintedNumber;
use crate::domain::token_scores::TokenScore;
use crate::export::table::{Columns, Table};

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

fn bucket(score: Option<TokenScore>) -> Option<&'static str> {
    score.map(|score| score.bucket.name())
}
