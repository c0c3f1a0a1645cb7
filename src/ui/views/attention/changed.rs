//! What a change of the text did to the attention, for the comparison of two texts.

use eframe::egui::{ScrollArea, Ui};

use crate::analysis::Attention;
use crate::charts::AttentionView;
use crate::paint::theme::GAP;
use crate::paint::words::sentence;
use crate::ui::views::ViewContext;
use crate::ui::widgets::side_by_side;

use super::matrices::{difference, of_text};

/// B less A, in a sentence and as cells, over the attention of each.
pub(in crate::ui::views) fn changed(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let shown = context.answers.attention.clone();
    let Some(shown) = shown.filter(|shown| is_of(shown, context)) else {
        ui.weak("The attention of both texts is being computed…");
        return;
    };
    let choice = context.document.settings.attention;
    let view = AttentionView {
        by_word: choice.by_word,
        without_special: choice.without_special,
    };
    let grids = context.charts.attention_grids(&shown, view);
    ScrollArea::vertical()
        .id_salt("changed attention")
        .auto_shrink(false)
        .show(ui, |ui| {
            if let Some(grid) = &grids.difference {
                difference(ui, context, grid);
            }
            if let Some(said) = &grids.changes {
                sentence(ui, said);
            }
            ui.add_space(GAP * 2.0);
            if let [a, b] = grids.texts.as_slice() {
                side_by_side(
                    ui,
                    context,
                    |ui, context| of_text(ui, context, ("A: ", a), None),
                    |ui, context| of_text(ui, context, ("B: ", b), None),
                );
            }
        });
}

/// Whether it is of two texts; the view of attention may have asked about one alone.
fn is_of(shown: &Attention, context: &ViewContext<'_>) -> bool {
    shown.b.is_some() && !context.document.prompt_b.trim().is_empty()
}
