//! One line per token over the layers, named at its end.

use crate::charts::geometry::{Crowding, DRAW_ORDER, LineName, NameColumn, every, line_names};
use crate::charts::{LineChart, MarkRole};

use super::drawing::{Anchor, Drawing};
use super::rect::Rect;
use super::words::shortened;

/// The longest name at the end of a line, in sizes of the small text.
const LONGEST: f64 = 9.0;
/// Height of a name.
const NAME: f64 = 1.2;

/// Draws `chart` into `place`, the names of lines at its right.
pub(super) fn draw_lines(drawing: &mut Drawing<'_>, chart: &LineChart, place: Rect) {
    let size = drawing.size;
    let palette = drawing.palette;
    let column = NameColumn {
        extent: (place.top, place.bottom()),
        pitch: NAME * size,
        crowding: Crowding::DropLowest,
    };
    let y = |value: f64| place.height_of(&chart.axis, value);
    let ends = line_names(chart, column, None, y).into_iter();
    let names: Vec<(LineName<'_>, String)> = ends
        .map(|end| {
            let name = shortened(drawing.ruler(), &end.line.label.text, LONGEST);
            (end, name)
        })
        .collect();
    let widest = drawing.ruler().widest(names.iter().map(|(_, name)| name));
    let plot = Rect {
        width: place.width - (widest + 1.6) * size,
        ..place
    };
    drawing.plot(&chart.axis, plot);
    let last = chart.layers.max(1) as f64;
    let inner = plot.width - 1.2 * size;
    let x = |layer: usize| plot.left + 0.6 * size + inner * layer as f64 / last;
    draw_layers(drawing, chart, plot, &x);
    drawing.open("lines");
    for role in DRAW_ORDER {
        for line in chart.lines.iter().filter(|line| line.role == role) {
            let points: Vec<(f64, f64)> = line
                .values
                .iter()
                .enumerate()
                .filter_map(|(layer, value)| Some((x(layer), y((*value)?))))
                .collect();
            let look = palette.line(role);
            let width = f64::from(look.width) * drawing.unit();
            let opacity = f64::from(look.opacity) * chart.opacity(role);
            let look = (look.colour, width, opacity);
            drawing.path(&points, look, &line.label.text);
        }
    }
    drawing.close();
    drawing.open("names");
    for (LineName { line, end, at }, name) in names {
        let ink = match line.role {
            MarkRole::Low | MarkRole::Outside => drawing.weak_ink(Anchor::Start),
            _ => drawing.ink(Anchor::Start),
        };
        let right = plot.right() + 1.2 * size;
        let (from, to) = (
            (x(chart.layers) + 0.3 * size, end),
            (right - 0.2 * size, at),
        );
        drawing.line(
            from,
            to,
            (palette.line(line.role).colour, 0.6 * drawing.unit()),
            "",
        );
        drawing.text((right, at + 0.36 * size), &name, ink);
    }
    drawing.close();
}

/// The x axis, and the chosen layers marked.
fn draw_layers(drawing: &mut Drawing<'_>, chart: &LineChart, plot: Rect, x: &dyn Fn(usize) -> f64) {
    let size = drawing.size;
    let widest = drawing.width(&chart.layers.to_string());
    let pitch = (x(1) - x(0)).max(1e-9);
    let step = every((widest + 0.8) * size, pitch);
    drawing.open("axis");
    for layer in (0..=chart.layers).step_by(step) {
        let at = (x(layer), plot.bottom() + 1.15 * size);
        drawing.text(at, &layer.to_string(), drawing.ink(Anchor::Middle));
    }
    let name = (plot.middle().0, plot.bottom() + 2.4 * size);
    drawing.text(name, "layer", drawing.ink(Anchor::Middle));
    for layer in chart.marked {
        let (from, to) = ((x(layer), plot.top), (x(layer), plot.bottom()));
        drawing.line(from, to, (drawing.palette.weak_text, drawing.unit()), "3 3");
    }
    drawing.close();
}
