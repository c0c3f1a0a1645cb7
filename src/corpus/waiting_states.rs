//! Hidden states on their way to a file. A window of texts has too many of them for the memory: they
//! wait on the disk, in a file of their batch that is gone once all its texts are delivered.

use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::disk::{DiskFile, folder_of, unnamed_file_in};
use crate::domain::trace::Trace;
use crate::export::{TextStates, WriteError};

/// The hidden states of one text, on the disk.
#[derive(Debug, Clone)]
pub struct WaitingStates {
    file: Arc<Mutex<DiskFile>>,
    start: u64,
    bytes: usize,
    shape: [usize; 3],
}

impl PartialEq for WaitingStates {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.file, &other.file) && self.start == other.start
    }
}

/// Where the hidden states of a batch wait.
pub(super) struct WaitingRoom<'a> {
    /// The file that they are to go to.
    place: &'a Path,
    file: Arc<Mutex<DiskFile>>,
    end: u64,
}

impl<'a> WaitingRoom<'a> {
    /// A file beside `place`, where there is room for what goes there.
    pub(super) fn beside(place: &'a Path) -> Result<Self, WriteError> {
        let file = unnamed_file_in(folder_of(place));
        let file = file.map_err(|error| WriteError::at(place, error))?;
        Ok(Self {
            place,
            file: Arc::new(Mutex::new(file)),
            end: 0,
        })
    }

    /// Puts the hidden states of a text there.
    pub(super) fn add(&mut self, trace: &Trace) -> Result<WaitingStates, WriteError> {
        let states = TextStates::from(trace);
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(&states.bytes)
            .map_err(|error| WriteError::at(self.place, error))?;
        let start = self.end;
        self.end += states.bytes.len() as u64;
        Ok(WaitingStates {
            file: Arc::clone(&self.file),
            start,
            bytes: states.bytes.len(),
            shape: states.shape,
        })
    }
}

impl WaitingStates {
    /// The states themselves.
    pub(super) fn read(&self) -> std::io::Result<TextStates> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = vec![0; self.bytes];
        file.seek(SeekFrom::Start(self.start))?;
        file.read_exact(&mut bytes)?;
        Ok(TextStates {
            shape: self.shape,
            bytes,
        })
    }
}
