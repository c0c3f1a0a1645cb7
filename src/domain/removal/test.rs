//! The test of one text: which sets of tokens are removed, and what is made of what that does.

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use super::choice::{Rival, top};
use super::plan::{Place, Plan, Remove};
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

/// Tests a text: `remove` is asked what sets of tokens do. It is asked twice, first of each token
/// alone and then of everything else at once, and never of the same set again. What there is in
/// between is given to `post`.
///
/// # Errors
/// What `remove` fails with.
pub fn removal_test<E>(
    subject: RemovalSubject<'_>,
    remove: Remove<'_, E>,
    post: &dyn Fn(RemovalTest),
) -> Result<RemovalTest, E> {
    let text = subject.text;
    let mut plan = Plan::default();
    let places = (0..text.tokens.len()).map(|token| plan.place(vec![token]));
    let each: Vec<Place> = places.collect();
    plan.measure(remove)?;
    let alone: Vec<f64> = each.iter().map(|&place| plan.effect(place)).collect();
    let mut choices = Choices::new(subject, plan);
    post(RemovalTest {
        judged: choices.judged.len(),
        layer: subject.layer,
        alone: alone.clone(),
        layers: Vec::new(),
        rivals: Vec::new(),
        curve: Vec::new(),
    });
    let layers: Vec<_> = (0..=text.layers())
        .map(|layer| choices.against(choices.high_at(layer)))
        .collect();
    let size = choices.high_at(subject.layer).len();
    let rivals = choices.rivals(size, &alone);
    let curve = choices.curve(&alone);
    let (judged, mut plan) = (choices.judged.len(), choices.plan);
    plan.measure(remove)?;
    Ok(RemovalTest {
        judged,
        layer: subject.layer,
        alone,
        layers: layers
            .into_iter()
            .map(|layer| Some(layer?.measured(&plan)))
            .collect(),
        rivals: rivals.iter().map(|rival| rival.measured(&plan)).collect(),
        curve: curve.iter().map(|point| point.measured(&plan)).collect(),
    })
}

/// Where the sets of a text come from.
struct Choices<'a> {
    subject: RemovalSubject<'a>,
    /// Whether each token is judged.
    inside: Vec<bool>,
    judged: Vec<usize>,
    random: ChaCha8Rng,
    /// Random sets of each size, drawn once.
    random_of_size: Vec<(usize, Vec<Place>)>,
    plan: Plan,
}

/// HIGH tokens and random sets of as many.
struct PlannedAgainst {
    size: usize,
    high: Place,
    random: Vec<Place>,
}

/// A rival: the mean of its sets, beside random ones.
struct PlannedRival {
    rival: Rival,
    sets: Vec<Place>,
    random: Vec<Place>,
}

/// A point of the curve.
struct PlannedPoint {
    share: f64,
    strongest: Place,
    random: Vec<Place>,
    ceiling: Place,
}

impl<'a> Choices<'a> {
    fn new(subject: RemovalSubject<'a>, plan: Plan) -> Self {
        let tokens = &subject.text.tokens;
        let inside: Vec<bool> = tokens
            .iter()
            .map(|token| subject.rule.tokens.contains(token))
            .collect();
        let judged = (0..tokens.len()).filter(|&token| inside.get(token) == Some(&true));
        Self {
            judged: judged.collect(),
            inside,
            random: ChaCha8Rng::seed_from_u64(subject.seed),
            random_of_size: Vec::new(),
            plan,
            subject,
        }
    }

    /// The HIGH tokens of `layer`.
    fn high_at(&self, layer: usize) -> Vec<usize> {
        let RemovalSubject { text, rule, .. } = self.subject;
        let buckets = buckets_of(&self.inside, text.strengths(layer), &rule);
        let high = buckets.iter().enumerate();
        high.filter(|(_, bucket)| **bucket == Some(Bucket::High))
            .map(|(token, _)| token)
            .collect()
    }

    /// Random sets of `size` judged tokens.
    fn random(&mut self, size: usize) -> Vec<Place> {
        let known = self.random_of_size.iter().find(|(known, _)| *known == size);
        if let Some((_, places)) = known {
            return places.clone();
        }
        let TokenSets { sets, .. } = random_sets(&self.judged, size, MOST_SETS, &mut self.random);
        let places = self.plan.places(sets);
        self.random_of_size.push((size, places.clone()));
        places
    }

    fn against(&mut self, high: Vec<usize>) -> Option<PlannedAgainst> {
        let size = high.len();
        (size > 0).then(|| PlannedAgainst {
            size,
            random: self.random(size),
            high: self.plan.place(high),
        })
    }

    /// The rivals of `size` HIGH tokens; none where none is HIGH.
    fn rivals(&mut self, size: usize, alone: &[f64]) -> Vec<PlannedRival> {
        if size == 0 {
            return Vec::new();
        }
        let RemovalSubject { text, layer, .. } = self.subject;
        let random = self.random(size);
        let mut rivals = Vec::new();
        for &rival in Rival::ALL {
            let sets = match rival {
                Rival::RandomContent => self.random_content(size),
                Rival::LeaveOneOut => vec![top(&self.judged, alone, size)],
                _ => match rival.scores(text, layer) {
                    Some(scores) => vec![top(&self.judged, &scores, size)],
                    None => continue,
                },
            };
            rivals.push(PlannedRival {
                rival,
                sets: self.plan.places(sets),
                random: random.clone(),
            });
        }
        rivals
    }

