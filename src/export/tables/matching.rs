//! The tables of two texts that are matched: a row for every two tokens, and the strongest pairs of
//! words for readers.

use std::fmt::Write as _;

use crate::analysis::matching::MatchSide;
use crate::analysis::{Match, MatchMethod};
use crate::domain::format::{signed, strip_control_chars};
use crate::domain::matching::StrongPair;
use crate::export::headings;
use crate::export::table::{Bar, Column, Columns, NumberFormat, Table, TableFormat, write};

/// How many pairs of words readers are told of.
const LISTED: usize = 15;

/// Every two tokens, unrounded, under the names of the JSON keys.
pub(super) fn data(matched: &Match) -> Table {
    let token = |side: &MatchSide, at: usize| {
        let token = side.traced.tokens.get(at);
        token.map_or_else(String::new, |token| token.piece.clone())
    };
    let rows = matched.matrix.cells.iter().enumerate();
    let pairs = rows.flat_map(|(a, row)| {
        let cells = row.iter().enumerate();
        cells.map(move |(b, &value)| StrongPair { a, b, value })
    });
    Columns::new()
        .exact("a", |pair: &StrongPair| pair.a)
        .exact("b", |pair| pair.b)
        .text("token_a", move |pair| token(&matched.a, pair.a))
        .text("token_b", move |pair| token(&matched.b, pair.b))
        .text("special", |pair| {
            let special = matched.a.is_special(pair.a) || matched.b.is_special(pair.b);
            special.to_string()
        })
        .exact("value", |pair| pair.value)
        .exact("share", |pair| matched.share(pair.value))
        .table(caption(matched), pairs)
}

/// What papers and notes take: the strongest pairs of words, rounded, under a caption.
pub(super) fn display(matched: &Match) -> Table {
    let share = Column::number("share", NumberFormat::Percent(1));
    Columns::new()
        .text("word of A", |pair: &&StrongPair| word(matched, pair, 0))
        .text("word of B", |pair| word(matched, pair, 1))
        .fixed("adds", 6, |pair| pair.value)
        .with(share, |pair| matched.share(pair.value))
        .table(caption(matched), matched.strongest_words(LISTED))
}

/// For a terminal: the similarity, what it is compared with, the strongest pairs, what each word
/// adds, the warnings.
pub(super) fn report(matched: &Match) -> String {
    let mut text = String::new();
    for (name, side) in [("A", &matched.a), ("B", &matched.b)] {
        let written = strip_control_chars(&side.traced.text);
        let _ = writeln!(text, "{name}  {written}");
    }
    let _ = writeln!(text, "{}\n", how(matched));
    text.push_str(&similarity(matched));
    text.push('\n');
    text.push_str(&write(&bars(matched), TableFormat::Terminal));
    for (name, side) in [("A", &matched.a), ("B", &matched.b)] {
        text.push('\n');
        text.push_str(&write(&words(matched, side, name), TableFormat::Terminal));
    }
    text.push_str(&headings::notes(&matched.warnings));
    text
}

/// How the similarity came about, in one line.
fn how(matched: &Match) -> String {
    let model = headings::model(&matched.model);
    let pooling = matched.pooling.phrase();
    let method = match matched.settings.method {
        MatchMethod::Exact => "exact, at the output tokens".to_owned(),
        MatchMethod::Jacobians => format!(
            "tokens of Layer {} through the layers above, {}",
            matched.layer,
            matched
                .steps
                .map_or_else(String::new, |steps| steps.to_string())
        ),
        MatchMethod::MaxSim => "late interaction (MaxSim, A to B)".to_owned(),
    };
    format!("{model}; {pooling}; {method}")
}

fn similarity(matched: &Match) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "{name:<16}{value}");
    };
    let number = |value: Option<f64>| headings::number(value);
    let percent = |share: Option<f64>| {
        let share = share.map(|share| format!("{} %", signed(100.0 * share, 1)));
        share.unwrap_or_else(|| "-".to_owned())
    };
    line("similarity", number(Some(matched.matrix.similarity)));
    if matched.settings.method == MatchMethod::MaxSim {
        line("cosine", number(Some(matched.cosine)));
    }
    if let Some(null) = &matched.null {
        let more = format!(
            "{} (mean {}); two random texts {}",
            null.standing(),
            number(Some(null.mean)),
            number(null.anisotropy)
        );
        line("", more);
    }
    if let Some(late) = &matched.late_interaction {
        let late = format!("{:.4} A to B, {:.4} B to A", late.a_to_b, late.b_to_a);
        line("late interaction", format!(" {late}"));
    }
    line("special tokens", percent(matched.special_share));
    line("ten pairs", percent(matched.top_ten_share));
    let three = matched.dimensions.as_ref().map(|shares| shares.top_three);
    line("three dimensions", format!(" {}", percent(three)));
    if matched.settings.method == MatchMethod::Jacobians || matched.matrix.reference_part != 0.0 {
        line(
            "without tokens",
            number(Some(matched.matrix.reference_part)),
        );
        line("residual", number(Some(matched.matrix.residual)));
    }
    text
}

fn bars(matched: &Match) -> Table {
    let pairs = matched.strongest_words(LISTED);
    let full = pairs.first().map_or(0.0, |pair| pair.value);
    let share = Column::number("share", NumberFormat::Percent(1));
    Columns::new()
        .text("word of A", |pair: &&StrongPair| word(matched, pair, 0))
        .text("word of B", |pair| word(matched, pair, 1))
        .with(share, |pair| matched.share(pair.value))
        .with(Column::bars("adds", 9, 6), move |pair| Bar {
            value: Some(pair.value),
            full,
            bucket: None,
        })
        .table("", pairs)
}

/// What each word of one text adds, and what is lost without it.
fn words(matched: &Match, side: &MatchSide, name: &str) -> Table {
    struct Row {
        word: String,
        sum: f64,
        effect: Option<f64>,
    }
    let effect = |at: usize| {
        let mut effects = side.left_out.iter().flat_map(|left| &left.words);
        let found = effects.find(|effect| effect.word == at);
        found.map(|effect| effect.effect)
    };
    let sums = side.word_sums().into_iter().zip(&side.words).enumerate();
    let rows: Vec<Row> = sums
        .map(|(at, (sum, word))| Row {
            word: word.shown.clone(),
            sum,
            effect: effect(at),
        })
        .collect();
    let rho = side.left_out.as_ref().and_then(|left| left.spearman);
    let lost = match rho {
        Some(rho) => format!("lost without it (ρ {})", signed(rho, 2)),
        None => "lost without it".to_owned(),
    };
    let share = Column::number("share", NumberFormat::Percent(1));
    Columns::new()
        .text(format!("word of {name}"), |row: &Row| row.word.clone())
        .with(share, |row| matched.share(row.sum))
        .fixed("adds", 6, |row| row.sum)
        .fixed(lost, 6, |row| row.effect)
        .table("", rows)
}

fn caption(matched: &Match) -> String {
    format!(
        "What pairs of words add to the similarity {} of “{}” and “{}” ({}).",
        headings::number(Some(matched.matrix.similarity)),
        matched.a.traced.text,
        matched.b.traced.text,
        how(matched)
    )
}

fn word(matched: &Match, pair: &StrongPair, side: usize) -> String {
    let words = matched.pair_of_words(pair);
    words
        .get(side)
        .map_or_else(String::new, |&word| word.to_owned())
}
