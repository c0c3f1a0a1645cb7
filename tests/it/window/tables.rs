//! The tables of the window: filtered, sorted, copied, their columns and their height chosen.

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use glassbox::domain::alignment::AlignmentKind;
use glassbox::ui::{App, Document, Opening, Settings, ViewId};

use super::harness::{copied, has, key_down, press, settle, window_of, window_showing};
use super::layout::document_on;

fn showing(view: &'static str) -> Harness<'static, App> {
    let mut window = window_of(document_on(ViewId::new(view)), Opening::default());
    settle(&mut window);
    window
}

fn comparing(a: &str, b: &str) -> Harness<'static, App> {
    showing_texts("Compare", a, b)
}

fn showing_texts(view: &'static str, a: &str, b: &str) -> Harness<'static, App> {
    let document = Document {
        prompt: a.to_owned(),
        prompt_b: b.to_owned(),
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

/// The cells of a column that lie under the head `head`, from the top.
fn column(window: &Harness<'_, App>, head: &str) -> Vec<String> {
    let head = window
        .get_by_role_and_label(Role::ColumnHeader, head)
        .rect();
    let cells = window.query_all_by(|node| node.role() == Role::Cell);
    let mut cells: Vec<(f32, String)> = cells
        .filter(|cell| cell.rect().x_range().contains(head.center().x))
        .filter_map(|cell| {
            let mut inside = cell.query_all_by(|node| node.role() == Role::Label);
            Some((cell.rect().top(), inside.next()?.accesskit_node().value()?))
        })
        .collect();
    cells.sort_by(|a, b| a.0.total_cmp(&b.0));
    cells.into_iter().map(|(_, text)| text).collect()
}

#[test]
fn a_table_is_filtered_by_words_and_by_high() {
    let mut window = showing("Tokens");
    press(&mut window, Modifiers::COMMAND, Key::F);
    let filter = window.get_by_role_and_label(Role::TextInput, "Filter the rows");
    assert!(filter.is_focused(), "Ctrl+F leads to the filter");
    filter.type_text("is");
    settle(&mut window);
    assert_eq!(column(&window, "Token"), ["is", "minister"]);
    assert!(has(&window, "2 of 10 rows"));
    window.get_by_label("HIGH only").click();
    settle(&mut window);
    assert!(column(&window, "Token").is_empty());
    window
        .get_by_role_and_label(Role::TextInput, "Filter the rows")
        .focus();
    press(&mut window, Modifiers::COMMAND, Key::A);
    press(&mut window, Modifiers::NONE, Key::Backspace);
    let high = column(&window, "Bucket");
    assert!(
        !high.is_empty() && high.iter().all(|bucket| bucket == "HIGH"),
        "{high:?}"
    );
}

#[test]
fn the_pairs_stand_in_sight_those_that_shifted_most_first() {
    let window = showing("Compare");
    let shifts = column(&window, "Shift");
    let numbers: Vec<f64> = shifts.iter().filter_map(|text| text.parse().ok()).collect();
    assert!(numbers.len() >= 3, "{shifts:?}");
    assert!(
        numbers.windows(2).all(|pair| pair[0] >= pair[1]),
        "{numbers:?}"
    );
}

#[test]
fn words_in_a_row_that_changed_are_paired_by_a_guess_and_can_be_left_out() {
    let mut window = comparing(
        "please sum this up quickly",
        "translate into French this up quickly",
    );
    let kinds = column(&window, "Pair");
    assert!(kinds.iter().any(|kind| kind == "a guess"), "{kinds:?}");
    assert!(
        has(&window, "paired by a guess"),
        "the legend says what is hatched"
    );
    window.get_by_label("same words only").click();
    settle(&mut window);
    let kinds = column(&window, "Pair");
    assert!(
        !kinds.is_empty() && kinds.iter().all(|kind| kind == "same"),
        "{kinds:?}"
    );
    assert!(!has(&window, "paired by a guess"));
}

#[test]
fn one_word_that_changed_between_others_is_no_guess() {
    let window = comparing(
        "He took his day at the beach",
        "He took his walk at the park",
    );
    let kinds = column(&window, "Pair");
    assert_eq!(
        kinds.iter().filter(|kind| *kind == "changed").count(),
        2,
        "{kinds:?}"
    );
    assert!(!kinds.iter().any(|kind| kind == "a guess"), "{kinds:?}");
}

#[test]
fn every_view_copies_tabs_rounded_and_with_every_digit() {
    let shift = Modifiers::COMMAND | Modifiers::SHIFT;
    for view in ["Tokens", "Compare", "Drift", "Models", "Match", "Paper"] {
        let mut window = showing(view);
        let copy = |window: &mut Harness<'_, App>, key: Key| {
            key_down(window, shift, key);
            copied(window).unwrap_or_else(|| panic!("{view} copies nothing"))
        };
        let rounded = copy(&mut window, Key::C);
        let exact = copy(&mut window, Key::F);
        for table in [&rounded, &exact] {
            let columns = |line: &str| line.matches('\t').count();
            let head = table.lines().next().unwrap();
            assert!(columns(head) >= 2, "{view}: {head}");
            assert!(
                table.lines().all(|line| columns(line) == columns(head)),
                "{view}: {table}"
            );
        }
        assert!(exact.len() >= rounded.len(), "{view}");
    }
}

#[test]
fn a_copy_has_the_rows_that_are_shown_in_their_order() {
    let mut window = showing("Compare");
    let first = |window: &mut Harness<'_, App>| {
        let shift = Modifiers::COMMAND | Modifiers::SHIFT;
        key_down(window, shift, Key::C);
        let table = copied(window).unwrap();
        table.lines().nth(1).unwrap().to_owned()
    };
    let strongest = column(&window, "Token of A")[0].clone();
    assert!(first(&mut window).contains(&strongest));
    window.get_by_label("Shift").click();
    settle(&mut window);
    let weakest = column(&window, "Token of A")[0].clone();
    assert_ne!(weakest, strongest);
    assert!(first(&mut window).contains(&weakest));
}

#[test]
fn a_hidden_column_is_gone_and_comes_back() {
    let mut window = showing("Tokens");
    let choose = |window: &mut Harness<'_, App>| {
        window.get_by_label("Columns ▾").click();
        window.run_steps(3);
        window
            .get_by_role_and_label(Role::CheckBox, "Class")
            .click();
        settle(window);
        window.key_press(Key::Escape);
        settle(window);
    };
    let is_there = |window: &Harness<'_, App>| {
        window
            .query_by_role_and_label(Role::ColumnHeader, "Class")
            .is_some()
    };
    assert!(is_there(&window));
    choose(&mut window);
    assert!(!is_there(&window));
    choose(&mut window);
    assert!(is_there(&window));
}

