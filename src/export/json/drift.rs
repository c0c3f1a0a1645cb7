//! One input under several instructions as JSON, `glassbox.drift.v1`.

use serde::Serialize;

use crate::analysis::{Drift, DriftNull, DriftPair, Instruction};
use crate::domain::app::APP_VERSION;
use crate::domain::null_band::NullBand;

use super::comparison::{
    BandEntry, LayerEntry, PairEntry, SettingsEntry, SumsEntry, layer_entries, pair_entries,
};
use super::document::ModelEntry;

/// The whole document.
#[derive(Serialize)]
pub(super) struct DriftDocument<'a> {
    schema: &'static str,
    app_version: &'static str,
    model: ModelEntry<'a>,
    settings: SettingsEntry,
    input: &'a str,
    prompts: Vec<PromptEntry<'a>>,
    pairs: Vec<DriftEntry<'a>>,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct PromptEntry<'a> {
    name: &'a str,
    text: &'a str,
    input_start: usize,
    truncated: bool,
    tokens: Vec<&'a str>,
}

#[derive(Serialize)]
struct DriftEntry<'a> {
    a: usize,
    b: usize,
    name_a: &'a str,
    name_b: &'a str,
    #[serde(flatten)]
    sums: SumsEntry,
    input_shift: Option<f64>,
    input_mean_shift: Option<f64>,
    input_shifts: Vec<f64>,
    input_pairs: Vec<InputPairEntry>,
    pairs: Vec<PairEntry<'a>>,
    layers: Vec<LayerEntry>,
    /// Where the drift stands among those that random instructions make.
    #[serde(skip_serializing_if = "Option::is_none")]
    null: Option<DriftNullEntry>,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct DriftNullEntry {
    texts: usize,
    replaced: &'static str,
    total: Option<BandEntry>,
    mean: Option<BandEntry>,
    cls: Option<BandEntry>,
    input: Option<BandEntry>,
}

impl DriftNullEntry {
    fn new(null: &DriftNull) -> Self {
        let band = |band: Option<NullBand>| band.map(BandEntry::new);
        Self {
            texts: null.texts,
            replaced: null.replaced.name(),
            total: band(null.total),
            mean: band(null.mean),
            cls: band(null.cls),
            input: band(null.input),
        }
    }
}

#[derive(Serialize)]
struct InputPairEntry {
    a: usize,
    b: usize,
    shift: f64,
}

impl<'a> DriftDocument<'a> {
    /// `None` without an instruction: there is no model to speak of.
    pub(super) fn new(drift: &'a Drift) -> Option<Self> {
        let first = drift.analyses.first()?;
        let pairs = drift.pairs.iter();
        Some(Self {
            schema: "glassbox.drift.v1",
            app_version: APP_VERSION,
            model: ModelEntry::new(&first.model),
            settings: SettingsEntry::new(first, drift.settings),
            input: &drift.input,
            prompts: drift.instructions.iter().map(PromptEntry::new).collect(),
            pairs: pairs.map(|pair| DriftEntry::new(drift, pair)).collect(),
            warnings: &drift.warnings,
        })
    }
}

impl<'a> PromptEntry<'a> {
    fn new(instruction: &'a Instruction) -> Self {
        let tokens = instruction.traced.tokens.iter();
        Self {
            name: &instruction.prompt,
            text: &instruction.traced.text,
            input_start: instruction.input_start,
            truncated: instruction.traced.truncated_tokens > 0,
            tokens: tokens.map(|token| token.piece.as_str()).collect(),
        }
    }
}

impl<'a> DriftEntry<'a> {
    fn new(drift: &'a Drift, pair: &'a DriftPair) -> Self {
        let name = |place: usize| {
            let instruction = drift.instructions.get(place);
            instruction.map_or("", |instruction| instruction.prompt.as_str())
        };
        let layer = pair.comparison.layer();
        let shifts = pair.input.shifts.get(layer).into_iter().flatten();
        let input_pairs = pair.input.pairs.iter().zip(shifts);
        let mean = pair.input.mean(layer);
        Self {
            a: pair.a,
            b: pair.b,
            name_a: name(pair.a),
            name_b: name(pair.b),
            sums: SumsEntry::new(&pair.comparison),
            input_shift: mean.map(|_| pair.input.total(layer)),
            input_mean_shift: mean,
            input_shifts: (0..pair.input.shifts.len())
                .map(|layer| pair.input.total(layer))
                .collect(),
            input_pairs: input_pairs
                .map(|(&(a, b), &shift)| InputPairEntry { a, b, shift })
                .collect(),
            pairs: pair_entries(&pair.comparison),
            layers: layer_entries(&pair.comparison),
            null: pair.null.as_ref().map(DriftNullEntry::new),
            warnings: &pair.comparison.warnings,
        }
    }
}
