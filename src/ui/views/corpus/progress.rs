//! How far a run is, what can be done about it, and what can be done with its findings.

use std::time::Duration;

use eframe::egui::{Align, Button, Label, Layout, ProgressBar, RichText, Ui, vec2};

use crate::corpus::{RunProgress, RunStage, RunStatus};
use crate::domain::format::with_thousands;
use crate::paint::theme::Palette;
use crate::ui::action::{Action, Steer};
use crate::ui::command::Command;
use crate::ui::corpus::ShownCorpus;
use crate::ui::views::ViewContext;

/// The room for what is done with findings, in points.
const BUTTONS_WIDTH: f32 = 330.0;
/// The height of the row of buttons, in points: it stays where it is when a run ends.
const ROW: f32 = 26.0;

/// Two rows that stay where they are: how far the run is or what was read, and the buttons. What
/// steers a run is at the left, what is done with findings at the right: when a run ends nothing
/// takes the place of another.
pub(super) fn show(ui: &mut Ui, context: &mut ViewContext<'_>, shown: Option<&ShownCorpus>) {
    let status = context.corpus.run.as_ref().map(|job| job.run.status());
    if status.is_none() && shown.is_none() {
        return;
    }
    ui.horizontal(|ui| headline(ui, context, status.as_ref(), shown));
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), ROW),
        Layout::left_to_right(Align::Center),
        |ui| {
            if let Some(status) = &status {
                steering(ui, context, status);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if let Some(shown) = shown {
                    buttons(ui, context, shown);
                }
            });
        },
    );
}

fn headline(
    ui: &mut Ui,
    context: &ViewContext<'_>,
    status: Option<&RunStatus>,
    shown: Option<&ShownCorpus>,
) {
    if let Some((job, status)) = context.corpus.run.as_ref().zip(status) {
        let what = match status.stage {
            RunStage::Paused => "Paused",
            RunStage::Estimating => "Read",
            _ => "Reading",
        };
        ui.strong(format!("{what} with {}", job.model_name()));
        let text = match status.stage {
            RunStage::Estimating => "working out the intervals".to_owned(),
            _ => told(&status.progress),
        };
        let earlier = shown.map(|shown| format!("   shown: {}", shown.headline()));
        let text = text + &earlier.unwrap_or_default();
        ui.add(Label::new(text).truncate());
    } else if let Some(shown) = shown {
        ui.strong(shown.headline());
        let read = [shown.source(), shown.counted()].join("  ");
        let weak = Palette::of(ui).weak_text;
        ui.add(Label::new(RichText::new(read.trim_end()).color(weak)).truncate());
    }
}

/// Pause, Cancel and the bar of a run under way.
fn steering(ui: &mut Ui, context: &mut ViewContext<'_>, status: &RunStatus) {
    let paused = status.stage == RunStage::Paused;
    let estimating = status.stage == RunStage::Estimating;
    let name = if paused { "Resume" } else { "Pause" };
    let hold = ui.add_enabled(!estimating, Button::new(name));
    if hold.clicked() {
        let steer = if paused { Steer::Resume } else { Steer::Pause };
        context.send(Action::SteerRun(steer));
    }
    let (cancel, tooltip) = if estimating {
        ("Skip", "Keep the findings without intervals")
    } else {
        ("Cancel", "Stop here and keep what was found so far")
    };
    if ui.button(cancel).on_hover_text(tooltip).clicked() {
        context.send(Action::SteerRun(Steer::Cancel));
    }
    let fraction = if estimating {
        status.estimated
    } else {
        status.progress.fraction().unwrap_or(0.0)
    };
    let room = ui.available_width() - BUTTONS_WIDTH;
    if room > 60.0 {
        let bar = ProgressBar::new(fraction as f32)
            .desired_width(room.min(420.0))
            .desired_height(12.0);
        ui.add(bar).accessible_name("How far the run is");
    }
}

/// What can be done with the findings, from the right.
fn buttons(ui: &mut Ui, context: &mut ViewContext<'_>, shown: &ShownCorpus) {
    let ended = matches!(shown.stage, RunStage::Done | RunStage::Cancelled);
    let save = ui.add_enabled(ended, Button::new("Save all…"));
    let tooltip = "Tables, statistics and every chart into a folder: the files that \
                   `glassbox corpus` writes";
    if save.on_hover_text(tooltip).clicked() {
        context.send(Command::ExportAll);
    }
    let export = ui.button("Export this figure…");
    let tooltip = Command::ExportFigure.tooltip(ui.ctx());
    if export.on_hover_text(tooltip).clicked() {
        context.send(Command::ExportFigure);
    }
    let idle = context.corpus.run.is_none();
    let settings = Button::new("New run…").selected(context.corpus.setting_up);
    if ui.add_enabled(idle, settings).clicked() {
        context.corpus.setting_up = !context.corpus.setting_up;
    }
}

/// `1,204 texts · 12,345 tokens a second · about 2 min left`.
fn told(progress: &RunProgress) -> String {
    let mut parts = vec![match progress.total_texts {
        Some(total) => format!(
            "{} of {} texts",
            with_thousands(progress.texts),
            with_thousands(total)
        ),
        None => format!("{} texts", with_thousands(progress.texts)),
    }];
    if let Some(fraction) = progress.fraction() {
        parts.push(format!("{:.0} %", 100.0 * fraction));
    }
    if let Some(rate) = progress.tokens_per_second() {
        parts.push(format!(
            "{} tokens a second",
            with_thousands(rate.round() as u64)
        ));
    }
    if let Some(left) = progress.time_left() {
        parts.push(format!("{} left", duration(left)));
    }
    parts.join(" · ")
}

fn duration(left: Duration) -> String {
    let seconds = left.as_secs() + 1;
    match seconds {
        0..=90 => format!("{seconds} s"),
        91..=5400 => format!("{} min", (seconds + 30) / 60),
        _ => format!("{:.1} h", seconds as f64 / 3600.0),
    }
}
