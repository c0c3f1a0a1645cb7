//! Whether a token is strong where its word settles, at every layer.

use crate::analysis::Answer;
use crate::charts::palette::Series;
use crate::charts::{
    Across, Axis, ChartContent, ChartDef, ChartLabel, CurveChart, ReferenceLine, Subject, extent,
};
use crate::domain::corpus::SettlingFindings;
use crate::domain::format::signed;

use super::{content, corpus_of, curve_keys, curves, layer_curve, read};

/// The rank correlation of strength with the layer at which a word settles, in the mean over the
/// texts, at every layer.
pub fn settling_curves(findings: &SettlingFindings, layer: usize) -> CurveChart {
    let rho = findings.layers.iter().map(|at| at.rho);
    let curves = vec![layer_curve("mean over the texts", Series::First, rho)];
    let points = curves
        .iter()
        .flat_map(|curve| curve.points.iter().flatten());
    let ends = points.flat_map(|point| {
        let [low, high] = point.ends();
        [low, high, point.value]
    });
    let (low, high) = extent(ends.chain([-0.2, 0.2])).unwrap_or((-1.0, 1.0));
    let room = 0.06 * (high - low);
    CurveChart {
        title: "Are tokens strong that settle late?".to_owned(),
        axis: Axis::numbers(
            "ρ of strength and settling layer",
            (low - room).max(-1.0),
            (high + room).min(1.0),
        ),
        second: None,
        across: Across::layers(findings.layers.len().saturating_sub(1)),
        keys: curve_keys(&curves),
        curves,
        reference_lines: vec![ReferenceLine::new(0.0, "0: no relation")],
        marked: Some(layer as f64),
        points: Vec::new(),
    }
}

/// What the curve says of `layer`, in two sentences.
pub fn settling_sentence(findings: &SettlingFindings, layer: usize) -> Option<String> {
    let at = findings.layers.get(layer)?;
    let rho = at.rho?;
    let verdict = match rho.interval {
        Some(ends) if ends.low > 0.0 => "tokens that are strong there settle later",
        Some(ends) if ends.high < 0.0 => "tokens that are strong there settle earlier",
        Some(_) => "no relation that more texts would surely show again",
        None => "there is no interval to say more",
    };
    let farthest = match farthest(findings)? {
        (most, _) if most == layer => "No layer lies farther from 0.".to_owned(),
        (most, value) => format!("Farthest from 0 is Layer {most} with {}.", signed(value, 3)),
    };
    Some(format!(
        "Spearman’s ρ of the strength at Layer {layer} with the layer from which the last answer of \
         the lens stays is {} in the mean of {} texts: {verdict}. {farthest} A raw lens: the head was \
         trained for the last layer.",
        read(&rho),
        at.texts
    ))
}

/// The layer whose ρ lies farthest from 0, and that.
fn farthest(findings: &SettlingFindings) -> Option<(usize, f64)> {
    let values = findings.layers.iter().enumerate();
    let values = values.filter_map(|(layer, at)| Some((layer, at.rho?.value)));
    values.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))
}

/// Strength and settling over all layers.
#[derive(Debug, Clone, Copy)]
pub struct Settling;

impl ChartDef for Settling {
    fn label(&self) -> ChartLabel {
        Subject::Corpus.label("settling", "Strength and the layer at which a word settles")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let corpus = corpus_of(answer)?;
        let settling = corpus.findings.settling.as_ref()?;
        let charts = vec![curves(settling_curves(settling, corpus.layer))?];
        Some(content(settling_sentence(settling, corpus.layer), charts))
    }
}
