//! The list of views at the left: icons and names in groups, icons alone in a narrow window.

use eframe::egui::{Button, RichText, Role, ScrollArea, Ui, Vec2, WidgetInfo};

use crate::paint::theme::{GAP, Palette};
use crate::ui::command::Command;
use crate::ui::state::settings::ViewId;
use crate::ui::views::{self, Group, View, ViewContext};

/// Narrower windows show icons alone.
const ROOM_FOR_NAMES: f32 = 900.0;
/// The height of an entry where there is room for all of them, and the least, in points.
const ROW: f32 = 28.0;
const LOWEST: f32 = 22.0;
/// The line between two groups, and the space between two entries.
const LINE: f32 = 12.0;
const BETWEEN: f32 = 2.0;

/// The width of the list in a window of this width, in points.
pub(in crate::ui) fn width(window: f32) -> f32 {
    if window < ROOM_FOR_NAMES { 46.0 } else { 116.0 }
}

pub(in crate::ui) fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let names = ui.ctx().content_rect().width() >= ROOM_FOR_NAMES;
    ui.spacing_mut().item_spacing.y = BETWEEN;
    let row = row_height(ui.available_height(), names);
    ScrollArea::vertical().show(ui, |ui| {
        for (place, &group) in Group::ALL.iter().enumerate() {
            if place > 0 {
                ui.add_space(GAP * 0.5);
            }
            if names {
                let weak = Palette::of(ui).weak_text;
                ui.label(RichText::new(group.name()).small().color(weak));
            } else if place > 0 {
                ui.separator();
            }
            for view in views::all().filter(|view| view.group() == group) {
                entry(ui, context, view, (names, row));
            }
        }
    });
}

/// Lower where not all icons fit; names are scrolled.
fn row_height(room: f32, names: bool) -> f32 {
    if names {
        return ROW;
    }
    let lines = LINE * (Group::ALL.len() - 1) as f32;
    let row = (room - lines) / views::all().count() as f32 - BETWEEN;
    row.clamp(LOWEST, ROW).floor()
}

fn entry(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    view: &'static dyn View,
    (names, row): (bool, f32),
) {
    let id = ViewId::new(view.name());
    let chosen = context.document.settings.view == id;
    let running = view.is_running(&context.input());
    let size = Vec2::new(ui.available_width(), row);
    let icon = RichText::new(view.icon()).size(17.0);
    let button = if names {
        let busy = if running { " …" } else { "" };
        Button::new((icon, format!("{}{busy}", view.name())))
    } else {
        Button::new(icon)
    };
    let button = button.min_size(size).frame_when_inactive(chosen);
    let response = ui.add(button.selected(chosen));
    let tooltip = Command::ShowView(view.name()).tooltip(ui.ctx());
    let tooltip = if running {
        format!("{tooltip}\nA run is under way.")
    } else {
        tooltip
    };
    let response = response.on_hover_text(tooltip);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, view.name()));
    let place = ui.scope_id().with("chosen");
    if chosen && ui.data(|data| data.get_temp(place)) != Some(view.name()) {
        ui.data_mut(|data| data.insert_temp(place, view.name()));
        response.scroll_to_me(None);
    }
    if response.clicked() {
        context.document.settings.view = id;
    }
}
