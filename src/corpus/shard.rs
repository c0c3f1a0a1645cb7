//! One shard of a run: its records, kept for [`merge`](super::merge) to join.

use std::path::Path;

use crate::domain::corpus::{ReadFacts, RunFacts};
use crate::export::corpus::{FolderFile, OutputFolder};
use crate::export::{WholeFiles, WriteError};
use crate::model::ModelError;

use super::error::CorpusError;
use super::folder_run::check_replaces_no_input;
use super::outcome::{IndexedOutcome, Outcome, Sink};
use super::output::result_names;
use super::progress::{RunEvent, RunProgress};
use super::record_file::{RECORDS, RecordHeader, RecordTrailer, RecordWriter};
use super::run::CorpusRun;
use super::run_control::RunControl;
use super::settings::Shard;

/// What came of a shard.
#[derive(Debug, Clone, PartialEq)]
pub struct ShardReport {
    /// What was met; what was in the files is that of all shards.
    pub facts: RunFacts,
    /// How far it came, and how fast.
    pub progress: RunProgress,
}

/// Reads the texts of `shard` and writes their records into `folder`.
///
/// # Errors
/// As [`run_into_folder`](super::run_into_folder); also a file that can be read only once.
pub fn run_shard(
    run: CorpusRun<'_>,
    shard: Shard,
    folder: &Path,
    control: &RunControl,
    on_event: &mut dyn FnMut(RunEvent),
) -> Result<ShardReport, CorpusError> {
    check_files_last(&run)?;
    check_replaces_no_input(run.files, folder)?;
    run.check()?;
    let mut folder = OutputFolder::open(folder, result_names())?;
    let place = folder.place(RECORDS);
    let failed = |error| WriteError::at(&place, error);
    let file = folder.create(RECORDS)?;
    let mut sink = RecordSink {
        writer: RecordWriter::begin(file, &RecordHeader::new(&run, shard)).map_err(failed)?,
        facts: ReadFacts::default(),
        on_event,
    };
    let end = run.run(shard, control, &mut sink)?;
    if end.cancelled {
        return Err(ModelError::Interrupted.into());
    }
    let RecordSink { writer, facts, .. } = sink;
    let trailer = RecordTrailer {
        input: end.input.clone(),
    };
    writer.finish(&trailer).map_err(failed)?.finish()?;
    folder.publish(WholeFiles::default())?;
    Ok(ShardReport {
        facts: RunFacts {
            input: end.input,
            read: facts,
            cancelled: false,
        },
        progress: end.progress,
    })
}

/// Every shard reads all files, so none may be a stream.
fn check_files_last(run: &CorpusRun<'_>) -> Result<(), CorpusError> {
    let stream = run.files.iter().find(|file| !file.is_lasting());
    match stream {
        Some(stream) if stream.path().is_none_or(Path::exists) => {
            Err(CorpusError::ShardOfStream(stream.name.clone()))
        }
        _ => Ok(()),
    }
}

struct RecordSink<'a> {
    writer: RecordWriter<FolderFile>,
    facts: ReadFacts,
    on_event: &'a mut dyn FnMut(RunEvent),
}

impl Sink for RecordSink<'_> {
    fn take(&mut self, indexed: &IndexedOutcome) -> Result<(), CorpusError> {
        match &indexed.outcome {
            Outcome::Read(record) => self.facts.add(record),
            Outcome::NotRead { place, fault } => self.facts.add_not_read(*place, fault),
        }
        let added = self.writer.add(indexed);
        Ok(added.map_err(|error| self.writer.file().failed(error))?)
    }

    fn on_progress(&mut self, progress: &RunProgress) {
        (self.on_event)(RunEvent::Reading(*progress));
    }
}
