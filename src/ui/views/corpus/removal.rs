//! The removal test over many texts: is it the HIGH tokens that matter?

use std::sync::Arc;

use eframe::egui::{Grid, RichText, ScrollArea, Ui};

use crate::charts::corpus::{
    Effects as EffectCurves, RemovalLayers, RemovedShares, removal_sentence,
};
use crate::charts::{ChartDef, CurveChart};
use crate::domain::corpus::{Estimate, Findings, RemovalFindings};
use crate::domain::format::with_sign;
use crate::paint::theme::{GAP, Palette};
use crate::paint::{CurveHit, chart_legend, paint_curves};
use crate::ui::views::ViewContext;
use crate::ui::widgets::side_by_side;

use super::run_again::run_again;
use super::shown_chart::attach_menu_of;

/// A chart of curves is so high, in points.
const HEIGHT: f32 = 270.0;

/// Excess by layer beside the AUC, the curve over the removed share, and the rivals.
pub(super) fn show(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    findings: &Arc<Findings>,
    layer: usize,
) {
    let Some(removal) = &findings.removal else {
        let weak = Palette::of(ui).weak_text;
        let text = "No tokens were removed in this run. It takes some 300 passes for each text.";
        ui.label(RichText::new(text).color(weak));
        if run_again(ui, context, "Read the texts again and remove tokens") {
            let usual = context.document.settings.removal;
            context.corpus.files.removal.get_or_insert(usual);
        }
        return;
    };
    if let Some(sentence) = removal_sentence(removal, layer) {
        ui.label(RichText::new(sentence).strong());
    }
    let weak = Palette::of(ui).weak_text;
    let how = format!(
        "Removed means that {}. A text without some of its tokens is none that the model was trained \
         on (arXiv 2310.07819).",
        removal.removal.phrase()
    );
    ui.label(RichText::new(how).small().color(weak));
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let excess = context.charts.corpus.removal(findings, layer);
        let auc = context.charts.corpus.effects(findings, layer);
        side_by_side(
            ui,
            context,
            |ui, context| {
                if let Some(chart) = excess.as_ref() {
                    let hit = curve(ui, context, ("excess", &RemovalLayers), chart);
                    choose_layer(context, &hit, findings.layers);
                }
            },
            |ui, context| {
                let hit = curve(ui, context, ("auc beside excess", &EffectCurves), &auc);
                choose_layer(context, &hit, findings.layers);
            },
        );
        ui.add_space(GAP);
        let shares = context.charts.corpus.removed_shares(findings);
        side_by_side(
            ui,
            context,
            |ui, context| {
                if let Some(chart) = shares.as_ref() {
                    curve(ui, context, ("removed shares", &RemovedShares), chart);
                }
            },
            |ui, _| rivals(ui, removal),
        );
    });
}

fn curve(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    (id, of): (&str, &dyn ChartDef),
    chart: &CurveChart,
) -> CurveHit {
    ui.horizontal_wrapped(|ui| {
        ui.strong(&chart.title);
        for key in &chart.keys {
            chart_legend(ui, key);
        }
    });
    let hit = paint_curves(ui, id, chart, HEIGHT, None);
    attach_menu_of(&hit.response, context, of.id());
    hit
}

fn choose_layer(context: &mut ViewContext<'_>, hit: &CurveHit, layers: usize) {
    if let Some(x) = hit.x.filter(|_| hit.clicked) {
        let layer = x.round().clamp(0.0, layers as f64) as usize;
        context.document.settings.layer = Some(layer);
    }
}

/// Other ways to choose as many tokens.
fn rivals(ui: &mut Ui, removal: &RemovalFindings) {
    ui.strong(format!(
        "As many tokens as are HIGH at Layer {}, chosen otherwise",
        removal.layer
    ));
    let read = |estimate: Option<Estimate>| {
        estimate.map_or_else(
            || "–".to_owned(),
            |Estimate { value, interval }| match interval {
                Some(ends) => format!(
                    "{} ({} to {})",
                    with_sign(value, 3),
                    with_sign(ends.low, 3),
                    with_sign(ends.high, 3)
                ),
                None => with_sign(value, 3),
            },
        )
    };
    let weak = Palette::of(ui).weak_text;
    Grid::new("rivals")
        .num_columns(3)
        .striped(true)
        .show(ui, |ui| {
            for heading in ["chosen by", "excess over random", "HIGH does more by"] {
                ui.label(RichText::new(heading).color(weak));
            }
            ui.end_row();
            if let Some(row) = removal.at(removal.layer) {
                ui.strong("strength (HIGH)");
                ui.label(read(row.excess));
                ui.end_row();
            }
            for (rival, row) in &removal.rivals {
                ui.label(rival.title());
                ui.label(read(row.excess));
                ui.label(read(row.high_minus));
                ui.end_row();
            }
        });
    let note = format!(
        "In brackets: 95 % intervals from {} resamplings of whole texts.",
        removal.replicates
    );
    ui.label(RichText::new(note).small().color(weak));
}
