//! The tables of one text: one row per token.

use std::ops::Range;

use crate::analysis::{Analysis, Parts};
use crate::domain::format::{decimals, strip_control_chars};
use crate::domain::measure::Measure;
use crate::domain::token::{Token, character_spans};
use crate::domain::token_scores::TokenScore;
use crate::export::headings;
use crate::export::table::{Bar, Column, Columns, NumberFormat, Table, TableFormat, write};

/// A token of the analysis, as it stands at the layer.
struct Row<'a> {
    token: &'a Token,
    /// Its span in the text, in Unicode code points.
    characters: Range<usize>,
    strength: f64,
    score: Option<&'a TokenScore>,
}

/// Every number, unrounded, under the names of the JSON keys; the strengths of every layer are the
/// columns `strengths_0`, `strengths_1`, …
pub(super) fn data(analysis: &Analysis) -> Table {
    let traced = &analysis.traced;
    let at =
        |layer: usize| move |row: &Row<'_>| traced.strengths(layer).get(row.token.index).copied();
    let columns = Columns::new()
        .exact("index", |row: &Row<'_>| row.token.index)
        .exact("id", |row| row.token.id)
        .text("token", |row| row.token.piece.clone())
        .text("shown", |row| row.token.shown.clone())
        .exact("start", |row| row.token.start)
        .exact("end", |row| row.token.end)
        .exact("start_char", |row| row.characters.start)
        .exact("end_char", |row| row.characters.end)
        .text("special", |row| row.token.special)
        .text("punctuation", |row| row.token.punctuation)
        .exact("word", |row| row.token.word)
        .text("word_class", |row| row.token.word_class.tag())
        .text("word_group", |row| row.token.word_class.group().name())
        .exact("strength", at(analysis.layer))
        .exact("second_strength", at(analysis.second_layer))
        .exact("rank", rank)
        .exact("z", z)
        .text("bucket", bucket)
        .exact("margin", margin);
    let columns = match &analysis.parts {
        Some(parts) => with_parts(columns, parts, analysis.layer),
        None => columns,
    };
    let layers = 0..=traced.layers();
    let columns = layers.fold(columns, |columns, layer| {
        columns.exact(format!("strengths_{layer}"), at(layer))
    });
    columns.table(caption(analysis), rows(analysis))
}

/// What the strengths are made of and what is usual, under the names of the JSON keys.
fn with_parts<'a>(
    columns: Columns<'a, Row<'a>>,
    parts: &'a Parts,
    layer: usize,
) -> Columns<'a, Row<'a>> {
    let norm = move |row: &Row<'_>| parts.of(layer, row.token.index).norm;
    let residual = move |row: &Row<'_>| parts.of(layer, row.token.index).residual;
    let compared = parts.compared.as_ref();
    let usual = move |row: &Row<'_>| compared?.usual_of(layer, row.token.index);
    columns
        .exact("gain_part", move |row| norm(row).map(|norm| norm.gain))
        .exact("cross_part", move |row| norm(row).map(|norm| norm.cross))
        .exact("bias_part", move |row| norm(row).map(|norm| norm.bias))
        .exact("input_norm", move |row| {
            norm(row).map(|norm| norm.input_norm)
        })
        .exact("attention_added", move |row| {
            residual(row).map(|residual| residual.attention)
        })
        .exact("feed_forward_added", move |row| {
            residual(row).map(|residual| residual.feed_forward)
        })
        .exact("outlier_share", move |row| {
            let shares = compared?.outlier_shares.get(layer)?;
            shares.get(row.token.index).copied()
        })
        .exact("usual_low", move |row| {
            usual(row).map(|usual| usual.strengths.p5)
        })
        .exact("usual_median", move |row| {
            usual(row).map(|usual| usual.strengths.p50)
        })
        .exact("usual_high", move |row| {
            usual(row).map(|usual| usual.strengths.p95)
        })
        .text("usual_from", move |row| {
            usual(row).map(|usual| usual.from.name())
        })
        .exact("surprise", move |row| {
            compared?.surprise_of(layer, row.token.index)
        })
}

/// What papers and notes take: rounded, under a caption.
pub(super) fn display(analysis: &Analysis) -> Table {
    rounded(analysis, ["#", "class", shown_as(analysis)], 4)
}

/// What a spreadsheet takes: the same under the names of the JSON keys, with more digits.
pub(super) fn sheet(analysis: &Analysis) -> Table {
    rounded(analysis, ["index", "word_class", "strength"], 6)
}

