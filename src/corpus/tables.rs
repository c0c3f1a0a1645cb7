//! What is written while a run goes on: the tables of tokens and of texts.

use crate::domain::corpus::pairs::PairOutcome;
use crate::export::corpus::{
    JudgedText, OutputFolder, PairsTable, ParquetTables, TableSettings, TextsTable, TokensTable,
};

use super::kept::RECORDS;
use super::outcome::{Numbered, Outcome};
use super::results::Wanted;
use super::run::CorpusError;
use super::settings::CorpusSettings;

/// Files that only some runs write: one left by an earlier run would not belong to the others.
pub(super) const NOT_ALWAYS: [&str; 4] = ["pairs.csv", "tokens.parquet", "texts.parquet", RECORDS];

/// The tables under way in their folder.
pub(super) struct Tables {
    folder: OutputFolder,
    tokens: TokensTable,
    texts: TextsTable,
    parquet: Option<ParquetTables>,
    pairs: Option<PairsTable>,
    settings: TableSettings,
    files: Vec<String>,
}

impl Tables {
    /// Begins the tables in `folder`.
    pub(super) fn begin(
        mut folder: OutputFolder,
        files: Vec<String>,
        settings: &CorpusSettings,
        wanted: Wanted,
    ) -> Result<Self, CorpusError> {
        let pairs = match settings.pairs {
            Some(_) => Some(PairsTable::begin(folder.create("pairs.csv")?)?),
            None => None,
        };
        let settings = settings.of_tables();
        Ok(Self {
            tokens: TokensTable::begin(folder.create("tokens.csv")?, &settings)?,
            texts: TextsTable::begin(folder.create("texts.csv")?)?,
            parquet: if wanted.parquet {
                Some(ParquetTables::begin(&mut folder, &settings)?)
            } else {
                None
            },
            pairs,
            settings,
            files,
            folder,
        })
    }

    /// Adds one outcome; a text that was not read is in no table.
    pub(super) fn add(&mut self, numbered: &Numbered) -> Result<(), CorpusError> {
        if let Outcome::Read(record) = &numbered.outcome {
            let file = self.files.get(record.place.file);
            let file = file.map_or("", String::as_str);
            let judged = JudgedText::of(file, record, &self.settings);
            self.tokens.add(&judged)?;
            self.texts.add(&judged)?;
            if let Some(parquet) = &mut self.parquet {
                parquet.add(&judged)?;
            }
            if let (Some(table), Some(PairOutcome::Compared(pair))) =
                (&mut self.pairs, &numbered.pair)
            {
                table.add(file, record.place, pair)?;
            }
        }
        Ok(())
    }

    /// Ends the tables; the folder is ready for what else comes into it.
    pub(super) fn finish(self) -> Result<OutputFolder, CorpusError> {
        self.tokens.finish()?;
        self.texts.finish()?;
        if let Some(parquet) = self.parquet {
            parquet.finish()?;
        }
        if let Some(pairs) = self.pairs {
            pairs.finish()?;
        }
        Ok(self.folder)
    }
}
