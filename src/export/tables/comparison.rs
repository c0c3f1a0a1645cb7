//! The tables of two texts: one row per pair of aligned tokens.

use crate::analysis::{Analysis, Comparison};
use crate::domain::alignment::{Pair, PairKind};
use crate::domain::format::strip_control_chars;
use crate::domain::null_band::NullBand;
use crate::domain::shift::Shift;
use crate::domain::shift_sums::ShiftSums;
use crate::domain::token::Token;
use crate::domain::token_scores::Bucket;
use crate::export::headings;
use crate::export::table::{Bar, Column, Columns, Table, TableFormat, write};

/// A pair, as it stands at the layer.
struct Row<'a> {
    place: usize,
    pair: &'a Pair,
    a: Option<&'a Token>,
    b: Option<&'a Token>,
    label: Option<String>,
    shift: Option<Shift>,
    bucket: Option<Bucket>,
    /// Where the shift stands among those that random words make.
    band: Option<NullBand>,
}

/// Every number, unrounded, under the names of the JSON keys; the shifts of every layer are the
/// columns `shifts_0`, `shifts_1`, …
pub(super) fn data(comparison: &Comparison) -> Table {
    let columns = Columns::new()
        .exact("a", |row: &Row<'_>| row.pair.a)
        .exact("b", |row| row.pair.b)
        .text("kind", |row| row.pair.kind.name())
        .text("token_a", |row| row.a.map(piece))
        .text("token_b", |row| row.b.map(piece))
        .text("label", |row| row.label.clone())
        .text("word_changed", |row| row.pair.word_changed)
        .exact("shift", shift)
        .exact("cosine", cosine)
        .exact("magnitude_part", |row| {
            row.shift.map(|shift| shift.magnitude_part)
        })
        .exact("direction_part", |row| {
            row.shift.map(|shift| shift.direction_part)
        })
        .text("bucket", bucket);
    let columns = match &comparison.null {
        Some(_) => columns
            .exact("null_low", |row| row.band.map(|band| band.low))
            .exact("null_high", |row| row.band.map(|band| band.high))
            .exact("null_percentile", |row| {
                row.band.map(|band| band.percentile)
            }),
        None => columns,
    };
    let layers = 0..=comparison.a.traced.layers();
    let columns = layers.fold(columns, |columns, layer| {
        columns.exact(format!("shifts_{layer}"), move |row| {
            comparison.shift(layer, row.place).map(|at| at.shift)
        })
    });
    columns.table(caption(comparison), rows(comparison))
}

/// What papers and notes take: rounded, under a caption.
pub(super) fn display(comparison: &Comparison) -> Table {
    Columns::new()
        .exact("# A", |row: &Row<'_>| row.pair.a)
        .text("A", |row| row.a.map(shown))
        .exact("# B", |row| row.pair.b)
        .text("B", |row| row.b.map(shown))
        .text("kind", |row| row.pair.kind.name().replace('_', " "))
        .fixed("shift", 4, shift)
        .fixed("cosine", 4, cosine)
        .text("bucket", bucket)
        .table(caption(comparison), rows(comparison))
}

/// For a terminal: what was asked, one line per pair with a bar for its shift, the sums, the
/// warnings.
pub(super) fn report(comparison: &Comparison) -> String {
    let Comparison { a, b, settings, .. } = comparison;
    format!(
        "A  {}\nB  {}\n{}, Layer {}; {}\nthreshold {} of A, {} of B ({}); alignment {}, HIGH from \
         {}\n\n{}\n{}{}{}",
        strip_control_chars(&a.traced.text),
        strip_control_chars(&b.traced.text),
        headings::model(&a.model),
        a.layer,
        headings::positions(settings.positions),
        headings::number(a.at_layer().threshold),
        headings::number(b.at_layer().threshold),
        headings::rule(&a.rule),
        settings.alignment.name(),
        settings.high_from.name(),
        write(&bars(comparison), TableFormat::Terminal),
        write(&sums(comparison), TableFormat::Terminal),
        chance(comparison),
        headings::notes(&comparison.warnings)
    )
}

fn bars(comparison: &Comparison) -> Table {
    let layer = comparison.shifts.get(comparison.layer());
    let shifts = layer.into_iter().flatten().flatten();
    let full = shifts.map(|shift| shift.shift).fold(0.0, f64::max);
    // A gap has no place: its cell is empty, not a dash.
    let index = |token: Option<usize>| token.map_or_else(String::new, |token| token.to_string());
    let columns = Columns::new()
        .exact("#a", move |row: &Row<'_>| index(row.pair.a))
        .text("a", |row| row.a.map(shown))
        .exact("#b", move |row| index(row.pair.b))
        .text("b", |row| row.b.map(shown))
        .text("kind", kind)
        .with(Column::bars("shift", 8, 4), move |row| Bar {
            value: shift(row),
            full,
            bucket: row.bucket,
        })
        .text("bucket", bucket);
    let columns = match &comparison.null {
        Some(_) => columns.text("random words", |row| {
            let band = row.band?;
            let percent = 100.0 * band.percentile;
            Some(format!(
                "{:.2} to {:.2}, above {percent:.0} %",
                band.low, band.high
            ))
        }),
        None => columns,
    };
    columns.table("", rows(comparison))
}

/// What random words and a permutation of the buckets say, a line each; empty where that was not
/// asked.
fn chance(comparison: &Comparison) -> String {
    let Some(null) = &comparison.null else {
        return String::new();
    };
    let words = match null.texts {
        0 => String::new(),
        _ => format!("random words: {}\n", null.phrase()),
    };
    let Some((ratio, p)) = null.ratio.zip(null.p) else {
        return words;
    };
    format!(
        "{words}R_H by chance {:.4}; permutation p {:.4} ({} {} assignments)\n",
        ratio.chance,
        p.p,
        if p.exact { "all" } else { "drawn" },
        p.choices
    )
}

/// All words, and those that did not change.
fn sums(comparison: &Comparison) -> Table {
    type Row = (&'static str, ShiftSums);
    Columns::new()
        .text("", |(name, _): &Row| *name)
        .exact("pairs", |(_, sums)| sums.pairs)
        .fixed("total", 4, |(_, sums)| sums.total)
        .fixed("mean", 4, |(_, sums)| sums.mean())
        .fixed("[CLS]", 4, |(_, sums)| sums.cls)
        .fixed("C_H", 4, |(_, sums)| sums.contribution.high)
        .fixed("C_L", 4, |(_, sums)| sums.contribution.low)
        .fixed("R_H", 4, |(_, sums)| sums.contribution.high_ratio())
        .table(
            "",
            [
                ("all words", comparison.sums_at_layer()),
                ("unchanged words", comparison.unchanged_at_layer()),
            ],
        )
}

fn caption(comparison: &Comparison) -> String {
    let sums = comparison.sums_at_layer();
    format!(
        "Activation shift ({}) at Layer {} of {} from “{}” to “{}”: total {}, mean {}, R_H \
         {}. {}",
        comparison.a.measure.quantity(),
        comparison.layer(),
        comparison.a.model.display_name,
        comparison.a.traced.text,
        comparison.b.traced.text,
        headings::number(Some(sums.total)),
        headings::number(sums.mean()),
        headings::number(sums.contribution.high_ratio()),
        headings::threshold("τ of A", &comparison.a)
    )
}

fn rows(comparison: &Comparison) -> impl Iterator<Item = Row<'_>> {
    let pairs = comparison.alignment.pairs.iter().enumerate();
    pairs.map(move |(place, pair)| Row {
        place,
        pair,
        a: token(&comparison.a, pair.a),
        b: token(&comparison.b, pair.b),
        label: comparison.label(pair),
        shift: comparison.shift(comparison.layer(), place),
        bucket: comparison.bucket(place),
        band: comparison.band(place),
    })
}

fn token(analysis: &Analysis, index: Option<usize>) -> Option<&Token> {
    analysis.traced.tokens.get(index?)
}

fn piece(token: &Token) -> String {
    token.piece.clone()
}

fn shown(token: &Token) -> String {
    token.shown.clone()
}

/// The kind of a pair as a reader says it, with what changed.
fn kind(row: &Row<'_>) -> String {
    match row.pair.kind {
        PairKind::OnlyA => "only in A".to_owned(),
        PairKind::OnlyB => "only in B".to_owned(),
        PairKind::Same | PairKind::Changed => {
            let label = row.label.clone();
            label.unwrap_or_else(|| row.pair.kind.name().to_owned())
        }
    }
}

fn shift(row: &Row<'_>) -> Option<f64> {
    row.shift.map(|shift| shift.shift)
}

fn cosine(row: &Row<'_>) -> Option<f64> {
    row.shift.and_then(|shift| shift.cosine)
}

fn bucket(row: &Row<'_>) -> Option<&'static str> {
    row.bucket.map(Bucket::name)
}
