//! Small pieces of drawing and wording that several views share.

use eframe::egui::{
    Button, ComboBox, Rangef, Response, RichText, Role, Shape, Stroke, TextStyle, Ui, WidgetInfo,
    pos2, vec2,
};

use crate::analysis::{Analysis, Positions};
use crate::charts::{Heatmap, Scale};
use crate::paint::colour_legend;
use crate::paint::theme::{GAP, Palette};
use crate::paint::words::{explain_control, explained, heading, remark};

use super::command::Command;
pub(in crate::ui) use super::quoting::{quoted, shortened};
use super::views::ViewContext;

/// Slots narrower than this are an overview, not something to read.
const READABLE: f64 = 22.0;

/// Rows of tools narrower than this have lists in place of choices side by side.
const ROOM_FOR_CHOICES: f32 = 1200.0;
/// The name of a choice of what a chart shows.
pub(in crate::ui) const SHOW: &str = "Show";
/// About as wide are the buttons that zoom but the last one, in points.
const ZOOM: f32 = 110.0;
/// About as wide is such a list, in points.
const LIST: f32 = 110.0;

/// The room that a line between two groups of tools takes, in points.
const DIVIDER: f32 = 10.0;

/// Tools that a line parts from those before them; where they begin a line of their own in a row that
/// wraps, there is none.
pub(in crate::ui) fn divided<R>(ui: &mut Ui, tools: impl FnOnce(&mut Ui) -> R) -> R {
    let before = ui.cursor();
    // Space at the end of a row would make the page wider than it is.
    let is_full = ui.available_size_before_wrap().x < 2.0 * DIVIDER;
    if is_full {
        ui.end_row();
    }
    if is_full || before.left() <= ui.max_rect().left() {
        return tools(ui);
    }
    let line = ui.painter().add(Shape::Noop);
    ui.add_space(DIVIDER);
    let without = ui.cursor();
    let done = tools(ui);
    let after = ui.cursor();
    if after.top() <= before.top() && after.left() > without.left() {
        let x = before.left() + (DIVIDER - ui.spacing().item_spacing.x) / 2.0;
        let height = ui.spacing().interact_size.y;
        let along = Rangef::new(before.top(), before.top() + height);
        let stroke: Stroke = ui.visuals().widgets.noninteractive.bg_stroke;
        let ends = [pos2(x, along.min), pos2(x, along.max)];
        ui.painter().set(line, Shape::line_segment(ends, stroke));
    }
    done
}

/// Begins a line of a row that wraps where a control this `wide` does not fit beside its `name`.
pub(in crate::ui) fn keep_with(ui: &mut Ui, name: &str, wide: f32) {
    let font = TextStyle::Body.resolve(ui.style());
    let colour = Palette::of(ui).text;
    let galley = ui.painter().layout_no_wrap(name.to_owned(), font, colour);
    let spacing = ui.spacing();
    let needed = galley.size().x + 2.0 * spacing.item_spacing.x + wide;
    if ui.available_size_before_wrap().x < needed {
        ui.end_row();
    }
}

/// Whether small `text` fits, and leaves so much room behind it.
pub(in crate::ui) fn fits(ui: &Ui, text: &str, left: f32) -> bool {
    let font = TextStyle::Small.resolve(ui.style());
    let colour = Palette::of(ui).text;
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, colour);
    let needed = galley.size().x + 2.0 * ui.spacing().item_spacing.x + left;
    needed < ui.available_width()
}

/// A button with an icon that runs `command`; its name and keys are the tooltip.
pub(in crate::ui) fn icon_button(ui: &mut Ui, icon: &str, command: Command) -> Response {
    let tooltip = command.tooltip(ui.ctx());
    let button = ui.add(Button::new(RichText::new(icon).size(16.0)));
    let button = button.on_hover_text(tooltip);
    named(&button, command.name());
    button
}

/// A small button with an icon, which says what it does.
pub(in crate::ui) fn named_icon_button(ui: &mut Ui, icon: &str, name: &'static str) -> Response {
    let button = ui.small_button(icon).on_hover_text(name);
    named(&button, name);
    button
}

