//! The bands of random words and random instructions against `numpy` on `PyTorch`'s hidden states.

use glassbox::analysis::NullSettings;
use glassbox::domain::null_band::NullBand;
use glassbox::{AnalysisSettings, Answer, Asked, Cancel, ComparisonSettings, Model, Question, ask};
use serde::Deserialize;

use crate::fixtures::{minilm, parsed};

/// The largest relative error of an end of a band: shifts are differences of float32 states.
const TOLERANCE: f64 = 3e-5;
const DRAWN: NullSettings = NullSettings {
    replacements: 20,
    seed: 7,
};

/// What `make_null_reference.py` made.
#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    kind: String,
    a: String,
    b: String,
    input: String,
    random: Vec<String>,
    layers: Vec<Bands>,
}

#[derive(Deserialize)]
struct Bands {
    observed: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
    percentile: Vec<f64>,
}

impl Case {
    fn question(&self, layer: usize) -> Question {
        let asked = if self.kind == "drift" {
            Asked::Drift {
                input: self.input.clone(),
                prompts: vec![self.a.clone(), self.b.clone()],
                settings: ComparisonSettings::default(),
                beside_own_positions: false,
                null: Some(DRAWN),
            }
        } else {
            Asked::Compare {
                text_a: self.a.clone(),
                text_b: self.b.clone(),
                settings: ComparisonSettings::default(),
                paired_by_hand: Vec::new(),
                beside_own_positions: false,
                null: Some(DRAWN),
            }
        };
        Question::new(asked).with(AnalysisSettings {
            layer: Some(layer),
            ..AnalysisSettings::default()
        })
    }

    /// The texts that are drawn for it.
    fn drawn(&self, model: &Model) -> Vec<String> {
        let (question, tokenize) = (self.question(0), |text: &str| model.tokens(text));
        let mut drawn = question.random_inputs(&tokenize).unwrap();
        let instructions = question.random_instructions(&tokenize).unwrap();
        drawn.extend(instructions.into_iter().flat_map(|random| random.texts));
        drawn.into_iter().map(|input| input.text).collect()
    }
}

/// What was found of every number of a case, and its band.
fn found(answer: &Answer) -> Vec<(f64, NullBand)> {
    if let Some(drift) = answer.drift() {
        let pair = &drift.pairs[0];
        let (null, sums) = (pair.null.as_ref().unwrap(), pair.comparison.sums_at_layer());
        let input = pair.input.total(pair.comparison.layer());
        return vec![
            (sums.total, null.total.unwrap()),
            (sums.mean().unwrap(), null.mean.unwrap()),
            (sums.cls.unwrap(), null.cls.unwrap()),
            (input, null.input.unwrap()),
        ];
    }
    let comparison = answer.comparison().unwrap();
    let places = 0..comparison.alignment.pairs.len();
    let shift = |place| comparison.shift(comparison.layer(), place).unwrap().shift;
    places
        .map(|place| (shift(place), comparison.band(place).unwrap()))
        .collect()
}

#[test]
fn the_bands_of_random_words_are_those_of_numpy() {
    let reference: Reference = parsed("null_reference.json");
    let kinds: Vec<&str> = reference.cases.iter().map(|of| of.kind.as_str()).collect();
    assert_eq!(kinds, ["compare", "compare", "drift", "drift"]);
    let drawn = reference.cases.iter().map(|case| case.drawn(minilm()));
    let expected: Vec<_> = reference.cases.iter().map(|case| &case.random).collect();
    assert_eq!(
        drawn.collect::<Vec<_>>().iter().collect::<Vec<_>>(),
        expected
    );
    for case in &reference.cases {
        // The states of Layer 0 hold no context: nothing but the changed word moves.
        for (layer, expected) in case.layers.iter().enumerate().skip(1) {
            let answer = ask(&[minilm()], &case.question(layer), &Cancel::never()).unwrap();
            let found = found(&answer);
            assert_eq!(found.len(), expected.observed.len());
            for (place, (observed, band)) in found.into_iter().enumerate() {
                let near = |found: f64, expected: &[f64]| {
                    let error = (found - expected[place]).abs() / expected[place];
                    let (a, b) = (&case.a, &case.b);
                    assert!(
                        error < TOLERANCE,
                        "{a} | {b}: Layer {layer}, {place}: {error}"
                    );
                };
                near(observed, &expected.observed);
                near(band.low, &expected.low);
                near(band.high, &expected.high);
                assert_eq!(band.count, case.random.len());
                let percentile = expected.percentile[place];
                assert!((band.percentile - percentile).abs() < 1e-9, "{place}");
            }
        }
        assert_eq!(case.layers.len(), 7);
    }
}
