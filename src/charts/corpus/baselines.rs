//! Strength against what else could be measured of the same tokens: Spearman's rho, raw and with
//! frequency and position held constant.

use crate::analysis::Answer;
use crate::charts::palette::Series;
use crate::charts::{
    Across, Axis, ChartContent, ChartDef, ChartKey, ChartLabel, Curve, CurveChart, KeyShape,
    ReferenceLine, Row, RowChart, RowMark, RowShape, Subject, extent,
};
use crate::domain::corpus::{Baseline, CorrelationAtLayer, Estimate, Findings};
use crate::domain::format::with_thousands;

use super::{
    band, baseline_name, content, curve_ends, curve_keys, curves, findings_of, intervals_note,
    known, layer_curve, read, row_ends, rows,
};

const RAW: &str = "as it is";
const PARTIAL: &str = "with frequency and position held constant";

/// Two dots per baseline at `layer`: rho as it is, and the partial one.
pub fn baseline_dots(findings: &Findings, layer: usize) -> RowChart {
    let rows: Vec<Row> = findings
        .baselines
        .iter()
        .enumerate()
        .filter_map(|(item, baseline)| {
            let at = baseline.layers.get(layer)?;
            let mark = |series, estimate: Estimate| RowMark {
                series,
                shape: RowShape::Dot(estimate.value, band(&estimate)),
                text: read(&estimate),
            };
            let both = [(Series::First, at.rho), (Series::Second, at.partial)];
            let both = both.into_iter();
            Some(Row {
                name: baseline_name(baseline.baseline).to_owned(),
                indent: 0,
                detail: format!("n = {}", with_thousands(at.tokens)),
                marks: both
                    .filter_map(|(series, estimate)| Some(mark(series, known(estimate)?)))
                    .collect(),
                item,
            })
        })
        .collect();
    RowChart {
        title: format!("Strength against baselines at Layer {layer}"),
        axis: axis(row_ends(&rows)),
        rows,
        reference_lines: vec![zero_line()],
        keys: vec![
            ChartKey::new(Series::First, KeyShape::Dot, RAW),
            ChartKey::new(Series::Second, KeyShape::Dot, PARTIAL),
        ],
    }
}

/// One curve per baseline over all layers; `partial` holds frequency and position constant.
pub fn baseline_curves(findings: &Findings, layer: usize, partial: bool) -> CurveChart {
    let estimate = |at: &CorrelationAtLayer| if partial { at.partial } else { at.rho };
    let curves: Vec<Curve> = findings
        .baselines
        .iter()
        .enumerate()
        .map(|(place, baseline)| {
            let name = baseline_name(baseline.baseline);
            layer_curve(
                name,
                Series::at(place),
                baseline.layers.iter().map(estimate),
            )
        })
        .collect();
    let how = if partial { PARTIAL } else { RAW };
    CurveChart {
        title: format!("Spearman's ρ with strength over the layers, {how}"),
        axis: axis(curve_ends(&curves)),
        second: None,
        across: Across::layers(findings.layers),
        keys: curve_keys(&curves),
        curves,
        reference_lines: vec![zero_line()],
        marked: Some(layer as f64),
        points: Vec::new(),
    }
}

/// What attention and frequency have to do with strength at `layer`, in a sentence.
pub fn baseline_sentence(findings: &Findings, layer: usize) -> Option<String> {
    let at = |wanted: Baseline| {
        let mut all = findings.baselines.iter();
        let found = all.find(|found| found.baseline == wanted)?;
        found.layers.get(layer)
    };
    let said = |wanted: Baseline| {
        let at = at(wanted)?;
        let rho = known(at.rho)?;
        let partial = known(at.partial).map_or(String::new(), |partial| {
            format!("; {PARTIAL} {}", read(&partial))
        });
        Some(format!(
            "{}: ρ {}{partial}",
            baseline_name(wanted),
            read(&rho)
        ))
    };
    let parts = [
        Baseline::NormWeightedAttention,
        Baseline::Attention,
        Baseline::FrequencyRank,
    ];
    let parts: Vec<String> = parts.into_iter().filter_map(said).collect();
    (!parts.is_empty()).then(|| format!("Strength against {}.", parts.join(". Against ")))
}

fn zero_line() -> ReferenceLine {
    ReferenceLine::new(0.0, "0: nothing in common")
}

/// As far as the values go, 0 always in it and never nearer than 0.2.
fn axis(ends: impl Iterator<Item = f64>) -> Axis {
    let (low, high) = extent(ends).unwrap_or((0.0, 0.0));
    let (low, high) = (low.min(-0.2), high.max(0.2));
    let room = 0.08 * (high - low);
    Axis::numbers(
        "Spearman's ρ with strength",
        (low - room).max(-1.0),
        (high + room).min(1.0),
    )
}

/// Strength against baselines at one layer.
#[derive(Debug, Clone, Copy)]
pub struct BaselineDots;

impl ChartDef for BaselineDots {
    fn label(&self) -> ChartLabel {
        Subject::Corpus.label("baselines", "Strength against baselines")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let (findings, layer) = findings_of(answer)?;
        let charts = vec![rows(baseline_dots(findings, layer))?];
        let content = content(baseline_sentence(findings, layer), charts);
        Some(content.with_notes(intervals_note(findings)))
    }
}

/// The same at every layer, as it is and with frequency and position held constant.
#[derive(Debug, Clone, Copy)]
pub struct BaselineLayers;

impl ChartDef for BaselineLayers {
    fn label(&self) -> ChartLabel {
        Subject::Corpus.label(
            "baseline-layers",
            "Strength against baselines over the layers",
        )
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let (findings, layer) = findings_of(answer)?;
        let charts = vec![
            curves(baseline_curves(findings, layer, false))?,
            curves(baseline_curves(findings, layer, true))?,
        ];
        let content = content(baseline_sentence(findings, layer), charts);
        Some(ChartContent {
            title: "Spearman's ρ of strength with baselines over the layers".to_owned(),
            ..content.with_notes(intervals_note(findings))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_values_do_not_fill_the_axis() {
        let near = axis([0.01, -0.02].into_iter());
        assert!(near.min < -0.2 && near.max > 0.2);
        let far = axis([0.97, -0.99].into_iter());
        assert!((-1.0..=1.0).contains(&far.min) && far.max <= 1.0);
    }
}
