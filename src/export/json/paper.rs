//! The paper beside a model as JSON, `glassbox.paper.v1`.

use serde::Serialize;

use crate::analysis::paper::{PaperCard, PaperCell, PaperFact, PaperItem, PaperReport, PaperRow};
use crate::domain::app::APP_VERSION;
use crate::domain::paper::{ARXIV, LAYER, LAYERS, MODEL, SECOND_LAYER, TITLE};
use crate::domain::threshold::ThresholdRule;
use crate::domain::token_scores::TokenScore;

use super::document::ModelEntry;

/// The whole document.
#[derive(Serialize)]
pub(in crate::export) struct PaperDocument<'a> {
    schema: &'static str,
    app_version: &'static str,
    paper: PaperEntry,
    model: ModelEntry<'a>,
    is_papers_model: bool,
    layer: usize,
    second_layer: usize,
    cards: Vec<CardEntry<'a>>,
    /// The paper's claim put on trial, in a few sentences.
    trial: Option<&'a str>,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct PaperEntry {
    title: &'static str,
    source: &'static str,
    model: &'static str,
    layers: usize,
    layer: usize,
    second_layer: usize,
}

#[derive(Serialize)]
struct CardEntry<'a> {
    id: String,
    title: &'a str,
    shows: &'a str,
    texts: Vec<TextEntry<'a>>,
    setting: &'a str,
    rule: Option<RuleEntry>,
    quantity: &'static str,
    measures: Vec<MeasureEntry<'a>>,
    rows: Vec<RowEntry<'a>>,
    numbers_in: Option<String>,
    facts: Vec<FactEntry<'a>>,
    recomputed: &'a [String],
    measured: &'a [String],
    verdict: VerdictEntry<'a>,
}

#[derive(Serialize)]
struct TextEntry<'a> {
    name: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct RuleEntry {
    quantile: f64,
    quantile_method: &'static str,
    tokens: &'static str,
}

#[derive(Serialize)]
struct MeasureEntry<'a> {
    name: &'a str,
    layer: usize,
}

#[derive(Serialize)]
struct RowEntry<'a> {
    token: &'a str,
    token_b: Option<&'a str>,
    special: bool,
    read_as: Option<&'a str>,
    cells: Vec<CellEntry>,
}

#[derive(Serialize)]
struct CellEntry {
    printed: Option<f64>,
    measured: Option<f64>,
    difference: Option<f64>,
    printed_rank: Option<usize>,
    printed_bucket: Option<&'static str>,
    measured_rank: Option<usize>,
    measured_bucket: Option<&'static str>,
}

#[derive(Serialize)]
struct FactEntry<'a> {
    name: &'a str,
    printed: Option<f64>,
    recomputed: Option<f64>,
    measured: Option<f64>,
    difference: Option<f64>,
}

#[derive(Serialize)]
struct VerdictEntry<'a> {
    kind: &'static str,
    text: &'a str,
}

impl<'a> PaperDocument<'a> {
    pub(in crate::export) fn new(report: &'a PaperReport) -> Self {
        Self {
            schema: "glassbox.paper.v1",
            app_version: APP_VERSION,
            paper: PaperEntry {
                title: TITLE,
                source: ARXIV,
                model: MODEL,
                layers: LAYERS,
                layer: LAYER,
                second_layer: SECOND_LAYER,
            },
            model: ModelEntry::new(&report.model),
            is_papers_model: report.is_papers_model,
            layer: report.layer,
            second_layer: report.second_layer,
            cards: report.cards.iter().map(CardEntry::new).collect(),
            trial: report.trial.as_deref(),
            warnings: &report.notes,
        }
    }
}

impl<'a> CardEntry<'a> {
    fn new(card: &'a PaperCard) -> Self {
        let texts = card.texts.iter();
        let measures = card.measures.iter();
        Self {
            id: card.item.id(),
            title: &card.title,
            shows: &card.shows,
            texts: texts
                .map(|text| TextEntry {
                    name: text.name,
                    text: &text.text,
                })
                .collect(),
            setting: &card.setting,
            rule: card.rule.as_ref().map(RuleEntry::new),
            quantity: card.quantity.name(),
            measures: measures
                .map(|measure| MeasureEntry {
                    name: &measure.name,
                    layer: measure.layer,
                })
                .collect(),
            rows: card.rows.iter().map(RowEntry::new).collect(),
            numbers_in: card.numbers_in.map(PaperItem::id),
            facts: card.facts.iter().map(FactEntry::new).collect(),
            recomputed: &card.recomputed,
            measured: &card.measured,
            verdict: VerdictEntry {
                kind: card.verdict.kind.name(),
                text: &card.verdict.text,
            },
        }
    }
}

impl RuleEntry {
    fn new(rule: &ThresholdRule) -> Self {
        Self {
            quantile: rule.quantile,
            quantile_method: rule.method.name(),
            tokens: rule.tokens.name(),
        }
    }
}

impl<'a> RowEntry<'a> {
    fn new(row: &'a PaperRow) -> Self {
        Self {
            token: &row.token,
            token_b: row.token_b.as_deref(),
            special: row.special,
            read_as: row.read_as.as_deref(),
            cells: row.cells.iter().map(CellEntry::new).collect(),
        }
    }
}

impl CellEntry {
    fn new(cell: &PaperCell) -> Self {
        let rank = |score: Option<TokenScore>| score.map(|score| score.rank);
        let bucket = |score: Option<TokenScore>| score.map(|score| score.bucket.name());
        Self {
            printed: cell.printed.map(|printed| printed.value),
            measured: cell.measured,
            difference: cell.difference(),
            printed_rank: rank(cell.printed_score),
            printed_bucket: bucket(cell.printed_score),
            measured_rank: rank(cell.measured_score),
            measured_bucket: bucket(cell.measured_score),
        }
    }
}

impl<'a> FactEntry<'a> {
    fn new(fact: &'a PaperFact) -> Self {
        Self {
            name: &fact.name,
            printed: fact.printed.map(|printed| printed.value),
            recomputed: fact.recomputed,
            measured: fact.measured,
            difference: fact.difference(),
        }
    }
}
