//! Products with weights: exact, the same in any company, and refused where tables do not fit.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::ops::Range;

use glassbox_kernel::{
    Linear, MatrixView, PackedWeights, ShapeMismatch, SimdLevel, StoredNumbers, Weights, linear,
    on_one_thread, with_simd_level,
};

/// Numbers between -1 and 1 that look like no pattern.
fn numbers(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    std::iter::repeat_with(next).take(count).collect()
}

struct Case {
    input: Vec<f32>,
    width: usize,
    weights: Vec<Vec<f32>>,
    biases: Vec<Vec<f32>>,
}

impl Case {
    fn new(rows: usize, width: usize, outputs: &[usize]) -> Self {
        let table = |(index, &outputs): (usize, &usize)| numbers(outputs * width, 7 + index as u32);
        let bias = |(index, &outputs): (usize, &usize)| numbers(outputs, 70 + index as u32);
        Self {
            input: numbers(rows * width, 1),
            width,
            weights: outputs.iter().enumerate().map(table).collect(),
            biases: outputs.iter().enumerate().map(bias).collect(),
        }
    }

    fn outputs(&self) -> usize {
        self.biases.iter().map(Vec::len).sum()
    }

    /// What the kernel makes of the rows from `first` up to `end`: the same whether weights are
    /// packed or not.
    fn mapped(&self, first: usize, end: usize) -> Vec<f32> {
        let packed = self.weights.iter().zip(&self.biases).map(|(weight, bias)| {
            PackedWeights::new(StoredNumbers::F32(weight), bias.len()).unwrap()
        });
        let packed: Vec<PackedWeights> = packed.collect();
        let stored = self.weights.iter().map(|weight| weight.as_slice().into());
        let stored = self.mapped_by(stored, first..end);
        let packed = self.mapped_by(packed.iter().map(Weights::from), first..end);
        assert_eq!(stored, packed);
        packed
    }

    fn mapped_by<'a>(
        &'a self,
        weights: impl Iterator<Item = Weights<'a>>,
        Range { start: first, end }: Range<usize>,
    ) -> Vec<f32> {
        let maps: Vec<Linear<'_>> = weights
            .zip(&self.biases)
            .map(|(weight, bias)| Linear {
                weight,
                bias: Some(bias),
                outputs: bias.len(),
            })
            .collect();
        let input = MatrixView::contiguous(
            &self.input[first * self.width..end * self.width],
            self.width,
        );
        let mut output = vec![f32::NAN; input.rows * self.outputs()];
        linear(input, &maps, None, &mut output, self.outputs()).unwrap();
        output
    }

    fn expected(&self, row: usize) -> Vec<f64> {
        let x = &self.input[row * self.width..(row + 1) * self.width];
        let of = |(weights, biases): (&Vec<f32>, &Vec<f32>)| -> Vec<f64> {
            let rows = weights.chunks(self.width).zip(biases);
            rows.map(|(weights, &bias)| {
                let products = weights
                    .iter()
                    .zip(x)
                    .map(|(&w, &x)| f64::from(w) * f64::from(x));
                products.sum::<f64>() + f64::from(bias)
            })
            .collect()
        };
        self.weights.iter().zip(&self.biases).flat_map(of).collect()
    }
}

#[test]
fn products_are_those_of_float64_on_every_level() {
    for (rows, width, outputs) in [
        (1, 1, vec![1]),
        (1, 5, vec![3]),
        (2, 16, vec![4]),
        (7, 33, vec![9, 2, 5]),
        (13, 384, vec![70]),
        (12, 768, vec![64, 64, 68]),
        (5, 1024, vec![10]),
        (131, 100, vec![67]),
        (3, 3072, vec![7]),
        (270, 520, vec![230, 33]),
    ] {
        let case = Case::new(rows, width, &outputs);
        for level in SimdLevel::available() {
            let found = with_simd_level(level, || case.mapped(0, rows));
            for (row, found) in found.chunks(case.outputs()).enumerate() {
                for (&found, expected) in found.iter().zip(case.expected(row)) {
                    let error = (f64::from(found) - expected).abs();
                    let name = level.name();
                    assert!(error < 3e-5, "{name} {rows} x {width}: {found} {expected}");
                }
            }
        }
    }
}

