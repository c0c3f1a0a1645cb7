//! Which sets of tokens the test of a text asks for, and what is made of what they do.

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use super::choice::{Rival, top};
use super::plan::{Place, Plan};
use super::result::{Against, ChoiceEffect, CurvePoint};
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

/// Random sets that are enough for a first answer, and as many of content words.
const FIRST_SETS: usize = 16;

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

/// Every set of the test of a text.
pub(super) struct PlannedTest {
    /// How many tokens are judged.
    pub(super) judged: usize,
    /// The HIGH tokens of each layer; `None` where none is HIGH.
    layers: Vec<Option<PlannedAgainst>>,
    rivals: Vec<PlannedRival>,
    curve: Vec<PlannedPoint>,
}

impl PlannedTest {
    /// Asks for all of them; `alone` is what each token does by itself.
    pub(super) fn new(mut choices: Choices<'_>, alone: &[f64]) -> (Self, Plan) {
        let RemovalSubject { text, layer, .. } = choices.subject;
        let layers = (0..=text.layers()).map(|layer| choices.against(choices.high_at(layer)));
        let layers = layers.collect();
        let size = choices.high_at(layer).len();
        let planned = Self {
            judged: choices.judged.len(),
            layers,
            rivals: choices.rivals(size, alone),
            curve: choices.curve(alone),
        };
        (planned, choices.plan)
    }

    /// Every choice, and as many random sets as are enough for a first answer.
    pub(super) fn first_places(&self) -> Vec<Place> {
        let few = |random: &[Place]| random.iter().take(FIRST_SETS).copied().collect::<Vec<_>>();
        let layers = self.layers.iter().flatten();
        let high = layers.flat_map(|layer| std::iter::once(layer.high).chain(few(&layer.random)));
        high.chain(self.rivals.iter().flat_map(|rival| few(&rival.sets)))
            .collect()
    }

    /// What is known of the HIGH tokens of each layer, and of their rivals.
    pub(super) fn choices(
        &self,
        plan: &Plan,
    ) -> (Vec<Option<Against>>, Vec<(Rival, ChoiceEffect)>) {
        let layers = self.layers.iter();
        let layers = layers.map(|layer| Some(layer.as_ref()?.measured(plan)));
        let rivals = self.rivals.iter().map(|rival| rival.measured(plan));
        (layers.collect(), rivals.collect())
    }

    pub(super) fn curve(&self, plan: &Plan) -> Vec<CurvePoint> {
        self.curve
            .iter()
            .map(|point| point.measured(plan))
            .collect()
    }
}

/// Where the sets of a text come from.
pub(super) struct Choices<'a> {
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
    greedy: Place,
}

impl<'a> Choices<'a> {
    /// Those of `subject`; `plan` is what was asked for so far.
    pub(super) fn new(subject: RemovalSubject<'a>, plan: Plan) -> Self {
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
                greedy: self.plan.place(top(&self.judged, alone, size)),
            });
        }
        points
    }
}

impl PlannedAgainst {
    fn measured(&self, plan: &Plan) -> Against {
        let effect = plan.effect(self.high);
        let random = plan.effects(&self.random);
        let beaten = random.iter().filter(|&&random| random < effect).count();
        Against {
            size: self.size,
            effect,
            random_mean: plan.mean(&self.random),
            beats_random: beaten as f64 / random.len() as f64,
            sets: random.len(),
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
            greedy: plan.effect(self.greedy),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
