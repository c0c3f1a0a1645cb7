//! Nothing to show yet: a friendly line and examples to click.

use eframe::egui::{RichText, Ui};

use crate::paint::theme::Palette;
use crate::ui::action::Action;
use crate::ui::views::{Prompts, ViewContext};

/// The paper's sentences.
const EXAMPLES: [&str; 3] = [
    "Who is the prime minister of Canada?",
    "Who is the president of France?",
    "Enjoying a beautiful day at the park!",
];

/// The paper's pair, two of its instructions, and a change of one word.
const PAIRS: [[&str; 2]; 3] = [
    [
        "Enjoying a beautiful day at the park!",
        "Enjoying a beautiful walk at the beach!",
    ],
    [
        "Summarize The weather is nice today.",
        "Translate to French The weather is nice today.",
    ],
    ["The film was wonderful.", "The film was terrible."],
];

pub(in crate::ui) fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let view = super::named(&context.document.settings.view);
    let pair = view.prompts() == Prompts::Two;
    let typed = |text: &str| !text.trim().is_empty();
    let waits = typed(&context.document.prompt) && (!pair || typed(&context.document.prompt_b));
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.22);
        if waits {
            if context.messages.problems[1].is_none() {
                ui.label(RichText::new("Reading…").size(20.0));
            }
            return;
        }
        let line = if pair {
            "Type two sentences and watch what shifts between them."
        } else {
            "Type a sentence and watch its tokens light up."
        };
        ui.label(RichText::new(line).size(20.0));
        ui.add_space(6.0);
        let weak = Palette::of(ui).weak_text;
        ui.label(RichText::new("Or start with one of these:").color(weak));
        ui.add_space(10.0);
        if pair {
            for [a, b] in PAIRS {
                if ui
                    .button(RichText::new(format!("{a}\n{b}")).size(15.0))
                    .clicked()
                {
                    a.clone_into(&mut context.document.prompt);
                    b.clone_into(&mut context.document.prompt_b);
                    context.send(Action::PromptReplaced);
                }
                ui.add_space(4.0);
            }
        } else {
            for example in EXAMPLES {
                if ui.button(RichText::new(example).size(15.0)).clicked() {
                    example.clone_into(&mut context.document.prompt);
                    context.send(Action::PromptReplaced);
                }
                ui.add_space(4.0);
            }
        }
    });
}
