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
use super::error::AnalysisError;
use super::null::{ComparisonNull, NullSettings, RandomShifts, Replaced};
use super::pair_record::bucket_shifts;
use super::question::{Asked, Measured, Question};
use super::settings::ComparisonSettings;

impl Question {
    /// The texts of random words that a comparison is to be set beside; none of another question.
    ///
    /// # Errors
    /// What `tokenize` fails with.
    pub fn random_inputs<E>(
        &self,
        tokenize: &dyn Fn(&str) -> Result<Vec<Token>, E>,
    ) -> Result<Vec<TextInput>, E> {
        let Asked::Compare {
            text_a,
            text_b,
            settings,
            null: Some(null),
            ..
        } = &self.asked
        else {
            return Ok(Vec::new());
        };
        null_inputs([text_a, text_b], *settings, *null, tokenize)
    }

    /// How far the tokens of the two texts of `measured` are from those of the `random` texts, which
    /// were measured like them.
    ///
    /// # Errors
    /// A measure without what it needs, or texts of another question.
    pub fn random_shifts(
        &self,
        measured: &Measured,
        random: &[Arc<TracedText>],
    ) -> Result<RandomShifts, AnalysisError> {
        let (Asked::Compare { settings, .. }, [a, b, ..]) =
            (&self.asked, measured.texts.as_slice())
        else {
            return Err(AnalysisError::OtherTexts);
        };
        let replaced = replaced([&a.tokens, &b.tokens], &b.text, *settings);
        let base = if replaced == Replaced::ChangedWord {
            a
        } else {
            b
        };
        let (measure, reference) = (self.settings.measure, measured.reference.as_deref());
        let base = measure.of(base, reference)?;
        let mut shifts = vec![vec![Vec::new(); base.tokens.len()]; base.layers() + 1];
        for text in random {
            let text = measure.of(text, reference)?;
            let alignment = Alignment::of(&base.tokens, &text.tokens, settings.alignment);
            let pairs: Vec<_> = alignment.pairs.iter().filter_map(Pair::both).collect();
            for (layer, shifts) in shifts.iter_mut().enumerate() {
                for &(token, other) in &pairs {
                    let shift = shift([&base, &text], layer, (token, other));
                    if let (Some(shifts), Some(shift)) = (shifts.get_mut(token), shift) {
                        shifts.push(shift.shift);
                    }
                }
            }
        }
        Ok(RandomShifts {
            replaced,
            texts: random.len(),
            shifts,
        })
    }
}

/// What texts of random words make of `comparison`.
pub(super) fn null_of(
    comparison: &Comparison,
    random: &RandomShifts,
    settings: NullSettings,
) -> ComparisonNull {
    let layer = comparison.layer();
    let of_layer = random.shifts.get(layer);
    let band = |(place, pair): (usize, &Pair)| {
        let (a, b) = pair.both()?;
        let token = if random.replaced == Replaced::ChangedWord {
            a
        } else {
            b
        };
        let observed = comparison.shift(layer, place)?.shift;
        NullBand::of(observed, of_layer?.get(token)?)
    };
    let pairs = comparison.alignment.pairs.iter().enumerate();
    let judged = bucket_shifts(comparison, layer, &|_| true);
    ComparisonNull {
        settings,
        replaced: random.replaced,
        texts: random.texts,
        bands: pairs.map(band).collect(),
        ratio: judged.ratio(),
        p: judged.p(&mut ChaCha8Rng::seed_from_u64(settings.seed)),
    }
}

/// What changed between texts of these tokens.
pub(super) fn replaced(
    [a, b]: [&[Token]; 2],
    text_b: &str,
    settings: ComparisonSettings,
) -> Replaced {
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
pub(super) fn changed_words(
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
pub(super) fn span_of(tokens: &[Token], word: usize) -> Option<Range<usize>> {
    let pieces = tokens.iter().filter(|token| token.word == Some(word));
    let spans = pieces.map(|token| token.start..token.end);
    spans.reduce(|whole, piece| whole.start..piece.end)
}

pub(super) fn swapped_at(text: &str, place: &Range<usize>, seed: u64) -> Option<String> {
    let swap = swapped_where(text, seed, &|other| other == place)?;
    Some(swap.text)
}

/// The texts that chance gives for two texts that `tokenize` reads; fewer than asked for where a
/// word has no other that fits.
fn null_inputs<E>(
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
