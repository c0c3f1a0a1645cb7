//! The tables of what tokens attend to: one row per token with what it receives.

use std::fmt::Write as _;

use crate::analysis::{AttendedText, Attention};
use crate::domain::attention::{HeadFacts, ReceivedKind};
use crate::domain::format::{decimals, strip_control_chars};
use crate::domain::token::Token;
use crate::domain::token_scores::TokenScore;
use crate::export::headings;
use crate::export::table::{Bar, Column, Columns, Table, TableFormat, write};

struct Row<'a> {
    text: &'static str,
    token: &'a Token,
    strength: f64,
    score: Option<&'a TokenScore>,
    received: Option<f64>,
    bucket_received: Option<&'static str>,
    /// The key that it attends to most, and how much.
    most: Option<(&'a Token, f32)>,
    by_kind: [Option<f64>; 4],
}

/// Every number, unrounded, under the names of the JSON keys.
pub(super) fn data(attention: &Attention) -> Table {
    Columns::new()
        .text("text", |row: &Row<'_>| row.text)
        .exact("index", |row| row.token.index)
        .text("token", |row| row.token.piece.clone())
        .text("shown", |row| row.token.shown.clone())
        .text("word_class", |row| row.token.word_class.tag())
        .exact("strength", |row| row.strength)
        .exact("rank", |row| row.score.map(|score| score.rank))
        .text("bucket", |row| row.score.map(|score| score.bucket.name()))
        .exact("received", |row| row.received)
        .text("bucket_received", |row| row.bucket_received)
        .text("attends_most_to", |row| {
            row.most.map(|(token, _)| token.piece.clone())
        })
        .exact("from_all", |row| row.by_kind[0])
        .exact("from_text", |row| row.by_kind[1])
        .exact("norm_weighted", |row| row.by_kind[2])
        .exact("value_zeroing", |row| row.by_kind[3])
        .table(caption(attention), rows(attention))
}

/// What papers and notes take: rounded, under a caption.
pub(super) fn display(attention: &Attention) -> Table {
    Columns::new()
        .exact("#", |row: &Row<'_>| row.token.index)
        .text("token", |row| row.token.shown.clone())
        .fixed("strength", 4, |row| row.strength)
        .text("bucket", |row| row.score.map(|score| score.bucket.name()))
        .fixed("received", 4, |row| row.received)
        .text("attends most to", |row| {
            row.most.map(|(token, _)| token.shown.clone())
        })
        .table(caption(attention), rows(attention))
}

/// For a terminal: the tokens, how the two go together, what each head does.
pub(super) fn report(attention: &Attention) -> String {
    let analysis = &attention.a.analysis;
    let mut report = String::new();
    for text in attention.texts() {
        let _ = writeln!(
            report,
            "{}",
            strip_control_chars(&text.analysis.traced.text)
        );
    }
    let _ = writeln!(
        report,
        "{}, Layer {}\n{}: {} ({})\n",
        headings::model(&analysis.model),
        analysis.layer,
        attention.title(),
        attention.settings.kind.name(),
        attention.settings.kind.phrase(),
    );
    let full = attention
        .texts()
        .flat_map(|text| &text.chosen.received)
        .fold(0.0, |most: f64, &received| most.max(received));
    let tokens = Columns::new()
        .exact("#", |row: &Row<'_>| row.token.index)
        .text("token", |row| row.token.shown.clone())
        .fixed("strength", 4, |row| row.strength)
        .text("bucket", |row| row.score.map(|score| score.bucket.name()))
        .with(Column::bars("received", 8, 4), |row| Bar {
            value: row.received,
            full,
            bucket: row.score.map(|score| score.bucket),
        })
        .text("attends most to", |row| {
            row.most
                .map(|(token, weight)| format!("{} {weight:.2}", token.shown))
        })
        .table("", rows(attention));
    let _ = writeln!(report, "{}", write(&tokens, TableFormat::Terminal));
    for text in attention.texts() {
        let beside = Columns::new()
            .text("strength beside", |(kind, _): &(ReceivedKind, _)| {
                kind.title()
            })
            .text("rho", |(_, beside): &(_, &Beside)| {
                decimals(beside.spearman, 3).unwrap_or_else(|| "undefined".to_owned())
            })
            .text("HIGH in both", |(_, beside)| {
                format!(
                    "{} of {} and {}",
                    beside.high_both, beside.high, beside.high_received
                )
            })
            .fixed("by chance", 2, |(_, beside)| beside.expected_both)
            .table("", text.beside.iter().map(|(kind, beside)| (*kind, beside)));
        let _ = writeln!(report, "{}", write(&beside, TableFormat::Terminal));
    }
    let _ = write!(
        report,
        "{}{}",
        write(&heads(&attention.a), TableFormat::Terminal),
        headings::notes(&attention.warnings)
    );
    report
}

type Beside = crate::domain::attention::BesideStrength;

/// What each head of the block does.
fn heads(text: &AttendedText) -> Table {
    let special: Vec<bool> = text
        .analysis
        .traced
        .tokens
        .iter()
        .map(|token| token.special)
        .collect();
    let block = &text.measured.block;
    let facts = (0..block.heads).filter_map(|head| Some((head + 1, block.facts(head, &special)?)));
    Columns::new()
        .exact("head", |(head, _): &(usize, HeadFacts)| *head)
        .fixed("entropy, bits", 2, |(_, facts)| facts.entropy)
        .fixed("to the first", 2, |(_, facts)| facts.to_first)
        .fixed("to other special", 2, |(_, facts)| facts.to_other_special)
        .fixed("previous", 2, |(_, facts)| facts.to_previous)
        .fixed("itself", 2, |(_, facts)| facts.to_itself)
        .fixed("next", 2, |(_, facts)| facts.to_next)
        .fixed("distance", 1, |(_, facts)| facts.distance)
        .table("", facts)
}

fn caption(attention: &Attention) -> String {
    let analysis = &attention.a.analysis;
    let texts: Vec<String> = attention
        .texts()
        .map(|text| format!("“{}”", text.analysis.traced.text))
        .collect();
    format!(
        "What each token of {} receives ({} of {} of {}), beside its strength at Layer {}.",
        texts.join(" and "),
        attention.settings.kind.name(),
        attention.title(),
        analysis.model.display_name,
        analysis.layer,
    )
}

fn rows(attention: &Attention) -> impl Iterator<Item = Row<'_>> {
    let texts = attention.texts().zip(["a", "b"]);
    texts.flat_map(|(text, name)| rows_of(text, name))
}

fn rows_of<'a>(text: &'a AttendedText, name: &'static str) -> impl Iterator<Item = Row<'a>> {
    let analysis = &text.analysis;
    let tokens = &analysis.traced.tokens;
    let scored = tokens.iter().zip(analysis.strengths());
    let scored = scored.zip(&analysis.at_layer().tokens);
    let attended = scored.zip(text.matrix.rows());
    attended.map(move |(((token, &strength), score), row)| {
        let most = (0..).zip(row).max_by(|(_, a), (_, b)| a.total_cmp(b));
        let most = most.and_then(|(key, &weight): (usize, _)| Some((tokens.get(key)?, weight)));
        let of_kind = |kind: &ReceivedKind| {
            let received = text.received(*kind)?.received.get(token.index);
            received.copied()
        };
        let received = text.chosen.scores.tokens.get(token.index);
        let received = received.and_then(Option::as_ref);
        let mut by_kind = [None; 4];
        for (place, kind) in by_kind.iter_mut().zip(ReceivedKind::ALL) {
            *place = of_kind(kind);
        }
        Row {
            text: name,
            token,
            strength,
            score: score.as_ref(),
            received: text.chosen.received.get(token.index).copied(),
            bucket_received: received.map(|score| score.bucket.name()),
            most,
            by_kind,
        }
    })
}
