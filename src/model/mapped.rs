//! The bytes of a weight file and the numbers in them, used where they lie: in memory of our own, in
//! the file's own pages, which the system reads when they are first used and may drop again, or in
//! the binary.
//!
//! A file is copied, whoever may write to it, so that what is hashed, checked and computed with stays
//! the same, and a file that is cut short ends nothing: reading pages of a map that are no longer in
//! the file ends the program. Mapped is only what is too large to be copied, or finds no memory; that
//! is [looked at](FileBytes::is_as_it_was) before and after each pass.

use std::fs::File;
use std::io::{self, Read as _};
use std::ops::Deref;
use std::sync::Arc;
use std::time::SystemTime;

use memmap2::{Mmap, MmapMut};

/// Larger files are mapped.
const LARGEST_COPY: u64 = 2 << 30;

/// The bytes of a weight file.
pub(super) enum FileBytes {
    /// A file's own pages.
    Mapped(MappedFile),
    /// A copy, in pages of its own.
    Copied(Mmap),
    /// Part of the binary.
    Embedded(&'static [u8]),
}

/// The pages of a file, and how it looked when they were mapped.
pub(super) struct MappedFile {
    bytes: Mmap,
    file: File,
    look: (u64, Option<SystemTime>),
}

impl FileBytes {
    /// The bytes of a file of `length`: parts of it that end where others begin, the first after so
    /// many bytes as the first of `cuts` says, which rise. A file that is mapped is one part.
    pub(super) fn of_file(file: &File, length: u64, cuts: &[usize]) -> io::Result<Vec<Self>> {
        if length <= LARGEST_COPY {
            match copied(file, length, cuts) {
                Err(error) if error.kind() == io::ErrorKind::OutOfMemory => {}
                copied => return copied,
            }
        }
        Self::mapped(file).map(|whole| vec![whole])
    }

    /// The file's own pages.
    pub(super) fn mapped(file: &File) -> io::Result<Self> {
        let file = file.try_clone()?;
        let look = look(&file)?;
        let bytes = mapped(&file)?;
        Ok(Self::Mapped(MappedFile { bytes, file, look }))
    }

    /// Whether nobody wrote to the file since its bytes were taken, as far as its length and its
    /// time say.
    pub(super) fn is_as_it_was(&self) -> bool {
        match self {
            Self::Mapped(mapped) => look(&mapped.file).is_ok_and(|now| now == mapped.look),
            Self::Copied(_) | Self::Embedded(_) => true,
        }
    }
}

impl Deref for FileBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Mapped(mapped) => &mapped.bytes,
            Self::Copied(bytes) => bytes,
            Self::Embedded(bytes) => bytes,
        }
    }
}

/// Each part begins with a page, so that it can be given back alone, and numbers at its beginning
/// are aligned as those of a map.
fn copied(mut file: &File, length: u64, cuts: &[usize]) -> io::Result<Vec<FileBytes>> {
    let length = usize::try_from(length).map_err(io::Error::other)?;
    io::Seek::rewind(&mut file)?;
    let ends = cuts.iter().copied().chain([length]);
    let parts = ends.scan(0, |start, end| {
        let part = end.saturating_sub(*start);
        *start = end;
        Some(part)
    });
    let parts = parts.map(|length| {
        let mut bytes = MmapMut::map_anon(length)?;
        file.read_exact(&mut bytes)?;
        bytes.make_read_only().map(FileBytes::Copied)
    });
    parts.collect()
}

fn look(file: &File) -> io::Result<(u64, Option<SystemTime>)> {
    let there = file.metadata()?;
    Ok((there.len(), there.modified().ok()))
}

#[expect(
    unsafe_code,
    reason = "that nobody changes a mapped file meanwhile cannot be checked"
)]
fn mapped(file: &File) -> io::Result<Mmap> {
    // SAFETY: the map is read only, and its bytes are only ever read as numbers, for which any
    // bytes will do: the header is parsed from a copy (`weights::Header`), and no decision of memory
    // safety hangs on a number. What is mapped is very large; where somebody writes to it, whatever
    // computes with it then fails (`Model::with_weights`), and only a file that is cut short within a
    // pass ends the program, with SIGBUS.
    unsafe { Mmap::map(file) }
}

