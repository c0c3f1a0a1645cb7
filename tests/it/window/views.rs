//! The window, without a display: found by role and label, as a screen reader finds it. The
//! harness also fails on a control without a name and on a character no font can draw.

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use glassbox::model::ModelSource;
use glassbox::ui::{App, Document, Opening, Settings, ViewId};

use crate::fixtures::{in_project, tiny_bert_folder};

use super::harness::{
    QUANTILE, choose, copied, draw_until, drop_file, has, key_down, pause, press, row_of, settle,
    type_text, type_text_into, window, window_of, window_showing, window_with,
};

const CANADA: &str = "Who is the prime minister of Canada?";

#[test]
fn an_empty_prompt_offers_the_papers_sentences_to_click() {
    let mut window = window();
    settle(&mut window);
    assert!(has(&window, "Type a sentence and watch"));
    assert!(has(&window, "all-MiniLM-L6-v2 · 6 layers × 384"));
    window
        .get_by_label("Who is the president of France?")
        .click();
    settle(&mut window);
    let shown = window.state().shown_text();
    assert_eq!(shown, Some("Who is the president of France?"));
    assert!(has(&window, "Activation strength at Layer 4"));
}

#[test]
fn bars_follow_what_is_typed_and_say_which_text_they_show() {
    let mut window = window();
    let mut typed = String::new();
    for piece in ["Who is the prime ", "minister of ", "Canada?"] {
        type_text(&mut window, piece);
        typed.push_str(piece);
        assert_eq!(window.state().shown_text(), Some(typed.as_str()));
        assert!(has(&window, &format!("“{typed}”")));
    }
    assert!(has(&window, "threshold τ = 13.856"));
    assert!(has(&window, "10 tokens"));
    let row = row_of(&window, "14.5392");
    for cell in ["canada", "PROPN", "HIGH"] {
        assert!(row.iter().any(|label| label == cell), "{cell}: {row:?}");
    }
}

#[test]
fn spaces_are_no_text_and_going_back_to_nothing_is_no_error() {
    let mut window = window();
    type_text(&mut window, "   ");
    assert!(has(&window, "Type a sentence and watch"));
    type_text(&mut window, "hello");
    assert!(has(&window, "Activation strength"));
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.key_press(Key::Backspace);
    settle(&mut window);
    assert!(has(&window, "Type a sentence and watch"));
    assert!(!has(&window, "⚠"));
}

#[test]
fn a_copied_table_stands_in_the_order_of_the_table() {
    let mut window = window();
    type_text(&mut window, CANADA);
    let first_tokens = |window: &mut Harness<'_, App>| -> Vec<String> {
        let shift = Modifiers::COMMAND | Modifiers::SHIFT;
        key_down(window, shift, Key::C);
        let copied = copied(window).unwrap();
        let token = |line: &str| line.split('\t').nth(1).unwrap().to_owned();
        copied.lines().skip(1).take(3).map(token).collect()
    };
    assert_eq!(first_tokens(&mut window), ["[CLS]", "who", "is"]);
    window.get_by_label("Strength").click();
    settle(&mut window);
    assert_eq!(first_tokens(&mut window), ["canada", "prime", "minister"]);
}

#[test]
fn the_help_scrolls_in_a_low_window() {
    let mut window = window();
    settle(&mut window);
    window.set_size([700.0, 470.0].into());
    settle(&mut window);
    window.get_by_label("Help").click();
    settle(&mut window);
    window.get_by_label("Keys").click();
    settle(&mut window);
    let last = window.get_by_label_contains("On a chart: click a token");
    last.scroll_to_me();
    window.run_steps(6);
    let last = window.get_by_label_contains("On a chart: click a token");
    assert!(last.rect().bottom() <= 470.0, "{:?}", last.rect());
}

