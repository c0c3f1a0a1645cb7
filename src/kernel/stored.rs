//! Numbers as weight files store them, little-endian, made into floats: all those of a model, so
//! it pays that this package is always optimised.

use half::slice::HalfFloatSliceExt as _;
use half::{bf16, f16};

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
