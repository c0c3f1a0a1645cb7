//! JSON of a corpus, `glassbox.corpus.v1`. The names are a contract: scripts outside the project
//! read them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::app::APP_VERSION;
use crate::domain::corpus::{
    BaselineFindings, ClassFindings, ConfoundFindings, Example, FileFacts, Findings, Quartiles,
    TokenFindings, TokenKind, TokenOrder, first_tokens,
};
use crate::export::json::{ModelEntry, one_line};

use super::pairs_json::{EstimateEntry, PairsEntry};
use super::removal_json::RemovalEntry;
use super::settling::SettlingEntry;
use super::summary::CorpusSummary;

/// How many tokens of each order are in the document; `top_tokens.csv` has them all.
const FIRST_TOKENS: usize = 50;

/// The summary as `glassbox.corpus.v1`, with a line end.
pub(super) fn json_from_corpus(summary: &CorpusSummary<'_>) -> String {
    let CorpusSummary {
        model,
        facts,
        findings,
        ..
    } = summary;
    let layer = summary.settings.tables.layer;
    let warnings = summary.warnings();
    one_line(&Document {
        schema: "glassbox.corpus.v1",
        app_version: APP_VERSION,
        model: ModelEntry::new(model),
        settings: SettingsEntry::new(summary),
        files: facts.input.files.iter().map(FileEntry::new).collect(),
        texts: findings.texts,
        tokens: findings.tokens,
        duplicates: facts.input.duplicates(),
        blank: facts.input.blank(),
        bad_rows: facts.bad(),
        truncated: facts.read.cut,
        tokens_left_out: facts.read.truncated_tokens,
        cancelled: facts.cancelled,
        classes: findings
            .classes
            .iter()
            .map(|class| ClassEntry::new(summary, class))
            .collect(),
        effects: effects(findings),
        baselines: findings.baselines.iter().map(BaselineEntry::new).collect(),
        confounds: findings.confounds.iter().map(ConfoundEntry::new).collect(),
        least_count: findings.least_count,
        top_tokens: TopEntry::new(summary, &findings.top_tokens, layer),
        top_pieces: TopEntry::new(summary, &findings.top_pieces, layer),
        pairs: findings.pairs.as_ref().map(PairsEntry::new),
        removal: findings.removal.as_ref().map(RemovalEntry::new),
        settling: findings.settling.as_ref().map(SettlingEntry::new),
        sample: SampleEntry {
            texts: findings.sample.text_count,
            tokens: findings.sample.token_count,
            whole: findings.sample.whole,
        },
        warnings: &warnings,
    })
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    app_version: &'static str,
    model: ModelEntry<'a>,
    settings: SettingsEntry<'a>,
    files: Vec<FileEntry<'a>>,
    texts: u64,
    tokens: u64,
    duplicates: u64,
    blank: u64,
    bad_rows: u64,
    truncated: u64,
    tokens_left_out: u64,
    cancelled: bool,
    classes: Vec<ClassEntry<'a>>,
    effects: Vec<EffectEntry>,
    baselines: Vec<BaselineEntry>,
    confounds: Vec<ConfoundEntry>,
    least_count: u64,
    top_tokens: TopEntry<'a>,
    top_pieces: TopEntry<'a>,
    pairs: Option<PairsEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    removal: Option<RemovalEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settling: Option<SettlingEntry>,
    sample: SampleEntry,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct SettingsEntry<'a> {
    layer: usize,
    second_layer: usize,
    quantile: f64,
    quantile_method: &'static str,
    tokens: &'static str,
    measure: &'static str,
    seed: u64,
    replicates: usize,
    baselines: bool,
    frequency: &'static str,
    column: Option<&'a str>,
    field: Option<&'a str>,
    /// What was said of how files are to be read; left out where nothing was.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    read_as: &'a BTreeMap<&'static str, String>,
    split_sentences: bool,
    skip_duplicates: bool,
}

