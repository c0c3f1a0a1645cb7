//! A run from files to a folder, in one call.

use std::path::Path;

use crate::domain::corpus::{ReadFacts, RunFacts};
use crate::engine::RunControl;
use crate::export::WriteError;
use crate::export::corpus::{FolderFile, OutputFolder};
use crate::model::Model;

use super::input::{InputFile, Texts};
use super::kept::{KeptEnd, KeptHeader, KeptWriter, RECORDS};
use super::outcome::{Numbered, Outcome};
use super::progress::RunProgress;
use super::run::{CorpusError, Sink, run};
use super::settings::{CorpusSettings, Part};
use super::tables::{RESULTS, Tables, publish};

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
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct CorpusReport {
    /// What was met.
    pub facts: RunFacts,
    /// How far it came, and how fast.
    pub progress: RunProgress,
}

/// Reads every text and writes the tables into `folder`, which is made where it is not there yet.
/// A run that fails or is cancelled leaves nothing behind.
///
/// # Errors
/// A file that cannot be read, a fault of the model, or a folder that cannot be written.
pub fn run_into_folder(
    asked: CorpusRun<'_>,
    folder: &Path,
    control: &RunControl,
    hear: &mut dyn FnMut(&RunProgress),
) -> Result<CorpusReport, CorpusError> {
    check_places(asked.files, folder)?;
    Texts::check(asked.files, &asked.settings.choice())?;
    let tables = Tables::begin(OutputFolder::open(folder)?, asked.names(), asked.settings)?;
    let mut sink = Writing { tables, hear };
    let end = run(
        asked.model,
        asked.files,
        asked.settings,
        Part::WHOLE,
        asked.threads,
        control,
        &mut sink,
    )?;
    let (folder, read) = sink.tables.finish()?;
    let facts = RunFacts {
        input: end.input,
        read,
        cancelled: end.cancelled,
    };
    if !end.cancelled {
        publish(folder)?;
    }
    Ok(CorpusReport {
        facts,
        progress: end.progress,
    })
}

/// Reads the texts of `part` and writes their records into `folder`, for [`merge`](super::merge).
///
/// # Errors
/// As [`run_into_folder`]; also a file that cannot be read anew by every part.
pub fn run_part(
    asked: CorpusRun<'_>,
    part: Part,
    folder: &Path,
    control: &RunControl,
    hear: &mut dyn FnMut(&RunProgress),
) -> Result<CorpusReport, CorpusError> {
    if let Some(stream) = asked.files.iter().find(|file| !file.is_lasting()) {
        return Err(CorpusError::PartOfStream(stream.name.clone()));
    }
    check_places(asked.files, folder)?;
    Texts::check(asked.files, &asked.settings.choice())?;
    let mut folder = OutputFolder::open(folder)?;
    let file = folder.create(RECORDS)?;
    let place = folder.place(RECORDS);
    let failed = |error| WriteError::at(&place, error);
    let writer = KeptWriter::begin(file, &asked.header(part)).map_err(failed)?;
    let mut sink = Keeping {
        writer,
        facts: ReadFacts::default(),
        hear,
    };
    let end = run(
        asked.model,
        asked.files,
        asked.settings,
        part,
        asked.threads,
        control,
        &mut sink,
    )?;
    let Keeping { writer, facts, .. } = sink;
    let kept = KeptEnd {
        input: end.input.clone(),
        cancelled: end.cancelled,
    };
    writer.finish(kept).map_err(failed)?.finish()?;
    if !end.cancelled {
        folder.publish(&[])?;
    }
    Ok(CorpusReport {
        facts: RunFacts {
            input: end.input,
            read: facts,
            cancelled: end.cancelled,
        },
        progress: end.progress,
    })
}

impl CorpusRun<'_> {
    fn names(&self) -> Vec<String> {
        self.files.iter().map(|file| file.name.clone()).collect()
    }

    fn header(&self, part: Part) -> KeptHeader {
        KeptHeader {
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            model: self.model.card().clone(),
            settings: self.settings.clone(),
            files: self.names(),
            part,
        }
    }
}

struct Keeping<'a> {
    writer: KeptWriter<FolderFile>,
    facts: ReadFacts,
    hear: &'a mut dyn FnMut(&RunProgress),
}

impl Sink for Keeping<'_> {
    fn take(&mut self, numbered: &Numbered) -> Result<(), CorpusError> {
        match &numbered.outcome {
            Outcome::Read(record) => self.facts.add(record),
            Outcome::NotRead { place, fault } => self.facts.add_not_read(*place, fault),
        }
        let added = self.writer.add(numbered);
        Ok(added.map_err(|error| self.writer.file().failed(error))?)
    }

    fn progress(&mut self, progress: &RunProgress) {
        (self.hear)(progress);
    }
}

struct Writing<'a> {
    tables: Tables,
    hear: &'a mut dyn FnMut(&RunProgress),
}

impl Sink for Writing<'_> {
    fn take(&mut self, outcome: &Numbered) -> Result<(), CorpusError> {
        self.tables.add(outcome)
    }

    fn progress(&mut self, progress: &RunProgress) {
        (self.hear)(progress);
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
        if place.parent() == Some(&folder) && named.is_some_and(|name| RESULTS.contains(&name)) {
            return Err(CorpusError::ReplacesInput(path.display().to_string()));
        }
    }
    Ok(())
}
