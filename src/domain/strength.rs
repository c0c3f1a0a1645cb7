//! Activation strength: the L2 norm of a token's hidden state (the paper's equation 1), and where
//! it stands among the others of its layer.

use super::accumulate::sum;

/// `S_i = |h_i|_2`, accumulated in double precision.
pub fn l2_norm(hidden_state: &[f32]) -> f64 {
    sum(hidden_state, hidden_state, |x, same| x * same).sqrt()
}

/// The rank of each value, 1 for the largest. Equal values share the better rank (1, 2, 2, 4).
pub fn ranks(values: &[f64]) -> Vec<usize> {
    let mut descending = values.to_vec();
    descending.sort_by(|a, b| b.total_cmp(a));
    values
        .iter()
        .map(|value| descending.partition_point(|other| other > value) + 1)
        .collect()
}

/// `(S_i - mean) / sd` with the population standard deviation (numpy's `ddof=0`).
///
/// None when it is undefined: no values, all values equal, or a value that is not finite.
pub fn z_scores(values: &[f64]) -> Option<Vec<f64>> {
    let count = values.len() as f64;
    let (&first, rest) = values.split_first()?;
    if rest.iter().all(|&value| value == first) {
        return None;
    }
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / count;
    let deviation = variance.sqrt();
    (deviation.is_finite() && deviation > 0.0)
        .then(|| values.iter().map(|v| (v - mean) / deviation).collect())
}

/// Whether `values` lie so close together (within 0.01 % of the largest) that their order is the
/// rounding of the arithmetic rather than anything the model made of the text.
pub fn is_flat(values: &[f64]) -> bool {
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    values.len() > 1 && most.is_finite() && most - least <= 1e-4 * most.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_norm_is_euclidean() {
        assert_eq!(l2_norm(&[3.0, -4.0]), 5.0);
        assert_eq!(l2_norm(&[]), 0.0);
        assert!(l2_norm(&[f32::NAN]).is_nan());
        // A sum of squares that would overflow a float32.
        assert!((l2_norm(&[3e30, 4e30]) / 5e30 - 1.0).abs() < 1e-6);
    }

    #[test]
    fn equal_values_share_the_better_rank() {
        assert_eq!(ranks(&[1.0, 9.0, 5.0, 5.0]), [4, 1, 2, 2]);
        assert_eq!(ranks(&[7.0]), [1]);
        assert!(ranks(&[]).is_empty());
    }

    #[test]
    fn z_scores_have_mean_zero_and_deviation_one() {
        let z = z_scores(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).unwrap();
        assert_eq!(z, [-1.5, -0.5, -0.5, -0.5, 0.0, 0.0, 1.0, 2.0]);
    }

    #[test]
    fn z_scores_are_undefined_without_spread() {
        assert_eq!(z_scores(&[]), None);
        assert_eq!(z_scores(&[3.0]), None);
        assert_eq!(z_scores(&[0.1, 0.1, 0.1]), None);
        assert_eq!(z_scores(&[1.0, f64::NAN]), None);
        assert_eq!(z_scores(&[1.0, f64::INFINITY]), None);
    }

    #[test]
    fn values_that_differ_by_rounding_are_flat() {
        assert!(is_flat(&[19.5959, 19.5958, 19.5960]));
        assert!(!is_flat(&[19.5, 19.6]));
        assert!(!is_flat(&[1.0]));
        assert!(!is_flat(&[]));
        assert!(!is_flat(&[1.0, f64::NAN, 2.0]));
    }
}
