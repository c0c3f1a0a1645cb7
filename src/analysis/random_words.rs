//! Compared with what? The texts that chance gives, and what they make of a comparison.
//!
//! Where B differs from A in one word that has others of its class, ending and frequency, the texts
//! that chance gives are B with one of these in its place, and A is compared with each of them. Else
//! as many random content words of B as changed are swapped, and B is compared with the results.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use rand::{RngCore as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::domain::alignment::{Alignment, Pair};
use crate::domain::null_band::NullBand;
use crate::domain::swap::{swapped, swapped_where};
use crate::domain::token::Token;
use crate::domain::trace::{TextInput, TracedText};

use super::comparison::{Comparison, shift};
use super::null::{ComparisonNull, NullSettings, Replaced};
use super::pair_record::bucket_shifts;
use super::settings::ComparisonSettings;

/// What the texts `null` make of `comparison`.
pub(super) fn null_of(
    comparison: &Comparison,
    null: &[Arc<TracedText>],
    settings: NullSettings,
) -> ComparisonNull {
    let (a, b) = (&comparison.a.traced, &comparison.b.traced);
    let which = replaced([&a.tokens, &b.tokens], &b.text, comparison.settings);
    let base = if which == Replaced::ChangedWord { a } else { b };
    let layer = comparison.layer();
    // The shifts of each token of the base.
    let mut shifts: Vec<Vec<f64>> = vec![Vec::new(); base.tokens.len()];
    for text in null {
        let alignment = Alignment::of(&base.tokens, &text.tokens, comparison.settings.alignment);
        for (token, other) in alignment.pairs.iter().filter_map(Pair::both) {
            let shift = shift([base, text], layer, (token, other));
            if let (Some(shifts), Some(shift)) = (shifts.get_mut(token), shift) {
                shifts.push(shift.shift);
            }
        }
    }
    let band = |(place, pair): (usize, &Pair)| {
        let (a, b) = pair.both()?;
        let token = if which == Replaced::ChangedWord { a } else { b };
        let observed = comparison.shift(layer, place)?.shift;
        NullBand::of(observed, shifts.get(token)?)
    };
    let pairs = comparison.alignment.pairs.iter().enumerate();
    let judged = bucket_shifts(comparison, layer, &|_| true);
    ComparisonNull {
        settings,
        replaced: which,
        texts: null.len(),
        bands: pairs.map(band).collect(),
        ratio: judged.ratio(),
        p: judged.p(&mut ChaCha8Rng::seed_from_u64(settings.seed)),
    }
}

/// What changed between texts of these tokens.
fn replaced([a, b]: [&[Token]; 2], text_b: &str, settings: ComparisonSettings) -> Replaced {
    let place = |words: &BTreeSet<usize>| {
        let mut words = words.iter();
        let (word, None) = (words.next()?, words.next()) else {
            return None;
        };
        span_of(b, *word)
    };
    let (in_a, in_b) = changed_words([a, b], settings);
    let single = place(&in_b).filter(|_| in_a.len() <= 1);
    let swaps = single.is_some_and(|place| swapped_at(text_b, &place, 0).is_some());
    if swaps {
        Replaced::ChangedWord
    } else {
        Replaced::ContentWords(in_b.len().max(in_a.len()).max(1))
    }
}

/// The words of each text that are not the same in the other.
fn changed_words(
    [a, b]: [&[Token]; 2],
    settings: ComparisonSettings,
) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let alignment = Alignment::of(a, b, settings.alignment);
    let word = |tokens: &[Token], token: Option<usize>| tokens.get(token?)?.word;
    let changed = alignment.pairs.iter();
    let changed = changed.filter(|pair| pair.word_changed || pair.both().is_none());
    let (mut in_a, mut in_b) = (BTreeSet::new(), BTreeSet::new());
    for pair in changed {
        in_a.extend(word(a, pair.a));
        in_b.extend(word(b, pair.b));
    }
    (in_a, in_b)
}

/// Where a word lies in its text.
fn span_of(tokens: &[Token], word: usize) -> Option<Range<usize>> {
    let pieces = tokens.iter().filter(|token| token.word == Some(word));
    let spans = pieces.map(|token| token.start..token.end);
    spans.reduce(|whole, piece| whole.start..piece.end)
}

fn swapped_at(text: &str, place: &Range<usize>, seed: u64) -> Option<String> {
    let swap = swapped_where(text, seed, &|other| other == place)?;
    Some(swap.text)
}

/// The texts that chance gives for two texts that `tokenize` reads; fewer than asked for where a
/// word has no other that fits.
pub(super) fn null_inputs<E>(
    [text_a, text_b]: [&str; 2],
    comparison: ComparisonSettings,
    settings: NullSettings,
    tokenize: &dyn Fn(&str) -> Result<Vec<Token>, E>,
) -> Result<Vec<TextInput>, E> {
    let (a, b) = (tokenize(text_a)?, tokenize(text_b)?);
    let which = replaced([&a, &b], text_b, comparison);
    let (_, in_b) = changed_words([&a, &b], comparison);
    let place = in_b.first().and_then(|&word| span_of(&b, word));
    let seeds = (0..settings.replacements as u64).map(|number| {
        let mut seeds = ChaCha8Rng::seed_from_u64(settings.seed);
        seeds.set_stream(number);
        seeds
    });
    let text = |mut seeds: ChaCha8Rng| match which {
        Replaced::ChangedWord => swapped_at(text_b, place.as_ref()?, seeds.next_u64()),
        Replaced::ContentWords(count) => {
            // The same word may be swapped twice, and a text may have fewer that can be.
            let mut text = text_b.to_owned();
            for _ in 0..count {
                let Some(swap) = swapped(&text, seeds.next_u64()) else {
                    break;
                };
                text = swap.text;
            }
            (text != text_b).then_some(text)
        }
    };
    Ok(seeds.filter_map(text).map(TextInput::new).collect())
}
