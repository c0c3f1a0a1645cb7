//! The removal test over all layers: which layer's HIGH tokens matter most, and what rarity,
//! attention or chance would choose.

use crate::analysis::Answer;
use crate::charts::palette::Series;
use crate::charts::removal_curves::share_curves;
use crate::charts::{
    Across, Axis, ChartContent, ChartDef, ChartKey, ChartLabel, Curve, CurveChart, CurvePoint,
    KeyShape, ReferenceLine, Subject, Ticks, extent,
};
use crate::domain::corpus::{Estimate, RemovalFindings};
use crate::domain::format::with_sign;
use crate::domain::removal::Rival;

use super::{band, content, corpus_of, curves};

/// The rivals that the chart has lines for.
const LINES: [Rival; 3] = [Rival::RandomContent, Rival::Rarest, Rival::LeaveOneOut];

/// How much more the HIGH tokens of every layer do than random ones, when they are removed; the
/// rivals of those of `layer` as lines across.
pub fn removal_curves(findings: &RemovalFindings, layer: usize) -> CurveChart {
    let points = findings.layers.iter().enumerate().map(|(layer, row)| {
        let excess = row.excess?;
        Some(CurvePoint {
            x: layer as f64,
            value: excess.value,
            band: band(&excess),
        })
    });
    let curve = Curve {
        name: "HIGH tokens of the layer".to_owned(),
        series: Series::High,
        points: points.collect(),
    };
    let lines = LINES.iter().filter_map(|rival| {
        let (_, row) = findings.rivals.iter().find(|(other, _)| other == rival)?;
        Some(ReferenceLine {
            value: row.excess?.value,
            text: rival.title().to_owned(),
        })
    });
    let chance = ReferenceLine {
        value: 0.0,
        text: "random tokens".to_owned(),
    };
    let reference_lines: Vec<ReferenceLine> = std::iter::once(chance).chain(lines).collect();
    let ends = curve.points.iter().flatten().flat_map(|point| {
        let [low, high] = point.ends();
        [low, high, point.value]
    });
    let lines = reference_lines.iter().map(|line| line.value);
    let (low, high) = extent(ends.chain(lines)).unwrap_or((0.0, 1.0));
    let room = 0.08 * (high - low);
    CurveChart {
        title: "What removing the HIGH tokens of each layer does, over random tokens".to_owned(),
        axis: Axis {
            label: format!(
                "excess effect over random tokens ({})",
                findings.output.formula()
            ),
            min: low - room,
            max: high + room,
            ticks: Ticks::Numbers,
        },
        second: None,
        across: Across::layers(findings.layers.len().saturating_sub(1)),
        keys: vec![ChartKey {
            series: curve.series,
            mark: KeyShape::Line,
            text: curve.name.clone(),
        }],
        curves: vec![curve],
        reference_lines,
        marked: Some(layer as f64),
        points: Vec::new(),
    }
}

/// What the test says of `layer`, in two sentences.
pub fn removal_sentence(findings: &RemovalFindings, layer: usize) -> Option<String> {
    let here = findings.at(layer)?.excess?;
    let excess = |layer: usize| Some(findings.at(layer)?.excess?.value);
    let best = (0..findings.layers.len())
        .filter_map(|layer| Some((layer, excess(layer)?)))
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    let interval = here.interval.map_or_else(String::new, |ends| {
        let [low, high] = [ends.low, ends.high].map(|end| with_sign(end, 3));
        format!(" (95 % {low} to {high})")
    });
    let rarest = findings
        .rivals
        .iter()
        .find(|(rival, _)| *rival == Rival::Rarest);
    let rarest = rarest
        .and_then(|(_, row)| row.excess)
        .map_or_else(String::new, |rarest| {
            format!(" The rarest words come to {}.", with_sign(rarest.value, 3))
        });
    Some(format!(
        "Removing the HIGH tokens of Layer {layer} {} {} more than removing random \
         ones{interval}; the most is {} at Layer {}.{rarest}",
        findings.output.does(),
        with_sign(here.value, 3),
        with_sign(best.1, 3),
        best.0
    ))
}

/// What the test says of the claim that strength is importance, with its intervals: the end of a
/// sentence that begins with "so".
pub fn corpus_claim(findings: &RemovalFindings, layer: usize) -> Option<String> {
    let here = findings.at(layer)?.excess?;
    let above = |estimate: Estimate| {
        let ends = estimate.interval.map(|ends| (ends.low, ends.high));
        ends.unwrap_or((estimate.value, estimate.value))
    };
    if above(here).0 <= 0.0 {
        return Some("strength does not surely do better than chance".to_owned());
    }
    let rarest = findings.rivals.iter();
    let rarest = rarest.filter(|_| layer == findings.layer);
    let mut rarest = rarest.filter(|(rival, _)| *rival == Rival::Rarest);
    let beside = match rarest.next().and_then(|(_, row)| row.high_minus).map(above) {
        Some((low, _)) if low > 0.0 => ", and better than rarity",
        Some((_, high)) if high < 0.0 => ", and rarity does better than strength",
        Some(_) => ", and about as well as rarity",
        None => "",
    };
    Some(format!("strength does better than chance{beside}"))
}

/// Removing more and more tokens, in the mean over the texts; `None` where no text was long enough.
pub fn removed_shares(findings: &RemovalFindings) -> Option<CurveChart> {
    (!findings.curve.is_empty()).then(|| {
        share_curves(
            &findings.curve,
            "Removing more and more tokens of each text",
            findings.output,
        )
    })
}

/// Removing more and more tokens of each text.
#[derive(Debug, Clone, Copy)]
pub struct RemovedShares;

impl ChartDef for RemovedShares {
    fn label(&self) -> ChartLabel {
        Subject::Corpus.label("removed-shares", "What removing more and more tokens does")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let corpus = corpus_of(answer)?;
        let chart = removed_shares(corpus.findings.removal.as_ref()?)?;
        Some(content(None, vec![curves(chart)?]))
    }
}

/// The removal test over all layers.
#[derive(Debug, Clone, Copy)]
pub struct RemovalLayers;

impl ChartDef for RemovalLayers {
    fn label(&self) -> ChartLabel {
        Subject::Corpus.label(
            "removal",
            "What removing the HIGH tokens of each layer does",
        )
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let corpus = corpus_of(answer)?;
        let removal = corpus.findings.removal.as_ref()?;
        let charts = vec![curves(removal_curves(removal, corpus.layer))?];
        Some(content(removal_sentence(removal, corpus.layer), charts))
    }
}
