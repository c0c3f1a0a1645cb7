//! The run under way as the corpus view shows it: the live run, and where its findings come from.

use std::sync::Arc;

use eframe::egui::Context;

use crate::corpus::{CorpusSettings, FinishedRun, LiveInput, LiveRun, RunStage};
use crate::domain::corpus::pairs::PairSource;
use crate::domain::removal::RemovalOutput;
use crate::engine::LoadedModel;
use crate::ui::state::settings::Settings;

use super::{ChosenFiles, FindingsSource, ShownCorpus};

/// A run under way.
pub(in crate::ui) struct CorpusJob {
    pub(in crate::ui) run: LiveRun,
    source: FindingsSource,
}

impl CorpusJob {
    /// Starts a run over `files` by `model`.
    ///
    /// # Errors
    /// A layer the model does not have, or no thread.
    pub(super) fn start(
        ctx: &Context,
        model: &LoadedModel,
        files: &ChosenFiles,
        settings: &Settings,
    ) -> Result<Self, String> {
        let settings = settings_of(model, files, settings)?;
        let inputs = files.to_read();
        let source = FindingsSource {
            model: Arc::clone(&model.card),
            rule: settings.rule,
            files: inputs.iter().map(|file| file.name.clone()).collect(),
            how_read: settings.how_read().into(),
        };
        let input = LiveInput {
            model: Arc::clone(model.model()),
            files: inputs,
            settings,
        };
        let waker = ctx.clone();
        let run = LiveRun::start(input, move || waker.request_repaint());
        let run = run.map_err(|error| format!("no thread could be started: {error}"))?;
        Ok(Self { run, source })
    }

    /// Findings that were not taken before.
    pub(super) fn take_findings(&self) -> Option<ShownCorpus> {
        let partial = self.run.take_findings()?;
        Some(ShownCorpus {
            findings: partial.findings,
            source: self.source.clone(),
            stage: partial.status.stage,
            progress: partial.status.progress,
            facts: None,
            spooled: None,
        })
    }

    /// What came of the run, once and once only.
    pub(super) fn take_outcome(&self) -> Option<Result<ShownCorpus, String>> {
        let outcome = self.run.take_outcome()?;
        let outcome = outcome.map(|finished| self.shown(finished));
        Some(outcome.map_err(|error| error.to_string()))
    }

    fn shown(&self, FinishedRun { report, spooled }: FinishedRun) -> ShownCorpus {
        ShownCorpus {
            stage: if report.facts.cancelled {
                RunStage::Cancelled
            } else {
                RunStage::Done
            },
            findings: Arc::new(report.findings),
            source: self.source.clone(),
            progress: report.progress,
            facts: Some(Arc::new(report.facts)),
            spooled: Some(Arc::new(spooled)),
        }
    }

    /// The name of the model that reads.
    pub(in crate::ui) fn model_name(&self) -> &str {
        &self.source.model.display_name
    }
}

/// What is asked of the run.
fn settings_of(
    model: &LoadedModel,
    files: &ChosenFiles,
    settings: &Settings,
) -> Result<CorpusSettings, String> {
    let question = settings.by_norm(model.card.layers);
    let settings = CorpusSettings::for_model(
        &model.card,
        &question,
        &files.choice_to_read(),
        files.seed,
        files.baselines,
    );
    let mut settings = settings.map_err(|error| error.to_string())?;
    settings.removal = files.removal;
    settings.removal_output = model.output_or_embedding(files.removal_output);
    settings.settling = files.settling && model.has_output(RemovalOutput::MaskedLm);
    if files.swaps && settings.pairs.is_none() {
        settings.pairs = Some(PairSource::Swaps);
    }
    Ok(settings)
}
