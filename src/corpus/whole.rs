//! A run from files to a folder, in one call.

use std::path::Path;
use std::sync::Arc;

use crate::domain::corpus::{Findings, RunFacts};
use crate::engine::RunControl;
use crate::model::{Model, ModelError};

use super::input::{InputFile, Texts};
use super::kept::KeptHeader;
use super::outcome::Numbered;
use super::progress::RunProgress;
use super::results::{Origin, Results, Wanted, is_result};
use super::run::{CorpusError, Sink, run};
use super::settings::{CorpusSettings, Part};

/// What is to be run.
#[derive(Clone, Copy)]
pub struct CorpusRun<'a> {
    /// What reads.
    pub model: &'a Model,
    /// What is read, in this order.
    pub files: &'a [InputFile],
    /// How.
    pub settings: &'a CorpusSettings,
    /// How many passes run side by side; the numbers do not depend on it.
    pub threads: usize,
    /// What is written beside the tables of the contract.
    pub wanted: Wanted,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct CorpusReport {
    /// What was met.
    pub facts: RunFacts,
    /// What the texts say.
    pub findings: Findings,
    /// How far it came, and how fast.
    pub progress: RunProgress,
}

/// What a run tells of itself while it goes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RunNews {
    /// Texts are read.
    Reading(RunProgress),
    /// All texts are read; so much of the intervals is worked out, 0 to 1.
    Estimating(f64),
}

/// Reads every text and writes all results into `folder`, which is made where it is not there yet.
/// A run that fails or is cancelled leaves nothing behind.
///
/// # Errors
/// A file that cannot be read, a fault of the model, a folder that cannot be written, or
/// [`ModelError::Interrupted`] where `control` cancelled it.
pub fn run_into_folder(
    asked: CorpusRun<'_>,
    folder: &Path,
    control: &Arc<RunControl>,
    hear: &mut dyn FnMut(RunNews),
) -> Result<CorpusReport, CorpusError> {
    asked.check(folder)?;
    let names = asked.names();
    let origin = Origin {
        model: asked.model.card(),
        settings: asked.settings,
        files: &names,
    };
    let mut sink = Writing {
        results: Results::begin(folder, origin, asked.wanted)?,
        hear,
    };
    let end = asked.run(Part::WHOLE, control, &mut sink)?;
    if end.cancelled {
        return Err(ModelError::Interrupted.into());
    }
    let Writing { results, hear } = sink;
    let published = results.publish(end.input, asked.threads, &mut |done, of| {
        hear(RunNews::Estimating(done as f64 / of.max(1) as f64));
    })?;
    Ok(CorpusReport {
        facts: published.facts,
        findings: published.findings,
        progress: end.progress,
    })
}

struct Writing<'a> {
    results: Results<'a>,
    hear: &'a mut dyn FnMut(RunNews),
}

impl Sink for Writing<'_> {
    fn take(&mut self, outcome: &Numbered) -> Result<(), CorpusError> {
        self.results.add(outcome)
    }

    fn progress(&mut self, progress: &RunProgress) {
        (self.hear)(RunNews::Reading(*progress));
    }
}

impl CorpusRun<'_> {
    /// What is wrong with the files or the folder, before anything is computed.
    pub(super) fn check(&self, folder: &Path) -> Result<(), CorpusError> {
        check_places(self.files, folder)?;
        Ok(Texts::check(self.files, &self.settings.choice())?)
    }

    pub(super) fn run(
        &self,
        part: Part,
        control: &Arc<RunControl>,
        sink: &mut dyn Sink,
    ) -> Result<super::RunEnd, CorpusError> {
        let Self {
            model,
            files,
            settings,
            threads,
            wanted: _,
        } = *self;
        run(model, files, settings, part, threads, control, sink)
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.files.iter().map(|file| file.name.clone()).collect()
    }

    pub(super) fn header(&self, part: Part) -> KeptHeader {
        KeptHeader {
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            model: self.model.card().clone(),
            settings: self.settings.clone(),
            files: self.names(),
            part,
        }
    }
}

/// A file that is read must not be where a result goes.
fn check_places(files: &[InputFile], folder: &Path) -> Result<(), CorpusError> {
    let Ok(folder) = folder.canonicalize() else {
        return Ok(());
    };
    let read = files.iter().filter_map(InputFile::path);
    for path in read {
        let Ok(place) = path.canonicalize() else {
            continue;
        };
        let named = place.file_name().and_then(|name| name.to_str());
        if place.parent() == Some(&folder) && named.is_some_and(is_result) {
            return Err(CorpusError::ReplacesInput(path.display().to_string()));
        }
    }
    Ok(())
}
