//! The tables of one text through two models: one row per word.

use std::fmt::Write as _;
use std::ops::Range;

use crate::analysis::{ComparedWord, HighInBoth, ModelComparison};
use crate::domain::format::{decimals, strip_control_chars};
use crate::domain::token_scores::{LayerScores, TokenScore};
use crate::export::headings;
use crate::export::table::{Column, Columns, NumberFormat, Table, TableFormat, write};

/// A word, as it stands in each model.
struct Row<'a> {
    place: usize,
    word: &'a ComparedWord,
    /// Its span in the text, in Unicode code points.
    characters: Range<usize>,
    a: Side<'a>,
    b: Side<'a>,
}

/// A word in one model.
#[derive(Clone, Copy)]
struct Side<'a> {
    tokens: &'a [usize],
    strength: f64,
    score: Option<&'a TokenScore>,
}

/// Every number, unrounded, under the names of the JSON keys.
pub(super) fn data(comparison: &ModelComparison) -> Table {
    let columns = Columns::new()
        .exact("index", |row: &Row<'_>| row.place)
        .text("word", |row| row.word.text.clone())
        .exact("start", |row| row.word.start)
        .exact("end", |row| row.word.end)
        .exact("start_char", |row| row.characters.start)
        .exact("end_char", |row| row.characters.end)
        .text("word_class", |row| row.word.word_class.tag())
        .text("inside", |row| row.word.inside)
        .text("tokens_a", |row| spaced(row.a.tokens))
        .text("tokens_b", |row| spaced(row.b.tokens));
    let exact = [NumberFormat::Exact; 2];
    let names = ["strength_a", "rank_a", "z_a", "bucket_a"];
    let columns = scored(columns, names, exact, |row| row.a);
    let names = ["strength_b", "rank_b", "z_b", "bucket_b"];
    scored(columns, names, exact, |row| row.b).table(caption(comparison), rows(comparison))
}

/// What papers and notes take: rounded, under a caption.
pub(super) fn display(comparison: &ModelComparison) -> Table {
    let columns = Columns::new()
        .text("word", |row: &Row<'_>| row.word.text.clone())
        .text("class", |row| row.word.word_class.tag());
    let rounded = [NumberFormat::Fixed(4); 2];
    let names = ["A", "rank A", "z A", "bucket A"];
    let columns = scored(columns, names, rounded, |row| row.a);
    let names = ["B", "rank B", "z B", "bucket B"];
    scored(columns, names, rounded, |row| row.b).table(caption(comparison), rows(comparison))
}

/// For a terminal: what was asked, one line per word, the agreement, the warnings.
pub(super) fn report(comparison: &ModelComparison) -> String {
    let [a, b] = &comparison.sides;
    let mut text = format!("text  {}\n", strip_control_chars(&a.traced.text));
    for ((name, side), scores) in [("A", a), ("B", b)].into_iter().zip(&comparison.scores) {
        let _ = writeln!(
            text,
            "   {name}  {}, Layer {}, threshold {} among the words",
            headings::model(&side.model),
            side.layer,
            decimals(scores.threshold, 3).unwrap_or_else(undefined)
        );
    }
    let HighInBoth {
        both,
        each: [of_a, of_b],
        by_chance,
    } = comparison.high_in_both;
    let _ = write!(
        text,
        "words: strengths of pieces merged by {}; {}\n\n{}\n\
         agreement of the orders (Spearman's rho) {}\n\
         HIGH in both {both}, of {of_a} in A and {of_b} in B; by chance {by_chance:.1}\n{}",
        comparison.merge.name(),
        headings::rule(&a.rule),
        write(&narrow(comparison), TableFormat::Terminal),
        decimals(comparison.agreement, 3).unwrap_or_else(undefined),
        headings::notes(&comparison.warnings)
    );
    text
}

/// Narrow enough for a terminal: short names, fewer digits.
fn narrow(comparison: &ModelComparison) -> Table {
    let word = Columns::new().text("word", |row: &Row<'_>| row.word.text.clone());
    let formats = [NumberFormat::Fixed(3), NumberFormat::Signed(2)];
    let columns = scored(word, ["A", "rank", "z", "bucket"], formats, |row| row.a);
    let columns = scored(columns, ["B", "rank", "z", "bucket"], formats, |row| row.b);
    columns.table("", rows(comparison))
}

/// `columns`, and behind them strength, rank, z and bucket in the model that `side` names.
fn scored<'a>(
    columns: Columns<'a, Row<'a>>,
    [strength, rank, z, bucket]: [&'static str; 4],
    [of_strength, of_z]: [NumberFormat; 2],
    side: fn(&Row<'a>) -> Side<'a>,
) -> Columns<'a, Row<'a>> {
    columns
        .with(Column::number(strength, of_strength), move |row| {
            side(row).strength
        })
        .exact(rank, move |row| side(row).score.map(|score| score.rank))
        .with(Column::number(z, of_z), move |row| {
            side(row).score.and_then(|score| score.z)
        })
        .text(bucket, move |row| {
            side(row).score.map(|score| score.bucket.name())
        })
}

fn caption(comparison: &ModelComparison) -> String {
    let [a, b] = &comparison.sides;
    format!(
        "Strength of each word (pieces merged by {}) in {} (A, Layer {}) and {} (B, Layer {}): \
         “{}”. Spearman's ρ = {}.",
        comparison.merge.name(),
        a.model.display_name,
        a.layer,
        b.model.display_name,
        b.layer,
        a.traced.text,
        headings::number(comparison.agreement)
    )
}

fn rows(comparison: &ModelComparison) -> impl Iterator<Item = Row<'_>> {
    let words = comparison.words.iter().enumerate();
    words.map(|(place, word)| {
        let [scores_a, scores_b] = &comparison.scores;
        let [strength_a, strength_b] = word.strengths;
        let [tokens_a, tokens_b] = &word.tokens;
        Row {
            place,
            word,
            characters: comparison.characters(word),
            a: Side::new(tokens_a, strength_a, scores_a, place),
            b: Side::new(tokens_b, strength_b, scores_b, place),
        }
    })
}

impl<'a> Side<'a> {
    fn new(tokens: &'a [usize], strength: f64, scores: &'a LayerScores, word: usize) -> Self {
        Self {
            tokens,
            strength,
            score: scores.tokens.get(word).and_then(Option::as_ref),
        }
    }
}

fn spaced(tokens: &[usize]) -> String {
    let tokens: Vec<String> = tokens.iter().map(ToString::to_string).collect();
    tokens.join(" ")
}

fn undefined() -> String {
    "undefined".to_owned()
}
