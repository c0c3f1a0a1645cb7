//! Random sets of tokens.

use rand::Rng as _;
use rand_chacha::ChaCha8Rng;

/// All sets are gone through where there are at most this many, else as many are drawn.
pub const MOST_SETS: usize = 200;

/// Some sets of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenSets {
    /// The sets, each in rising order.
    pub sets: Vec<Vec<usize>>,
    /// Whether these are all there are.
    pub all: bool,
}

/// Sets of `size` of `tokens`, which are in rising order: all of them where there are at most
/// `most`, else `most` that `random` draws, one as likely as another.
pub fn random_sets(
    tokens: &[usize],
    size: usize,
    most: usize,
    random: &mut ChaCha8Rng,
) -> TokenSets {
    if size > tokens.len() {
        return TokenSets {
            sets: Vec::new(),
            all: true,
        };
    }
    if combinations(tokens.len(), size, most).is_some() {
        let mut sets = Vec::new();
        choose(tokens, size, &mut Vec::new(), &mut sets);
        return TokenSets { sets, all: true };
    }
    let draw = |_| {
        let mut pool = tokens.to_vec();
        let mut drawn: Vec<usize> = (0..size)
            .map(|_| pool.swap_remove(random.random_range(0..pool.len() as u32) as usize))
            .collect();
        drawn.sort_unstable();
        drawn
    };
    TokenSets {
        sets: (0..most).map(draw).collect(),
        all: false,
    }
}

/// How many sets of `size` of `count` there are; `None` if more than `most`.
fn combinations(count: usize, size: usize, most: usize) -> Option<usize> {
    let size = size.min(count - size);
    (0..size).try_fold(1, |sets: usize, chosen| {
        let sets = sets * (count - chosen) / (chosen + 1);
        (sets <= most).then_some(sets)
    })
}

fn choose(tokens: &[usize], size: usize, chosen: &mut Vec<usize>, sets: &mut Vec<Vec<usize>>) {
    if size == 0 {
        sets.push(chosen.clone());
        return;
    }
    for (place, &token) in tokens.iter().enumerate() {
        let rest = tokens.get(place + 1..).unwrap_or_default();
        if rest.len() + 1 < size {
            return;
        }
        chosen.push(token);
        choose(rest, size - 1, chosen, sets);
        chosen.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng as _;

    #[test]
    fn few_sets_are_all_gone_through() {
        let random = &mut ChaCha8Rng::seed_from_u64(1);
        let sets = random_sets(&[2, 3, 5, 7], 2, MOST_SETS, random);
        assert!(sets.all);
        let expected = [[2, 3], [2, 5], [2, 7], [3, 5], [3, 7], [5, 7]];
        assert_eq!(sets.sets, expected);
        assert_eq!(random_sets(&[4], 1, 9, random).sets, [[4]]);
        assert_eq!(
            random_sets(&[4, 6], 0, 9, random).sets,
            [Vec::<usize>::new()]
        );
        assert!(random_sets(&[4], 2, 9, random).sets.is_empty());
    }

    #[test]
    fn of_many_sets_some_are_drawn_and_the_seed_decides_which() {
        let tokens: Vec<usize> = (0..60).collect();
        let draw = |seed| random_sets(&tokens, 15, 200, &mut ChaCha8Rng::seed_from_u64(seed));
        let drawn = draw(3);
        assert!(!drawn.all && drawn.sets.len() == 200);
        for set in &drawn.sets {
            assert_eq!(set.len(), 15);
            assert!(set.is_sorted_by(|a, b| a < b));
        }
        assert_eq!(drawn, draw(3));
        assert_ne!(drawn, draw(4));
        // Each token is in a quarter of them.
        let of_first = drawn.sets.iter().filter(|set| set.contains(&0)).count();
        assert!((25..80).contains(&of_first), "{of_first}");
    }
}