#[test]
fn a_row_is_the_same_in_any_company_and_on_any_number_of_threads() {
    for (width, outputs) in [
        (50, vec![11, 70]),
        (768, vec![130]),
        (1024, vec![9]),
        (3072, vec![6]),
    ] {
        let rows = 150;
        let case = Case::new(rows, width, &outputs);
        for level in SimdLevel::available() {
            with_simd_level(level, || {
                let all = case.mapped(0, rows);
                assert_eq!(on_one_thread(|| case.mapped(0, rows)), all);
                for (first, end) in [(0, 1), (3, 5), (4, 7), (2, 6), (9, 14), (20, 27), (10, 149)] {
                    let alone = case.mapped(first, end);
                    let same = &all[first * case.outputs()..end * case.outputs()];
                    assert_eq!(alone, same, "{} {first}..{end} of {width}", level.name());
                }
            });
        }
    }
}

/// A sum hangs on the order of its products and on how each is rounded, not on what else a vector
/// holds.
#[test]
fn vectors_that_round_once_give_the_same_numbers() {
    for (rows, width, outputs) in [(1, 300, 5), (15, 257, 33), (40, 768, 70), (270, 520, 230)] {
        let case = Case::new(rows, width, &[outputs]);
        let fused = SimdLevel::available();
        let fused = fused.iter().filter(|level| level.name() != "portable");
        let found = fused.map(|&level| with_simd_level(level, || case.mapped(0, rows)));
        let found: Vec<Vec<f32>> = found.collect();
        assert!(found.windows(2).all(|pair| pair[0] == pair[1]));
    }
}

fn map_of<'a>(weight: &'a [f32], bias: Option<&'a [f32]>, outputs: usize) -> [Linear<'a>; 1] {
    let weight = weight.into();
    [Linear {
        weight,
        bias,
        outputs,
    }]
}

#[test]
fn tables_that_do_not_fit_are_refused() {
    let weight = numbers(6, 1);
    let bias = numbers(2, 1);
    let x = numbers(6, 1);
    let good = MatrixView::contiguous(&x, 3);
    let mut output = vec![0.0; 4];
    let whole = map_of(&weight, Some(&bias[..]), 2);
    assert_eq!(linear(good, &whole, None, &mut output, 2), Ok(()));
    assert_eq!(
        linear(good, &whole, None, &mut output[..3], 2),
        Err(ShapeMismatch)
    );
    assert_eq!(
        linear(good, &whole, None, &mut output, 1),
        Err(ShapeMismatch)
    );
    for wrong in [
        map_of(&weight[..5], Some(&bias[..]), 2),
        map_of(&weight, Some(&bias[..1]), 2),
        map_of(&weight, None, usize::MAX),
    ] {
        assert_eq!(
            linear(good, &wrong, None, &mut output, 2),
            Err(ShapeMismatch)
        );
    }
    // As many numbers, packed for rows of another width.
    let packed = PackedWeights::new(StoredNumbers::F32(&weight), 3).unwrap();
    let wrong = Linear {
        weight: (&packed).into(),
        bias: None,
        outputs: 2,
    };
    assert_eq!(
        linear(good, &[wrong], None, &mut output, 2),
        Err(ShapeMismatch)
    );
    for wrong in [
        MatrixView { rows: 3, ..good },
        MatrixView { stride: 2, ..good },
        MatrixView {
            rows: usize::MAX,
            ..good
        },
        MatrixView::contiguous(&x, 0),
    ] {
        assert_eq!(
            linear(wrong, &whole, None, &mut output, 2),
            Err(ShapeMismatch)
        );
    }
}
