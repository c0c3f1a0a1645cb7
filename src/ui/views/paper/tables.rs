//! The tables of a card; a right click on a number copies it, its row or all of them.

use eframe::egui::{Align, Grid, Layout, Response, RichText, ScrollArea, Ui};

use crate::analysis::paper::{PaperCard, PaperMeasure, PaperRow};
use crate::domain::format::with_sign;
use crate::domain::paper::PrintedNumber;
use crate::domain::token_scores::Bucket;
use crate::export::text_of_card;
use crate::paint::theme::{GAP, Palette};
use crate::ui::context_menu;
use crate::ui::facts::Fact;
use crate::ui::state::menu::MenuTarget;
use crate::ui::views::ViewContext;

/// A row a token: printed, measured and their difference for every column of the card.
pub(super) fn rows(ui: &mut Ui, context: &mut ViewContext<'_>, card: &PaperCard) {
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
                    for (place, row) in card.rows.iter().enumerate() {
                        let mut menu = |response: &Response, value: Option<Fact>| {
                            context_menu::attach(response, context, || MenuTarget {
                                value,
                                texts: copies(card, Some(place)),
                                ..MenuTarget::default()
                            });
                        };
                        menu(&name(ui, row, palette), None);
                        for cell in &row.cells {
                            if printed {
                                let text = cell.printed.map(PrintedNumber::text);
                                let fact = text.clone().map(|text| Fact::new("printed", text));
                                let bucket = cell.printed_score.map(|of| of.bucket);
                                menu(&number(ui, text, bucket), fact);
                            }
                            let fact = cell
                                .measured
                                .map(|value| Fact::decimals("measured", value, 4));
                            let text = fact.as_ref().map(|fact| fact.text.clone());
                            let bucket = cell.measured_score.map(|of| of.bucket);
                            menu(&number(ui, text, bucket), fact);
                            if printed {
                                let text = cell.difference().map(|value| with_sign(value, 4));
                                let fact = text.clone().map(|text| Fact::new("difference", text));
                                menu(&number(ui, text, None), fact);
                            }
                        }
                        ui.end_row();
                    }
                });
        });
}

/// What a right click on a card copies beside a number: a row of its table, and all of it.
pub(super) fn copies(card: &PaperCard, row: Option<usize>) -> Vec<(&'static str, String)> {
    let row = row.map(|row| ("Copy the row", text_of_card(card, Some(row))));
    let all = ("Copy the table of this card", text_of_card(card, None));
    row.into_iter().chain([all]).collect()
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

fn name(ui: &mut Ui, row: &PaperRow, palette: &Palette) -> Response {
    let text = RichText::new(row.label());
    let text = if row.special {
        text.italics().color(palette.weak_text)
    } else {
        text
    };
    let label = ui.label(text);
    match &row.read_as {
        Some(read_as) => label.on_hover_text(format!("this model reads it as {read_as}")),
        None => label,
    }
}

/// A number flush right, HIGH in bold.
fn number(ui: &mut Ui, text: Option<String>, bucket: Option<Bucket>) -> Response {
    let text = text.unwrap_or_else(|| "–".to_owned());
    let text = match bucket {
        Some(Bucket::High) => RichText::new(format!("{text} HIGH")).strong(),
        _ => RichText::new(text),
    };
    let from_the_right = Layout::right_to_left(Align::Center);
    ui.with_layout(from_the_right, |ui| ui.label(text)).inner
}

/// The single numbers of a card.
pub(super) fn facts(ui: &mut Ui, context: &mut ViewContext<'_>, card: &PaperCard) {
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
                let exact = |name: &'static str, value: Option<f64>| {
                    value.map(|value| Fact::decimals(name, value, digits))
                };
                let printed = fact.printed.map(PrintedNumber::text);
                let cells = [
                    printed.map(|text| Fact::new("printed", text)),
                    exact("recomputed", fact.recomputed),
                    exact("measured", fact.measured),
                ];
                ui.label(&fact.name);
                for cell in cells {
                    let text = cell.as_ref().map(|cell| cell.text.clone());
                    let response = number(ui, text, None);
                    context_menu::attach(&response, context, || MenuTarget {
                        value: cell,
                        texts: copies(card, None),
                        ..MenuTarget::default()
                    });
                }
                ui.end_row();
            }
        });
}
