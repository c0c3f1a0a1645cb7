//! Two layers side by side (the paper's figure 3), every layer as a heatmap, and each token's way
//! through the layers.

use std::sync::Arc;

use eframe::egui::{RichText, ScrollArea, Ui};

use crate::analysis::Analysis;
use crate::charts::{Scale, Tone};
use crate::paint::theme::{GAP, Palette};
use crate::paint::{
    BarsPlace, bar_legend, colour_legend, line_legend, paint_bars, paint_heatmap, paint_lines,
};
use crate::ui::app::App;
use crate::ui::token_details;
use crate::ui::token_table::toggle;

use super::tokens::{caption, still_to_come, zoom};

pub(in crate::ui) fn show(ui: &mut Ui, app: &mut App) {
    let Some(shown) = &app.workspace.answers.analysis else {
        return;
    };
    let (analysis, every) = (Arc::clone(&shown.newest), Arc::clone(shown.every_layer()));
    let hint = "Click a row to choose the layer, a column to set off its token.";
    let hint = still_to_come(&analysis, !Arc::ptr_eq(&analysis, &every), hint);
    ui.horizontal_wrapped(|ui| {
        ui.label("Scale");
        for scale in Scale::EVERY {
            ui.selectable_value(&mut app.settings.scale, scale, scale.name());
        }
        ui.label(RichText::new(note(app.settings.scale)).color(Palette::of(ui).weak_text));
    });
    ui.separator();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        // The third chart is to be seen to be there.
        let height = (ui.available_height() * 0.38).clamp(200.0, 420.0);
        bars(ui, app, &analysis, height);
        ui.add_space(GAP);
        heatmap(ui, app, &every, &hint, height);
        ui.add_space(GAP);
        lines(ui, app, &every, height.max(260.0));
    });
}

fn note(scale: Scale) -> &'static str {
    match scale {
        Scale::Raw => {
            "Raw norms of two layers are not comparable: each layer has its own LayerNorm weights. \
             Compare z-scores or ranks."
        }
        Scale::ZScore => "Standard deviations from the mean of the token set, within each layer.",
        Scale::Rank => "Rank in the token set, within each layer; 1 is the strongest.",
    }
}

fn bars(ui: &mut Ui, app: &mut App, analysis: &Arc<Analysis>, height: f32) {
    let chart = app.charts.layer_bars(analysis, app.settings.scale);
    caption(ui, &chart.title, &analysis.traced.text);
    ui.horizontal_wrapped(|ui| {
        for (series, tone) in chart.series.iter().zip([Tone::First, Tone::Second]) {
            bar_legend(ui, tone, &series.name);
        }
        zoom(ui, app, chart.labels.len());
    });
    let workspace = &mut app.workspace;
    let hit = paint_bars(
        ui,
        BarsPlace::alone("two layers", height),
        &chart,
        workspace.selected,
        &mut workspace.window,
    );
    if let Some(token) = hit.slot {
        if hit.clicked {
            toggle(&mut workspace.selected, token);
        }
        hit.response
            .on_hover_ui_at_pointer(|ui| token_details::show(ui, analysis, token));
    }
}

fn heatmap(ui: &mut Ui, app: &mut App, analysis: &Arc<Analysis>, advice: &str, height: f32) {
    let heatmap = app.charts.layer_heatmap(analysis, app.settings.scale);
    ui.horizontal_wrapped(|ui| {
        ui.strong(&heatmap.title);
        colour_legend(ui, &heatmap);
        ui.label(
            RichText::new(advice)
                .small()
                .color(Palette::of(ui).weak_text),
        );
    });
    let workspace = &mut app.workspace;
    let hit = paint_heatmap(
        ui,
        "heatmap",
        &heatmap,
        height,
        workspace.selected,
        &mut workspace.window,
    );
    if let (Some(token), Some(layer)) = (hit.column, hit.row) {
        if hit.clicked {
            app.settings.layer = Some(layer);
            workspace.selected = Some(token);
        }
        let strength = analysis.traced.strengths(layer).get(token).copied();
        let score = analysis
            .scores
            .get(layer)
            .and_then(|at| at.tokens.get(token));
        let score = score.copied().flatten();
        hit.response.on_hover_ui_at_pointer(|ui| {
            let shown = analysis
                .traced
                .tokens
                .get(token)
                .map_or("", |token| &token.shown);
            ui.strong(format!("{shown} at Layer {layer}"));
            ui.label(format!("strength {:.4}", strength.unwrap_or(f64::NAN)));
            if let Some(score) = score {
                let z = score
                    .z
                    .map_or_else(|| "undefined".to_owned(), |z| format!("{z:+.2}"));
                ui.label(format!(
                    "rank {}, z-score {z}, {}",
                    score.rank,
                    score.bucket.name()
                ));
            }
        });
    }
}

fn lines(ui: &mut Ui, app: &mut App, analysis: &Arc<Analysis>, height: f32) {
    let chart = app.charts.layer_lines(analysis, app.settings.scale);
    ui.horizontal_wrapped(|ui| {
        ui.strong(&chart.title);
        let layer = analysis.layer;
        line_legend(ui, Tone::High, &format!("HIGH at Layer {layer}"));
        line_legend(ui, Tone::Low, &format!("LOW at Layer {layer}"));
        line_legend(ui, Tone::Outside, "outside the token set");
    });
    let (response, near) = paint_lines(ui, "lines", &chart, height, app.workspace.selected);
    if let Some(token) = near {
        if response.clicked() {
            toggle(&mut app.workspace.selected, token);
        }
        response.on_hover_ui_at_pointer(|ui| token_details::show(ui, analysis, token));
    }
}
