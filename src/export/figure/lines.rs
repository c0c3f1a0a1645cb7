//! One line a token over the layers, named at its end.

use crate::charts::{Line, LineChart, Tone, spread};

use super::drawing::{Anchor, Drawing, Place};
use super::frame::Frame;
use super::words::shortened;

/// The longest name at the end of a line, in sizes of the small text.
const LONGEST: f64 = 9.0;
/// Height of a name.
const NAME: f64 = 1.2;
/// Up to so many lines all of them are named, beyond that only HIGH ones.
const FEW: usize = 14;

/// Draws `chart` into `place`, the names of lines at its right.
pub(super) fn draw_lines(
    drawing: &mut Drawing<'_>,
    frame: &Frame<'_>,
    chart: &LineChart,
    place: Place,
) {
    let size = frame.size;
    let palette = frame.palette;
    let named = named(drawing, chart, place.height / size);
    let widest = named
        .iter()
        .map(|(_, name)| drawing.width(name))
        .fold(0.0, f64::max);
    let plot = Place {
        width: place.width - (widest + 1.6) * size,
        ..place
    };
    frame.plot(drawing, &chart.axis, plot);
    let last = chart.layers.max(1) as f64;
    let inner = plot.width - 1.2 * size;
    let x = |layer: usize| plot.left + 0.6 * size + inner * layer as f64 / last;
    draw_layers(drawing, frame, chart, plot, &x);
    let reach = (chart.axis.max - chart.axis.min).max(1e-9);
    let y = |value: f64| plot.bottom() - (value - chart.axis.min) / reach * plot.height;
    drawing.open("lines");
    // HIGH over LOW over the rest.
    for tone in [
        Tone::Outside,
        Tone::Low,
        Tone::High,
        Tone::Second,
        Tone::First,
    ] {
        for line in chart.lines.iter().filter(|line| line.tone == tone) {
            let points: Vec<(f64, f64)> = line
                .values
                .iter()
                .enumerate()
                .filter_map(|(layer, value)| Some((x(layer), y((*value)?))))
                .collect();
            let look = palette.line(tone);
            let width = f64::from(look.width) * frame.unit();
            let opacity = f64::from(look.opacity) * chart.opacity(tone);
            let look = (look.colour, width, opacity);
            drawing.path(&points, look, &line.label.text);
        }
    }
    drawing.close();
    let ends = named
        .iter()
        .filter_map(|(line, _)| line.values.last().copied().flatten());
    let wanted: Vec<f64> = ends.map(y).collect();
    let places = spread(&wanted, NAME * size, (plot.top, plot.bottom()));
    drawing.open("names");
    for (((line, name), from), to) in named.iter().zip(wanted).zip(places) {
        let mut ink = frame.ink(Anchor::Start);
        if matches!(line.tone, Tone::Low | Tone::Outside) {
            ink.colour = palette.weak_text;
        }
        let right = plot.right() + 1.2 * size;
        let (start, end) = (
            (x(chart.layers) + 0.3 * size, from),
            (right - 0.2 * size, to),
        );
        drawing.line(
            start,
            end,
            (palette.line(line.tone).colour, 0.6 * frame.unit()),
            "",
        );
        drawing.text((right, to + 0.36 * size), name, ink);
    }
    drawing.close();
}

/// The lines that are named, in the order of their ends from the top; as many as have room.
fn named<'a>(drawing: &Drawing<'_>, chart: &'a LineChart, room: f64) -> Vec<(&'a Line, String)> {
    let all = chart.lines.len() <= FEW;
    let end = |line: &Line| line.values.last().copied().flatten();
    let mut lines: Vec<&Line> = chart
        .lines
        .iter()
        .filter(|line| all || matches!(line.tone, Tone::High | Tone::First | Tone::Second))
        .filter(|line| end(line).is_some())
        .collect();
    let height = |line: &Line| end(line).unwrap_or(f64::NEG_INFINITY);
    lines.sort_by(|a, b| {
        let high = |line: &Line| line.tone != Tone::High;
        high(a).cmp(&high(b)).then(height(b).total_cmp(&height(a)))
    });
    lines.truncate((room / NAME) as usize);
    lines.sort_by(|a, b| height(b).total_cmp(&height(a)));
    let name = |line: &'a Line| {
        let name = shortened(drawing.ruler(), &line.label.text, LONGEST);
        (line, name)
    };
    lines.into_iter().map(name).collect()
}

/// The x axis, and the chosen layers marked.
fn draw_layers(
    drawing: &mut Drawing<'_>,
    frame: &Frame<'_>,
    chart: &LineChart,
    plot: Place,
    x: &dyn Fn(usize) -> f64,
) {
    let size = frame.size;
    let widest = drawing.width(&chart.layers.to_string());
    let pitch = (x(1) - x(0)).max(1e-9);
    let step = ((widest + 0.8) * size / pitch).ceil().max(1.0) as usize;
    drawing.open("axis");
    for layer in (0..=chart.layers).step_by(step) {
        let at = (x(layer), plot.bottom() + 1.15 * size);
        drawing.text(at, &layer.to_string(), frame.ink(Anchor::Middle));
    }
    let name = (plot.middle().0, plot.bottom() + 2.4 * size);
    drawing.text(name, "layer", frame.ink(Anchor::Middle));
    for layer in chart.marked {
        let (from, to) = ((x(layer), plot.top), (x(layer), plot.bottom()));
        drawing.line(from, to, (frame.palette.weak_text, frame.unit()), "3 3");
    }
    drawing.close();
}
