//! The files of a run to be, with a first look at each.

use std::path::Path;

use crate::corpus::CorpusSettings;
use crate::corpus::input::{Format, InputChoice, InputFile, Preview, ReadAs};
use crate::domain::removal::Removal;

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

    /// Whether every file can be read as far as is known.
    pub(in crate::ui) fn is_ready(&self) -> bool {
        let can_be_read = |chosen: &ChosenFile| match &chosen.look {
            Some(Ok(look)) => self.column_of(look).is_some(),
            Some(Err(_)) | None => false,
        };
        !self.files.is_empty() && self.files.iter().all(can_be_read)
    }

    /// Which column or field of a file holds the texts: the chosen one, else the usual one.
    pub(in crate::ui) fn column_of(&self, look: &Preview) -> Option<usize> {
        let chosen = match look.format {
            Format::Lines => None,
            Format::Csv | Format::Tsv => self.choice.column.as_ref(),
            Format::JsonLines => self.choice.field.as_ref(),
        };
        match chosen {
            Some(name) => look.place_of(name),
            None => look.usual,
        }
    }
}
