//! What the window keeps of a run, so that its results can be written once somebody asks for them.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::domain::corpus::{Findings, InputFacts, RunFacts, TextRecord};
use crate::export::WriteError;
use crate::export::corpus::OutputFolder;

use super::kept::{KeptEnd, KeptFault, KeptHeader, KeptReader, KeptWriter};
use super::outcome::{Numbered, Outcome};
use super::results::{Origin, Wanted, publish, write_charts, write_summary};
use super::run::CorpusError;
use super::settings::Part;
use super::tables::Tables;
use super::whole::CorpusRun;

/// Records on their way into a file that has no name and is gone with the program. Of each text as
/// much is kept as the tables say of it.
pub struct KeepingAside {
    writer: KeptWriter<BufWriter<File>>,
    layers: [usize; 2],
}

/// A run that is over, to be written anywhere.
pub struct KeptAside {
    header: KeptHeader,
    file: Mutex<File>,
}

impl KeepingAside {
    /// Begins the file.
    ///
    /// # Errors
    /// No place for temporary files.
    pub fn begin(asked: &CorpusRun<'_>) -> Result<Self, CorpusError> {
        let begun = tempfile::tempfile().and_then(|file| {
            let file = BufWriter::with_capacity(1 << 16, file);
            KeptWriter::begin(file, &asked.header(Part::WHOLE))
        });
        Ok(Self {
            writer: begun.map_err(not_kept)?,
            layers: [asked.settings.layer, asked.settings.second_layer],
        })
    }

    /// Keeps one outcome.
    ///
    /// # Errors
    /// A full disk.
    pub fn take(&mut self, numbered: &Numbered) -> Result<(), CorpusError> {
        let Outcome::Read(record) = &numbered.outcome else {
            return Ok(());
        };
        let strengths = record.strengths.iter().enumerate();
        let strengths = strengths.map(|(layer, strengths)| {
            if self.layers.contains(&layer) {
                strengths.clone()
            } else {
                Vec::new()
            }
        });
        let slim = Numbered {
            number: numbered.number,
            outcome: Outcome::Read(TextRecord {
                place: record.place,
                text: record.text.clone(),
                tokens: record.tokens.clone(),
                truncated_tokens: record.truncated_tokens,
                strengths: strengths.collect(),
                attention: Vec::new(),
            }),
            pair: numbered.pair.clone(),
        };
        self.writer.add(&slim).map_err(not_kept)
    }

    /// Ends the file of the run that `asked` was.
    ///
    /// # Errors
    /// A full disk.
    pub fn finish(self, asked: &CorpusRun<'_>) -> Result<KeptAside, CorpusError> {
        let end = KeptEnd {
            input: InputFacts::default(),
        };
        let file = self.writer.finish(&end).and_then(|writer| {
            let file = writer.into_inner();
            file.map_err(io::IntoInnerError::into_error)
        });
        Ok(KeptAside {
            header: asked.header(Part::WHOLE),
            file: Mutex::new(file.map_err(not_kept)?),
        })
    }
}

impl KeptAside {
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
        let KeptHeader {
            model,
            settings,
            files,
            ..
        } = &self.header;
        let mut tables = Tables::begin(
            OutputFolder::open(folder)?,
            files.clone(),
            settings,
            Wanted::default(),
        )?;
        // Two saves at once would read each other's places.
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.rewind().map_err(not_kept)?;
        let file = BufReader::with_capacity(1 << 16, &mut *file);
        let mut reader = KeptReader::open(file).map_err(not_kept)?;
        while let Some(outcome) = reader.next_outcome().map_err(not_kept)? {
            tables.add(&outcome)?;
        }
        let mut folder = tables.finish()?;
        let origin = Origin {
            model,
            settings,
            files,
        };
        write_summary(&mut folder, origin, facts, findings)?;
        write_charts(&mut folder, origin, facts, findings)?;
        publish(folder)
    }
}

fn not_kept(error: impl Into<KeptFault>) -> CorpusError {
    let error = match error.into() {
        KeptFault::Io(error) => error,
        other => io::Error::other(other.to_string()),
    };
    WriteError::at(&std::env::temp_dir(), error).into()
}
