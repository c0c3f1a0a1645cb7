//! `R_H` against chance as a table to read.

use std::fmt::Write as _;

use crate::domain::corpus::Estimate;
use crate::domain::corpus::pairs::{ChanceFindings, PairFindings, PairSource};
use crate::export::columns::lined_up;

/// What `findings` say of all pairs at the judged layer, with and without changed words.
pub fn table_from_pairs(findings: &PairFindings) -> String {
    let rows = [
        row("all judged tokens", &findings.all),
        row("without changed words", &findings.unchanged),
    ];
    let names = [
        "R_H against chance",
        "pairs",
        "R_H",
        "chance",
        "difference",
        "p",
    ];
    let right = [false, true, true, true, false, true];
    let mut text = format!("\n{}", lined_up(&names, &right, &rows));
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

fn row(name: &str, findings: &ChanceFindings) -> [String; 6] {
    let number =
        |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"));
    [
        name.to_owned(),
        findings.decided.to_string(),
        number(findings.ratio.map(|ratio| ratio.value)),
        number(findings.chance),
        findings
            .difference
            .map_or_else(|| "-".to_owned(), with_brackets),
        findings
            .p
            .map_or_else(|| "-".to_owned(), |p| format!("{p:.4}")),
    ]
}

fn with_brackets(Estimate { value, interval }: Estimate) -> String {
    let brackets =
        interval.map(|interval| format!(" [{:+.3}, {:+.3}]", interval.low, interval.high));
    format!("{value:+.3}{}", brackets.unwrap_or_default())
}
