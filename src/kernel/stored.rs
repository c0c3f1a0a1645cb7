//! Numbers as weight files store them, little-endian; and made into floats: all those of a model, so
//! it pays that this package is always optimised.

use half::slice::HalfFloatSliceExt as _;
use half::{bf16, f16};

/// A table of numbers as a file stores them. Of those of two bytes each is made a float, exactly,
/// when it is multiplied with.
#[derive(Debug, Clone, Copy)]
pub enum StoredNumbers<'a> {
    /// Floats.
    F32(&'a [f32]),
    /// The bytes of IEEE's 16-bit floats, little-endian.
    F16(&'a [u8]),
    /// The bytes of the upper halves of floats, little-endian.
    Bf16(&'a [u8]),
}

impl<'a> StoredNumbers<'a> {
    /// How many numbers.
    pub(crate) fn len(self) -> usize {
        match self {
            Self::F32(numbers) => numbers.len(),
            Self::F16(bytes) | Self::Bf16(bytes) => bytes.len() / 2,
        }
    }

    /// Those from number `first` on; none if there are fewer.
    pub(crate) fn from(self, first: usize) -> Self {
        let bytes_from =
            |bytes: &'a [u8]| first.checked_mul(2).and_then(|first| bytes.get(first..));
        match self {
            Self::F32(numbers) => Self::F32(numbers.get(first..).unwrap_or_default()),
            Self::F16(bytes) => Self::F16(bytes_from(bytes).unwrap_or_default()),
            Self::Bf16(bytes) => Self::Bf16(bytes_from(bytes).unwrap_or_default()),
        }
    }

    /// Where the first number lies, and how many bytes one has.
    pub(crate) fn start(self) -> (*const u8, usize) {
        match self {
            Self::F32(numbers) => (numbers.as_ptr().cast(), 4),
            Self::F16(bytes) | Self::Bf16(bytes) => (bytes.as_ptr(), 2),
        }
    }

    /// All of them, as floats.
    pub fn to_floats(self) -> Vec<f32> {
        match self {
            Self::F32(numbers) => numbers.to_vec(),
            Self::F16(bytes) => floats_from_f16(bytes),
            Self::Bf16(bytes) => floats_from_bf16(bytes),
        }
    }

    /// Whether none is infinite or no number.
    pub fn are_finite(self) -> bool {
        let without = |exponent: u16, bytes: &[u8]| {
            let halves = bytes.as_chunks().0;
            let block_is = |block: &[[u8; 2]]| {
                let is_finite = |half: &[u8; 2]| u16::from_le_bytes(*half) & exponent != exponent;
                block.iter().fold(true, |all, half| all & is_finite(half))
            };
            halves.chunks(4096).all(block_is)
        };
        match self {
            Self::F32(numbers) => all_finite(numbers),
            Self::F16(bytes) => without(0x7c00, bytes),
            Self::Bf16(bytes) => without(0x7f80, bytes),
        }
    }
}

impl<'a> From<&'a [f32]> for StoredNumbers<'a> {
    fn from(numbers: &'a [f32]) -> Self {
        Self::F32(numbers)
    }
}

/// Reads 32-bit floats. Bytes at the end that make no whole number are left out.
pub fn floats_from_f32(stored: &[u8]) -> Vec<f32> {
    let numbers = stored.as_chunks().0.iter();
    numbers.map(|&bytes| f32::from_le_bytes(bytes)).collect()
}

/// Reads IEEE's 16-bit floats. A byte at the end that makes no whole number is left out.
pub fn floats_from_f16(stored: &[u8]) -> Vec<f32> {
    let halves = stored.as_chunks().0.iter();
    let halves: Vec<f16> = halves.map(|&bytes| f16::from_le_bytes(bytes)).collect();
    let mut floats = vec![0.0; halves.len()];
    halves.convert_to_f32_slice(&mut floats);
    floats
}

/// Reads the upper halves of 32-bit floats. A byte at the end that makes no whole number is left
/// out.
pub fn floats_from_bf16(stored: &[u8]) -> Vec<f32> {
    let halves = stored.as_chunks().0.iter();
    let halves: Vec<bf16> = halves.map(|&bytes| bf16::from_le_bytes(bytes)).collect();
    let mut floats = vec![0.0; halves.len()];
    halves.convert_to_f32_slice(&mut floats);
    floats
}

/// Whether none of `numbers` is infinite or no number.
///
/// They are looked at in blocks without a way out of them, so that vectors can do it.
pub fn all_finite(numbers: &[f32]) -> bool {
    let block_is = |block: &[f32]| block.iter().fold(true, |all, x| all & x.is_finite());
    numbers.chunks(4096).all(block_is)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_is_read_to_its_last_whole_number() {
        let ones = [1.0_f32, -2.5].map(f32::to_le_bytes).concat();
        assert_eq!(floats_from_f32(&[&ones[..], &[7]].concat()), [1.0, -2.5]);
        assert_eq!(floats_from_f16(&[0x00, 0x3c, 0x00, 0xc1, 7]), [1.0, -2.5]);
        assert_eq!(floats_from_bf16(&[0x80, 0x3f, 0x20, 0xc0, 7]), [1.0, -2.5]);
    }

    #[test]
    fn a_half_that_is_no_finite_number_is_found() {
        for half in 0..=u16::MAX {
            let bytes = [0, 0, half.to_le_bytes()[0], half.to_le_bytes()[1]];
            let is_finite = [
                f16::from_bits(half).is_finite(),
                bf16::from_bits(half).is_finite(),
            ];
            assert_eq!(
                StoredNumbers::F16(&bytes).are_finite(),
                is_finite[0],
                "{half:x}"
            );
            assert_eq!(
                StoredNumbers::Bf16(&bytes).are_finite(),
                is_finite[1],
                "{half:x}"
            );
        }
    }

    #[test]
    fn every_number_counts_however_many_there_are() {
        for count in 0..4 {
            let ones = [0x00, 0x3c].repeat(count);
            assert!(StoredNumbers::F16(&ones).are_finite(), "{count}");
            assert!(StoredNumbers::Bf16(&ones).are_finite(), "{count}");
            assert!(all_finite(&vec![1.0; count]), "{count}");
            for at in 0..count {
                let mut with_one = ones.clone();
                with_one[2 * at + 1] = 0x7f;
                assert!(
                    !StoredNumbers::F16(&with_one).are_finite(),
                    "{at} of {count}"
                );
            }
        }
    }

    #[test]
    fn one_number_that_is_none_is_found_wherever_it_stands() {
        let mut numbers = vec![f32::MAX; 10_000];
        assert!(all_finite(&numbers) && all_finite(&[]));
        for (at, wrong) in [
            (0, f32::NAN),
            (4096, f32::INFINITY),
            (9999, f32::NEG_INFINITY),
        ] {
            let before = std::mem::replace(&mut numbers[at], wrong);
            assert!(!all_finite(&numbers), "{wrong} at {at}");
            numbers[at] = before;
        }
    }
}
