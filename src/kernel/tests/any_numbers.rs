//! Any sizes and any numbers, those that are none too: the door refuses what does not fit, and what
//! it lets in gives the same at every level, as exactly as is promised.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use glassbox_kernel::{
    Activation, Heads, Linear, MatrixView, PackedWeights, Scores, SimdLevel, StoredNumbers,
    Weights, activate, attention, layer_norm, linear, with_simd_level,
};
use proptest::prelude::*;

/// Usual numbers, and now and then one that is none, is infinite, tiny or huge.
fn number() -> impl Strategy<Value = f32> {
    prop_oneof![
        40 => -3.0_f32..3.0,
        1 => Just(f32::NAN),
        1 => Just(f32::INFINITY),
        1 => Just(f32::NEG_INFINITY),
        1 => Just(1e-41_f32),
        1 => Just(-f32::MIN_POSITIVE),
        1 => Just(3e38_f32),
        1 => Just(-0.0_f32),
    ]
}

fn numbers(count: usize) -> impl Strategy<Value = Vec<f32>> {
    prop::collection::vec(number(), count)
}

/// What each level makes of `work`, the widest first.
fn at_every_level<T>(work: impl Fn() -> T) -> Vec<T> {
    let levels = SimdLevel::available().into_iter();
    levels.map(|level| with_simd_level(level, &work)).collect()
}

/// Whether all are the same kind of number, and finite ones no further apart than two steps between
/// neighbouring floats of the size that `magnitudes` has for each.
fn agree(results: &[Vec<f32>], magnitudes: &[f32]) -> Result<(), TestCaseError> {
    for other in &results[1..] {
        for ((&a, &b), magnitude) in results[0].iter().zip(other).zip(magnitudes) {
            let allowed = (2.0 * f32::EPSILON * magnitude).max(f32::MIN_POSITIVE);
            let same = a.is_nan() && b.is_nan() || a == b || (a - b).abs() <= allowed;
            prop_assert!(
                same,
                "{a} and {b}, {} steps of {magnitude}",
                (a - b).abs() / (magnitude * f32::EPSILON)
            );
        }
    }
    Ok(())
}

/// Sums that overflow on the way depend on the order; those are left to the tests of one level.
fn is_tame(numbers: &[f32]) -> bool {
    numbers.iter().all(|x| !(x.is_finite() && x.abs() > 1e10))
}

