//! The prompt boxes over the page.

use eframe::egui::{
    FontId, Id, Margin, Response, RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo,
};

use crate::ui::app::prompt_id;
use crate::ui::command::Command;
use crate::ui::state::document::LONGEST_TYPED;
use crate::ui::views::{Prompts, View, ViewContext};

/// A prompt box grows to this height, or to a share of a low window, then scrolls.
const TALLEST: f32 = 96.0;

pub(in crate::ui) fn show(ui: &mut Ui, view: &dyn View, context: &mut ViewContext<'_>) {
    let prompts = view.prompts();
    if prompts == Prompts::None {
        return;
    }
    let tooltip = Command::FocusPrompt.tooltip(ui.ctx());
    let first = match prompts {
        Prompts::Two => "Prompt A",
        Prompts::One | Prompts::None => "Prompt",
    };
    let prompt = &mut context.document.prompt;
    let response = prompt_box(ui, prompt_id(), first, "Type a sentence", prompt);
    if std::mem::take(&mut context.focus_prompt) {
        response.request_focus();
    }
    response.on_hover_text(tooltip);
    if prompts == Prompts::Two {
        let hint = "Type a second sentence to compare with";
        let id = Id::unique("second prompt");
        let prompt = &mut context.document.prompt_b;
        prompt_box(ui, id, "Prompt B", hint, prompt);
    }
}

fn prompt_box(ui: &mut Ui, id: Id, name: &str, hint: &str, text: &mut String) -> Response {
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
            let edit = TextEdit::multiline(text)
                .id(id)
                .char_limit(LONGEST_TYPED)
                .font(FontId::proportional(17.0))
                .margin(Margin::symmetric(10, 6))
                .desired_rows(1)
                .desired_width(f32::INFINITY)
                .hint_text(hint);
            ui.add(edit)
        })
    });
    let response = shown.inner.inner;
    let value = text.clone();
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::MultilineTextInput, true, name);
        info.current_text_value = Some(value.clone());
        info
    });
    response
}
