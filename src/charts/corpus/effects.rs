//! Content against function words over all layers: whether one layer is special.

use crate::analysis::Answer;
use crate::charts::palette::Series;
use crate::charts::{
    Across, Axis, ChartContent, ChartDef, ChartLabel, CurveChart, ReferenceLine, SecondScale,
    Subject, extent,
};
use crate::domain::corpus::{EffectAtLayer, Estimate, Findings};
use crate::domain::format::signed;
use crate::domain::layer::paper_layer;

use super::{
    band, content, curve_keys, curves, findings_of, intervals_note, known, layer_curve, read,
};

/// The chance that a content token is stronger than a function token, at every layer, over the
/// whole corpus and within one sentence; on the right the same as Cliff's delta.
pub fn effect_curves(findings: &Findings, layer: usize) -> CurveChart {
    let effects = || findings.effects.iter();
    let within = effects().map(|at| at.auc_within_sentence);
    let curves = vec![
        layer_curve("any two tokens", Series::First, effects().map(|at| at.auc)),
        layer_curve("two of one sentence", Series::Second, within),
    ];
    let points = curves
        .iter()
        .flat_map(|curve| curve.points.iter().flatten());
    let ends = points.flat_map(|point| {
        let [low, high] = point.ends();
        [low, high, point.value]
    });
    let (low, high) = extent(ends.chain([0.5])).unwrap_or((0.5, 0.5));
    // Never so near that noise looks like a mountain.
    let (low, high) = (low.min(0.42), high.max(0.58));
    let room = 0.06 * (high - low);
    CurveChart {
        title: "Content against function words at every layer".to_owned(),
        axis: Axis::numbers(
            "chance that content is stronger (AUC)",
            (low - room).max(0.0),
            (high + room).min(1.0),
        ),
        second: Some(SecondScale {
            label: "Cliff's delta".to_owned(),
            times: 2.0,
            plus: -1.0,
        }),
        across: Across::layers(findings.layers),
        keys: curve_keys(&curves),
        curves,
        reference_lines: vec![ReferenceLine::new(0.5, "0.5: no difference")],
        marked: Some(layer as f64),
        points: Vec::new(),
    }
}

/// What the curve says of `layer` among the others, in a few sentences.
pub fn effect_sentence(findings: &Findings, layer: usize) -> Option<String> {
    let auc = |at: &EffectAtLayer| known(at.auc);
    let here = auc(findings.effects.get(layer)?)?;
    let all: Vec<(usize, Estimate)> = findings
        .effects
        .iter()
        .enumerate()
        .filter_map(|(layer, at)| Some((layer, auc(at)?)))
        .collect();
    // How far from no difference, either way.
    let reach = |estimate: &Estimate| (estimate.value - 0.5).abs();
    let stronger = all.iter().filter(|(_, other)| reach(other) > reach(&here));
    let place = stronger.count() + 1;
    let (best, best_auc) = all
        .iter()
        .max_by(|(_, a), (_, b)| reach(a).total_cmp(&reach(b)))?;
    let paper = if layer == paper_layer(findings.layers) {
        ", the paper's depth,"
    } else {
        ""
    };
    let said = format!(
        "At Layer {layer}{paper} a content token is stronger than a function token {} % of the \
         time: AUC {}, Cliff's delta {}.",
        signed(100.0 * here.value, 1),
        read(&here),
        signed(2.0 * here.value - 1.0, 3)
    );
    let count = all.len();
    let how_sure = foremost(findings, *best);
    if *best == layer {
        return Some(format!(
            "{said} Of {count} layers it lies farthest from 0.5, no difference.{how_sure}"
        ));
    }
    let beside = match (band(&here), band(best_auc)) {
        (Some(here), Some(best)) if here.1 < best.0 || best.1 < here.0 => {
            ", and their intervals do not touch"
        }
        (Some(_), Some(_)) => ", and their intervals overlap",
        _ => "",
    };
    Some(format!(
        "{said} By the distance from 0.5, no difference, it is number {place} of {count} layers; \
         the farthest is Layer {best} with {}{beside}.{how_sure}",
        signed(best_auc.value, 3)
    ))
}

/// How surely the foremost layer is the foremost.
fn foremost(findings: &Findings, layer: usize) -> String {
    let share = findings.effects.get(layer).and_then(|at| at.argmax_share);
    share.map_or_else(String::new, |share| {
        format!(
            " In {} % of the resamplings Layer {layer} is the farthest.",
            signed(100.0 * share, 0)
        )
    })
}

/// Content against function words at every layer.
#[derive(Debug, Clone, Copy)]
pub struct Effects;

impl ChartDef for Effects {
    fn label(&self) -> ChartLabel {
        Subject::Corpus.label("effects", "Content against function words over the layers")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let (findings, layer) = findings_of(answer)?;
        let charts = vec![curves(effect_curves(findings, layer))?];
        let content = content(effect_sentence(findings, layer), charts);
        Some(content.with_notes(intervals_note(findings)))
    }
}
