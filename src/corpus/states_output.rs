//! The hidden states of a run, in one safetensors file, or in several with a list of them.

use std::mem;
use std::path::{Path, PathBuf};

use crate::domain::trace::ModelCard;
use crate::export::{StatesFile, StatesSource, WholeFiles, WriteError, states_index};

use super::error::CorpusError;
use super::outcome::{IndexedOutcome, Outcome};

/// A file that has so many bytes of numbers takes no more texts.
const FULL: usize = 64 << 20;

/// The files under way. Dropped before they are published, they leave nothing behind.
pub(super) struct StatesOutput<'a> {
    /// The file, where one is enough.
    place: &'a Path,
    model: &'a ModelCard,
    /// The names of the files that are read.
    files: Vec<String>,
    open: StatesFile,
    full: usize,
    /// The file before the open one, as long as it may be the only one.
    only: Option<(Vec<String>, Vec<u8>)>,
    /// Names of files in place beside `place`, and their tensors.
    numbered: Vec<(String, Vec<String>)>,
    total_size: u64,
    whole: WholeFiles,
}

impl<'a> StatesOutput<'a> {
    /// Nothing yet of a run with `model` over `files`.
    pub(super) fn begin(place: &'a Path, model: &'a ModelCard, files: Vec<String>) -> Self {
        Self {
            place,
            model,
            files,
            open: StatesFile::new(model),
            full: FULL,
            only: None,
            numbered: Vec::new(),
            total_size: 0,
            whole: WholeFiles::default(),
        }
    }

    /// Adds one outcome; a text that was not read has no states.
    pub(super) fn add(&mut self, indexed: &IndexedOutcome) -> Result<(), CorpusError> {
        let (Outcome::Read(record), Some(states)) = (&indexed.outcome, &indexed.states) else {
            return Ok(());
        };
        let states = states.read();
        let states = states.map_err(|error| WriteError::at(self.place, error))?;
        let source = StatesSource {
            file: self.files.get(record.place.file).map_or("", String::as_str),
            text_id: record.place.line,
            sentence: record.place.sentence,
        };
        let tensor = format!("text.{}", indexed.number);
        let read = (record.text.as_str(), record.tokens.as_slice());
        self.open.add(&tensor, read, Some(source), &states);
        if self.open.size() >= self.full {
            self.close_file()?;
        }
        Ok(())
    }

    /// All files, ready to be put in place together with the others of the run.
    pub(super) fn into_files(mut self) -> Result<WholeFiles, CorpusError> {
        if self.open.size() > 0 || self.only.is_none() && self.numbered.is_empty() {
            self.close_file()?;
        }
        let index = self.index_place();
        if let Some((_, bytes)) = self.only.take() {
            self.whole.prepare(self.place, &bytes)?;
        } else {
            let list = states_index(&self.numbered, self.total_size);
            self.whole.prepare(&index, list.as_bytes())?;
        }
        self.remove_outdated()?;
        Ok(self.whole)
    }

    /// The open file is full.
    fn close_file(&mut self) -> Result<(), CorpusError> {
        let open = mem::replace(&mut self.open, StatesFile::new(self.model));
        self.total_size += open.size() as u64;
        let tensors = open.tensors().map(str::to_owned).collect();
        let bytes = open.bytes();
        match self.only.take() {
            None if self.numbered.is_empty() => self.only = Some((tensors, bytes)),
            None => self.prepare_numbered(tensors, &bytes)?,
            Some((first, first_bytes)) => {
                self.prepare_numbered(first, &first_bytes)?;
                self.prepare_numbered(tensors, &bytes)?;
            }
        }
        Ok(())
    }

    fn prepare_numbered(&mut self, tensors: Vec<String>, bytes: &[u8]) -> Result<(), CorpusError> {
        let place = self.numbered_place(self.numbered.len() + 1);
        self.whole.prepare(&place, bytes)?;
        let name = place.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        self.numbered.push((name, tensors));
        Ok(())
    }

    /// `states-00001.safetensors` of `states.safetensors`.
    fn numbered_place(&self, number: usize) -> PathBuf {
        let stem = self.place.file_stem().unwrap_or_default();
        let name = format!("{}-{number:05}.safetensors", stem.to_string_lossy());
        self.place.with_file_name(name)
    }

    fn index_place(&self) -> PathBuf {
        let mut name = self.place.file_name().unwrap_or_default().to_owned();
        name.push(".index.json");
        self.place.with_file_name(name)
    }

    /// What an earlier run wrote under these names and this one did not goes with it.
    fn remove_outdated(&mut self) -> Result<(), CorpusError> {
        let first_outdated = self.numbered.len() + 1;
        let instead = if self.numbered.is_empty() {
            self.index_place()
        } else {
            self.place.to_owned()
        };
        let numbered = (first_outdated..).map(|number| self.numbered_place(number));
        let is_there = |path: &PathBuf| path.symlink_metadata().is_ok();
        let outdated: Vec<PathBuf> = numbered.take_while(is_there).collect();
        // The last one first: who is stopped in between leaves no gap before others.
        let instead = Some(&instead).filter(|path| is_there(path));
        for path in outdated.iter().rev().chain(instead) {
            self.whole.remove(path)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::waiting_states::WaitingRoom;
    use crate::domain::corpus::{TextPlace, TextRecord};
    use crate::domain::trace::{ModelCard, Trace};
    use std::sync::Arc;

    fn card() -> ModelCard {
        ModelCard {
            id: "tiny".to_owned(),
            display_name: "tiny".to_owned(),
            family: crate::domain::family::Family::Bert,
            layers: 1,
            hidden_size: 2,
            positions: 8,
            sha256: String::new(),
            notes: Vec::new(),
        }
    }

    fn outcome(number: u64, place: &Path) -> IndexedOutcome {
        let trace = Trace {
            strengths: vec![vec![1.0]; 2],
            hidden_states: (0..2).map(|_| Arc::new(vec![number as f32, 1.0])).collect(),
            hidden_size: 2,
            attention: Vec::new(),
            parts: Vec::new(),
        };
        let mut room = WaitingRoom::beside(place).unwrap();
        IndexedOutcome {
            number,
            states: Some(room.add(&trace).unwrap()),
            outcome: Outcome::Read(TextRecord {
                place: TextPlace {
                    file: 0,
                    line: number + 1,
                    sentence: 0,
                },
                text: "x".to_owned(),
                tokens: Vec::new(),
                truncated_tokens: 0,
                strengths: trace.strengths,
                attention: Vec::new(),
            }),
            pair: None,
            removal: None,
            settling: None,
        }
    }

    fn run(place: &Path, texts: u64, full: usize) {
        let card = card();
        let mut output = StatesOutput {
            full,
            ..StatesOutput::begin(place, &card, vec!["a.txt".to_owned()])
        };
        for number in 0..texts {
            output.add(&outcome(number, place)).unwrap();
        }
        output.into_files().unwrap().publish().unwrap();
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn one_file_where_that_is_enough_else_numbered_ones_and_no_outdated_ones() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("s.safetensors");
        // A text has 16 bytes of numbers.
        run(&place, 5, 32);
        let several = [
            "s-00001.safetensors",
            "s-00002.safetensors",
            "s-00003.safetensors",
            "s.safetensors.index.json",
        ];
        assert_eq!(names(folder.path()), several);
        run(&place, 4, 32);
        let fewer = [several[0], several[1], several[3]];
        assert_eq!(names(folder.path()), fewer);
        for texts in [2, 1, 0] {
            run(&place, texts, 32);
            assert_eq!(names(folder.path()), ["s.safetensors"]);
        }
    }
}