#[test]
fn the_boundary_moves_and_a_low_window_keeps_the_table() {
    let mut window = showing("Tokens");
    let top = |window: &Harness<'_, App>| {
        window
            .get_by_role_and_label(Role::ColumnHeader, "Token")
            .rect()
            .top()
    };
    let before = top(&window);
    window
        .get_by_role_and_label(Role::Splitter, "Boundary of chart and table")
        .focus();
    press(&mut window, Modifiers::NONE, Key::ArrowUp);
    assert!(top(&window) < before - 10.0, "{before} {}", top(&window));
    window.set_size(Vec2::new(800.0, 480.0));
    settle(&mut window);
    assert!(has(&window, "All numbers"), "its head is in sight");
}

#[test]
fn a_cell_of_the_drift_says_what_it_replaced_and_there_is_a_way_back() {
    let mut window = window_of(document_on(ViewId::new("Drift")), Opening::default());
    settle(&mut window);
    window
        .get_by_role_and_label(
            Role::Figure,
            "Pairwise drift at Layer 4, total, 3 instructions",
        )
        .focus();
    window.run_steps(3);
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(window.state().settings().view, ViewId::new("Compare"));
    assert!(has(&window, "took the place of the texts in A and B"));
    window.get_by_label("Back to Drift").click();
    settle(&mut window);
    assert_eq!(window.state().settings().view, ViewId::new("Drift"));
}

#[test]
fn both_texts_change_places() {
    let mut window = showing("Compare");
    window.get_by_label("Swap A and B").click();
    settle(&mut window);
    let pair = window
        .state()
        .shown_pair()
        .map(|pair| pair.map(str::to_owned));
    let [a, b] = pair.unwrap();
    assert_eq!(a, "Who is the president of France?");
    assert_eq!(b, "Who is the prime minister of Canada?");
}

#[test]
fn instructions_have_letters() {
    let mut window = window_showing(ViewId::new("Drift"), Opening::default());
    settle(&mut window);
    for letter in ["Instruction A", "Instruction B", "Instruction C"] {
        window.get_by_role_and_label(Role::TextInput, letter);
    }
    assert!(
        has(&window, "activation shift (L2 norm):"),
        "the legend of the colours"
    );
}

