//! The window from the keyboard and for a screen reader: every stop of the Tab key has a name, a
//! table and a chart are one stop each, and what has the keyboard is seen to have it.

use std::collections::BTreeSet;

use eframe::egui::accesskit::{Action, Role};
use eframe::egui::{Color32, Key, Modifiers, Rect, Shape};
use egui_kittest::Harness;
use egui_kittest::kittest::{AccessKitNode, NodeT as _, Queryable as _};
use glassbox::ui::{App, Opening, ViewId};

use super::harness::{press, settle, window_of};
use super::layout::{VIEWS, document_on};

/// No view has more stops than this; the paper has a chart and a button on each of its cards.
const MOST_STOPS: usize = 56;
const MOST_STOPS_OF_PAPER: usize = 80;

fn showing(view: &ViewId) -> Harness<'static, App> {
    let mut window = window_of(document_on(view.clone()), Opening::default());
    settle(&mut window);
    window
}

/// Role, name and value of everything that can take the keyboard.
fn stops(window: &Harness<'_, App>) -> Vec<(Role, String, String)> {
    let nodes = window.query_all_by(|node| node.data().supports_action(Action::Focus));
    nodes
        .map(|node| {
            let node = node.accesskit_node();
            let (label, value) = (node.label(), node.value());
            (
                node.role(),
                label.unwrap_or_default(),
                value.unwrap_or_default(),
            )
        })
        .collect()
}

/// The name and the place of what has the keyboard.
fn focused(window: &Harness<'_, App>) -> Option<(String, Rect)> {
    // The window itself has the keyboard where nothing in it has.
    let inside = |node: &AccessKitNode<'_>| node.is_focused() && node.role() != Role::Window;
    let node = window.query_all_by(inside).next()?;
    let name = node.accesskit_node().label().unwrap_or_default();
    Some((name, node.rect()))
}

/// Whether a ring was drawn about `place`, or about the part of it that is in sight.
fn has_ring(window: &Harness<'_, App>, place: Rect) -> bool {
    fn is_ring(shape: &Shape, place: Rect, colour: Color32) -> bool {
        match shape {
            Shape::Vec(shapes) => shapes.iter().any(|shape| is_ring(shape, place, colour)),
            Shape::Rect(rect) => {
                let (about, stroke) = (rect.rect, rect.stroke);
                stroke.width >= 2.0
                    && stroke.color == colour
                    && about.is_positive()
                    && place.expand(2.0).contains_rect(about)
            }
            _ => false,
        }
    }
    let colour = window.ctx.global_style().visuals.selection.stroke.color;
    let shapes = &window.output().shapes;
    shapes
        .iter()
        .any(|shape| is_ring(&shape.shape, place, colour))
}

#[test]
fn everything_that_takes_the_keyboard_has_a_name_and_there_are_not_too_many() {
    for view in VIEWS {
        let window = showing(&view);
        let stops = stops(&window);
        let nameless: Vec<_> = stops
            .iter()
            .filter(|(_, name, _)| name.is_empty())
            .collect();
        assert!(nameless.is_empty(), "{}: {nameless:?}", view.name());
        let most = match view.name() {
            "Paper" => MOST_STOPS_OF_PAPER,
            _ => MOST_STOPS,
        };
        assert!(
            stops.len() <= most,
            "{}: {} stops: {stops:?}",
            view.name(),
            stops.len()
        );
    }
}

#[test]
fn tables_and_charts_say_how_much_is_in_them() {
    let of = |view: &'static str, name: &str| {
        let window = showing(&ViewId::new(view));
        let found = stops(&window)
            .into_iter()
            .any(|(_, label, _)| label == name);
        assert!(found, "{view}: {name}: {:?}", stops(&window));
    };
    of("Tokens", "All numbers, 10 rows, by # up");
    of("Tokens", "Activation strength at Layer 4, 10 bars");
    of("Compare", "All pairs, 10 rows, by Shift down");
    of("Drift", "Pairwise drift at Layer 4, total, 3 instructions");
    of("Drift", "Drift between instructions, total, 3 bars");
}

