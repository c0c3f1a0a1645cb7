//! The numbers of a matrix that rows are multiplied with: as they are stored where the kernel
//! multiplies, which takes half the memory, and half the time to arrive, of 16-bit ones.

use std::sync::Arc;

use glassbox_kernel::StoredNumbers;

use super::mapped::{FileBytes, Numbers};

/// The numbers of a matrix, row by row. A clone is the same numbers.
#[derive(Clone)]
pub(super) enum WeightTable {
    /// Floats.
    Floats(Numbers),
    /// 16-bit floats where they lie.
    Halves(Halves),
}

/// 16-bit floats of a file, from byte `start` to byte `end`.
#[derive(Clone)]
pub(super) struct Halves {
    pub(super) bytes: Arc<FileBytes>,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: HalfKind,
}

/// How a float is stored in 16 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HalfKind {
    /// IEEE's.
    F16,
    /// The upper half of a float.
    Bf16,
}

impl WeightTable {
    /// The numbers for the kernel to multiply with.
    pub(super) fn stored(&self) -> StoredNumbers<'_> {
        match self {
            Self::Floats(numbers) => StoredNumbers::F32(numbers),
            Self::Halves(halves) => halves.stored(),
        }
    }

    /// How many numbers.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Floats(numbers) => numbers.len(),
            Self::Halves(halves) => (halves.end - halves.start) / 2,
        }
    }
}

impl Halves {
    fn stored(&self) -> StoredNumbers<'_> {
        let bytes = self.bytes.get(self.start..self.end).unwrap_or_default();
        match self.kind {
            HalfKind::F16 => StoredNumbers::F16(bytes),
            HalfKind::Bf16 => StoredNumbers::Bf16(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_read_where_they_lie() {
        let bytes: &'static [u8] = &[7, 0x00, 0x3c, 0x00, 0xc1, 9];
        let bytes = Arc::new(FileBytes::Embedded(bytes));
        let table = |kind| {
            WeightTable::Halves(Halves {
                bytes: Arc::clone(&bytes),
                start: 1,
                end: 5,
                kind,
            })
        };
        assert_eq!(table(HalfKind::F16).stored().to_floats(), [1.0, -2.5]);
        let upper = [0x3c00_0000, 0xc100_0000].map(f32::from_bits);
        assert_eq!(table(HalfKind::Bf16).stored().to_floats(), upper);
        assert_eq!(table(HalfKind::F16).len(), 2);
    }
}
