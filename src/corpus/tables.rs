//! What is written while a run goes on: the tables of tokens and of texts.

use crate::domain::corpus::pairs::PairOutcome;
use crate::export::corpus::{OutputFolder, PairsTable, ScoredText, TableSettings, TextTables};

use super::error::CorpusError;
use super::outcome::{IndexedOutcome, Outcome};
use super::settings::{CorpusSettings, OutputOptions};

/// The tables under way in a folder.
pub(super) struct Tables {
    texts: TextTables,
    pairs: Option<PairsTable>,
    settings: TableSettings,
    files: Vec<String>,
}

impl Tables {
    /// Begins the tables in `folder`.
    pub(super) fn begin(
        folder: &mut OutputFolder,
        files: Vec<String>,
        settings: &CorpusSettings,
        options: OutputOptions,
    ) -> Result<Self, CorpusError> {
        let pairs = match settings.pairs {
            Some(_) => Some(PairsTable::begin(folder.create("pairs.csv")?)?),
            None => None,
        };
        let settings = settings.for_tables();
        Ok(Self {
            texts: TextTables::begin(folder, &settings, options.parquet)?,
            pairs,
            settings,
            files,
        })
    }

    /// Adds one outcome; a text that was not read is in no table.
    pub(super) fn add(&mut self, indexed: &IndexedOutcome) -> Result<(), CorpusError> {
        if let Outcome::Read(record) = &indexed.outcome {
            let file = self.files.get(record.place.file);
            let file = file.map_or("", String::as_str);
            let scored = ScoredText::new(file, record, &self.settings);
            self.texts.add(&scored)?;
            if let (Some(table), Some(PairOutcome::Compared(pair))) =
                (&mut self.pairs, &indexed.pair)
            {
                table.add(file, record.place, pair)?;
            }
        }
        Ok(())
    }

    /// Ends the tables.
    pub(super) fn finish(self) -> Result<(), CorpusError> {
        self.texts.finish()?;
        if let Some(pairs) = self.pairs {
            pairs.finish()?;
        }
        Ok(())
    }
}