#[test]
fn layers_views_and_themes_change_from_the_keyboard() {
    let mut window = window();
    type_text(&mut window, CANADA);
    window.key_press_modifiers(Modifiers::ALT, Key::ArrowUp);
    settle(&mut window);
    assert!(has(&window, "Activation strength at Layer 5"));
    assert_eq!(window.state().settings().layer, Some(5));
    for _ in 0..9 {
        window.key_press_modifiers(Modifiers::ALT, Key::ArrowDown);
        settle(&mut window);
    }
    assert!(has(&window, "Activation strength at Layer 0"));
    // Two presses that arrive in one frame are two.
    window.key_press_modifiers(Modifiers::ALT, Key::ArrowUp);
    window.key_press_modifiers(Modifiers::ALT, Key::ArrowUp);
    settle(&mut window);
    assert_eq!(window.state().settings().layer, Some(2));
    for _ in 0..2 {
        window.key_press_modifiers(Modifiers::ALT, Key::ArrowDown);
        settle(&mut window);
    }
    window.key_press_modifiers(Modifiers::COMMAND, Key::Num2);
    settle(&mut window);
    assert!(has(&window, "Layer 0 beside Layer 1"));
    assert!(has(&window, "Every layer of the pass"));
    window.key_press_modifiers(Modifiers::COMMAND, Key::Num1);
    let before = window.ctx.theme();
    window.key_press_modifiers(Modifiers::COMMAND, Key::T);
    settle(&mut window);
    assert_ne!(window.ctx.theme(), before);
    assert_eq!(
        window.state().shown_text(),
        Some(CANADA),
        "no key reached the prompt"
    );
}

#[test]
fn the_threshold_moves_while_the_text_stays_on_screen() {
    let mut window = window();
    type_text(&mut window, CANADA);
    window.get_by_label("Threshold").click();
    settle(&mut window);
    window.get_by_role_and_label(Role::Slider, QUANTILE).focus();
    settle(&mut window);
    window.key_press(Key::ArrowLeft);
    draw_until(&mut window, "the threshold is another", |window| {
        assert_eq!(window.state().shown_text(), Some(CANADA));
        !has(window, "threshold τ = 13.856")
    });
    assert!((window.state().settings().rule.quantile - 0.74).abs() < 1e-9);
    window.get_by_role_and_label(Role::Button, "Reset").click();
    settle(&mut window);
    assert!(has(&window, "threshold τ = 13.856"));
}

#[test]
fn the_scale_of_the_layers_view_says_what_may_be_compared() {
    let mut window = window_showing(ViewId::new("Layers"), Opening::default());
    type_text(&mut window, CANADA);
    assert!(has(&window, "Raw norms of two layers are not comparable"));
    for (scale, says) in [
        ("z-score", "Standard deviations from"),
        ("rank", "1 is the strongest"),
    ] {
        choose(&mut window, "Scale", scale);
        assert!(has(&window, says), "{says}");
    }
}

#[test]
fn the_table_is_sorted_by_the_column_that_is_clicked() {
    let mut window = window();
    type_text(&mut window, CANADA);
    let row_of = |window: &Harness<'_, App>, cell: &str| window.get_by_label(cell).rect().top();
    assert!(row_of(&window, "10.6235") < row_of(&window, "14.5392"));
    window.get_by_label("Strength").click();
    settle(&mut window);
    assert!(row_of(&window, "14.5392") < row_of(&window, "14.1420"));
    assert!(row_of(&window, "14.1420") < row_of(&window, "13.7604"));
}

#[test]
fn a_text_that_is_too_long_is_cut_and_the_window_says_so() {
    let opening = Opening {
        prompt: "many words ".repeat(400),
        ..Opening::default()
    };
    let mut window = window_with(Settings::default(), opening);
    settle(&mut window);
    assert!(has(&window, "512 tokens"));
    assert!(has(&window, "its last 290 tokens were left out"));
    assert!(window.query_by_label("Readable").is_some());
    window.get_by_label("Readable").click();
    settle(&mut window);
    assert!(
        window.query_by_label("Tokens in view").is_some(),
        "a scroll bar appears"
    );
}

