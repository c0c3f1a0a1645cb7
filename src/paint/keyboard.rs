//! A chart as one stop of the Tab key, with a cursor inside that arrows move, and a name and a value
//! that a screen reader says.

use eframe::egui::{EventFilter, Id, Key, Modifiers, Response, Role, Ui, WidgetInfo};

/// The marks of a chart that arrows go through, and whether up and down do so too.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps {
    pub(super) back: [Key; 2],
    pub(super) on: [Key; 2],
}

/// What was done with the mark of a chart in one frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Did {
    /// The pointer is on it.
    Point,
    /// It was clicked, or Enter was pressed on it.
    Click,
    /// An arrow key went to it.
    GoTo,
}

impl From<bool> for Did {
    fn from(clicked: bool) -> Self {
        if clicked { Self::Click } else { Self::Point }
    }
}

/// From left to right.
pub(super) const ACROSS: Steps = Steps {
    back: [Key::ArrowLeft, Key::Home],
    on: [Key::ArrowRight, Key::End],
};

/// From above to below.
pub(super) const DOWNWARDS: Steps = Steps {
    back: [Key::ArrowUp, Key::Home],
    on: [Key::ArrowDown, Key::End],
};

/// From below to above, as a heat map has its layers.
pub(super) const UPWARDS: Steps = Steps {
    back: [Key::ArrowDown, Key::PageDown],
    on: [Key::ArrowUp, Key::PageUp],
};

/// Where the cursor of the chart `id` was in the frame before.
pub(super) fn cursor(ui: &Ui, id: Id) -> Option<usize> {
    ui.data(|data| data.get_temp(id))
}

/// Moves the cursor kept as `id` among `count` marks where `response` has the keyboard; it is `here`
/// now. Returns the mark that it was moved to.
pub(super) fn step(
    ui: &Ui,
    response: &Response,
    (id, here): (Id, Option<usize>),
    count: usize,
    steps: Steps,
) -> Option<usize> {
    if !response.has_focus() {
        ui.data_mut(|data| data.remove_temp::<usize>(id));
        return None;
    }
    let arrows = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    let last = count.checked_sub(1)?;
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let ([back, first], [on, end]) = (steps.back, steps.on);
    let there = if pressed(back) {
        here.map_or(0, |here| here.saturating_sub(1))
    } else if pressed(on) {
        here.map_or(0, |here| here + 1)
    } else if pressed(first) {
        0
    } else if pressed(end) {
        last
    } else {
        return None;
    };
    let there = there.min(last);
    ui.data_mut(|data| data.insert_temp(id, there));
    Some(there)
}

/// Whether Enter or Space was pressed on the chart.
pub(super) fn is_pressed(ui: &Ui, response: &Response) -> bool {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    response.has_focus() && (pressed(Key::Enter) || pressed(Key::Space))
}

/// What a screen reader says of a chart: its name with how much is in it, and the mark that is set
/// off.
pub(super) fn describe(response: &Response, name: &str, value: Option<String>) {
    let value = value.unwrap_or_default();
    response.widget_info(|| WidgetInfo {
        current_text_value: Some(value.clone()),
        ..WidgetInfo::labeled(Role::Figure, true, name)
    });
}
