//! Before a run: files to drop or open, a first look at them, and how they are to be read.

use std::path::PathBuf;

use eframe::egui::{
    Checkbox, CollapsingHeader, ComboBox, DragValue, Frame, Label, RichText, ScrollArea, Ui,
    UiBuilder,
};

use crate::domain::removal::{Removal, RemovalOutput};
use crate::paint::theme::{GAP, Palette};
use crate::ui::action::Action;
use crate::ui::corpus::ChosenFiles;
use crate::ui::purpose::Purpose;
use crate::ui::views::ViewContext;
use crate::ui::widgets::primary_button;

use super::super::output_choice;
use super::{chosen, read_as};

/// Lines of text are read at this width.
const WIDEST: f32 = 820.0;

pub(super) fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    if context.corpus.run.is_some() {
        waiting(ui);
        return;
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        // A column in the middle of a wide window.
        let spare = (ui.available_width() - WIDEST).max(0.0) / 2.0;
        let mut place = ui.available_rect_before_wrap();
        place.min.x += spare;
        place.max.x -= spare;
        ui.scope_builder(UiBuilder::new().max_rect(place), |ui| column(ui, context));
    });
}

/// The settings of another run over the findings of the last one.
pub(super) fn again(ui: &mut Ui, context: &mut ViewContext<'_>, most: f32) {
    Frame::group(ui.style()).show(ui, |ui| {
        ScrollArea::vertical()
            .id_salt("new run")
            .max_height(most)
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                problem(ui, context);
                choose(ui, context);
                fields(ui, context);
            });
        // Always in sight, however many files there are.
        run(ui, context);
    });
}

fn problem(ui: &mut Ui, context: &ViewContext<'_>) {
    if let Some(problem) = &context.corpus.problem {
        ui.colored_label(Palette::of(ui).warning, format!("⚠ {problem}"));
        ui.add_space(GAP);
    }
}

fn column(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let none = context.corpus.files.files.is_empty();
    let above = if none {
        ui.available_height() * 0.14
    } else {
        GAP
    };
    ui.add_space(above);
    ui.label(RichText::new("From a sentence to a claim").size(20.0));
    let text = "Read many texts at once: does what one sentence shows hold for all of them? \
                Which words lead, is one layer special, and is it more than chance, frequency \
                or attention?";
    ui.add(Label::new(text).wrap());
    ui.add_space(GAP);
    problem(ui, context);
    choose(ui, context);
    fields(ui, context);
    if !none {
        run(ui, context);
    }
}

/// The files that were chosen, and how they are read.
fn fields(ui: &mut Ui, context: &mut ViewContext<'_>) {
    if !context.corpus.files.files.is_empty() {
        ui.add_space(GAP);
        chosen::show(ui, context);
        options(ui, context);
        ui.add_space(GAP);
    }
}

fn waiting(ui: &mut Ui) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.3);
        ui.label(RichText::new("Reading the first texts…").size(20.0));
    });
}

/// Where files come from.
fn choose(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let palette = Palette::of(ui);
    ui.horizontal_wrapped(|ui| {
        let open = ui.button("Open files…");
        if open
            .on_hover_text(".txt, .csv, .tsv or .jsonl, as many as you like")
            .clicked()
        {
            context.send(Action::AskPath(Purpose::OpenTexts, PathBuf::new()));
        }
        let sample = ui.button("Use the sample corpus");
        let tooltip = "840 short sentences about twelve things of life, written for Glassbox; see \
                       assets/sample-corpus for how";
        if sample.on_hover_text(tooltip).clicked() {
            let file = ChosenFiles::sample();
            context.send(Action::LookAt(file));
        }
    });
    let text = "Or drop files here: .txt (a text per line), .csv or .tsv (a column), .jsonl (a \
                field). Nothing leaves this computer.";
    ui.label(RichText::new(text).color(palette.weak_text));
}

/// How the texts are to be read.
fn options(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let files = &mut context.corpus.files;
    ui.horizontal_wrapped(|ui| {
        ui.checkbox(&mut files.choice.split_sentences, "Each sentence is a text")
            .on_hover_text("Splits every row into its sentences, by Unicode's rules");
        ui.checkbox(&mut files.choice.skip_duplicates, "Leave out duplicates")
            .on_hover_text("They are counted either way");
        let swaps = Checkbox::new(&mut files.swaps, "Swap one word of each text");
        ui.add_enabled(files.choice.second.is_none(), swaps)
            .on_hover_text(
                "Compares each text with itself after one word was swapped for another of its \
                 kind and frequency: R_H against chance. Takes about twice as long",
            );
    });
    removal_choice(ui, context);
    read_as::show(ui, context);
    let files = &mut context.corpus.files;
    CollapsingHeader::new("More")
        .id_salt("corpus options")
        .show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.checkbox(&mut files.baselines, "Baselines")
                    .on_hover_text("Attention, for the comparison with strength; takes some time");
                let label = ui.label("Seed");
                ui.add(DragValue::new(&mut files.seed).speed(1.0))
                    .labelled_by(label.id)
                    .on_hover_text(
                        "What is drawn at random (the sample and the intervals) follows from it",
                    );
            });
        });
}

/// Whether tokens are removed, and what that means.
fn removal_choice(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let model = context.models.first.in_use();
    let usual = context.document.settings.removal;
    let files = &mut context.corpus.files;
    ui.horizontal_wrapped(|ui| {
        let mut removes = files.removal.is_some();
        ui.checkbox(&mut removes, "Remove tokens").on_hover_text(
            "Does a text lose more without its HIGH tokens than without as many others? Reads every \
             text some 300 times",
        );
        files.removal = removes.then(|| files.removal.unwrap_or(usual));
        if let Some(removal) = &mut files.removal {
            ComboBox::from_id_salt("removal of a run")
                .selected_text(removal.name())
                .show_ui(ui, |ui| {
                    for &choice in Removal::ALL {
                        let text = format!("{}  {}", choice.name(), choice.phrase());
                        ui.selectable_value(removal, choice, text);
                    }
                });
            output_choice::choose(ui, &mut files.removal_output, model);
        }
        if output_choice::output_of(RemovalOutput::MaskedLm, model) == RemovalOutput::MaskedLm {
            ui.checkbox(&mut files.settling, "Where words settle")
                .on_hover_text(
                    "Does a token become HIGH where the masked-language-model head makes up its \
                     mind? Takes about five times as long",
                );
        }
    });
}

fn run(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let model = context.models.first.in_use();
    let ready = context.corpus.files.is_ready() && model.is_some();
    ui.horizontal_wrapped(|ui| {
        let clicked = ui.add_enabled(ready, primary_button(ui, "Run")).clicked();
        if let Some(model) = model {
            let rule = &context.document.settings.rule;
            let how = format!(
                "with {}; HIGH above quantile {} ({}) of {} tokens",
                model.card.display_name,
                rule.quantile,
                rule.method.name(),
                rule.tokens.name()
            );
            let weak = Palette::of(ui).weak_text;
            ui.label(RichText::new(how).color(weak));
        }
        if clicked {
            context.send(Action::StartRun);
        }
    });
}
