//! The removal test as tables: `effects.csv`, and one to read.

use std::fmt::Write as _;

use crate::domain::corpus::{Estimate, RemovalFindings, RemovalRow};
use crate::domain::removal::Rival;
use crate::export::table::{Columns, Table, TableFormat, write};

/// Which tokens are removed.
#[derive(Clone, Copy)]
enum Choice {
    /// The HIGH ones of a layer.
    High(usize),
    /// A rival of the HIGH ones of a layer.
    Rival(usize, Rival),
}

type Row<'a> = (Choice, &'a RemovalRow);

/// Every number: a row for the HIGH tokens of each layer and for each rival.
pub(super) fn data(findings: &RemovalFindings) -> Table {
    let columns = Columns::new()
        .exact("layer", |(choice, _): &Row<'_>| match choice {
            Choice::High(layer) | Choice::Rival(layer, _) => *layer,
        })
        .text("rival", |(choice, _)| choice.name())
        .exact("texts", |(_, row)| row.texts);
    let columns = with_estimate(columns, ["effect", "effect_low", "effect_high"], |row| {
        row.effect
    });
    let columns = with_estimate(columns, ["excess", "excess_low", "excess_high"], |row| {
        row.excess
    });
    let names = ["high_minus", "high_minus_low", "high_minus_high"];
    let columns = with_estimate(columns, names, |row| row.high_minus);
    let names = ["beats_random", "beats_random_low", "beats_random_high"];
    with_estimate(columns, names, |row| row.beats_random).table("", rows(findings))
}

/// What the test says, for a terminal; the HIGH tokens of its layer have the rivals.
pub fn table_from_removal(findings: &RemovalFindings) -> String {
    let table = Columns::new()
        .text("removal test", |(choice, _): &Row<'_>| choice.title())
        .exact("texts", |(_, row)| row.texts)
        .text("effect", |(_, row)| row.effect.map(with_brackets))
        .text("excess over random", |(_, row)| {
            row.excess.map(with_brackets)
        })
        .text("HIGH minus this", |(_, row)| {
            row.high_minus.map(with_brackets)
        })
        .fixed("beats random", 2, |(_, row)| {
            row.beats_random.map(|share| share.value)
        })
        .table("", rows(findings));
    let mut text = format!("\n{}", write(&table, TableFormat::Terminal));
    let _ = writeln!(
        text,
        "removal {}: {}; rivals and \"HIGH minus this\" are of the HIGH tokens of Layer {};\n\
         effect: {}; in brackets: 95 % interval from {}\nresamplings of the texts",
        findings.removal.name(),
        findings.removal.phrase(),
        findings.layer,
        findings.output.quantity(),
        findings.replicates
    );
    if let Some(area) = findings.area {
        let _ = writeln!(
            text,
            "area of the curve over the removed share, 0 for chance and 1 for the greedy choice: {area:.3}"
        );
    }
    text
}

fn rows(findings: &RemovalFindings) -> impl Iterator<Item = Row<'_>> {
    let layers = findings.layers.iter().enumerate();
    let layers = layers.map(|(layer, row)| (Choice::High(layer), row));
    let rivals = findings.rivals.iter();
    layers.chain(rivals.map(|(rival, row)| (Choice::Rival(findings.layer, *rival), row)))
}

/// `columns` and three more: an estimate and the ends of its interval.
fn with_estimate<'a>(
    columns: Columns<'a, Row<'a>>,
    [value, low, high]: [&'static str; 3],
    of: fn(&RemovalRow) -> Option<Estimate>,
) -> Columns<'a, Row<'a>> {
    let interval = move |row: &RemovalRow| of(row)?.interval;
    columns
        .exact(value, move |(_, row): &Row<'_>| {
            of(row).map(|estimate| estimate.value)
        })
        .exact(low, move |(_, row)| {
            interval(row).map(|interval| interval.low)
        })
        .exact(high, move |(_, row)| {
            interval(row).map(|interval| interval.high)
        })
}

impl Choice {
    fn name(self) -> &'static str {
        match self {
            Self::High(_) => "high",
            Self::Rival(_, rival) => rival.name(),
        }
    }

    fn title(self) -> String {
        match self {
            Self::High(layer) => format!("HIGH at Layer {layer}"),
            Self::Rival(_, rival) => rival.title().to_owned(),
        }
    }
}

fn with_brackets(Estimate { value, interval }: Estimate) -> String {
    let brackets = interval.map(|ends| format!(" [{:+.3}, {:+.3}]", ends.low, ends.high));
    format!("{value:+.3}{}", brackets.unwrap_or_default())
}
