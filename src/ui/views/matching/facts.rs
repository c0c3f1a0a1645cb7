//! What is known of a word in a match: the card at the pointer and the inspector say the same.

use crate::analysis::Match;
use crate::domain::format::{part, signed};
use crate::ui::facts::{Fact, Section};
use crate::ui::state::selection::{TextOf, TextRange};

use super::ranges::{range_of, side_of, word_of};

/// How many of a word's pairs are named.
const PAIRS: usize = 4;

/// What a word of A (0) or B adds, how unusual that is, what is lost without it, and its pairs.
pub(super) fn section(matched: &Match, (of, place): (usize, usize)) -> Option<Section> {
    let (name, side) = side_of(matched, of);
    let word = side.words.get(place)?;
    let sum = side.word_sums().get(place).copied().unwrap_or(f64::NAN);
    let mut facts = vec![number("adds", sum)];
    let share = matched.share(sum);
    facts.extend(share.map(|share| {
        let text = format!("{} %", signed(100.0 * share, 1));
        Fact::new("part of the whole", text)
    }));
    let percentiles = side.percentiles.get(word.tokens.clone());
    if let Some([Some(percentile)]) = percentiles {
        let text = format!("{:.0} % of random texts", 100.0 * percentile);
        facts.push(Fact::new("adds more than with", text));
    }
    let mut effects = side.left_out.iter().flat_map(|left| &left.words);
    let effect = effects.find(|effect| effect.word == place);
    facts.extend(effect.map(|effect| number("the cosine falls without it by", effect.effect)));
    let pairs = matched.pairs.iter();
    let pairs = pairs.filter(|pair| [pair.a, pair.b].get(of) == Some(&place));
    facts.extend(pairs.take(PAIRS).map(|pair| {
        let [a, b] = matched.pair_of_words(pair);
        let partner = if of == 0 { b } else { a };
        Fact {
            name: format!("with {partner}").into(),
            ..number("", pair.value)
        }
    }));
    Some(Section {
        title: word.shown.clone(),
        note: format!("word of {}", name.name()),
        facts,
        over_layers: None,
    })
}

/// What is known of a range of A or of B.
pub(super) fn inspected(matched: &Match, range: &TextRange) -> Vec<Section> {
    let word = word_of(matched, range);
    let section = word.and_then(|word| section(matched, word));
    section.into_iter().collect()
}

/// The words of the text that has `selected`, else those of A.
pub(super) fn steps(matched: &Match, selected: Option<&TextRange>) -> Vec<TextRange> {
    let of = selected.map_or(0, |range| usize::from(range.of() == TextOf::B));
    let (_, side) = side_of(matched, of);
    let words = 0..side.words.len();
    let ranges = words.filter_map(|word| range_of(matched, (of, word)));
    ranges.collect()
}

fn number(name: &'static str, value: f64) -> Fact {
    let exact = value.is_finite().then(|| value.to_string());
    Fact {
        exact,
        ..Fact::new(name, part(value))
    }
}