#[derive(Serialize)]
struct FileEntry<'a> {
    name: &'a str,
    bytes: u64,
    sha256: Option<&'a str>,
    texts: u64,
    duplicates: u64,
    blank: u64,
    bad_rows: u64,
    /// How it was read, where that had to be found out.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
}

#[derive(Serialize)]
struct ClassEntry<'a> {
    kind: &'static str,
    is_group: bool,
    tokens: u64,
    texts: u64,
    layers: Vec<ClassLayerEntry>,
    examples: Vec<ExampleEntry<'a>>,
}

#[derive(Serialize)]
struct ClassLayerEntry {
    layer: usize,
    mean: f64,
    p5: f64,
    p25: f64,
    p50: f64,
    p75: f64,
    p95: f64,
    judged: u64,
    judged_high: u64,
    high_rate: Option<EstimateEntry>,
    share_of_judged: Option<f64>,
    share_of_high: Option<f64>,
}

#[derive(Serialize)]
struct EffectEntry {
    layer: usize,
    content: u64,
    function: u64,
    auc: Option<EstimateEntry>,
    cliffs_delta: Option<EstimateEntry>,
    auc_within_sentence: Option<EstimateEntry>,
    high_share: Option<f64>,
    #[serde(rename = "foremost")]
    argmax_share: Option<f64>,
}

#[derive(Serialize)]
struct BaselineEntry {
    baseline: &'static str,
    layers: Vec<CorrelationEntry>,
}

#[derive(Serialize)]
struct CorrelationEntry {
    layer: usize,
    tokens: u64,
    rho: Option<EstimateEntry>,
    partial_tokens: u64,
    partial: Option<EstimateEntry>,
}

#[derive(Serialize)]
struct ConfoundEntry {
    confound: &'static str,
    bins: Vec<BinEntry>,
}

#[derive(Serialize)]
struct BinEntry {
    from: f64,
    to: f64,
    tokens: u64,
    /// Lower quartile, median, upper quartile, `[layer]`.
    quartiles: Vec<[f64; 3]>,
}

/// The first tokens by each of [`TokenOrder`].
#[derive(Serialize)]
struct TopEntry<'a> {
    count: Vec<TokenEntry<'a>>,
    mean_strength: Vec<TokenEntry<'a>>,
    high_share: Vec<TokenEntry<'a>>,
}

#[derive(Serialize)]
struct TokenEntry<'a> {
    token: &'a str,
    shown: &'a str,
    word_class: &'static str,
    count: u64,
    judged: u64,
    mean: Option<f64>,
    high: Option<u64>,
    examples: Vec<ExampleEntry<'a>>,
}

#[derive(Serialize)]
struct ExampleEntry<'a> {
    file: &'a str,
    text_id: u64,
    sentence: u32,
    index: usize,
    text: &'a str,
}

#[derive(Serialize)]
struct SampleEntry {
    texts: u64,
    tokens: u64,
    whole: bool,
}

impl<'a> SettingsEntry<'a> {
    fn new(summary: &CorpusSummary<'a>) -> Self {
        let (settings, findings) = (summary.settings, summary.findings);
        let tables = &settings.tables;
        Self {
            layer: tables.layer,
            second_layer: tables.second_layer,
            quantile: tables.rule.quantile,
            quantile_method: tables.rule.method.name(),
            tokens: tables.rule.tokens.name(),
            measure: settings.measure.name(),
            seed: findings.seed,
            replicates: findings.replicates,
            baselines: settings.baselines,
            frequency: settings.frequency.name(),
            column: settings.column.as_deref(),
            field: settings.field.as_deref(),
            read_as: &settings.read_as,
            split_sentences: tables.split_sentences,
            skip_duplicates: settings.skip_duplicates,
        }
    }
}

impl<'a> FileEntry<'a> {
    fn new(file: &'a FileFacts) -> Self {
        Self {
            name: &file.name,
            bytes: file.bytes,
            sha256: Some(file.sha256.as_str()).filter(|sha256| !sha256.is_empty()),
            texts: file.texts,
            duplicates: file.duplicates,
            blank: file.blank,
            bad_rows: file.bad,
            notes: &file.notes,
        }
    }
}

