//! The corpus view: files dropped, looked at and read; findings to click through; a run that is
//! paused and cancelled.

use std::path::PathBuf;

use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use glassbox::ui::{App, ViewId};

use super::harness::{QUANTILE, draw_until, drop_file, has, settle, window};

const SENTENCES: [&str; 12] = [
    "The soup was cold and the waiter was rude.",
    "Our neighbours gave us a wonderful garden party!",
    "I never want to see this terrible film again.",
    "The children laughed at the clumsy magician.",
    "Her new job pays well and she loves it.",
    "The train was late, crowded and far too hot.",
    "What a beautiful morning for a walk by the river!",
    "The battery died after two weeks of use.",
    "He found his keys under the old sofa.",
    "This book is dull from the first page to the last.",
    "We danced until the sun came up over the bay.",
    "The doctor was kind and explained everything.",
];

fn file_of(folder: &tempfile::TempDir, name: &str, lines: &[String]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, lines.join("\n")).unwrap();
    path
}

fn sentences() -> Vec<String> {
    SENTENCES.map(str::to_owned).to_vec()
}

/// A window that has read the twelve sentences.
pub(super) fn window_with_findings(
    folder: &tempfile::TempDir,
    mut window: Harness<'static, App>,
) -> Harness<'static, App> {
    let path = file_of(folder, "twelve.txt", &sentences());
    settle(&mut window);
    drop_file(&mut window, &path);
    window.get_by_role_and_label(Role::Button, "Run").click();
    settle(&mut window);
    window
}

fn press(window: &mut Harness<'_, App>, name: &str) {
    window.get_by_role_and_label(Role::Button, name).click();
    settle(window);
}

#[test]
fn the_view_offers_a_sample_and_says_what_it_is_for() {
    let mut window = window();
    settle(&mut window);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Num7);
    settle(&mut window);
    assert_eq!(window.state().settings().view, ViewId::new("Corpus"));
    assert!(has(&window, "From a sentence to a claim"));
    assert!(has(&window, "Or drop files here"));
    press(&mut window, "Use the sample corpus");
    assert!(has(&window, "sentences.csv"));
    assert!(has(&window, "Our waiter recommended the trout"));
    press(&mut window, "Remove sample-corpus/sentences.csv");
    assert!(!has(&window, "Our waiter recommended the trout"));
}

#[test]
fn a_table_is_looked_at_before_its_column_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let rows = SENTENCES.iter().enumerate();
    let mut lines = vec!["id,review".to_owned()];
    lines.extend(rows.map(|(row, text)| format!("{row},\"{text}\"")));
    let path = file_of(&folder, "reviews.csv", &lines);
    let mut window = window();
    settle(&mut window);
    drop_file(&mut window, &path);
    assert_eq!(window.state().settings().view, ViewId::new("Corpus"));
    assert!(
        !has(&window, "Choose what holds the texts"),
        "only one column has sentences"
    );
    assert!(has(&window, "The soup was cold"));
    let choose = |window: &mut Harness<'_, App>, column: &str| {
        window
            .get_by_role_and_label(Role::ComboBox, "Column with the texts")
            .click();
        window.run_steps(3);
        window.get_by_label(column).click();
        window.run_steps(3);
    };
    choose(&mut window, "id");
    assert!(!has(&window, "The soup was cold"));
    choose(&mut window, "review");
    assert!(has(&window, "The soup was cold"));
    press(&mut window, "Run");
    assert!(has(&window, "12 texts · "));
    assert!(has(&window, "read by all-MiniLM-L6-v2"));
}

