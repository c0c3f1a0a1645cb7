//! Every command, found by typing a part of its name.

use eframe::egui::{
    Align2, Area, Button, Context, Id, Key, Memory, Modal, Modifiers, Order, ScrollArea, TextEdit,
    Ui,
};

use crate::ui::command::Command;
use crate::ui::views::ViewContext;

const WIDTH: f32 = 440.0;
const HEIGHT: f32 = 360.0;
/// How far from the top of the window it stands, in points.
const TOP: f32 = 48.0;

/// The list of commands while it is open.
#[derive(Default)]
pub(in crate::ui) struct CommandPalette {
    typed: String,
    /// Which of the commands found Enter runs.
    chosen: usize,
    /// The field that is typed into, once it has taken the keyboard.
    field: Option<Id>,
    /// What had it before, which gets it back.
    focused_before: Option<Id>,
    is_closed: bool,
}

/// Draws the list, if it is open.
pub(in crate::ui) fn show(
    ctx: &Context,
    open: &mut Option<CommandPalette>,
    context: &mut ViewContext<'_>,
) {
    let Some(mut palette) = open.take() else {
        return;
    };
    if palette.is_closed {
        // The command may have led the keyboard elsewhere.
        let focused = ctx.memory(Memory::focused);
        let is_free = focused.is_none() || focused == palette.field;
        if let Some(before) = palette.focused_before.filter(|_| is_free) {
            ctx.memory_mut(|memory| memory.request_focus(before));
        }
        return;
    }
    let id = Id::unique("command palette");
    let area = Area::new(id)
        .order(Order::Foreground)
        .anchor(Align2::CENTER_TOP, [0.0, TOP]);
    let modal = Modal::new(id).area(area).show(ctx, |ui| {
        ui.set_width(WIDTH.min(ctx.content_rect().width() - 60.0));
        palette.contents(ui)
    });
    if modal.inner.is_some() || modal.should_close() {
        // What is under a dialog can have the keyboard from the second frame without it on.
        palette.is_closed = true;
        ctx.request_repaint();
    }
    if let Some(command) = modal.inner {
        context.send(command);
    }
    *open = Some(palette);
}

impl CommandPalette {
    /// The command that was chosen in this frame.
    fn contents(&mut self, ui: &mut Ui) -> Option<Command> {
        let (up, down, enter) = ui.input_mut(|input| {
            let mut pressed = |key| input.count_and_consume_key(Modifiers::NONE, key);
            (
                pressed(Key::ArrowUp),
                pressed(Key::ArrowDown),
                pressed(Key::Enter) > 0,
            )
        });
        let label = ui.label("Find a command");
        let edit = TextEdit::singleline(&mut self.typed)
            .desired_width(f32::INFINITY)
            .hint_text("layer, export, theme…");
        let edit = ui.add(edit).labelled_by(label.id);
        if self.field.is_none() {
            self.focused_before = ui.memory(Memory::focused);
            edit.request_focus();
            self.field = Some(edit.id);
        }
        if edit.changed() {
            self.chosen = 0;
        }
        let found = found(&self.typed);
        let last = found.len().saturating_sub(1);
        self.chosen = (self.chosen + down).min(last).saturating_sub(up);
        let mut run = enter.then(|| found.get(self.chosen).copied()).flatten();
        ScrollArea::vertical().max_height(HEIGHT).show(ui, |ui| {
            if found.is_empty() {
                ui.label("No command has that in its name.");
            }
            for (place, command) in found.into_iter().enumerate() {
                let chosen = place == self.chosen;
                let keys = ui.ctx().format_shortcut(&command.shortcut());
                let button = Button::selectable(chosen, command.name()).shortcut_text(keys);
                let response = ui.add_sized([ui.available_width(), 24.0], button);
                if chosen && (up + down > 0) {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    run = Some(command);
                }
            }
        });
        run
    }
}

/// The commands whose names hold every word of `typed`; those that begin with it first.
fn found(typed: &str) -> Vec<Command> {
    let typed = typed.trim().to_lowercase();
    let holds = |command: &Command| {
        let name = command.name().to_lowercase();
        typed.split_whitespace().all(|word| name.contains(word))
    };
    let mut found: Vec<Command> = Command::all().into_iter().filter(holds).collect();
    found.sort_by_key(|command| !command.name().to_lowercase().starts_with(&typed));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_by_any_words_of_their_names() {
        assert_eq!(found("LAYER next"), [Command::NextLayer]);
        assert_eq!(found("undo").first(), Some(&Command::Undo));
        assert_eq!(found(" ").len(), Command::all().len());
        assert!(found("no such thing").is_empty());
    }
}
