//! The top of the window: the model, the theme, help, the prompt box and what is to be said of it.

use eframe::egui::{
    Align, Button, FontId, Id, Label, Layout, Margin, Response, RichText, Role, ScrollArea,
    TextEdit, ThemePreference, Ui, WidgetInfo,
};

use crate::paint::theme::{GAP, Palette};

use crate::domain::format::with_thousands;
use crate::ui::action::Action;
use crate::ui::app::prompt_id;
use crate::ui::command::Command;
use crate::ui::dialogs::model_choice;
use crate::ui::state::document::LONGEST_TYPED;
use crate::ui::state::model_slots::Slot;
use crate::ui::views::{Prompts, View, ViewContext};

/// The prompt box grows to this height, or to a share of a low window, then scrolls.
const TALLEST_PROMPT: f32 = 96.0;
/// What the help leaves free above and below, in points.
const HELP_MARGIN: f32 = 80.0;

pub(in crate::ui) fn show(ui: &mut Ui, view: &dyn View, context: &mut ViewContext<'_>) {
    ui.add_space(GAP * 0.75);
    ui.horizontal(|ui| {
        ui.heading("Glassbox");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            help(ui);
            file_menu(ui, context);
            theme_choice(ui, context);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                model_name(ui, context);
            });
        });
    });
    ui.add_space(GAP * 0.5);
    prompt_boxes(ui, view, context);
    status(ui, view, context);
    ui.add_space(GAP * 0.5);
}

fn model_name(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let tooltip = Command::ChooseModel.tooltip(ui.ctx());
    let Some(model) = context.model else {
        let text = if context.models.problem.is_some() {
            "no model".to_owned()
        } else {
            let name = context.models.first.wanted().display_name();
            format!("loading {name}…")
        };
        let weak = Palette::of(ui).weak_text;
        ui.add(Label::new(RichText::new(text).color(weak)).truncate());
        return;
    };
    let text = format!(
        "{} · {} layers × {} ▾",
        model.display_name, model.layers, model.hidden_size
    );
    let button = ui.add(Button::new(text).truncate());
    let button = button.on_hover_ui(|ui| {
        ui.strong(tooltip);
        ui.label(format!("id {}", model.id));
        ui.label(format!("family {}", model.family.name()));
        for note in model.reading_notes() {
            ui.label(note);
        }
        ui.label(format!("at most {} tokens", model.positions));
        ui.label(format!("weights sha256 {}", model.sha256));
        if let Some(in_use) = context.models.first.in_use() {
            ui.label(format!("computed on {}", in_use.device));
        }
    });
    if button.clicked() {
        context.send(Action::OpenModelDialog(Slot::First));
    }
}

fn file_menu(ui: &mut Ui, context: &mut ViewContext<'_>) {
    ui.menu_button("File", |ui| {
        let groups: [&[Command]; 4] = [
            &[Command::Undo, Command::Redo],
            &[Command::Open, Command::SaveSession],
            &[Command::ExportFigure, Command::ExportAll],
            &[
                Command::CopyImage,
                Command::CopyTable,
                Command::CopyMarkdown,
                Command::CopyLatex,
            ],
        ];
        for (place, group) in groups.into_iter().enumerate() {
            if place > 0 {
                ui.separator();
            }
            for &command in group {
                let possible = match command {
                    Command::Undo => context.can_undo,
                    Command::Redo => context.can_redo,
                    _ => true,
                };
                let keys = ui.ctx().format_shortcut(&command.shortcut());
                let button = Button::new(command.name()).shortcut_text(keys);
                if ui.add_enabled(possible, button).clicked() {
                    context.send(command);
                    ui.close();
                }
            }
            if group.contains(&Command::Open) {
                recent_sessions(ui, context);
            }
        }
    });
}

fn recent_sessions(ui: &mut Ui, context: &mut ViewContext<'_>) {
    for path in context.preferences.recent_sessions.clone() {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let button = Button::new(name.to_string_lossy()).shortcut_text("recent");
        let shown = path.display().to_string();
        if ui.add(button).on_hover_text(shown).clicked() {
            context.send(Action::OpenPath(path));
            ui.close();
        }
    }
}

