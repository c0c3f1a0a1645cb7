//! The list of views at the left: icons and names in groups, icons alone in a narrow window.

use eframe::egui::{Button, RichText, Role, ScrollArea, Ui, Vec2, WidgetInfo};

use crate::paint::theme::{GAP, Palette};
use crate::ui::command::Command;
use crate::ui::state::settings::ViewId;
use crate::ui::views::{self, Group, View, ViewContext};

/// Narrower windows show icons alone.
const ROOM_FOR_NAMES: f32 = 900.0;
const ROW: f32 = 28.0;

/// The width of the list in a window of this width, in points.
pub(in crate::ui) fn width(window: f32) -> f32 {
    if window < ROOM_FOR_NAMES { 46.0 } else { 116.0 }
}

pub(in crate::ui) fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let names = ui.ctx().content_rect().width() >= ROOM_FOR_NAMES;
    ui.spacing_mut().item_spacing.y = 2.0;
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
                entry(ui, context, view, names);
            }
        }
    });
}

fn entry(ui: &mut Ui, context: &mut ViewContext<'_>, view: &'static dyn View, names: bool) {
    let id = ViewId::new(view.name());
    let chosen = context.document.settings.view == id;
    let running = view.is_running(&context.input());
    let size = Vec2::new(ui.available_width(), ROW);
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
    if response.clicked() {
        context.document.settings.view = id;
    }
}
