//! Which sets of tokens are removed, each once however often it is asked for.

use std::collections::HashMap;

/// What some sets of tokens do when each is removed, in their order; NaN where that is not defined.
pub(super) type Remove<'a, E> = &'a mut dyn FnMut(&[Vec<usize>]) -> Result<Vec<f64>, E>;

/// Where a set stands in its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place(usize);

/// Sets of tokens, and what those do that were measured.
#[derive(Debug, Default)]
pub(super) struct Plan {
    sets: Vec<Vec<usize>>,
    places: HashMap<Vec<usize>, Place>,
    /// What the first sets do.
    effects: Vec<f64>,
}

impl Plan {
    /// Asks for a set, which is in rising order.
    pub(super) fn place(&mut self, set: Vec<usize>) -> Place {
        if let Some(&place) = self.places.get(&set) {
            return place;
        }
        let place = Place(self.sets.len());
        self.places.insert(set.clone(), place);
        self.sets.push(set);
        place
    }

    /// Asks for each of `sets`.
    pub(super) fn places(&mut self, sets: Vec<Vec<usize>>) -> Vec<Place> {
        sets.into_iter().map(|set| self.place(set)).collect()
    }

    /// Measures the sets that were asked for since the last time.
    pub(super) fn measure<E>(&mut self, remove: Remove<'_, E>) -> Result<(), E> {
        let new = self.sets.get(self.effects.len()..).unwrap_or_default();
        if !new.is_empty() {
            self.effects.extend(remove(new)?);
        }
        Ok(())
    }

    /// What a set does; NaN where that is not defined, or not measured.
    pub(super) fn effect(&self, Place(place): Place) -> f64 {
        self.effects.get(place).copied().unwrap_or(f64::NAN)
    }

    /// What sets do in the mean.
    pub(super) fn mean(&self, places: &[Place]) -> f64 {
        let effects = places.iter().map(|&place| self.effect(place));
        effects.sum::<f64>() / places.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_measured_once() {
        let mut asked: Vec<Vec<Vec<usize>>> = Vec::new();
        let mut remove = |sets: &[Vec<usize>]| {
            asked.push(sets.to_vec());
            let sums = sets.iter().map(|set| set.iter().sum::<usize>() as f64);
            Ok::<_, ()>(sums.collect())
        };
        let mut plan = Plan::default();
        let one = plan.place(vec![1]);
        plan.measure(&mut remove).unwrap();
        assert_eq!(plan.place(vec![1]), one);
        let more = plan.places(vec![vec![1, 2], vec![1], vec![1, 2], vec![4]]);
        assert!(plan.effect(more[0]).is_nan());
        plan.measure(&mut remove).unwrap();
        plan.measure(&mut remove).unwrap();
        assert_eq!(plan.mean(&more), (3.0 + 1.0 + 3.0 + 4.0) / 4.0);
        assert_eq!(asked, [vec![vec![1]], vec![vec![1, 2], vec![4]]]);
    }
}
