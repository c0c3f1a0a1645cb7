//! Records of a run kept in a temporary file, so that its results can be written to any folder
//! later.

use std::io::{self, BufReader, BufWriter, Seek as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::disk::{DiskFile, unnamed_file};
use crate::domain::corpus::{Findings, InputFacts, RunFacts, TextRecord};
use crate::export::{WholeFiles, WriteError};

use super::error::CorpusError;
use super::outcome::{IndexedOutcome, Outcome};
use super::output::{Provenance, RunOutput};
use super::record_file::{RecordFault, RecordHeader, RecordReader, RecordTrailer, RecordWriter};
use super::run::CorpusRun;
use super::settings::{OutputOptions, Shard};

/// Records on their way into a file that has no name and is gone with the program. Of each text it
/// holds only what the tables say of it.
pub struct Spool {
    writer: RecordWriter<BufWriter<DiskFile>>,
    layers: [usize; 2],
}

/// The records of a run that is over, to be written anywhere.
pub struct SpooledRun {
    header: RecordHeader,
    file: Mutex<DiskFile>,
}

impl Spool {
    /// Begins the file.
    ///
    /// # Errors
    /// No place for temporary files.
    pub fn begin(run: &CorpusRun<'_>) -> Result<Self, CorpusError> {
        let begun = unnamed_file().and_then(|file| {
            let file = BufWriter::with_capacity(1 << 16, file);
            RecordWriter::begin(file, &RecordHeader::new(run, Shard::WHOLE))
        });
        Ok(Self {
            writer: begun.map_err(not_spooled)?,
            layers: [run.settings.layer, run.settings.second_layer],
        })
    }

    /// Keeps one outcome.
    ///
    /// # Errors
    /// A full disk.
    pub fn add(&mut self, indexed: &IndexedOutcome) -> Result<(), CorpusError> {
        let Outcome::Read(record) = &indexed.outcome else {
            return Ok(());
        };
        let slim = IndexedOutcome {
            number: indexed.number,
            outcome: Outcome::Read(self.slim(record)),
            pair: indexed.pair.clone(),
            removal: indexed.removal.clone(),
            settling: indexed.settling.clone(),
            states: None,
        };
        self.writer.add(&slim).map_err(not_spooled)
    }

    /// Ends the file of `run`.
    ///
    /// # Errors
    /// A full disk.
    pub fn finish(self, run: &CorpusRun<'_>) -> Result<SpooledRun, CorpusError> {
        let trailer = RecordTrailer {
            input: InputFacts::default(),
        };
        let file = self.writer.finish(&trailer).and_then(|writer| {
            let file = writer.into_inner();
            file.map_err(io::IntoInnerError::into_error)
        });
        Ok(SpooledRun {
            header: RecordHeader::new(run, Shard::WHOLE),
            file: Mutex::new(file.map_err(not_spooled)?),
        })
    }

    /// What the tables need of `record`.
    fn slim(&self, record: &TextRecord) -> TextRecord {
        let strengths = record.strengths.iter().enumerate();
        let strengths = strengths.map(|(layer, strengths)| {
            if self.layers.contains(&layer) {
                strengths.clone()
            } else {
                Vec::new()
            }
        });
        TextRecord {
            place: record.place,
            text: record.text.clone(),
            tokens: record.tokens.clone(),
            truncated_tokens: record.truncated_tokens,
            strengths: strengths.collect(),
            attention: Vec::new(),
        }
    }
}

impl SpooledRun {
    /// Writes into `folder` what [`run_into_folder`](super::run_into_folder) writes, given what the
    /// run came to.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn save(
        &self,
        folder: &Path,
        facts: &RunFacts,
        findings: &Findings,
    ) -> Result<(), CorpusError> {
        let provenance = Provenance {
            model: &self.header.model,
            settings: &self.header.settings,
            files: &self.header.files,
        };
        let mut output = RunOutput::begin(folder, provenance, OutputOptions::default())?;
        // Two saves at once would move each other's place in the file.
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.rewind().map_err(not_spooled)?;
        let file = BufReader::with_capacity(1 << 16, &mut *file);
        let mut reader = RecordReader::open(file).map_err(not_spooled)?;
        while let Some(outcome) = reader.next_outcome().map_err(not_spooled)? {
            output.add(&outcome)?;
        }
        output.publish(facts, findings, WholeFiles::default())
    }
}

fn not_spooled(error: impl Into<RecordFault>) -> CorpusError {
    let error = match error.into() {
        RecordFault::Io(error) => error,
        other => io::Error::other(other.to_string()),
    };
    WriteError::at(&std::env::temp_dir(), error).into()
}
