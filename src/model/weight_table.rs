//! The numbers of a matrix that rows are multiplied with: packed for the kernel in as many bytes as
//! they are stored in, so that 16-bit ones take half the memory, and half the time to arrive.

use std::sync::Arc;

use glassbox_kernel::{PackedWeights, StoredNumbers, Weights};

use super::mapped::{FileBytes, Numbers};

/// The numbers of a matrix, row by row. A clone is the same numbers.
#[derive(Clone)]
pub(super) enum WeightTable {
    /// Floats.
    Floats(Numbers),
    /// 16-bit floats where they lie.
    Halves(Halves),
    /// As the kernel multiplies fastest.
    Packed(Arc<PackedWeights>),
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
    pub(super) fn weights(&self) -> Weights<'_> {
        match self {
            Self::Floats(numbers) => Weights::Stored(StoredNumbers::F32(numbers)),
            Self::Halves(halves) => Weights::Stored(halves.stored()),
            Self::Packed(packed) => Weights::Packed(packed),
        }
    }

    /// All of them as floats, row by row.
    pub(super) fn to_floats(&self) -> Vec<f32> {
        match self {
            Self::Floats(numbers) => numbers.to_vec(),
            Self::Halves(halves) => halves.stored().to_floats(),
            Self::Packed(packed) => packed.to_floats(),
        }
    }

    /// The same numbers, packed as those of so many rows; as they are where they are no such rows.
    pub(super) fn packed(self, rows: usize) -> Self {
        let packed = match &self {
            Self::Floats(numbers) => PackedWeights::new(StoredNumbers::F32(numbers), rows),
            Self::Halves(halves) => PackedWeights::new(halves.stored(), rows),
            Self::Packed(_) => None,
        };
        packed.map_or(self, |packed| Self::Packed(Arc::new(packed)))
    }

    /// How many numbers.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Floats(numbers) => numbers.len(),
            Self::Halves(halves) => (halves.end - halves.start) / 2,
            Self::Packed(packed) => packed.len(),
        }
    }
}

impl Halves {
    pub(super) fn stored(&self) -> StoredNumbers<'_> {
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
        assert_eq!(table(HalfKind::F16).to_floats(), [1.0, -2.5]);
        let upper = [0x3c00_0000, 0xc100_0000].map(f32::from_bits);
        assert_eq!(table(HalfKind::Bf16).to_floats(), upper);
        assert_eq!(table(HalfKind::F16).len(), 2);
        for rows in [1, 2, 3] {
            let packed = table(HalfKind::Bf16).packed(rows);
            assert_eq!(matches!(packed, WeightTable::Packed(_)), rows < 3);
            assert_eq!((packed.len(), packed.to_floats()), (2, upper.to_vec()));
        }
    }
}
