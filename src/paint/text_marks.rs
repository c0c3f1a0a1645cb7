//! Marks on a text that egui laid out: where ranges of it are on the screen, and what sets them off.

use std::ops::Range;

use eframe::egui::{Galley, Painter, Pos2, Rangef, Rect, Stroke, Ui, pos2, vec2};
use eframe::epaint::text::{Glyph, PlacedRow};

use crate::domain::characters::is_from_the_right;

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
    if !has_a_glyph_for_each_char(galley) {
        return places;
    }
    for row in &galley.rows {
        let here = first..first + row.glyphs.len();
        first = here.end + usize::from(row.ends_with_newline);
        let from = chars.start.max(here.start) - here.start;
        let to = chars.end.min(here.end).saturating_sub(here.start);
        let glyphs = (from..to).filter_map(|place| row.glyphs.get(mirrored(&row.glyphs, place)));
        let across = glyphs.map(|glyph| {
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

/// Lays what lies from the left in lines of this `width` out from the right.
pub(super) fn from_the_right(places: &mut [Rect], width: f32) {
    for place in places {
        *place = place.translate(vec2(width - place.left() - place.right(), 0.0));
    }
}

/// Whether places can be counted: two letters written from the right may share a glyph, and then
/// nobody knows which glyph is of which letter.
fn has_a_glyph_for_each_char(galley: &Galley) -> bool {
    let text = galley.text();
    let of_row = |row: &PlacedRow| row.glyphs.len() + usize::from(row.ends_with_newline);
    !text.chars().any(is_from_the_right)
        || galley.rows.iter().map(of_row).sum::<usize>() == text.chars().count()
}

/// The glyph of the character at `place` of a row, and the character of the glyph: egui keeps glyphs
/// from left to right, and lays each word of a script that is written from the right out from its end.
fn mirrored(glyphs: &[Glyph], place: usize) -> usize {
    let is_from_the_right = |place: &usize| {
        glyphs
            .get(*place)
            .is_some_and(|glyph| is_from_the_right(glyph.chr))
    };
    let before = (0..=place).rev().take_while(is_from_the_right).count();
    if before == 0 {
        return place;
    }
    let after = (place + 1..glyphs.len())
        .take_while(is_from_the_right)
        .count();
    place + after + 1 - before
}

/// The character of `galley` that is at `place` from the left, where words written from the right lie
/// the other way round.
pub(crate) fn char_at(galley: &Galley, place: usize) -> usize {
    let mut first = 0;
    for row in &galley.rows {
        let end = first + row.glyphs.len();
        if place < end {
            return first + mirrored(&row.glyphs, place.saturating_sub(first));
        }
        first = end + usize::from(row.ends_with_newline);
    }
    place
}

#[cfg(test)]
mod tests {
    use eframe::egui::{Color32, Context, FontId, RawInput};

    use super::*;

    /// `text` in one line, laid out by the fonts that come with egui.
    fn laid_out(text: &str) -> std::sync::Arc<Galley> {
        let ctx = Context::default();
        let mut galley = None;
        let mut output = ctx.run_ui(RawInput::default(), |ui| {
            let font = FontId::proportional(14.0);
            let text = text.to_owned();
            galley = Some(ui.painter().layout_no_wrap(text, font, Color32::WHITE));
        });
        output.textures_delta.clear();
        galley.unwrap()
    }

    #[test]
    fn letters_are_marked_where_they_are_drawn() {
        let galley = laid_out("ab cd");
        let [first, third] = [0..1, 3..4].map(|chars| places(&galley, &chars)[0]);
        assert!(first.left() < third.left());
        assert_eq!(char_at(&galley, 3), 3);
    }

    #[test]
    fn words_from_the_right_are_marked_from_their_right_end() {
        let galley = laid_out("ab שלום cd");
        let place = |chars: Range<usize>| places(&galley, &chars)[0];
        let (shin, mem, whole) = (place(3..4), place(6..7), place(3..7));
        assert!(mem.right() <= shin.left() + 1.0, "{mem} {shin}");
        assert!(
            (whole.left() - mem.left()).abs() < 1.0 && (whole.right() - shin.right()).abs() < 1.0
        );
        assert!(place(8..9).left() >= whole.right());
        assert_eq!(
            [3, 4, 5, 6, 8].map(|at| char_at(&galley, at)),
            [6, 5, 4, 3, 8]
        );
    }
}
