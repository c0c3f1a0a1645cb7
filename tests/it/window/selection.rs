//! One selection and one hover for the whole window, keyed by a range of the text.

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use glassbox::ui::{App, Document, Opening, Settings, ViewId};

use super::harness::{
    copied, has, pause, press, settle, type_text, window, window_of, window_showing, window_with,
};

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
fn a_word_is_selected_by_a_click_within_one_frame() {
    let mut window = window();
    type_text(&mut window, CANADA);
    let field = window.get_by_role_and_label(Role::MultilineTextInput, "Prompt");
    let at = field.rect().left_center() + eframe::egui::vec2(22.0, 0.0);
    window.hover_at(at);
    window.run_steps(2);
    for pressed in [true, false] {
        window.input_mut().events.push(Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    settle(&mut window);
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

#[test]
fn the_inspector_says_everything_of_what_is_selected_and_each_value_is_copied() {
    let mut window = reading(CANADA);
    assert!(has(&window, "Click a token, a bar, a row"));
    window.get_by_label("prime: 14.14, HIGH").click();
    settle(&mut window);
    assert_eq!(selected(&window), Some("prime"));
    for value in [
        "Copy rank: 2 of 8",
        "Copy characters: 11 to 16",
        "Copy bucket: HIGH",
    ] {
        assert!(window.query_by_label(value).is_some(), "{value}");
    }
    window.get_by_label("Copy strength: 14.1420").click();
    window.step();
    assert_eq!(copied(&window).as_deref(), Some("14.1420"));
    window
        .get_by_label("Copy strength: 14.1420")
        .click_secondary();
    window.run_steps(3);
    let exact = window
        .get_all_by_label_contains("Copy 14.14")
        .last()
        .unwrap();
    exact.click();
    window.step();
    let exact = copied(&window).unwrap();
    assert!(exact.starts_with("14.14") && exact.len() > 8, "{exact}");
}

#[test]
fn the_inspector_folds_and_narrow_windows_do_without() {
    let mut window = reading(CANADA);
    assert!(window.query_by_label("Selected").is_some());
    press(&mut window, Modifiers::COMMAND, Key::I);
    assert!(window.query_by_label("Selected").is_none());
    press(&mut window, Modifiers::COMMAND, Key::I);
    assert!(window.query_by_label("Selected").is_some());
    window.set_size([1000.0, 800.0].into());
    settle(&mut window);
    assert!(window.query_by_label("Selected").is_none());
    // Corpora have no tokens to be selected.
    window.set_size([1400.0, 800.0].into());
    press(&mut window, Modifiers::COMMAND, Key::Num7);
    assert!(window.query_by_label("Selected").is_none());
}

#[test]
fn a_token_of_a_pair_is_inspected_with_its_partner() {
    let opening = Opening {
        prompt: "Enjoying a beautiful day at the park!".to_owned(),
        compare: "Enjoying a beautiful walk at the beach!".to_owned(),
        ..Opening::default()
    };
    let mut window = window_with(Settings::default(), opening);
    settle(&mut window);
    leave_fields(&mut window);
    for _ in 0..5 {
        press(&mut window, Modifiers::NONE, Key::ArrowRight);
    }
    assert_eq!(selected(&window), Some("day"));
    assert!(has(&window, "shift from A to B"));
    assert!(has(&window, "Copy shift: 15.49"));
    for title in ["day", "day → walk", "walk"] {
        let mut found = window.query_all_by_label(title);
        assert!(found.next().is_some(), "{title}");
    }
}

#[test]
fn the_input_of_a_drift_is_selected_token_by_token() {
    let mut window = window_showing(ViewId::new("Drift"), Opening::default());
    settle(&mut window);
    leave_fields(&mut window);
    for _ in 0..2 {
        press(&mut window, Modifiers::NONE, Key::ArrowRight);
    }
    assert_eq!(selected(&window), Some("weather"));
    for value in [
        "Copy mean shift: ",
        "Copy shift A | B: ",
        "Copy strength behind C: ",
    ] {
        assert!(has(&window, value), "{value}");
    }
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert_eq!(selected(&window), None);
    // A word of its field is selected too, and is the same token of A once a pair is opened.
    let field = window.get_by_role_and_label(Role::TextInput, "Input");
    let left = field.rect().left_center();
    click_at(&mut window, left + eframe::egui::vec2(22.0, 0.0));
    assert_eq!(selected(&window), Some("The"));
    window.get_all_by_label("43.303").next().unwrap().click();
    settle(&mut window);
    assert_eq!(window.state().settings().view, ViewId::new("Compare"));
    assert_eq!(selected(&window), Some("The"));
    assert!(has(&window, "shift from A to B"));
}

#[test]
fn a_word_of_a_match_is_selected_and_inspected() {
    let document = Document {
        prompt: "The dog runs after the kitten in the yard.".to_owned(),
        prompt_b: "Outside in the garden the cat is chased by the dog.".to_owned(),
        settings: Settings {
            view: ViewId::new("Match"),
            ..Settings::default()
        },
        ..Document::default()
    };
    let mut window = window_of(document, Opening::default());
    settle(&mut window);
    leave_fields(&mut window);
    for _ in 0..3 {
        press(&mut window, Modifiers::NONE, Key::ArrowRight);
    }
    assert_eq!(selected(&window), Some("dog"));
    assert!(has(&window, "word of A"));
    for value in [
        "Copy adds: ",
        "Copy with dog: ",
        "Copy adds more than with: ",
    ] {
        assert!(has(&window, value), "{value}");
    }
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(!has(&window, "word of A"));
}

#[test]
fn what_is_pinned_is_in_the_session_comes_back_and_is_undone() {
    let mut window = reading(CANADA);
    pause(&mut window);
    window.get_by_label("prime: 14.14, HIGH").click();
    settle(&mut window);
    press(&mut window, Modifiers::COMMAND, Key::P);
    let headline = "prime · Layer 4 · 14.1420 · HIGH";
    assert!(window.query_by_label(headline).is_some());
    pause(&mut window);

    let session = window.state().document().session();
    let read = Document::from_session(session.as_bytes()).unwrap();
    assert_eq!(read, window.state().document());
    assert!(session.contains("\"pins\""));

    press(&mut window, Modifiers::ALT, Key::ArrowUp);
    let ctx = window.ctx.clone();
    window
        .state_mut()
        .set_prompt(&ctx, "Something else entirely");
    settle(&mut window);
    assert_eq!(selected(&window), None);
    window.get_by_label(headline).click();
    settle(&mut window);
    assert_eq!(window.state().shown_text(), Some(CANADA));
    assert_eq!(window.state().settings().layer, None);
    assert_eq!(selected(&window), Some("prime"));

    let mut window = window_of(read, Opening::default());
    settle(&mut window);
    assert!(
        window.query_by_label(headline).is_some(),
        "the session has it"
    );
    window.get_by_label("Remove this pin").click();
    settle(&mut window);
    assert!(window.query_by_label(headline).is_none());
    pause(&mut window);
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(window.query_by_label(headline).is_some(), "undone");
}

#[test]
fn sessions_without_pins_say_nothing_of_them_and_a_dozen_are_kept() {
    assert!(!Document::default().session().contains("pins"));
    let mut window = reading(CANADA);
    for _ in 0..13 {
        window.get_by_label("Pin this result").click();
        settle(&mut window);
    }
    let pins = window.query_all_by_label("Tokens · Layer 4").count();
    assert_eq!(pins, 12);
    assert!(has(&window, "12 are pinned already"));
}

#[test]
fn a_right_click_offers_to_copy_to_pin_and_to_export() {
    let mut window = reading(CANADA);
    let strip = window.get_by_label("prime: 14.14, HIGH").rect().center();
    click_with(&mut window, strip, PointerButton::Secondary);
    for entry in [
        "Copy strength 14.1420",
        "Copy the row",
        "Pin",
        "Copy the data of this chart",
    ] {
        assert!(window.query_all_by_label(entry).next().is_some(), "{entry}");
    }
    let find = window.get_by_label("Find in the corpus");
    assert!(find.accesskit_node().is_disabled(), "no corpus was read");
    window.get_by_label("Copy the row").click();
    window.step();
    let row = copied(&window).unwrap();
    assert_eq!(row.lines().count(), 2);
    assert!(row.lines().nth(1).unwrap().contains("\tprime\t"), "{row}");

    click_with(&mut window, strip, PointerButton::Secondary);
    window.get_by_label("Copy the data of this chart").click();
    settle(&mut window);
    click_with(&mut window, strip, PointerButton::Secondary);
    window.get_by_label("Export this chart…").click();
    settle(&mut window);
    assert!(has(&window, "Export the figure"));
}

#[test]
fn dragging_over_words_selects_them_together() {
    let mut window = reading(CANADA);
    let from = window.get_by_label("prime: 14.14, HIGH").rect().center();
    let to = window.get_by_label("minister: 13.76, LOW").rect().center();
    window.hover_at(from);
    window.run_steps(2);
    window.drag_at(from);
    window.run_steps(2);
    window.hover_at(to);
    window.run_steps(2);
    window.drop_at(to);
    settle(&mut window);
    assert_eq!(selected(&window), Some("prime minister"));
    assert!(
        window
            .query_by_label("Copy mean strength: 13.9512")
            .is_some()
    );
    assert!(window.query_by_label("Copy HIGH: 1 of 2 judged").is_some());
}

#[test]
fn an_earlier_text_is_chosen_beside_the_prompt() {
    let mut window = window();
    type_text(&mut window, "The first sentence.");
    for _ in 0..3 {
        pause(&mut window);
    }
    let ctx = window.ctx.clone();
    window.state_mut().set_prompt(&ctx, CANADA);
    settle(&mut window);
    window.get_by_label("Earlier texts for Prompt").click();
    settle(&mut window);
    window.get_by_label("The first sentence.").click();
    settle(&mut window);
    assert_eq!(window.state().shown_text(), Some("The first sentence."));
}

#[test]
fn an_unknown_token_names_its_word() {
    let mut window = reading("a 🍕 b");
    press(&mut window, Modifiers::NONE, Key::End);
    assert!(
        window.query_all_by_label("[UNK] 🍕").next().is_some(),
        "in the table"
    );
    assert!(
        window.query_all_by_label_contains("🍕: ").next().is_some(),
        "in the text"
    );
}

fn click_with(window: &mut Harness<'_, App>, at: Pos2, button: PointerButton) {
    window.hover_at(at);
    window.run_steps(2);
    for pressed in [true, false] {
        window.event(Event::PointerButton {
            pos: at,
            button,
            pressed,
            modifiers: Modifiers::NONE,
        });
        window.run_steps(1);
    }
    settle(window);
}

#[test]
fn the_ribbons_of_attention_stay_with_what_is_selected() {
    let document = Document {
        prompt: "Who is the prime minister of Canada?".to_owned(),
        settings: Settings {
            view: ViewId::new("Attention"),
            ..Settings::default()
        },
        ..Document::default()
    };
    let mut window = window_of(document, Opening::default());
    settle(&mut window);
    leave_fields(&mut window);
    assert!(!has(&window, "Unpin"));
    for _ in 0..5 {
        press(&mut window, Modifiers::NONE, Key::ArrowRight);
    }
    assert_eq!(selected(&window), Some("prime"));
    window.get_by_label("Unpin").click();
    settle(&mut window);
    assert_eq!(selected(&window), None);
    assert!(!has(&window, "Unpin"));
}
