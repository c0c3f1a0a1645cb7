//! One chart in its place: heading, the name of its axis, and the marks of its kind.

use crate::charts::Chart;

use super::bars::draw_bars;
use super::curves::draw_curves;
use super::drawing::{Anchor, Drawing, Ink};
use super::grid::draw_grid;
use super::heatmap::draw_heatmap;
use super::lines::draw_lines;
use super::matrix::draw_matrix;
use super::plan::{Columns, GAP, Plan};
use super::rect::Rect;
use super::rows::draw_rows;
use super::shares::draw_shares;
use super::tiles::draw_tiles;

/// Draws the chart of `plan` from `top` down.
pub(super) fn draw_panel(drawing: &mut Drawing<'_>, columns: &Columns, plan: &Plan<'_>, top: f64) {
    if plan.heading {
        draw_heading(drawing, columns, plan.chart, top);
    }
    let plots = plots(columns, plan, top + plan.head());
    let Some(&plot) = plots.first() else { return };
    draw_axis_name(drawing, columns.outer_left, plan, &plots);
    let whole = |height: f64| Rect {
        left: columns.outer_left,
        width: columns.right - columns.outer_left,
        height,
        ..plot
    };
    match (plan.chart, &plan.tokens) {
        (Chart::Bars(chart), Some(tokens)) => draw_bars(drawing, chart, tokens, &plots),
        (Chart::Heatmap(heatmap), Some(tokens)) => {
            draw_heatmap(drawing, heatmap, tokens, &plots);
        }
        (Chart::Bars(_) | Chart::Heatmap(_), None) => {}
        (Chart::Lines(chart), _) => draw_lines(drawing, chart, plot),
        (Chart::Curves(chart), _) => draw_curves(drawing, chart, plot),
        (Chart::Matrix(matrix), _) => {
            let place = whole(plan.plot + plan.strip);
            draw_matrix(drawing, matrix, place, plan.strip);
        }
        (Chart::Grid(grid), _) => {
            let place = whole(plan.plot + plan.strip);
            draw_grid(drawing, grid, place, plan.strip);
        }
        (Chart::Tiles(tiles), _) => {
            let place = whole(plan.plot + plan.strip);
            draw_tiles(drawing, tiles, place, plan.strip);
        }
        (Chart::Shares(shares), _) => draw_shares(drawing, shares, whole(plan.plot)),
        (Chart::Rows(chart), _) => draw_rows(drawing, chart, whole(plan.plot)),
    }
}

/// The plots of the chart's rows under one another, the first at `top`.
fn plots(columns: &Columns, plan: &Plan<'_>, top: f64) -> Vec<Rect> {
    let step = plan.plot + plan.strip + GAP * columns.size;
    (0..plan.rows())
        .map(|row| Rect {
            left: columns.left,
            top: top + row as f64 * step,
            width: columns.width(),
            height: plan.plot,
        })
        .collect()
}

fn draw_heading(drawing: &mut Drawing<'_>, columns: &Columns, chart: &Chart, top: f64) {
    let baseline = top + 1.25 * drawing.size;
    let left = columns.outer_left;
    drawing.text((left, baseline), chart.title(), drawing.ink(Anchor::Start));
    let Chart::Bars(chart) = chart else { return };
    if let Some(line) = chart.reference_lines.first() {
        let right = columns.right;
        drawing.text((right, baseline), &line.text, drawing.ink(Anchor::End));
    }
}

/// The name of the y axis, once for all rows.
fn draw_axis_name(drawing: &mut Drawing<'_>, left: f64, plan: &Plan<'_>, plots: &[Rect]) {
    let size = drawing.size;
    let name = plan.chart.axis_name();
    let (Some(first), Some(last)) = (plots.first(), plots.last()) else {
        return;
    };
    if plan.name_above {
        let at = (left, first.top - 0.5 * size);
        drawing.text(at, name, drawing.ink(Anchor::Start));
    } else {
        let ink = Ink {
            turned: -90.0,
            ..drawing.ink(Anchor::Middle)
        };
        let middle = f64::midpoint(first.top, last.bottom());
        drawing.text((left + 0.9 * size, middle), name, ink);
    }
}