/// A button with an icon before its words.
pub(in crate::ui) fn worded_icon_button(ui: &mut Ui, icon: &str, words: &'static str) -> Response {
    let button = ui.button(format!("{icon} {words}"));
    named(&button, words);
    button
}

/// The button that does what a page is there for: filled.
pub(in crate::ui) fn primary_button(ui: &Ui, words: &'static str) -> Button<'static> {
    let palette = Palette::of(ui);
    let text = RichText::new(words).strong().size(16.0);
    Button::new(text.color(palette.on_primary))
        .fill(palette.primary)
        .min_size(vec2(96.0, 30.0))
}

/// What a screen reader calls `button`.
fn named(button: &Response, name: &'static str) {
    let enabled = button.enabled();
    button.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
}

/// How many tokens and words a text has.
pub(in crate::ui) fn counts(analysis: &Analysis) -> String {
    let tokens = &analysis.traced.tokens;
    let words = tokens.iter().filter_map(|token| token.word).max();
    let words = words.map_or(0, |last| last + 1);
    let count = |count: usize, one: &str, many: &str| {
        format!("{count} {}", if count == 1 { one } else { many })
    };
    format!(
        "{} · {}",
        count(tokens.len(), "token", "tokens"),
        count(words, "word or mark", "words and marks")
    )
}

/// Windows at least so wide have room for two charts beside one another, in points.
const TWO_COLUMNS: f32 = 1500.0;

/// Two charts beside one another where there is room, else one over the other.
pub(in crate::ui) fn side_by_side(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    first: impl FnOnce(&mut Ui, &mut ViewContext<'_>),
    second: impl FnOnce(&mut Ui, &mut ViewContext<'_>),
) {
    if ui.ctx().content_rect().width() < TWO_COLUMNS {
        first(ui, context);
        ui.add_space(GAP * 2.0);
        second(ui, context);
        return;
    }
    ui.columns(2, |columns| {
        let [left, right] = columns else { return };
        first(left, context);
        second(right, context);
    });
}

/// What is shown, with the text it was made from: it may lag behind the prompt.
pub(in crate::ui) fn caption(ui: &mut Ui, title: &str, text: &str) {
    ui.horizontal_wrapped(|ui| {
        heading(ui, title);
        let weak = Palette::of(ui).weak_text;
        ui.label(RichText::new(quoted(text, 90)).color(weak));
    });
}

/// The title of a heat map, the legend of its colours, and what can be done with it.
pub(in crate::ui) fn heatmap_heading(ui: &mut Ui, heatmap: &Heatmap, advice: &str) {
    ui.horizontal_wrapped(|ui| {
        heading(ui, &heatmap.title);
        colour_legend(ui, heatmap);
        remark(ui, advice);
    });
}

/// What is still to come of a text that is being read, said in place of `hint`; `before` says that
/// the text before is shown until then.
pub(in crate::ui) fn still_to_come(analysis: &Analysis, before: bool, hint: &str) -> String {
    let (next, last) = (analysis.traced.layers() + 1, analysis.model.layers);
    let shown = if before {
        "; this is the text before"
    } else {
        ""
    };
    match last.checked_sub(next) {
        None => hint.to_owned(),
        Some(0) => format!("Layer {last} is still being computed…{shown}"),
        Some(_) => format!("Layers {next} to {last} are still being computed…{shown}"),
    }
}

/// Buttons for long texts: all tokens, or as many as can be read.
pub(in crate::ui) fn zoom(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let readable = f64::from(ui.clip_rect().width()) / READABLE;
    let state = &mut *context.state;
    let mut stretches = context.stretches.iter();
    if stretches
        .all(|&(stretch, count)| (count as f64) < readable && state.window_of(stretch).is_fit())
    {
        return;
    }
    let buttons = [
        ("−", Command::ZoomOut),
        ("+", Command::ZoomIn),
        ("All", Command::ZoomFit),
    ];
    divided(ui, |ui| {
        keep_with(ui, "Readable", ZOOM);
        for (name, command) in buttons {
            let tooltip = command.tooltip(ui.ctx());
            let button = ui.small_button(name).on_hover_text(tooltip);
            let spoken = command.name();
            button.widget_info(|| WidgetInfo::labeled(Role::Button, true, spoken));
            if button.clicked() {
                context.send(command);
            }
        }
    });
    let tooltip = "Show as many tokens as can be read; the wheel or the bar below moves";
    if ui.small_button("Readable").on_hover_text(tooltip).clicked() {
        for &(stretch, count) in &context.stretches {
            context.state.window_of(stretch).show_first(readable, count);
        }
    }
}

/// The unit in which tokens are compared.
pub(in crate::ui) fn scale_choice(ui: &mut Ui, scale: &mut Scale) {
    choice_of(ui, "Scale", Scale::ALL, scale, Scale::name);
}

/// One of a few in a row of tools: side by side, or in a list where the row is short.
pub(in crate::ui) fn choice_of<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    options: &[T],
    chosen: &mut T,
    name_of: impl Fn(T) -> &'static str,
) {
    let is_wide = ui.max_rect().width() >= ROOM_FOR_CHOICES;
    let label = if is_wide {
        Some(divided(ui, |ui| explained(ui, name)))
    } else {
        // What is shown says itself in a list.
        (name != SHOW).then(|| {
            keep_with(ui, name, LIST);
            explained(ui, name)
        })
    };
    if is_wide {
        offer(ui, options, chosen, name_of);
        return;
    }
    let list = ComboBox::from_id_salt(name)
        .selected_text(name_of(*chosen))
        .width(0.0)
        .show_ui(ui, |ui| offer(ui, options, chosen, &name_of))
        .response;
    match label {
        Some(label) => drop(list.labelled_by(label.id)),
        None => list.widget_info(|| WidgetInfo {
            current_text_value: Some(name_of(*chosen).to_owned()),
            ..WidgetInfo::labeled(Role::ComboBox, true, name)
        }),
    }
}

/// One of a few, all of them in sight.
pub(in crate::ui) fn offer<T: Copy + PartialEq>(
    ui: &mut Ui,
    options: &[T],
    chosen: &mut T,
    name_of: impl Fn(T) -> &'static str,
) {
    for &option in options {
        let button = ui.selectable_value(chosen, option, name_of(option));
        explain_control(button, name_of(option));
    }
}

/// The choice of positions, and plainly which of the two is shown.
pub(in crate::ui) fn positions(ui: &mut Ui, positions: &mut Positions, what: &str) {
    let mut kept = *positions == Positions::Kept;
    let tooltip = format!(
        "Words in front move {what} to later positions. Kept: it gets the same position ids in \
         every prompt, so what is left of the shift is not due to its place."
    );
    ui.checkbox(&mut kept, format!("Keep the positions of {what}"))
        .on_hover_text(tooltip);
    *positions = if kept {
        Positions::Kept
    } else {
        Positions::AsIs
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::{CentralPanel, Context, RawInput, Rect, Vec2};

    /// How many lines are drawn between two groups of tools in a row so wide.
    fn lines(width: f32) -> usize {
        let ctx = Context::default();
        let input = || RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), Vec2::new(width, 200.0))),
            ..RawInput::default()
        };
        let draw = |ui: &mut Ui| {
            CentralPanel::default().show(ui, |ui| {
                ui.horizontal_wrapped(|ui| {
                    divided(ui, |ui| ui.button("the first group of tools"));
                    divided(ui, |ui| ui.button("the second group of tools"));
                });
            });
        };
        ctx.run_ui(input(), draw).textures_delta.clear();
        let mut output = ctx.run_ui(input(), draw);
        output.textures_delta.clear();
        let shapes = output.shapes.iter();
        let lines = shapes.filter(|shape| matches!(shape.shape, Shape::LineSegment { .. }));
        lines.count()
    }

    #[test]
    fn a_line_parts_groups_of_one_row_and_hangs_at_no_end() {
        assert_eq!(lines(600.0), 1);
        assert_eq!(lines(260.0), 0, "the second group begins a row");
    }
}
