//! Compared with what? The drift that random instructions make: of every two instructions the second
//! with other words of the same class and frequency, before the same input.
//!
//! Where the two differ in one word that has such others, the first is compared with the second with one
//! of these in its place. Else as many random content words of the second as changed are swapped, and
//! it is compared with the results. Words of the input stay as they are.

use std::sync::Arc;

use rand::{RngCore as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::domain::alignment::Alignment;
use crate::domain::null_band::NullBand;
use crate::domain::swap::swapped_where;
use crate::domain::token::Token;
use crate::domain::trace::{TextInput, TracedText};

use super::comparison::comparison_of;
use super::drift::{Drift, DriftPair, Instruction, full_texts, input_shift};
use super::error::AnalysisError;
use super::null::{DriftNull, NullSettings, RandomDrift, RandomPair, RandomSums, Replaced};
use super::question::{Asked, Measured, Question};
use super::random_words::{changed_words, replaced, span_of, swapped_at};
use super::settings::ComparisonSettings;
use super::text_analysis::Analysis;

/// The random texts that one pair of instructions is to be set beside.
#[derive(Debug, Clone, PartialEq)]
pub struct RandomInstructions {
    /// The places of the two instructions.
    pub pair: (usize, usize),
    /// Whose words are replaced, and so what the texts are compared with.
    replaced: Replaced,
    /// The texts; none where no word has another that fits.
    pub texts: Vec<TextInput>,
}

impl Question {
    /// The texts of random words that every two instructions are to be set beside; none of another
    /// question.
    ///
    /// # Errors
    /// What `tokenize` fails with.
    pub fn random_instructions<E>(
        &self,
        tokenize: &dyn Fn(&str) -> Result<Vec<Token>, E>,
    ) -> Result<Vec<RandomInstructions>, E> {
        let Asked::Drift {
            input,
            prompts,
            settings,
            null: Some(null),
            ..
        } = &self.asked
        else {
            return Ok(Vec::new());
        };
        let prompts: Vec<&str> = prompts.iter().map(String::as_str).collect();
        let texts = full_texts(input, &prompts);
        let mut random = Vec::new();
        for (a, text_a) in texts.iter().enumerate() {
            for (b, text_b) in texts.iter().enumerate().skip(a + 1) {
                let tokens = [tokenize(text_a)?, tokenize(text_b)?];
                let (replaced, texts) = others_of(text_b, input, &tokens, *settings, *null);
                random.push(RandomInstructions {
                    pair: (a, b),
                    replaced,
                    texts: texts.into_iter().map(TextInput::new).collect(),
                });
            }
        }
        Ok(random)
    }

    /// How far the texts that were `read` of `random` are from the instruction that they are made of.
    ///
    /// # Errors
    /// A measure without what it needs, or texts of another question.
    pub fn random_sums(
        &self,
        measured: &Measured,
        random: &RandomInstructions,
        read: &[Arc<TracedText>],
    ) -> Result<Vec<Vec<RandomSums>>, AnalysisError> {
        let Asked::Drift {
            input,
            prompts,
            settings,
            ..
        } = &self.asked
        else {
            return Err(AnalysisError::OtherTexts);
        };
        let place = random.base();
        let base = measured.texts.get(place).zip(prompts.get(place));
        let (base, prompt) = base.ok_or(AnalysisError::OtherTexts)?;
        let reference = measured.reference.as_deref();
        let analysis = |text: &Arc<TracedText>| {
            let text = self.settings.measure.of(text, reference)?;
            Analysis::new(Arc::clone(&measured.model), text, &self.settings)
        };
        let whole = analysis(base)?;
        let instruction = Instruction::new(prompt, input, &whole.traced);
        let sums = read.iter().map(|text| {
            let other = analysis(text)?;
            let (tokens, others) = (&whole.traced.tokens, &other.traced.tokens);
            let alignment = Alignment::of(tokens, others, settings.alignment);
            let before = text.text.strip_suffix(input.as_str()).unwrap_or_default();
            let before = before.strip_suffix(' ').unwrap_or(before);
            let others = Instruction::new(before, input, &other.traced);
            let compared = comparison_of(whole.clone(), other, *settings, alignment);
            let of_input = input_shift(&instruction, &others, &compared);
            let layers = compared.sums.iter().enumerate();
            let of_layer = layers.map(|(layer, sums)| RandomSums {
                total: sums.total,
                mean: sums.mean(),
                cls: sums.cls,
                input: of_input.total(layer),
            });
            Ok(of_layer.collect())
        });
        sums.collect()
    }
}

impl RandomInstructions {
    /// The place of the instruction that the texts are compared with.
    fn base(&self) -> usize {
        match self.replaced {
            Replaced::ChangedWord => self.pair.0,
            Replaced::ContentWords(_) => self.pair.1,
        }
    }

    /// What came of them.
    pub fn measured(&self, sums: Vec<Vec<RandomSums>>) -> RandomPair {
        RandomPair {
            pair: self.pair,
            replaced: self.replaced,
            sums,
        }
    }
}

impl Drift {
    /// Sets every pair beside what random instructions make.
    pub(super) fn beside(&mut self, random: &RandomDrift, settings: NullSettings) {
        self.null = Some(settings);
        for pair in &mut self.pairs {
            let found = random.pairs.iter().find(|of| of.pair == (pair.a, pair.b));
            pair.null = found.map(|found| null_of(pair, found));
        }
    }
}

/// Where the drift of a pair stands at its layer.
fn null_of(pair: &DriftPair, random: &RandomPair) -> DriftNull {
    let layer = pair.comparison.layer();
    let here: Vec<&RandomSums> = random.sums.iter().filter_map(|of| of.get(layer)).collect();
    let band = |observed: Option<f64>, of: &dyn Fn(&RandomSums) -> Option<f64>| {
        let null: Vec<f64> = here.iter().filter_map(|sums| of(sums)).collect();
        NullBand::of(observed?, &null)
    };
    let sums = pair.comparison.sums_at_layer();
    DriftNull {
        replaced: random.replaced,
        texts: random.sums.len(),
        total: band(Some(sums.total), &|of| Some(of.total)),
        mean: band(sums.mean(), &|of| of.mean),
        cls: band(sums.cls, &|of| of.cls),
        input: band(Some(pair.input.total(layer)), &|of| Some(of.input)),
    }
}

/// The texts that chance gives in place of `text_b`, which ends in `input`.
fn others_of(
    text_b: &str,
    input: &str,
    [a, b]: &[Vec<Token>; 2],
    comparison: ComparisonSettings,
    settings: NullSettings,
) -> (Replaced, Vec<String>) {
    let which = replaced([a, b], text_b, comparison);
    let (_, in_b) = changed_words([a, b], comparison);
    let changed = in_b.first().and_then(|&word| span_of(b, word));
    let seeds = (0..settings.replacements as u64).map(|number| {
        let mut seeds = ChaCha8Rng::seed_from_u64(settings.seed);
        seeds.set_stream(number);
        seeds
    });
    let text = |mut seeds: ChaCha8Rng| match which {
        Replaced::ChangedWord => swapped_at(text_b, changed.as_ref()?, seeds.next_u64()),
        Replaced::ContentWords(count) => {
            let mut text = text_b.to_owned();
            for _ in 0..count {
                let input_start = text.len().saturating_sub(input.len());
                let swap = swapped_where(&text, seeds.next_u64(), &|word| word.end <= input_start);
                let Some(swap) = swap else { break };
                text = swap.text;
            }
            (text != text_b).then_some(text)
        }
    };
    (which, seeds.filter_map(text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_input_stay() {
        let text = "Translate this sentence to French The weather is nice today.";
        let input = "The weather is nice today.";
        let settings = NullSettings {
            replacements: 20,
            ..NullSettings::default()
        };
        let tokens = [Vec::new(), Vec::new()];
        let comparison = ComparisonSettings::default();
        let (which, texts) = others_of(text, input, &tokens, comparison, settings);
        assert_eq!(which, Replaced::ContentWords(1));
        assert_eq!(texts.len(), 20);
        for other in &texts {
            assert!(other.ends_with(input) && other != text, "{other}");
        }
        // An instruction without a word has no others.
        let (_, none) = others_of(input, input, &tokens, comparison, settings);
        assert!(none.is_empty());
    }
}
