//! How strength and attention received go together in every block.

use crate::analysis::{Answer, AttendedText};
use crate::charts::palette::Series;
use crate::charts::{
    Across, Axis, Chart, ChartContent, ChartDef, ChartKey, ChartLabel, Curve, CurveChart,
    CurvePoint, KeyShape, LegendEntry, LegendMark, ReferenceLine, Subject, extent,
};

/// Spearman's rho of strength with attention received over the layers; `None` until every block
/// was computed.
pub fn block_curves(text: &AttendedText) -> Option<CurveChart> {
    if text.by_block.is_empty() {
        return None;
    }
    let curves: Vec<Curve> = text
        .by_block
        .iter()
        .enumerate()
        .map(|(place, (kind, rhos))| Curve {
            name: kind.title().to_owned(),
            series: Series::at(place),
            points: (1..)
                .zip(rhos)
                .map(|(layer, rho): (usize, _)| {
                    rho.map(|value| CurvePoint {
                        x: layer as f64,
                        value,
                        band: None,
                    })
                })
                .collect(),
        })
        .collect();
    let keys = curves
        .iter()
        .map(|curve| ChartKey::new(curve.series, KeyShape::Line, curve.name.clone()));
    Some(CurveChart {
        title: "Strength against attention received, in every block".to_owned(),
        axis: axis(&curves),
        second: None,
        across: Across::layers(text.analysis.model.layers),
        keys: keys.collect(),
        curves,
        reference_lines: vec![ReferenceLine::new(0.0, "0: nothing in common")],
        marked: Some(text.analysis.layer as f64),
        points: Vec::new(),
    })
}

/// As far as the curves go, 0 always in it.
fn axis(curves: &[Curve]) -> Axis {
    let values = curves
        .iter()
        .flat_map(|curve| curve.points.iter().flatten());
    let (low, high) = extent(values.map(|point| point.value)).unwrap_or((0.0, 0.0));
    let (low, high) = (low.min(-0.2) - 0.05, high.max(0.2) + 0.05);
    Axis::numbers("Spearman's ρ with strength", low.max(-1.0), high.min(1.0))
}

/// The same as a chart.
#[derive(Debug, Clone, Copy)]
pub struct AttentionByBlock;

impl ChartDef for AttentionByBlock {
    fn label(&self) -> ChartLabel {
        Subject::Attention.label("by-block", "Strength against attention in every block")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let attention = answer.attention()?;
        let charts: Vec<CurveChart> = attention.texts().filter_map(block_curves).collect();
        let first = charts.first()?;
        let keys = first.keys.iter();
        let keys =
            keys.map(|key| LegendEntry::new(LegendMark::Series(key.series, key.mark), &key.text));
        let (title, keys) = (first.title.clone(), keys.collect());
        let charts = charts.into_iter().map(Chart::Curves).collect();
        let content = ChartContent::new(title, keys, charts);
        Some(content.with_notes(["Block N leads to Layer N, whose strengths are taken."]))
    }
}
