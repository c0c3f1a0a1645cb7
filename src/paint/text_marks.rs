//! Marks on a text that egui laid out: where ranges of it are on the screen, and what sets them off.

use std::ops::Range;

use eframe::egui::{Galley, Painter, Pos2, Rangef, Rect, Stroke, Ui, pos2};

use super::theme::Palette;

/// A range of a text in characters, and whether it is selected; else it is pointed at.
pub(crate) type MarkedChars = (Range<usize>, bool);

/// Sets ranges off in a text that was drawn at `at`, no further than within `clip`.
pub(crate) fn mark_text(ui: &Ui, galley: &Galley, at: Pos2, clip: Rect, marks: &[MarkedChars]) {
    let palette = Palette::of(ui);
    let painter = ui.painter().with_clip_rect(clip);
    for (chars, selected) in marks {
        for place in places(galley, chars) {
            mark(&painter, palette, place.translate(at.to_vec2()), *selected);
        }
    }
}

/// A veil over what is set off, and a line under what is selected.
pub(super) fn mark(painter: &Painter, palette: &Palette, place: Rect, selected: bool) {
    painter.rect_filled(place, 2.0, palette.highlight);
    if selected {
        let line = Stroke::new(2.0, palette.text);
        painter.hline(place.x_range(), place.bottom() - 1.0, line);
    }
}

/// Where `chars` are in `galley`, a rectangle for each row that has some of them.
pub(super) fn places(galley: &Galley, chars: &Range<usize>) -> Vec<Rect> {
    let mut places = Vec::new();
    let mut first = 0;
    for row in &galley.rows {
        let here = first..first + row.glyphs.len();
        first = here.end + usize::from(row.ends_with_newline);
        let from = chars.start.max(here.start) - here.start;
        let to = chars.end.min(here.end).saturating_sub(here.start);
        let Some(glyphs) = row.glyphs.get(from.min(to)..to) else {
            continue;
        };
        let across = glyphs.iter().map(|glyph| {
            let left = row.pos.x + glyph.pos.x;
            Rangef::new(left, left + glyph.advance_width)
        });
        let whole =
            across.reduce(|one, other| Rangef::new(one.min.min(other.min), one.max.max(other.max)));
        if let Some(across) = whole {
            let (top, bottom) = (row.pos.y, row.pos.y + row.size.y);
            let corners = [pos2(across.min, top), pos2(across.max, bottom)];
            places.push(Rect::from_min_max(corners[0], corners[1]));
        }
    }
    places
}