#[test]
fn the_tab_key_goes_through_every_view_and_a_ring_follows_it() {
    for view in VIEWS {
        let mut window = showing(&view);
        let mut met = BTreeSet::new();
        for step in 0..2 * MOST_STOPS {
            window.key_press(Key::Tab);
            window.run_steps(6);
            let Some((name, place)) = focused(&window) else {
                continue;
            };
            let ringed = has_ring(&window, place);
            assert!(ringed, "{} {step}: no ring about {name:?}", view.name());
            let at = (name, place.min.x as i32, place.min.y as i32);
            if !met.insert(at) && met.len() > 5 {
                break;
            }
        }
        assert!(met.len() > 5, "{}: only {met:?}", view.name());
    }
}

#[test]
fn arrows_go_through_the_rows_of_a_table_and_the_bars_of_a_chart() {
    let mut window = showing(&ViewId::new("Tokens"));
    let value = |window: &Harness<'_, App>, name: &str| {
        let stops = stops(window).into_iter();
        let mut named = stops.filter(|(_, label, _)| label.starts_with(name));
        named.next().map(|(_, _, value)| value).unwrap_or_default()
    };
    let focus = |window: &mut Harness<'_, App>, name: &str| {
        window
            .get_by(|node| {
                let label = node.label().unwrap_or_default();
                label.starts_with(name) && node.data().supports_action(Action::Focus)
            })
            .focus();
        window.run_steps(3);
    };
    focus(&mut window, "All numbers,");
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    let said = value(&window, "All numbers,");
    assert!(said.starts_with("# 1, Token who"), "{said}");
    let said = value(&window, "Activation strength");
    assert!(said.starts_with("who: "), "one selection: {said}");
    press(&mut window, Modifiers::NONE, Key::End);
    assert!(value(&window, "All numbers,").starts_with("# 9, Token [SEP]"));
    press(&mut window, Modifiers::NONE, Key::ArrowRight);
    assert!(!value(&window, "All numbers, 10 rows, by Token up").is_empty());
    focus(&mut window, "Activation strength");
    press(&mut window, Modifiers::NONE, Key::Home);
    press(&mut window, Modifiers::NONE, Key::ArrowRight);
    let said = value(&window, "Activation strength");
    assert!(said.starts_with("who: "), "{said}");
    assert!(value(&window, "All numbers,").contains("Token who"));
}

#[test]
fn undo_stays_in_the_view() {
    let mut window = showing(&ViewId::new("Tokens"));
    super::harness::pause(&mut window);
    super::harness::type_text(&mut window, " and then");
    super::harness::pause(&mut window);
    press(&mut window, Modifiers::COMMAND, Key::Num2);
    super::harness::pause(&mut window);
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(window.state().settings().view, ViewId::new("Layers"));
    assert!(!window.state().prompt().contains("and then"));
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(window.state().settings().view, ViewId::new("Layers"));
    assert!(window.state().prompt().contains("and then"));
}

#[test]
fn the_list_of_commands_gives_the_keyboard_back() {
    let mut window = showing(&ViewId::new("Tokens"));
    let is_in_prompt = |window: &Harness<'_, App>| {
        let prompt = window.get_by_role_and_label(Role::MultilineTextInput, "Prompt");
        prompt.is_focused()
    };
    super::harness::type_text(&mut window, " and");
    for leaves_by in [Key::Escape, Key::Enter] {
        assert!(is_in_prompt(&window), "before {leaves_by:?}");
        press(&mut window, Modifiers::COMMAND, Key::K);
        assert!(!is_in_prompt(&window), "the list has the keyboard");
        let list = window.get_by_role_and_label(Role::TextInput, "Find a command");
        list.type_text("show tokens");
        settle(&mut window);
        press(&mut window, Modifiers::NONE, leaves_by);
    }
    assert!(is_in_prompt(&window));
}

#[test]
fn a_command_of_the_list_may_lead_the_keyboard_elsewhere() {
    let mut window = showing(&ViewId::new("Tokens"));
    super::harness::type_text(&mut window, " and");
    press(&mut window, Modifiers::COMMAND, Key::K);
    let list = window.get_by_role_and_label(Role::TextInput, "Find a command");
    list.type_text("filter the table");
    settle(&mut window);
    press(&mut window, Modifiers::NONE, Key::Enter);
    let filter = window.get_by_role_and_label(Role::TextInput, "Filter the rows");
    assert!(filter.is_focused());
}
