//! The tables of labels: a row per token and label for programs, a row per token for readers.

use std::fmt::Write as _;

use crate::analysis::Labelled;
use crate::charts::moved_sentence;
use crate::domain::format::{decimals, strip_control_chars};
use crate::domain::token::Token;
use crate::export::headings;
use crate::export::table::{Column, Columns, NumberFormat, Table, TableFormat, write};

use super::moved_label;

struct Row<'a> {
    token: &'a Token,
    label: usize,
    labelled: &'a Labelled,
}

/// Every token and label, unrounded, under the names of the JSON keys.
pub(super) fn data(labelled: &Labelled) -> Table {
    if let Some(moved) = moved_label::data(labelled, caption(labelled)) {
        return moved;
    }
    let labels = labelled.reading.labels.names.len();
    let rows = labelled
        .analysis
        .traced
        .tokens
        .iter()
        .flat_map(move |token| {
            (0..labels).map(move |label| Row {
                token,
                label,
                labelled,
            })
        });
    Columns::new()
        .exact("index", |row: &Row<'_>| row.token.index)
        .text("token", |row| row.token.piece.clone())
        .text("shown", |row| row.token.shown.clone())
        .text("second_text", |row| {
            row.labelled
                .analysis
                .traced
                .is_of_second(row.token)
                .to_string()
        })
        .exact("strength", |row| strength(row.labelled, row.token))
        .text("label", |row| {
            row.labelled.reading.labels.names.get(row.label).cloned()
        })
        .exact("logit", |row| {
            let reading = &row.labelled.reading;
            let own = if reading.labels.per_token {
                row.token.index
            } else {
                0
            };
            reading.logits.get(own)?.get(row.label).copied()
        })
        .exact("attribution", |row| {
            let explanation = row.labelled.reading.explanation.as_ref()?;
            let token = explanation.attributions.get(row.token.index)?;
            token.get(row.label).copied()
        })
        .exact("effect", |row| {
            let explanation = row.labelled.reading.explanation.as_ref()?;
            let token = explanation.effects.get(row.token.index)?.as_ref()?;
            token.get(row.label).copied()
        })
        .table(caption(labelled), rows)
}

/// What papers and notes take: the explained label, rounded, under a caption.
pub(super) fn display(labelled: &Labelled) -> Table {
    if let Some(moved) = moved_label::display(labelled, caption(labelled)) {
        return moved;
    }
    tokens(labelled, caption(labelled))
}

/// For a terminal: the labels, what the explained one rests on, the correlations, the warnings.
pub(super) fn report(labelled: &Labelled) -> String {
    let analysis = &labelled.analysis;
    let reading = &labelled.reading;
    let written = strip_control_chars(&analysis.traced.text);
    let mut text = format!("{written}\n{}\n", headings::model(&analysis.model));
    if let Some(token) = labelled.explained_token() {
        let token = analysis.traced.tokens.get(token);
        let shown = token.map_or("", |token| token.reading());
        let _ = writeln!(text, "labels of the token {}", strip_control_chars(shown));
    }
    let probabilities = reading.probabilities(reading.row);
    let labels = reading
        .labels
        .names
        .iter()
        .zip(reading.explained())
        .enumerate();
    let share = Column::number("probability", NumberFormat::Percent(2));
    let table = Columns::new()
        .text("label", |(_, (name, _)): &(usize, (&String, &f64))| {
            (*name).clone()
        })
        .fixed("logit", 4, |(_, (_, logit))| **logit)
        .with(share, |(label, _)| {
            probabilities
                .as_ref()
                .and_then(|all| all.get(*label).copied())
        })
        .table("", labels);
    let _ = writeln!(text, "\n{}", write(&table, TableFormat::Terminal));
    if let Some(sentence) = moved_sentence(labelled) {
        let _ = writeln!(
            text,
            "B: {}\n{sentence}\n",
            strip_control_chars(moved_label::text_b(labelled))
        );
    }
    let table = moved_label::display(labelled, String::new());
    let table = table.unwrap_or_else(|| tokens(labelled, String::new()));
    text.push_str(&write(&table, TableFormat::Terminal));
    if let Some(found) = &labelled.correlations {
        let rho = |rho: Option<f64>| decimals(rho, 3).unwrap_or_else(|| "undefined".to_owned());
        let _ = writeln!(
            text,
            "Spearman's rho: attribution and removal {}, strength and size of attribution {}, \
             strength and size of removal {}",
            rho(found.attribution_effect),
            rho(found.strength_attribution),
            rho(found.strength_effect)
        );
    }
    text.push_str(&headings::notes(&labelled.warnings));
    text
}

fn tokens(labelled: &Labelled, caption: String) -> Table {
    let reading = &labelled.reading;
    let columns = Columns::new()
        .exact("#", |token: &&Token| token.index)
        .text("token", |token| token.shown.clone())
        .fixed("strength", 4, move |token| strength(labelled, token))
        .fixed("attribution", 4, move |token| {
            labelled.attribution(token.index)
        })
        .fixed("removed", 4, move |token| labelled.effect(token.index));
    let columns = if reading.labels.per_token {
        columns.text("label", move |token| {
            let best = reading.best(token.index)?;
            reading.labels.names.get(best).cloned()
        })
    } else {
        columns
    };
    columns.table(caption, &labelled.analysis.traced.tokens)
}

fn strength(labelled: &Labelled, token: &Token) -> Option<f64> {
    labelled.analysis.strengths().get(token.index).copied()
}

fn caption(labelled: &Labelled) -> String {
    let reading = &labelled.reading;
    let probabilities = reading.probabilities(reading.row);
    let probability = probabilities.and_then(|all| all.get(labelled.label).copied());
    let probability = probability.map_or_else(String::new, |p| format!(" ({:.1} %)", 100.0 * p));
    format!(
        "What the label {}{probability} of “{}” rests on by {}: integrated gradients at Layer 0, \
         and how far the logit falls where a token is masked.",
        labelled.label_name(),
        labelled.analysis.traced.text,
        labelled.analysis.model.display_name,
    )
}
