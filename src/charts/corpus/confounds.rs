//! Strength along what could explain it without the word meaning anything: medians and quartiles
//! of its steps, with some of the tokens behind them.

use crate::analysis::Answer;
use crate::charts::palette::Series;
use crate::charts::{
    Across, Axis, ChartContent, ChartDef, ChartKey, ChartLabel, Curve, CurveChart, CurvePoint,
    KeyShape, ScatterPoint, Subject, extent,
};
use crate::domain::corpus::{Confound, ConfoundBin, Findings};
use crate::domain::format::{signed, with_thousands};

use super::distributions::group_keys;
use super::{NOT_FROM_ZERO, confound_name, content, curves, findings_of};

/// The median of each step with a band from quartile to quartile; tokens of the sample as points.
/// Frequency ranks stand on a logarithmic axis. `None` where the confound was not measured.
pub fn confound_curve(findings: &Findings, confound: Confound, layer: usize) -> Option<CurveChart> {
    let place = findings
        .confounds
        .iter()
        .position(|found| found.confound == confound)?;
    let bins = &findings.confounds.get(place)?.bins;
    let points: Vec<Option<CurvePoint>> = bins
        .iter()
        .map(|bin| {
            let quartiles = bin.layers.get(layer)?;
            let (value, band) = (quartiles.median, (quartiles.lower, quartiles.upper));
            value.is_finite().then(|| CurvePoint {
                x: across_of(confound, bin_middle(confound, bin)),
                value,
                band: Some(band),
            })
        })
        .collect();
    let scatter: Vec<ScatterPoint> = findings
        .sample
        .points
        .iter()
        .enumerate()
        .filter_map(|(item, point)| {
            let value = point.confounds.get(place).copied().flatten()?;
            let strength = point.strengths.get(layer).copied()?;
            strength.is_finite().then(|| ScatterPoint {
                x: across_of(confound, value),
                value: strength,
                series: Series::from(point.group),
                item,
            })
        })
        .collect();
    let medians = points.iter().flatten();
    let ends = medians.flat_map(CurvePoint::ends);
    let strengths = scatter.iter().map(|point| point.value);
    let (low, high) = extent(ends.chain(strengths)).unwrap_or((0.0, 1.0));
    let room = 0.05 * (high - low).max(1e-6);
    let median = "median, with a band from quartile to quartile";
    let mut keys = vec![ChartKey::new(Series::Reference, KeyShape::Line, median)];
    let drawn = |key: &ChartKey| scatter.iter().any(|point| point.series == key.series);
    let groups = group_keys(findings, KeyShape::Dot).into_iter();
    keys.extend(groups.filter(drawn));
    Some(CurveChart {
        title: format!(
            "Strength along {} at Layer {layer}",
            confound_name(confound)
        ),
        axis: Axis::numbers(NOT_FROM_ZERO, low - room, high + room),
        second: None,
        across: across(confound, bins),
        curves: vec![Curve {
            name: "median".to_owned(),
            series: Series::Reference,
            points,
        }],
        reference_lines: Vec::new(),
        marked: None,
        points: scatter,
        keys,
    })
}

/// How far the median goes from the first step to the last, in a sentence.
pub fn confound_sentence(findings: &Findings, confound: Confound, layer: usize) -> Option<String> {
    let found = findings
        .confounds
        .iter()
        .find(|found| found.confound == confound)?;
    let median = |bin: &ConfoundBin| Some(bin.layers.get(layer)?.median);
    let (first, last) = (found.bins.first()?, found.bins.last()?);
    let tokens: u64 = found.bins.iter().map(|bin| bin.tokens).sum();
    Some(format!(
        "From {} to {} the median goes from {} to {} ({} tokens).",
        step_name(first),
        step_name(last),
        signed(median(first)?, 2),
        signed(median(last)?, 2),
        with_thousands(tokens)
    ))
}

/// The values of a step as a reader sees them.
fn step_name(bin: &ConfoundBin) -> String {
    let whole = |value: f64| with_thousands(value.max(0.0).round() as u64);
    if bin.from < bin.to {
        format!("{}–{}", whole(bin.from), whole(bin.to))
    } else {
        whole(bin.from)
    }
}

fn bin_middle(confound: Confound, bin: &ConfoundBin) -> f64 {
    match confound {
        Confound::FrequencyRank => (bin.from.max(1.0) * bin.to.max(1.0)).sqrt(),
        // The last step has no upper end worth the name.
        Confound::Pieces => bin.from,
        Confound::Position | Confound::Length => f64::midpoint(bin.from, bin.to),
    }
}

/// Where a value stands on the x axis.
fn across_of(confound: Confound, value: f64) -> f64 {
    match confound {
        Confound::FrequencyRank => value.max(1.0).log10(),
        Confound::Pieces => value.min(MOST_PIECES),
        Confound::Position | Confound::Length => value,
    }
}

/// Words of this many pieces and more share a step.
const MOST_PIECES: f64 = 5.0;

fn across(confound: Confound, bins: &[ConfoundBin]) -> Across {
    let low = bins.first().map_or(0.0, |bin| bin.from);
    let high = bins.last().map_or(1.0, |bin| bin.to);
    let (from, to) = (across_of(confound, low), across_of(confound, high));
    let room = 0.03 * (to - from).max(1.0);
    let marks = match confound {
        Confound::FrequencyRank => (0..=to.ceil().clamp(0.0, 9.0) as u32)
            .map(|power| (f64::from(power), with_thousands(10_u64.pow(power))))
            .collect(),
        Confound::Pieces => (1..=5_u32)
            .map(|pieces| {
                let more = if f64::from(pieces) >= MOST_PIECES {
                    "+"
                } else {
                    ""
                };
                (f64::from(pieces), format!("{pieces}{more}"))
            })
            .collect(),
        Confound::Position | Confound::Length => {
            let axis = Axis::numbers("", from, to);
            let marks = axis.marks(10).into_iter();
            marks.map(|mark| (mark, axis.ticks.text(mark))).collect()
        }
    };
    let (label, to) = match confound {
        Confound::FrequencyRank => (
            "rank of the word in a frequency list (1 = most frequent, logarithmic)",
            to,
        ),
        Confound::Position => ("place in the sequence", to),
        Confound::Length => ("tokens in the text", to),
        Confound::Pieces => ("pieces of the word", MOST_PIECES),
    };
    Across {
        label: label.to_owned(),
        min: from - room,
        max: to + room,
        marks,
        logarithmic: confound == Confound::FrequencyRank,
    }
}

/// Strength along a confound.
#[derive(Debug, Clone, Copy)]
pub struct Along(pub Confound);

impl ChartDef for Along {
    fn label(&self) -> ChartLabel {
        let (id, title) = match self.0 {
            Confound::FrequencyRank => ("along-frequency", "Strength along word frequency"),
            Confound::Position => ("along-position", "Strength along position"),
            Confound::Length => ("along-length", "Strength along sentence length"),
            Confound::Pieces => ("along-pieces", "Strength along the pieces of a word"),
        };
        Subject::Corpus.label(id, title)
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let (findings, layer) = findings_of(answer)?;
        let charts = vec![curves(confound_curve(findings, self.0, layer)?)?];
        let left_out = (self.0 == Confound::FrequencyRank)
            .then_some("Words that the frequency list does not have are left out.");
        let content = content(confound_sentence(findings, self.0, layer), charts);
        Some(content.with_notes(left_out))
    }
}
