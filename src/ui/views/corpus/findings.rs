//! What many texts say, a chart at a time, each with its answer in words over it.

use std::sync::Arc;

use eframe::egui::{DragValue, Label, Response, RichText, ScrollArea, Ui};

use crate::charts::corpus::{
    TopList, baseline_sentence, chance_sentence, confound_name, confound_sentence,
    distribution_sentence, effect_sentence, high_sentence, order_name, settling_sentence,
};
use crate::charts::{ChartKey, CurveChart, RowChart};
use crate::domain::corpus::{Confound, Findings, TokenOrder};
use crate::domain::removal::RemovalOutput;
use crate::paint::theme::{GAP, Palette};
use crate::paint::words::{explained, heading};
use crate::paint::{CurveHit, chart_legend, paint_curves, paint_rows};
use crate::ui::corpus::{BaselineChart, Chosen, CorpusTab, ShownCorpus};
use crate::ui::views::ViewContext;
use crate::ui::widgets::divided;

use super::super::output_choice;
use super::removal;
use super::run_again::run_again;
use super::shown_chart::{attach_menu_of, chart_of};

/// A chart of curves is at least so high, in points.
const LOWEST: f32 = 190.0;
/// So many tokens are listed.
const MOST_ROWS: usize = 40;

pub(super) fn show(ui: &mut Ui, context: &mut ViewContext<'_>, shown: &ShownCorpus, layer: usize) {
    tabs(ui, context);
    ui.add_space(GAP * 0.5);
    let findings = &shown.findings;
    match context.corpus.tab {
        CorpusTab::Layers => layers(ui, context, findings, layer),
        CorpusTab::Kinds => kinds(ui, context, findings, layer),
        CorpusTab::High => high(ui, context, shown, layer),
        CorpusTab::Tokens => tokens(ui, context, findings, layer),
        CorpusTab::Baselines => baselines(ui, context, findings, layer),
        CorpusTab::Confounds => confounds(ui, context, findings, layer),
        CorpusTab::Chance => chance(ui, context, findings, layer),
        CorpusTab::Removal => removal::show(ui, context, findings, layer),
        CorpusTab::Settling => settling(ui, context, findings, layer),
    }
}

fn tabs(ui: &mut Ui, context: &mut ViewContext<'_>) {
    ui.separator();
    ui.horizontal_wrapped(|ui| {
        for &tab in CorpusTab::ALL {
            let chosen = context.corpus.tab == tab;
            let label = ui.selectable_label(chosen, tab.name());
            if label.on_hover_text(tab.question()).clicked() && !chosen {
                context.corpus.tab = tab;
                context.corpus.chosen = None;
            }
        }
    });
}

/// Content against function words over all layers.
fn layers(ui: &mut Ui, context: &mut ViewContext<'_>, findings: &Arc<Findings>, layer: usize) {
    said(ui, CorpusTab::Layers, effect_sentence(findings, layer));
    let chart = context.charts.corpus.effects(findings, layer);
    let hit = curves(ui, context, "effects", &chart, None);
    tell_values(&hit, &chart, "Layer", "Click to look at this layer.");
    choose_layer(context, &hit, findings.layers);
}

/// Whether tokens are strong where their words settle.
fn settling(ui: &mut Ui, context: &mut ViewContext<'_>, findings: &Arc<Findings>, layer: usize) {
    let Some(found) = &findings.settling else {
        nothing(
            ui,
            "This run did not ask where words settle. It takes a model that fills masked words, \
             and about five times as long.",
        );
        let output = RemovalOutput::MaskedLm;
        let has_head = output_choice::output_of(output, context.models.first.in_use()) == output;
        if has_head
            && run_again(
                ui,
                context,
                "Read the texts again and see where words settle",
            )
        {
            context.corpus.files.settling = true;
        }
        return;
    };
    said(ui, CorpusTab::Settling, settling_sentence(found, layer));
    let chart = context.charts.corpus.settling(findings, layer);
    if let Some(chart) = chart.as_ref() {
        let hit = curves(ui, context, "settling", chart, None);
        tell_values(&hit, chart, "Layer", "Click to look at this layer.");
        choose_layer(context, &hit, findings.layers);
    }
}

/// How strengths are distributed.
fn kinds(ui: &mut Ui, context: &mut ViewContext<'_>, findings: &Arc<Findings>, layer: usize) {
    said(ui, CorpusTab::Kinds, distribution_sentence(findings, layer));
    let chart = context.charts.corpus.distributions(findings, layer);
    rows_of_kinds(ui, context, &chart);
}

/// Who is HIGH.
fn high(ui: &mut Ui, context: &mut ViewContext<'_>, shown: &ShownCorpus, layer: usize) {
    let findings = &shown.findings;
    said(ui, CorpusTab::High, high_sentence(findings, layer));
    ui.horizontal_wrapped(|ui| {
        let choices = [
            (false, "HIGH in each kind"),
            (true, "kinds among HIGH tokens"),
        ];
        for (among, name) in choices {
            ui.selectable_value(&mut context.corpus.kinds_among_high, among, name);
        }
    });
    let charts = &mut context.charts.corpus;
    let chart = if context.corpus.kinds_among_high {
        charts.high_kinds(findings, layer)
    } else {
        charts.high_shares(findings, layer, shown.source.rule.quantile)
    };
    rows_of_kinds(ui, context, &chart);
}

