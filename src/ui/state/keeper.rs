//! Keeps what a person works on, on the disk within a second of a change: a window that is killed
//! takes nothing with it.

use std::path::PathBuf;
use std::time::Duration;

use eframe::egui::Context;

use crate::engine::BackgroundTask;
use crate::ui::remembering::write_remembered;

use super::opening::{Current, Remembered};

/// How long a change waits to be written, in seconds: one that is typed is not alone.
const WAIT: f64 = 1.0;

/// What was written last, and what is to be.
#[derive(Default)]
pub(in crate::ui) struct Keeper {
    /// The file; `None` keeps nothing.
    place: Option<PathBuf>,
    kept: Remembered,
    /// When the oldest change was made that is not written yet, in seconds of the window's clock.
    changed: Option<f64>,
    writing: Option<BackgroundTask<Result<(), String>>>,
}

impl Keeper {
    /// Begins with what is on the disk.
    pub(in crate::ui) fn new(kept: Remembered) -> Self {
        Self {
            place: kept.place.clone(),
            kept,
            ..Self::default()
        }
    }

    /// Takes note of how things are now; asks for a frame once they are to be written. The error
    /// says why they could not be.
    pub(in crate::ui) fn note(&mut self, ctx: &Context, now: &Current<'_>) -> Result<(), String> {
        let Some(place) = self.place.clone() else {
            return Ok(());
        };
        if let Some(written) = self.writing.as_ref().and_then(BackgroundTask::take) {
            self.writing = None;
            written.and_then(|written| written)?;
        }
        let running = Some(std::process::id());
        if self.kept.is(now, running) {
            self.changed = None;
            return Ok(());
        }
        let time = ctx.input(|input| input.time);
        let wait = WAIT - (time - *self.changed.get_or_insert(time));
        if wait > 0.0 {
            ctx.request_repaint_after(Duration::from_secs_f64(wait));
        } else if self.writing.is_none() {
            self.changed = None;
            self.kept = Remembered::new(now, running);
            let (kept, waker) = (self.kept.clone(), ctx.clone());
            let write = move || write_remembered(&place, &kept);
            let writing =
                BackgroundTask::start("glassbox-keep", write, move || waker.request_repaint());
            self.writing = Some(writing.map_err(|error| error.to_string())?);
        }
        Ok(())
    }

    /// A file beside the one that it keeps things in; `None` keeps nothing.
    pub(in crate::ui) fn beside(&self, name: &str) -> Option<PathBuf> {
        Some(self.place.as_ref()?.with_file_name(name))
    }

    /// Writes at once what is not written yet. `is_end` says that the window was closed as it
    /// should be.
    pub(in crate::ui) fn finish(&mut self, now: &Current<'_>, is_end: bool) {
        let Some(place) = &self.place else { return };
        // An older state that is being written must not come after this one.
        if let Some(writing) = self.writing.take() {
            writing.wait();
        }
        let running = (!is_end).then(std::process::id);
        if !self.kept.is(now, running) {
            self.kept = Remembered::new(now, running);
            // There is no window any more to say it in.
            let _ = write_remembered(place, &self.kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use eframe::egui::{RawInput, ViewportId};

    use super::*;
    use crate::ui::state::document::Document;

    #[test]
    fn a_change_asks_for_the_frame_that_it_is_written_in() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Remembered {
            place: Some(folder.path().join("session.json")),
            ..Remembered::default()
        };
        let typed = Document {
            prompt: "Who is it?".to_owned(),
            ..Document::default()
        };
        let ctx = Context::default();
        // How long the window may rest after a frame at `time`.
        let rests_after = |keeper: &mut Keeper, document: &Document, time: f64| {
            let input = RawInput {
                time: Some(time),
                ..RawInput::default()
            };
            let now = Current {
                preferences: &kept.preferences,
                document,
                session: &kept.session,
                texts: &kept.texts,
            };
            let mut output = ctx.run_ui(input, |_| keeper.note(&ctx, &now).unwrap());
            output.textures_delta.clear();
            output.viewport_output[&ViewportId::ROOT].repaint_delay
        };
        let mut keeper = Keeper::new(Remembered {
            running: Some(std::process::id()),
            ..kept.clone()
        });
        // The first frames of a window ask for more.
        for time in 0..5 {
            rests_after(&mut keeper, &kept.document, f64::from(time));
        }
        let rest = rests_after(&mut keeper, &kept.document, 5.0);
        assert_eq!(rest, Duration::MAX, "nothing has changed");
        let rest = rests_after(&mut keeper, &typed, 6.0);
        assert_eq!(rest, Duration::from_secs_f64(WAIT));
        rests_after(&mut keeper, &typed, 7.0);
        assert!(keeper.writing.is_some());
        keeper.writing.take().unwrap().wait();
        let written = std::fs::read_to_string(folder.path().join("session.json")).unwrap();
        assert!(written.contains("Who is it?"));
    }
}
