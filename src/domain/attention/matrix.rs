//! Numbers between every two tokens of a text, and between every two of its words.

use std::sync::Arc;

/// Numbers from each query to each key. Clones share them.
#[derive(Debug, Clone, PartialEq)]
pub struct AttentionMatrix {
    /// `[query][key]`, rows one behind the other.
    cells: Arc<[f32]>,
    /// How many keys a row has.
    size: usize,
}

impl AttentionMatrix {
    /// `cells`, `[query][key]`, of `size` tokens; what is missing of the last row is left out.
    pub fn new(cells: Vec<f32>, size: usize) -> Self {
        let cells = cells.into();
        Self { cells, size }
    }

    /// How many tokens, or words, there are.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The numbers of each query in turn.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.cells.chunks_exact(self.size.max(1))
    }

    /// The numbers of `query`; none where there is no such query.
    pub fn row(&self, query: usize) -> &[f32] {
        let row = query * self.size..(query + 1) * self.size;
        self.cells.get(row).unwrap_or_default()
    }

    /// What `query` has for `key`.
    pub fn get(&self, query: usize, key: usize) -> Option<f32> {
        if key >= self.size {
            return None;
        }
        self.cells.get(query * self.size + key).copied()
    }

    /// The largest number there is; 0 without any.
    pub fn largest(&self) -> f32 {
        self.cells.iter().fold(0.0, |most, &cell| most.max(cell))
    }

    /// The largest number to a key that `counts`; 0 without any.
    pub fn largest_to(&self, counts: impl Fn(usize) -> bool) -> f32 {
        let counted: Vec<bool> = (0..self.size).map(counts).collect();
        let of_row = |row: &[f32]| {
            let keys = row.iter().zip(&counted).filter(|(_, counts)| **counts);
            keys.fold(0.0_f32, |most, (&cell, _)| most.max(cell))
        };
        self.rows().map(of_row).fold(0.0, f32::max)
    }

    /// What each key receives: the mean over the queries that `counts`.
    pub fn received(&self, counts: &dyn Fn(usize) -> bool) -> Vec<f64> {
        let mut sums = vec![0.0; self.size];
        let mut queries = 0;
        for (_, row) in self.rows().enumerate().filter(|(query, _)| counts(*query)) {
            queries += 1;
            for (sum, &cell) in sums.iter_mut().zip(row) {
                *sum += f64::from(cell);
            }
        }
        let queries = f64::from(queries.max(1));
        sums.into_iter().map(|sum| sum / queries).collect()
    }

    /// The numbers from each of `kept` to each of them; 0 from and to what there is not.
    #[must_use]
    pub fn among(&self, kept: &[usize]) -> Self {
        let cells = kept.iter().flat_map(|&query| {
            let of = move |&key: &usize| self.get(query, key).unwrap_or(0.0);
            kept.iter().map(of)
        });
        Self::new(cells.collect(), kept.len())
    }

    /// The same between groups of tokens: what a group's queries give on average to the sum over a
    /// group's keys, so that a row still sums to what it did (Clark et al. 2019, arXiv 1906.04341).
    /// `group_of` says where each token belongs; those of none are left out.
    #[must_use]
    pub fn merged(&self, group_of: &[Option<usize>], groups: usize) -> Self {
        let mut sums = vec![0.0_f64; groups * groups];
        let mut members = vec![0_u32; groups];
        for (row, group) in self.rows().zip(group_of) {
            let Some(from) = *group else { continue };
            if let Some(count) = members.get_mut(from) {
                *count += 1;
            }
            for (&cell, to) in row.iter().zip(group_of) {
                let place = to.filter(|&to| to < groups).map(|to| from * groups + to);
                if let Some(sum) = place.and_then(|place| sums.get_mut(place)) {
                    *sum += f64::from(cell);
                }
            }
        }
        let rows = sums.chunks_exact(groups.max(1)).zip(members);
        let means = rows.flat_map(|(row, members)| {
            let members = f64::from(members.max(1));
            row.iter().map(move |sum| (sum / members) as f32)
        });
        Self::new(means.collect(), groups)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> AttentionMatrix {
        AttentionMatrix::new(vec![0.5, 0.25, 0.25, 0.0, 1.0, 0.0, 0.1, 0.2, 0.7], 3)
    }

    #[test]
    fn a_key_receives_the_mean_over_queries() {
        let received = matrix().received(&|_| true);
        let expected = [0.6 / 3.0, 1.45 / 3.0, 0.95 / 3.0];
        for (found, expected) in received.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-7);
        }
        let of_one = matrix().received(&|query| query == 1);
        assert_eq!(of_one, [0.0, 1.0, 0.0]);
        assert_eq!(matrix().received(&|_| false), [0.0; 3]);
    }

    #[test]
    fn a_row_is_that_of_its_query() {
        let matrix = matrix();
        let rows: Vec<&[f32]> = matrix.rows().collect();
        assert_eq!(rows, [0, 1, 2].map(|query| matrix.row(query)));
        assert_eq!(matrix.row(1), [0.0, 1.0, 0.0]);
        assert!(matrix.row(3).is_empty());
        assert_eq!((matrix.get(2, 1), matrix.get(2, 3)), (Some(0.2), None));
    }

    #[test]
    fn the_largest_to_some_keys_is_not_that_to_all() {
        assert_eq!(matrix().largest(), 1.0);
        assert_eq!(matrix().largest_to(|key| key != 1), 0.7);
        assert_eq!(matrix().largest_to(|_| false), 0.0);
    }

    #[test]
    fn what_is_kept_keeps_its_numbers() {
        let among = matrix().among(&[0, 2]);
        assert_eq!(among, AttentionMatrix::new(vec![0.5, 0.25, 0.1, 0.7], 2));
        assert_eq!(matrix().among(&[]).size(), 0);
    }

    #[test]
    fn merged_rows_still_sum_to_one() {
        let merged = matrix().merged(&[Some(0), Some(1), Some(1)], 2);
        assert_eq!(merged.size(), 2);
        assert_eq!(merged.get(0, 1), Some(0.5));
        assert!((merged.get(1, 0).unwrap() - 0.05).abs() < 1e-7);
        for row in merged.rows() {
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn tokens_of_no_group_are_left_out() {
        for nowhere in [None, Some(2), Some(9)] {
            let merged = matrix().merged(&[Some(0), nowhere, Some(1)], 2);
            let expected = AttentionMatrix::new(vec![0.5, 0.25, 0.1, 0.7], 2);
            assert_eq!(merged, expected, "{nowhere:?}");
        }
    }

    #[test]
    fn there_is_nothing_beyond_the_last_token() {
        assert_eq!(matrix().get(0, 3), None);
        assert_eq!(matrix().get(3, 0), None);
        assert_eq!(AttentionMatrix::new(Vec::new(), 0).rows().count(), 0);
    }
}
