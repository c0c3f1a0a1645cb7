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
        .with(Column::exact("index"), |row: &Row<'_>| row.token.index)
        .with(Column::exact("id"), |row| row.token.id)
        .with(Column::text("token"), |row| row.token.piece.clone())
        .with(Column::text("shown"), |row| row.token.shown.clone())
        .with(Column::exact("start"), |row| row.token.start)
        .with(Column::exact("end"), |row| row.token.end)
        .with(Column::text("special"), |row| row.token.special)
        .with(Column::text("punctuation"), |row| row.token.punctuation)
        .with(Column::exact("word"), |row| row.token.word)
        .with(Column::text("word_class"), |row| row.token.word_class.tag())
        .with(Column::text("word_group"), |row| {
            row.token.word_class.group().name()
        })
        .with(Column::exact("strength"), at(analysis.layer))
        .with(Column::exact("second_strength"), at(analysis.second_layer))
        .with(Column::exact("rank"), rank)
        .with(Column::exact("z"), z)
        .with(Column::text("bucket"), bucket)
        .with(Column::exact("margin"), margin);
    let layers = 0..=traced.layers();
    let columns = layers.fold(columns, |columns, layer| {
        columns.with(Column::exact(format!("strengths_{layer}")), at(layer))
    });
    columns.table(caption(analysis), rows(analysis))
}

/// What papers and notes take: rounded, under a caption.
pub(super) fn display(analysis: &Analysis) -> Table {
    let columns = Columns::new()
        .with(Column::exact("#"), |row: &Row<'_>| row.token.index)
        .with(Column::text("token"), |row| row.token.shown.clone())
        .with(Column::text("class"), |row| row.token.word_class.tag())
        .with(Column::fixed("strength", 4), |row| row.strength);
    scored(columns, 4).table(caption(analysis), rows(analysis))
}

/// What a spreadsheet takes: the columns of [`display`] under the names of the JSON keys, with
/// more digits.
pub(super) fn sheet(analysis: &Analysis) -> Table {
    let columns = Columns::new()
        .with(Column::exact("index"), |row: &Row<'_>| row.token.index)
        .with(Column::text("token"), |row| row.token.shown.clone())
        .with(Column::text("word_class"), |row| row.token.word_class.tag())
        .with(Column::fixed("strength", 6), |row| row.strength);
    scored(columns, 6).table(caption(analysis), rows(analysis))
}

/// For a terminal: what was asked, one line per token with a bar for its strength, the warnings.
pub(super) fn report(analysis: &Analysis) -> String {
    let full = analysis.strengths().iter().copied().fold(0.0, f64::max);
    let columns = Columns::new()
        .with(Column::exact("#"), |row: &Row<'_>| row.token.index)
        .with(Column::text("token"), |row| row.token.shown.clone())
        .with(Column::text("class"), |row| row.token.word_class.tag())
        .with(Column::bars("strength", 8, 4), |row| Bar {
            value: Some(row.strength),
            full,
            bucket: row.score.map(|score| score.bucket),
        });
    let table = scored(columns, 4).table(String::new(), rows(analysis));
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

/// `columns`, and behind them how a token stands among the others.
fn scored<'a>(columns: Columns<'a, Row<'a>>, digits: usize) -> Columns<'a, Row<'a>> {
    columns
        .with(Column::exact("rank"), rank)
        .with(Column::number("z", NumberFormat::Signed(2)), z)
        .with(
            Column::number("margin", NumberFormat::Signed(digits)),
            margin,
        )
        .with(Column::text("bucket"), bucket)
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
