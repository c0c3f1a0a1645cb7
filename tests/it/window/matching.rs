//! The match view and the search view, driven as a person drives them.

use std::fs;

use glassbox::ui::{Document, Opening, Settings, ViewId};

use super::harness::{draw_until, has, settle, type_text_into, window_of, window_showing};

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
    window.get_by_label("A dog chases a cat.").click();
    settle(&mut window);
    assert_eq!(window.state().settings().view, ViewId::new("Match"));
    assert_eq!(window.state().prompt(), "The cat runs from the dog");
    assert!(has(&window, "the pair of words that adds most is"));
}