#[test]
fn a_model_that_cannot_be_loaded_is_a_sentence_in_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let opening = Opening {
        model: Some(ModelSource::Folder(folder.path().to_owned())),
        prompt: CANADA.to_owned(),
        ..Opening::default()
    };
    let mut window = window_with(Settings::default(), opening);
    settle(&mut window);
    assert!(has(&window, "config.json is missing"));
    assert!(has(&window, "all-MiniLM-L6-v2 ·"), "another one reads");
    type_text(&mut window, " again");
    let shown = format!("{CANADA} again");
    assert_eq!(window.state().shown_text(), Some(shown.as_str()));
    assert!(
        has(&window, "config.json is missing"),
        "what went wrong is not forgotten"
    );
}

#[test]
fn a_model_of_twelve_layers_opens_at_layer_8_beside_9() {
    let opening = Opening {
        model: Some(ModelSource::Folder(tiny_bert_folder())),
        prompt: CANADA.to_owned(),
        ..Opening::default()
    };
    let mut window = window_showing(ViewId::new("Layers"), opening);
    settle(&mut window);
    press(&mut window, Modifiers::COMMAND, Key::Num2);
    assert!(has(&window, "Layer 8 beside Layer 9"));
}

#[test]
fn a_pre_layer_norm_model_says_so_once() {
    for view in [
        ViewId::new("Tokens"),
        ViewId::new("Compare"),
        ViewId::new("Drift"),
    ] {
        let opening = Opening {
            model: Some(ModelSource::Folder(crate::fixtures::fixture(
                "tiny-modernbert",
            ))),
            prompt: CANADA.to_owned(),
            compare: PARK.to_owned(),
            ..Opening::default()
        };
        let mut window = window_showing(view.clone(), opening);
        settle(&mut window);
        let notes = window.query_all_by_label_contains("not comparable with BERT's");
        assert_eq!(notes.count(), 1, "{view:?}");
    }
}

#[test]
fn tokens_read_as_text_and_show_their_spelling_when_pointed_at() {
    let opening = Opening {
        model: Some(ModelSource::Folder(crate::fixtures::fixture(
            "tiny-roberta",
        ))),
        prompt: "a\n\tb l 🍕".to_owned(),
        ..Opening::default()
    };
    // The harness fails where a font lacks one of the marks.
    let mut window = window_showing(ViewId::new("Tokens"), opening);
    settle(&mut window);
    for shown in ["·l", "·⟨F0 9F⟩", "⇥", "⏎"] {
        assert!(window.query_by_label(shown).is_some(), "{shown}");
    }
    assert!(!has(&window, "Ġ"));
    window.get_by_label("·l").hover();
    window.run_steps(6);
    assert!(has(&window, "Ġl in the vocabulary"));
}

#[test]
fn a_layer_remembered_from_a_deeper_model_falls_back() {
    let settings = Settings {
        layer: Some(11),
        ..Settings::default()
    };
    let mut window = window_with(settings, Opening::default());
    type_text(&mut window, "hello there");
    assert!(has(&window, "Activation strength at Layer 4"));
}

const PARK: &str = "Enjoying a beautiful day at the park!";
const BEACH: &str = "Enjoying a beautiful walk at the beach!";

fn comparing(a: &str, b: &str) -> Harness<'static, App> {
    let opening = Opening {
        prompt: a.to_owned(),
        compare: b.to_owned(),
        ..Opening::default()
    };
    let mut window = window_with(Settings::default(), opening);
    settle(&mut window);
    window
}

#[test]
fn two_prompts_stand_side_by_side_and_both_can_be_typed_in() {
    let mut window = comparing(PARK, "Enjoying a beautiful walk at the");
    let second = window.get_by_role_and_label(Role::MultilineTextInput, "Prompt B");
    second.focus();
    second.type_text(" beach!");
    settle(&mut window);
    assert_eq!(window.state().shown_pair(), Some([PARK, BEACH]));
    assert!(has(&window, "A: strength at Layer 4"));
    assert!(has(&window, "B: strength at Layer 4"));
    assert!(has(&window, "Shift from A to B at Layer 4"));
    assert!(has(&window, "Total shift over the layers"));
    assert!(has(&window, "positions as each text counts them"));
}

