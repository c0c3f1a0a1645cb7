//! Comparisons and drift as JSON. The names are a contract: scripts outside the project read them.

use serde::Serialize;

use crate::analysis::{Analysis, Comparison, ComparisonQuestion, Drift, DriftPair, Instruction};
use crate::domain::alignment::Pair;
use crate::domain::shift::Shift;
use crate::domain::shift_sums::ShiftSums;

use super::json::{APP_VERSION, AnalysisDocument, ModelEntry, Settings, document};

/// A comparison as `glassbox.comparison.v1`, with a line end.
pub fn json_from_comparison(comparison: &Comparison) -> String {
    document(&ComparisonDocument {
        schema: "glassbox.comparison.v1",
        app_version: APP_VERSION,
        model: ModelEntry::of(&comparison.a.model),
        settings: ComparisonSettings::of(&comparison.a, &comparison.asked),
        a: AnalysisDocument::of(&comparison.a),
        b: AnalysisDocument::of(&comparison.b),
        pairs: pair_entries(comparison),
        sums: SumsEntry::of(comparison),
        layers: layer_entries(comparison),
        warnings: &comparison.warnings,
    })
}

/// Drift as `glassbox.drift.v1`, with a line end.
pub fn json_from_drift(drift: &Drift) -> String {
    let Some(first) = drift.analyses.first() else {
        return String::new();
    };
    document(&DriftDocument {
        schema: "glassbox.drift.v1",
        app_version: APP_VERSION,
        model: ModelEntry::of(&first.model),
        settings: ComparisonSettings::of(first, &drift.asked),
        input: &drift.input,
        prompts: drift.instructions.iter().map(PromptEntry::of).collect(),
        pairs: drift
            .pairs
            .iter()
            .map(|pair| DriftEntry::of(drift, pair))
            .collect(),
        warnings: &drift.warnings,
    })
}

#[derive(Serialize)]
struct ComparisonDocument<'a> {
    schema: &'static str,
    app_version: &'static str,
    model: ModelEntry<'a>,
    settings: ComparisonSettings,
    a: AnalysisDocument<'a>,
    b: AnalysisDocument<'a>,
    pairs: Vec<PairEntry<'a>>,
    #[serde(flatten)]
    sums: SumsEntry,
    layers: Vec<LayerEntry>,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct ComparisonSettings {
    #[serde(flatten)]
    settings: Settings,
    alignment: &'static str,
    high_from: &'static str,
    positions: &'static str,
}

#[derive(Serialize)]
struct PairEntry<'a> {
    a: Option<usize>,
    b: Option<usize>,
    kind: &'static str,
    token_a: Option<&'a str>,
    token_b: Option<&'a str>,
    label: Option<String>,
    word_changed: bool,
    shift: Option<f64>,
    shifts: Option<Vec<f64>>,
    cosine: Option<f64>,
    magnitude_part: Option<f64>,
    direction_part: Option<f64>,
    bucket: Option<&'static str>,
}

#[derive(Serialize)]
struct SumsEntry {
    total_shift: f64,
    mean_shift: Option<f64>,
    cls_shift: Option<f64>,
    high_shift: f64,
    low_shift: f64,
    high_ratio: Option<f64>,
    pairs_aligned: usize,
    only_a: usize,
    only_b: usize,
    total_shift_unchanged: f64,
    mean_shift_unchanged: Option<f64>,
    high_shift_unchanged: f64,
    low_shift_unchanged: f64,
    high_ratio_unchanged: Option<f64>,
}

#[derive(Serialize)]
struct LayerEntry {
    layer: usize,
    total_shift: f64,
    mean_shift: Option<f64>,
    cls_shift: Option<f64>,
    high_shift: f64,
    low_shift: f64,
    high_ratio: Option<f64>,
    total_shift_unchanged: f64,
}

#[derive(Serialize)]
struct DriftDocument<'a> {
    schema: &'static str,
    app_version: &'static str,
    model: ModelEntry<'a>,
    settings: ComparisonSettings,
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
    warnings: &'a [String],
}

