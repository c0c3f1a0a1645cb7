//! Opens the native window.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use eframe::NativeOptions;
use eframe::egui::ViewportBuilder;

use super::app::App;
use super::crash_report;
use super::files::{APP_ID, in_the_way, remembered};
use super::state::opening::Opening;

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
    let options = NativeOptions {
        viewport: ViewportBuilder::default()
            .with_title("Glassbox")
            .with_app_id(APP_ID)
            .with_inner_size([1180.0, 800.0])
            .with_min_inner_size([560.0, 460.0]),
        ..NativeOptions::default()
    };
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
    match opened {
        Ok(Ok(())) => Ok(()),
        Err(_) if is_open.load(Ordering::Relaxed) => Err(broken(folder.as_deref())),
        _ if is_open.load(Ordering::Relaxed) => Err(WindowError {
            reason: "the window system went away".to_owned(),
            advice: "what was typed is kept, start Glassbox again".to_owned(),
        }),
        Ok(Err(error)) => Err(explained(&error.to_string())),
        Err(panic) => Err(explained(message_of(panic.as_ref()))),
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
