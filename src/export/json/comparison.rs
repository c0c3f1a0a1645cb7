//! Two texts as JSON, `glassbox.comparison.v1`, and the entries that drift has too.

use serde::Serialize;

use crate::analysis::{
    Analysis, AnalysisSettings, Comparison, ComparisonNull, ComparisonSettings, settings_of,
};
use crate::domain::alignment::Pair;
use crate::domain::app::APP_VERSION;
use crate::domain::null_band::NullBand;
use crate::domain::shift_sums::ShiftSums;
use crate::domain::token_scores::Bucket;

use super::analysis::AnalysisDocument;
use super::document::ModelEntry;

/// The whole document.
#[derive(Serialize)]
pub(super) struct ComparisonDocument<'a> {
    schema: &'static str,
    app_version: &'static str,
    model: ModelEntry<'a>,
    settings: SettingsEntry,
    a: AnalysisDocument<'a>,
    b: AnalysisDocument<'a>,
    pairs: Vec<PairEntry<'a>>,
    #[serde(flatten)]
    sums: SumsEntry,
    layers: Vec<LayerEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    null: Option<NullEntry>,
    warnings: &'a [String],
}

#[derive(Serialize)]
pub(super) struct SettingsEntry {
    #[serde(flatten)]
    analysis: AnalysisSettings,
    #[serde(flatten)]
    comparison: ComparisonSettings,
}

#[derive(Serialize)]
pub(super) struct PairEntry<'a> {
    a: Option<usize>,
    b: Option<usize>,
    kind: &'static str,
    token_a: Option<&'a str>,
    token_b: Option<&'a str>,
    label: Option<String>,
    word_changed: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    by_hand: bool,
    shift: Option<f64>,
    shifts: Option<Vec<f64>>,
    cosine: Option<f64>,
    magnitude_part: Option<f64>,
    direction_part: Option<f64>,
    bucket: Option<&'static str>,
}

/// The sums of one layer.
#[derive(Serialize)]
struct LayerSums {
    total_shift: f64,
    mean_shift: Option<f64>,
    cls_shift: Option<f64>,
    high_shift: f64,
    low_shift: f64,
    high_ratio: Option<f64>,
}

#[derive(Serialize)]
pub(super) struct SumsEntry {
    #[serde(flatten)]
    sums: LayerSums,
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
pub(super) struct LayerEntry {
    layer: usize,
    #[serde(flatten)]
    sums: LayerSums,
    total_shift_unchanged: f64,
}

impl<'a> ComparisonDocument<'a> {
    pub(super) fn new(comparison: &'a Comparison) -> Self {
        Self {
            schema: "glassbox.comparison.v1",
            app_version: APP_VERSION,
            model: ModelEntry::new(&comparison.a.model),
            settings: SettingsEntry::new(&comparison.a, comparison.settings),
            a: AnalysisDocument::new(&comparison.a),
            b: AnalysisDocument::new(&comparison.b),
            pairs: pair_entries(comparison),
            sums: SumsEntry::new(comparison),
            layers: layer_entries(comparison),
            null: comparison.null.as_ref().map(NullEntry::new),
            warnings: &comparison.warnings,
        }
    }
}

/// What chance makes of the two texts.
#[derive(Serialize)]
struct NullEntry {
    /// How many texts were asked for, and how many there are.
    replacements: usize,
    texts: usize,
    replaced: &'static str,
    seed: u64,
    /// One entry for each pair of the alignment.
    pairs: Vec<Option<BandEntry>>,
    high_ratio_expected: Option<f64>,
    high_ratio_p: Option<f64>,
    assignments: Option<u64>,
    exact: Option<bool>,
}

#[derive(Serialize)]
pub(super) struct BandEntry {
    low: f64,
    high: f64,
    percentile: f64,
}

impl BandEntry {
    pub(super) fn new(band: NullBand) -> Self {
        Self {
            low: band.low,
            high: band.high,
            percentile: band.percentile,
        }
    }
}

impl NullEntry {
    fn new(null: &ComparisonNull) -> Self {
        let bands = null.bands.iter();
        Self {
            replacements: null.settings.replacements,
            texts: null.texts,
            replaced: null.replaced.name(),
            seed: null.settings.seed,
            pairs: bands.map(|of_pair| of_pair.map(BandEntry::new)).collect(),
            high_ratio_expected: null.ratio.map(|ratio| ratio.chance),
            high_ratio_p: null.p.map(|p| p.p),
            assignments: null.p.map(|p| p.choices),
            exact: null.p.map(|p| p.exact),
        }
    }
}

impl SettingsEntry {
    pub(super) fn new(analysis: &Analysis, comparison: ComparisonSettings) -> Self {
        Self {
            analysis: settings_of(analysis),
            comparison,
        }
    }
}

pub(super) fn pair_entries(comparison: &Comparison) -> Vec<PairEntry<'_>> {
    let pairs = comparison.alignment.pairs.iter().enumerate();
    pairs
        .map(|(place, pair)| PairEntry::new(comparison, place, pair))
        .collect()
}

impl<'a> PairEntry<'a> {
    fn new(comparison: &'a Comparison, place: usize, pair: &Pair) -> Self {
        let piece = |analysis: &'a Analysis, token: Option<usize>| {
            let token = analysis.traced.tokens.get(token?)?;
            Some(token.piece.as_str())
        };
        let layers = 0..=comparison.a.traced.layers();
        let at_layer = comparison.shift(comparison.layer(), place);
        let every = layers.map(|layer| comparison.shift(layer, place).map(|shift| shift.shift));
        Self {
            a: pair.a,
            b: pair.b,
            kind: pair.kind.name(),
            token_a: piece(&comparison.a, pair.a),
            token_b: piece(&comparison.b, pair.b),
            label: comparison.label(pair),
            word_changed: pair.word_changed,
            by_hand: pair.by_hand,
            shift: at_layer.map(|shift| shift.shift),
            shifts: every.collect(),
            cosine: at_layer.and_then(|shift| shift.cosine),
            magnitude_part: at_layer.map(|shift| shift.magnitude_part),
            direction_part: at_layer.map(|shift| shift.direction_part),
            bucket: comparison.bucket(place).map(Bucket::name),
        }
    }
}

impl LayerSums {
    fn new(sums: &ShiftSums) -> Self {
        Self {
            total_shift: sums.total,
            mean_shift: sums.mean(),
            cls_shift: sums.cls,
            high_shift: sums.contribution.high,
            low_shift: sums.contribution.low,
            high_ratio: sums.contribution.high_ratio(),
        }
    }
}

impl SumsEntry {
    pub(super) fn new(comparison: &Comparison) -> Self {
        let sums = comparison.sums_at_layer();
        let unchanged = comparison.unchanged_at_layer();
        let (only_a, only_b) = comparison.alignment.gaps();
        Self {
            sums: LayerSums::new(&sums),
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

pub(super) fn layer_entries(comparison: &Comparison) -> Vec<LayerEntry> {
    let layers = comparison.sums.iter().zip(&comparison.sums_unchanged);
    let entry = |(layer, (sums, unchanged)): (usize, (&ShiftSums, &ShiftSums))| LayerEntry {
        layer,
        sums: LayerSums::new(sums),
        total_shift_unchanged: unchanged.total,
    };
    layers.enumerate().map(entry).collect()
}
