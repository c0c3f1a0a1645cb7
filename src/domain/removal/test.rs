//! The test of one text: which sets of tokens are removed, and what is made of what that does.

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use super::choice::{Rival, top};
use super::result::{Against, ChoiceEffect, CurvePoint, RemovalTest};
use super::sets::{MOST_SETS, TokenSets, random_sets};
use crate::domain::threshold::ThresholdRule;
use crate::domain::token_scores::{Bucket, buckets_of};
use crate::domain::trace::TracedText;
use crate::domain::word_class::WordGroup;

/// Random sets of content words, and of each point of the curve.
const CONTENT_SETS: usize = 50;
const CURVE_SETS: usize = 10;

/// The points of the curve, in eighths of the judged tokens.
const EIGHTHS: std::ops::Range<usize> = 1..8;

/// The text that is tested, and how.
#[derive(Debug, Clone, Copy)]
pub struct RemovalSubject<'a> {
    /// The text; its strengths say which tokens are HIGH.
    pub text: &'a TracedText,
    /// The layer whose HIGH tokens are looked at.
    pub layer: usize,
    /// How the thresholds are drawn, and which tokens are judged.
    pub rule: ThresholdRule,
    /// The seed of the random sets.
    pub seed: u64,
}

/// What `remove` says each of some sets of tokens does when it is removed, in their order; NaN where
/// that is not defined.
type Remove<'a, E> = &'a mut dyn FnMut(&[Vec<usize>]) -> Result<Vec<f64>, E>;

/// Tests a text: `remove` is asked what sets of tokens do.
///
/// # Errors
/// What `remove` fails with.
pub fn removal_test<E>(
    subject: RemovalSubject<'_>,
    remove: Remove<'_, E>,
) -> Result<RemovalTest, E> {
    let RemovalSubject {
        text, layer, rule, ..
    } = subject;
    let inside: Vec<bool> = text
        .tokens
        .iter()
        .map(|t| rule.tokens.contains(t))
        .collect();
    let judged: Vec<usize> = (0..text.tokens.len())
        .filter(|&token| inside.get(token) == Some(&true))
        .collect();
    let mut test = Test {
        subject,
        judged: &judged,
        random: ChaCha8Rng::seed_from_u64(subject.seed),
        remove,
        random_of_size: Vec::new(),
    };
    let alone: Vec<Vec<usize>> = (0..text.tokens.len()).map(|token| vec![token]).collect();
    let alone = (test.remove)(&alone)?;
    let high_at = |layer: usize| -> Vec<usize> {
        let buckets = buckets_of(&inside, text.strengths(layer), &rule);
        let high = buckets.iter().enumerate();
        high.filter(|(_, bucket)| **bucket == Some(Bucket::High))
            .map(|(token, _)| token)
            .collect()
    };
    let mut layers = Vec::new();
    for layer in 0..=text.layers() {
        layers.push(test.against(high_at(layer))?);
    }
    let size = high_at(layer).len();
    let rivals = if size == 0 {
        Vec::new()
    } else {
        test.rivals(size, &alone)?
    };
    Ok(RemovalTest {
        judged: judged.len(),
        layer,
        layers,
        rivals,
        curve: test.curve(&alone)?,
        alone,
    })
}

struct Test<'a, E> {
    subject: RemovalSubject<'a>,
    judged: &'a [usize],
    random: ChaCha8Rng,
    remove: Remove<'a, E>,
    /// What random sets of each size did, drawn once.
    random_of_size: Vec<(usize, Vec<f64>)>,
}

impl<E> Test<'_, E> {
    /// What random sets of `size` judged tokens do.
    fn random(&mut self, size: usize) -> Result<Vec<f64>, E> {
        let known = self.random_of_size.iter().find(|(known, _)| *known == size);
        if let Some((_, effects)) = known {
            return Ok(effects.clone());
        }
        let TokenSets { sets, .. } = random_sets(self.judged, size, MOST_SETS, &mut self.random);
        let effects = (self.remove)(&sets)?;
        self.random_of_size.push((size, effects.clone()));
        Ok(effects)
    }

    fn against(&mut self, high: Vec<usize>) -> Result<Option<Against>, E> {
        if high.is_empty() {
            return Ok(None);
        }
        let size = high.len();
        let random = self.random(size)?;
        let effect = self.one(high)?;
        let beaten = random.iter().filter(|&&random| random < effect).count();
        Ok(Some(Against {
            size,
            effect,
            random_mean: mean(&random),
            beats_random: beaten as f64 / random.len() as f64,
            sets: random.len(),
        }))
    }

    fn rivals(&mut self, size: usize, alone: &[f64]) -> Result<Vec<(Rival, ChoiceEffect)>, E> {
        let RemovalSubject { text, layer, .. } = self.subject;
        let random_mean = mean(&self.random(size)?);
        let mut rivals = Vec::new();
        for &rival in Rival::ALL {
            let effect = match rival {
                Rival::RandomContent => Some(self.random_content(size)?),
                Rival::LeaveOneOut => Some(self.one(top(self.judged, alone, size))?),
                _ => match rival.scores(text, layer) {
                    Some(scores) => Some(self.one(top(self.judged, &scores, size))?),
                    None => None,
                },
            };
            if let Some(effect) = effect {
                let excess = effect - random_mean;
                rivals.push((rival, ChoiceEffect { effect, excess }));
            }
        }
        Ok(rivals)
    }

    /// What random sets of content words do in the mean; where there are too few, all of them with
    /// others.
    fn random_content(&mut self, size: usize) -> Result<f64, E> {
        let tokens = &self.subject.text.tokens;
        let is_content = |token: &&usize| {
            let token = tokens.get(**token);
            token.is_some_and(|token| token.word_class.group() == WordGroup::Content)
        };
        let (content, others): (Vec<usize>, Vec<usize>) = self.judged.iter().partition(is_content);
        let sets = if content.len() >= size {
            random_sets(&content, size, CONTENT_SETS, &mut self.random).sets
        } else {
            let missing = size - content.len();
            let more = random_sets(&others, missing, CONTENT_SETS, &mut self.random);
            let with_content = more.sets.into_iter().map(|mut set| {
                set.extend(&content);
                set.sort_unstable();
                set
            });
            with_content.collect()
        };
        Ok(mean(&(self.remove)(&sets)?))
    }

    fn curve(&mut self, alone: &[f64]) -> Result<Vec<CurvePoint>, E> {
        let strengths = self.subject.text.strengths(self.subject.layer);
        let count = self.judged.len();
        let mut points = Vec::new();
        for eighths in EIGHTHS {
            let size = (count * eighths + 4) / 8;
            if size == 0 || size == count {
                continue;
            }
            let random = random_sets(self.judged, size, CURVE_SETS, &mut self.random);
            let random = mean(&(self.remove)(&random.sets)?);
            points.push(CurvePoint {
                share: eighths as f64 / 8.0,
                strongest: self.one(top(self.judged, strengths, size))?,
                random,
                ceiling: self.one(top(self.judged, alone, size))?,
            });
        }
        Ok(points)
    }

    fn one(&mut self, set: Vec<usize>) -> Result<f64, E> {
        let effects = (self.remove)(&[set])?;
        Ok(effects.first().copied().unwrap_or(f64::NAN))
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