fn rows_of_kinds(ui: &mut Ui, context: &mut ViewContext<'_>, chart: &RowChart) {
    let chosen = match context.corpus.chosen {
        Some(Chosen::Kind(item)) => Some(item),
        _ => None,
    };
    if let Some(item) = rows(ui, context, chart, chosen, true) {
        context.corpus.choose(Chosen::Kind(item));
    }
}

/// The first tokens and pieces.
fn tokens(ui: &mut Ui, context: &mut ViewContext<'_>, findings: &Arc<Findings>, layer: usize) {
    said(ui, CorpusTab::Tokens, None);
    let corpus = &mut *context.corpus;
    ui.horizontal_wrapped(|ui| {
        for &list in TopList::ALL {
            ui.selectable_value(&mut corpus.top_list, list, list.name());
        }
        divided(ui, |ui| ui.label("by"));
        for order in [TokenOrder::Mean, TokenOrder::HighShare, TokenOrder::Count] {
            ui.selectable_value(&mut corpus.top_order, order, order_name(order));
        }
        let label = divided(ui, |ui| ui.label("at least"));
        let least = findings.least_count;
        corpus.least_count = corpus.least_count.max(least);
        let drag = DragValue::new(&mut corpus.least_count);
        let drag = drag.range(least..=1_000_000).suffix(" times");
        ui.add(drag).labelled_by(label.id).on_hover_text(
            "The mean of a token that occurs a few times is chance; rarer ones are left out",
        );
    });
    let (list, order) = (corpus.top_list, corpus.top_order);
    let limits = (corpus.least_count, MOST_ROWS);
    let charts = &mut context.charts.corpus;
    let chart = charts.top(findings, layer, (list, order), limits);
    let chosen = match corpus.chosen {
        Some(Chosen::Token(of, item)) if of == list => Some(item),
        _ => None,
    };
    if let Some(item) = rows(ui, context, &chart, chosen, true) {
        context.corpus.choose(Chosen::Token(list, item));
    }
}

/// Strength against baselines, at the layer and over all of them.
fn baselines(ui: &mut Ui, context: &mut ViewContext<'_>, findings: &Arc<Findings>, layer: usize) {
    let sentence = baseline_sentence(findings, layer);
    if findings.baselines.is_empty() {
        nothing(ui, "This run kept no baselines.");
        if run_again(ui, context, "Read the texts again with baselines") {
            context.corpus.files.baselines = true;
        }
        return;
    }
    said(ui, CorpusTab::Baselines, sentence);
    ui.horizontal_wrapped(|ui| {
        let choices = [
            (BaselineChart::AtLayer, format!("at Layer {layer}")),
            (BaselineChart::OverLayers, "over all layers".to_owned()),
            (
                BaselineChart::PartialOverLayers,
                "the same with frequency and position held constant".to_owned(),
            ),
        ];
        for (choice, name) in choices {
            ui.selectable_value(&mut context.corpus.baselines, choice, name);
        }
    });
    let partial = match context.corpus.baselines {
        BaselineChart::AtLayer => {
            let chart = context.charts.corpus.baselines(findings, layer);
            rows(ui, context, &chart, None, false);
            return;
        }
        BaselineChart::OverLayers => false,
        BaselineChart::PartialOverLayers => true,
    };
    let charts = &mut context.charts.corpus;
    let chart = charts.baseline_layers(findings, layer, partial);
    let hit = curves(ui, context, "baseline curves", &chart, None);
    tell_values(&hit, &chart, "Layer", "Click to look at this layer.");
    choose_layer(context, &hit, findings.layers);
}

/// Strength along what could explain it.
fn confounds(ui: &mut Ui, context: &mut ViewContext<'_>, findings: &Arc<Findings>, layer: usize) {
    let confound = context.corpus.confound;
    said(
        ui,
        CorpusTab::Confounds,
        confound_sentence(findings, confound, layer),
    );
    ui.horizontal_wrapped(|ui| {
        for &choice in Confound::ALL {
            let name = confound_name(choice);
            let chosen = confound == choice;
            if ui.selectable_label(chosen, name).clicked() && !chosen {
                context.corpus.confound = choice;
                context.corpus.chosen = None;
            }
        }
    });
    let chart = context.charts.corpus.along(findings, layer, confound);
    let Some(chart) = &*chart else {
        nothing(ui, "This run did not measure it.");
        return;
    };
    let point = match context.corpus.chosen {
        Some(Chosen::Point(item)) => Some(item),
        _ => None,
    };
    let hit = curves(ui, context, "confound", chart, point);
    tell_values(&hit, chart, "about", "Click to read sentences behind it.");
    if !hit.clicked {
        return;
    }
    if let Some(item) = hit.point {
        context.corpus.choose(Chosen::Point(item));
    } else if let Some(bin) = hit.x.and_then(|x| nearest_bin(chart, x)) {
        context.corpus.choose(Chosen::Step(confound, bin));
    }
}

