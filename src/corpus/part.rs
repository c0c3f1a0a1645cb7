//! A part of a run: its records, kept for [`merge`](super::merge) to join.

use std::path::Path;
use std::sync::Arc;

use crate::domain::corpus::{ReadFacts, RunFacts};
use crate::engine::RunControl;
use crate::export::WriteError;
use crate::export::corpus::{FolderFile, OutputFolder};
use crate::model::ModelError;

use super::kept::{KeptEnd, KeptWriter, RECORDS};
use super::outcome::{Numbered, Outcome};
use super::progress::RunProgress;
use super::run::{CorpusError, Sink};
use super::settings::Part;
use super::whole::{CorpusRun, RunNews};

/// What came of a part.
#[derive(Debug, Clone, PartialEq)]
pub struct PartReport {
    /// What was met; what was in the files is that of all parts.
    pub facts: RunFacts,
    /// How far it came, and how fast.
    pub progress: RunProgress,
}

/// Reads the texts of `part` and writes their records into `folder`.
///
/// # Errors
/// As [`run_into_folder`](super::run_into_folder); also a file that not every part can read.
pub fn run_part(
    asked: CorpusRun<'_>,
    part: Part,
    folder: &Path,
    control: &Arc<RunControl>,
    hear: &mut dyn FnMut(RunNews),
) -> Result<PartReport, CorpusError> {
    if let Some(stream) = asked.files.iter().find(|file| !file.is_lasting()) {
        let missing = stream.path().is_some_and(|path| !path.exists());
        if !missing {
            return Err(CorpusError::PartOfStream(stream.name.clone()));
        }
    }
    asked.check(folder)?;
    let mut folder = OutputFolder::open(folder)?;
    let place = folder.place(RECORDS);
    let failed = |error| WriteError::at(&place, error);
    let file = folder.create(RECORDS)?;
    let mut sink = Keeping {
        writer: KeptWriter::begin(file, &asked.header(part)).map_err(failed)?,
        facts: ReadFacts::default(),
        hear,
    };
    let end = asked.run(part, control, &mut sink)?;
    if end.cancelled {
        return Err(ModelError::Interrupted.into());
    }
    let Keeping { writer, facts, .. } = sink;
    let kept = KeptEnd {
        input: end.input.clone(),
    };
    writer.finish(&kept).map_err(failed)?.finish()?;
    folder.publish::<&str>(&[])?;
    Ok(PartReport {
        facts: RunFacts {
            input: end.input,
            read: facts,
            cancelled: false,
        },
        progress: end.progress,
    })
}

struct Keeping<'a> {
    writer: KeptWriter<FolderFile>,
    facts: ReadFacts,
    hear: &'a mut dyn FnMut(RunNews),
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
        (self.hear)(RunNews::Reading(*progress));
    }
}
