//! The paper's tables and figures as cards: the prompt, the printed numbers, ours on the model in
//! use, the difference, and what recomputing the printed numbers shows.

use eframe::egui::{
    Align, CollapsingHeader, Frame, Grid, Key, Label, Layout, Response, RichText, ScrollArea, Ui,
};

use super::trial;
use crate::analysis::paper::{
    PaperCard, PaperItem, PaperMeasure, PaperReport, PaperRow, Quantity, VerdictKind,
};
use crate::analysis::{Answer, Asked, AttentionSettings};
use crate::charts::{BarChart, ChartDef as _, StrengthBars};
use crate::domain::format::with_sign;
use crate::domain::paper::PrintedNumber;
use crate::domain::token_scores::Bucket;
use crate::model::ModelError;
use crate::paint::theme::{GAP, Palette};
use crate::paint::words::heading;
use crate::paint::{BarsPlace, TokenWindow, paint_bars};
use crate::ui::command::Command;
use crate::ui::dialogs::model_choice;
use crate::ui::icons;
use crate::ui::state::document::Document;

use crate::ui::views::{self, Controls, Group, Prompts, View, ViewContext, ViewInput};

/// Pages at least so wide have two cards beside one another, in points.
const TWO_COLUMNS: f32 = 1150.0;
/// Height of a chart of a card, in points.
const BARS_HEIGHT: f32 = 190.0;

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
            for &(place, (card, charts)) in cards {
                ui.add_space(GAP);
                let shown = show_card(ui, context, card, charts);
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

fn show_card(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    card: &PaperCard,
    charts: &[BarChart],
) -> Response {
    let palette = Palette::of(ui);
    let frame = Frame::group(ui.style()).inner_margin(12.0);
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(card.item.name()).strong().size(17.0));
            ui.label(RichText::new(&card.title).size(17.0));
        });
        ui.label(&card.shows);
        for text in &card.texts {
            let name = if text.name.is_empty() {
                String::new()
            } else {
                format!("{}  ", text.name)
            };
            ui.label(format!("{name}“{}”", text.text));
        }
        ui.label(
            RichText::new(&card.setting)
                .small()
                .color(palette.weak_text),
        );
        ui.add_space(GAP * 0.5);
        let verdict = RichText::new(verdict_words(card.verdict.kind)).strong();
        ui.horizontal_wrapped(|ui| {
            ui.label(verdict);
            ui.label(&card.verdict.text);
        });
        ui.add_space(GAP * 0.5);
        match card.numbers_in {
            Some(table) => {
                ui.label(format!("The numbers are those of {}.", table.name()));
            }
            None => rows(ui, card),
        }
        if let PaperItem::Figure(_) = card.item {
            bars(ui, card, charts);
        }
        facts(ui, card);
        sentences(
            ui,
            card,
            "What recomputing the printed numbers shows",
            &card.recomputed,
        );
        sentences(ui, card, "Notes on the measured numbers", &card.measured);
        let asked = asked_by(card);
        let view = asked.as_ref().and_then(|asked| views::showing(asked, None));
        if let (Some(asked), Some(view)) = (asked, view) {
            let button = ui.button(format!("Open in {}", view.name()));
            if button
                .on_hover_text("Puts these texts into that view")
                .clicked()
            {
                open(context, card, &asked);
            }
        }
    });
    shown.response
}

/// What a card opens: its first text as attention, else the question that it was measured by.
fn asked_by(card: &PaperCard) -> Option<Asked> {
    if card.quantity == Quantity::Attention {
        return Some(Asked::Attention {
            text: card.texts.first()?.text.clone(),
            text_b: None,
            settings: AttentionSettings::default(),
        });
    }
    let answer = Option::<Answer>::from(&card.source)?;
    answer.question().map(|question| question.asked)
}

/// A verdict in words that stand alone.
fn verdict_words(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::OtherModel => "measured with another model than the paper's",
        other => other.name(),
    }
}

/// The printed bars over the measured ones.
fn bars(ui: &mut Ui, card: &PaperCard, charts: &[BarChart]) {
    for (place, chart) in charts.iter().enumerate() {
        heading(ui, &chart.title);
        let id = format!("{} {place}", card.item.id());
        let mut everything = TokenWindow::default();
        paint_bars(
            ui,
            BarsPlace::alone(&id, BARS_HEIGHT),
            chart,
            None,
            &mut everything,
        );
    }
}