#[test]
fn identical_prompts_shift_by_nothing() {
    let window = comparing(PARK, PARK);
    assert!(has(&window, "nothing shifted"));
    for row in ["total shift", "mean per pair", "[CLS] shift"] {
        assert!(has(&window, row), "{row}");
    }
    assert!(window.query_all_by_label("0.000").count() >= 10);
    assert!(
        window.query_all_by_label("–").count() >= 2,
        "R_H is undefined"
    );
}

#[test]
fn a_missing_second_prompt_offers_the_papers_pair() {
    let mut window = window_showing(ViewId::new("Compare"), Opening::default());
    type_text_into(&mut window, "Prompt A", "Only one");
    assert!(has(&window, "Type two sentences"));
    window.get_by_label(&format!("{PARK}\n{BEACH}")).click();
    settle(&mut window);
    assert_eq!(window.state().shown_pair(), Some([PARK, BEACH]));
}

#[test]
fn another_layer_comes_while_the_pair_stays_on_screen() {
    let mut window = comparing(PARK, BEACH);
    window.key_press_modifiers(Modifiers::ALT, Key::ArrowUp);
    draw_until(&mut window, "Layer 5 is shown", |window| {
        assert_eq!(window.state().shown_pair(), Some([PARK, BEACH]));
        has(window, "Shift from A to B at Layer 5")
    });
}

#[test]
fn kept_positions_say_so_and_how_much_of_the_shift_remains() {
    let text = "The weather is nice today.";
    let mut window = comparing(text, &format!("Translate to French {text}"));
    window
        .get_by_role_and_label(Role::CheckBox, "Keep the positions of the shared ending")
        .click();
    settle(&mut window);
    assert!(has(
        &window,
        "the shared ending at the same positions in both"
    ));
    assert!(has(&window, "of the total shift remains"));
}

#[test]
fn the_drift_view_opens_on_the_papers_example() {
    let mut window = window_showing(ViewId::new("Drift"), Opening::default());
    settle(&mut window);
    assert!(has(&window, "Pairwise drift at Layer 4, total"));
    assert!(has(&window, "positions as each full text counts them"));
    window.get_by_label("Add instruction").click();
    settle(&mut window);
    assert!(has(&window, "Instruction D"));
    assert!(has(&window, "(no instruction)"));
    let cell = window.query_all_by_label("43.303").next().unwrap();
    cell.click();
    settle(&mut window);
    let pair = window.state().shown_pair().unwrap();
    assert_eq!(pair[0], "Summarize The weather is nice today.");
    assert_eq!(pair[1], "Translate to French The weather is nice today.");
}

#[test]
fn a_window_at_rest_asks_for_no_frames() {
    let mut window = window();
    type_text(&mut window, CANADA);
    window.run_steps(40);
    let wait = window
        .output()
        .viewport_output
        .values()
        .map(|out| out.repaint_delay)
        .min();
    assert!(
        wait.unwrap() > std::time::Duration::from_hours(1),
        "{wait:?}"
    );
}

#[test]
fn settings_survive_being_written_and_read() {
    let settings = Settings {
        view: ViewId::new("Layers"),
        layer: Some(3),
        ..Settings::default()
    };
    let text = serde_json::to_string(&settings).unwrap();
    assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), settings);
    // An older version knew fewer of them.
    assert_eq!(
        serde_json::from_str::<Settings>("{}").unwrap(),
        Settings::default()
    );
}

/// The window on the models view, with a text that was read by the tiny BERT and a randomized model
/// of it, whose weights are made in no time.
fn two_models(randomized: &str) -> Harness<'static, App> {
    let second = format!("{randomized}:{}", tiny_bert_folder().display());
    let document = Document {
        prompt: CANADA.to_owned(),
        model: ModelSource::Folder(tiny_bert_folder()),
        second_model: ModelSource::named(&second).unwrap(),
        settings: Settings {
            view: ViewId::new("Models"),
            ..Settings::default()
        },
        ..Document::default()
    };
    let mut window = window_of(document, Opening::default());
    settle(&mut window);
    window
}

