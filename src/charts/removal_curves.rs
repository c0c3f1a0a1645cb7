//! The removal test of one text over its layers, and over how many of its tokens are removed.

use crate::analysis::{Answer, Effects};
use crate::domain::format::signed;
use crate::domain::layer::paper_layer;
use crate::domain::removal::{CurvePoint as RemovedShare, RemovalOutput, Rival, area};

use super::palette::Series;
use super::{
    Across, Axis, Chart, ChartContent, ChartDef, ChartKey, ChartLabel, Curve, CurveChart,
    CurvePoint, KeyShape, LegendEntry, LegendMark, ReferenceLine, Subject, Ticks, extent,
};

/// What the removal of a layer's HIGH tokens does beyond random ones, at every layer; the rarest
/// words and the greedy choice as lines across.
pub fn effect_layers(effects: &Effects) -> CurveChart {
    let test = &effects.test;
    let points = test.layers.iter().enumerate().map(|(layer, against)| {
        let excess = against.as_ref()?.excess();
        excess.is_finite().then_some(CurvePoint {
            x: layer as f64,
            value: excess,
            band: None,
        })
    });
    let curve = Curve {
        name: "HIGH tokens of the layer".to_owned(),
        series: Series::First,
        points: points.collect(),
    };
    let line = |wanted: Rival| {
        let (_, choice) = test.rivals.iter().find(|(rival, _)| *rival == wanted)?;
        choice.excess.is_finite().then(|| ReferenceLine {
            value: choice.excess,
            text: wanted.title().to_owned(),
        })
    };
    let chance = ReferenceLine {
        value: 0.0,
        text: "random tokens".to_owned(),
    };
    let rivals = [Rival::Rarest, Rival::LeaveOneOut]
        .into_iter()
        .filter_map(line);
    let reference_lines: Vec<ReferenceLine> = std::iter::once(chance).chain(rivals).collect();
    let values = curve.points.iter().flatten().map(|point| point.value);
    let lines = reference_lines.iter().map(|line| line.value);
    let formula = effects.settings.output.formula();
    let label = format!("excess over random tokens ({formula})");
    let axis = axis(&label, values.chain(lines));
    CurveChart {
        title: "Which layer's HIGH tokens matter most".to_owned(),
        axis,
        second: None,
        across: Across::layers(test.layers.len().saturating_sub(1)),
        keys: vec![key(&curve)],
        curves: vec![curve],
        reference_lines,
        marked: Some(test.layer as f64),
        points: Vec::new(),
    }
}

/// Whether the HIGH tokens of the layer that is looked at matter more than those of others, in a
/// sentence; `None` where none is HIGH.
pub fn effect_layers_sentence(effects: &Effects) -> Option<String> {
    let test = &effects.test;
    let here = test.high()?.excess();
    let excesses = test.layers.iter().enumerate();
    let excesses = excesses.filter_map(|(layer, high)| Some((layer, high.as_ref()?.excess())));
    let excesses: Vec<(usize, f64)> = excesses.filter(|(_, of)| of.is_finite()).collect();
    let (most, excess) = excesses.iter().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    let place = 1 + excesses.iter().filter(|(_, of)| *of > here).count();
    let (layer, count) = (test.layer, excesses.len());
    let papers = if layer == paper_layer(effects.analysis.model.layers) {
        ", the paper's depth,"
    } else {
        ""
    };
    let said = format!(
        "In this text removing the HIGH tokens of Layer {layer}{papers} {} {} more than removing \
         random ones",
        effects.settings.output.does(),
        signed(here, 3)
    );
    Some(if place == 1 {
        format!("{said}: no layer's do more.")
    } else {
        format!(
            "{said}: number {place} of {count} layers. The most do those of Layer {most}, {}.",
            signed(*excess, 3)
        )
    })
}

/// What is left undone when more and more tokens are removed; `None` of a text too short for that.
pub fn effect_shares(effects: &Effects) -> Option<CurveChart> {
    let curve = &effects.test.curve;
    let output = effects.settings.output;
    (!curve.is_empty()).then(|| share_curves(curve, "Removing more and more tokens", output))
}

/// Curves over the removed share: the strongest tokens, random ones, and a greedy choice.
pub(super) fn share_curves(
    removed: &[RemovedShare],
    title: &str,
    output: RemovalOutput,
) -> CurveChart {
    let curve = |name: &str, series: Series, of: fn(&RemovedShare) -> f64| {
        let points = removed.iter().map(|point| {
            let value = of(point);
            value.is_finite().then_some(CurvePoint {
                x: point.share,
                value,
                band: None,
            })
        });
        Curve {
            name: name.to_owned(),
            series,
            points: points.collect(),
        }
    };
    let curves = vec![
        curve("the strongest", Series::First, |point| point.strongest),
        curve("at random", Series::Third, |point| point.random),
        curve("most effect alone (greedy)", Series::Second, |point| {
            point.greedy
        }),
    ];
    let points = curves
        .iter()
        .flat_map(|curve| curve.points.iter().flatten());
    let values: Vec<f64> = points.map(|point| point.value).chain([0.0]).collect();
    let marks = (0..=4).map(|quarter| f64::from(quarter) / 4.0);
    let area = area(removed.iter());
    let title = match area {
        Some(area) => format!("{title}: area {area:.2} (0 chance, 1 greedy)"),
        None => title.to_owned(),
    };
    CurveChart {
        title,
        axis: axis(output.quantity(), values.into_iter()),
        second: None,
        across: Across {
            label: "share of the tokens that is removed".to_owned(),
            min: 0.0,
            max: 1.0,
            marks: marks
                .map(|at| (at, format!("{:.0} %", 100.0 * at)))
                .collect(),
            logarithmic: false,
        },
        keys: curves.iter().map(key).collect(),
        curves,
        reference_lines: Vec::new(),
        marked: None,
        points: Vec::new(),
    }
}

fn key(curve: &Curve) -> ChartKey {
    ChartKey::new(curve.series, KeyShape::Line, &curve.name)
}

fn axis(label: &str, values: impl Iterator<Item = f64>) -> Axis {
    let (low, high) = extent(values).unwrap_or((0.0, 1.0));
    let room = if high > low { 0.08 * (high - low) } else { 1.0 };
    Axis {
        label: label.to_owned(),
        min: low - room,
        max: high + room,
        ticks: Ticks::Numbers,
    }
}

fn content(chart: CurveChart) -> ChartContent {
    let keys = chart.keys.iter().map(|key| {
        let mark = LegendMark::Series(key.series, key.mark);
        LegendEntry::new(mark, &key.text)
    });
    let keys = keys.collect();
    ChartContent::new(chart.title.clone(), keys, vec![Chart::Curves(chart)])
}

/// Which layer's HIGH tokens matter most.
#[derive(Debug, Clone, Copy)]
pub struct EffectLayers;

impl ChartDef for EffectLayers {
    fn label(&self) -> ChartLabel {
        Subject::Removal.label("layers", "Which layer's HIGH tokens matter most")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let effects = answer.effects()?;
        let chart = effect_layers(effects);
        let mut points = chart.curves.iter().flat_map(|curve| &curve.points);
        let said = effect_layers_sentence(effects);
        points
            .any(Option::is_some)
            .then(|| content(chart).with_notes(said))
    }
}

/// Removing more and more tokens.
#[derive(Debug, Clone, Copy)]
pub struct EffectShares;

impl ChartDef for EffectShares {
    fn label(&self) -> ChartLabel {
        Subject::Removal.label("shares", "What removing more and more tokens does")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        effect_shares(answer.effects()?).map(content)
    }
}
