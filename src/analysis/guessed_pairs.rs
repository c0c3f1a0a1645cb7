//! Which pairs of two texts are a guess: where several words in a row changed, edit distance still
//! pairs each with one, though no one of them became the other.

use crate::domain::alignment::{AlignmentKind, Pair};
use crate::domain::token::Token;

/// For each of the `pairs` of the tokens of two texts, whether it is a guess. A changed word between
/// words that stayed is none, nor is a pair made by hand, nor one of positions.
pub(super) fn guessed_pairs(
    pairs: &[Pair],
    tokens: [&[Token]; 2],
    alignment: AlignmentKind,
) -> Vec<bool> {
    if alignment == AlignmentKind::Index {
        return vec![false; pairs.len()];
    }
    let [a, b] = tokens;
    let stayed = |pair: &Pair| pair.both().is_some() && !pair.word_changed;
    let stretches = pairs.chunk_by(|one, next| stayed(one) == stayed(next));
    stretches
        .flat_map(|stretch| {
            let several = words(a, stretch.iter().map(|pair| pair.a)) > 1
                || words(b, stretch.iter().map(|pair| pair.b)) > 1;
            let guessed = move |pair: &Pair| {
                several && pair.word_changed && !pair.by_hand && pair.both().is_some()
            };
            stretch.iter().map(guessed)
        })
        .collect()
}

/// How many words the tokens at `places` belong to; one of no word counts alone.
fn words(tokens: &[Token], places: impl Iterator<Item = Option<usize>>) -> usize {
    let tokens = places.filter_map(|place| tokens.get(place?));
    let mut words: Vec<_> = tokens
        .map(|token| match token.word {
            Some(word) => (true, word),
            None => (false, token.index),
        })
        .collect();
    words.sort_unstable();
    words.dedup();
    words.len()
}
