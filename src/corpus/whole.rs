//! A run from files to a folder, in one call.

use std::path::Path;

use crate::domain::corpus::RunFacts;
use crate::export::corpus::OutputFolder;
use crate::model::Model;

use super::input::{InputFile, Texts};
use super::outcome::Numbered;
use super::progress::RunProgress;
use super::run::{CorpusError, Sink, run};
use super::settings::{CorpusSettings, Part};
use super::tables::{Tables, publish};
use crate::engine::RunControl;

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
    let tables = Tables::begin(OutputFolder::open(folder)?, asked.files, asked.settings)?;
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

/// What a run may write.
const RESULTS: [&str; 7] = [
    "tokens.csv",
    "texts.csv",
    "summary.json",
    "tokens.parquet",
    "texts.parquet",
    "shard.json",
    "records.postcard",
];