#[test]
fn two_models_are_compared_by_word_with_what_chance_would_give() {
    let window = two_models("shuffled");
    assert!(has(&window, "tiny-bert, shuffled weights, Layer 8"));
    assert!(has(&window, "Spearman's ρ of 8 words"));
    assert!(has(&window, "by chance alone: 0.5"));
}

#[test]
fn a_model_that_was_never_trained_says_that_its_picture_is_flat() {
    let window = two_models("random");
    assert!(has(&window, "within 0.01 % of one another"));
    assert!(has(&window, "Spearman's ρ of 8 words: undefined"));
}

#[test]
fn another_model_is_chosen_and_the_layer_stays_as_deep() {
    let folder = tiny_bert_folder();
    let settings = Settings {
        layer: Some(3),
        ..Settings::default()
    };
    let opening = Opening {
        prompt: CANADA.to_owned(),
        ..Opening::default()
    };
    let mut window = window_with(settings, opening);
    settle(&mut window);
    assert!(has(&window, "Activation strength at Layer 3"));
    window.key_press_modifiers(Modifiers::COMMAND, Key::M);
    settle(&mut window);
    assert!(has(&window, "Choose a model"));
    assert!(
        has(&window, "bert-base-uncased"),
        "the paper's model is offered"
    );
    let field = window.get_by_role_and_label(Role::TextInput, "Hugging Face id or folder");
    field.focus();
    field.type_text(&folder.display().to_string());
    settle(&mut window);
    window.get_by_label("Look up").click();
    draw_until(&mut window, "the model of 12 layers is there", |window| {
        let model = window.state().model();
        model.is_some_and(|model| model.layers == 12)
    });
    settle(&mut window);
    assert!(!has(&window, "Choose a model"), "the dialog is gone");
    assert!(has(&window, "Activation strength at Layer 6"));
    assert_eq!(window.state().shown_text(), Some(CANADA));
}

#[test]
fn a_name_that_is_no_model_is_said_in_the_dialog() {
    let mut window = window();
    settle(&mut window);
    window.key_press_modifiers(Modifiers::COMMAND, Key::M);
    settle(&mut window);
    let field = window.get_by_role_and_label(Role::TextInput, "Hugging Face id or folder");
    field.focus();
    field.type_text("/no/such/folder");
    settle(&mut window);
    window.get_by_label("Look up").click();
    draw_until(&mut window, "what is wrong is said", |window| {
        has(window, "no such model folder")
    });
    assert_eq!(window.state().model().unwrap().id, "minilm");
}

#[test]
fn a_folder_that_is_no_model_is_answered_in_the_dialog() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window();
    settle(&mut window);
    drop_file(&mut window, folder.path());
    draw_until(&mut window, "what is wrong is said", |window| {
        has(window, "config.json")
    });
    settle(&mut window);
    assert!(has(&window, "Choose a model"), "the dialog stays");
    assert!(
        window
            .query_by_role_and_label(Role::Button, "Put the message away")
            .is_none(),
        "and nothing else says it"
    );
    assert_eq!(window.state().model().unwrap().id, "minilm");
}

#[test]
fn a_folder_of_a_model_that_is_dropped_is_used() {
    let mut window = window();
    settle(&mut window);
    drop_file(&mut window, &tiny_bert_folder());
    draw_until(&mut window, "the model of 12 layers is there", |window| {
        let model = window.state().model();
        model.is_some_and(|model| model.layers == 12)
    });
    settle(&mut window);
    assert!(!has(&window, "Choose a model"), "the dialog is gone");
}

#[test]
fn prompts_layers_and_models_are_undone_and_redone() {
    let mut window = window();
    settle(&mut window);
    type_text(&mut window, "one");
    pause(&mut window);
    type_text(&mut window, " two");
    pause(&mut window);
    press(&mut window, Modifiers::ALT, Key::ArrowUp);
    assert_eq!(window.state().settings().layer, Some(5));
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(window.state().settings().layer, None);
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(window.state().prompt(), "one");
    assert_eq!(window.state().shown_text(), Some("one"));
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(window.state().prompt(), "one two");
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(window.state().settings().layer, Some(5));
}

