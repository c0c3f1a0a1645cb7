//! Where plots begin and end, so that the charts of a figure line up.

use crate::charts::Chart;
use crate::domain::format::with_minus;

use super::contents::Figure;
use super::fonts::Ruler;
use super::style::FigureStyle;

/// Space around everything, in sizes of the small text.
pub(super) const MARGIN: f64 = 1.0;

/// The edges that all charts of a figure share.
pub(super) struct Columns {
    /// The left edge of everything.
    pub(super) outer_left: f64,
    /// The left edge of plots.
    pub(super) left: f64,
    /// The right edge of plots.
    pub(super) right: f64,
    /// Size of the small text.
    pub(super) size: f64,
}

impl Columns {
    pub(super) fn new(ruler: &Ruler, figure: &Figure, style: &FigureStyle) -> Self {
        let size = style.text_size;
        let ticks = |chart: &Chart| -> f64 {
            let widths = match chart {
                Chart::Heatmap(heatmap) => vec![ruler.width(&heatmap.cells.len().to_string())],
                other => other.axis().map_or_else(Vec::new, |axis| {
                    let marks = axis.marks(12).into_iter();
                    marks
                        .map(|mark| ruler.width(&with_minus(&axis.ticks.text(mark))))
                        .collect()
                }),
            };
            widths.into_iter().fold(0.0, f64::max)
        };
        let widest = figure.charts.iter().map(ticks).fold(0.0, f64::max);
        let mut charts = figure.charts.iter();
        let named = charts.any(|chart| !chart.axis_name().is_empty());
        let title = if named { 1.7 } else { 0.0 };
        let has_reference_lines = figure.charts.iter().any(|chart| match chart {
            Chart::Bars(chart) => !chart.reference_lines.is_empty(),
            _ => false,
        });
        let signs = if has_reference_lines { 1.1 } else { 0.2 };
        let outer_left = MARGIN * size;
        Self {
            outer_left,
            left: outer_left + (title + widest + 0.7) * size,
            right: f64::from(style.width) - (MARGIN + signs) * size,
            size,
        }
    }

    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }
}
