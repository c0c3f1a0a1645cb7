//! The tables of one input under several instructions: one row for every two of them.

use std::fmt::Write as _;

use crate::analysis::{Drift, DriftPair};
use crate::domain::format::strip_control_chars;
use crate::domain::null_band::NullBand;
use crate::domain::shift_sums::ShiftSums;
use crate::export::headings;
use crate::export::table::{Bar, Column, Columns, Table, TableFormat, write};

/// Two instructions, and the drift between them at the layer.
struct Row<'a> {
    pair: &'a DriftPair,
    prompt_a: &'a str,
    prompt_b: &'a str,
    sums: ShiftSums,
    input: Option<f64>,
    input_mean: Option<f64>,
    only_a: usize,
    only_b: usize,
}

/// Every number, unrounded, under the names of the JSON keys.
pub(super) fn data(drift: &Drift) -> Table {
    Columns::new()
        .exact("a", |row: &Row<'_>| row.pair.a)
        .exact("b", |row| row.pair.b)
        .text("name_a", |row| row.prompt_a)
        .text("name_b", |row| row.prompt_b)
        .exact("total_shift", |row| row.sums.total)
        .exact("mean_shift", |row| row.sums.mean())
        .exact("cls_shift", |row| row.sums.cls)
        .exact("high_shift", |row| row.sums.contribution.high)
        .exact("low_shift", |row| row.sums.contribution.low)
        .exact("high_ratio", |row| row.sums.contribution.high_ratio())
        .exact("input_shift", |row| row.input)
        .exact("input_mean_shift", |row| row.input_mean)
        .exact("null_low", |row| total_band(row).map(|band| band.low))
        .exact("null_high", |row| total_band(row).map(|band| band.high))
        .exact("null_percentile", |row| {
            total_band(row).map(|band| band.percentile)
        })
        .exact("pairs_aligned", |row| row.sums.pairs)
        .exact("only_a", |row| row.only_a)
        .exact("only_b", |row| row.only_b)
        .table(caption(drift), rows(drift))
}

/// Where the total stands among those that random instructions make.
fn total_band(row: &Row<'_>) -> Option<NullBand> {
    row.pair.null.as_ref()?.total
}

/// What papers and notes take: rounded, under a caption.
pub(super) fn display(drift: &Drift) -> Table {
    Columns::new()
        .text("instruction A", |row: &Row<'_>| named(row.prompt_a))
        .text("instruction B", |row| named(row.prompt_b))
        .fixed("total", 4, |row| row.sums.total)
        .fixed("mean", 4, |row| row.sums.mean())
        .fixed("[CLS]", 4, |row| row.sums.cls)
        .fixed("input", 4, |row| row.input)
        .fixed("input mean", 4, |row| row.input_mean)
        .exact("gaps", |row| row.only_a + row.only_b)
        .table(caption(drift), rows(drift))
}

/// For a terminal: what was asked, one line for every two instructions with a bar for their total,
/// the warnings.
pub(super) fn report(drift: &Drift) -> String {
    let mut text = format!("input  {}\n", strip_control_chars(&drift.input));
    for (place, instruction) in drift.instructions.iter().enumerate() {
        let prompt = strip_control_chars(&instruction.prompt);
        let _ = writeln!(text, "{:>5}  {prompt}", place + 1);
    }
    if let Some(first) = drift.analyses.first() {
        let _ = writeln!(
            text,
            "{}, Layer {}; {}",
            headings::model(&first.model),
            first.layer,
            headings::positions(drift.settings.positions)
        );
    }
    let _ = writeln!(text, "alignment {}\n", drift.settings.alignment.name());
    text.push_str(&write(&bars(drift), TableFormat::Terminal));
    text.push_str(&headings::notes(&drift.warnings));
    text
}

fn bars(drift: &Drift) -> Table {
    let totals = rows(drift).map(|row| row.sums.total);
    let full = totals.fold(0.0, f64::max);
    let columns = Columns::new()
        .text("prompts", |row: &Row<'_>| {
            format!("{} | {}", row.pair.a + 1, row.pair.b + 1)
        })
        .fixed("mean", 4, |row| row.sums.mean())
        .fixed("[CLS]", 4, |row| row.sums.cls)
        .fixed("input", 4, |row| row.input)
        .fixed("input mean", 4, |row| row.input_mean)
        .exact("gaps", |row| row.only_a + row.only_b);
    let columns = match drift.null {
        Some(_) => columns.text("total by chance", |row| {
            let band = total_band(row)?;
            Some(format!("{:.2} to {:.2}", band.low, band.high))
        }),
        None => columns,
    };
    columns
        .with(Column::bars("total", 9, 4), move |row| Bar {
            value: Some(row.sums.total),
            full,
            bucket: None,
        })
        .table("", rows(drift))
}

fn caption(drift: &Drift) -> String {
    let first = drift.analyses.first();
    format!(
        "Drift (activation shift, L2 norm) at Layer {} of {} between instructions before “{}”.",
        first.map_or(0, |first| first.layer),
        first.map_or("", |first| &first.model.display_name),
        drift.input
    )
}

fn rows(drift: &Drift) -> impl Iterator<Item = Row<'_>> {
    let prompt = |place: usize| {
        let instruction = drift.instructions.get(place);
        instruction.map_or("", |instruction| instruction.prompt.as_str())
    };
    drift.pairs.iter().map(move |pair| {
        let layer = pair.comparison.layer();
        let input_mean = pair.input.mean(layer);
        let (only_a, only_b) = pair.comparison.alignment.gaps();
        Row {
            pair,
            prompt_a: prompt(pair.a),
            prompt_b: prompt(pair.b),
            sums: pair.comparison.sums_at_layer(),
            input: input_mean.map(|_| pair.input.total(layer)),
            input_mean,
            only_a,
            only_b,
        }
    })
}

/// An instruction as a reader is told of it.
fn named(prompt: &str) -> String {
    match prompt.trim() {
        "" => "(none)".to_owned(),
        prompt => prompt.to_owned(),
    }
}