/// Whether HIGH tokens carry more of the shift than chance gives them.
fn chance(ui: &mut Ui, context: &mut ViewContext<'_>, findings: &Arc<Findings>, layer: usize) {
    let charts = context.charts.corpus.chance(findings, layer);
    let (Some((rows, chart)), Some(pairs)) = (&*charts, &findings.pairs) else {
        said(ui, CorpusTab::Chance, None);
        nothing(
            ui,
            "This run compared no pairs. It needs a run that compares each text with itself after \
             one word was swapped, or a file with a column of second texts.",
        );
        if run_again(ui, context, "Read the texts again with one word swapped") {
            context.corpus.files.swaps = true;
        }
        return;
    };
    said(ui, CorpusTab::Chance, chance_sentence(pairs));
    legend(ui, &rows.title, &rows.keys);
    for row in &paint_rows(ui, rows, None, "").responses {
        attach_menu(row, context);
    }
    ui.add_space(GAP);
    let hit = curves(ui, context, "chance", chart, None);
    tell_values(&hit, chart, "Layer", "Click to look at this layer.");
    choose_layer(context, &hit, findings.layers);
}

fn nearest_bin(chart: &CurveChart, x: f64) -> Option<usize> {
    let points = chart.curves.first()?.points.iter().enumerate();
    points
        .filter_map(|(bin, point)| Some((bin, ((*point)?.x - x).abs())))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(bin, _)| bin)
}

/// The question that a chart answers, and its answer in words.
fn said(ui: &mut Ui, tab: CorpusTab, answer: Option<String>) {
    let answer = answer.unwrap_or_default();
    let text = if answer.is_empty() {
        tab.question()
    } else {
        &answer
    };
    ui.add(Label::new(text).wrap());
}

fn nothing(ui: &mut Ui, text: &str) {
    let weak = Palette::of(ui).weak_text;
    explained(ui, RichText::new(text).color(weak));
}

fn legend(ui: &mut Ui, title: &str, keys: &[ChartKey]) {
    ui.horizontal_wrapped(|ui| {
        heading(ui, title);
        for key in keys {
            chart_legend(ui, key);
        }
    });
}

/// Draws rows, scrolled where there is no room; returns the item that was clicked.
fn rows(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    chart: &RowChart,
    chosen: Option<usize>,
    readable: bool,
) -> Option<usize> {
    legend(ui, &chart.title, &chart.keys);
    if chart.rows.is_empty() {
        nothing(ui, "Nothing to show: no token of this kind.");
        return None;
    }
    let chosen = chart.rows.iter().position(|row| Some(row.item) == chosen);
    let advice = if readable {
        "Click to read sentences behind it."
    } else {
        ""
    };
    let hit = ScrollArea::vertical()
        .auto_shrink(false)
        .show(ui, |ui| paint_rows(ui, chart, chosen, advice))
        .inner;
    for row in &hit.responses {
        attach_menu(row, context);
    }
    let clicked = hit.clicked.filter(|_| readable)?;
    chart.rows.get(clicked).map(|row| row.item)
}

/// Draws curves as high as there is room.
fn curves(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    id: &str,
    chart: &CurveChart,
    chosen: Option<usize>,
) -> CurveHit {
    legend(ui, &chart.title, &chart.keys);
    let room = ui.available_height() - 6.0;
    let height = room.max(LOWEST);
    let hit = ScrollArea::vertical()
        .auto_shrink(false)
        .show(ui, |ui| paint_curves(ui, id, chart, height, chosen))
        .inner;
    attach_menu(&hit.response, context);
    hit
}

/// The menu of the chart that is shown.
fn attach_menu(response: &Response, context: &mut ViewContext<'_>) {
    let chart = chart_of(context.corpus);
    attach_menu_of(response, context, chart);
}

/// The values of all curves where the pointer is.
fn tell_values(hit: &CurveHit, chart: &CurveChart, what: &str, advice: &str) {
    let Some(x) = hit.x else { return };
    let values = chart.values_at(x);
    let Some((_, first)) = values.first() else {
        return;
    };
    let place = chart
        .across
        .marks
        .iter()
        .find(|(at, _)| (at - first.x).abs() < 1e-9)
        .map_or_else(|| chart.across.read(first.x), |(_, name)| name.clone());
    hit.response.clone().on_hover_ui_at_pointer(|ui| {
        ui.strong(format!("{what} {place}"));
        for (curve, point) in values {
            let band = point.band.map_or_else(String::new, |(low, high)| {
                format!(" ({low:.3} to {high:.3})")
            });
            ui.label(format!("{}: {:.3}{band}", curve.name, point.value));
        }
        ui.label(advice);
    });
}

fn choose_layer(context: &mut ViewContext<'_>, hit: &CurveHit, layers: usize) {
    if let Some(x) = hit.x.filter(|_| hit.clicked) {
        let layer = x.round().clamp(0.0, layers as f64) as usize;
        context.document.settings.layer = Some(layer);
    }
}
