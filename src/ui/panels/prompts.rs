//! The prompt boxes over the page.

use std::ops::Range;

use eframe::egui::{
    Align, Button, FontId, Id, Layout, Margin, Popup, Rect, Response, RichText, Role, ScrollArea,
    StrokeKind, TextEdit, Ui, WidgetInfo,
};

use crate::domain::format::in_one_line;
use crate::paint::MarkedChars;
use crate::ui::action::Action;
use crate::ui::app::prompt_id;
use crate::ui::command::Command;
use crate::ui::icons;
use crate::ui::linking::on_side;
use crate::ui::marked_field;
use crate::ui::state::document::LONGEST_TYPED;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::views::{Prompts, View, ViewContext};
use crate::ui::widgets::shortened;

/// A prompt box grows to this height, or to a share of a low window, then scrolls.
const TALLEST: f32 = 96.0;
/// The size of the menu of earlier texts, in points.
const EARLIER_WIDTH: f32 = 560.0;
const EARLIER_HEIGHT: f32 = 420.0;
/// So much of an earlier text is shown, in characters.
const LONGEST_EARLIER: usize = 120;

pub(in crate::ui) fn show(ui: &mut Ui, view: &dyn View, context: &mut ViewContext<'_>) {
    let prompts = view.prompts();
    if prompts == Prompts::None {
        return;
    }
    let two = prompts == Prompts::Two;
    let tooltip = Command::FocusPrompt.tooltip(ui.ctx());
    let first = match prompts {
        Prompts::Two => "Prompt A",
        Prompts::One | Prompts::None => "Prompt",
    };
    let response = prompt(ui, context, TextOf::A, two, (first, "Type a sentence"));
    if std::mem::take(&mut context.focus_prompt) {
        response.request_focus();
    }
    response.on_hover_text(tooltip);
    if prompts == Prompts::Two {
        let hint = "Type a second sentence to compare with";
        prompt(ui, context, TextOf::B, two, ("Prompt B", hint));
    }
}

/// The box of one prompt, in which what is selected and pointed at is marked; a click on a word
/// selects it.
fn prompt(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    of: TextOf,
    two: bool,
    (name, hint): (&str, &str),
) -> Response {
    let (id, text) = match of {
        TextOf::A => (prompt_id(), &mut context.document.prompt),
        TextOf::B => (Id::unique("second prompt"), &mut context.document.prompt_b),
    };
    let selection = &mut context.state.selection;
    let compared = context
        .answers
        .comparison
        .as_ref()
        .map(|shown| &*shown.newest);
    let compared = compared.filter(|_| two);
    let here = |range: &TextRange| match compared {
        Some(comparison) => on_side(comparison, range, of),
        None => Some(range.clone()),
    };
    let marks = marked_field::marks(selection, of, text, here);
    let recent = &context.preferences.recent_prompts;
    let (response, picked, chosen) = ui
        .horizontal_top(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                let chosen = earlier(ui, name, recent, text);
                let (response, picked) = ui
                    .with_layout(Layout::left_to_right(Align::Min), |ui| {
                        prompt_box(ui, id, name, hint, text, &marks)
                    })
                    .inner;
                (response, picked, chosen)
            })
            .inner
        })
        .inner;
    if let Some(chosen) = chosen {
        *text = chosen;
        if of == TextOf::A {
            context.actions.push(Action::PromptReplaced);
        }
        return response;
    }
    if let Some(picked) = picked
        && let Some(traced) = context.answers.reading_of(of, text)
        && let Some(range) = TextRange::at(of, traced, picked)
    {
        selection.select(Some(range));
    }
    response
}

/// The menu of the texts that were looked at last; the one that was chosen.
fn earlier(ui: &mut Ui, name: &str, recent: &[String], text: &str) -> Option<String> {
    let mut chosen = None;
    let others: Vec<&String> = recent.iter().filter(|other| *other != text).collect();
    let button = Button::new(icons::DOWN).min_size([26.0, 32.0].into());
    let button = ui.add_enabled(!others.is_empty(), button);
    let spoken = format!("Earlier texts for {name}");
    button.widget_info(|| WidgetInfo::labeled(Role::Button, !others.is_empty(), &spoken));
    Popup::menu(&button).show(|ui| {
        ui.set_max_width(EARLIER_WIDTH.min(ui.ctx().content_rect().width() - 60.0));
        ScrollArea::vertical()
            .max_height(EARLIER_HEIGHT)
            .show(ui, |ui| {
                for other in others {
                    let shown = in_one_line(&shortened(other, LONGEST_EARLIER));
                    let entry = ui.add(Button::new(shown).truncate());
                    if entry.on_hover_text(shortened(other, 400)).clicked() {
                        chosen = Some(other.clone());
                    }
                }
            });
    });
    button
        .on_hover_text("Texts that were looked at before")
        .on_disabled_hover_text("Texts that were looked at before will be here");
    chosen
}

/// The box and the bytes of its text that the pointer picked in this frame.
fn prompt_box(
    ui: &mut Ui,
    id: Id,
    name: &str,
    hint: &str,
    text: &mut String,
    marks: &[MarkedChars],
) -> (Response, Option<Range<usize>>) {
    let share = ui.ctx().content_rect().height() * 0.14;
    let scroll = ScrollArea::vertical()
        .id_salt(name)
        .max_height(TALLEST.min(share).max(34.0));
    let letter = name.strip_prefix("Prompt ").unwrap_or_default();
    let shown = ui.horizontal_top(|ui| {
        if !letter.is_empty() {
            // On the line of the text beside it.
            ui.vertical(|ui| {
                ui.set_width(14.0);
                ui.add_space(7.0);
                ui.label(RichText::new(letter).size(17.0));
            });
        }
        scroll.show(ui, |ui| {
            marked_field::show(ui, text, marks, |text| {
                TextEdit::multiline(text)
                    .id(id)
                    .char_limit(LONGEST_TYPED)
                    .font(FontId::proportional(17.0))
                    .margin(Margin::symmetric(10, 6))
                    .desired_rows(1)
                    .desired_width(f32::INFINITY)
                    .hint_text(hint)
            })
        })
    });
    let scrolled = shown.inner;
    let (response, picked) = scrolled.inner;
    if scrolled.content_size.y > scrolled.inner_rect.height() {
        close_frame(ui, scrolled.inner_rect, &response);
    }
    let value = text.clone();
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::MultilineTextInput, true, name);
        info.current_text_value = Some(value.clone());
        info
    });
    (response, picked)
}

/// Draws the edge of a box around what is in sight of it: its own has its ends out of sight.
fn close_frame(ui: &Ui, place: Rect, field: &Response) {
    let visuals = ui.style().interact(field);
    let stroke = if field.has_focus() {
        ui.visuals().selection.stroke
    } else {
        visuals.bg_stroke
    };
    let inside = StrokeKind::Inside;
    ui.painter()
        .rect_stroke(place, visuals.corner_radius, stroke, inside);
}
