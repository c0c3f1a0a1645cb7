//! The test of one text: which sets of tokens are removed, and what is made of what that does.

use super::plan::{Place, Plan, Remove};
use super::planned::{Choices, PlannedTest, RemovalSubject};
use super::result::{Progress, RemovalTest};

/// How many tokens are read, about, before it is told how far the test is.
const TOKENS_AT_A_TIME: usize = 8192;

/// Tests a text: `remove` is asked what sets of tokens do, never of the same set again. It is asked
/// of each token alone, then of every choice and a few random sets, then of the rest; what there is
/// in between is given to `post`, of a long text many times.
///
/// # Errors
/// What `remove` fails with.
pub fn removal_test<E>(
    subject: RemovalSubject<'_>,
    remove: Remove<'_, E>,
    post: &dyn Fn(RemovalTest, Progress),
) -> Result<(RemovalTest, Progress), E> {
    let text = subject.text;
    let mut plan = Plan::default();
    let places = (0..text.tokens.len()).map(|token| plan.place(vec![token]));
    let each: Vec<Place> = places.collect();
    let at_a_time = TOKENS_AT_A_TIME / text.tokens.len().max(1);
    let mut found = RemovalTest {
        judged: 0,
        layer: subject.layer,
        alone: Vec::new(),
        layers: Vec::new(),
        rivals: Vec::new(),
        curve: Vec::new(),
    };
    let tell = |progress| post(found.clone(), progress);
    plan.measure(plan.all(), at_a_time, remove, &tell)?;
    found.alone = each.iter().map(|&place| plan.effect(place)).collect();
    let (planned, mut plan) = PlannedTest::new(Choices::new(subject, plan), &found.alone);
    found.judged = planned.judged;
    post(found.clone(), plan.progress());
    let tell = |progress| post(found.clone(), progress);
    plan.measure(planned.first_places(), at_a_time, remove, &tell)?;
    (found.layers, found.rivals) = planned.choices(&plan);
    if !plan.progress().is_whole() {
        post(found.clone(), plan.progress());
        let tell = |progress| post(found.clone(), progress);
        plan.measure(plan.all(), at_a_time, remove, &tell)?;
        (found.layers, found.rivals) = planned.choices(&plan);
    }
    found.curve = planned.curve(&plan);
    Ok((found, plan.progress()))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::domain::attention::AttentionReceived;
    use crate::domain::removal::{ChoiceEffect, Rival};
    use crate::domain::threshold::ThresholdRule;
    use crate::domain::token::Token;
    use crate::domain::trace::{Trace, TracedText};
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
        let post = |part, progress| posted.borrow_mut().push((part, progress));
        let (found, progress) = removal_test(subject, &mut remove, &post).unwrap();
        assert!(progress.is_whole());
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
        let [(alone, first), (some, second)]: [(RemovalTest, Progress); 2] =
            posted.into_inner().try_into().unwrap();
        assert_eq!((first.done, first.total), (8, asked.len()));
        assert_eq!((&alone.alone, alone.layers.len()), (&found.alone, 0));
        // Choices of as many: the effect is the sum of the places, 7 in the mean of two.
        let rivals = [
            (Rival::LowestStrength, 1.0),
            (Rival::RandomContent, 7.0),
            // No word is in the list: the first two of equals.
            (Rival::Rarest, 1.0),
            (Rival::LeaveOneOut, 13.0),
        ];
        let expected = rivals.map(|(rival, effect)| {
            let excess = effect - 7.0;
            (rival, ChoiceEffect { effect, excess })
        });
        assert_eq!(found.rivals, expected);
        assert_eq!(found.curve.len(), 7);
        for (size, point) in (1..).zip(&found.curve) {
            let sum: usize = (8 - size..8).sum();
            assert_eq!(point.share, size as f64 / 8.0);
            assert_eq!((point.strongest, point.greedy), (sum as f64, sum as f64));
            // Of so few sets all are gone through, of more ten are drawn.
            let off = (point.random - 3.5 * size as f64).abs();
            assert!(
                off < if [1, 2, 7].contains(&size) {
                    1e-12
                } else {
                    2.5
                }
            );
        }
        // A first answer rests on some of the random sets.
        assert!(first.done < second.done && second.done < second.total);
        let early = some.high().unwrap();
        // Sixteen, and the one that another choice is.
        assert_eq!((early.effect, early.sets), (13.0, 17));
        assert_eq!(
            (some.rivals.len(), some.curve.len()),
            (found.rivals.len(), 0)
        );
    }

    #[test]
    fn rivals_choose_by_what_was_captured() {
        let mut text = text(8);
        for token in text.tokens.iter_mut().filter(|token| token.index != 2) {
            token.word_class = WordClass::Determiner;
        }
        text.trace.attention.push(AttentionReceived {
            received: vec![0.0, 0.0, 0.0, 2.0, 1.0, 0.0, 0.0, 0.0],
            norm_weighted: vec![1.0, 0.0, 0.0, 0.0, 0.0, 3.0, 0.0, 0.0],
            ..AttentionReceived::default()
        });
        let found = |text: &TracedText, layer| {
            let subject = RemovalSubject {
                text,
                layer,
                rule: ThresholdRule::default(),
                seed: 5,
            };
            let mut remove = |sets: &[Vec<usize>]| {
                let sums = sets.iter().map(|set| set.iter().sum::<usize>() as f64);
                Ok::<_, ()>(sums.collect())
            };
            removal_test(subject, &mut remove, &|_, _| ()).unwrap().0
        };
        let of_first = found(&text, 1);
        assert_eq!(of_first.rival(Rival::AttentionReceived), Some(7.0));
        assert_eq!(of_first.rival(Rival::NormWeighted), Some(5.0));
        // The one content word with each of the seven others.
        let with_others = of_first.rival(Rival::RandomContent).unwrap();
        assert!((with_others - (2.0 + 26.0 / 7.0)).abs() < 1e-12);
        // No block leads to layer 0, and what leads to layer 2 was not captured.
        for layer in [0, 2] {
            assert_eq!(found(&text, layer).rival(Rival::NormWeighted), None);
        }
        text.trace.strengths[1] = vec![f64::NAN; 8];
        let nothing_high = found(&text, 1);
        assert_eq!(nothing_high.high(), None);
        assert_eq!(nothing_high.rivals, []);
    }
}
