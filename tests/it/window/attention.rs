//! The attention view, driven as a person drives it.

use eframe::egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use glassbox::ui::{Document, Opening, Settings, ViewId};

use super::harness::{has, settle, type_text_into, window_of, window_showing};

#[test]
fn attention_follows_what_is_typed_and_the_head_that_is_chosen() {
    let mut window = window_showing(ViewId::new("Attention"), Opening::default());
    settle(&mut window);
    type_text_into(&mut window, "Prompt A", "The dog runs after the kitten.");
    assert!(has(&window, "Attention weights, block 4, mean of 12 heads"));
    assert!(has(&window, "Attention weights of every block and head"));
    assert!(has(&window, "HIGH by strength"));
    window.get_by_role_and_label(Role::ComboBox, "Head").click();
    settle(&mut window);
    window.get_by_role_and_label(Role::Button, "2").click();
    settle(&mut window);
    assert!(has(&window, "Attention weights, block 4, head 2"));
    type_text_into(&mut window, "Prompt B", "The dog runs after the mouse.");
    settle(&mut window);
    assert!(has(&window, "What B attends to more than A"));
}

#[test]
fn a_comparison_shows_what_changed_in_the_attention() {
    let document = Document {
        prompt: "The dog runs after the kitten.".to_owned(),
        prompt_b: "The dog runs after the mouse.".to_owned(),
        settings: Settings {
            view: ViewId::new("Compare"),
            ..Settings::default()
        },
        ..Document::default()
    };
    let mut window = window_of(document, Opening::default());
    settle(&mut window);
    assert!(!has(&window, "What B attends to more than A"));
    window.get_by_label("attention").click();
    settle(&mut window);
    assert!(has(&window, "What B attends to more than A, block 4"));
    assert!(has(&window, "From A to B the attention changed most from"));
    assert!(has(&window, "B: Attention weights, block 4"));
    window.get_by_label("strengths").click();
    settle(&mut window);
    assert!(has(&window, "HIGH, above τ"));
}
