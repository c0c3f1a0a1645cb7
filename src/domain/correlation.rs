//! How alike two orders are: Spearman's rank correlation.

/// Spearman's rho of two lists of numbers: Pearson's correlation of their ranks, where equal
/// values share their mean rank (as scipy's `spearmanr`).
///
/// None when it is undefined: fewer than 3 pairs (two always agree or disagree wholly), lists of
/// different length, all values of a list equal, or a value that is not finite.
pub fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    if a.len() != b.len() || a.len() < 3 || a.iter().chain(b).any(|value| !value.is_finite()) {
        return None;
    }
    pearson(&mean_ranks(a), &mean_ranks(b))
}

/// The rank of each value, 1 for the smallest; equal values share the mean of their ranks.
fn mean_ranks(values: &[f64]) -> Vec<f64> {
    let mut ascending = values.to_vec();
    ascending.sort_by(f64::total_cmp);
    values
        .iter()
        .map(|value| {
            let below = ascending.partition_point(|other| other < value);
            let up_to = ascending.partition_point(|other| other <= value);
            (below + up_to + 1) as f64 / 2.0
        })
        .collect()
}

fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let spread = |values: &[f64], mean: f64| -> f64 {
        values.iter().map(|value| (value - mean).powi(2)).sum()
    };
    let product: f64 = a
        .iter()
        .zip(b)
        .map(|(a, b)| (a - mean_a) * (b - mean_b))
        .sum();
    let scale = (spread(a, mean_a) * spread(b, mean_b)).sqrt();
    (scale > 0.0).then(|| (product / scale).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rho_is_one_for_the_same_order_and_minus_one_for_the_reverse() {
        let rising = [1.0, 2.0, 30.0, 400.0];
        assert_eq!(spearman(&rising, &[5.0, 6.0, 6.5, 7.0]), Some(1.0));
        assert_eq!(spearman(&rising, &[4.0, 3.0, 2.0, 1.0]), Some(-1.0));
    }

    #[test]
    fn ties_share_their_mean_rank() {
        // scipy 1.16: spearmanr([1, 2, 2, 4, 5], [5, 6, 7, 8, 7]).statistic
        let rho = spearman(&[1.0, 2.0, 2.0, 4.0, 5.0], &[5.0, 6.0, 7.0, 8.0, 7.0]).unwrap();
        assert!((rho - 0.763_157_894_736_842_1).abs() < 1e-12, "{rho}");
    }

    #[test]
    fn rho_is_undefined_without_spread_or_pairs() {
        assert_eq!(spearman(&[], &[]), None);
        assert_eq!(spearman(&[1.0, 2.0], &[2.0, 1.0]), None);
        assert_eq!(spearman(&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0]), None);
        assert_eq!(spearman(&[1.0, f64::NAN, 3.0], &[1.0, 2.0, 3.0]), None);
        assert_eq!(spearman(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0, 4.0]), None);
    }
}
