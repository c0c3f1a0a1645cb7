//! Sessions, figures and results that people have from earlier versions, opened.

use std::fs;

use glassbox::export::figure::recipe_from_file;
use glassbox::ui::{Document, Opening, Settings};

use crate::fixtures::in_project;
use crate::window::harness::{drop_file, settle, window_with};

use super::{Files, assert_golden};

const FIGURES_AND_RESULTS: [&str; 9] = [
    "analysis.json",
    "analysis.svg",
    "comparison.json",
    "comparison.png",
    "corpus.svg",
    "drift.json",
    "drift.svg",
    "models.json",
    "models.svg",
];

fn old(name: &str) -> std::path::PathBuf {
    in_project("tests/golden/old").join(name)
}

#[test]
fn golden_recipes_of_old_files() {
    let mut files = Files::new();
    for name in FIGURES_AND_RESULTS {
        let recipe = recipe_from_file(&fs::read(old(name)).unwrap()).unwrap();
        let json = serde_json::to_vec_pretty(&recipe).unwrap();
        files.insert(format!("{name}.json"), json);
    }
    assert_golden("recipes", files);
}

#[test]
fn golden_window_with_old_files_dropped_on_it() {
    let mut files = Files::new();
    for name in FIGURES_AND_RESULTS.into_iter().chain(["session.json"]) {
        let mut window = window_with(Settings::default(), Opening::default());
        settle(&mut window);
        drop_file(&mut window, &old(name));
        let opened = window.state().document().session();
        files.insert(format!("{name}.json"), opened.into_bytes());
    }
    assert_golden("opened", files);
}

#[test]
fn golden_session_is_read_to_the_last_field() {
    let written = fs::read_to_string(old("session.json")).unwrap();
    let read = Document::from_session(written.as_bytes()).unwrap();
    assert_eq!(read.session(), written);
}
