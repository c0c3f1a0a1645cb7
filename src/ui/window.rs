//! Opens the native window.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use eframe::NativeOptions;
use eframe::egui::ViewportBuilder;

use super::app::App;
use super::crash_report;
use super::remembering::{APP_ID, in_the_way, remembered};
use super::state::opening::Opening;

/// The icon of the window.
const ICON: &[u8] = include_bytes!("../../assets/icon/glassbox-128.png");

/// What a bare Debian needs for a window.
const PACKAGES: &str = "libgl1 libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0";

/// Why no window opened; one line.
#[derive(Debug, thiserror::Error)]
#[error("there is no window ({reason}): {advice}")]
pub struct WindowError {
    reason: String,
    advice: String,
}

/// Opens the window and returns when it is closed.
///
/// # Errors
/// There is no display, or a library that draws to it is missing.
pub fn run(opening: Opening) -> Result<(), WindowError> {
    if let Some(store) = in_the_way() {
        return Err(WindowError {
            reason: format!("{} is no file", store.display()),
            advice: "move it away".to_owned(),
        });
    }
    let folder = eframe::storage_dir(APP_ID);
    if let Some(folder) = folder.clone() {
        crash_report::install(folder);
    }
    let is_open = AtomicBool::new(false);
    // A drawing of our own; a window without one is no reason to have none.
    let icon = eframe::icon_data::from_png_bytes(ICON).unwrap_or_default();
    let options = NativeOptions {
        viewport: ViewportBuilder::default()
            .with_title("Glassbox")
            .with_icon(icon)
            .with_app_id(APP_ID)
            .with_inner_size([1180.0, 800.0])
            .with_min_inner_size([560.0, 460.0]),
        ..NativeOptions::default()
    };
    note_panics();
    // A system library that is missing is a panic in the layer below.
    let opened = catch_unwind(AssertUnwindSafe(|| {
        eframe::run_native(
            APP_ID,
            options,
            Box::new(|creation| {
                let remembered = remembered(creation.storage);
                let app = App::new(&creation.egui_ctx, remembered, opening)?;
                is_open.store(true, Ordering::Relaxed);
                Ok(Box::new(app))
            }),
        )
    }));
    let gone = *GONE.lock().unwrap_or_else(PoisonError::into_inner);
    match (opened, is_open.load(Ordering::Relaxed)) {
        (Ok(Ok(())), _) => Ok(()),
        (Ok(Err(error)), true) => Err(ended(&error.to_string())),
        (Ok(Err(error)), false) => Err(explained(&error.to_string())),
        (Err(panic), true) if gone => Err(ended(message_of(panic.as_ref()))),
        (Err(_), true) => Err(broken(folder.as_deref())),
        (Err(panic), false) => Err(explained(message_of(panic.as_ref()))),
    }
}

/// Whether the window's thread panicked in a library that speaks with the window system.
static GONE: Mutex<bool> = Mutex::new(false);

/// The libraries that speak with the window system.
const WINDOW_SYSTEM: [&str; 6] = ["winit", "glutin", "x11rb", "x11-dl", "wayland", "smithay"];

/// Takes note of a panic in a library that speaks with the window system, which is no fault of ours:
/// it is said in one line in the end. Every other panic is reported as usual.
fn note_panics() {
    let (usual, window) = (panic::take_hook(), thread::current().id());
    panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map_or("", |place| place.file());
        let speaks = WINDOW_SYSTEM.iter().any(|name| place.contains(name));
        if thread::current().id() == window && speaks {
            *GONE.lock().unwrap_or_else(PoisonError::into_inner) = true;
        } else {
            usual(panic);
        }
    }));
}

/// Why a window that was open is gone, without having been closed.
fn ended(reason: &str) -> WindowError {
    WindowError {
        reason: format!("the window system went away: {}", in_short(reason)),
        advice: "what was typed is kept, start Glassbox again".to_owned(),
    }
}

/// A fault in the program itself. Reports of earlier runs were told when the window opened.
fn broken(folder: Option<&Path>) -> WindowError {
    let report = folder.and_then(crash_report::take);
    let report = report.map_or_else(String::new, |report| {
        format!(
            ", and please send {}, which holds none of your texts",
            report.display()
        )
    });
    WindowError {
        reason: "something broke: this is a fault in Glassbox".to_owned(),
        advice: format!("what was typed is kept, start Glassbox again{report}"),
    }
}

/// The first line of what a library says, without what it says of itself.
fn in_short(reason: &str) -> String {
    const LONGEST: usize = 80;
    let line = reason.lines().next().unwrap_or_default();
    let said = line
        .rsplit_once("on an `Err` value: ")
        .map_or(line, |(_, said)| said);
    let mut short: String = said.chars().take(LONGEST).collect();
    if said.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}

fn explained(reason: &str) -> WindowError {
    if reason.contains("DISPLAY") {
        return WindowError {
            reason: "there is no display".to_owned(),
            advice: "start it in a graphical session, or use a command that needs none, for \
                     example `glassbox analyze \"Who is the prime minister of Canada?\"`"
                .to_owned(),
        };
    }
    WindowError {
        reason: reason.lines().next().unwrap_or_default().to_owned(),
        advice: format!(
            "on Debian install {PACKAGES}, or use a command that needs no display, see \
             `glassbox --help`"
        ),
    }
}

fn message_of(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a system library failed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_that_goes_away_is_not_one_that_cannot_open() {
        let gone = ended("Connection reset by peer (os error 104)\nmore").to_string();
        assert!(
            gone.contains("the window system went away: Connection reset"),
            "{gone}"
        );
        assert!(gone.contains("what was typed is kept"), "{gone}");
        assert!(!gone.contains("libgl1") && !gone.contains('\n'), "{gone}");
        let unwrapped = "called `Result::unwrap()` on an `Err` value: X11(X11Error { error_kind: \
                         Window, error_code: 3, sequence: 530, bad_value: 4194307 })";
        let gone = ended(unwrapped).to_string();
        assert!(
            gone.contains("went away: X11(X11Error { error_kind: Window,"),
            "{gone}"
        );
        assert!(!gone.contains("unwrap") && gone.contains('…'), "{gone}");
        let broken = broken(None).to_string();
        assert!(broken.contains("a fault in Glassbox"), "{broken}");
        assert!(!broken.contains("window system"), "{broken}");
        let closed = explained("libGL.so.1: cannot open shared object file").to_string();
        assert!(closed.contains("libgl1"), "{closed}");
        assert!(eframe::icon_data::from_png_bytes(ICON).is_ok());
        let display = explained("neither WAYLAND_DISPLAY nor DISPLAY is set").to_string();
        assert!(display.contains("there is no display"), "{display}");
    }
}
