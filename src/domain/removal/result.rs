//! What the removal test found in one text.

use serde::{Deserialize, Serialize};

use super::choice::Rival;

/// What the removal test found in one text. Effects are `1 - cos` of the embeddings, 0 to 2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RemovalTest {
    /// How many tokens are judged.
    pub judged: usize,
    /// The layer whose HIGH tokens are looked at.
    pub layer: usize,
    /// What each token does alone, one entry a token, special tokens too; empty before each was
    /// removed.
    pub alone: Vec<f64>,
    /// The HIGH tokens of every layer, `[layer]`; `None` where none is HIGH. Empty before sets of
    /// tokens were removed.
    pub layers: Vec<Option<Against>>,
    /// The rivals of the HIGH tokens of the layer.
    pub rivals: Vec<(Rival, ChoiceEffect)>,
    /// Removing more and more: the strongest first, at random, and greedily, by what each does alone.
    pub curve: Vec<CurvePoint>,
}

/// The removal test of a text, and what it was of.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuredRemoval {
    /// How the model makes a sentence embedding, or what is looked at in its place, in a few words.
    pub pooling: String,
    /// How far the test is.
    pub progress: Progress,
    /// What was found so far.
    pub test: RemovalTest,
}

/// How far a removal test is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// How many sets of tokens were removed.
    pub done: usize,
    /// How many there are to be removed, each of them once.
    pub total: usize,
}

impl Progress {
    /// Whether nothing is left to be removed.
    pub fn is_whole(self) -> bool {
        self.done == self.total
    }
}

/// A choice of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ChoiceEffect {
    /// What its removal does.
    pub effect: f64,
    /// How much more than the random sets of as many tokens do in the mean.
    pub excess: f64,
}

/// HIGH tokens against random sets of as many.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Against {
    /// How many tokens are HIGH.
    pub size: usize,
    /// What their removal does.
    pub effect: f64,
    /// What that of random sets does in the mean.
    pub random_mean: f64,
    /// The share of the random sets that do less.
    pub beats_random: f64,
    /// How many random sets were removed.
    pub sets: usize,
}

/// One step of removing more and more tokens.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Which share of the judged tokens is removed, 0 to 1.
    pub share: f64,
    /// The strongest tokens.
    pub strongest: f64,
    /// Random ones, in the mean.
    pub random: f64,
    /// Those that alone do the most, together: a greedy choice, and no bound.
    pub greedy: f64,
}

impl Against {
    /// How much more the HIGH tokens do than random sets.
    pub fn excess(&self) -> f64 {
        self.effect - self.random_mean
    }
}

impl RemovalTest {
    /// What a rival's choice does.
    pub fn rival(&self, wanted: Rival) -> Option<f64> {
        let found = self.rivals.iter().find(|(rival, _)| *rival == wanted);
        found.map(|(_, choice)| choice.effect)
    }

    /// The HIGH tokens of the layer that is looked at.
    pub fn high(&self) -> Option<&Against> {
        self.layers.get(self.layer)?.as_ref()
    }
}

/// What the effects of the HIGH tokens, of random ones and of the rarest words say of the claim that
/// strength is importance: the end of a sentence that begins with "so".
pub fn claim(high: f64, random: f64, rarest: Option<f64>) -> &'static str {
    match rarest {
        _ if high <= random => "strength does no better than chance",
        None => "strength does better than chance",
        Some(rarest) if high >= rarest => {
            "strength finds tokens that matter, here at least as well as rarity does"
        }
        Some(_) => "strength does better than chance, and rarity does better than strength",
    }
}

/// The area between the strongest and random, over that between the greedy choice and random (AOPC,
/// arXiv 2408.08137): 0 is no better than chance, 1 as good as choosing by what each token does
/// alone. It may be more: what tokens do together is not the sum of that. `None` where the greedy
/// choice is no better than chance either.
pub fn area<'a>(curve: impl Iterator<Item = &'a CurvePoint>) -> Option<f64> {
    let (mut strongest, mut greedy) = (0.0, 0.0);
    for point in curve {
        strongest += point.strongest - point.random;
        greedy += point.greedy - point.random;
    }
    (greedy > 0.0 && strongest.is_finite()).then(|| strongest / greedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_claim_is_judged_by_chance_and_by_rarity() {
        assert!(claim(0.2, 0.2, Some(0.1)).contains("no better than chance"));
        assert!(claim(0.3, 0.2, Some(0.1)).contains("at least as well as rarity"));
        assert!(claim(0.3, 0.2, Some(0.4)).contains("rarity does better"));
        assert_eq!(claim(0.3, 0.2, None), "strength does better than chance");
    }

    #[test]
    fn the_area_is_told_in_units_of_the_greedy_choice() {
        let point = |strongest, random, greedy| CurvePoint {
            share: 0.5,
            strongest,
            random,
            greedy,
        };
        let curve = [point(0.2, 0.1, 0.3), point(0.5, 0.4, 0.6)];
        assert!((area(curve.iter()).unwrap() - 0.5).abs() < 1e-12);
        assert_eq!(area([point(0.2, 0.1, 0.1)].iter()), None);
        assert_eq!(area([].iter()), None);
    }
}
