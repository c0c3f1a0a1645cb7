//! What stands over a table: its title, the filter, HIGH only, the choice of columns, and the ways
//! to copy it.

use eframe::egui::{Button, RichText, TextEdit, Ui};

use crate::paint::theme::Palette;

use super::action::Action;
use super::command::Command;
use super::data_table::{Field, TableState};
use super::state::settings::TableChoice;
use super::views::ViewContext;

const FILTER_WIDTH: f32 = 130.0;

/// The ways to copy a table.
const COPIES: [Command; 4] = [
    Command::CopyTable,
    Command::CopyExact,
    Command::CopyMarkdown,
    Command::CopyLatex,
];

/// Draws the tools of the table `name` in one row; `shown` of its `all` rows are in it.
pub(in crate::ui) fn show<F: Field>(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    name: &'static str,
    state: &mut TableState<F>,
    (shown, all): (usize, usize),
) {
    ui.strong(name);
    let filter = TextEdit::singleline(&mut state.filter)
        .hint_text("Filter")
        .desired_width(FILTER_WIDTH);
    let filter = ui.add(filter).accessible_name("Filter the rows");
    if std::mem::take(&mut context.state.focus_filter) {
        filter.request_focus();
    }
    filter.on_hover_text(Command::FindInTable.tooltip(ui.ctx()));
    ui.checkbox(&mut state.high_only, "HIGH only");
    columns::<F>(ui, context, name);
    ui.menu_button("Copy ▾", |ui| {
        for command in COPIES {
            let keys = ui.ctx().format_shortcut(&command.shortcut());
            let entry = Button::new(command.name()).shortcut_text(keys);
            if ui.add(entry).clicked() {
                context.send(command);
                ui.close();
            }
        }
    });
    if shown < all {
        let weak = Palette::of(ui).weak_text;
        ui.label(RichText::new(format!("{shown} of {all} rows")).color(weak));
    }
}

/// Which columns are shown; the first names the rows and stays.
fn columns<F: Field>(ui: &mut Ui, context: &mut ViewContext<'_>, name: &'static str) {
    ui.menu_button("Columns ▾", |ui| {
        let choice = context.preferences.table(name);
        for field in F::ALL {
            let was = !choice.hidden.iter().any(|hidden| hidden == field.name());
            let mut is = was;
            let rest = F::ALL.len() - choice.hidden.len();
            let last = was && rest <= 1;
            ui.add_enabled_ui(!last, |ui| ui.checkbox(&mut is, field.name()));
            if is != was {
                let mut changed: TableChoice = choice.clone();
                changed.hidden.retain(|hidden| hidden != field.name());
                if was {
                    changed.hidden.push(field.name().to_owned());
                }
                context.send(Action::ShowTable(name, changed));
            }
        }
    });
}