#[test]
fn how_a_file_is_written_is_shown_and_can_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let rows = SENTENCES.iter().enumerate();
    let lines: Vec<String> = rows
        .map(|(row, text)| format!("{row}\t{row}.5\t\"{text}"))
        .collect();
    let path = file_of(&folder, "ratings.txt", &lines);
    let mut window = window();
    settle(&mut window);
    drop_file(&mut window, &path);
    assert!(has(&window, "every line has 2 tabs"));
    let choose = |window: &mut Harness<'_, App>, box_: &str, value: &str| {
        window.get_by_role_and_label(Role::ComboBox, box_).click();
        window.run_steps(3);
        window.get_by_label(value).click();
        settle(window);
    };
    choose(&mut window, "Read as", "TSV table");
    assert!(has(
        &window,
        "tabs between fields · quotes are text like any other · no header"
    ));
    assert!(has(&window, "texts are those of column 3"));
    assert!(has(&window, "\"The soup was cold"));
    choose(&mut window, "First row", "names the columns");
    assert!(!has(&window, "Choose what holds the texts"));
    choose(&mut window, "First row", "is a text");
    assert!(has(&window, "\"The soup was cold"));
    let latin: Vec<u8> = "text\nLe caf\u{e9} \u{e9}tait ferm\u{e9}\n"
        .chars()
        .map(|c| u8::try_from(c).unwrap())
        .collect();
    let latin_path = folder.path().join("latin.csv");
    std::fs::write(&latin_path, latin).unwrap();
    drop_file(&mut window, &latin_path);
    assert!(has(&window, "is not UTF-8"));
    choose(&mut window, "Encoding", "Western (Windows-1252)");
    assert!(has(&window, "Le café était fermé"));
    press(&mut window, "Run");
    assert!(
        has(&window, "14 texts · "),
        "two of them of the second file"
    );
}

#[test]
fn a_bar_leads_to_sentences_and_they_to_the_tokens_view() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window_with_findings(&folder, window());
    assert!(has(
        &window,
        "a content token is stronger than a function token"
    ));
    assert!(has(&window, "95 %"), "there are intervals");
    press(&mut window, "Kinds of token");
    let content = window
        .query_all_by_label_contains("content: median")
        .next()
        .unwrap();
    content.click();
    settle(&mut window);
    assert!(has(&window, "Sentences with a token of the kind content"));
    assert!(has(&window, "12 sentences, 5 of them here"));
    assert!(has(&window, "twelve.txt, line "));
    let open = window
        .query_all_by_label_contains("Open in Tokens: ")
        .next();
    open.unwrap().click();
    settle(&mut window);
    assert_eq!(window.state().settings().view, ViewId::new("Tokens"));
    let shown = window.state().shown_text().unwrap();
    assert!(SENTENCES.contains(&shown), "{shown}");
}

#[test]
fn another_layer_needs_no_run_but_another_threshold_does() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window_with_findings(&folder, window());
    press(&mut window, "Kinds of token");
    assert!(has(&window, "Strength by kind of token at Layer 4"));
    window.key_press_modifiers(Modifiers::ALT, Key::ArrowUp);
    settle(&mut window);
    assert!(has(&window, "Strength by kind of token at Layer 5"));
    assert!(!has(&window, "a new run is needed"));
    window.get_by_label("Threshold").click();
    settle(&mut window);
    window.get_by_role_and_label(Role::Slider, QUANTILE).focus();
    settle(&mut window);
    window.key_press(Key::ArrowLeft);
    settle(&mut window);
    assert!(has(&window, "a new run is needed"));
    window.key_press(Key::Escape);
    settle(&mut window);
    for (tab, says) in [
        ("Who is HIGH", "Share of HIGH in each kind at Layer 5"),
        ("Top tokens", "Tokens by mean strength at Layer 5"),
        ("Baselines", "Strength against baselines at Layer 5"),
        ("Confounds", "Strength along word frequency rank at Layer 5"),
    ] {
        press(&mut window, tab);
        assert!(has(&window, says), "{says}");
    }
    window.key_press_modifiers(Modifiers::COMMAND, Key::E);
    settle(&mut window);
    let chart = window.get_by_role_and_label(Role::ComboBox, "Chart");
    let chosen = chart.value().unwrap_or_default();
    assert_eq!(chosen, "Strength along word frequency rank at Layer 5");
}

