//! One text through two models: as JSON, CSV and a table to read.

use std::fmt::Write as _;

use serde::Serialize;

use crate::analysis::{Analysis, ComparedWord, HighInBoth, ModelComparison};
use crate::domain::standing::Standing;

use super::columns::lined_up;
use super::csv;
use super::json::{APP_VERSION, AnalysisDocument, document};
use super::table::plain;

/// A comparison of two models as `glassbox.model_comparison.v1`, with a line end.
pub fn json_from_model_comparison(comparison: &ModelComparison) -> String {
    let [a, b] = &comparison.sides;
    document(&Document {
        schema: "glassbox.model_comparison.v1",
        app_version: APP_VERSION,
        text: &a.traced.text,
        merge: comparison.merge.name(),
        a: AnalysisDocument::of(a),
        b: AnalysisDocument::of(b),
        threshold_a: threshold(comparison, 0),
        threshold_b: threshold(comparison, 1),
        words: words(comparison)
            .map(|(place, word)| WordEntry::of(comparison, place, word))
            .collect(),
        agreement: comparison.agreement,
        agreements: &comparison.agreements,
        high_in_both: HighEntry::of(comparison.high_in_both),
        warnings: &comparison.warnings,
    })
}

/// One row a word.
pub fn csv_from_model_comparison(comparison: &ModelComparison) -> String {
    let names = [
        "index",
        "word",
        "start",
        "end",
        "start_char",
        "end_char",
        "word_class",
        "inside",
        "tokens_a",
        "tokens_b",
        "strength_a",
        "rank_a",
        "z_a",
        "bucket_a",
        "strength_b",
        "rank_b",
        "z_b",
        "bucket_b",
    ];
    let rows = words(comparison).map(|(place, word)| {
        let entry = WordEntry::of(comparison, place, word);
        let mut row = vec![
            entry.index.to_string(),
            entry.word.to_owned(),
            entry.start.to_string(),
            entry.end.to_string(),
            entry.start_char.to_string(),
            entry.end_char.to_string(),
            entry.word_class.to_owned(),
            entry.inside.to_string(),
            spaced(entry.tokens_a),
            spaced(entry.tokens_b),
        ];
        for side in [&entry.a, &entry.b] {
            row.push(csv::number(Some(side.strength)));
            row.push(side.rank.map(|rank| rank.to_string()).unwrap_or_default());
            row.push(csv::number(side.z));
            row.push(side.bucket.unwrap_or_default().to_owned());
        }
        row
    });
    csv::document(names, rows)
}

/// One line a word; then the agreement and the warnings.
pub fn table_from_model_comparison(comparison: &ModelComparison) -> String {
    let [a, b] = &comparison.sides;
    let mut text = format!("text  {}\n", plain(&a.traced.text));
    for (name, side, threshold) in [
        ("A", a, threshold(comparison, 0)),
        ("B", b, threshold(comparison, 1)),
    ] {
        let _ = writeln!(text, "   {name}  {}", setting(side, threshold));
    }
    let _ = writeln!(
        text,
        "words: strengths of pieces merged by {}; quantile {}, {}, tokens {}\n",
        comparison.merge.name(),
        a.rule.quantile,
        a.rule.method.name(),
        a.rule.tokens.name()
    );
    let rows: Vec<[String; 9]> = words(comparison)
        .map(|(place, word)| row(&WordEntry::of(comparison, place, word)))
        .collect();
    text.push_str(&lined_up(
        &[
            "word", "A", "rank", "z", "bucket", "B", "rank", "z", "bucket",
        ],
        &[false, true, true, true, false, true, true, true, false],
        &rows,
    ));
    let agreement = comparison
        .agreement
        .map_or_else(|| "undefined".to_owned(), |rho| format!("{rho:.3}"));
    let HighInBoth {
        both,
        each: [of_a, of_b],
        by_chance,
    } = comparison.high_in_both;
    let _ = writeln!(
        text,
        "\nagreement of the orders (Spearman's rho) {agreement}\n\
         HIGH in both {both}, of {of_a} in A and {of_b} in B; by chance {by_chance:.1}"
    );
    for warning in &comparison.warnings {
        let _ = writeln!(text, "note: {}", plain(warning));
    }
    text
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    app_version: &'static str,
    text: &'a str,
    merge: &'static str,
    a: AnalysisDocument<'a>,
    b: AnalysisDocument<'a>,
    threshold_a: Option<f64>,
    threshold_b: Option<f64>,
    words: Vec<WordEntry<'a>>,
    agreement: Option<f64>,
    agreements: &'a [Vec<Option<f64>>],
    high_in_both: HighEntry,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct WordEntry<'a> {
    index: usize,
    word: &'a str,
    start: usize,
    end: usize,
    start_char: usize,
    end_char: usize,
    word_class: &'static str,
    inside: bool,
    tokens_a: &'a [usize],
    tokens_b: &'a [usize],
    a: StandingEntry,
    b: StandingEntry,
}

