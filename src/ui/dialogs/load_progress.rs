//! How far the model under way is, in words and as a bar.

use eframe::egui::{Align, Label, Layout, ProgressBar, Ui};

use crate::engine::LoadState;
use crate::model::{LoadProgress, ModelSource};
use crate::ui::action::Action;
use crate::ui::views::ViewContext;

/// The longest bar, in points, and the shares of the room that it and the words take.
const LONGEST: f32 = 160.0;
const BAR_SHARE: f32 = 0.2;
const TEXT_SHARE: f32 = 0.6;

/// How far the model under way is, with a button to give it up.
pub(in crate::ui) fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let Some(state) = &context.loading else {
        return;
    };
    // The embedded model is there before a line could be read.
    if state.source == ModelSource::Embedded {
        return;
    }
    let (share, text) = said(state);
    ui.horizontal(|ui| {
        if let Some(share) = share {
            let width = LONGEST.min(BAR_SHARE * ui.available_width());
            let bar = ui.add(ProgressBar::new(share).desired_width(width));
            bar.accessible_name("How far the model is");
        }
        if ui.button("Cancel").clicked() {
            context.send(Action::CancelLoading);
        }
        let room = [TEXT_SHARE * ui.available_width(), ui.available_height()];
        let from_the_right = Layout::right_to_left(Align::Center);
        ui.allocate_ui_with_layout(room.into(), from_the_right, |ui| {
            ui.add(Label::new(text).truncate());
        });
    });
}

/// The share that is done, if it is known, and the state in words.
fn said(state: &LoadState) -> (Option<f32>, String) {
    let name = state.source.display_name();
    match &state.step {
        None | Some(LoadProgress::Asking) => (None, format!("{name}: asking the hub…")),
        Some(LoadProgress::Downloading {
            done_bytes,
            total_bytes,
            ..
        }) => {
            let (done, total) = (*done_bytes, (*total_bytes).max(1));
            let left = state
                .bytes_per_second
                .filter(|&rate| rate > 0.0)
                .map(|rate| {
                    let seconds = total.saturating_sub(done) as f64 / rate;
                    format!(", {}/s, {} left", megabytes(rate as u64), duration(seconds))
                });
            let text = format!(
                "Downloading {name}: {} of {}{}",
                megabytes(done),
                megabytes(total),
                left.unwrap_or_default()
            );
            (Some((done as f64 / total as f64) as f32), text)
        }
        Some(LoadProgress::Retrying { failures }) => {
            let text = format!("{name}: the connection broke, trying again ({failures})…");
            (None, text)
        }
        Some(LoadProgress::WaitingForOther { file }) => {
            let text = format!("{name}: another program downloads {file}, waiting for it…");
            (None, text)
        }
        Some(LoadProgress::Reading { done, total }) => {
            let share = (*total > 0).then(|| *done as f32 / *total as f32);
            (share, format!("Reading {name}…"))
        }
    }
}

/// Bytes as a person reads them, in powers of ten.
pub(in crate::ui) fn megabytes(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        1_000_000..10_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        10_000_000..10_000_000_000 => format!("{:.0} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

fn duration(seconds: f64) -> String {
    match seconds.ceil() as u64 {
        seconds @ 0..100 => format!("{seconds} s"),
        seconds @ 100..6000 => format!("{} min", seconds.div_ceil(60)),
        seconds => format!("{} h", seconds.div_ceil(3600)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_read_as_people_say_them() {
        for (bytes, said) in [
            (0, "0 kB"),
            (1, "1 kB"),
            (999_999, "1000 kB"),
            (1_500_000, "1.5 MB"),
            (440_473_133, "440 MB"),
            (13_000_000_000, "13.0 GB"),
        ] {
            assert_eq!(megabytes(bytes), said);
        }
        assert_eq!(duration(0.2), "1 s");
        assert_eq!(duration(99.0), "99 s");
        assert_eq!(duration(130.0), "3 min");
        assert_eq!(duration(7300.0), "3 h");
    }

    #[test]
    fn a_download_says_bytes_rate_and_time_left() {
        let state = LoadState {
            source: ModelSource::Embedded,
            step: Some(LoadProgress::Downloading {
                file: "model.safetensors".to_owned(),
                done_bytes: 110_000_000,
                total_bytes: 440_000_000,
            }),
            bytes_per_second: Some(11_000_000.0),
        };
        let (share, text) = said(&state);
        assert_eq!(share, Some(0.25));
        assert!(
            text.ends_with("110 MB of 440 MB, 11 MB/s, 30 s left"),
            "{text}"
        );
    }
}
