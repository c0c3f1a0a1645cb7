//! The removal test over many texts: is it the HIGH tokens that matter, more than chance and more
//! than other choices of as many?
//!
//! Each text is tested by itself (its [`RemovalTest`]); here are the means over the texts, with the
//! interval of a bootstrap that resamples whole texts.

use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::estimate::Estimate;
use super::mean_tally::{MeanTally, poisson_draw, whole};
use crate::domain::removal::{
    Against, ChoiceEffect, CurvePoint, Removal, RemovalOutput, RemovalTest, Rival, area,
};

/// The random numbers of a text's bootstrap are others than those of its random sets.
const BOOTSTRAP: u64 = 2;

/// What the findings depend on besides the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemovalTallySettings {
    /// What it means that a token is not there.
    pub removal: Removal,
    /// What of the model's is looked at without them.
    pub output: RemovalOutput,
    /// Blocks of the model; a test has one more layer.
    pub layers: usize,
    /// The layer whose HIGH tokens have rivals.
    pub layer: usize,
    /// What the numbers of the texts were drawn from.
    pub seed: u64,
    /// How many resamplings.
    pub replicates: usize,
}

/// What the removal test found over many texts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RemovalFindings {
    /// What it means that a token is not there.
    pub removal: Removal,
    /// What of the model's is looked at without them.
    #[serde(default)]
    pub output: RemovalOutput,
    /// The layer whose HIGH tokens have rivals.
    pub layer: usize,
    /// Texts that were tested.
    pub texts: u64,
    /// The HIGH tokens of every layer, `[layer]`.
    pub layers: Vec<RemovalRow>,
    /// Every other way to choose as many as are HIGH at the layer.
    pub rivals: Vec<(Rival, RemovalRow)>,
    /// Removing more and more, in the mean over the texts.
    pub curve: Vec<CurvePoint>,
    /// The area of the curve, 0 for chance and 1 for the greedy choice.
    pub area: Option<f64>,
    /// The seed of everything that was drawn.
    pub seed: u64,
    /// How many resamplings the intervals rest on.
    pub replicates: usize,
}

/// One way to choose tokens, over many texts. Effects are `1 - cos` of the embeddings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RemovalRow {
    /// Texts in which the choice could be made.
    pub texts: u64,
    /// What the removal does.
    pub effect: Option<Estimate>,
    /// How much more than random sets of as many tokens do.
    pub excess: Option<Estimate>,
    /// How much more the HIGH tokens of the layer do than this choice.
    pub high_minus: Option<Estimate>,
    /// The share of random sets that do less; `None` of a rival.
    pub beats_random: Option<Estimate>,
}

/// Sums over the texts that were added.
pub struct RemovalTally {
    settings: RemovalTallySettings,
    texts: u64,
    layers: Vec<RowTally>,
    rivals: Vec<(Rival, RowTally)>,
    curve: Vec<(CurvePoint, f64)>,
    /// How often each replicate draws the text that is being added.
    times: Vec<u8>,
}

struct RowTally {
    effect: MeanTally,
    excess: MeanTally,
    high_minus: MeanTally,
    beats_random: MeanTally,
}

impl RemovalTally {
    /// Nothing counted yet.
    pub fn new(settings: RemovalTallySettings) -> Self {
        let row = || RowTally::new(settings.replicates);
        Self {
            texts: 0,
            layers: (0..=settings.layers).map(|_| row()).collect(),
            rivals: Rival::ALL.iter().map(|&rival| (rival, row())).collect(),
            curve: Vec::new(),
            times: vec![0; settings.replicates],
            settings,
        }
    }

    /// Counts the test of a text; `draw` is its number, from which its random numbers come.
    pub fn add(&mut self, test: &RemovalTest, draw: u64) {
        self.texts += 1;
        let mut random = ChaCha8Rng::seed_from_u64(draw);
        random.set_stream(BOOTSTRAP);
        for times in &mut self.times {
            *times = poisson_draw(&mut random);
        }
        let times = &self.times;
        let high = test.high().map(|high| high.effect);
        for (row, against) in self.layers.iter_mut().zip(&test.layers) {
            if let Some(against) = against {
                row.add_high(against, high, times);
            }
        }
        for (rival, choice) in &test.rivals {
            let row = self.rivals.iter_mut().find(|(other, _)| other == rival);
            if let Some((_, row)) = row {
                row.add(*choice, high, times);
            }
        }
        for point in &test.curve {
            self.add_point(point);
        }
    }

    fn add_point(&mut self, point: &CurvePoint) {
        if ![point.strongest, point.random, point.greedy]
            .iter()
            .all(|x| x.is_finite())
        {
            return;
        }
        let known = self
            .curve
            .iter_mut()
            .find(|(sum, _)| sum.share == point.share);
        if let Some((sum, count)) = known {
            sum.strongest += point.strongest;
            sum.random += point.random;
            sum.greedy += point.greedy;
            *count += 1.0;
        } else {
            self.curve.push((*point, 1.0));
            self.curve
                .sort_by(|(a, _), (b, _)| a.share.total_cmp(&b.share));
        }
    }

    /// What the texts say so far.
    pub fn findings(&self) -> RemovalFindings {
        let curve = self.curve.iter().map(|(sum, count)| CurvePoint {
            share: sum.share,
            strongest: sum.strongest / count,
            random: sum.random / count,
            greedy: sum.greedy / count,
        });
        let curve: Vec<CurvePoint> = curve.collect();
        let rivals = self.rivals.iter().filter(|(_, row)| row.effect.count > 0);
        RemovalFindings {
            removal: self.settings.removal,
            output: self.settings.output,
            layer: self.settings.layer,
            texts: self.texts,
            layers: self.layers.iter().map(RowTally::row).collect(),
            rivals: rivals.map(|(rival, row)| (*rival, row.row())).collect(),
            area: area(curve.iter()),
            curve,
            seed: self.settings.seed,
            replicates: self.settings.replicates,
        }
    }
}