#[derive(Serialize)]
struct StandingEntry {
    strength: f64,
    rank: Option<usize>,
    z: Option<f64>,
    bucket: Option<&'static str>,
}

#[derive(Serialize)]
struct HighEntry {
    both: usize,
    a: usize,
    b: usize,
    by_chance: f64,
}

impl<'a> WordEntry<'a> {
    fn of(comparison: &'a ModelComparison, place: usize, word: &'a ComparedWord) -> Self {
        let [strength_a, strength_b] = word.strengths;
        let [tokens_a, tokens_b] = &word.tokens;
        let [first, _] = &comparison.sides;
        let text = &first.traced.text;
        let characters = |end: usize| text.get(..end).map_or(0, |text| text.chars().count());
        let entry = |side, strength| StandingEntry::of(strength, standing(comparison, side, place));
        Self {
            index: place,
            word: &word.text,
            start: word.start,
            end: word.end,
            start_char: characters(word.start),
            end_char: characters(word.end),
            word_class: word.word_class.tag(),
            inside: word.inside,
            tokens_a,
            tokens_b,
            a: entry(0, strength_a),
            b: entry(1, strength_b),
        }
    }
}

impl StandingEntry {
    fn of(strength: f64, standing: Option<&Standing>) -> Self {
        Self {
            strength,
            rank: standing.map(|standing| standing.rank),
            z: standing.and_then(|standing| standing.z),
            bucket: standing.map(|standing| standing.bucket.name()),
        }
    }
}

impl HighEntry {
    fn of(found: HighInBoth) -> Self {
        let [a, b] = found.each;
        Self {
            both: found.both,
            a,
            b,
            by_chance: found.by_chance,
        }
    }
}

fn words(comparison: &ModelComparison) -> impl Iterator<Item = (usize, &ComparedWord)> {
    comparison.words.iter().enumerate()
}

fn standing(comparison: &ModelComparison, side: usize, word: usize) -> Option<&Standing> {
    comparison.standings.get(side)?.tokens.get(word)?.as_ref()
}

fn threshold(comparison: &ModelComparison, side: usize) -> Option<f64> {
    comparison.standings.get(side)?.threshold
}

fn setting(side: &Analysis, threshold: Option<f64>) -> String {
    format!(
        "{} ({} layers x {}), Layer {}, threshold {} among the words",
        side.model.display_name,
        side.model.layers,
        side.model.hidden_size,
        side.layer,
        threshold.map_or_else(|| "undefined".to_owned(), |value| format!("{value:.3}"))
    )
}

fn row(entry: &WordEntry<'_>) -> [String; 9] {
    let side = |side: &StandingEntry| {
        let missing = || "-".to_owned();
        [
            format!("{:.3}", side.strength),
            side.rank.map_or_else(missing, |rank| rank.to_string()),
            side.z.map_or_else(missing, |z| format!("{z:+.2}")),
            side.bucket.map_or_else(missing, str::to_owned),
        ]
    };
    let [
        [strength_a, rank_a, z_a, bucket_a],
        [strength_b, rank_b, z_b, bucket_b],
    ] = [side(&entry.a), side(&entry.b)];
    let word = plain(entry.word);
    [
        word, strength_a, rank_a, z_a, bucket_a, strength_b, rank_b, z_b, bucket_b,
    ]
}

fn spaced(tokens: &[usize]) -> String {
    let tokens: Vec<String> = tokens.iter().map(ToString::to_string).collect();
    tokens.join(" ")
}
