//! Every head of every block as a tile.

use std::sync::Arc;

use eframe::egui::{RichText, Ui};

use crate::analysis::Attention;
use crate::domain::attention::{AttentionKind, HeadChoice};
use crate::paint::words::{heading, remark, sentence};
use crate::paint::{paint_tiles, scale_legend};
use crate::ui::views::ViewContext;

/// Every head of every block; a click looks at it.
pub(super) fn heads(ui: &mut Ui, context: &mut ViewContext<'_>, shown: &Arc<Attention>) {
    let tiles = context.charts.head_tiles(shown);
    let Some(tiles) = tiles else {
        ui.weak("Every block is being computed…");
        return;
    };
    ui.horizontal_wrapped(|ui| {
        heading(ui, &tiles.title);
        scale_legend(ui, &tiles.axis, false);
        remark(
            ui,
            "Rows are blocks, columns heads. Click one to look at it.",
        );
    });
    let hit = paint_tiles(ui, &tiles);
    let at = |(block, head): (usize, usize)| tiles.tiles.get(block).and_then(|row| row.get(head));
    if let Some(chosen) = tiles.chosen.and_then(at) {
        sentence(ui, format!("{}.", chosen.facts.join("; ")));
    }
    let Some((block, head)) = hit.tile else {
        return;
    };
    if hit.response.clicked() {
        let settings = &mut context.document.settings;
        settings.layer = Some(block + 1);
        settings.attention.settings.head = HeadChoice::One(head);
        if !settings.attention.settings.kind.has_heads() {
            settings.attention.settings.kind = AttentionKind::Weights;
        }
    }
    if let Some(tile) = at((block, head)) {
        hit.response.on_hover_ui_at_pointer(|ui| {
            for (line, fact) in tile.facts.iter().enumerate() {
                let text = RichText::new(fact);
                ui.label(if line == 0 { text.strong() } else { text });
            }
        });
    }
}
