//! The line of the threshold in the bars: found under the pointer, dragged, taken back in one step.

use eframe::egui::{CursorIcon, Key, Modifiers, Pos2, pos2};
use egui_kittest::Harness;
use glassbox::ui::App;

use super::harness::{press, settle, type_text, window};

/// Where the line can be taken hold of, found as a person finds it: by the pointer's shape.
fn line_under_the_pointer(window: &mut Harness<'_, App>) -> Pos2 {
    for y in (180..560).step_by(3) {
        let at = pos2(700.0, y as f32);
        window.hover_at(at);
        window.run_steps(2);
        if window.output().platform_output.cursor_icon == CursorIcon::ResizeVertical {
            return at;
        }
    }
    panic!("no line to take hold of");
}

fn quantile(window: &Harness<'_, App>) -> f64 {
    window.state().settings().rule.quantile
}

#[test]
fn the_line_is_dragged_and_taken_back_in_one_step() {
    let mut window = window();
    type_text(&mut window, "Who is the prime minister of Canada?");
    let line = line_under_the_pointer(&mut window);
    window.drag_at(line);
    for step in 1..=12 {
        window.hover_at(line + eframe::egui::vec2(0.0, 5.0 * step as f32));
        // Slower than typing: still one step.
        window.run_steps(20);
    }
    window.drop_at(line + eframe::egui::vec2(0.0, 60.0));
    settle(&mut window);
    let dragged = quantile(&window);
    assert!(dragged < 0.75, "{dragged}");
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(quantile(&window), 0.75);
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(quantile(&window), dragged);
}
