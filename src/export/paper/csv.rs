//! CSV of paper mode: a row for each number of a table, and one for each single number.

use crate::analysis::paper::{PaperCard, PaperCell, PaperFact, PaperReport, PaperRow};
use crate::domain::paper::PrintedNumber;
use crate::domain::token_scores::TokenScore;
use crate::export::csv::{document, number};

const NAMES: [&str; 15] = [
    "card",
    "row",
    "token",
    "token_b",
    "read_as",
    "measure",
    "layer",
    "printed",
    "measured",
    "difference",
    "printed_rank",
    "printed_bucket",
    "measured_rank",
    "measured_bucket",
    "special",
];

/// One row for each number of every table, and of every figure that has numbers of its own.
pub fn csv_from_paper(report: &PaperReport) -> String {
    let cards = report.cards.iter();
    let own = cards.filter(|card| card.numbers_in.is_none());
    document(NAMES, own.flat_map(rows))
}

/// The rows of one card.
pub(super) fn csv_of_card(card: &PaperCard) -> String {
    document(NAMES, rows(card).into_iter())
}

/// Thresholds, sums and shares: one row each.
pub(super) fn csv_of_facts(report: &PaperReport) -> String {
    let names = [
        "card",
        "name",
        "printed",
        "recomputed",
        "measured",
        "difference",
    ];
    let cards = report.cards.iter();
    let own = cards.filter(|card| card.numbers_in.is_none());
    let facts = own.flat_map(|card| card.facts.iter().map(move |fact| (card, fact)));
    let row = |(card, fact): (&PaperCard, &PaperFact)| {
        [
            card.item.id(),
            fact.name.clone(),
            fact.printed.map(PrintedNumber::text).unwrap_or_default(),
            number(fact.recomputed),
            number(fact.measured),
            number(fact.difference()),
        ]
    };
    document(names, facts.map(row))
}

fn rows(card: &PaperCard) -> Vec<[String; 15]> {
    let rows = card.rows.iter().enumerate();
    rows.flat_map(|(place, row)| {
        let cells = row.cells.iter().zip(&card.measures);
        cells.map(move |(cell, measure)| {
            line(card, (place, row), cell, (&measure.name, measure.layer))
        })
    })
    .collect()
}

fn line(
    card: &PaperCard,
    (place, row): (usize, &PaperRow),
    cell: &PaperCell,
    (measure, layer): (&str, usize),
) -> [String; 15] {
    let rank = |score: Option<TokenScore>| {
        score
            .map(|score| score.rank.to_string())
            .unwrap_or_default()
    };
    let bucket = |score: Option<TokenScore>| {
        let bucket = score.map(|score| score.bucket.name());
        bucket.unwrap_or_default().to_owned()
    };
    [
        card.item.id(),
        place.to_string(),
        row.token.clone(),
        row.token_b.clone().unwrap_or_default(),
        row.read_as.clone().unwrap_or_default(),
        measure.to_owned(),
        layer.to_string(),
        cell.printed.map(PrintedNumber::text).unwrap_or_default(),
        number(cell.measured),
        number(cell.difference()),
        rank(cell.printed_score),
        bucket(cell.printed_score),
        rank(cell.measured_score),
        bucket(cell.measured_score),
        row.special.to_string(),
    ]
}