impl<'a> ClassEntry<'a> {
    fn new(summary: &CorpusSummary<'a>, class: &'a ClassFindings) -> Self {
        let layers = class.layers.iter().enumerate();
        Self {
            kind: class.kind.name(),
            is_group: matches!(class.kind, TokenKind::Group(_)),
            tokens: class.tokens,
            texts: class.texts,
            layers: layers
                .map(|(layer, at)| {
                    let [share_of_judged, share_of_high] =
                        summary.findings.shares(class.kind, layer);
                    ClassLayerEntry {
                        layer,
                        mean: at.mean,
                        p5: at.p5,
                        p25: at.quartiles.lower,
                        p50: at.quartiles.median,
                        p75: at.quartiles.upper,
                        p95: at.p95,
                        judged: at.judged,
                        judged_high: at.judged_high,
                        high_rate: EstimateEntry::new(at.high_rate),
                        share_of_judged,
                        share_of_high,
                    }
                })
                .collect(),
            examples: examples(summary, &class.examples),
        }
    }
}

fn effects(findings: &Findings) -> Vec<EffectEntry> {
    let layers = findings.effects.iter().enumerate();
    layers
        .map(|(layer, effect)| EffectEntry {
            layer,
            content: effect.content,
            function: effect.function,
            auc: EstimateEntry::new(effect.auc),
            cliffs_delta: EstimateEntry::new(effect.cliffs_delta),
            auc_within_sentence: EstimateEntry::new(effect.auc_within_sentence),
            high_share: effect.high_share,
            argmax_share: effect.argmax_share,
        })
        .collect()
}

impl BaselineEntry {
    fn new(findings: &BaselineFindings) -> Self {
        let layers = findings.layers.iter().enumerate();
        Self {
            baseline: findings.baseline.name(),
            layers: layers
                .map(|(layer, at)| CorrelationEntry {
                    layer,
                    tokens: at.tokens,
                    rho: EstimateEntry::new(at.rho),
                    partial_tokens: at.partial_tokens,
                    partial: EstimateEntry::new(at.partial),
                })
                .collect(),
        }
    }
}

impl ConfoundEntry {
    fn new(findings: &ConfoundFindings) -> Self {
        let three = |at: &Quartiles| [at.lower, at.median, at.upper];
        let bins = findings.bins.iter();
        Self {
            confound: findings.confound.name(),
            bins: bins
                .map(|bin| BinEntry {
                    from: bin.from,
                    to: bin.to,
                    tokens: bin.tokens,
                    quartiles: bin.layers.iter().map(three).collect(),
                })
                .collect(),
        }
    }
}

impl<'a> TopEntry<'a> {
    fn new(summary: &CorpusSummary<'a>, tokens: &'a [TokenFindings], layer: usize) -> Self {
        let first = |order| {
            let first = first_tokens(tokens, order, layer, FIRST_TOKENS);
            let entries = first.into_iter().map(|token| TokenEntry {
                token: &token.piece,
                shown: &token.shown,
                word_class: token.class.tag(),
                count: token.count,
                judged: token.judged,
                mean: token.layers.get(layer).map(|at| at.mean),
                high: token.layers.get(layer).map(|at| at.high),
                examples: examples(summary, &token.examples),
            });
            entries.collect()
        };
        Self {
            count: first(TokenOrder::Count),
            mean_strength: first(TokenOrder::Mean),
            high_share: first(TokenOrder::HighShare),
        }
    }
}

fn examples<'a>(summary: &CorpusSummary<'a>, examples: &'a [Example]) -> Vec<ExampleEntry<'a>> {
    let entry = |example: &'a Example| ExampleEntry {
        file: summary.file_of(example.place),
        text_id: example.place.line,
        sentence: example.place.sentence,
        index: example.token,
        text: &example.text,
    };
    examples.iter().map(entry).collect()
}
