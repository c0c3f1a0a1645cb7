//! Words of a match as ranges of its texts, and back.

use crate::analysis::Match;
use crate::analysis::matching::MatchSide;
use crate::ui::linking::word_with;
use crate::ui::state::selection::{TextOf, TextRange};

/// Side 0 is A, the other is B.
pub(super) fn side_of(matched: &Match, side: usize) -> (TextOf, &MatchSide) {
    if side == 0 {
        (TextOf::A, &matched.a)
    } else {
        (TextOf::B, &matched.b)
    }
}

/// The first word that has some of `range`.
pub(super) fn word_of(matched: &Match, range: &TextRange) -> Option<(usize, usize)> {
    let place = usize::from(range.of() == TextOf::B);
    let (_, side) = side_of(matched, place);
    let tokens = range.behind(side.prompt).tokens_in(&side.traced);
    Some((place, word_with(&side.words, &tokens)?))
}

/// The range of a word of A (0) or B; none of what the model put before the text.
pub(super) fn range_of(matched: &Match, (side, word): (usize, usize)) -> Option<TextRange> {
    let (of, side) = side_of(matched, side);
    let word = side.words.get(word)?;
    TextRange::of_tokens(of, &side.traced, word.tokens.clone())?.after(side.prompt)
}
