//! Long sums over hidden states and what is made of them, in double precision.

/// Sums that run side by side: one alone would wait for each of its additions.
const SIDE_BY_SIDE: usize = 8;

/// The sum of what `of` makes of each number of `a` and its like in `b`. The order of the
/// additions depends on the count alone.
pub(super) fn sum<T: Copy + Into<f64>>(a: &[T], b: &[T], of: impl Fn(f64, f64) -> f64) -> f64 {
    let mut sums = [0.0; SIDE_BY_SIDE];
    let (wholes_a, rest_a) = a.as_chunks::<SIDE_BY_SIDE>();
    let (wholes_b, rest_b) = b.as_chunks::<SIDE_BY_SIDE>();
    for (a, b) in wholes_a.iter().zip(wholes_b) {
        for ((sum, &a), &b) in sums.iter_mut().zip(a).zip(b) {
            *sum += of(a.into(), b.into());
        }
    }
    for ((sum, &a), &b) in sums.iter_mut().zip(rest_a).zip(rest_b) {
        *sum += of(a.into(), b.into());
    }
    sums.iter().sum()
}

/// The sums of both that `of` makes of each number of `a` and its like in `b`, each as [`sum`] has it.
pub(super) fn sums(a: &[f32], b: &[f32], of: impl Fn(f64, f64) -> (f64, f64)) -> (f64, f64) {
    let (mut first, mut second) = ([0.0; SIDE_BY_SIDE], [0.0; SIDE_BY_SIDE]);
    let mut add = |a: &[f32], b: &[f32]| {
        let both = first.iter_mut().zip(&mut second);
        for ((first, second), (&a, &b)) in both.zip(a.iter().zip(b)) {
            let (one, other) = of(a.into(), b.into());
            *first += one;
            *second += other;
        }
    };
    let (wholes_a, rest_a) = a.as_chunks::<SIDE_BY_SIDE>();
    let (wholes_b, rest_b) = b.as_chunks::<SIDE_BY_SIDE>();
    for (a, b) in wholes_a.iter().zip(wholes_b) {
        add(a, b);
    }
    add(rest_a, rest_b);
    (first.iter().sum(), second.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_counts_once_whatever_their_count() {
        for count in 0..40 {
            let a: Vec<f32> = (0..count).map(|i| i as f32).collect();
            let b: Vec<f32> = (0..count).map(|i| 2.0 - i as f32).collect();
            let count = f64::from(count);
            let all = count * (count - 1.0) / 2.0;
            let squares = all * (2.0 * count - 1.0) / 3.0;
            assert_eq!(sum(&a, &b, |a, _| a), all);
            assert_eq!(sum(&a, &b, |_, b| b), 2.0 * count - all);
            assert_eq!(sum(&a, &b, |a, b| a * b), 2.0 * all - squares);
            let both = sums(&a, &b, |a, b| (a, a * b));
            assert_eq!(both, (all, 2.0 * all - squares));
        }
    }
}