#[test]
fn a_low_window_shows_the_charts_or_the_table_of_a_long_page() {
    for view in ["Compare", "Models"] {
        let mut window = showing(view);
        window.set_size(Vec2::new(560.0, 460.0));
        settle(&mut window);
        let filter = |window: &Harness<'_, App>| {
            let mut fields = window.query_all_by_label("Filter the rows");
            fields.next().map(|field| field.rect())
        };
        assert_eq!(filter(&window), None, "{view}");
        window.get_by_role_and_label(Role::Button, "Table").click();
        settle(&mut window);
        let place = filter(&window).unwrap();
        assert!(place.bottom() < 420.0, "{view}: {place}");
        window.get_by_role_and_label(Role::Button, "Charts").click();
        settle(&mut window);
        assert_eq!(filter(&window), None, "{view}");
        press(&mut window, Modifiers::COMMAND, Key::F);
        assert!(
            filter(&window).is_some(),
            "{view}: its filter is looked for"
        );
    }
}

#[test]
fn in_a_narrow_window_the_pairs_are_asked_for_behind_a_button() {
    let mut window = showing("Compare");
    let same_words = |window: &Harness<'_, App>| {
        let mut boxes = window.query_all_by_label("same words only");
        boxes.next().is_some()
    };
    assert!(same_words(&window), "in a wide one they stand in the row");
    window.set_size(Vec2::new(560.0, 460.0));
    settle(&mut window);
    assert!(!same_words(&window));
    window.get_by_role_and_label(Role::Button, "Pairs").click();
    settle(&mut window);
    for name in [
        "index  position by position, as the paper",
        "same words only",
    ] {
        window.get_by_label(name).click();
        settle(&mut window);
    }
    let settings = window.state().document().settings;
    assert!(settings.same_words);
    assert_eq!(settings.alignment, AlignmentKind::Index);
    assert!(same_words(&window), "it stays open");
    window.get_by_role_and_label(Role::Button, "Pairs: 2 changed");
}

#[test]
fn signed_numbers_have_a_true_minus_and_the_paper_no_commands() {
    let window = showing("Models");
    for (said, wrong) in [("\u{2212}1", "-1"), ("(Spearman's ρ ", "ρ -")] {
        assert!(has(&window, said), "{said}");
        assert!(!has(&window, wrong), "{wrong}");
    }
    let window = showing("Paper");
    assert!(has(&window, "a corpus run that removes tokens tests many"));
    assert!(!has(&window, "`"));
}

#[test]
fn a_selected_row_is_copied_by_the_keys_that_copy_anywhere() {
    for view in ["Tokens", "Compare"] {
        let mut window = showing(view);
        window.get_by(|node| node.role() == Role::Table).focus();
        window.run_steps(2);
        press(&mut window, Modifiers::NONE, Key::ArrowDown);
        settle(&mut window);
        window.input_mut().events.push(Event::Copy);
        window.step();
        let table = copied(&window).unwrap_or_else(|| panic!("{view} copies nothing"));
        assert_eq!(
            table.lines().count(),
            2,
            "{view}: its heads and itself: {table}"
        );
    }
}

#[test]
fn a_clicked_row_has_the_keyboard() {
    let mut window = showing("Tokens");
    let rows = window.query_all_by(|node| node.role() == Role::Cell);
    let place = rows.map(|cell| cell.rect().center()).nth(9).unwrap();
    window.hover_at(place);
    window.step();
    for pressed in [true, false] {
        window.event(Event::PointerButton {
            pos: place,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        window.step();
    }
    settle(&mut window);
    window.input_mut().events.push(Event::Copy);
    window.step();
    let before = copied(&window).expect("the row is copied");
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    settle(&mut window);
    window.input_mut().events.push(Event::Copy);
    window.step();
    assert_ne!(copied(&window).unwrap(), before, "the next row");
}

#[test]
fn long_texts_are_zoomed_in_every_view_with_bars() {
    let long = "grey gulls cry over the harbour ".repeat(12);
    for view in ["Tokens", "Layers", "Effects", "Compare", "Models"] {
        let mut window = showing_texts(view, &long, &long.replace("harbour", "market"));
        window.get_by_label("Readable").click();
        settle(&mut window);
        assert!(has(&window, "Readable"), "{view}: the way back stays");
        window.get_by_label("Show all tokens").click();
        settle(&mut window);
    }
}
