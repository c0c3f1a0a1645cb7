//! One chart in its place: heading, axes, grid, and the marks of its kind.

use crate::charts::Axis;
use crate::charts::palette::Palette;
use crate::domain::format::with_minus;

use super::Panel;
use super::bars::draw_bars;
use super::curves::draw_curves;
use super::drawing::{Anchor, Drawing, Ink, Place};
use super::heatmap::draw_heatmap;
use super::layout::Columns;
use super::lines::draw_lines;
use super::matrix::draw_matrix;
use super::plan::{GAP, Plan};
use super::rows::draw_rows;
use super::shares::draw_shares;

/// What drawing a chart needs to know.
pub(super) struct Frame<'a> {
    pub(super) palette: &'a Palette,
    /// Size of the small text.
    pub(super) size: f64,
    pub(super) columns: &'a Columns,
}

impl Frame<'_> {
    pub(super) fn draw(&self, drawing: &mut Drawing<'_>, plan: &Plan<'_>, top: f64) {
        let size = self.size;
        if plan.heading {
            self.heading(drawing, plan.panel, top);
        }
        let first = top + plan.head();
        let step = plan.plot + plan.strip + GAP * size;
        let plots: Vec<Place> = (0..plan.rows())
            .map(|row| Place {
                left: self.columns.left,
                top: first + row as f64 * step,
                width: self.columns.width(),
                height: plan.plot,
            })
            .collect();
        self.axis_name(drawing, plan, &plots);
        match (plan.panel, &plan.tokens) {
            (Panel::Bars(chart), Some(tokens)) => draw_bars(drawing, self, chart, tokens, &plots),
            (Panel::Heatmap(heatmap), Some(tokens)) => {
                draw_heatmap(drawing, self, heatmap, tokens, &plots);
            }
            (Panel::Lines(chart), _) => {
                if let Some(&plot) = plots.first() {
                    draw_lines(drawing, self, chart, plot);
                }
            }
            (Panel::Matrix(matrix), _) => {
                let place = self.whole(first, plan.plot + plan.strip);
                draw_matrix(drawing, self, matrix, place, plan.strip);
            }
            (Panel::Shares(shares), _) => {
                draw_shares(drawing, self, shares, self.whole(first, plan.plot));
            }
            (Panel::Rows(chart), _) => {
                draw_rows(drawing, self, chart, self.whole(first, plan.plot));
            }
            (Panel::Curves(chart), _) => {
                if let Some(&plot) = plots.first() {
                    draw_curves(drawing, self, chart, plot);
                }
            }
            (Panel::Bars(_) | Panel::Heatmap(_), None) => {}
        }
    }

    fn whole(&self, top: f64, height: f64) -> Place {
        Place {
            left: self.columns.outer_left,
            top,
            width: self.columns.right - self.columns.outer_left,
            height,
        }
    }

    fn heading(&self, drawing: &mut Drawing<'_>, panel: &Panel, top: f64) {
        let size = self.size;
        let baseline = top + 1.25 * size;
        let left = self.columns.outer_left;
        drawing.text((left, baseline), panel.title(), self.ink(Anchor::Start));
        let Panel::Bars(chart) = panel else { return };
        if let Some(rule) = chart.rules.first() {
            let right = self.columns.right;
            drawing.text((right, baseline), &rule.text, self.ink(Anchor::End));
        }
    }

    /// The name of the y axis, once for all rows.
    fn axis_name(&self, drawing: &mut Drawing<'_>, plan: &Plan<'_>, plots: &[Place]) {
        let size = self.size;
        let name = plan.panel.axis_name();
        let (Some(first), Some(last)) = (plots.first(), plots.last()) else {
            return;
        };
        if plan.name_above {
            let at = (self.columns.outer_left, first.top - 0.5 * size);
            drawing.text(at, name, self.ink(Anchor::Start));
        } else {
            let ink = Ink {
                turned: -90.0,
                ..self.ink(Anchor::Middle)
            };
            let middle = f64::midpoint(first.top, last.bottom());
            drawing.text((self.columns.outer_left + 0.9 * size, middle), name, ink);
        }
    }

    /// The width of a line that is 1 wide beside text of the usual size.
    pub(super) fn unit(&self) -> f64 {
        (self.size / 12.0).max(0.75)
    }

    /// Small text in the colour of text.
    pub(super) fn ink(&self, anchor: Anchor) -> Ink {
        Ink {
            size: self.size,
            colour: self.palette.text,
            anchor,
            turned: 0.0,
        }
    }

    /// Background, grid lines and numbers of a plot.
    pub(super) fn plot(&self, drawing: &mut Drawing<'_>, axis: &Axis, place: Place) {
        let size = self.size;
        drawing.open("axis");
        drawing.fill(place, self.palette.paper);
        let reach = (axis.max - axis.min).max(1e-9);
        for mark in axis.marks((place.height / (2.2 * size)) as usize) {
            let text = axis.ticks.text(mark);
            let y = place.bottom() - (mark - axis.min) / reach * place.height;
            let inside = place.top - 0.5 <= y && y <= place.bottom() + 0.5;
            if text.is_empty() || !inside {
                continue;
            }
            let (from, to) = ((place.left, y), (place.right(), y));
            drawing.line(from, to, (self.palette.grid, self.unit()), "");
            let at = (place.left - 0.4 * size, y + 0.36 * size);
            drawing.text(at, &with_minus(&text), self.ink(Anchor::End));
        }
        drawing.close();
    }
}
