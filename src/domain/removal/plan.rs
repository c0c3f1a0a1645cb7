//! Which sets of tokens are removed, each once however often it is asked for.

use std::collections::HashMap;

use super::result::Progress;

/// What some sets of tokens do when each is removed, in their order; NaN where that is not defined.
pub(super) type Remove<'a, E> = &'a mut dyn FnMut(&[Vec<usize>]) -> Result<Vec<f64>, E>;

/// Where a set stands in its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(usize);

/// Sets of tokens, and what those do that were measured.
#[derive(Debug, Default)]
pub(super) struct Plan {
    sets: Vec<Vec<usize>>,
    places: HashMap<Vec<usize>, Place>,
    /// What each does, once it was measured.
    effects: Vec<Option<f64>>,
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
        self.effects.push(None);
        place
    }

    /// Asks for each of `sets`.
    pub(super) fn places(&mut self, sets: Vec<Vec<usize>>) -> Vec<Place> {
        sets.into_iter().map(|set| self.place(set)).collect()
    }

    /// Measures the sets that were not measured yet.
    pub(super) fn measure<E>(&mut self, remove: Remove<'_, E>) -> Result<(), E> {
        let all = (0..self.sets.len()).map(Place);
        self.measure_only(all.collect(), remove)
    }

    /// Measures those of `places` that were not measured yet.
    pub(super) fn measure_only<E>(
        &mut self,
        mut places: Vec<Place>,
        remove: Remove<'_, E>,
    ) -> Result<(), E> {
        places.retain(|&place| self.measured(place).is_none());
        places.sort_unstable();
        places.dedup();
        let sets = places.iter().filter_map(|&Place(at)| self.sets.get(at));
        let sets: Vec<Vec<usize>> = sets.cloned().collect();
        if sets.is_empty() {
            return Ok(());
        }
        for (Place(at), found) in places.into_iter().zip(remove(&sets)?) {
            if let Some(effect) = self.effects.get_mut(at) {
                *effect = Some(found);
            }
        }
        Ok(())
    }

    /// How many sets were measured, of how many.
    pub(super) fn progress(&self) -> Progress {
        Progress {
            done: self.effects.iter().flatten().count(),
            total: self.effects.len(),
        }
    }

    /// What a set does; `None` where it was not measured.
    fn measured(&self, Place(place): Place) -> Option<f64> {
        self.effects.get(place).copied().flatten()
    }

    /// What a set does; NaN where that is not defined, or not measured.
    pub(super) fn effect(&self, place: Place) -> f64 {
        self.measured(place).unwrap_or(f64::NAN)
    }

    /// What those of `places` do that were measured.
    pub(super) fn effects(&self, places: &[Place]) -> Vec<f64> {
        let measured = places.iter().filter_map(|&place| self.measured(place));
        measured.collect()
    }

    /// What sets do in the mean, those that were measured.
    pub(super) fn mean(&self, places: &[Place]) -> f64 {
        let effects = self.effects(places);
        effects.iter().sum::<f64>() / effects.len() as f64
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
        let first = vec![more[0], more[1]];
        plan.measure_only(first, &mut remove).unwrap();
        assert_eq!(plan.mean(&more), (3.0 + 1.0 + 3.0) / 3.0);
        assert_eq!((plan.progress().done, plan.progress().total), (2, 3));
        plan.measure(&mut remove).unwrap();
        plan.measure(&mut remove).unwrap();
        assert_eq!(plan.mean(&more), (3.0 + 1.0 + 3.0 + 4.0) / 4.0);
        assert_eq!(asked, [vec![vec![1]], vec![vec![1, 2]], vec![vec![4]]]);
    }
}
