//! What the head says at every layer, as JSON: `glassbox.lens.v1`.

use serde::Serialize;

use crate::analysis::{AnalysisSettings, Lens, settings_of};
use crate::domain::app::APP_VERSION;
use crate::domain::lens::{Candidate, LensCell, LensReading};

use super::analysis::{TokenEntry, token_entries};
use super::document::ModelEntry;

/// The whole document.
#[derive(Serialize)]
pub(super) struct LensDocument<'a> {
    schema: &'static str,
    app_version: &'static str,
    model: ModelEntry<'a>,
    settings: Settings,
    text: &'a str,
    truncated: bool,
    tokens_left_out: usize,
    tokens: Vec<LensToken<'a>>,
    layers: Vec<LayerEntry<'a>>,
    settled_at: Option<&'a [usize]>,
    spearman: Option<f64>,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct Settings {
    #[serde(flatten)]
    analysis: AnalysisSettings,
    top: usize,
}

#[derive(Serialize)]
struct LensToken<'a> {
    #[serde(flatten)]
    token: TokenEntry<'a>,
    masked: bool,
}

#[derive(Serialize)]
struct LayerEntry<'a> {
    layer: usize,
    tokens: Vec<CellEntry<'a>>,
}

/// What the head says of a token; the entropy is in nats.
#[derive(Serialize)]
struct CellEntry<'a> {
    top: Vec<WordEntry<'a>>,
    true_rank: Option<usize>,
    true_probability: Option<f64>,
    entropy: f64,
}

#[derive(Serialize)]
struct WordEntry<'a> {
    token: &'a str,
    shown: &'a str,
    id: u32,
    probability: f64,
}

impl<'a> LensDocument<'a> {
    pub(super) fn new(lens: &'a Lens) -> Self {
        let analysis = &lens.analysis;
        let reading = &lens.reading;
        let masked = reading.masked.iter().copied();
        let layers = reading.layers.iter().enumerate();
        Self {
            schema: "glassbox.lens.v1",
            app_version: APP_VERSION,
            model: ModelEntry::new(&analysis.model),
            settings: Settings {
                analysis: settings_of(analysis),
                top: lens.settings.top,
            },
            text: &analysis.traced.text,
            truncated: analysis.traced.truncated_tokens > 0,
            tokens_left_out: analysis.traced.truncated_tokens,
            tokens: token_entries(analysis)
                .zip(masked)
                .map(|(token, masked)| LensToken { token, masked })
                .collect(),
            layers: layers
                .map(|(layer, cells)| LayerEntry {
                    layer,
                    tokens: cells.iter().map(|cell| cell_entry(reading, cell)).collect(),
                })
                .collect(),
            settled_at: lens.settled_at.as_deref(),
            spearman: lens.spearman,
            warnings: &lens.warnings,
        }
    }
}

fn cell_entry<'a>(reading: &'a LensReading, cell: &LensCell) -> CellEntry<'a> {
    let entry = |word: &Candidate| {
        let spelled = reading.words.get(&word.id);
        WordEntry {
            token: spelled.map_or("", |spelled| &spelled.piece),
            shown: spelled.map_or("", |spelled| &spelled.shown),
            id: word.id,
            probability: word.probability,
        }
    };
    CellEntry {
        top: cell.top.iter().map(entry).collect(),
        true_rank: cell.true_rank,
        true_probability: cell.true_probability,
        entropy: cell.entropy,
    }
}
