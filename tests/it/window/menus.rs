//! What a right click offers, in the views that have more than tokens.

use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use glassbox::ui::{App, Document, Opening, Settings, ViewId};

use super::harness::{copied, has, settle, window_of, window_showing};

/// Opens the menu of the first thing that is called `label`.
fn right_click(window: &mut Harness<'_, App>, label: &str) {
    window
        .get_all_by_label(label)
        .next()
        .unwrap()
        .scroll_to_me();
    settle(window);
    window
        .get_all_by_label(label)
        .next()
        .unwrap()
        .click_secondary();
    window.run_steps(3);
}

/// Chooses an entry of the menu that is open; returns what that put on the clipboard.
fn choose(window: &mut Harness<'_, App>, entry: &str) -> Option<String> {
    window.get_by_role_and_label(Role::Button, entry).click();
    window.step();
    let text = copied(window);
    settle(window);
    text
}

/// The chart that the export dialog is open with.
fn exported(window: &Harness<'_, App>) -> Option<String> {
    let chart = window.get_by_role_and_label(Role::ComboBox, "Chart");
    chart.accesskit_node().value()
}

#[test]
fn numbers_and_charts_of_the_paper_are_copied_and_exported() {
    let mut window = window_showing(ViewId::new("Paper"), Opening::default());
    settle(&mut window);
    right_click(&mut window, "19.6609");
    let text = choose(&mut window, "Copy printed 19.6609");
    assert_eq!(text.as_deref(), Some("19.6609"));
    right_click(&mut window, "19.6609");
    let row = choose(&mut window, "Copy the row").unwrap();
    assert_eq!(row.lines().count(), 2, "{row}");
    assert!(row.contains("[CLS]\t19.6609\t10.6235"), "{row}");
    right_click(&mut window, "19.6609");
    let table = choose(&mut window, "Copy the table of this card").unwrap();
    assert!(
        table.lines().count() > 10 && table.contains("canada\t"),
        "{table}"
    );

    let bars = "Printed in the paper, Layer 8, 10 bars";
    right_click(&mut window, bars);
    let numbers = choose(&mut window, "Copy the data of this chart").unwrap();
    assert!(numbers.contains("21.9766"), "{numbers}");
    right_click(&mut window, bars);
    choose(&mut window, "Export this chart…");
    assert!(has(&window, "Export the figure"));
    assert_eq!(
        exported(&window).as_deref(),
        Some("Figure 1: Table 1 as bars")
    );
}

#[test]
fn a_cell_and_a_bar_of_the_drift_have_a_menu() {
    let mut window = window_showing(ViewId::new("Drift"), Opening::default());
    settle(&mut window);
    right_click(&mut window, "43.303");
    let row = choose(&mut window, "Copy the row").unwrap();
    assert_eq!(row.lines().count(), 2, "{row}");
    assert!(
        row.contains("Summarize\tTranslate to French\t43.30"),
        "{row}"
    );
    right_click(&mut window, "43.303");
    let text = choose(&mut window, "Copy drift 43.3030");
    assert_eq!(text.as_deref(), Some("43.3030"));
    right_click(&mut window, "43.303");
    choose(&mut window, "Export this chart…");
    assert_eq!(
        exported(&window).as_deref(),
        Some("Pairwise drift at Layer 4, total")
    );
}

#[test]
fn the_lists_of_a_match_have_a_menu() {
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
    let row = window.get_all_by_label_contains("dog – dog: ").next();
    let row = row.unwrap().accesskit_node().label().unwrap();
    right_click(&mut window, &row);
    let text = choose(&mut window, "Copy the row").unwrap();
    assert!(text.starts_with("dog – dog\t"), "{text}");
    right_click(&mut window, &row);
    choose(&mut window, "Select");
    assert_eq!(window.state().selected_text(), Some("dog"));
    let part = window.get_all_by_label_contains("the similarity: ").next();
    let part = part.unwrap().accesskit_node().label().unwrap();
    right_click(&mut window, &part);
    choose(&mut window, "Export this chart…");
    assert!(has(&window, "Export the figure"));
}
