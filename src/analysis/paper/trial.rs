//! The paper's claim put on trial: do its sentences lose more without their HIGH tokens than without
//! as many others?

use crate::domain::removal::{Removal, RemovalOutput, RemovalTest, Rival, claim};

/// How tokens are removed from the paper's sentences, and what is looked at then, whatever is chosen
/// for other texts.
pub const TRIAL: (Removal, RemovalOutput) = (Removal::Mask, RemovalOutput::Embedding);

/// What the tests of the paper's sentences say, in a sentence or two; `None` where no token of theirs
/// is HIGH.
pub(super) fn verdict(tests: &[RemovalTest]) -> Option<String> {
    let high: Vec<_> = tests.iter().filter_map(RemovalTest::high).collect();
    let count = high.len();
    if count == 0 {
        return None;
    }
    let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / count as f64;
    let effect = mean(&mut high.iter().map(|high| high.effect));
    let random = mean(&mut high.iter().map(|high| high.random_mean));
    let beaten = mean(&mut high.iter().map(|high| high.beats_random));
    let rival = |wanted: Rival| mean(&mut tests.iter().filter_map(|test| test.rival(wanted)));
    let (rarest, greedy) = (rival(Rival::Rarest), rival(Rival::LeaveOneOut));
    let holds = claim(effect, random, Some(rarest));
    let (removal, output) = TRIAL;
    Some(format!(
        "Removing the HIGH tokens of {count} of the paper's sentences ({removal}) {does} {effect:.3} \
         ({formula}, mean), removing as many random tokens by {random:.3}; that is more than {:.0} % of \
         the random sets do. Removing the rarest words does {rarest:.3}, removing the tokens that alone \
         do the most {greedy:.3}. So {holds}. So few sentences prove nothing: a corpus run \
         that removes tokens tests many.",
        100.0 * beaten,
        removal = removal.phrase(),
        does = output.does(),
        formula = output.formula(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::removal::{Against, ChoiceEffect};

    fn test(effect: f64, rarest: f64) -> RemovalTest {
        let choice = |effect: f64| ChoiceEffect {
            effect,
            excess: effect - 0.25,
        };
        RemovalTest {
            judged: 8,
            layer: 0,
            alone: Vec::new(),
            layers: vec![Some(Against {
                size: 2,
                effect,
                random_mean: 0.25,
                beats_random: 0.75,
                sets: 28,
            })],
            rivals: vec![
                (Rival::Rarest, choice(rarest)),
                (Rival::LeaveOneOut, choice(0.75)),
            ],
            curve: Vec::new(),
        }
    }

    #[test]
    fn the_verdict_follows_from_the_numbers() {
        let said = |effect: f64, rarest: f64| verdict(&[test(effect, rarest)]).unwrap();
        assert!(said(0.5, 0.375).contains("at least as well as rarity"));
        assert!(said(0.375, 0.5).contains("rarity does better than strength"));
        assert!(said(0.125, 0.5).contains("no better than chance"));
        assert!(said(0.5, 0.375).contains("changes the embedding by 0.500"));
        assert_eq!(verdict(&[]), None);
    }
}
