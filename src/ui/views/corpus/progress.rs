//! How far a run is, what can be done about it, and what can be done with its findings.

use std::time::Duration;

use eframe::egui::{ProgressBar, Ui};

use crate::corpus::{RunProgress, RunStage, RunStatus};
use crate::domain::format::with_thousands;
use crate::ui::action::{Action, Steer};
use crate::ui::command::Command;
use crate::ui::corpus::ShownCorpus;
use crate::ui::views::ViewContext;

/// The bar of a run under way.
pub(super) fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let Some(job) = &context.corpus.run else {
        return;
    };
    let model = job.model_name().to_owned();
    let RunStatus {
        stage,
        progress,
        estimated,
    } = job.run.status();
    let (fraction, text) = match stage {
        RunStage::Estimating => (Some(estimated), "working out the intervals".to_owned()),
        _ => (progress.fraction(), told(&progress)),
    };
    let paused = stage == RunStage::Paused;
    let mut steer = None;
    ui.horizontal_wrapped(|ui| {
        let what = match stage {
            RunStage::Paused => "Paused",
            RunStage::Estimating => "Read",
            _ => "Reading",
        };
        ui.strong(format!("{what} with {model}"));
        ui.label(text);
    });
    ui.horizontal(|ui| {
        let name = if paused { "Resume" } else { "Pause" };
        if stage != RunStage::Estimating && ui.button(name).clicked() {
            if paused {
                steer = Some(Steer::Resume);
            } else {
                steer = Some(Steer::Pause);
            }
        }
        let cancel = if stage == RunStage::Estimating {
            ("Skip", "Keep the findings without intervals")
        } else {
            ("Cancel", "Stop here and keep what was found so far")
        };
        if ui.button(cancel.0).on_hover_text(cancel.1).clicked() {
            steer = Some(Steer::Cancel);
        }
        let bar = ProgressBar::new(fraction.unwrap_or(0.0) as f32)
            .desired_width(ui.available_width().min(420.0))
            .desired_height(12.0);
        ui.add(bar);
    });
    if let Some(steer) = steer {
        context.send(Action::SteerRun(steer));
    }
}

/// What can be done with the findings.
pub(super) fn buttons(ui: &mut Ui, context: &mut ViewContext<'_>, shown: &ShownCorpus) {
    let ended = matches!(shown.stage, RunStage::Done | RunStage::Cancelled);
    if ended {
        let save = ui.button("Save all…");
        let tooltip = "Tables, statistics and every chart into a folder: the files that \
                       `glassbox corpus` writes";
        if save.on_hover_text(tooltip).clicked() {
            context.send(Command::ExportAll);
        }
    }
    let export = ui.button("Export this figure…");
    let tooltip = Command::ExportFigure.tooltip(ui.ctx());
    if export.on_hover_text(tooltip).clicked() {
        context.send(Command::ExportFigure);
    }
    if context.corpus.run.is_none() && ui.button("New run…").clicked() {
        context.corpus.setting_up = true;
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
