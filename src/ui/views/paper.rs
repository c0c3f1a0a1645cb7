//! The paper's tables and figures as cards: the prompt, the printed numbers, ours on the model in
//! use, the difference, and what recomputing the printed numbers shows.

use eframe::egui::{CollapsingHeader, Frame, Grid, Label, RichText, ScrollArea, Ui};

use crate::analysis::paper::{
    PaperCard, PaperItem, PaperMeasure, PaperReport, PaperRow, PaperSource,
};
use crate::charts::BarChart;
use crate::domain::paper::PrintedNumber;
use crate::domain::token_scores::Bucket;
use crate::paint::theme::{GAP, Palette};
use crate::paint::{BarsPlace, TokenWindow, paint_bars};
use crate::ui::app::App;
use crate::ui::command::Command;
use crate::ui::state::View;

/// Height of a chart of a card, in points.
const BARS_HEIGHT: f32 = 190.0;

pub(in crate::ui) fn show(ui: &mut Ui, app: &mut App) {
    let report = app.workspace.answers.paper.clone();
    let in_use = app.workspace.model.as_deref();
    let current = report.filter(|report| in_use == Some(&*report.model));
    let Some(report) = current else {
        ui.vertical_centered(|ui| {
            ui.add_space(ui.available_height() * 0.3);
            ui.label(RichText::new("Measuring what the paper measured…").size(20.0));
        });
        return;
    };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        // Lines of text are read at this width.
        ui.set_max_width(ui.available_width().min(900.0));
        head(ui, app, &report);
        let charts = app.charts.paper(&report);
        for (card, charts) in report.cards.iter().zip(&*charts) {
            ui.add_space(GAP);
            show_card(ui, app, card, charts);
        }
    });
}

fn head(ui: &mut Ui, app: &mut App, report: &PaperReport) {
    ui.heading("The paper, printed beside measured");
    ui.label(format!(
        "“Towards Explainability of SLMs by investigating Token Level Activation”, arXiv \
         2605.22377. Measured on {}: Layer {} stands for the paper's Layer 8, Layer {} for its \
         Layer 9.",
        report.model.display_name, report.layer, report.second_layer
    ));
    for note in &report.notes {
        ui.label(note);
    }
    ui.horizontal(|ui| {
        let tooltip = "A page for a browser with every card and figure, and the tables as CSV";
        let report_button = ui.button("Write the report…").on_hover_text(tooltip);
        if report_button.clicked() {
            app.act(&ui.ctx().clone(), Command::ExportAll);
        }
        if !report.is_papers_model && ui.button("Choose the paper's model…").clicked() {
            app.act(&ui.ctx().clone(), Command::ChooseModel);
        }
    });
}

fn show_card(ui: &mut Ui, app: &mut App, card: &PaperCard, charts: &[BarChart]) {
    let palette = Palette::of(ui);
    Frame::group(ui.style()).inner_margin(12.0).show(ui, |ui| {
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
        let verdict = RichText::new(card.verdict.kind.name()).strong();
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
        sentences(
            ui,
            card,
            "What to know of the measured numbers",
            &card.measured,
        );
        if let Some(view) = view_of(&card.source) {
            let button = ui.button(format!("Open in {}", view.1));
            if button
                .on_hover_text("Puts these texts into that view")
                .clicked()
            {
                open(ui, app, card, view.0);
            }
        }
    });
}

/// The printed bars over the measured ones.
fn bars(ui: &mut Ui, card: &PaperCard, charts: &[BarChart]) {
    for (place, chart) in charts.iter().enumerate() {
        ui.strong(&chart.title);
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
                                    cell.difference().map(|value| format!("{value:+.4}")),
                                    None,
                                );
                            }
                        }
                        ui.end_row();
                    }
                });
        });
}

/// The titles of a measure's columns. The model at hand may have the paper's depth at another
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
    ui.label(text.monospace());
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

fn view_of(source: &PaperSource) -> Option<(View, &'static str)> {
    match source {
        PaperSource::Analysis(_) => Some((View::Tokens, "Tokens")),
        PaperSource::Comparison(_) => Some((View::Compare, "Compare")),
        PaperSource::Drift(_) => Some((View::Drift, "Drift")),
        PaperSource::Nothing => None,
    }
}

/// Puts what the card measured into the view that shows it.
fn open(ui: &Ui, app: &mut App, card: &PaperCard, view: View) {
    match &card.source {
        PaperSource::Analysis(analysis) => app.set_prompt(ui.ctx(), &analysis.traced.text),
        PaperSource::Comparison(two) => {
            app.set_prompts(ui.ctx(), &two.a.traced.text, &two.b.traced.text);
        }
        PaperSource::Drift(drift) => {
            let workspace = &mut app.workspace;
            workspace.drift_input.clone_from(&drift.input);
            let prompts = drift.instructions.iter().map(|one| one.prompt.clone());
            workspace.drift_prompts = prompts.collect();
        }
        PaperSource::Nothing => {}
    }
    if let Some(rule) = card.rule {
        app.settings.rule = rule;
    }
    app.settings.view = view;
}
