//! The files of a run to be, with a first look at each.

use std::path::Path;

use crate::corpus::CorpusSettings;
use crate::corpus::input::{Format, InputChoice, InputFile, Preview, ReadAs};
use crate::domain::removal::{Removal, RemovalOutput};
use crate::ui::state::kept_texts::{KeptTextFile, KeptTexts};

/// Files, and how their texts are taken from them.
pub(in crate::ui) struct ChosenFiles {
    pub(in crate::ui) files: Vec<ChosenFile>,
    pub(in crate::ui) choice: InputChoice,
    pub(in crate::ui) seed: u64,
    pub(in crate::ui) baselines: bool,
    /// Whether each text is compared with itself after one of its words was swapped.
    pub(in crate::ui) swaps: bool,
    /// Whether tokens are removed from each text, and how.
    pub(in crate::ui) removal: Option<Removal>,
    /// What of the model's is looked at without them.
    pub(in crate::ui) removal_output: RemovalOutput,
    /// Whether it is asked where words settle.
    pub(in crate::ui) settling: bool,
}

/// A file and what it looks like; `None` while it is being looked at.
pub(in crate::ui) struct ChosenFile {
    pub(in crate::ui) file: InputFile,
    pub(in crate::ui) look: Option<Result<Preview, String>>,
}

impl Default for ChosenFiles {
    fn default() -> Self {
        Self {
            files: Vec::new(),
            choice: InputChoice::default(),
            seed: CorpusSettings::SEED,
            baselines: true,
            swaps: false,
            removal: None,
            removal_output: RemovalOutput::default(),
            settling: false,
        }
    }
}

impl ChosenFiles {
    /// The corpus that comes with the program.
    pub(in crate::ui) fn sample() -> InputFile {
        InputFile::sample()
    }

    /// The file at `path`, if its ending is that of a file of texts and of nothing else, as `.json`
    /// is that of sessions and results.
    pub(in crate::ui) fn texts_at(path: &Path) -> Option<InputFile> {
        let is_json = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        let named = InputFile::named(path, None);
        named.ok().filter(|_| path != Path::new("-") && !is_json)
    }

    /// Adds a file, unless it is there already; whether it is to be looked at.
    pub(in crate::ui) fn add(&mut self, file: &InputFile) -> bool {
        let there = self.files.iter().any(|chosen| chosen.file == *file);
        if !there {
            self.files.push(ChosenFile {
                file: file.clone(),
                look: None,
            });
        }
        !there
    }

    /// Takes in what a file looks like, unless it is to be read in another way by now.
    pub(in crate::ui) fn receive(
        &mut self,
        file: &InputFile,
        read_as: &ReadAs,
        look: Result<Preview, String>,
    ) {
        if self.choice.read_as != *read_as {
            return;
        }
        let mut files = self.files.iter_mut();
        if let Some(chosen) = files.find(|chosen| chosen.file == *file) {
            chosen.look = Some(look);
        }
    }

    /// What is kept of them between runs.
    pub(in crate::ui) fn kept(&self) -> KeptTexts {
        let files = self.files.iter().map(|chosen| KeptTextFile {
            path: chosen.file.path().map(Path::to_owned),
            format: chosen.file.format,
        });
        KeptTexts {
            files: files.collect(),
            choice: (!self.files.is_empty()).then(|| self.choice.clone()),
            swaps: self.swaps,
        }
    }

    /// Files as they were kept; each is to be looked at.
    pub(in crate::ui) fn restored(kept: &KeptTexts) -> Self {
        let files = kept.files.iter().filter_map(|kept| {
            let file = match &kept.path {
                Some(path) => InputFile::named(path, Some(kept.format)).ok()?,
                None => Self::sample(),
            };
            Some(ChosenFile { file, look: None })
        });
        Self {
            files: files.collect(),
            choice: kept.choice.clone().unwrap_or_default(),
            swaps: kept.swaps,
            ..Self::default()
        }
    }

    /// Whether every file can be read as far as is known.
    pub(in crate::ui) fn is_ready(&self) -> bool {
        let can_be_read = |chosen: &ChosenFile| match &chosen.look {
            Some(Ok(look)) => self.column_of(look).is_some(),
            Some(Err(_)) | None => false,
        };
        !self.files.is_empty() && self.files.iter().all(can_be_read)
    }

    /// The files as a run reads them: each knows its column.
    pub(super) fn to_read(&self) -> Vec<InputFile> {
        let files = self.files.iter();
        let named = files.map(|chosen| {
            let look = chosen.look.as_ref().and_then(|look| look.as_ref().ok());
            let look = look.filter(|look| look.format != Format::Lines && look.has_names);
            let place = look.and_then(|look| self.column_of(look));
            let mut file = chosen.file.clone();
            file.column = look.zip(place).map(|(look, place)| look.name_to_ask(place));
            file
        });
        named.collect()
    }

    /// How the texts are taken from the files: the column is named where it is that of each of them.
    pub(super) fn choice_to_read(&self) -> InputChoice {
        let of_all = |name: &String| {
            let files = self.to_read();
            let mut tables = files.iter().filter(|file| file.column.is_some());
            tables.all(|file| file.column.as_ref() == Some(name))
        };
        let choice = self.choice.clone();
        InputChoice {
            column: choice.column.filter(of_all),
            field: choice.field.filter(of_all),
            ..self.choice.clone()
        }
    }

    /// Which column or field of a file holds the texts: the chosen one where it has that, else the
    /// usual one, else the only one with sentences.
    pub(in crate::ui) fn column_of(&self, look: &Preview) -> Option<usize> {
        let chosen = match look.format {
            Format::Lines => None,
            Format::Csv | Format::Tsv => self.choice.column.as_ref(),
            Format::JsonLines => self.choice.field.as_ref(),
        };
        let chosen = chosen.and_then(|name| look.place_of(name));
        chosen.or(look.usual).or(look.with_sentences)
    }
}
