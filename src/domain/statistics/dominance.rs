//! Which of two groups has the larger values: the area under the ROC curve and Cliff's delta.

/// The chance that a value of `a` is larger than a value of `b`, equal values counting half: the
/// area under the ROC curve, Mann-Whitney's U divided by the number of pairs.
///
/// None when a list is empty or has a value that is not finite.
pub fn auc(a: &[f64], b: &[f64]) -> Option<f64> {
    let finite = a.iter().chain(b).all(|value| value.is_finite());
    if a.is_empty() || b.is_empty() || !finite {
        return None;
    }
    let pairs = a.len() as f64 * b.len() as f64;
    Some(wins(a, b) as f64 / 2.0 / pairs)
}

/// Cliff's delta: the chance that a value of `a` is larger than one of `b`, minus the chance that
/// it is smaller. From -1 to 1, 0 for no difference; `2 AUC - 1`.
///
/// None when a list is empty or has a value that is not finite.
pub fn cliffs_delta(a: &[f64], b: &[f64]) -> Option<f64> {
    auc(a, b).map(|auc| 2.0 * auc - 1.0)
}

/// How many pairs `a` wins against `b`, doubled so that a tie is a whole number: exact.
pub(in crate::domain) fn wins(a: &[f64], b: &[f64]) -> u128 {
    let mut ascending = b.to_vec();
    ascending.sort_by(f64::total_cmp);
    a.iter()
        .map(|value| {
            let below = ascending.partition_point(|other| other < value);
            let up_to = ascending.partition_point(|other| other <= value);
            below as u128 + up_to as u128
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_counts_once() {
        // 3 beats 1 and 2, 2 beats 1 and ties with 2: 3.5 of 4 pairs.
        assert_eq!(auc(&[2.0, 3.0], &[1.0, 2.0]), Some(0.875));
        assert_eq!(cliffs_delta(&[2.0, 3.0], &[1.0, 2.0]), Some(0.75));
        assert_eq!(auc(&[5.0], &[1.0, 2.0, 3.0]), Some(1.0));
        assert_eq!(cliffs_delta(&[1.0], &[2.0, 3.0]), Some(-1.0));
    }

    #[test]
    fn equal_groups_have_no_difference() {
        assert_eq!(auc(&[4.0; 3], &[4.0; 5]), Some(0.5));
        assert_eq!(cliffs_delta(&[1.0, 2.0], &[2.0, 1.0]), Some(0.0));
    }

    #[test]
    fn nothing_has_no_difference_to_speak_of() {
        assert_eq!(auc(&[], &[1.0]), None);
        assert_eq!(auc(&[1.0], &[]), None);
        assert_eq!(cliffs_delta(&[f64::NAN], &[1.0]), None);
        assert_eq!(cliffs_delta(&[1.0], &[f64::INFINITY]), None);
    }
}
