//! The bytes of a weight file in parts, so that those that were packed can be let go of.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::cancel::Cancel;
use super::mapped::FileBytes;
use crate::domain::format::hexadecimal;

/// Bytes hashed between two looks at whether the checksum is still wanted.
const HASHED_AT_A_TIME: usize = 8 << 20;

/// Where the bytes come from.
pub(super) enum Stored {
    Embedded(&'static [u8]),
    File { file: File, length: u64 },
}

/// A file, and of its bytes those that are held.
pub(super) struct FileParts {
    stored: Stored,
    /// Where parts end and others begin.
    cuts: Vec<usize>,
    /// All of it, one behind the other, once something of it is asked for.
    parts: Vec<Part>,
    sha256: Option<String>,
}

/// Some of the bytes of a file.
struct Part {
    /// Which byte is the first.
    start: usize,
    /// `None` once they were let go of.
    bytes: Option<Arc<FileBytes>>,
}

/// What was asked for, from byte `start` to byte `end` of `bytes`.
pub(super) struct HeldBytes {
    pub(super) bytes: Arc<FileBytes>,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl FileParts {
    /// Nothing of the file yet. What lies between two of `cuts` can be let go of alone.
    pub(super) fn new(stored: Stored, cuts: impl Iterator<Item = usize>) -> Self {
        let length = match &stored {
            Stored::Embedded(bytes) => bytes.len() as u64,
            Stored::File { length, .. } => *length,
        };
        let cuts: BTreeSet<usize> = cuts.collect();
        let inside = |cut: &usize| *cut > 0 && (*cut as u64) < length;
        Self {
            stored,
            cuts: cuts.into_iter().filter(inside).collect(),
            parts: Vec::new(),
            sha256: None,
        }
    }

    /// The SHA-256 of the whole file; `None` once `cancel` is cancelled.
    ///
    /// # Errors
    /// The file cannot be read.
    pub(super) fn sha256(&mut self, cancel: &Cancel) -> io::Result<Option<String>> {
        if self.sha256.is_none() {
            let mut hasher = Sha256::new();
            self.read()?;
            // Nothing is let go of before this is known.
            for piece in self.held().flat_map(|bytes| bytes.chunks(HASHED_AT_A_TIME)) {
                if cancel.is_cancelled() {
                    return Ok(None);
                }
                hasher.update(piece);
            }
            self.sha256 = Some(hexadecimal(&hasher.finalize()));
        }
        Ok(self.sha256.clone())
    }

    /// What is held of the file.
    pub(super) fn held(&self) -> impl Iterator<Item = &Arc<FileBytes>> {
        self.parts.iter().filter_map(|part| part.bytes.as_ref())
    }

    /// The bytes from `start` to `end`, as they were when some were first asked for.
    ///
    /// # Errors
    /// The file cannot be read, or these were let go of.
    pub(super) fn at(&mut self, start: usize, end: usize) -> io::Result<HeldBytes> {
        self.read()?;
        let held = self.part_of(start).and_then(|part| {
            Some(HeldBytes {
                bytes: Arc::clone(part.bytes.as_ref()?),
                start: start - part.start,
                end: end.checked_sub(part.start)?,
            })
        });
        held.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    /// Lets go of the bytes from `start` to `end` where they are a part of their own and nothing but
    /// those who were given them needs them any more: once the file was hashed.
    pub(super) fn let_go_of(&mut self, start: usize, end: usize) {
        if self.sha256.is_none() {
            return;
        }
        if let Some(part) = self.part_of(start)
            && part.start == start
        {
            part.bytes.take_if(|bytes| bytes.len() == end - start);
        }
    }

    fn part_of(&mut self, at: usize) -> Option<&mut Part> {
        let next = self.parts.partition_point(|part| part.start <= at);
        self.parts.get_mut(next.checked_sub(1)?)
    }

    /// Reads all of the file, once.
    fn read(&mut self) -> io::Result<()> {
        if !self.parts.is_empty() {
            return Ok(());
        }
        let bytes = match &self.stored {
            Stored::Embedded(bytes) => vec![FileBytes::Embedded(bytes)],
            Stored::File { file, length } => FileBytes::of_file(file, *length, &self.cuts)?,
        };
        let mut start = 0;
        let parts = bytes.into_iter().map(|bytes| {
            let end = start + bytes.len();
            Part {
                start: std::mem::replace(&mut start, end),
                bytes: Some(Arc::new(bytes)),
            }
        });
        self.parts = parts.collect();
        Ok(())
    }
}
