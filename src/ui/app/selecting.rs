//! The keys that move what is selected.

use eframe::egui::{Context, Key, Modifiers, Popup};

use crate::ui::state::selection::TextRange;

use super::App;

/// Where a key moves what is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Next,
    Previous,
    First,
    Last,
}

impl App {
    /// The arrow keys move what is selected unless something has the keyboard; Esc lets it go.
    pub(super) fn take_selection_keys(&mut self, ctx: &Context) {
        if self.is_dialog_open() || Popup::is_any_open(ctx) {
            return;
        }
        if ctx.input(|input| input.key_pressed(Key::Escape)) {
            self.state.selection.select(None);
        }
        let focused = ctx.memory(|memory| memory.focused().is_some());
        if focused && !self.state.selection.has_keys() {
            return;
        }
        let keys = [
            (Key::ArrowRight, Step::Next),
            (Key::ArrowLeft, Step::Previous),
            (Key::Home, Step::First),
            (Key::End, Step::Last),
        ];
        for (key, step) in keys {
            let times = ctx.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
            for _ in 0..times {
                self.step_selection(step);
            }
        }
    }

    fn step_selection(&mut self, step: Step) {
        let steps = self.view().steps(&self.input());
        let to = stepped(&steps, self.state.selection.selected(), step);
        if let Some(to) = to.cloned() {
            self.state.selection.select(Some(to));
        }
    }

    fn is_dialog_open(&self) -> bool {
        self.exporting.is_some()
            || self.choosing.is_some()
            || self.asking_path.is_some()
            || self.palette.is_some()
            || self.help.is_some()
    }
}

/// The range that `step` leads to from what is `selected`; from nothing it enters at that end.
fn stepped<'a>(
    steps: &'a [TextRange],
    selected: Option<&TextRange>,
    step: Step,
) -> Option<&'a TextRange> {
    let at = selected.and_then(|selected| steps.iter().position(|range| range == selected));
    match (step, at) {
        (Step::Next, Some(at)) => steps.get(at + 1),
        (Step::Previous, Some(at)) => steps.get(at.checked_sub(1)?),
        (Step::Next, None) | (Step::First, _) => steps.first(),
        (Step::Previous, None) | (Step::Last, _) => steps.last(),
    }
}
