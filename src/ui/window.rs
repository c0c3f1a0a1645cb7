//! Opens the native window.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use eframe::NativeOptions;
use eframe::egui::ViewportBuilder;

use super::app::App;
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
    let reason = match opened {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => error.to_string(),
        Err(panic) => message_of(panic.as_ref()).to_owned(),
    };
    let broke_at = BROKE_AT.lock().unwrap_or_else(PoisonError::into_inner);
    Err(if is_open.load(Ordering::Relaxed) {
        ended(&reason, broke_at.as_deref())
    } else {
        explained(&reason)
    })
}

/// Where the window's thread panicked in our own source, if it did.
static BROKE_AT: Mutex<Option<String>> = Mutex::new(None);

/// Takes note of a panic of this thread, which is said in one line in the end; those of other threads
/// are printed as usual.
fn note_panics() {
    let (usual, window) = (panic::take_hook(), thread::current().id());
    panic::set_hook(Box::new(move |panic| {
        if thread::current().id() != window {
            return usual(panic);
        }
        // Only what is built here lies in `src`; what others built has the path of their package.
        let place = panic.location();
        if let Some(place) = place.filter(|place| place.file().starts_with("src")) {
            let place = format!("{}, line {}", place.file(), place.line());
            *BROKE_AT.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
        }
    }));
}

/// Why a window that was open is gone, without having been closed.
fn ended(reason: &str, broke_at: Option<&str>) -> WindowError {
    let reason = in_short(reason);
    let (reason, advice) = match broke_at {
        Some(place) => (
            format!("something broke in Glassbox, {place}: {reason}"),
            "what was typed is kept, start it again; and report this line, please",
        ),
        None => (
            format!("the window system went away: {reason}"),
            "what was typed is kept, start Glassbox again",
        ),
    };
    WindowError {
        reason,
        advice: advice.to_owned(),
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
        let gone = ended("Connection reset by peer (os error 104)\nmore", None).to_string();
        assert!(
            gone.contains("the window system went away: Connection reset"),
            "{gone}"
        );
        assert!(gone.contains("what was typed is kept"), "{gone}");
        assert!(!gone.contains("libgl1") && !gone.contains('\n'), "{gone}");
        let unwrapped = "called `Result::unwrap()` on an `Err` value: X11(X11Error { error_kind: \
                         Window, error_code: 3, sequence: 530, bad_value: 4194307 })";
        let gone = ended(unwrapped, None).to_string();
        assert!(
            gone.contains("went away: X11(X11Error { error_kind: Window,"),
            "{gone}"
        );
        assert!(!gone.contains("unwrap") && gone.contains('…'), "{gone}");
        let broken = ended("index out of bounds", Some("src/ui/app/frame.rs, line 7")).to_string();
        assert!(broken.contains("something broke in Glassbox, src/ui/app/frame.rs, line 7"));
        assert!(!broken.contains("window system"), "{broken}");
        let closed = explained("libGL.so.1: cannot open shared object file").to_string();
        assert!(closed.contains("libgl1"), "{closed}");
        assert!(eframe::icon_data::from_png_bytes(ICON).is_ok());
        let display = explained("neither WAYLAND_DISPLAY nor DISPLAY is set").to_string();
        assert!(display.contains("there is no display"), "{display}");
    }
}
