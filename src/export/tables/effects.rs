//! The tables of the removal test of one text: one row per token.

use std::fmt::Write as _;

use crate::analysis::Effects;
use crate::domain::format::{decimals, strip_control_chars};
use crate::domain::removal::{ChoiceEffect, Rival, area};
use crate::domain::token::Token;
use crate::domain::token_scores::TokenScore;
use crate::export::headings;
use crate::export::table::{Bar, Column, Columns, Table, TableFormat, write};

struct Row<'a> {
    token: &'a Token,
    strength: f64,
    score: Option<&'a TokenScore>,
    effect: Option<f64>,
}

/// Every number, unrounded, under the names of the JSON keys.
pub(super) fn data(effects: &Effects) -> Table {
    Columns::new()
        .exact("index", |row: &Row<'_>| row.token.index)
        .text("token", |row| row.token.piece.clone())
        .text("shown", |row| row.token.shown.clone())
        .text("word_class", |row| row.token.word_class.tag())
        .exact("strength", |row| row.strength)
        .exact("rank", |row| row.score.map(|score| score.rank))
        .text("bucket", |row| row.score.map(|score| score.bucket.name()))
        .exact("effect", |row| row.effect)
        .table(caption(effects), rows(effects))
}

/// What papers and notes take: rounded, under a caption.
pub(super) fn display(effects: &Effects) -> Table {
    Columns::new()
        .exact("#", |row: &Row<'_>| row.token.index)
        .text("token", |row| row.token.shown.clone())
        .text("class", |row| row.token.word_class.tag())
        .fixed("strength", 4, |row| row.strength)
        .text("bucket", |row| row.score.map(|score| score.bucket.name()))
        .fixed("effect", 4, |row| row.effect)
        .table(caption(effects), rows(effects))
}

/// For a terminal: the tokens, the HIGH ones against chance and against their rivals.
pub(super) fn report(effects: &Effects) -> String {
    let analysis = &effects.analysis;
    let full = effects.test.alone.iter().copied().fold(0.0, f64::max);
    let tokens = Columns::new()
        .exact("#", |row: &Row<'_>| row.token.index)
        .text("token", |row| row.token.shown.clone())
        .fixed("strength", 4, |row| row.strength)
        .text("bucket", |row| row.score.map(|score| score.bucket.name()))
        .with(Column::bars("effect", 8, 4), |row| Bar {
            value: row.effect,
            full,
            bucket: row.score.map(|score| score.bucket),
        })
        .table("", rows(effects));
    let mut text = format!(
        "{}\n{}, Layer {}\nremoval {}: {}\noutput: {}\n\n{}\n",
        strip_control_chars(&analysis.traced.text),
        headings::model(&analysis.model),
        analysis.layer,
        effects.settings.removal.name(),
        effects.settings.removal.phrase(),
        effects.output_phrase(),
        write(&tokens, TableFormat::Terminal),
    );
    let _ = writeln!(
        text,
        "Spearman's rho of strength and effect: {}",
        decimals(effects.spearman, 3).unwrap_or_else(|| "undefined".to_owned())
    );
    if let Some(high) = effects.test.high() {
        let _ = writeln!(
            text,
            "HIGH, {} of {} tokens: effect {:.4}, {} random sets {:.4}, excess {:+.4}, beats {:.0} %",
            high.size,
            effects.test.judged,
            high.effect,
            high.sets,
            high.random_mean,
            high.excess(),
            high.beats_random * 100.0
        );
    }
    if let Some(area) = area(effects.test.curve.iter()) {
        let _ = writeln!(
            text,
            "area of the curve, 0 for chance and 1 for the greedy choice: {area:.3}"
        );
    }
    let rivals = Columns::new()
        .text("as many tokens of", |(rival, _): &(Rival, ChoiceEffect)| {
            rival.title()
        })
        .fixed("effect", 4, |(_, choice)| choice.effect)
        .fixed("excess", 4, |(_, choice)| choice.excess)
        .table("", effects.test.rivals.iter().copied());
    let _ = write!(
        text,
        "\n{}{}",
        write(&rivals, TableFormat::Terminal),
        headings::notes(&effects.notes())
    );
    text
}

fn caption(effects: &Effects) -> String {
    let analysis = &effects.analysis;
    format!(
        "What removing each token of “{}” does to {} of {} ({}; removal {}), beside its strength at \
         Layer {}.",
        analysis.traced.text,
        effects.settings.output.phrase(),
        analysis.model.display_name,
        // As far as LaTeX's own fonts go.
        effects.settings.output.formula().replace('−', "-"),
        effects.settings.removal.name(),
        analysis.layer,
    )
}

fn rows(effects: &Effects) -> impl Iterator<Item = Row<'_>> {
    let analysis = &effects.analysis;
    let tokens = analysis.traced.tokens.iter().zip(analysis.strengths());
    let tokens = tokens.zip(&analysis.at_layer().tokens);
    tokens.map(|((token, &strength), score)| Row {
        token,
        strength,
        score: score.as_ref(),
        effect: effects.effect(token.index),
    })
}
