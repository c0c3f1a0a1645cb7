//! The input and the instructions of a drift: typed, added, removed, put in another order.

use eframe::egui::{FontId, Id, Key, Label, Margin, TextEdit, Ui};

use crate::analysis::{DEFAULT_INPUT, DEFAULT_PROMPTS, instruction_letter};
use crate::ui::icons;
use crate::ui::marked_field;
use crate::ui::state::selection::TextOf;
use crate::ui::views::ViewContext;
use crate::ui::views::drift_input;
use crate::ui::widgets::{named_icon_button, worded_icon_button};

/// The room for what stands before a field, in points: all fields begin at one edge.
const NAME: f32 = 92.0;

/// The input and the list of instructions: edit, add, remove, reorder.
pub(super) fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let focus = std::mem::take(&mut context.focus_prompt);
    let document = &mut *context.document;
    ui.horizontal(|ui| {
        let label = ui.add_sized([NAME, 30.0], Label::new("Input"));
        let selection = &mut context.state.selection;
        let text = &mut document.drift_input;
        let marks = marked_field::marks(selection, TextOf::A, text, |range| Some(range.clone()));
        let (input, picked) = marked_field::show(ui, text, &marks, |text| {
            TextEdit::singleline(text)
                .font(FontId::proportional(16.0))
                .margin(Margin::symmetric(8, 4))
                .desired_width(f32::INFINITY)
                .hint_text("The text that every instruction stands in front of")
        });
        let input = input.labelled_by(label.id);
        let read = context.answers.drift.as_ref();
        let read = read.filter(|drift| drift.input == *text);
        if let (Some(drift), Some(picked)) = (read, picked)
            && let Some(range) = drift_input::picked(drift, picked)
        {
            selection.select(Some(range));
        }
        if focus {
            input.request_focus();
        }
    });
    let count = document.drift_prompts.len();
    let new = Id::unique("new instruction");
    let added_before = ui.data_mut(|data| data.remove_temp::<bool>(new).is_some());
    let mut enter = false;
    let mut remove = None;
    let mut swap = None;
    for (place, prompt) in document.drift_prompts.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            let letter = instruction_letter(place);
            let label = ui.add_sized([NAME, 24.0], Label::new(format!("Instruction {letter}")));
            let edit = TextEdit::singleline(prompt)
                .margin(Margin::symmetric(8, 3))
                .desired_width((ui.available_width() - 136.0).max(120.0))
                .hint_text("none: the input alone");
            let edit = ui.add(edit).labelled_by(label.id);
            if added_before && place + 1 == count {
                edit.request_focus();
            }
            let entered = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            enter |= entered && place + 1 == count;
            let mut button = |icon, name, possible| {
                let button = ui.add_enabled_ui(possible, |ui| named_icon_button(ui, icon, name));
                button.inner.clicked()
            };
            if button(icons::UP, "Move this instruction up", place > 0) {
                swap = Some(place - 1);
            }
            if button(icons::DOWN, "Move this instruction down", place + 1 < count) {
                swap = Some(place);
            }
            if button(icons::REMOVE, "Remove this instruction", count > 2) {
                remove = Some(place);
            }
        });
    }
    if let Some(place) = swap {
        document.drift_prompts.swap(place, place + 1);
    }
    if let Some(place) = remove {
        document.drift_prompts.remove(place);
    }
    ui.horizontal_wrapped(|ui| {
        if worded_icon_button(ui, icons::ADD, "Add instruction").clicked() || enter {
            document.drift_prompts.push(String::new());
            // What is typed next goes into it.
            ui.data_mut(|data| data.insert_temp(new, true));
        }
        if ui.button("The paper's example").clicked() {
            DEFAULT_INPUT.clone_into(&mut document.drift_input);
            document.drift_prompts = DEFAULT_PROMPTS.map(str::to_owned).to_vec();
        }
    });
}