    /// Random sets of content words; where there are too few, all of them with others.
    fn random_content(&mut self, size: usize) -> Vec<Vec<usize>> {
        let tokens = &self.subject.text.tokens;
        let is_content = |token: &&usize| {
            let token = tokens.get(**token);
            token.is_some_and(|token| token.word_class.group() == WordGroup::Content)
        };
        let (content, others): (Vec<usize>, Vec<usize>) = self.judged.iter().partition(is_content);
        if content.len() >= size {
            return random_sets(&content, size, CONTENT_SETS, &mut self.random).sets;
        }
        let missing = size - content.len();
        let more = random_sets(&others, missing, CONTENT_SETS, &mut self.random);
        let with_content = more.sets.into_iter().map(|mut set| {
            set.extend(&content);
            set.sort_unstable();
            set
        });
        with_content.collect()
    }

    fn curve(&mut self, alone: &[f64]) -> Vec<PlannedPoint> {
        let strengths = self.subject.text.strengths(self.subject.layer);
        let count = self.judged.len();
        let mut points = Vec::new();
        for eighths in EIGHTHS {
            let size = (count * eighths + 4) / 8;
            if size == 0 || size == count {
                continue;
            }
            let known = self.random_of_size.iter().find(|(known, _)| *known == size);
            let random = if let Some((_, places)) = known {
                places.clone()
            } else {
                let drawn = random_sets(&self.judged, size, CURVE_SETS, &mut self.random);
                self.plan.places(drawn.sets)
            };
            points.push(PlannedPoint {
                share: eighths as f64 / 8.0,
                random,
                strongest: self.plan.place(top(&self.judged, strengths, size)),
                ceiling: self.plan.place(top(&self.judged, alone, size)),
            });
        }
        points
    }
}

impl PlannedAgainst {
    fn measured(&self, plan: &Plan) -> Against {
        let effect = plan.effect(self.high);
        let random = self.random.iter().map(|&place| plan.effect(place));
        let beaten = random.filter(|&random| random < effect).count();
        Against {
            size: self.size,
            effect,
            random_mean: plan.mean(&self.random),
            beats_random: beaten as f64 / self.random.len() as f64,
            sets: self.random.len(),
        }
    }
}

impl PlannedRival {
    fn measured(&self, plan: &Plan) -> (Rival, ChoiceEffect) {
        let effect = plan.mean(&self.sets);
        let excess = effect - plan.mean(&self.random);
        (self.rival, ChoiceEffect { effect, excess })
    }
}

impl PlannedPoint {
    fn measured(&self, plan: &Plan) -> CurvePoint {
        CurvePoint {
            share: self.share,
            strongest: plan.effect(self.strongest),
            random: plan.mean(&self.random),
            ceiling: plan.effect(self.ceiling),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::domain::token::Token;
    use crate::domain::trace::Trace;
    use crate::domain::word_class::WordClass;

    /// A text of `count` tokens, each stronger than the one before at every layer.
    fn text(count: usize) -> TracedText {
        let token = |index: usize| Token {
            index,
            id: index as u32,
            piece: String::new(),
            shown: String::new(),
            start: 0,
            end: 0,
            special: false,
            punctuation: false,
            word: Some(index),
            word_class: WordClass::Noun,
        };
        let strengths: Vec<f64> = (0..count).map(|index| 1.0 + index as f64).collect();
        TracedText {
            text: String::new(),
            tokens: (0..count).map(token).collect(),
            truncated_tokens: 0,
            second_start: None,
            unknown: 0,
            trace: Trace {
                strengths: vec![strengths; 3],
                hidden_states: Vec::new(),
                hidden_size: 1,
                parts: Vec::new(),
                attention: Vec::new(),
            },
        }
    }

    #[test]
    fn each_set_is_removed_once_and_layers_that_agree_share_it() {
        let text = text(8);
        let subject = RemovalSubject {
            text: &text,
            layer: 1,
            rule: ThresholdRule::default(),
            seed: 5,
        };
        let mut asked: Vec<Vec<usize>> = Vec::new();
        let posted = RefCell::new(Vec::new());
        let mut remove = |sets: &[Vec<usize>]| {
            asked.extend_from_slice(sets);
            let sums = sets.iter().map(|set| set.iter().sum::<usize>() as f64);
            Ok::<_, ()>(sums.collect())
        };
        let found = removal_test(subject, &mut remove, &|part| posted.borrow_mut().push(part));
        let found = found.unwrap();
        let mut different = asked.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), asked.len());
        // The two strongest of eight are HIGH at every layer: 28 sets of two.
        let high = found.high().unwrap();
        assert_eq!((high.size, high.effect, high.sets), (2, 13.0, 28));
        assert_eq!(found.layers[0], found.layers[2]);
        assert_eq!(high.random_mean, 7.0);
        assert_eq!(high.beats_random, 27.0 / 28.0);
        let [first] = posted.into_inner().try_into().unwrap();
        assert!(!first.is_whole() && found.is_whole());
        assert_eq!(first.alone, found.alone);
    }

    #[test]
    fn choices_of_all_tokens_are_one_set() {
        let all: Vec<usize> = (0..8).collect();
        for scores in [[1.0; 8], [8.0, 3.0, 5.0, 1.0, 0.0, 2.0, 9.0, 4.0]] {
            assert_eq!(top(&all, &scores, all.len()), all);
        }
        let random = &mut ChaCha8Rng::seed_from_u64(1);
        assert_eq!(random_sets(&all, all.len(), MOST_SETS, random).sets, [all]);
    }
}
