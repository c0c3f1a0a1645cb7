//! One selection and one hover for the whole window, keyed by a range of the text.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use glassbox::ui::{App, Opening, Settings};

use super::harness::{has, press, settle, type_text, window, window_with};

const CANADA: &str = "Who is the prime minister of Canada?";

/// The window with a text that was read, and nothing that has the keyboard.
fn reading(text: &str) -> Harness<'static, App> {
    let opening = Opening {
        prompt: text.to_owned(),
        ..Opening::default()
    };
    let mut window = window_with(Settings::default(), opening);
    settle(&mut window);
    leave_fields(&mut window);
    window
}

/// Takes the keyboard from whatever has it.
fn leave_fields(window: &mut Harness<'_, App>) {
    let focused = window.ctx.memory(eframe::egui::Memory::focused);
    if let Some(id) = focused {
        window.ctx.memory_mut(|memory| memory.surrender_focus(id));
    }
    settle(window);
}

fn selected<'a>(window: &'a Harness<'_, App>) -> Option<&'a str> {
    window.state().selected_text()
}

#[test]
fn arrow_keys_move_what_is_selected_and_escape_lets_it_go() {
    let mut window = reading(CANADA);
    assert_eq!(selected(&window), None);
    press(&mut window, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(selected(&window), Some(""), "[CLS] stands for no text");
    for _ in 0..4 {
        press(&mut window, Modifiers::NONE, Key::ArrowRight);
    }
    assert_eq!(selected(&window), Some("prime"));
    press(&mut window, Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(selected(&window), Some("the"));
    press(&mut window, Modifiers::NONE, Key::End);
    press(&mut window, Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(selected(&window), Some("?"));
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert_eq!(selected(&window), None);
}

#[test]
fn arrow_keys_stay_with_a_field_that_has_the_keyboard() {
    let mut window = window();
    type_text(&mut window, CANADA);
    press(&mut window, Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(selected(&window), None);
}

#[test]
fn a_row_that_is_clicked_is_selected_and_clicked_again_is_not() {
    let mut window = reading(CANADA);
    window.get_by_label("14.1420").click();
    settle(&mut window);
    assert_eq!(selected(&window), Some("prime"));
    window.get_by_label("14.1420").click();
    settle(&mut window);
    assert_eq!(selected(&window), None);
}

#[test]
fn a_selection_stays_while_the_text_has_it_and_goes_with_it() {
    let mut window = reading(CANADA);
    window.get_by_label("14.1420").click();
    settle(&mut window);
    press(&mut window, Modifiers::ALT, Key::ArrowUp);
    assert_eq!(selected(&window), Some("prime"), "another layer");
    type_text(&mut window, " Really?");
    assert_eq!(
        selected(&window),
        Some("prime"),
        "the text goes on behind it"
    );
    let ctx = window.ctx.clone();
    window
        .state_mut()
        .set_prompt(&ctx, "Who is the first minister of Canada?");
    settle(&mut window);
    assert_eq!(selected(&window), None, "it says something else there");
}

#[test]
fn a_selection_outlives_the_view_and_is_marked_in_both_texts() {
    let mut window = reading(CANADA);
    window.get_by_label("14.1420").click();
    settle(&mut window);
    press(&mut window, Modifiers::COMMAND, Key::Num2);
    assert_eq!(selected(&window), Some("prime"));
    press(&mut window, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(selected(&window), Some("minister"));
}

#[test]
fn a_word_clicked_in_the_prompt_is_selected() {
    let mut window = reading(CANADA);
    let field = window.get_by_role_and_label(Role::MultilineTextInput, "Prompt");
    let left = field.rect().left_center();
    click_at(&mut window, left + eframe::egui::vec2(22.0, 0.0));
    assert_eq!(selected(&window), Some("Who"));
}

#[test]
fn a_click_on_a_layer_of_the_heatmap_chooses_it_and_a_cell_does_not() {
    let mut window = reading(CANADA);
    press(&mut window, Modifiers::COMMAND, Key::Num2);
    window.get_by_label("Choose Layer 2").scroll_to_me();
    settle(&mut window);
    let row = window
        .get_by_role_and_label(Role::Button, "Choose Layer 2")
        .rect();
    click_at(
        &mut window,
        row.right_center() + eframe::egui::vec2(40.0, 0.0),
    );
    assert_eq!(window.state().settings().layer, None);
    assert!(selected(&window).is_some());
    window
        .get_by_role_and_label(Role::Button, "Choose Layer 2")
        .click();
    settle(&mut window);
    assert_eq!(window.state().settings().layer, Some(2));
    assert!(has(&window, "Layer 2 beside Layer 3"));
}

/// Clicks at a place of the window.
fn click_at(window: &mut Harness<'_, App>, at: Pos2) {
    window.hover_at(at);
    window.run_steps(2);
    window.drag_at(at);
    window.run_steps(1);
    window.drop_at(at);
    settle(window);
}
