//! The paper's tables and figures as cards: the prompt, the printed numbers, ours on the model in
//! use, the difference, and what recomputing the printed numbers shows.

mod card;
mod tables;

use eframe::egui::{Align, Key, RichText, ScrollArea, Ui};

use super::trial;
use crate::analysis::paper::{PaperCard, PaperReport};
use crate::analysis::{Answer, Asked};
use crate::charts::{BarChart, ChartDef as _, StrengthBars};
use crate::model::ModelError;
use crate::paint::theme::GAP;
use crate::ui::command::Command;
use crate::ui::dialogs::model_choice;
use crate::ui::icons;
use crate::ui::state::document::Document;
use crate::ui::views::{Controls, Group, Prompts, View, ViewContext, ViewInput};

/// Pages at least so wide have two cards beside one another, in points.
const TWO_COLUMNS: f32 = 1150.0;

/// The paper beside a model.
pub(super) struct Paper;

impl View for Paper {
    fn name(&self) -> &'static str {
        "Paper"
    }

    fn command(&self) -> &'static str {
        "Show the paper, printed beside measured"
    }

    fn key(&self) -> Key {
        Key::Num6
    }

    fn group(&self) -> Group {
        Group::Paper
    }

    fn icon(&self) -> &'static str {
        icons::PAPER
    }

    fn prompts(&self) -> Prompts {
        Prompts::None
    }

    /// Its layers and thresholds are the paper's.
    fn controls(&self) -> Controls {
        Controls::NONE
    }

    fn asked(&self, _: &ViewInput<'_>) -> Option<Asked> {
        Some(Asked::Paper)
    }

    fn answer(&self, input: &ViewInput<'_>) -> Option<Answer> {
        input.answers.paper.clone().map(Answer::Paper)
    }

    fn shows(&self, asked: &Asked, _: Option<&str>) -> bool {
        *asked == Asked::Paper
    }

    fn restore(&self, _: &mut Document, _: &Asked, _: Option<&str>) -> Result<(), ModelError> {
        Ok(())
    }

    fn chart(&self, _: &ViewInput<'_>) -> &'static str {
        StrengthBars::PAPER.id()
    }

    fn page(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        show(ui, context);
    }
}

fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let report = context.answers.paper.clone();
    let in_use = context.model.map(|model| &**model);
    let current = report.filter(|report| in_use == Some(&*report.model));
    let Some(report) = current else {
        ui.vertical_centered(|ui| {
            ui.add_space(ui.available_height() * 0.3);
            ui.label(RichText::new("Measuring what the paper measured…").size(20.0));
        });
        return;
    };
    let jump = contents(ui, &report);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        head(ui, context, &report);
        ui.add_space(GAP);
        trial::card(ui, context, &report);
        let charts = context.charts.paper(&report);
        let mut cards: Vec<_> = report.cards.iter().zip(&*charts).enumerate().collect();
        let mut show = |ui: &mut Ui, cards: &[(usize, (&PaperCard, &Vec<BarChart>))]| {
            for &(place, (shown, charts)) in cards {
                ui.add_space(GAP);
                let shown = card::show(ui, context, shown, charts);
                if jump == Some(place) {
                    shown.scroll_to_me(Some(Align::TOP));
                }
            }
        };
        if ui.available_width() < TWO_COLUMNS {
            show(ui, &cards);
            return;
        }
        // Read across: the second card is beside the first one.
        cards.sort_by_key(|(place, _)| place % 2);
        let (left, right) = cards.split_at(cards.len().div_ceil(2));
        let width = (ui.available_width() - GAP) / 2.0;
        ui.horizontal_top(|ui| {
            for cards in [left, right] {
                ui.vertical(|ui| {
                    ui.set_width(width);
                    show(ui, cards);
                });
            }
        });
    });
}

/// Every card by its name; returns the one that is to be scrolled to.
fn contents(ui: &mut Ui, report: &PaperReport) -> Option<usize> {
    let mut jump = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (place, card) in report.cards.iter().enumerate() {
            let button = ui.small_button(card.item.name());
            if button.on_hover_text(&card.title).clicked() {
                jump = Some(place);
            }
        }
    });
    ui.separator();
    jump
}

fn head(ui: &mut Ui, context: &mut ViewContext<'_>, report: &PaperReport) {
    ui.heading("The paper, printed beside measured");
    ui.label(format!(
        "“Towards Explainability of SLMs by investigating Token Level Activation”, arXiv \
         2605.22377. Measured on {}: Layer {} stands for the paper's Layer 8, Layer {} for its \
         Layer 9.",
        report.model.display_name, report.layer, report.second_layer
    ));
    if !report.is_papers_model {
        let name = &report.model.display_name;
        ui.label(format!(
            "The paper measured another model; what is measured here is {name}."
        ));
        model_choice::offer(ui, context);
    }
    // The first one says which model is the paper's: a button does that here.
    for note in report.notes.iter().skip(1) {
        ui.label(note);
    }
    ui.horizontal_wrapped(|ui| {
        let tooltip = "A page for a browser with every card and figure, and the tables as CSV";
        let report_button = ui.button("Write the report…").on_hover_text(tooltip);
        if report_button.clicked() {
            context.send(Command::ExportAll);
        }
        if !report.is_papers_model && ui.button("Choose a model…").clicked() {
            context.send(Command::ChooseModel);
        }
    });
}
