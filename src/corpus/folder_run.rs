//! A run from files to a folder, in one call.

use std::path::Path;

use crate::model::ModelError;

use super::accumulator::{CorpusAccumulator, CorpusReport};
use super::error::CorpusError;
use super::input::InputFile;
use super::outcome::{IndexedOutcome, Sink};
use super::output::{Provenance, RunOutput, is_result};
use super::progress::{RunEvent, RunProgress};
use super::run::CorpusRun;
use super::run_control::RunControl;
use super::settings::{OutputOptions, Shard};
use super::states_output::StatesOutput;

/// Reads every text and writes all results into `folder`, which is made where it is not there yet.
/// A run that fails or is cancelled leaves nothing behind.
///
/// ```no_run
/// use std::path::Path;
///
/// use glassbox::corpus::input::{InputChoice, InputFile};
/// use glassbox::corpus::{
///     CorpusRun, CorpusSettings, OutputOptions, RunControl, available_threads, run_into_folder,
/// };
/// use glassbox::{AnalysisSettings, Model};
///
/// let model = Model::embedded()?;
/// let (usual, choice) = (AnalysisSettings::default(), InputChoice::default());
/// let seed = CorpusSettings::SEED;
/// let run = CorpusRun {
///     model: &model,
///     files: &[InputFile::named(Path::new("reviews.csv"), None)?],
///     settings: &CorpusSettings::for_model(model.card(), &usual, &choice, seed, true)?,
///     threads: available_threads(),
///     reference: None,
///     states: None,
/// };
/// let (options, control) = (OutputOptions::default(), RunControl::default());
/// let report = run_into_folder(run, Path::new("results"), options, &control, &mut |_| {})?;
/// println!("{} tokens", report.findings.tokens);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// A file that cannot be read, a fault of the model, a folder that cannot be written, or
/// [`ModelError::Interrupted`] where `control` cancelled it.
pub fn run_into_folder(
    run: CorpusRun<'_>,
    folder: &Path,
    options: OutputOptions,
    control: &RunControl,
    on_event: &mut dyn FnMut(RunEvent),
) -> Result<CorpusReport, CorpusError> {
    check_replaces_no_input(run.files, folder)?;
    run.check()?;
    let provenance = Provenance {
        model: run.model.card(),
        settings: run.settings,
        files: &run.file_names(),
    };
    let mut sink = FolderSink {
        output: RunOutput::begin(folder, provenance, options)?,
        accumulator: CorpusAccumulator::new(provenance.model, run.settings),
        states: run
            .states
            .map(|place| StatesOutput::begin(place, run.model.card(), run.file_names())),
        on_event,
    };
    let end = run.run(Shard::WHOLE, control, &mut sink)?;
    if end.cancelled {
        return Err(ModelError::Interrupted.into());
    }
    let FolderSink {
        output,
        accumulator,
        states,
        on_event,
    } = sink;
    let report = accumulator.finish(end, run.threads, &mut |share| {
        on_event(RunEvent::Estimating(share));
        !control.is_cancelled()
    })?;
    if control.is_cancelled() {
        return Err(ModelError::Interrupted.into());
    }
    let states = states.map(StatesOutput::into_files).transpose()?;
    output.publish(&report.facts, &report.findings, states.unwrap_or_default())?;
    Ok(report)
}

struct FolderSink<'a> {
    output: RunOutput<'a>,
    accumulator: CorpusAccumulator,
    states: Option<StatesOutput<'a>>,
    on_event: &'a mut dyn FnMut(RunEvent),
}

impl Sink for FolderSink<'_> {
    fn take(&mut self, indexed: &IndexedOutcome) -> Result<(), CorpusError> {
        self.output.add(indexed)?;
        self.accumulator.add(indexed);
        if let Some(states) = &mut self.states {
            states.add(indexed)?;
        }
        Ok(())
    }

    fn on_progress(&mut self, progress: &RunProgress) {
        (self.on_event)(RunEvent::Reading(*progress));
    }
}

/// A file that is read must not be where a result of the run goes.
pub(super) fn check_replaces_no_input(
    files: &[InputFile],
    folder: &Path,
) -> Result<(), CorpusError> {
    let Ok(folder) = folder.canonicalize() else {
        return Ok(());
    };
    for path in files.iter().filter_map(InputFile::path) {
        let Ok(place) = path.canonicalize() else {
            continue;
        };
        let name = place.file_name().and_then(|name| name.to_str());
        if place.parent() == Some(&folder) && name.is_some_and(is_result) {
            return Err(CorpusError::ReplacesInput(path.display().to_string()));
        }
    }
    Ok(())
}