#[test]
fn a_model_that_was_switched_comes_back_with_its_layers() {
    let opening = Opening {
        prompt: CANADA.to_owned(),
        ..Opening::default()
    };
    let settings = Settings {
        layer: Some(5),
        ..Settings::default()
    };
    let mut window = window_with(settings, opening);
    settle(&mut window);
    pause(&mut window);
    let before = window.state().document();
    let mut other = before.clone();
    other.model = ModelSource::Folder(tiny_bert_folder());
    other.settings.layer = Some(2);
    window.state_mut().restore(other);
    settle(&mut window);
    assert_eq!(window.state().model().unwrap().layers, 12);
    assert_eq!(
        window.state().settings().layer,
        Some(2),
        "not mapped: it came with the model"
    );
    pause(&mut window);
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(window.state().model().unwrap().layers, 6);
    assert_eq!(window.state().document(), before);
}

#[test]
fn a_figure_dropped_brings_its_text_and_settings_back() {
    let folder = tempfile::tempdir().unwrap();
    for (name, flag) in [("a.png", "--png"), ("a.svg", "--svg"), ("a.json", "--json")] {
        let path = folder.path().join(name);
        crate::fixtures::glassbox()
            .args([
                "compare",
                "the park",
                "the beach",
                "--layer",
                "3",
                "--quantile",
                "0.5",
            ])
            .args(["--alignment", "index", flag])
            .arg(&path)
            .assert()
            .success();
        let mut window = window();
        settle(&mut window);
        drop_file(&mut window, &path);
        assert_eq!(
            window.state().shown_pair(),
            Some(["the park", "the beach"]),
            "{name}"
        );
        let settings = window.state().settings();
        assert_eq!(
            (settings.view.clone(), settings.layer),
            (ViewId::new("Compare"), Some(3))
        );
        assert_eq!(settings.rule.quantile, 0.5);
        assert_eq!(settings.alignment.name(), "index");
    }
}

#[test]
fn a_session_dropped_is_opened_and_a_damaged_one_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session.json");
    let document = Document {
        prompt: CANADA.to_owned(),
        ..Document::default()
    };
    std::fs::write(&path, document.session()).unwrap();
    let mut window = window();
    settle(&mut window);
    drop_file(&mut window, &path);
    assert_eq!(window.state().shown_text(), Some(CANADA));
    let half = &document.session()[..100];
    std::fs::write(&path, half).unwrap();
    drop_file(&mut window, &path);
    assert!(has(&window, "is not a session of Glassbox"));
    assert_eq!(window.state().shown_text(), Some(CANADA), "nothing is lost");
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        half,
        "the file is untouched"
    );
    let other = folder.path().join("notes.md");
    std::fs::write(&other, "hello").unwrap();
    drop_file(&mut window, &other);
    assert!(has(
        &window,
        "neither a PNG, an SVG, a PDF nor a JSON result"
    ));
}

/// The window as it opens with a prompt, at rest.
fn reading_canada() -> Harness<'static, App> {
    let opening = Opening {
        prompt: CANADA.to_owned(),
        ..Opening::default()
    };
    let mut window = window_with(Settings::default(), opening);
    settle(&mut window);
    window
}

#[test]
fn the_export_dialog_draws_every_chart_of_the_view() {
    let mut window = reading_canada();
    press(&mut window, Modifiers::COMMAND, Key::E);
    assert!(has(&window, "Export the figure"));
    for control in [
        "One column (85 mm)",
        "Copy image",
        "Export all…",
        "Save…",
        "PDF",
    ] {
        assert!(has(&window, control), "{control}");
    }
    // Nothing moves because of what is chosen, or said.
    let save = window.get_by_label("Save…").rect();
    for choice in [
        "One column (85 mm)",
        "Slide",
        "PDF",
        "Two columns (180 mm)",
        "Title",
    ] {
        window.get_by_label(choice).click();
        settle(&mut window);
        assert_eq!(window.get_by_label("Save…").rect(), save, "{choice}");
    }
    let width = window.get_by_role_and_label(Role::SpinButton, "Width");
    assert_eq!(
        width.accesskit_node().numeric_value(),
        Some(180.0),
        "in millimetres"
    );
    assert!(has(&window, "180 × "), "the size on paper is said");
    window.get_by_label("Close").click();
    settle(&mut window);
    assert!(!has(&window, "One column (85 mm)"));
}

