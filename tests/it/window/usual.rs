//! What would be usual, what strengths are made of, and what removing tokens does, in the window.

use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use glassbox::domain::measure::Measure;
use glassbox::model::ModelSource;
use glassbox::ui::{App, Document, Opening, Settings, ViewId};

use crate::fixtures::tiny_bert_folder;

use super::harness::{choose, draw_until, has, press, settle, window_of, window_with};

const CANADA: &str = "Who is the prime minister of Canada?";

/// The tiny model, which reads the sample corpus in a moment.
fn tiny(reads_reference: bool) -> Opening {
    Opening {
        model: Some(ModelSource::Folder(tiny_bert_folder())),
        reads_reference,
        ..Opening::default()
    }
}

fn showing(view: &'static str, opening: Opening) -> Harness<'static, App> {
    let document = Document {
        prompt: CANADA.to_owned(),
        prompt_b: "Who is the prime minister of Italy?".to_owned(),
        settings: Settings {
            view: ViewId::new(view),
            ..Settings::default()
        },
        ..Document::default()
    };
    window_of(document, opening)
}

#[test]
fn brackets_come_once_the_model_has_read_the_reference_texts() {
    let mut window = showing("Tokens", tiny(true));
    draw_until(&mut window, "the bars are there before", |window| {
        has(window, "Activation strength at Layer 8")
    });
    draw_until(&mut window, "the brackets are there", |window| {
        has(window, "usual strength of this word in 840 other texts")
    });
    // By another measure than the norm there are none.
    let mut settings = window.state().settings().clone();
    settings.measure = Measure::Centred;
    let mut window = window_with(settings, tiny(true));
    super::harness::type_text(&mut window, CANADA);
    draw_until(&mut window, "the measure is in the title", |window| {
        has(window, "Centred strength at Layer 8")
    });
    assert!(!has(&window, "usual strength"));
    draw_until(&mut window, "and it is said why", |window| {
        has(window, "no usual range by this measure")
    });
    let mut settings = window.state().settings().clone();
    settings.measure = Measure::Surprise;
    let mut window = window_with(settings, tiny(true));
    super::harness::type_text(&mut window, CANADA);
    draw_until(&mut window, "a surprise has a usual range too", |window| {
        has(window, "usual surprise of this word in 840 other texts")
    });
}

#[test]
fn the_usual_range_stands_beside_effects_too() {
    let mut window = showing("Effects", tiny(true));
    draw_until(&mut window, "the brackets are explained", |window| {
        has(window, "usual strength of this word in 840 other texts")
    });
}

#[test]
fn each_of_two_layers_has_a_usual_range_of_its_own() {
    let mut window = showing("Layers", tiny(true));
    draw_until(&mut window, "the brackets are explained", |window| {
        has(window, "usual strength of this word in 840 other texts")
    });
}

#[test]
fn one_click_asks_which_layer_matters() {
    let mut window = showing("Layers", tiny(false));
    settle(&mut window);
    window.get_by_label("by removal").click();
    settle(&mut window);
    assert!(has(
        &window,
        "In this text removing the HIGH tokens of Layer 8"
    ));
}

#[test]
fn the_claim_is_on_trial() {
    let mut window = showing("Paper", tiny(false));
    settle(&mut window);
    assert!(has(&window, "The claim on trial"));
    assert!(has(
        &window,
        "of the paper's sentences (the mask token stands in its place) changes the embedding by"
    ));
    assert!(has(&window, "Not tested yet"));
    window.get_by_label("Put it on trial").click();
    settle(&mut window);
    assert!(has(&window, "Spearman"));
}

#[test]
fn random_instructions_stand_beside_the_drift() {
    let mut window = showing("Drift", tiny(false));
    settle(&mut window);
    assert!(has(
        &window,
        "drift that random instructions make (90 % lie inside)"
    ));
}

#[test]
fn a_measure_waits_for_the_texts_that_it_needs() {
    let settings = Settings {
        measure: Measure::Surprise,
        ..Settings::default()
    };
    let mut window = window_with(settings, tiny(false));
    settle(&mut window);
    super::harness::type_text(&mut window, CANADA);
    assert!(!has(&window, "Surprise at Layer"));
    assert_eq!(window.state().shown_text(), None);
}

#[test]
fn parts_and_dimensions_stand_in_place_of_the_bars() {
    let mut window = showing("Tokens", tiny(false));
    settle(&mut window);
    choose(&mut window, "Show", "what it is made of");
    assert!(has(&window, "What the squared norm is made of at Layer 8"));
    assert!(has(&window, "gain part"));
    choose(&mut window, "Show", "dimensions");
    assert!(has(
        &window,
        "Which dimensions the strength at Layer 8 lies in"
    ));
}

#[test]
fn effects_stand_under_the_strengths_with_a_verdict() {
    let mut window = showing("Effects", tiny(false));
    settle(&mut window);
    assert!(has(&window, "Activation strength at Layer 8"));
    assert!(has(&window, "What removing each token does"));
    assert!(has(
        &window,
        "HIGH tokens together changes the embedding by"
    ));
    assert!(has(&window, "Spearman"));
    assert!(has(&window, "Which layer's HIGH tokens matter most"));
    press(&mut window, Modifiers::ALT, Key::ArrowDown);
    assert!(has(&window, "Activation strength at Layer 7"));
    assert!(has(
        &window,
        "HIGH tokens together changes the embedding by"
    ));
}

#[test]
fn random_words_stand_beside_the_shifts() {
    let mut window = showing("Compare", tiny(false));
    settle(&mut window);
    assert!(has(
        &window,
        "shift that random words make (90 % lie inside)"
    ));
    assert!(has(&window, "by chance"));
}