impl RemovalFindings {
    /// The HIGH tokens of `layer`.
    pub fn at(&self, layer: usize) -> Option<&RemovalRow> {
        self.layers.get(layer)
    }
}

impl RowTally {
    fn new(replicates: usize) -> Self {
        let mean = || MeanTally::new(replicates);
        Self {
            effect: mean(),
            excess: mean(),
            high_minus: mean(),
            beats_random: mean(),
        }
    }

    fn add_high(&mut self, against: &Against, high: Option<f64>, times: &[u8]) {
        let choice = ChoiceEffect {
            effect: against.effect,
            excess: against.excess(),
        };
        if self.add(choice, high, times) {
            self.beats_random.add(whole(against.beats_random), times);
        }
    }

    /// Counts a choice; whether its effect is defined.
    fn add(&mut self, choice: ChoiceEffect, high: Option<f64>, times: &[u8]) -> bool {
        let ChoiceEffect { effect, excess } = choice;
        if !effect.is_finite() || !excess.is_finite() {
            return false;
        }
        self.effect.add(whole(effect), times);
        self.excess.add(whole(excess), times);
        if let Some(high) = high.filter(|high| high.is_finite()) {
            self.high_minus.add(whole(high - effect), times);
        }
        true
    }

    fn row(&self) -> RemovalRow {
        RemovalRow {
            texts: self.effect.count,
            effect: self.effect.estimate(),
            excess: self.excess.estimate(),
            high_minus: self.high_minus.estimate(),
            beats_random: self.beats_random.estimate(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test_of(effect: f64, random_mean: f64) -> RemovalTest {
        let against = Against {
            size: 3,
            effect,
            random_mean,
            beats_random: 0.75,
            sets: 200,
        };
        let rival = ChoiceEffect {
            effect: 0.125,
            excess: 0.125 - random_mean,
        };
        RemovalTest {
            judged: 9,
            layer: 1,
            alone: Vec::new(),
            layers: vec![None, Some(against)],
            rivals: vec![(Rival::Rarest, rival)],
            curve: vec![CurvePoint {
                share: 0.5,
                strongest: 0.5,
                random: 0.25,
                greedy: 0.75,
            }],
        }
    }

    fn tally() -> RemovalTally {
        RemovalTally::new(RemovalTallySettings {
            removal: Removal::Blind,
            output: RemovalOutput::default(),
            layers: 1,
            layer: 1,
            seed: 3,
            replicates: 200,
        })
    }

    #[test]
    fn means_are_those_of_the_texts() {
        let mut tally = tally();
        tally.add(&test_of(0.5, 0.25), 1);
        tally.add(&test_of(0.25, 0.125), 2);
        let findings = tally.findings();
        assert_eq!((findings.texts, findings.layers[0].texts), (2, 0));
        let high = findings.at(1).unwrap();
        assert_eq!(high.effect.unwrap().value, 0.375);
        assert_eq!(high.excess.unwrap().value, 0.1875);
        assert_eq!(high.high_minus.unwrap().value, 0.0);
        assert_eq!(high.beats_random.unwrap().value, 0.75);
        assert_eq!(high.excess.unwrap().interval, None, "too few texts");
        let [(rival, row)] = findings.rivals.as_slice() else {
            panic!("one rival was added");
        };
        assert_eq!(*rival, Rival::Rarest);
        assert_eq!(row.high_minus.unwrap().value, 0.25);
        assert_eq!(row.beats_random, None);
        assert_eq!(findings.area, Some(0.5));
    }

    #[test]
    fn curves_are_averaged_point_by_point() {
        let point = |share, strongest, random, greedy| CurvePoint {
            share,
            strongest,
            random,
            greedy,
        };
        let mut tally = tally();
        let curves = [
            vec![point(0.75, 1.0, 0.5, 1.0), point(0.25, 0.5, 0.25, 1.0)],
            vec![
                point(0.25, 1.5, 0.75, 2.0),
                point(0.5, f64::NAN, 1.0, 1.0),
                point(0.75, 1.0, f64::INFINITY, 1.0),
            ],
        ];
        for (draw, curve) in (0..).zip(curves) {
            let test = RemovalTest {
                curve,
                ..test_of(0.5, 0.25)
            };
            tally.add(&test, draw);
        }
        let expected = [point(0.25, 1.0, 0.5, 1.5), point(0.75, 1.0, 0.5, 1.0)];
        assert_eq!(tally.findings().curve, expected);
    }

    #[test]
    fn the_order_of_the_texts_plays_no_part() {
        let texts: Vec<(RemovalTest, u64)> = (0..40_u32)
            .map(|text| (test_of(f64::from(text % 7) / 7.0, 0.1), u64::from(text)))
            .collect();
        let (mut forwards, mut backwards) = (tally(), tally());
        for (test, draw) in &texts {
            forwards.add(test, *draw);
        }
        for (test, draw) in texts.iter().rev() {
            backwards.add(test, *draw);
        }
        let findings = forwards.findings();
        assert_eq!(findings.layers, backwards.findings().layers);
        let interval = findings.at(1).unwrap().excess.unwrap().interval.unwrap();
        assert!(interval.low < interval.high);
    }
}
