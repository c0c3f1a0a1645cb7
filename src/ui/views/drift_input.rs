//! The input of a drift, token by token: how far the instructions move each, and how strong it is behind
//! every one of them.

use std::sync::Arc;

use eframe::egui::{Id, Ui};

use crate::analysis::{Drift, instruction_letter};
use crate::domain::characters::on_a_base;
use crate::paint::words::heading;
use crate::paint::{StripLayout, paint_text_strip, scale_legend};
use crate::ui::card;
use crate::ui::facts::{Fact, OverLayers, Section};
use crate::ui::linking::marked;
use crate::ui::state::menu::MenuTarget;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::touch;
use crate::ui::views::ViewContext;

/// The words of the input, coloured by how far the instructions move them.
pub(super) fn show(ui: &mut Ui, context: &mut ViewContext<'_>, drift: &Arc<Drift>) {
    let strip = context.charts.drift_input(drift);
    let Some(strip) = &*strip else { return };
    ui.horizontal_wrapped(|ui| {
        heading(
            ui,
            "The input, by how far the instructions shift each token",
        );
        scale_legend(ui, &strip.axis, strip.centred);
    });
    let layout = StripLayout::new(ui, strip);
    let marked = marked(&context.state.selection, |range| tokens_of(drift, range));
    let id = Id::unique("input strip");
    let name = "The input, coloured by its shift";
    let hit = paint_text_strip(ui, (id, name), strip, &layout, &marked, false);
    let range = hit.token.and_then(|token| range_of(drift, token));
    touch::mark(context, &hit.response, hit.clicked, range.clone(), || {
        let section = hit.token.and_then(|token| section(drift, token));
        MenuTarget {
            value: section.as_ref().and_then(|of| of.fact(MEAN).cloned()),
            tokens: range.zip(section.map(|of| of.title)),
            ..MenuTarget::default()
        }
    });
    if let Some(section) = hit.token.and_then(|token| section(drift, token)) {
        hit.response
            .on_hover_ui_at_pointer(|ui| card::show(ui, &section));
    }
}

/// The name of the mean shift of a token.
const MEAN: &str = "mean shift";

/// What is known of a range of the input.
pub(super) fn inspected(drift: &Drift, range: &TextRange) -> Vec<Section> {
    let tokens = tokens_of(drift, range).into_iter();
    tokens.filter_map(|token| section(drift, token)).collect()
}

/// The tokens of the input, in its order.
pub(super) fn steps(drift: &Drift) -> Vec<TextRange> {
    let first = drift.instructions.first();
    let tokens = first
        .into_iter()
        .flat_map(|first| first.input_tokens.clone());
    tokens.filter_map(|token| range_of(drift, token)).collect()
}

/// What a range of the input is in the text behind the instruction at `place`.
pub(super) fn in_text(drift: &Drift, range: &TextRange, place: usize) -> Option<TextRange> {
    let instruction = drift.instructions.get(place)?;
    let there = range.is_in(&drift.input) && range.of() == TextOf::A;
    there.then(|| range.behind(instruction.input_start))
}

/// The range of the input that `bytes` of it pick.
pub(super) fn picked(drift: &Drift, bytes: std::ops::Range<usize>) -> Option<TextRange> {
    let first = drift.instructions.first()?;
    let before = first.input_start;
    let range = bytes.start + before..bytes.end + before;
    TextRange::at(TextOf::A, &first.traced, range)?.after(before)
}

/// The tokens of the first text that a range of the input has.
fn tokens_of(drift: &Drift, range: &TextRange) -> Vec<usize> {
    let tokens = drift.instructions.first().and_then(|first| {
        let range = in_text(drift, range, 0)?;
        Some(range.tokens_in(&first.traced))
    });
    tokens.into_iter().flatten().collect()
}

fn range_of(drift: &Drift, token: usize) -> Option<TextRange> {
    let first = drift.instructions.first()?;
    TextRange::of_token(TextOf::A, &first.traced, token)?.after(first.input_start)
}

/// A token of the first text: its shift between every two instructions, and its strength behind each.
fn section(drift: &Drift, token: usize) -> Option<Section> {
    let first = drift.instructions.first()?;
    let found = first.traced.tokens.get(token)?;
    let layer = drift.layer();
    let mean = drift.mean_input_shift(layer, token);
    let mean = mean.map(|mean| Fact::decimals(MEAN, mean, 4));
    let shifts = drift.pairs.iter().zip(drift.input_shifts(layer, token));
    let shifts = shifts.filter_map(|(pair, shift)| {
        let [a, b] = [pair.a, pair.b].map(instruction_letter);
        Some(named(format!("shift {a} | {b}"), shift?))
    });
    let places = drift.places_of_input(token).into_iter();
    let strengths = places.zip(&drift.analyses).enumerate();
    let strengths = strengths.filter_map(|(place, (token, analysis))| {
        let strength = *analysis.strengths().get(token?)?;
        let name = format!("strength behind {}", instruction_letter(place));
        Some(named(name, strength))
    });
    let layers = 0..=first.traced.layers();
    let over = layers.filter_map(|layer| drift.mean_input_shift(layer, token));
    Some(Section {
        title: on_a_base(&found.labelled(&first.traced.text)),
        note: format!("of the input, Layer {layer}"),
        facts: mean.into_iter().chain(shifts).chain(strengths).collect(),
        over_layers: Some(OverLayers {
            name: "mean shift over all layers",
            values: over.collect(),
            chosen: layer,
        }),
    })
}

fn named(name: String, value: f64) -> Fact {
    Fact {
        name: name.into(),
        ..Fact::decimals("", value, 4)
    }
}
