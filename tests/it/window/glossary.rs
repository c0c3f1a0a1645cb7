//! Words are explained where they stand, and Help has all of them.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use glassbox::ui::{App, Document, Opening, Settings, ViewId};

use super::harness::{has, press, settle, window, window_of};

const A: &str = "Enjoying a beautiful day at the park!";
const B: &str = "Enjoying a beautiful walk at the beach!";

fn window_on(view: &'static str) -> Harness<'static, App> {
    let document = Document {
        prompt: A.to_owned(),
        prompt_b: B.to_owned(),
        settings: Settings {
            view: ViewId::new(view),
            ..Settings::default()
        },
        ..Document::default()
    };
    let mut window = window_of(document, Opening::default());
    settle(&mut window);
    window
}

/// The words that Help says the page below explains.
fn explained(window: &mut Harness<'_, App>) -> Vec<String> {
    press(window, Modifiers::NONE, Key::F1);
    let links = window.query_all_by(|node| node.role() == Role::Link);
    links
        .filter_map(|link| link.accesskit_node().label())
        .collect()
}

#[test]
fn every_view_explains_its_words() {
    let views: [(&str, &[&str]); 6] = [
        (
            "Tokens",
            &[
                "Activation strength",
                "HIGH",
                "LOW",
                "Threshold τ",
                "Layer",
                "Rank",
                "z-score",
            ],
        ),
        ("Layers", &["Layer", "HIGH", "LOW", "Rank", "z-score"]),
        (
            "Compare",
            &["Shift", "C_H", "C_L", "R_H", "HIGH", "LOW", "Alignment"],
        ),
        ("Drift", &["Drift", "Layer"]),
        ("Models", &["z-score", "Spearman's ρ"]),
        ("Match", &["Pooling", "Cosine similarity"]),
    ];
    for (view, words) in views {
        let mut window = window_on(view);
        // Only what is on the screen is listed.
        window.set_size(eframe::egui::Vec2::new(1700.0, 1900.0));
        settle(&mut window);
        let explained = explained(&mut window);
        for word in words {
            let there = explained.iter().any(|other| other == word);
            assert!(there, "{view} does not explain {word}: {explained:?}");
        }
    }
}

#[test]
fn a_word_is_explained_under_the_pointer_and_opens_its_entry_at_a_click() {
    let mut window = window_on("Tokens");
    let legend = window.get_by_label("HIGH, above τ").rect();
    let at = legend.left_center() + eframe::egui::vec2(6.0, 0.0);
    window.hover_at(at);
    window.run_steps(60);
    assert!(has(&window, "HIGH does not mean important"));
    window.drag_at(at);
    window.drop_at(at);
    window.run_steps(8);
    assert!(has(&window, "Find a word"));
    assert!(has(&window, "Most tokens are LOW by construction"));
}

#[test]
fn help_finds_words_and_begins_at_its_top() {
    let mut window = window();
    settle(&mut window);
    press(&mut window, Modifiers::NONE, Key::F1);
    let top = window.get_by_label("Texts and models").rect().top();
    window.get_by_label("Anisotropy").scroll_to_me();
    window.run_steps(20);
    press(&mut window, Modifiers::NONE, Key::F1);
    press(&mut window, Modifiers::NONE, Key::F1);
    assert_eq!(window.get_by_label("Texts and models").rect().top(), top);
    let search = window.get_by_role_and_label(Role::TextInput, "Find a word");
    search.focus();
    search.type_text("permut");
    window.run_steps(8);
    assert!(has(&window, "How often HIGH dealt out anew"));
    assert!(!has(&window, "The unit that a model reads"));
}
