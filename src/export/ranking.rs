//! Passages ranked by a query: `glassbox.match_ranking.v1`, tables, and what a terminal shows.

use std::fmt::Write as _;

use serde::Serialize;

use crate::analysis::matching::{CarryingPair, MatchRanking, RankedPassage};
use crate::domain::app::APP_VERSION;
use crate::domain::format::{signed, strip_control_chars, with_thousands};

use super::headings;
use super::json::{ModelEntry, one_line};
use super::table::{Column, Columns, NumberFormat, Table, TableFormat, write};
use super::text::TextFormat;

#[derive(Serialize)]
struct RankingDocument<'a> {
    schema: &'static str,
    app_version: &'static str,
    model: ModelEntry<'a>,
    settings: SettingsEntry<'a>,
    query: &'a str,
    files: &'a [String],
    passages_ranked: usize,
    passages: Vec<PassageEntry<'a>>,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct SettingsEntry<'a> {
    pooling: String,
    pooling_from: &'static str,
    query_prompt: &'a str,
    passage_prompt: &'a str,
}

#[derive(Serialize)]
struct PassageEntry<'a> {
    rank: usize,
    file: &'a str,
    text_id: u64,
    text: &'a str,
    truncated: bool,
    tokens_left_out: u32,
    similarity: f64,
    percentile: f64,
    pairs: Vec<PairEntry<'a>>,
}

#[derive(Serialize)]
struct PairEntry<'a> {
    a: &'a str,
    b: &'a str,
    value: f64,
    share: Option<f64>,
}

/// `ranking` in `format`.
pub fn text_of_ranking(ranking: &MatchRanking, format: TextFormat) -> String {
    match format {
        TextFormat::Json => json(ranking),
        TextFormat::Csv => write(&data(ranking), TableFormat::Csv),
        TextFormat::Sheet => write(&display(ranking), TableFormat::Clipboard),
        TextFormat::ExactSheet => write(&data(ranking), TableFormat::Clipboard),
        TextFormat::Markdown => write(&display(ranking), TableFormat::Markdown),
        TextFormat::Latex => write(&display(ranking), TableFormat::Latex),
        TextFormat::Readable => report(ranking),
    }
}

/// The row of `hit`, with the heads of its columns, for a spreadsheet.
pub fn row_of_ranking(ranking: &MatchRanking, hit: &RankedPassage) -> String {
    let row = ranking.hits.iter().position(|of| of.rank == hit.rank);
    let row: Vec<usize> = row.into_iter().collect();
    write(&display(ranking).in_order(&row), TableFormat::Clipboard)
}

fn json(ranking: &MatchRanking) -> String {
    let passages = ranking.hits.iter().map(|hit| PassageEntry {
        rank: hit.rank,
        file: &hit.file,
        text_id: hit.text_id,
        text: &hit.text,
        truncated: hit.truncated_tokens > 0,
        tokens_left_out: hit.truncated_tokens,
        similarity: hit.similarity,
        percentile: hit.percentile,
        pairs: hit.carrying.iter().map(pair_entry).collect(),
    });
    let [query_prompt, passage_prompt] = &ranking.prompts;
    one_line(&RankingDocument {
        schema: "glassbox.match_ranking.v1",
        app_version: APP_VERSION,
        model: ModelEntry::new(&ranking.model),
        settings: SettingsEntry {
            pooling: ranking.pooling.name(),
            pooling_from: ranking.pooling.source.name(),
            query_prompt,
            passage_prompt,
        },
        query: &ranking.query,
        files: &ranking.files,
        passages_ranked: ranking.passages,
        passages: passages.collect(),
        warnings: &ranking.warnings,
    })
}

fn pair_entry(pair: &CarryingPair) -> PairEntry<'_> {
    PairEntry {
        a: &pair.a,
        b: &pair.b,
        value: pair.value,
        share: pair.share,
    }
}

/// Every passage, unrounded, under the names of the JSON keys.
fn data(ranking: &MatchRanking) -> Table {
    Columns::new()
        .exact("rank", |hit: &&RankedPassage| hit.rank)
        .text("file", |hit| hit.file.clone())
        .exact("text_id", |hit| usize::try_from(hit.text_id).ok())
        .text("text", |hit| hit.text.clone())
        .exact("similarity", |hit| hit.similarity)
        .exact("percentile", |hit| hit.percentile)
        .text("pairs", |hit| pairs(hit, ";", "|"))
        .table(caption(ranking), &ranking.hits)
}

/// The same for readers.
fn display(ranking: &MatchRanking) -> Table {
    let percentile = Column::number("percentile", NumberFormat::Percent(1));
    Columns::new()
        .exact("rank", |hit: &&RankedPassage| hit.rank)
        .text("passage", |hit| hit.text.clone())
        .fixed("similarity", 4, |hit| hit.similarity)
        .with(percentile, |hit| hit.percentile)
        .text("carried by", |hit| pairs(hit, ", ", " – "))
        .table(caption(ranking), &ranking.hits)
}

/// For a terminal: a line for each passage, and below it what carries it.
fn report(ranking: &MatchRanking) -> String {
    let mut text = format!("query  {}\n", strip_control_chars(&ranking.query));
    let _ = writeln!(
        text,
        "{}; {}; {} passages of {}\n",
        headings::model(&ranking.model),
        ranking.pooling.phrase(),
        with_thousands(ranking.passages as u64),
        strip_control_chars(&ranking.files.join(", "))
    );
    for hit in &ranking.hits {
        let cut = if hit.truncated_tokens > 0 {
            format!(" [cut: {} tokens not read]", hit.truncated_tokens)
        } else {
            String::new()
        };
        let _ = writeln!(
            text,
            "{:>4}  {}  above {:>5.1} %  line {:<6} {}{cut}",
            hit.rank,
            signed(hit.similarity, 4),
            100.0 * hit.percentile,
            hit.text_id,
            strip_control_chars(&hit.text)
        );
        let carried = pairs(hit, ", ", " – ");
        if !carried.is_empty() {
            let _ = writeln!(text, "{:>12}  {}", "", strip_control_chars(&carried));
        }
    }
    text.push_str(&headings::notes(&ranking.warnings));
    text
}

fn pairs(hit: &RankedPassage, between: &str, within: &str) -> String {
    let pairs = hit.carrying.iter();
    let pairs: Vec<String> = pairs
        .map(|pair| {
            let share = pair.share.unwrap_or(f64::NAN);
            format!("{}{within}{} {:.1} %", pair.a, pair.b, 100.0 * share)
        })
        .collect();
    pairs.join(between)
}

fn caption(ranking: &MatchRanking) -> String {
    format!(
        "The passages of {} most similar to “{}”, by {}.",
        ranking.files.join(", "),
        ranking.query,
        ranking.model.display_name
    )
}