/// For a terminal: what was asked, one line per token with a bar for its strength, the warnings.
pub(super) fn report(analysis: &Analysis) -> String {
    let full = analysis.strengths().iter().copied().fold(0.0, f64::max);
    let columns = named(["#", "class"]).with(Column::bars(shown_as(analysis), 8, 4), |row| Bar {
        value: Some(row.strength),
        full,
        bucket: row.score.map(|score| score.bucket),
    });
    let columns = scored(columns, 4);
    let columns = match &analysis.parts {
        Some(parts) => with_main_parts(columns, parts, analysis.layer),
        None => columns,
    };
    let table = columns.table("", rows(analysis));
    format!(
        "{}\n{}, Layer {}\nthreshold {} ({})\n\n{}{}",
        strip_control_chars(&analysis.traced.text),
        headings::model(&analysis.model),
        analysis.layer,
        decimals(analysis.at_layer().threshold, 4).unwrap_or_else(|| "none".to_owned()),
        headings::rule(&analysis.rule),
        write(&table, TableFormat::Terminal),
        headings::notes(&analysis.warnings)
    )
}

/// The parts that a terminal has room for.
fn with_main_parts<'a>(
    columns: Columns<'a, Row<'a>>,
    parts: &'a Parts,
    layer: usize,
) -> Columns<'a, Row<'a>> {
    let norm = move |row: &Row<'_>| parts.of(layer, row.token.index).norm;
    let compared = parts.compared.as_ref();
    columns
        .fixed("gain", 2, move |row| norm(row).map(|norm| norm.gain))
        .fixed("cross", 2, move |row| norm(row).map(|norm| norm.cross))
        .fixed("bias", 2, move |row| norm(row).map(|norm| norm.bias))
        .fixed("input norm", 3, move |row| {
            norm(row).map(|norm| norm.input_norm)
        })
        .text("usual", move |row| {
            let usual = compared?.usual_of(layer, row.token.index)?;
            let (low, high) = (usual.strengths.p5, usual.strengths.p95);
            Some(format!("{low:.2} to {high:.2} ({})", usual.from.name()))
        })
        .with(
            Column::number("surprise", NumberFormat::Signed(2)),
            move |row: &Row<'_>| compared?.surprise_of(layer, row.token.index),
        )
}

fn caption(analysis: &Analysis) -> String {
    format!(
        "Activation strength ({}) at Layer {} of {}: “{}”. {}",
        analysis.measure.quantity(),
        analysis.layer,
        analysis.model.display_name,
        analysis.traced.text,
        headings::threshold("τ", analysis)
    )
}

fn rows(analysis: &Analysis) -> impl Iterator<Item = Row<'_>> {
    let traced = &analysis.traced;
    let spans = character_spans(&traced.text, &traced.tokens);
    let tokens = traced.tokens.iter().zip(spans);
    let tokens = tokens.zip(analysis.strengths());
    tokens
        .zip(&analysis.at_layer().tokens)
        .map(|(((token, characters), &strength), score)| Row {
            token,
            characters,
            strength,
            score: score.as_ref(),
        })
}

/// What readers see over the column of strengths.
fn shown_as(analysis: &Analysis) -> &'static str {
    match analysis.measure {
        Measure::Norm => "strength",
        measure => measure.title(),
    }
}

fn rounded(
    analysis: &Analysis,
    [index, class, strength]: [&'static str; 3],
    digits: usize,
) -> Table {
    let columns = named([index, class]).fixed(strength, digits, |row| row.strength);
    scored(columns, digits).table(caption(analysis), rows(analysis))
}

/// Which token a row is about; its place and its class have these names.
fn named<'a>([index, class]: [&'static str; 2]) -> Columns<'a, Row<'a>> {
    Columns::new()
        .exact(index, |row: &Row<'_>| row.token.index)
        .text("token", |row| row.token.shown.clone())
        .text(class, |row| row.token.word_class.tag())
}

/// `columns`, and behind them how a token stands among the others.
fn scored<'a>(columns: Columns<'a, Row<'a>>, digits: usize) -> Columns<'a, Row<'a>> {
    columns
        .exact("rank", rank)
        .with(Column::number("z", NumberFormat::Signed(2)), z)
        .with(
            Column::number("margin", NumberFormat::Signed(digits)),
            margin,
        )
        .text("bucket", bucket)
}

fn rank(row: &Row<'_>) -> Option<usize> {
    row.score.map(|score| score.rank)
}

fn z(row: &Row<'_>) -> Option<f64> {
    row.score.and_then(|score| score.z)
}

fn margin(row: &Row<'_>) -> Option<f64> {
    row.score.map(|score| score.margin)
}

fn bucket(row: &Row<'_>) -> Option<&'static str> {
    row.score.map(|score| score.bucket.name())
}
