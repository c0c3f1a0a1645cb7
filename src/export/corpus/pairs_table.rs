//! `R_H` against chance as a table to read.

use std::fmt::Write as _;

use crate::domain::corpus::Estimate;
use crate::domain::corpus::pairs::{ChanceFindings, PairFindings, PairSource};
use crate::export::table::{Columns, TableFormat, write};

/// What `findings` say of all pairs at the selected layer, with and without changed words.
pub fn table_from_pairs(findings: &PairFindings) -> String {
    type Row<'a> = (&'static str, &'a ChanceFindings);
    let rows = [
        ("all judged tokens", &findings.all),
        ("without changed words", &findings.unchanged),
    ];
    let table = Columns::new()
        .text("R_H against chance", |(name, _): &Row<'_>| *name)
        .exact("pairs", |(_, of)| of.decided)
        .fixed("R_H", 3, |(_, of)| of.ratio.map(|ratio| ratio.value))
        .fixed("chance", 3, |(_, of)| of.chance)
        .text("difference", |(_, of)| of.difference.map(with_brackets))
        .fixed("p", 4, |(_, of)| of.p)
        .table("", rows);
    let mut text = format!("\n{}", write(&table, TableFormat::Terminal));
    let shuffles = findings.replicates;
    let _ = writeln!(
        text,
        "chance: the share of HIGH tokens; p: of {shuffles} shuffles of the buckets within every \
         pair; in brackets:\n95 % interval from {shuffles} resamplings of the pairs"
    );
    let mut note = |count: u64, what: &str| {
        if count > 0 {
            let _ = writeln!(text, "{what}: {count}");
        }
    };
    match &findings.source {
        PairSource::Swaps => note(findings.without_swap, "texts without a word to swap"),
        PairSource::Column(_) => note(findings.not_read, "second texts that could not be read"),
    }
    let of_all = findings.pairs.saturating_sub(findings.all.decided);
    note(of_all, "pairs without a HIGH token, a LOW one or a shift");
    let rest = findings.pairs.saturating_sub(findings.unchanged.decided);
    note(rest, "the same without changed words");
    text
}

fn with_brackets(Estimate { value, interval }: Estimate) -> String {
    let brackets =
        interval.map(|interval| format!(" [{:+.3}, {:+.3}]", interval.low, interval.high));
    format!("{value:+.3}{}", brackets.unwrap_or_default())
}
