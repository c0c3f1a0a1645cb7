//! The match view and the search view, driven as a person drives them.

use std::fs;

use eframe::egui::{Key, Modifiers};
use glassbox::analysis::MatchMethod;
use glassbox::analysis::matching::MatchSettings;
use glassbox::ui::{Document, Opening, Settings, ViewId};

use super::harness::{
    copied, draw_until, has, key_down, press, settle, type_text_into, window_of, window_showing,
};

const DOG: &str = "The dog runs after the kitten in the yard.";
const CAT: &str = "Outside in the garden the cat is chased by the dog.";

#[test]
fn a_match_follows_what_is_typed_into_a_and_b() {
    let mut window = window_showing(ViewId::new("Match"), Opening::default());
    settle(&mut window);
    type_text_into(&mut window, "Prompt A", DOG);
    type_text_into(&mut window, "Prompt B", CAT);
    assert!(has(&window, "0.6143"));
    assert!(has(&window, "above every one of 200 random texts"));
    assert!(has(
        &window,
        "the pair of words that adds most is dog and dog"
    ));
    assert!(has(
        &window,
        "What every two words add to the similarity (exact)"
    ));
    assert!(has(
        &window,
        "A: what a word adds, and what is lost without it (ρ 0.83)"
    ));
    type_text_into(&mut window, "Prompt B", " Rain.");
    assert!(!has(&window, "0.6143"));
}

#[test]
fn passages_are_read_ranked_and_opened_as_a_match() {
    use egui_kittest::kittest::Queryable as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("passages.txt");
    fs::write(&file, "Rates rose.\nA dog chases a cat.\nIt rains.\n").unwrap();
    let document = Document {
        search_file: Some(file),
        search_query: "The cat runs from the dog".to_owned(),
        settings: Settings {
            view: ViewId::new("Search"),
            ..Settings::default()
        },
        ..Document::default()
    };
    let mut window = window_of(document, Opening::default());
    settle(&mut window);
    window.get_by_label("Read the passages").click();
    draw_until(&mut window, "the passages are ranked", |window| {
        has(window, "carried by")
    });
    settle(&mut window);
    assert!(has(&window, "3 passages are ready"));
    assert!(has(&window, "line 2"));
    // The table of a search is its ranking.
    let keys = Modifiers::COMMAND | Modifiers::SHIFT;
    key_down(&mut window, keys, Key::C);
    let ranking = copied(&window).unwrap();
    assert!(ranking.lines().count() >= 3, "{ranking}");
    assert!(ranking.contains("A dog chases a cat."), "{ranking}");
    settle(&mut window);
    // A word of the query is selected, its partners are marked, and it is told what it adds.
    let focused = window.ctx.memory(eframe::egui::Memory::focused);
    if let Some(id) = focused {
        window.ctx.memory_mut(|memory| memory.surrender_focus(id));
    }
    settle(&mut window);
    for _ in 0..2 {
        press(&mut window, Modifiers::NONE, Key::ArrowRight);
    }
    assert_eq!(window.state().selected_text(), Some("cat"));
    assert!(has(&window, "Copy adds to hit 1: "));
    assert!(has(&window, ", most with cat"));
    window.get_by_label("A dog chases a cat.").click_secondary();
    window.run_steps(3);
    window.get_by_label("Copy the passage").click();
    window.step();
    assert_eq!(copied(&window).as_deref(), Some("A dog chases a cat."));
    settle(&mut window);
    window.get_by_label("A dog chases a cat.").click();
    settle(&mut window);
    assert_eq!(window.state().settings().view, ViewId::new("Match"));
    assert!(
        window.state().selected_text().is_some(),
        "it stays selected"
    );
    assert_eq!(window.state().prompt(), "The cat runs from the dog");
    assert!(has(&window, "the pair of words that adds most is"));
}

/// The match view on two texts, as `matching` says.
fn matched(a: &str, b: &str, matching: MatchSettings) -> Document {
    Document {
        prompt: a.to_owned(),
        prompt_b: b.to_owned(),
        settings: Settings {
            view: ViewId::new("Match"),
            matching,
            ..Settings::default()
        },
        ..Document::default()
    }
}

#[test]
fn a_method_that_cannot_be_used_is_left_by_another() {
    use egui_kittest::kittest::Queryable as _;
    let through = MatchSettings {
        method: MatchMethod::Jacobians,
        ..MatchSettings::default()
    };
    let mut window = window_of(matched(DOG, CAT, through), Opening::default());
    settle(&mut window);
    assert!(has(&window, "from Layer 4 up"));
    window.get_by_label("late interaction").click();
    settle(&mut window);
    assert!(has(&window, "late interaction, A to B"));
    assert!(has(&window, "the cosine is 0.6143"));
}

#[test]
fn a_matrix_of_long_texts_says_what_it_adds_up() {
    let words = "the prime minister of canada enjoys a beautiful walk at the beach and ";
    let long: Vec<&str> = words.split_whitespace().cycle().take(480).collect();
    let other: Vec<&str> = long.iter().rev().copied().collect();
    let document = matched(&long.join(" "), &other.join(" "), MatchSettings::default());
    let mut window = window_of(document, Opening::default());
    settle(&mut window);
    assert!(has(&window, "What every two groups of 3 words add"));
    assert!(has(&window, "There are 482 × 482 cells"));
}

#[test]
fn without_texts_there_are_some_to_begin_with() {
    use egui_kittest::kittest::Queryable as _;
    let mut window = window_showing(ViewId::new("Match"), Opening::default());
    settle(&mut window);
    let example = format!("{DOG}\n{CAT}");
    window.get_by_label(&example).click();
    settle(&mut window);
    assert_eq!(window.state().prompt(), DOG);
    assert!(has(&window, "0.6143"));
}