fn product() -> impl Strategy<Value = (usize, usize, usize, Vec<f32>, Vec<f32>, Vec<f32>)> {
    (1_usize..32, 1_usize..40, 1_usize..36).prop_flat_map(|(rows, width, outputs)| {
        let tables = (
            numbers(rows * width),
            numbers(outputs * width),
            numbers(outputs),
        );
        tables.prop_map(move |(input, weight, bias)| (rows, width, outputs, input, weight, bias))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn products_agree_and_a_row_is_the_same_alone((rows, width, outputs, input, weight, bias) in product()) {
        let maps = [Linear { weight: (&weight[..]).into(), bias: Some(&bias), outputs }];
        let map = |input: &[f32]| {
            let mut output = vec![0.0; input.len() / width * outputs];
            linear(MatrixView::contiguous(input, width), &maps, None, &mut output, outputs).unwrap();
            output
        };
        let together = at_every_level(|| map(&input));
        let alone = at_every_level(|| input.chunks(width).flat_map(map).collect::<Vec<f32>>());
        for (together, alone) in together.iter().zip(&alone) {
            for (a, b) in together.iter().zip(alone) {
                prop_assert!(a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan(), "{a} {b}");
            }
        }
        prop_assert_eq!(together[0].len(), rows * outputs);
        if is_tame(&input) && is_tame(&weight) && is_tame(&bias) {
            let magnitude = |row: &[f32], output: usize| {
                let weights = &weight[output * width..];
                let terms = row.iter().zip(weights).map(|(x, w)| (x * w).abs());
                terms.sum::<f32>() + bias[output].abs()
            };
            let rows = input.chunks(width);
            let magnitudes = rows.flat_map(|row| (0..outputs).map(move |output| magnitude(row, output)));
            agree(&together, &magnitudes.collect::<Vec<f32>>())?;
        }
    }

    #[test]
    fn a_sum_with_a_nan_or_an_infinity_in_it_says_so((_, width, outputs, input, weight, bias) in product()) {
        let mut output = vec![0.0; outputs];
        let row = &input[..width];
        let maps = [Linear { weight: (&weight[..]).into(), bias: Some(&bias), outputs }];
        for level in SimdLevel::available() {
            with_simd_level(level, || {
                linear(MatrixView::contiguous(row, width), &maps, None, &mut output, outputs).unwrap();
            });
            for (at, found) in output.iter().enumerate() {
                let terms = row.iter().zip(&weight[at * width..]);
                // A product that is too large alone may fit in a fused sum.
                let wild = terms.clone().any(|(x, w)| !x.is_finite() || !w.is_finite()) || !bias[at].is_finite();
                prop_assert!(!wild || !found.is_finite(), "{found} of {level:?}");
            }
        }
    }

    #[test]
    fn halves_give_what_their_floats_give(
        (width, halves) in (1_usize..40, 1_usize..40).prop_flat_map(|(width, outputs)| {
            (Just(width), prop::collection::vec(any::<u16>(), width * outputs))
        }),
        seed in number(),
    ) {
        let bytes: Vec<u8> = halves.iter().flat_map(|half| half.to_le_bytes()).collect();
        let outputs = halves.len() / width;
        let input: Vec<f32> = (0..3 * width).map(|at| seed + at as f32 * 0.1).collect();
        let map = |weight: Weights<'_>| {
            let mut output = vec![0.0; 3 * outputs];
            let maps = [Linear { weight, bias: None, outputs }];
            linear(MatrixView::contiguous(&input, width), &maps, None, &mut output, outputs).unwrap();
            output
        };
        for stored in [StoredNumbers::F16(&bytes), StoredNumbers::Bf16(&bytes)] {
            let floats = stored.to_floats();
            let packed = PackedWeights::new(stored, outputs).unwrap();
            let found = at_every_level(|| {
                [stored.into(), (&packed).into(), (&floats[..]).into()].map(map)
            });
            for [halves, packed, floats] in found {
                for (a, b) in halves.iter().zip(&floats).chain(packed.iter().zip(&floats)) {
                    prop_assert!(a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan(), "{a} {b}");
                }
            }
        }
    }

    #[test]
    fn activations_agree(numbers in numbers(37), which in 0_usize..4) {
        let activation = [Activation::Gelu, Activation::GeluTanh, Activation::Relu, Activation::Tanh][which];
        let results = at_every_level(|| {
            let mut numbers = numbers.clone();
            activate(activation, &mut numbers);
            numbers
        });
        for (result, x) in results[0].iter().zip(&numbers) {
            prop_assert!(result.is_nan() || !x.is_nan(), "{activation:?} of {x} is {result}");
        }
        let magnitudes: Vec<f32> = numbers.iter().map(|x| x.abs()).collect();
        agree(&results, &magnitudes)?;
    }

    #[test]
    fn attention_agrees_and_a_text_is_the_same_alone(
        (size, lengths, states) in (1_usize..20, prop::collection::vec(0_usize..12, 1..4))
            .prop_flat_map(|(size, lengths)| {
                let tokens: usize = lengths.iter().sum();
                (Just(size), Just(lengths), numbers(tokens * size * 3))
            })
    ) {
        let heads = Heads { count: 1, size, scale: 0.3 };
        let attend = |states: &[f32], lengths: &[usize]| {
            let mut output = vec![0.0; states.len() / 3];
            attention(states, lengths, heads, Scores::default(), &mut output, None).unwrap();
            output
        };
        let together = at_every_level(|| attend(&states, &lengths));
        let alone = at_every_level(|| {
            let mut start = 0;
            let each = lengths.iter().flat_map(|&length| {
                let own = &states[start..start + length * size * 3];
                start += length * size * 3;
                attend(own, &[length])
            });
            each.collect::<Vec<f32>>()
        });
        for (together, alone) in together.iter().zip(&alone) {
            for (a, b) in together.iter().zip(alone) {
                prop_assert!(a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan(), "{a} {b}");
            }
        }
        if states.iter().all(|x| x.abs() < 10.0) {
            let largest = states.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
            agree(&together, &vec![largest; together[0].len()])?;
        }
    }

    #[test]
    fn whatever_does_not_fit_is_refused_and_never_read(
        sizes in prop::collection::vec(prop_oneof![6 => 0_usize..20, 1 => Just(usize::MAX), 1 => Just(usize::MAX / 2 + 1)], 8),
        lengths in prop::collection::vec(prop_oneof![6 => 0_usize..9, 1 => Just(usize::MAX)], 0..4),
    ) {
        let table = |size: usize| vec![1.0; size.min(400)];
        let [rows, width, stride, outputs, output_stride, a, b, c] = sizes[..] else { unreachable!() };
        let (input, weight) = (table(a.saturating_mul(7)), table(b.saturating_mul(7)));
        let bias = table(c);
        let maps = [Linear { weight: (&weight[..]).into(), bias: Some(&bias), outputs }];
        let view = MatrixView { numbers: &input, rows, width, stride };
        let mut output = table(b.saturating_mul(c));
        let _ = linear(view, &maps, Some(Activation::Silu), &mut output, output_stride);
        let _ = layer_norm(&mut output, Some(&input), &weight, &bias, 0.0);
        let heads = Heads { count: rows, size: width, scale: 1.0 };
        let scores = Scores { biases: &[&weight, &bias], blinded: &[] };
        let _ = attention(&input, &lengths, heads, scores, &mut output, Some(&mut table(a)));
    }
}
