//! A field in which what is selected and pointed at is marked, and in which a click on a word picks it.

use std::ops::Range;

use eframe::egui::{Response, TextEdit, Ui};

use crate::paint::{MarkedChars, char_at, mark_text};

use super::state::selection::{Selection, TextOf, TextRange};

/// Draws the field of `text` that `edit` makes; returns it and the bytes of its text that the pointer
/// picked in this frame.
pub(in crate::ui) fn show(
    ui: &mut Ui,
    text: &mut String,
    marks: &[MarkedChars],
    edit: impl for<'t> FnOnce(&'t mut String) -> TextEdit<'t>,
) -> (Response, Option<Range<usize>>) {
    let shown = edit(text).show(ui);
    mark_text(
        ui,
        &shown.galley,
        shown.galley_pos,
        shown.text_clip_rect,
        marks,
    );
    let response = shown.response.response;
    let by_pointer = response.clicked() || response.double_clicked() || response.drag_stopped();
    // As it is after the pointer moved it, which may have been pressed and let go in one frame.
    let cursor = shown.state.cursor.range(&shown.galley);
    let picked = cursor.filter(|_| by_pointer).map(|cursor| {
        let chars = cursor.as_sorted_char_range();
        let (start, end): (usize, usize) = (chars.start.into(), chars.end.into());
        // Of one place, what is drawn there; a range is as egui selects it.
        let (start, end) = if start == end {
            let place = char_at(&shown.galley, start);
            (place, place)
        } else {
            (start, end)
        };
        let byte = |place: usize| {
            text.char_indices()
                .nth(place)
                .map_or(text.len(), |(byte, _)| byte)
        };
        byte(start)..byte(end)
    });
    (response, picked)
}

/// What is set off in the field of `text`; `here` is what a range stands for in it.
pub(in crate::ui) fn marks(
    selection: &Selection,
    of: TextOf,
    text: &str,
    here: impl Fn(&TextRange) -> Option<TextRange>,
) -> Vec<MarkedChars> {
    let both = [(selection.selected(), true), (selection.hovered(), false)];
    let both = both.into_iter().filter_map(|(range, selected)| {
        let range = range.and_then(&here);
        let range = range.filter(|range| range.of() == of && range.is_in(text))?;
        let Range { start, end } = range.bytes();
        let before = text.get(..start)?.chars().count();
        let chars = text.get(start..end)?.chars().count();
        (chars > 0).then_some((before..before + chars, selected))
    });
    both.collect()
}
