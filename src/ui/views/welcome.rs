//! Nothing to show yet: what will be seen, the paper's texts to click, and the paper's own model.

use eframe::egui::{Align, Button, Layout, RichText, Ui};

use crate::analysis::{DEFAULT_INPUT, DEFAULT_PROMPTS};
use crate::domain::layer::paper_layer;
use crate::paint::theme::{GAP, Palette};
use crate::ui::dialogs::model_choice;
use crate::ui::state::settings::ViewId;
use crate::ui::views::{Prompts, ViewContext};

use super::{compare, drift, tokens};
use crate::ui::action::Action;

const WIDTH: f32 = 620.0;

/// The paper's sentences.
const SENTENCES: [&str; 3] = [
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
    if view.asked(&context.input()).is_some() {
        if context.messages.problems[1].is_none() {
            ui.label(RichText::new("Reading…").size(20.0));
        }
        return;
    }
    let width = WIDTH.min(ui.available_width());
    let margin = (ui.available_width() - width) / 2.0;
    ui.add_space(ui.available_height() * 0.06);
    ui.horizontal(|ui| {
        ui.add_space(margin);
        ui.vertical(|ui| {
            ui.set_max_width(width);
            contents(ui, context);
        });
    });
}

fn contents(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let view = super::named(&context.document.settings.view);
    let line = match view.prompts() {
        Prompts::Two => "Type two sentences and watch what shifts between them.",
        Prompts::One | Prompts::None => "Type a sentence and watch its tokens light up.",
    };
    ui.label(RichText::new(line).size(20.0));
    ui.label(
        "Each bar is the length of one token's hidden state inside the model. The strongest \
         quarter of the tokens is called HIGH; that is not yet importance.",
    );
    heading(ui, "One sentence");
    for sentence in SENTENCES {
        if card(ui, sentence) {
            sentence.clone_into(&mut context.document.prompt);
            open(context, tokens::ID);
        }
    }
    heading(ui, "Two prompts: what shifts between them?");
    for [a, b] in PAIRS {
        if card(ui, &format!("{a}\n{b}")) {
            a.clone_into(&mut context.document.prompt);
            b.clone_into(&mut context.document.prompt_b);
            open(context, compare::ID);
        }
    }
    heading(ui, "One input under several instructions");
    let instructions = format!("{}\n{DEFAULT_INPUT}", DEFAULT_PROMPTS.join(" · "));
    if card(ui, &instructions) {
        DEFAULT_INPUT.clone_into(&mut context.document.drift_input);
        context.document.drift_prompts = DEFAULT_PROMPTS.map(str::to_owned).to_vec();
        open(context, drift::ID);
    }
    heading(ui, "The paper's model");
    if let Some(model) = context.model {
        let depth = paper_layer(model.layers);
        ui.label(format!(
            "{} is in use: its Layer {depth} of {} is as deep as the paper's Layer 8 of 12.",
            model.display_name, model.layers
        ));
    }
    model_choice::offer(ui, context);
}

fn open(context: &mut ViewContext<'_>, view: ViewId) {
    context.document.settings.view = view;
    context.send(Action::PromptReplaced);
}

fn heading(ui: &mut Ui, text: &str) {
    ui.add_space(GAP * 1.5);
    ui.label(
        RichText::new(text)
            .strong()
            .color(Palette::of(ui).weak_text),
    );
}

/// A text to click, over the whole width.
pub(super) fn card(ui: &mut Ui, text: &str) -> bool {
    let button = Button::new(RichText::new(text).size(15.0)).wrap();
    let width = ui.available_width();
    let from_the_left = Layout::top_down_justified(Align::Min);
    let response = ui.allocate_ui_with_layout([width, 0.0].into(), from_the_left, |ui| {
        ui.add(button.min_size([width, 30.0].into()))
    });
    response.inner.clicked()
}
