//! The window without a display, driven as a person drives it: one harness for all its tests.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, OutputCommand, Theme, ThemePreference};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, LazyRenderer, TestRenderer};
use glassbox::ui::{App, Document, Opening, Remembered, Settings, ViewId};

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_mins(3);

/// What the slider of the threshold is called.
pub(crate) const QUANTILE: &str = "Quantile of this text's strengths; the paper uses 0.75";

/// Counts how often any window asked to be drawn.
static WAKES: Mutex<u64> = Mutex::new(0);
static WOKEN: Condvar = Condvar::new();

fn wakes() -> MutexGuard<'static, u64> {
    WAKES.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn window_with(settings: Settings, opening: Opening) -> Harness<'static, App> {
    let document = Document {
        settings,
        ..Document::default()
    };
    window_of(document, opening)
}

/// The window that opens on `view`.
pub(crate) fn window_showing(view: ViewId, opening: Opening) -> Harness<'static, App> {
    let settings = Settings {
        view,
        ..Settings::default()
    };
    window_with(settings, opening)
}

/// The window that goes on with `document`.
pub(crate) fn window_of(document: Document, opening: Opening) -> Harness<'static, App> {
    let remembered = Remembered {
        document,
        ..Remembered::default()
    };
    window_remembering(remembered, opening)
}

/// The window that goes on with all that was `remembered`.
pub(crate) fn window_remembering(
    remembered: Remembered,
    opening: Opening,
) -> Harness<'static, App> {
    window_drawn_by(LazyRenderer::default(), remembered, opening)
}

/// The window that goes on with what was `remembered`; `renderer` is given what it is drawn with.
pub(crate) fn window_drawn_by(
    renderer: impl TestRenderer + 'static,
    remembered: Remembered,
    opening: Opening,
) -> Harness<'static, App> {
    let theme = match remembered.preferences.theme {
        ThemePreference::Light => Theme::Light,
        ThemePreference::Dark | ThemePreference::System => Theme::Dark,
    };
    Harness::builder()
        .with_size([1180.0, 800.0])
        .with_theme(theme)
        .renderer(renderer)
        .build_eframe(|creation| {
            creation.egui_ctx.set_request_repaint_callback(|_| {
                *wakes() += 1;
                WOKEN.notify_all();
            });
            App::new(&creation.egui_ctx, remembered, opening).unwrap()
        })
}

pub(crate) fn window() -> Harness<'static, App> {
    window_with(Settings::default(), Opening::default())
}

/// Draws until `is_so`; fails with `what` where it does not come to pass.
pub(crate) fn draw_until(
    window: &mut Harness<'_, App>,
    what: &str,
    is_so: impl Fn(&Harness<'_, App>) -> bool,
) {
    // The clock decides nothing here but when to give up.
    let begun = Instant::now();
    loop {
        let before = *wakes();
        window.step();
        if is_so(window) {
            return;
        }
        let waited = begun.elapsed();
        assert!(waited < LONGEST, "after {waited:.0?} still not: {what}");
        // Frames that nobody asked for would take time from the work that is waited for.
        let is_asleep = |now: &mut u64| *now == before;
        drop(WOKEN.wait_timeout_while(wakes(), Duration::from_millis(50), is_asleep));
    }
}

/// Draws until nothing is under way any more, and what came of it is on screen.
pub(crate) fn settle(window: &mut Harness<'_, App>) {
    let is_at_rest = |window: &Harness<'_, App>| !window.state().is_busy();
    draw_until(window, "the window is at rest", is_at_rest);
    window.run_steps(4);
}

pub(crate) fn type_text(window: &mut Harness<'_, App>, text: &str) {
    type_text_into(window, "Prompt", text);
}

pub(crate) fn type_text_into(window: &mut Harness<'_, App>, box_: &str, text: &str) {
    let prompt = window.get_by_role_and_label(Role::MultilineTextInput, box_);
    prompt.focus();
    prompt.type_text(text);
    settle(window);
}

/// Takes `option` from the list called `list`, in a row of tools that is short.
pub(crate) fn choose(window: &mut Harness<'_, App>, list: &str, option: &str) {
    window.get_by_role_and_label(Role::ComboBox, list).click();
    window.run_steps(2);
    window.get_by_role_and_label(Role::Button, option).click();
    settle(window);
}

/// Whether some label has `label` in it: for sentences, which stand nowhere else. What is short is
/// asked for by its row or by its whole label.
pub(crate) fn has(window: &Harness<'_, App>, label: &str) -> bool {
    window.query_all_by_label_contains(label).next().is_some()
}

/// The labels in one row of a table, from the left: those as high up as the one that is `cell`.
pub(crate) fn row_of(window: &Harness<'_, App>, cell: &str) -> Vec<String> {
    let height = window.get_by_label(cell).rect().center().y;
    let nodes = window.query_all_by(|node| node.label().is_some() || node.value().is_some());
    let mut row: Vec<(f32, String)> = nodes
        .filter(|node| (node.rect().center().y - height).abs() < 3.0)
        .filter_map(|node| {
            let text = node
                .accesskit_node()
                .label()
                .or(node.accesskit_node().value());
            Some((node.rect().left(), text?))
        })
        .collect();
    row.sort_by(|a, b| a.0.total_cmp(&b.0));
    row.into_iter().map(|(_, text)| text).collect()
}

/// What the last frame put on the clipboard.
pub(crate) fn copied(window: &Harness<'_, App>) -> Option<String> {
    let commands = &window.output().platform_output.commands;
    commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

/// Presses a key down in one frame; what it puts on the clipboard is in the output of that frame.
pub(crate) fn key_down(window: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    window.input_mut().events.push(Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers,
    });
    window.step();
}

pub(crate) fn press(window: &mut Harness<'_, App>, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    settle(window);
}

/// Lets the window's clock go on, so that what follows is a step of its own.
pub(crate) fn pause(window: &mut Harness<'_, App>) {
    let frames = (1.0 / window.input().predicted_dt) as usize;
    window.run_steps(frames);
}

/// What the system says when a file is let go of over the window.
#[derive(Debug)]
struct Dropped(std::path::PathBuf);

impl eframe::egui::DroppedFile for Dropped {
    fn path(&self) -> &std::path::Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

pub(crate) fn drop_file(window: &mut Harness<'_, App>, path: &std::path::Path) {
    let dropped = std::sync::Arc::new(Dropped(path.to_owned()));
    window.input_mut().dropped_files.push(dropped);
    settle(window);
}
