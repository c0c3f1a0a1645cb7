//! Attention: exact, the same in any company, and refused where tables do not fit.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use glassbox_kernel::{
    Heads, Scores, ShapeMismatch, SimdLevel, attention, on_one_thread, with_simd_level,
};

fn heads(count: usize, size: usize) -> Heads {
    let scale = 1.0 / (size as f32).sqrt();
    Heads { count, size, scale }
}

fn states(tokens: usize, heads: Heads) -> Vec<f32> {
    let count = tokens * 3 * heads.count * heads.size;
    (0..count).map(|i| (i as f32 * 1.618).sin() * 2.0).collect()
}

fn bias_of(length: usize, heads: Heads) -> Vec<f32> {
    let count = heads.count * length * length;
    (0..count).map(|i| (i as f32 * 0.77).cos()).collect()
}

fn attended(states: &[f32], lengths: &[usize], heads: Heads, biases: &[&[f32]]) -> Vec<f32> {
    let mut output = vec![f32::NAN; states.len() / 3];
    let scores = Scores {
        biases,
        blinded: &[],
    };
    attention(states, lengths, heads, scores, &mut output, None).unwrap();
    output
}

/// One text in float64.
fn expected(states: &[f32], heads: Heads, bias: Option<&[f32]>) -> Vec<f64> {
    let width = heads.count * heads.size;
    let tokens = states.len() / 3 / width;
    let at = |token: usize, part: usize, head: usize, i: usize| {
        f64::from(states[token * 3 * width + part * width + head * heads.size + i])
    };
    let mut output = vec![0.0; tokens * width];
    for head in 0..heads.count {
        for query in 0..tokens {
            let score = |key: usize| {
                let dot: f64 = (0..heads.size)
                    .map(|i| at(query, 0, head, i) * at(key, 1, head, i))
                    .sum();
                let bias = bias.map_or(0.0, |bias| {
                    f64::from(bias[(head * tokens + query) * tokens + key])
                });
                dot * f64::from(heads.scale) + bias
            };
            let scores: Vec<f64> = (0..tokens).map(score).collect();
            let most = scores.iter().copied().fold(f64::MIN, f64::max);
            let sum: f64 = scores.iter().map(|score| (score - most).exp()).sum();
            for i in 0..heads.size {
                let value =
                    (0..tokens).map(|key| (scores[key] - most).exp() / sum * at(key, 2, head, i));
                output[query * width + head * heads.size + i] = value.sum();
            }
        }
    }
    output
}

#[test]
fn attention_is_that_of_float64_on_every_level() {
    for (tokens, count, size) in [(1, 1, 1), (3, 2, 8), (12, 3, 64), (19, 2, 32), (100, 1, 80)] {
        let heads = heads(count, size);
        let states = states(tokens, heads);
        let bias = bias_of(tokens, heads);
        for level in SimdLevel::available() {
            for bias in [None, Some(&bias[..])] {
                let found = with_simd_level(level, || {
                    attended(&states, &[tokens], heads, bias.as_slice())
                });
                for (found, expected) in found.iter().zip(expected(&states, heads, bias)) {
                    let error = (f64::from(*found) - expected).abs();
                    let name = level.name();
                    assert!(error < 3e-6, "{name} {tokens}: {found} {expected}");
                }
            }
        }
    }
}

#[test]
fn what_is_blinded_might_as_well_not_be_there() {
    let heads = heads(2, 24);
    let width = heads.count * heads.size;
    let all = states(9, heads);
    let blinded: Vec<bool> = (0..9).map(|token| token % 3 == 1).collect();
    let rows = all.chunks_exact(3 * width).zip(&blinded);
    let seen: Vec<f32> = rows
        .filter(|(_, blinded)| !**blinded)
        .flat_map(|(row, _)| row.iter().copied())
        .collect();
    for level in SimdLevel::available() {
        with_simd_level(level, || {
            let mut output = vec![f32::NAN; 9 * width];
            let scores = Scores {
                biases: &[],
                blinded: &blinded,
            };
            attention(&all, &[9], heads, scores, &mut output, None).unwrap();
            let found = output.chunks_exact(width).zip(&blinded);
            let found = found.filter(|(_, blinded)| !**blinded);
            let found = found.flat_map(|(row, _)| row.iter().copied());
            for (found, expected) in found.zip(attended(&seen, &[6], heads, &[])) {
                assert!((found - expected).abs() < 1e-6, "{found} {expected}");
            }
        });
    }
    let scores = Scores {
        biases: &[],
        blinded: &blinded[1..],
    };
    let refused = attention(&all, &[9], heads, scores, &mut vec![0.0; 9 * width], None);
    assert_eq!(refused, Err(ShapeMismatch));
}

#[test]
fn a_text_is_the_same_in_any_company_and_on_any_number_of_threads() {
    let heads = heads(3, 24);
    let lengths = [5, 1, 130, 17];
    let states = states(lengths.iter().sum(), heads);
    let bias = |&length: &usize| bias_of(length, heads);
    let biases: Vec<Vec<f32>> = lengths.iter().map(bias).collect();
    let biases: Vec<&[f32]> = biases.iter().map(Vec::as_slice).collect();
    let width = heads.count * heads.size;
    for level in SimdLevel::available() {
        with_simd_level(level, || {
            let all = attended(&states, &lengths, heads, &biases);
            assert_eq!(
                on_one_thread(|| attended(&states, &lengths, heads, &biases)),
                all
            );
            let mut start = 0;
            for (&length, &bias) in lengths.iter().zip(&biases) {
                let end = start + length;
                let own = &states[start * 3 * width..end * 3 * width];
                let alone = attended(own, &[length], heads, &[bias]);
                assert_eq!(alone, all[start * width..end * width]);
                start = end;
            }
        });
    }
}

#[test]
fn tables_that_do_not_fit_are_refused() {
    let heads = heads(2, 4);
    let states = states(3, heads);
    let bias = bias_of(3, heads);
    let result = |states: &[f32], lengths: &[usize], biases: &[&[f32]], outputs: usize| {
        let mut output = vec![0.0; outputs];
        let scores = Scores {
            biases,
            blinded: &[],
        };
        attention(states, lengths, heads, scores, &mut output, None)
    };
    assert_eq!(result(&states, &[3], &[&bias], 24), Ok(()));
    for refused in [
        result(&states, &[2], &[], 24),
        result(&states[1..], &[3], &[], 24),
        result(&states, &[3], &[&bias[1..]], 24),
        result(&states, &[1, 2], &[&bias], 24),
        result(&states, &[3], &[], 23),
    ] {
        assert_eq!(refused, Err(ShapeMismatch));
    }
    for (weights, expected) in [(18, Ok(())), (17, Err(ShapeMismatch))] {
        let (mut output, mut weights) = (vec![0.0; 24], vec![0.0; weights]);
        let result = attention(
            &states,
            &[3],
            heads,
            Scores::default(),
            &mut output,
            Some(&mut weights),
        );
        assert_eq!(result, expected);
    }
}