/// A row a token: printed, measured and their difference for every column of the card.
fn rows(ui: &mut Ui, card: &PaperCard) {
    let palette = Palette::of(ui);
    let printed = card.has_printed();
    ScrollArea::horizontal()
        .id_salt(card.item.id())
        .show(ui, |ui| {
            Grid::new(("rows", card.item.id()))
                .striped(true)
                .spacing([18.0, 3.0])
                .show(ui, |ui| {
                    ui.label("");
                    for measure in &card.measures {
                        titles(ui, measure, printed);
                    }
                    ui.end_row();
                    for row in &card.rows {
                        name(ui, row, palette);
                        for cell in &row.cells {
                            if printed {
                                let text = cell.printed.map(PrintedNumber::text);
                                number(ui, text, cell.printed_score.map(|of| of.bucket));
                            }
                            let text = cell.measured.map(|value| format!("{value:.4}"));
                            number(ui, text, cell.measured_score.map(|of| of.bucket));
                            if printed {
                                number(
                                    ui,
                                    cell.difference().map(|value| with_sign(value, 4)),
                                    None,
                                );
                            }
                        }
                        ui.end_row();
                    }
                });
        });
}

/// The titles of a measure's columns. The loaded model may have the paper's depth at another
/// layer.
fn titles(ui: &mut Ui, measure: &PaperMeasure, printed: bool) {
    let mut title = |of: &str, what: &str| {
        ui.label(RichText::new(format!("{of}\n{what}")).small());
    };
    let here = format!("Layer {}", measure.layer);
    let of_layer = measure.name.starts_with("Layer");
    if printed {
        title(&measure.name, "printed");
    }
    title(if of_layer { &here } else { &measure.name }, "measured");
    if printed {
        title("", "difference");
    }
}

fn name(ui: &mut Ui, row: &PaperRow, palette: &Palette) {
    let text = RichText::new(row.label());
    let text = if row.special {
        text.italics().color(palette.weak_text)
    } else {
        text
    };
    let label = ui.label(text);
    if let Some(read_as) = &row.read_as {
        label.on_hover_text(format!("this model reads it as {read_as}"));
    }
}

/// A number flush right, HIGH in bold.
fn number(ui: &mut Ui, text: Option<String>, bucket: Option<Bucket>) {
    let text = text.unwrap_or_else(|| "–".to_owned());
    let text = match bucket {
        Some(Bucket::High) => RichText::new(format!("{text} HIGH")).strong(),
        _ => RichText::new(text),
    };
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(text));
}

fn facts(ui: &mut Ui, card: &PaperCard) {
    if card.facts.is_empty() {
        return;
    }
    ui.add_space(GAP * 0.5);
    Grid::new(("facts", card.item.id()))
        .striped(true)
        .spacing([18.0, 3.0])
        .show(ui, |ui| {
            for title in ["", "printed", "recomputed", "measured"] {
                ui.label(RichText::new(title).small());
            }
            ui.end_row();
            for fact in &card.facts {
                let digits = fact.digits;
                let text = |value: Option<f64>| value.map(|value| format!("{value:.digits$}"));
                ui.label(&fact.name);
                number(ui, fact.printed.map(PrintedNumber::text), None);
                number(ui, text(fact.recomputed), None);
                number(ui, text(fact.measured), None);
                ui.end_row();
            }
        });
}

fn sentences(ui: &mut Ui, card: &PaperCard, title: &str, sentences: &[String]) {
    if sentences.is_empty() {
        return;
    }
    CollapsingHeader::new(title)
        .id_salt((title, card.item.id()))
        .default_open(true)
        .show(ui, |ui| {
            for sentence in sentences {
                ui.add(Label::new(sentence).wrap());
            }
        });
}

/// Puts what the card measured into the view that shows it.
fn open(context: &mut ViewContext<'_>, card: &PaperCard, asked: &Asked) {
    context.show(asked, None);
    if let Some(rule) = card.rule {
        context.document.settings.rule = rule;
    }
}