#[derive(Serialize)]
struct InputPairEntry {
    a: usize,
    b: usize,
    shift: f64,
}

impl ComparisonSettings {
    fn of(analysis: &Analysis, asked: &ComparisonQuestion) -> Self {
        Self {
            settings: Settings::of(analysis),
            alignment: asked.alignment.name(),
            high_from: asked.high_from.name(),
            positions: asked.positions.name(),
        }
    }
}

fn pair_entries(comparison: &Comparison) -> Vec<PairEntry<'_>> {
    let pairs = comparison.alignment.pairs.iter().enumerate();
    pairs
        .map(|(place, pair)| PairEntry::of(comparison, place, pair))
        .collect()
}

impl<'a> PairEntry<'a> {
    fn of(comparison: &'a Comparison, place: usize, pair: &Pair) -> Self {
        let piece = |analysis: &'a Analysis, token: Option<usize>| {
            let token = analysis.traced.tokens.get(token?)?;
            Some(token.piece.as_str())
        };
        let layers = 0..=comparison.a.traced.layers();
        let at_layer = comparison.shift(comparison.layer(), place);
        let of = |part: &dyn Fn(Shift) -> f64| at_layer.map(part);
        let every = layers.map(|layer| comparison.shift(layer, place).map(|shift| shift.shift));
        Self {
            a: pair.a,
            b: pair.b,
            kind: pair.kind.name(),
            token_a: piece(&comparison.a, pair.a),
            token_b: piece(&comparison.b, pair.b),
            label: comparison.label(pair),
            word_changed: pair.word_changed,
            shift: of(&|shift| shift.shift),
            shifts: every.collect(),
            cosine: at_layer.and_then(|shift| shift.cosine),
            magnitude_part: of(&|shift| shift.magnitude_part),
            direction_part: of(&|shift| shift.direction_part),
            bucket: comparison.bucket(place).map(|bucket| bucket.name()),
        }
    }
}

impl SumsEntry {
    fn of(comparison: &Comparison) -> Self {
        let sums = comparison.sums_at_layer();
        let unchanged = comparison.unchanged_at_layer();
        let (only_a, only_b) = comparison.alignment.gaps();
        Self {
            total_shift: sums.total,
            mean_shift: sums.mean(),
            cls_shift: sums.cls,
            high_shift: sums.contribution.high,
            low_shift: sums.contribution.low,
            high_ratio: sums.contribution.high_ratio(),
            pairs_aligned: sums.pairs,
            only_a,
            only_b,
            total_shift_unchanged: unchanged.total,
            mean_shift_unchanged: unchanged.mean(),
            high_shift_unchanged: unchanged.contribution.high,
            low_shift_unchanged: unchanged.contribution.low,
            high_ratio_unchanged: unchanged.contribution.high_ratio(),
        }
    }
}

fn layer_entries(comparison: &Comparison) -> Vec<LayerEntry> {
    let layers = comparison.sums.iter().zip(&comparison.sums_unchanged);
    let entry = |(layer, (sums, unchanged)): (usize, (&ShiftSums, &ShiftSums))| LayerEntry {
        layer,
        total_shift: sums.total,
        mean_shift: sums.mean(),
        cls_shift: sums.cls,
        high_shift: sums.contribution.high,
        low_shift: sums.contribution.low,
        high_ratio: sums.contribution.high_ratio(),
        total_shift_unchanged: unchanged.total,
    };
    layers.enumerate().map(entry).collect()
}

impl<'a> PromptEntry<'a> {
    fn of(instruction: &'a Instruction) -> Self {
        let tokens = instruction.traced.tokens.iter();
        Self {
            name: &instruction.prompt,
            text: &instruction.traced.text,
            input_start: instruction.input_start,
            truncated: instruction.traced.left_out > 0,
            tokens: tokens.map(|token| token.piece.as_str()).collect(),
        }
    }
}

impl<'a> DriftEntry<'a> {
    fn of(drift: &'a Drift, pair: &'a DriftPair) -> Self {
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
            sums: SumsEntry::of(&pair.comparison),
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
            warnings: &pair.comparison.warnings,
        }
    }
}
