//! A hash that spreads evenly over all numbers, the same on every machine: what is drawn at random
//! for a text comes from it.

/// The hash of `parts`, in their order, under `seed`.
pub(super) fn hash_of<const N: usize>(parts: [u64; N], seed: u64) -> u64 {
    let start = split_mix(seed);
    parts
        .into_iter()
        .fold(start, |hash, part| split_mix(hash ^ part))
}

/// One step and the finaliser of `SplitMix64` (Steele, Lea and Flood).
fn split_mix(state: u64) -> u64 {
    let state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_published_generator() {
        // The first two numbers of SplitMix64 from state 1234567.
        assert_eq!(split_mix(1_234_567), 6_457_827_717_110_365_317);
        let second = 1_234_567_u64.wrapping_add(0x9E37_79B9_7F4A_7C15);
        assert_eq!(split_mix(second), 3_203_168_211_198_807_973);
    }

    #[test]
    fn every_part_and_the_seed_count() {
        let hashes = [
            hash_of([0, 1, 0], 0),
            hash_of([1, 0, 0], 0),
            hash_of([0, 0, 1], 0),
            hash_of([0, 1, 0], 1),
        ];
        for (at, hash) in hashes.iter().enumerate() {
            assert!(!hashes[at + 1..].contains(hash), "{hashes:?}");
        }
    }
}
