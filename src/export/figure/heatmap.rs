//! Cells in rows (layers) and columns (tokens).

use crate::charts::Heatmap;
use crate::charts::geometry::every;
use crate::charts::palette::{Rgb, ink_on};

use super::drawing::{Anchor, Drawing, Ink};
use super::rect::Rect;
use super::token_axis::TokenAxis;
use super::words::shortened;

/// Draws `heatmap` into one plot per row.
pub(super) fn draw_heatmap(
    drawing: &mut Drawing<'_>,
    heatmap: &Heatmap,
    tokens: &TokenAxis,
    plots: &[Rect],
) {
    let palette = drawing.palette;
    let layers = heatmap.cells.len().max(1);
    for (row, &plot) in plots.iter().enumerate() {
        let height = plot.height / layers as f64;
        let mut words = Vec::new();
        drawing.open_crisp("cells");
        for (layer, values) in heatmap.cells.iter().enumerate() {
            for slot in tokens.slots_of(row) {
                let value = values.get(slot).copied().flatten();
                let colour = value.map_or(palette.no_value, |value| {
                    palette.scale(heatmap.share(value), heatmap.centred)
                });
                let place = Rect {
                    left: plot.left + tokens.x(slot) - tokens.pitch / 2.0,
                    top: plot.bottom() - (layer + 1) as f64 * height,
                    width: tokens.pitch,
                    height,
                };
                let label = heatmap.labels.get(slot).map_or("", |label| &label.text);
                let read = |value| heatmap.axis.read(value);
                let value = value.map_or_else(|| "undefined".to_owned(), read);
                let text = heatmap.text(layer, slot);
                let said = text.map_or_else(String::new, |text| format!(" {text},"));
                let name = format!("{label}, Layer {layer}:{said} {value}");
                drawing.fill_named(place, colour, &name);
                words.extend(text.map(|text| (place, colour, text)));
            }
        }
        drawing.close();
        if has_room_for_words(tokens.pitch, drawing.size) {
            draw_words(drawing, &words);
        }
        let (left, right) = tokens.stretch(row, plot);
        let chosen = Rect {
            left,
            top: plot.bottom() - (heatmap.chosen_row + 1) as f64 * height,
            width: right - left,
            height,
        };
        // Seen on dark cells and on bright ones.
        drawing.outlined(chosen, None, (palette.background, 2.2 * drawing.unit()), "");
        drawing.outlined(
            chosen,
            None,
            (palette.text, 1.4 * drawing.unit()),
            "the chosen layer",
        );
        draw_layers(drawing, layers, plot);
        tokens.draw(drawing, row, (plot.left, plot.bottom()));
    }
}

/// Narrower cells than this, in text sizes, have room for a letter or two of a word.
const NARROWEST_WORD: f64 = 3.0;

/// Whether words in cells `pitch` wide can be read.
fn has_room_for_words(pitch: f64, size: f64) -> bool {
    pitch >= NARROWEST_WORD * size
}

/// What a reader must know of words that have no room, where small text has `size`.
pub(super) fn words_note(heatmap: &Heatmap, tokens: &TokenAxis, size: f64) -> Option<String> {
    let drawn = heatmap.texts.is_empty() || has_room_for_words(tokens.pitch, size);
    let note = "The words in the cells have no room here; a wider or higher figure has.";
    (!drawn).then(|| note.to_owned())
}

/// What stands in cells, each shortened to its width, on its colour.
fn draw_words(drawing: &mut Drawing<'_>, words: &[(Rect, Rgb, &str)]) {
    let size = drawing.size;
    if words.is_empty() {
        return;
    }
    drawing.open("words");
    for (place, colour, text) in words {
        if place.height < size {
            continue;
        }
        let room = (place.width - 0.3 * size) / size;
        let ink = Ink {
            colour: ink_on(*colour),
            ..drawing.ink(Anchor::Middle)
        };
        let at = (
            place.left + place.width / 2.0,
            place.top + place.height / 2.0 + 0.36 * size,
        );
        let text = shortened(drawing.ruler(), text, room);
        drawing.text(at, &text, ink);
    }
    drawing.close();
}

/// The numbers of the layers, thinned out where they would touch.
fn draw_layers(drawing: &mut Drawing<'_>, layers: usize, plot: Rect) {
    let size = drawing.size;
    let height = plot.height / layers as f64;
    drawing.open("axis");
    for layer in (0..layers).step_by(every(1.15 * size, height)) {
        let y = plot.bottom() - (layer as f64 + 0.5) * height + 0.36 * size;
        let at = (plot.left - 0.4 * size, y);
        drawing.text(at, &layer.to_string(), drawing.ink(Anchor::End));
    }
    drawing.close();
}