fn theme_choice(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let choices = [
        (
            ThemePreference::System,
            "System",
            "Light or dark as the system has it",
        ),
        (
            ThemePreference::Dark,
            "Dark",
            "Light text on a dark background",
        ),
        (
            ThemePreference::Light,
            "Light",
            "Dark text on a light background",
        ),
    ];
    for (theme, name, tooltip) in choices {
        let tooltip = format!("{tooltip}. {}", Command::ToggleTheme.tooltip(ui.ctx()));
        let chosen = context.preferences.theme == theme;
        if ui
            .selectable_label(chosen, name)
            .on_hover_text(tooltip)
            .clicked()
        {
            context.send(Action::SetTheme(theme));
        }
    }
    ui.label("Theme");
}

fn help(ui: &mut Ui) {
    ui.menu_button("Help", |ui| {
        ui.set_max_width(430.0);
        let room = ui.ctx().content_rect().height() - HELP_MARGIN;
        ScrollArea::vertical().max_height(room).show(ui, help_text);
    });
}

fn help_text(ui: &mut Ui) {
    ui.strong("What the numbers are");
    ui.label(
            "Activation strength is the L2 norm of a token's hidden state. Layer 8 means \
             hidden_states[8] of Hugging Face transformers; layer 0 is the output of the embeddings.",
        );
    ui.label(
        "The threshold τ is a quantile of the strengths of this one text. A token is HIGH if its \
             strength is above τ, else LOW: at the 0.75 quantile about a quarter of the tokens are \
             HIGH by construction.",
    );
    ui.label(
        "In BERT every hidden state leaves a LayerNorm, so a strength says how the direction of \
             the state meets that layer's weights. It is not the importance of a token.",
    );
    ui.label(
        "The shift of a token between two texts is the L2 norm of the difference of its hidden \
             states. C_H and C_L sum the shifts of HIGH and LOW tokens; R_H is C_H's share.",
    );
    ui.label(
        "Two models are compared by word and by standing: their raw norms are not comparable. A \
             model with random or shuffled weights says how much of a picture is training.",
    );
    ui.label(
        "A corpus is many texts read at once, from files. Its intervals resample whole sentences; \
         AUC is the chance that a content token is stronger than a function token, 0.5 for no \
         difference.",
    );
    ui.label("Word classes come from an English tagger; in other languages they mean little.");
    ui.label(
        "Right-to-left sentences are read right, but the window draws their words left to right.",
    );
    ui.separator();
    ui.strong("Keys");
    for command in Command::all() {
        ui.horizontal(|ui| {
            ui.label(command.name());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.monospace(ui.ctx().format_shortcut(&command.shortcut()));
            });
        });
    }
    ui.label("On a chart: drag to move, Ctrl with the wheel to zoom, double click for all.");
}

fn prompt_boxes(ui: &mut Ui, view: &dyn View, context: &mut ViewContext<'_>) {
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
    let scroll = ScrollArea::vertical().id_salt(name).max_height(
        TALLEST_PROMPT
            .min(ui.ctx().content_rect().height() * 0.14)
            .max(34.0),
    );
    let letter = name.strip_prefix("Prompt ").unwrap_or_default();
    let shown = ui.horizontal_top(|ui| {
        if !letter.is_empty() {
            ui.label(RichText::new(letter).size(19.0));
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

/// How much was read, and every sentence the reader must not miss.
fn status(ui: &mut Ui, view: &dyn View, context: &mut ViewContext<'_>) {
    model_choice::progress(ui, context);
    model_choice::offer(ui, context);
    let palette = Palette::of(ui);
    for problem in context.messages.problems.into_iter().flatten() {
        ui.colored_label(palette.warning, format!("⚠ {problem}"));
    }
    if let Some(done) = context.messages.done {
        ui.label(RichText::new(done).small().color(palette.weak_text));
    }
    let full = |text: &String| text.chars().count() >= LONGEST_TYPED;
    if full(&context.document.prompt) || full(&context.document.prompt_b) {
        let text = format!(
            "⚠ a box takes {} characters: read a longer text with `glassbox analyze`",
            with_thousands(LONGEST_TYPED as u64)
        );
        ui.colored_label(palette.warning, text);
    }
    if context.document.prompt.trim().is_empty() {
        return;
    }
    let Some((counts, warnings)) = view.status(context.answers) else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(counts).small().color(palette.weak_text));
        for warning in warnings {
            let text = RichText::new(format!("⚠ {warning}"));
            ui.label(text.small().color(palette.warning));
        }
    });
}
