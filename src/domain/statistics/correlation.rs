//! How alike two orders are: Spearman's rank correlation, also with others held constant.

/// Spearman's rho of two lists of numbers: Pearson's correlation of their ranks, where equal
/// values share their mean rank (as scipy's `spearmanr`).
///
/// None when it is undefined: fewer than 3 pairs (two always agree or disagree wholly), lists of
/// different length, all values of a list equal, or a value that is not finite.
pub fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    partial_spearman(a, b, &[])
}

/// Spearman's rho of `a` and `b` with the ranks of each list of `held` held constant: the partial
/// correlation of the ranks, the same as the correlation of what is left of both after a linear
/// fit on the ranks that are held.
///
/// A list of `held` without spread holds nothing. None when it is undefined: as [`spearman`], and
/// when the lists that are held leave nothing of `a` or `b`.
pub fn partial_spearman(a: &[f64], b: &[f64], held: &[&[f64]]) -> Option<f64> {
    let lists: Vec<&[f64]> = [a, b].into_iter().chain(held.iter().copied()).collect();
    let fits = |list: &&[f64]| list.len() == a.len() && list.iter().all(|value| value.is_finite());
    if a.len() < 3 || !lists.iter().all(fits) {
        return None;
    }
    let ranks: Vec<Vec<f64>> = lists.iter().map(|list| mean_ranks(list)).collect();
    let middle = (a.len() + 1) as f64 / 2.0;
    let mut products: Vec<Vec<f64>> = ranks
        .iter()
        .map(|one| {
            let of = |other: &Vec<f64>| -> f64 {
                let pairs = one.iter().zip(other);
                pairs.map(|(x, y)| (x - middle) * (y - middle)).sum()
            };
            ranks.iter().map(of).collect()
        })
        .collect();
    partial_correlation(&mut products)
}

/// The correlation of the first two variables with all others held constant, from the sums of
/// products of their deviations, `[variable][variable]`, which are used up.
///
/// A variable that is held and has no spread of its own (beyond those before it) holds nothing.
/// None when one of the two has no spread, or none is left.
pub(in crate::domain) fn partial_correlation<Row: AsMut<[f64]>>(
    products: &mut [Row],
) -> Option<f64> {
    let mut held: Vec<Vec<f64>> = products
        .iter_mut()
        .map(|row| row.as_mut().to_vec())
        .collect();
    let spread: Vec<f64> = held
        .iter()
        .enumerate()
        .map(|(place, row)| row.get(place).copied().unwrap_or(0.0))
        .collect();
    let enough = |left: f64, of: Option<&f64>| left > of.copied().unwrap_or(0.0) * 1e-9;
    // What the last variable explains is taken out of all others, then the one before it.
    while held.len() > 2 {
        let Some(last) = held.pop() else { break };
        let own = last.last().copied().unwrap_or(0.0);
        let explains = enough(own, spread.get(held.len()));
        for (row, &with_last) in held.iter_mut().zip(&last) {
            row.pop();
            if explains {
                for (product, &other) in row.iter_mut().zip(&last) {
                    *product -= with_last * other / own;
                }
            }
        }
    }
    let [first, second] = held.as_slice() else {
        return None;
    };
    let (&own_first, &product) = (first.first()?, first.get(1)?);
    let &own_second = second.get(1)?;
    let defined = enough(own_first, spread.first()) && enough(own_second, spread.get(1));
    defined.then(|| (product / (own_first * own_second).sqrt()).clamp(-1.0, 1.0))
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

    #[test]
    fn what_is_held_constant_is_taken_out() {
        let a = [1.0, 2.0, 3.0, 4.0];
        let (b, held) = ([1.0, 3.0, 2.0, 4.0], [2.0, 1.0, 4.0, 3.0]);
        // By hand: r_ab = 0.8, r_ah = 0.6, r_bh = 0, so 0.8 / sqrt(1 - 0.36) = 1.
        assert_eq!(spearman(&a, &b), Some(0.8));
        assert_eq!(spearman(&a, &held), Some(0.6));
        let partial = partial_spearman(&a, &b, &[&held]).unwrap();
        assert!((partial - 1.0).abs() < 1e-12, "{partial}");
    }

    #[test]
    fn what_has_no_spread_holds_nothing() {
        let (a, b) = ([1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 2.0, 4.0]);
        assert_eq!(partial_spearman(&a, &b, &[&[7.0; 4]]), Some(0.8));
        let held = [4.0, 1.0, 2.0, 3.0];
        let once = partial_spearman(&a, &b, &[&held]).unwrap();
        let twice = partial_spearman(&a, &b, &[&held, &held]).unwrap();
        assert!((once - twice).abs() < 1e-12, "{once} {twice}");
    }

    #[test]
    fn nothing_is_left_of_what_is_held() {
        let (a, b) = ([1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 2.0, 4.0]);
        assert_eq!(partial_spearman(&a, &b, &[&a]), None);
        assert_eq!(partial_spearman(&a, &b, &[&b, &a]), None);
        assert_eq!(partial_spearman(&a, &b, &[&[1.0]]), None);
    }
}
