//! What one head does, in a few numbers.

use serde::Serialize;

use super::matrix::AttentionMatrix;

/// Plain facts of a head: means over the queries that are not special tokens, or over all where
/// every one is.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct HeadFacts {
    /// How evenly a query attends, in bits: 0 for one key alone, log2 of the number of keys for all
    /// alike.
    pub entropy: f64,
    /// Share on the first token, where it is special (`[CLS]` and its kin).
    pub to_first: f64,
    /// Share on the other special tokens (`[SEP]` and its kin).
    pub to_other_special: f64,
    /// Share on the token before.
    pub to_previous: f64,
    /// Share on the token itself.
    pub to_itself: f64,
    /// Share on the token behind.
    pub to_next: f64,
    /// How far away the keys are, in tokens.
    pub distance: f64,
}

impl HeadFacts {
    /// Those of a head with these `weights`; `special` says which tokens are.
    pub fn new(weights: &AttentionMatrix, special: &[bool]) -> Self {
        let is_special = |token: usize| special.get(token).copied().unwrap_or(false);
        let every_one = (0..weights.size()).all(is_special);
        let mut facts = Self::default();
        let mut queries = 0_u32;
        for (query, row) in weights.rows().enumerate() {
            if is_special(query) && !every_one {
                continue;
            }
            queries += 1;
            for (key, &weight) in row.iter().enumerate() {
                facts.add(query, key, f64::from(weight), is_special(key));
            }
        }
        let share = 1.0 / f64::from(queries.max(1));
        Self {
            entropy: share * facts.entropy,
            to_first: share * facts.to_first,
            to_other_special: share * facts.to_other_special,
            to_previous: share * facts.to_previous,
            to_itself: share * facts.to_itself,
            to_next: share * facts.to_next,
            distance: share * facts.distance,
        }
    }

    fn add(&mut self, query: usize, key: usize, weight: f64, is_special: bool) {
        if weight > 0.0 {
            self.entropy -= weight * weight.log2();
        }
        match (is_special, key) {
            (true, 0) => self.to_first += weight,
            (true, _) => self.to_other_special += weight,
            (false, _) => {}
        }
        if key + 1 == query {
            self.to_previous += weight;
        } else if key == query {
            self.to_itself += weight;
        } else if key == query + 1 {
            self.to_next += weight;
        }
        self.distance += weight * query.abs_diff(key) as f64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_that_are_special_do_not_count() {
        let weights = vec![
            1.0, 0.0, 0.0, 0.0, // [CLS]
            0.25, 0.25, 0.25, 0.25, // evenly
            0.0, 0.5, 0.0, 0.5, // before and behind
            0.0, 0.0, 0.0, 1.0, // [SEP]
        ];
        let weights = AttentionMatrix::new(weights, 4);
        let facts = HeadFacts::new(&weights, &[true, false, false, true]);
        assert!((facts.entropy - 1.5).abs() < 1e-12);
        assert!((facts.to_first - 0.125).abs() < 1e-12);
        assert!((facts.to_other_special - 0.375).abs() < 1e-12);
        assert!((facts.to_previous - 0.375).abs() < 1e-12);
        assert!((facts.to_itself - 0.125).abs() < 1e-12);
        assert!((facts.to_next - 0.375).abs() < 1e-12);
        assert!((facts.distance - 1.0).abs() < 1e-12);
    }

    #[test]
    fn without_words_every_query_counts() {
        let weights = AttentionMatrix::new(vec![0.5, 0.5, 0.0, 1.0], 2);
        let facts = HeadFacts::new(&weights, &[true, true]);
        assert_eq!(facts.to_first, 0.25);
        assert_eq!(facts.to_other_special, 0.75);
    }
}