#[test]
fn a_figure_larger_than_the_graphics_card_takes_is_shown_smaller() {
    let mut window = reading_canada();
    window.input_mut().max_texture_side = Some(1024);
    press(&mut window, Modifiers::COMMAND, Key::E);
    settle(&mut window);
    assert!(has(&window, "Export the figure"));
    assert!(!has(&window, "Drawing…"));
    assert!(!has(&window, "⚠"));
}

#[test]
fn a_figure_of_two_models_brings_both_back() {
    let mut window = window();
    settle(&mut window);
    drop_file(&mut window, &in_project("tests/golden/old/models.svg"));
    let document = window.state().document();
    assert_eq!(document.second_model.id(), "random-7:minilm");
    assert_eq!(document.settings.view, ViewId::new("Models"));
    assert_eq!(document.settings.merge.name(), "mean");
    assert!(has(
        &window,
        "all-MiniLM-L6-v2, random weights (seed 7), Layer 2"
    ));
    assert!(has(&window, "Rank of each word in both models"));
}

#[test]
fn the_paper_is_shown_card_by_card_and_a_card_opens_in_its_view() {
    let mut window = window_showing(ViewId::new("Paper"), Opening::default());
    settle(&mut window);
    assert!(has(&window, "The paper, printed beside measured"));
    assert!(
        has(&window, "bert-base-uncased"),
        "the paper's model is named"
    );
    for card in ["Table 1", "Table 6", "Figure 7"] {
        assert!(has(&window, card), "{card}");
    }
    for number in ["21.4005", "14.5392"] {
        assert!(has(&window, number), "{number}");
    }
    // The first card may be higher than the window.
    let first = window.get_all_by_label("Open in Tokens").next().unwrap();
    first.scroll_to_me();
    settle(&mut window);
    let open = window.get_all_by_label("Open in Tokens").next().unwrap();
    open.click();
    settle(&mut window);
    assert_eq!(window.state().settings().view, ViewId::new("Tokens"));
    assert_eq!(window.state().shown_text(), Some(CANADA));
}

#[test]
fn an_opened_figure_is_exported_again_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.svg");
    crate::fixtures::glassbox()
        .args([
            "analyze",
            CANADA,
            "--chart",
            "lines-rank",
            "--width",
            "777",
            "--svg",
        ])
        .arg(&path)
        .assert()
        .success();
    let mut window = window();
    settle(&mut window);
    drop_file(&mut window, &path);
    press(&mut window, Modifiers::COMMAND, Key::E);
    let chart = window.get_by_role_and_label(Role::ComboBox, "Chart");
    let chosen = chart.value().unwrap_or_default();
    assert!(
        chosen.starts_with("Each token through the layers"),
        "{chosen}"
    );
    let width = window.get_by_role_and_label(Role::SpinButton, "Width");
    assert_eq!(width.accesskit_node().numeric_value(), Some(777.0));
}

#[test]
fn pairs_made_by_hand_come_back_with_their_figure() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pairs.json");
    crate::fixtures::glassbox()
        .args(["compare", "the park", "the beach", "--json"])
        .arg(&path)
        .assert()
        .success();
    let mut result: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let pairs = result["pairs"].as_array_mut().unwrap();
    let park = pairs.iter_mut().find(|pair| pair["a"] == 2).unwrap();
    park["b"] = 1.into();
    park["by_hand"] = true.into();
    std::fs::write(&path, result.to_string()).unwrap();
    let mut window = window();
    settle(&mut window);
    drop_file(&mut window, &path);
    assert!(has(&window, "Undo pairing"), "one pair was made by hand");
}
