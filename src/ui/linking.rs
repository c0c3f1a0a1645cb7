//! What links the charts, tables and texts of the window: which of their marks stand for the range
//! of text that is selected or pointed at, and which range a mark stands for.

use std::ops::Range;

use crate::analysis::{Comparison, ModelComparison};
use crate::domain::alignment::Pair;
use crate::domain::matching::MatchWord;
use crate::domain::trace::TracedText;
use crate::paint::Marked;

use super::state::selection::{Selection, TextOf, TextRange};

/// The marks that `places` finds for what is selected and pointed at.
pub(in crate::ui) fn marked(
    selection: &Selection,
    places: impl Fn(&TextRange) -> Vec<usize>,
) -> Marked {
    Marked {
        selected: selection.selected().map(&places).unwrap_or_default(),
        hovered: selection
            .hovered()
            .and_then(|range| places(range).first().copied()),
    }
}

/// The tokens of a text.
pub(in crate::ui) fn marked_tokens(
    selection: &Selection,
    of: TextOf,
    traced: &TracedText,
) -> Marked {
    marked(selection, |range| {
        let here = range.of() == of;
        let tokens = here.then(|| range.tokens_in(traced));
        tokens.into_iter().flatten().collect()
    })
}

/// The tokens of a text that may be a pair, whose texts are the two prompts.
pub(in crate::ui) fn marked_in_prompts(selection: &Selection, traced: &TracedText) -> Marked {
    marked(selection, |range| range.tokens_of_prompts(traced).collect())
}

/// The pairs of two texts that have what is set off on either side.
pub(in crate::ui) fn marked_pairs(selection: &Selection, comparison: &Comparison) -> Marked {
    marked(selection, |range| pairs_of(comparison, range))
}

/// The tokens of one side of two texts, and those whose partners are set off.
pub(in crate::ui) fn marked_side(
    selection: &Selection,
    comparison: &Comparison,
    side: TextOf,
) -> Marked {
    let pairs = &comparison.alignment.pairs;
    marked(selection, |range| {
        let of_range = pairs_of(comparison, range).into_iter();
        let pairs = of_range.filter_map(|pair| pairs.get(pair));
        pairs.filter_map(|pair| token_of(pair, side)).collect()
    })
}

/// The words that two models share.
pub(in crate::ui) fn marked_words(selection: &Selection, comparison: &ModelComparison) -> Marked {
    marked(selection, |range| words_of(comparison, range))
}

/// The words that two models share and that have some of `range`.
pub(in crate::ui) fn words_of(comparison: &ModelComparison, range: &TextRange) -> Vec<usize> {
    let [first, _] = &comparison.sides;
    let bytes = range.bytes();
    let is_there = range.of() == TextOf::A && range.is_in(&first.traced.text);
    let words = comparison.words.iter().enumerate();
    words
        .filter(|(_, word)| is_there && word.start < bytes.end && bytes.start < word.end)
        .map(|(place, _)| place)
        .collect()
}

/// The pairs of two texts that have a token of `range`.
pub(in crate::ui) fn pairs_of(comparison: &Comparison, range: &TextRange) -> Vec<usize> {
    let tokens = range.tokens_in(side(comparison, range.of()));
    let pairs = comparison.alignment.pairs.iter().enumerate();
    pairs
        .filter(|(_, pair)| token_of(pair, range.of()).is_some_and(|token| tokens.contains(&token)))
        .map(|(place, _)| place)
        .collect()
}

/// What stands on side `of` for `range`: itself, or the partner of a token of the other text.
pub(in crate::ui) fn on_side(
    comparison: &Comparison,
    range: &TextRange,
    of: TextOf,
) -> Option<TextRange> {
    if range.of() == of {
        return Some(range.clone());
    }
    let pair = pairs_of(comparison, range).into_iter().next()?;
    let token = token_of(comparison.alignment.pairs.get(pair)?, of)?;
    TextRange::of_token(of, side(comparison, of), token)
}

/// The pair that has `token` on one side.
pub(in crate::ui) fn pair_with(comparison: &Comparison, of: TextOf, token: usize) -> Option<usize> {
    let mut pairs = comparison.alignment.pairs.iter();
    pairs.position(|pair| token_of(pair, of) == Some(token))
}

/// The range that a pair stands for: its token of A, or of B where it has none of A.
pub(in crate::ui) fn range_of_pair(comparison: &Comparison, pair: usize) -> Option<TextRange> {
    let pair = comparison.alignment.pairs.get(pair)?;
    let of_side = |of: TextOf| {
        let token = token_of(pair, of)?;
        TextRange::of_token(of, side(comparison, of), token)
    };
    of_side(TextOf::A).or_else(|| of_side(TextOf::B))
}

/// The range of a word that two models share.
pub(in crate::ui) fn range_of_word(comparison: &ModelComparison, word: usize) -> Option<TextRange> {
    let word = comparison.words.get(word)?;
    let [first, _] = &comparison.sides;
    let [tokens, _] = &word.tokens;
    let (from, to) = (tokens.first()?, tokens.last()?);
    TextRange::of_tokens(TextOf::A, &first.traced, *from..to + 1)
}

/// The ranges of `tokens` of a text.
pub(in crate::ui) fn ranges_of(
    of: TextOf,
    traced: &TracedText,
    tokens: impl IntoIterator<Item = usize>,
) -> Vec<TextRange> {
    let tokens = tokens.into_iter();
    tokens
        .filter_map(|token| TextRange::of_token(of, traced, token))
        .collect()
}

/// The first of `words` that has some of `tokens`.
pub(in crate::ui) fn word_with(words: &[MatchWord], tokens: &Range<usize>) -> Option<usize> {
    words
        .iter()
        .position(|word| word.tokens.start < tokens.end && tokens.start < word.tokens.end)
}

/// The token that a pair has on one side.
pub(in crate::ui) fn token_of(pair: &Pair, side: TextOf) -> Option<usize> {
    match side {
        TextOf::A => pair.a,
        TextOf::B => pair.b,
    }
}

/// One of two texts as it was read.
pub(in crate::ui) fn side(comparison: &Comparison, of: TextOf) -> &TracedText {
    match of {
        TextOf::A => &comparison.a.traced,
        TextOf::B => &comparison.b.traced,
    }
}
