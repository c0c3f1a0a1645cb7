//! The bytes of a weight file and the numbers in them, used where they lie: in the file's own
//! pages, which the system reads when they are first used and may drop again, or in the binary.

use std::fs::File;
use std::io::Read as _;
use std::ops::Deref;
use std::sync::Arc;

use memmap2::Mmap;

/// The bytes of a weight file.
pub(super) enum FileBytes {
    /// A file's own pages.
    Mapped(Mmap),
    /// A copy, of a file on a system that cannot map it.
    Read(Vec<u8>),
    /// Part of the binary.
    Embedded(&'static [u8]),
}

impl FileBytes {
    /// Maps a file of `length` bytes, or reads it where that is not possible.
    pub(super) fn of_file(file: &File, length: u64) -> std::io::Result<Self> {
        if let Some(mapped) = mapped(file) {
            return Ok(Self::Mapped(mapped));
        }
        let mut bytes = Vec::new();
        file.take(length).read_to_end(&mut bytes)?;
        Ok(Self::Read(bytes))
    }
}

impl Deref for FileBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Mapped(bytes) => bytes,
            Self::Read(bytes) => bytes,
            Self::Embedded(bytes) => bytes,
        }
    }
}

/// None where the system refuses.
#[expect(
    unsafe_code,
    reason = "that nobody changes a mapped file meanwhile cannot be checked"
)]
fn mapped(file: &File) -> Option<Mmap> {
    // SAFETY: the map is read only, and its bytes are checked before use and then only ever read
    // as numbers, for which any bytes will do; numbers are read again at each pass, and no decision
    // of memory safety hangs on them. A file that somebody else writes to meanwhile gives other
    // numbers, and one that is cut short ends the program with SIGBUS: as with the libraries of a
    // running program, a file in use is to be replaced, not overwritten. The hub's client does so:
    // it renames a finished download into place.
    unsafe { Mmap::map(file) }.ok()
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
    use super::*;

    #[test]
    fn aligned_numbers_are_used_where_they_lie_and_others_are_not() {
        let numbers = [1.5_f32, -2.0, 0.25];
        let mut stored = vec![0; 4];
        stored.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        let bytes = Arc::new(FileBytes::Read(stored));
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
    fn a_file_is_mapped() {
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, &1.0_f32.to_le_bytes()).unwrap();
        let bytes = FileBytes::of_file(&file, 4).unwrap();
        assert!(matches!(bytes, FileBytes::Mapped(_)));
        let numbers = Numbers::in_file(&Arc::new(bytes), 0, 4).unwrap();
        assert_eq!(*numbers, [1.0]);
    }
}
