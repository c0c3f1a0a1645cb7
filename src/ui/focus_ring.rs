//! A ring about what has the keyboard, once one goes from thing to thing with the Tab key; what lies
//! outside a page that scrolls is scrolled to.

use eframe::egui::accesskit::{Action, ActionRequest, TreeId};
use eframe::egui::{Context, CornerRadius, Event, Id, Key, Memory, Stroke, StrokeKind};

/// What the ring is drawn by, from frame to frame.
#[derive(Clone, Copy, Default)]
struct Ring {
    /// Whether the keyboard was used last, not the pointer.
    by_keyboard: bool,
    /// What had the keyboard in the frame before.
    before: Option<Id>,
}

fn kept() -> Id {
    Id::unique("focus ring")
}

/// Before a frame: asks for what took the keyboard to be scrolled into view.
pub(in crate::ui) fn follow(ctx: &Context) {
    let mut ring: Ring = ctx.data(|data| data.get_temp(kept())).unwrap_or_default();
    ctx.input(|input| {
        for event in &input.events {
            match event {
                Event::Key {
                    key: Key::Tab,
                    pressed: true,
                    ..
                } => ring.by_keyboard = true,
                Event::PointerButton { pressed: true, .. } => ring.by_keyboard = false,
                _ => {}
            }
        }
    });
    let focused = ctx.memory(Memory::focused);
    if let Some(id) = focused.filter(|_| ring.by_keyboard && focused != ring.before) {
        let request = ActionRequest {
            action: Action::ScrollIntoView,
            target_tree: TreeId::ROOT,
            target_node: id.accesskit_id(),
            data: None,
        };
        ctx.input_mut(|input| input.events.push(Event::AccessKitActionRequest(request)));
    }
    ring.before = focused;
    ctx.data_mut(|data| data.insert_temp(kept(), ring));
}

/// After everything else was drawn: the ring.
pub(in crate::ui) fn show(ctx: &Context) {
    let ring: Ring = ctx.data(|data| data.get_temp(kept())).unwrap_or_default();
    let focused = ctx.memory(Memory::focused);
    if focused != ring.before {
        // It may have to be scrolled to.
        ctx.request_repaint();
    }
    let Some(response) = focused.and_then(|id| ctx.read_response(id)) else {
        return;
    };
    if !ring.by_keyboard || !response.interact_rect.is_positive() {
        return;
    }
    let stroke = Stroke::new(2.0, ctx.global_style().visuals.selection.stroke.color);
    let place = response.interact_rect.expand(1.0);
    ctx.layer_painter(response.layer_id).rect_stroke(
        place,
        CornerRadius::same(3),
        stroke,
        StrokeKind::Outside,
    );
}
