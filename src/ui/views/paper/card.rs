//! One table or figure of the paper as a card: what it shows, printed and measured.

use eframe::egui::{CollapsingHeader, Frame, Label, Response, RichText, Ui};

use crate::analysis::paper::{PaperCard, PaperItem, PaperSource, Quantity, VerdictKind};
use crate::analysis::{Answer, Asked, AttentionSettings};
use crate::charts::BarChart;
use crate::paint::theme::{GAP, Palette};
use crate::paint::words::heading;
use crate::paint::{BarsPlace, TokenWindow, paint_bars};
use crate::ui::context_menu;
use crate::ui::state::menu::MenuTarget;
use crate::ui::views::{self, ViewContext};

use super::tables;

/// Height of a chart of a card, in points.
const BARS_HEIGHT: f32 = 190.0;

pub(super) fn show(
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
            None => tables::rows(ui, context, card),
        }
        if let PaperItem::Figure(_) = card.item {
            bars(ui, context, card, charts);
        }
        tables::facts(ui, context, card);
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
fn bars(ui: &mut Ui, context: &mut ViewContext<'_>, card: &PaperCard, charts: &[BarChart]) {
    for (place, chart) in charts.iter().enumerate() {
        heading(ui, &chart.title);
        let id = format!("{} {place}", card.item.id());
        let mut everything = TokenWindow::default();
        let place = BarsPlace::alone(&id, BARS_HEIGHT);
        let hit = paint_bars(ui, place, chart, None, &mut everything);
        // A figure says how its numbers were measured.
        let measured = card.source != PaperSource::Nothing;
        context_menu::attach(&hit.response, context, || MenuTarget {
            chart: measured.then(|| card.item.id().into()),
            texts: tables::copies(card, hit.slot),
            ..MenuTarget::default()
        });
    }
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
