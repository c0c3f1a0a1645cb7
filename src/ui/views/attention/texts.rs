//! The text over itself: from each word ribbons to those that it attends to.

use std::sync::Arc;

use eframe::egui::Ui;

use crate::analysis::Attention;
use crate::charts::WordRibbons;
use crate::paint::paint_ribbons;
use crate::paint::words::{heading, remark};
use crate::ui::linking::word_with;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::views::ViewContext;

/// How many ribbons are told of a word.
const TOLD: usize = 5;

/// The text over itself, with ribbons from the word that is pointed at, here or elsewhere, else from
/// the one that is selected.
pub(super) fn texts(ui: &mut Ui, context: &mut ViewContext<'_>, shown: &Arc<Attention>) {
    let choice = context.document.settings.attention;
    let ribbons = context
        .charts
        .attention_ribbons(shown, choice.without_special);
    let traced = &shown.a.analysis.traced;
    let words = &shown.a.words;
    let state = &mut *context.state;
    let word_of = |range: Option<&TextRange>| {
        let range = range.filter(|range| range.of() == TextOf::A)?;
        word_with(words, &range.tokens_in(traced))
    };
    let hovered = word_of(state.selection.hovered()).map(|word| (0, word));
    // What is selected elsewhere attends; what was clicked here stays on its side.
    let selected = word_of(state.selection.selected());
    let pinned = selected.map(|word| match state.attention_pin {
        Some((side, pinned)) if pinned == word => (side, word),
        _ => (0, word),
    });
    ui.horizontal_wrapped(|ui| {
        heading(ui, format!("Who attends to whom, {}", shown.title()));
        remark(
            ui,
            "Above: who attends. Below: to whom, coloured by what it receives. Point at a word; \
             click to pin it.",
        );
        if pinned.is_some() && ui.small_button("Unpin").clicked() {
            state.selection.select(None);
        }
    });
    let set_off = state.attention_word.or(hovered).or(pinned);
    let hit = paint_ribbons(ui, &ribbons, set_off);
    if hit.word != state.attention_word {
        // The ribbons were drawn before the pointer was found.
        ui.ctx().request_repaint();
    }
    state.attention_word = hit.word;
    let Some((side, word)) = hit.word else {
        return;
    };
    let clicked = hit.response.clicked();
    if clicked {
        state.attention_pin = Some((side, word));
    }
    let tokens = words.get(word).map(|word| word.tokens.clone());
    let range = tokens.and_then(|tokens| TextRange::of_tokens(TextOf::A, traced, tokens));
    state.selection.touch(range, clicked);
    hit.response.on_hover_ui_at_pointer(|ui| {
        for line in told(&ribbons, (side, word)) {
            ui.label(line);
        }
    });
}

/// The strongest ribbons of a word, a line each.
fn told(ribbons: &WordRibbons, word: (usize, usize)) -> Vec<String> {
    let name = |side: usize, at: usize| {
        let words = ribbons.texts.get(side).and_then(|words| words.get(at));
        words.map_or("", |word| word.text.as_str())
    };
    let strongest = ribbons.shown(Some(word)).into_iter().take(TOLD);
    let line = |value: f64| {
        if ribbons.are_shares {
            format!("{:.1} %", 100.0 * value)
        } else {
            format!("{value:.3}")
        }
    };
    strongest
        .map(|ribbon| {
            let (from, to) = (name(0, ribbon.a), name(1, ribbon.b));
            format!("{from} → {to}: {}", line(ribbon.value))
        })
        .collect()
}
