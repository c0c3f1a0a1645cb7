//! What the tokens of a text attend to, as JSON: `glassbox.attention.v1`.

use serde::Serialize;

use crate::analysis::{AnalysisSettings, AttendedText, Attention, settings_of};
use crate::domain::app::APP_VERSION;
use crate::domain::attention::{
    AttentionMatrix, BesideStrength, HeadChoice, HeadFacts, ReceivedKind,
};

use super::analysis::{TokenEntry, token_entries};
use super::document::ModelEntry;

/// The whole document. Of two texts the keys at the top are of the first.
#[derive(Serialize)]
pub(super) struct AttentionDocument<'a> {
    schema: &'static str,
    app_version: &'static str,
    model: ModelEntry<'a>,
    settings: AttentionEntry,
    block: usize,
    head: HeadEntry,
    kind: &'static str,
    #[serde(flatten)]
    a: TextEntry<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    b: Option<TextEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<DifferenceEntry<'a>>,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct AttentionEntry {
    #[serde(flatten)]
    settings: AnalysisSettings,
    block: usize,
    head: HeadEntry,
    kind: &'static str,
}

/// A number from 1, `mean` or `max`.
#[derive(Clone, Copy, Serialize)]
#[serde(untagged)]
enum HeadEntry {
    Number(usize),
    Name(&'static str),
}

#[derive(Serialize)]
struct TextEntry<'a> {
    text: &'a str,
    truncated: bool,
    tokens_left_out: usize,
    threshold: Option<f64>,
    /// How many tokens to each side a token sees in this block; null for all.
    window: Option<usize>,
    /// `[query][key]`
    weights: Vec<&'a [f32]>,
    received: Vec<ReceivedEntry<'a>>,
    spearman: Option<f64>,
    high_both: usize,
    high_both_by_chance: f64,
    beside_strength: Vec<BesideEntry<'a>>,
    heads: Vec<FactsEntry>,
    blocks: Vec<BlockEntry>,
}

#[derive(Serialize)]
struct ReceivedEntry<'a> {
    #[serde(flatten)]
    token: TokenEntry<'a>,
    received: Option<f64>,
    bucket_received: Option<&'static str>,
}

#[derive(Serialize)]
struct BesideEntry<'a> {
    kind: &'static str,
    received: &'a [f64],
    spearman: Option<f64>,
    high: usize,
    high_received: usize,
    high_both: usize,
    high_both_by_chance: f64,
}

#[derive(Serialize)]
struct FactsEntry {
    block: usize,
    head: usize,
    #[serde(flatten)]
    facts: HeadFacts,
}

#[derive(Serialize)]
struct BlockEntry {
    block: usize,
    spearman: std::collections::BTreeMap<&'static str, Option<f64>>,
}

#[derive(Serialize)]
struct DifferenceEntry<'a> {
    pairs: &'a [(usize, usize)],
    /// B less A, `[query][key]`
    weights: Vec<&'a [f32]>,
}

impl<'a> AttentionDocument<'a> {
    pub(super) fn new(attention: &'a Attention) -> Self {
        let analysis = &attention.a.analysis;
        let head = match attention.settings.head {
            HeadChoice::One(head) => HeadEntry::Number(head + 1),
            HeadChoice::Mean => HeadEntry::Name("mean"),
            HeadChoice::Max => HeadEntry::Name("max"),
        };
        let kind = attention.settings.kind.name();
        Self {
            schema: "glassbox.attention.v1",
            app_version: APP_VERSION,
            model: ModelEntry::new(&analysis.model),
            settings: AttentionEntry {
                settings: settings_of(analysis),
                block: attention.block,
                head,
                kind,
            },
            block: attention.block,
            head,
            kind,
            a: TextEntry::new(&attention.a),
            b: attention.b.as_ref().map(TextEntry::new),
            difference: attention
                .difference
                .as_ref()
                .map(|difference| DifferenceEntry {
                    pairs: &difference.pairs,
                    weights: rows(&difference.cells),
                }),
            warnings: &attention.warnings,
        }
    }
}

impl<'a> TextEntry<'a> {
    fn new(text: &'a AttendedText) -> Self {
        let analysis = &text.analysis;
        let chosen = &text.chosen;
        let tokens = token_entries(analysis).zip(&chosen.received);
        let tokens = tokens.zip(&chosen.scores.tokens);
        let by_block = |(place, block): (usize, usize)| BlockEntry {
            block,
            spearman: text
                .by_block
                .iter()
                .map(|(kind, rhos)| (kind.name(), rhos.get(place).copied().flatten()))
                .collect(),
        };
        let blocks = text.by_block.first().map_or(0, |(_, rhos)| rhos.len());
        Self {
            text: &analysis.traced.text,
            truncated: analysis.traced.truncated_tokens > 0,
            tokens_left_out: analysis.traced.truncated_tokens,
            threshold: analysis.at_layer().threshold,
            window: text.measured.block.window,
            weights: rows(&text.matrix),
            received: tokens
                .map(|((token, &received), score)| ReceivedEntry {
                    token,
                    received: Some(received).filter(|received| received.is_finite()),
                    bucket_received: score.as_ref().map(|score| score.bucket.name()),
                })
                .collect(),
            spearman: chosen.spearman,
            high_both: chosen.high_both,
            high_both_by_chance: chosen.expected_both,
            beside_strength: text.beside.iter().map(BesideEntry::new).collect(),
            heads: facts(text),
            blocks: (0..blocks)
                .map(|place| by_block((place, place + 1)))
                .collect(),
        }
    }
}

impl<'a> BesideEntry<'a> {
    fn new((kind, beside): &'a (ReceivedKind, BesideStrength)) -> Self {
        Self {
            kind: kind.name(),
            received: &beside.received,
            spearman: beside.spearman,
            high: beside.high,
            high_received: beside.high_received,
            high_both: beside.high_both,
            high_both_by_chance: beside.expected_both,
        }
    }
}

fn facts(text: &AttendedText) -> Vec<FactsEntry> {
    let overview = text.measured.overview.iter();
    let blocks = overview.flat_map(|overview| (1..).zip(&overview.blocks));
    let heads = blocks.flat_map(|(block, overview)| {
        let heads = (1..).zip(&overview.heads);
        heads.map(move |(head, overview)| (block, head, overview.facts))
    });
    heads
        .map(|(block, head, facts)| FactsEntry { block, head, facts })
        .collect()
}

fn rows(matrix: &AttentionMatrix) -> Vec<&[f32]> {
    matrix.rows().collect()
}
