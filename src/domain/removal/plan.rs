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

    /// Every set.
    pub(super) fn all(&self) -> Vec<Place> {
        (0..self.sets.len()).map(Place).collect()
    }

    /// Measures those of `places` that were not measured yet, at most `at_a_time` together; `tell` is
    /// called where more are left.
    pub(super) fn measure<E>(
        &mut self,
        mut places: Vec<Place>,
        at_a_time: usize,
        remove: Remove<'_, E>,
        tell: &dyn Fn(Progress),
    ) -> Result<(), E> {
        places.retain(|&place| self.measured(place).is_none());
        places.sort_unstable();
        places.dedup();
        let mut left = places.len();
        for part in places.chunks(at_a_time.max(1)) {
            let sets = part.iter().filter_map(|&Place(at)| self.sets.get(at));
            let sets: Vec<Vec<usize>> = sets.cloned().collect();
            for (&Place(at), found) in part.iter().zip(remove(&sets)?) {
                if let Some(effect) = self.effects.get_mut(at) {
                    *effect = Some(found);
                }
            }
            left -= part.len();
            if left > 0 {
                tell(self.progress());
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
    use std::cell::RefCell;

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
        let told = RefCell::new(Vec::new());
        let tell = |progress| told.borrow_mut().push(progress);
        let one = plan.place(vec![1]);
        plan.measure(plan.all(), 1, &mut remove, &tell).unwrap();
        assert_eq!(plan.place(vec![1]), one);
        let more = plan.places(vec![vec![1, 2], vec![1], vec![1, 2], vec![4]]);
        assert!(plan.effect(more[0]).is_nan());
        let first = vec![more[0], more[1]];
        plan.measure(first, 2, &mut remove, &tell).unwrap();
        assert_eq!(plan.mean(&more), (3.0 + 1.0 + 3.0) / 3.0);
        assert_eq!((plan.progress().done, plan.progress().total), (2, 3));
        plan.measure(plan.all(), 2, &mut remove, &tell).unwrap();
        plan.measure(plan.all(), 2, &mut remove, &tell).unwrap();
        assert_eq!(plan.mean(&more), (3.0 + 1.0 + 3.0 + 4.0) / 4.0);
        assert_eq!(told.take(), []);
        plan.places(vec![vec![5], vec![6], vec![7]]);
        plan.measure(plan.all(), 2, &mut remove, &tell).unwrap();
        assert_eq!(told.take(), [Progress { done: 5, total: 6 }]);
        assert_eq!(
            plan.mean(&plan.all()),
            (1.0 + 3.0 + 4.0 + 5.0 + 6.0 + 7.0) / 6.0
        );
        let expected = [
            vec![vec![1]],
            vec![vec![1, 2]],
            vec![vec![4]],
            vec![vec![5], vec![6]],
            vec![vec![7]],
        ];
        assert_eq!(asked, expected);
    }
}
