//! What the head says at each layer of each token.

use std::collections::BTreeMap;

/// What the head makes of the hidden states of one text, layer by layer.
#[derive(Debug, Clone, PartialEq)]
pub struct LensReading {
    /// `[layer][token]`; empty for a layer that is still to come.
    pub layers: Vec<Vec<LensCell>>,
    /// How every candidate is spelled.
    pub words: BTreeMap<u32, LensWord>,
    /// Which tokens stand for a hidden word.
    pub masked: Vec<bool>,
}

/// What the head says of one token at one layer.
#[derive(Debug, Clone, PartialEq)]
pub struct LensCell {
    /// The most probable words, the best first.
    pub top: Vec<Candidate>,
    /// The rank of the token that stands there, from 1; `None` for a mask.
    pub true_rank: Option<usize>,
    /// The probability of the token that stands there; `None` for a mask.
    pub true_probability: Option<f64>,
    /// The entropy of the probabilities of all words, in nats.
    pub entropy: f64,
}

/// A word that the head proposes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Its row of the vocabulary.
    pub id: u32,
    /// Its probability.
    pub probability: f64,
}

/// How a word of the vocabulary is spelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LensWord {
    /// As the vocabulary has it.
    pub piece: String,
    /// As a reader sees it.
    pub shown: String,
}

impl LensReading {
    /// Whether every layer is there.
    pub fn is_whole(&self) -> bool {
        self.layers.iter().all(|layer| !layer.is_empty())
    }

    /// What the head says of a token at a layer; `None` where that is still to come.
    pub fn cell(&self, layer: usize, token: usize) -> Option<&LensCell> {
        self.layers.get(layer)?.get(token)
    }

    /// How a word is shown; its number where the tokenizer has no such word.
    pub fn shown(&self, id: u32) -> &str {
        self.words.get(&id).map_or("", |word| word.shown.as_str())
    }

    /// The best word of a token at a layer.
    pub fn best(&self, layer: usize, token: usize) -> Option<Candidate> {
        self.cell(layer, token)?.top.first().copied()
    }

    /// The first layer from which the best word stays that of the last layer, for each token;
    /// `None` until every layer is there.
    pub fn settled_at(&self) -> Option<Vec<usize>> {
        let last = self.layers.len().checked_sub(1)?;
        if !self.is_whole() {
            return None;
        }
        let tokens = self.layers.get(last)?.len();
        let best = |layer: usize, token: usize| self.best(layer, token).map(|word| word.id);
        let settled = |token: usize| {
            let other = (0..last)
                .rev()
                .find(|&layer| best(layer, token) != best(last, token));
            other.map_or(0, |layer| layer + 1)
        };
        Some((0..tokens).map(settled).collect())
    }

    /// Takes over the layers that `other` has, a reading of the same text.
    pub fn merge(&mut self, other: Self) {
        for (own, layer) in self.layers.iter_mut().zip(other.layers) {
            if !layer.is_empty() {
                *own = layer;
            }
        }
        self.words.extend(other.words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(id: u32) -> LensCell {
        LensCell {
            top: vec![Candidate {
                id,
                probability: 0.5,
            }],
            true_rank: Some(1),
            true_probability: Some(0.5),
            entropy: 1.0,
        }
    }

    fn reading(layers: &[&[u32]]) -> LensReading {
        let layers = layers.iter();
        let cells = |layer: &&[u32]| layer.iter().map(|&id| cell(id)).collect();
        LensReading {
            layers: layers.map(cells).collect(),
            words: BTreeMap::new(),
            masked: Vec::new(),
        }
    }

    #[test]
    fn a_token_settles_where_its_last_answer_begins_to_stay() {
        let found = reading(&[&[1, 2, 3], &[4, 2, 3], &[1, 2, 4], &[1, 2, 3]]).settled_at();
        assert_eq!(found, Some(vec![2, 0, 3]));
        assert_eq!(reading(&[&[1]]).settled_at(), Some(vec![0]));
    }

    #[test]
    fn nothing_has_settled_before_every_layer_is_there() {
        let mut part = reading(&[&[1], &[], &[1]]);
        assert_eq!(part.settled_at(), None);
        assert!(part.cell(1, 0).is_none());
        part.merge(reading(&[&[], &[2], &[]]));
        assert_eq!(part.settled_at(), Some(vec![2]));
    }
}
