//! The menu of a right click on a mark, a row, a word or a chart: one builder for all of them.

use eframe::egui::{Button, Response, Ui};

use crate::charts::corpus::TopList;

use super::action::Action;
use super::state::menu::MenuTarget;
use super::state::selection::TextRange;
use super::views::ViewContext;

/// Gives `response` a menu; `target` is asked when it opens.
pub(in crate::ui) fn attach(
    response: &Response,
    context: &mut ViewContext<'_>,
    target: impl FnOnce() -> MenuTarget,
) {
    if response.secondary_clicked() {
        context.state.menu.0 = Some((response.id, target()));
    }
    let open = context.state.menu.0.as_ref();
    let Some((_, target)) = open.filter(|(id, _)| *id == response.id) else {
        return;
    };
    let target = target.clone();
    response.context_menu(|ui| entries(ui, context, &target));
}

fn entries(ui: &mut Ui, context: &mut ViewContext<'_>, target: &MenuTarget) {
    if let Some(value) = &target.value {
        for text in value.ways_to_copy() {
            if entry(ui, &format!("Copy {} {text}", value.name)) {
                context.send(Action::Copy(text.to_owned()));
            }
        }
    }
    if let Some(row) = target.row
        && entry(ui, "Copy the row")
    {
        context.send(Action::CopyRow(row));
    }
    for (words, text) in &target.texts {
        if entry(ui, words) {
            context.send(Action::Copy(text.clone()));
        }
    }
    if let Some((range, shown)) = &target.tokens {
        of_tokens(ui, context, range, shown);
    }
    if let Some((side, token)) = target.pairing {
        let other = if side == 0 { "B" } else { "A" };
        if entry(ui, &format!("Pair by hand with a token of {other}…"))
            && let Some(picked) = context.state.picked.get_mut(side)
        {
            *picked = Some(token);
        }
    }
    if let Some(chart) = &target.chart {
        if target.is_of_a_mark() {
            ui.separator();
        }
        if entry(ui, "Export this chart…") {
            context.send(Action::ExportChart(chart.clone()));
        }
        if entry(ui, "Copy the data of this chart") {
            context.send(Action::CopyChartData(chart.clone()));
        }
    }
}

fn of_tokens(ui: &mut Ui, context: &mut ViewContext<'_>, range: &TextRange, shown: &str) {
    if context.state.selection.selected() != Some(range) && entry(ui, "Select") {
        context.state.selection.select(Some(range.clone()));
    }
    if entry(ui, "Pin") {
        context.send(Action::PinTokens(range.clone()));
    }
    let found = in_corpus(context, shown);
    let button = ui.add_enabled(found.is_ok(), Button::new("Find in the corpus"));
    match found {
        Ok((list, item)) => {
            if button.clicked() {
                context.send(Action::ShowInCorpus(list, item));
                ui.close();
            }
        }
        Err(reason) => {
            button.on_disabled_hover_text(reason);
        }
    }
}

/// Where the findings of the corpus have a token, or why they have not.
fn in_corpus(context: &ViewContext<'_>, shown: &str) -> Result<(TopList, usize), String> {
    let Some(corpus) = &context.corpus.shown else {
        return Err("No corpus was read yet: read one in the Corpus view".to_owned());
    };
    let lists = TopList::ALL.iter();
    let mut found = lists.filter_map(|&list| {
        let tokens = list.tokens(&corpus.findings);
        let place = tokens.iter().position(|token| token.shown == shown)?;
        Some((list, place))
    });
    let missing = || format!("“{shown}” is not among the tokens that the corpus run kept");
    found.next().ok_or_else(missing)
}

/// An entry; whether it was chosen, which closes the menu.
fn entry(ui: &mut Ui, text: &str) -> bool {
    let clicked = ui.button(text).clicked();
    if clicked {
        ui.close();
    }
    clicked
}