#[test]
fn a_prompt_is_answered_beside_a_paused_run() {
    let folder = tempfile::tempdir().unwrap();
    let many: Vec<String> = (0..400)
        .map(|number| format!("{} Number {number}.", SENTENCES[number % 12]))
        .collect();
    let path = file_of(&folder, "many.txt", &many);
    let mut window = window();
    settle(&mut window);
    drop_file(&mut window, &path);
    window.get_by_role_and_label(Role::Button, "Run").click();
    window.run_steps(3);
    // First findings come while it reads.
    draw_until(&mut window, "first findings are shown", |window| {
        has(window, "texts so far")
    });
    window.get_by_role_and_label(Role::Button, "Pause").click();
    window.run_steps(3);
    assert!(has(&window, "Paused with all-MiniLM-L6-v2"));
    window.key_press_modifiers(Modifiers::COMMAND, Key::Num1);
    window.run_steps(3);
    let prompt = window.get_by_role_and_label(Role::MultilineTextInput, "Prompt");
    prompt.focus();
    prompt.type_text("hello there");
    settle(&mut window);
    assert_eq!(window.state().shown_text(), Some("hello there"));
    window.key_press_modifiers(Modifiers::COMMAND, Key::Num7);
    window.run_steps(3);
    window.get_by_role_and_label(Role::Button, "Cancel").click();
    settle(&mut window);
    assert!(has(&window, "Partial: "));
    assert!(has(&window, "cancelled"));
    assert!(has(&window, "Save all…"));
}

#[test]
fn what_cannot_be_read_is_refused_before_anything_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = file_of(&folder, "nothing.txt", &[]);
    let mut window = window();
    settle(&mut window);
    drop_file(&mut window, &path);
    assert!(has(&window, "nothing.txt"));
    assert!(has(&window, "⚠"), "an empty file is named as such");
    window.get_by_role_and_label(Role::Button, "Run").click();
    settle(&mut window);
    assert!(
        has(&window, "From a sentence to a claim"),
        "nothing was run"
    );
}

#[test]
fn a_file_with_another_column_does_not_keep_the_sample_from_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let mut lines = vec!["text,review".to_owned()];
    lines.extend(SENTENCES.map(|text| format!("7,\"{text}\"")));
    let path = file_of(&folder, "reviews.csv", &lines);
    let mut window = window();
    settle(&mut window);
    drop_file(&mut window, &path);
    window
        .get_by_role_and_label(Role::ComboBox, "Column with the texts")
        .click();
    window.run_steps(3);
    window.get_by_label("review").click();
    window.run_steps(3);
    press(&mut window, "Use the sample corpus");
    assert!(!has(&window, "Choose what holds the texts"));
    assert!(has(&window, "Our waiter recommended the trout"));
    press(&mut window, "Remove sample-corpus/sentences.csv");
    let mut lines = vec!["number,text".to_owned()];
    lines.extend(SENTENCES.map(|text| format!("7,\"Then: {text}\"")));
    drop_file(&mut window, &file_of(&folder, "others.csv", &lines));
    press(&mut window, "Run");
    assert!(
        has(&window, "24 texts · "),
        "both files, each by its column"
    );
}

#[test]
fn a_chart_that_needs_another_run_offers_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window_with_findings(&folder, window());
    press(&mut window, "R_H against chance");
    assert!(has(&window, "This run compared no pairs"));
    press(&mut window, "Read the texts again with one word swapped");
    press(&mut window, "R_H against chance");
    assert!(!has(&window, "This run compared no pairs"));
}

#[test]
fn nothing_takes_the_place_of_cancel_when_a_run_ends() {
    let folder = tempfile::tempdir().unwrap();
    let many: Vec<String> = (0..400)
        .map(|number| format!("{} Number {number}.", SENTENCES[number % 12]))
        .collect();
    let path = file_of(&folder, "many.txt", &many);
    let mut window = window();
    settle(&mut window);
    drop_file(&mut window, &path);
    window.get_by_role_and_label(Role::Button, "Run").click();
    window.run_steps(3);
    draw_until(&mut window, "first findings are shown", |window| {
        has(window, "texts so far")
    });
    let place = |window: &Harness<'_, App>, name: &str| {
        window.get_by_role_and_label(Role::Button, name).rect()
    };
    let cancel = place(&window, "Cancel");
    let tab = place(&window, "Top tokens").top();
    window.get_by_role_and_label(Role::Button, "Cancel").click();
    settle(&mut window);
    assert!(has(&window, "Partial: "));
    for name in ["Save all…", "Export this figure…", "New run…"] {
        assert!(!place(&window, name).intersects(cancel), "{name}");
    }
    let moved = place(&window, "Top tokens").top() - tab;
    // A warning may be told then; nothing else moves.
    assert!(moved.abs() < 40.0, "{moved}");
}