/// Numbers of a tensor, row by row: where they lie, or a copy of them. A clone is the same numbers.
#[derive(Clone)]
pub(super) struct Numbers(Storage);

#[derive(Clone)]
enum Storage {
    /// Float32 numbers as the file has them, from byte `start` to byte `end`.
    InFile {
        bytes: Arc<FileBytes>,
        start: usize,
        end: usize,
    },
    Own(Arc<Vec<f32>>),
}

impl Numbers {
    /// The float32 numbers from byte `start` to byte `end`, where they lie; `None` if there are no
    /// such bytes, or if this processor cannot read them there.
    pub(super) fn in_file(bytes: &Arc<FileBytes>, start: usize, end: usize) -> Option<Self> {
        let stored = bytes.get(start..end)?;
        let readable = cfg!(target_endian = "little");
        (readable && bytemuck::try_cast_slice::<u8, f32>(stored).is_ok()).then(|| {
            Self(Storage::InFile {
                bytes: Arc::clone(bytes),
                start,
                end,
            })
        })
    }

    /// The numbers for somebody who changes them: a copy of those in a file.
    pub(super) fn into_vec(self) -> Vec<f32> {
        match self.0 {
            Storage::Own(numbers) => Arc::unwrap_or_clone(numbers),
            Storage::InFile { .. } => self.to_vec(),
        }
    }
}

impl From<Vec<f32>> for Numbers {
    fn from(numbers: Vec<f32>) -> Self {
        Self(Storage::Own(Arc::new(numbers)))
    }
}

impl Deref for Numbers {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        match &self.0 {
            Storage::Own(numbers) => numbers,
            Storage::InFile { bytes, start, end } => {
                let stored = bytes.get(*start..*end).unwrap_or_default();
                bytemuck::try_cast_slice(stored).unwrap_or_default()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn aligned_numbers_are_used_where_they_lie_and_others_are_not() {
        let numbers = [1.5_f32, -2.0, 0.25];
        let mut stored = vec![0; 4];
        stored.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        let mut copy = MmapMut::map_anon(stored.len()).unwrap();
        copy.copy_from_slice(&stored);
        let bytes = Arc::new(FileBytes::Copied(copy.make_read_only().unwrap()));
        let start = bytes.as_ptr() as usize % 4;
        let aligned = (4 - start) % 4 + 4;
        if aligned == 4 {
            let found = Numbers::in_file(&bytes, 4, 16).unwrap();
            assert_eq!(*found, numbers);
            assert_eq!(found.as_ptr().cast(), bytes[4..].as_ptr());
            assert_eq!(found.clone().into_vec(), numbers);
        }
        for odd in 1..4 {
            assert!(Numbers::in_file(&bytes, aligned - odd, aligned - odd + 4).is_none());
        }
        assert!(Numbers::in_file(&bytes, 4, 20).is_none());
        assert!(Numbers::in_file(&bytes, 8, 4).is_none());
    }

    #[test]
    fn a_file_is_copied_and_one_too_large_is_mapped_and_watched() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&1.0_f32.to_le_bytes()).unwrap();
        let [copy] = FileBytes::of_file(&file, 4, &[])
            .unwrap()
            .try_into()
            .ok()
            .unwrap();
        let map = FileBytes::mapped(&file).unwrap();
        assert!(matches!(copy, FileBytes::Copied(_)));
        assert!(matches!(map, FileBytes::Mapped(_)));
        assert!(copy.is_as_it_was() && map.is_as_it_was());
        let (copy, map) = (Arc::new(copy), Arc::new(map));
        let numbers = [&copy, &map].map(|bytes| Numbers::in_file(bytes, 0, 4).unwrap());
        assert!(numbers.iter().all(|numbers| **numbers == [1.0]));
        file.set_len(0).unwrap();
        assert_eq!(*numbers[0], [1.0]);
        assert!(copy.is_as_it_was() && !map.is_as_it_was());
        let error = FileBytes::of_file(&file, 4, &[]).err().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn the_parts_of_a_file_are_all_of_it() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"header numbers more").unwrap();
        let parts = FileBytes::of_file(&file, 19, &[7, 15]).unwrap();
        let parts: Vec<&[u8]> = parts.iter().map(|part| &**part).collect();
        assert_eq!(parts, [&b"header "[..], b"numbers ", b"more"]);
    }
}
