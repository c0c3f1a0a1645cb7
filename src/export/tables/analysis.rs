//! The tables of one text: one row per token.

use crate::analysis::Analysis;
use crate::domain::format::{decimals, strip_control_chars};
use crate::domain::token::Token;
use crate::domain::token_scores::TokenScore;
use crate::export::headings;
use crate::export::table::{Bar, Column, Columns, NumberFormat, Table, TableFormat, write};

/// A token of the analysis, as it stands at the layer.
struct Row<'a> {
    token: &'a Token,
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
    let layers = 0..=traced.layers();
    let columns = layers.fold(columns, |columns, layer| {
        columns.exact(format!("strengths_{layer}"), at(layer))
    });
    columns.table(caption(analysis), rows(analysis))
}

/// What papers and notes take: rounded, under a caption.
pub(super) fn display(analysis: &Analysis) -> Table {
    rounded(analysis, ["#", "class"], 4)
}

/// What a spreadsheet takes: the same under the names of the JSON keys, with more digits.
pub(super) fn sheet(analysis: &Analysis) -> Table {
    rounded(analysis, ["index", "word_class"], 6)
}

/// For a terminal: what was asked, one line per token with a bar for its strength, the warnings.
pub(super) fn report(analysis: &Analysis) -> String {
    let full = analysis.strengths().iter().copied().fold(0.0, f64::max);
    let columns = named(["#", "class"]).with(Column::bars("strength", 8, 4), |row| Bar {
        value: Some(row.strength),
        full,
        bucket: row.score.map(|score| score.bucket),
    });
    let table = scored(columns, 4).table("", rows(analysis));
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

fn caption(analysis: &Analysis) -> String {
    format!(
        "Activation strength (L2 norm) at Layer {} of {}: “{}”. {}",
        analysis.layer,
        analysis.model.display_name,
        analysis.traced.text,
        headings::threshold("τ", analysis)
    )
}

fn rows(analysis: &Analysis) -> impl Iterator<Item = Row<'_>> {
    let tokens = analysis.traced.tokens.iter();
    let tokens = tokens.zip(analysis.strengths());
    tokens
        .zip(&analysis.at_layer().tokens)
        .map(|((token, &strength), score)| Row {
            token,
            strength,
            score: score.as_ref(),
        })
}

fn rounded(analysis: &Analysis, names: [&'static str; 2], digits: usize) -> Table {
    let columns = named(names).fixed("strength", digits, |row| row.strength);
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
