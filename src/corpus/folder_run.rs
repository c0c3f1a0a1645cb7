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

/// Reads every text and writes all results into `folder`, which is made where it is not there yet.
/// A run that fails or is cancelled leaves nothing behind.
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
        on_event,
    };
    let end = run.run(Shard::WHOLE, control, &mut sink)?;
    if end.cancelled {
        return Err(ModelError::Interrupted.into());
    }
    let FolderSink {
        output,
        accumulator,
        on_event,
    } = sink;
    let report = accumulator.finish(end, run.threads, &mut |share| {
        on_event(RunEvent::Estimating(share));
        !control.is_cancelled()
    })?;
    if control.is_cancelled() {
        return Err(ModelError::Interrupted.into());
    }
    output.publish(&report.facts, &report.findings)?;
    Ok(report)
}

struct FolderSink<'a> {
    output: RunOutput<'a>,
    accumulator: CorpusAccumulator,
    on_event: &'a mut dyn FnMut(RunEvent),
}

impl Sink for FolderSink<'_> {
    fn take(&mut self, indexed: &IndexedOutcome) -> Result<(), CorpusError> {
        self.output.add(indexed)?;
        self.accumulator.add(indexed);
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
