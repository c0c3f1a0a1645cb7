//! The pairs of two texts as a table under the charts.

use eframe::egui::Ui;

use crate::analysis::Comparison;
use crate::ui::action::Action;
use crate::ui::data_table::DataTable;
use crate::ui::linking::{marked_pairs, range_of_pair};
use crate::ui::pair_table::rows;
use crate::ui::views::ViewContext;
use crate::ui::{context_menu, table_tools, touch};

/// The name of the table.
pub(super) const TABLE: &str = "All pairs";

pub(super) fn show(ui: &mut Ui, context: &mut ViewContext<'_>, comparison: &Comparison) {
    let mut state = std::mem::take(&mut context.state.pair_table);
    let same_words = context.document.settings.same_words;
    let shown = state.shown(rows(comparison, same_words));
    ui.horizontal_wrapped(|ui| {
        let counts = (shown.len(), comparison.alignment.pairs.len());
        table_tools::show(ui, context, TABLE, &mut state, counts);
    });
    let selection = &context.state.selection;
    let table = DataTable {
        name: TABLE,
        rows: &shown,
        hidden: &context.preferences.table(TABLE).hidden,
        marked: marked_pairs(selection, comparison),
        reveal: selection.reveals(),
        menu: context.state.menu.widget(),
    };
    let hit = table.show(ui, &mut state);
    if let Some(row) = hit.copied {
        context.send(Action::CopyRow(row));
    }
    if let Some((row, pair)) = &hit.menu {
        let target = || touch::target_of_pair(comparison, Some(*pair));
        context_menu::attach(row, context, target);
    }
    if let Some((pair, did)) = hit.row() {
        let range = range_of_pair(comparison, pair);
        context.state.selection.touch(range, did);
    }
    context.state.pair_table = state;
}
