//! Remembers what was built last, so that it is built anew only for other inputs.

use std::sync::Arc;

/// What was built last, and of what.
pub(in crate::ui) struct Memo<K, V> {
    made: Option<(K, Arc<V>)>,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self { made: None }
    }
}

impl<K: PartialEq, V> Memo<K, V> {
    /// What `build` gives for `inputs`; it is only called if they are not those of the last time.
    pub(in crate::ui) fn get(&mut self, inputs: K, build: impl FnOnce() -> V) -> Arc<V> {
        match &self.made {
            Some((of, made)) if *of == inputs => Arc::clone(made),
            _ => {
                let made = Arc::new(build());
                self.made = Some((inputs, Arc::clone(&made)));
                made
            }
        }
    }
}

/// The very same answer, not one that happens to be equal. Holding on to it keeps its place in
/// memory from being given to another.
pub(in crate::ui) struct ByIdentity<T>(Arc<T>);

impl<T> ByIdentity<T> {
    pub(in crate::ui) fn new(answer: &Arc<T>) -> Self {
        Self(Arc::clone(answer))
    }
}

impl<T> PartialEq for ByIdentity<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::Order;

    #[test]
    fn a_chart_is_built_once_for_the_same_answer_and_settings() {
        let mut built = 0;
        let mut memo: Memo<(ByIdentity<String>, Order), usize> = Memo::default();
        let (one, equal) = (Arc::new("text".to_owned()), Arc::new("text".to_owned()));
        let mut ask = |answer: &Arc<String>, order| {
            let inputs = (ByIdentity::new(answer), order);
            *memo.get(inputs, || {
                built += 1;
                built
            })
        };
        assert_eq!(ask(&one, Order::Position), 1);
        assert_eq!(ask(&one, Order::Position), 1);
        assert_eq!(ask(&one, Order::Strength), 2);
        assert_eq!(ask(&equal, Order::Strength), 3, "another answer");
        assert_eq!(ask(&equal, Order::Strength), 3);
    }
}
