//! The words that two models share as a table under the charts.

use eframe::egui::Ui;

use crate::analysis::ModelComparison;
use crate::ui::action::Action;
use crate::ui::data_table::DataTable;
use crate::ui::linking::{marked_words, range_of_word};
use crate::ui::table_tools;
use crate::ui::views::ViewContext;
use crate::ui::word_table::rows;

/// The name of the table.
pub(super) const TABLE: &str = "All words";

pub(super) fn show(ui: &mut Ui, context: &mut ViewContext<'_>, comparison: &ModelComparison) {
    let mut state = std::mem::take(&mut context.state.word_table);
    let shown = state.shown(rows(comparison));
    ui.horizontal_wrapped(|ui| {
        let counts = (shown.len(), comparison.words.len());
        table_tools::show(ui, context, TABLE, &mut state, counts);
    });
    let selection = &context.state.selection;
    let table = DataTable {
        name: TABLE,
        rows: &shown,
        hidden: &context.preferences.table(TABLE).hidden,
        marked: marked_words(selection, comparison),
        reveal: selection.reveals(),
        menu: None,
    };
    let hit = table.show(ui, &mut state);
    if let Some(row) = hit.copied {
        context.send(Action::CopyRow(row));
    }
    if let Some((word, did)) = hit.row() {
        let range = range_of_word(comparison, word);
        context.state.selection.touch(range, did);
    }
    context.state.word_table = state;
}
