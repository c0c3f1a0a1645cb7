//! The sample made ready to be resampled, and what one replicate gives.

use super::high_rates::{HighTokens, TokenCounts};
use super::sample::SampledText;
use super::scored_record::ScoredToken;
use super::weighted_auc::WeightedAuc;
use super::weighted_ranks::{Column, Products, Ranks, VARIABLES, products};
use crate::domain::attention::AttentionReceived;
use crate::domain::corpus::TokenKind;
use crate::domain::statistics::{partial_correlation, resample};
use crate::domain::threshold::ThresholdRule;
use crate::domain::word_class::WordGroup;

/// Fewer texts are too few to resample.
const FEWEST_TEXTS: usize = 10;
/// The places of the frequency rank and the position among the variables.
const RANK: usize = 5;
const POSITION: usize = 6;

/// The sample, sorted once, so that a replicate is a walk along it. Replicates do not depend on
/// each other: they can be made in any order and on several threads.
pub struct Resampling {
    seed: u64,
    replicates: usize,
    texts: usize,
    /// The text of each token that is correlated.
    text_of: Vec<u32>,
    /// Whether its word has a frequency rank.
    ranked: Vec<bool>,
    /// Embedding norm, frequency rank and position, which are the same at every layer.
    shared: [Option<Column>; 3],
    layers: Vec<OneLayer>,
    counts: TokenCounts,
}

struct OneLayer {
    auc: WeightedAuc,
    strength: Column,
    /// The three baselines of attention.
    attention: [Option<Column>; 3],
    high: HighTokens,
}

/// What one replicate gives, `[layer]`. What is undefined in it is NaN.
#[derive(Debug, Clone, PartialEq)]
pub struct Replicate {
    pub(super) layers: Vec<Measures>,
}

/// The estimates at one layer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measures {
    pub(super) auc: f64,
    pub(super) auc_within: f64,
    /// The share of HIGH of each kind, in the order of [`Resampling::kinds`].
    pub(super) high_rates: Vec<f64>,
    /// Of strength with each baseline.
    pub(super) rho: [f64; VARIABLES - 1],
    pub(super) partial: [f64; VARIABLES - 1],
}

impl Resampling {
    /// Makes `texts` ready. Tokens outside the token set, and those with a number that is not
    /// finite at any layer, do not enter.
    pub(super) fn new(
        texts: &[&SampledText],
        layers: usize,
        rule: &ThresholdRule,
        (seed, replicates): (u64, usize),
    ) -> Self {
        let never = texts.len() as u32;
        let mut tokens: Vec<Chosen<'_>> = Vec::new();
        for (text, sampled) in texts.iter().enumerate() {
            let of_text = sampled.tokens.iter().enumerate();
            tokens.extend(
                of_text
                    .map(|(place, token)| Chosen {
                        text,
                        sampled,
                        place,
                        token,
                    })
                    .filter(Chosen::is_complete),
            );
        }
        let text_of: Vec<u32> = tokens.iter().map(|token| token.text as u32).collect();
        let ranked: Vec<bool> = tokens.iter().map(|at| at.token.rank.is_some()).collect();
        // Where a value is missing the baseline is: only ranks are missing for some tokens, and
        // these are in no sum that has ranks in it.
        let column = |value: &dyn Fn(&Chosen<'_>) -> Option<f64>| -> Option<Column> {
            let values: Option<Vec<f64>> = tokens.iter().map(value).collect();
            Some(Column::new(&values?, &text_of, &ranked, never))
        };
        let counts = TokenCounts::new(texts);
        let layer = |layer: usize| {
            let received = |which: fn(&AttentionReceived) -> &Vec<f32>| {
                let block = layer.checked_sub(1)?;
                column(&move |at| at.attention(block, which))
            };
            OneLayer {
                auc: WeightedAuc::new(&strengths_by_group(texts, layer)),
                strength: column(&|at| Some(at.strength(layer))).unwrap_or_default(),
                attention: [
                    received(|attention| &attention.received),
                    received(|attention| &attention.from_text),
                    received(|attention| &attention.norm_weighted),
                ],
                high: counts.high_at(texts, layer, rule),
            }
        };
        Self {
            seed,
            replicates: if texts.len() < FEWEST_TEXTS {
                0
            } else {
                replicates
            },
            texts: texts.len(),
            layers: (0..=layers).map(layer).collect(),
            shared: [
                column(&|at| Some(at.strength(0))),
                column(&|at| Some(at.token.rank.map_or(0.0, f64::from))),
                column(&|at| Some(at.place as f64)),
            ],
            counts,
            text_of,
            ranked,
        }
    }

    /// How many replicates there are to make; 0 where there are too few texts.
    pub fn replicates(&self) -> usize {
        self.replicates
    }

    /// The replicate with this number, from 0.
    pub fn replicate(&self, number: usize) -> Replicate {
        let mut times = vec![0; self.texts];
        resample(self.seed, number as u64, &mut times);
        self.measure(&times)
    }

    /// The estimates of the sample itself.
    pub(super) fn as_it_is(&self) -> Replicate {
        self.measure(&vec![1; self.texts])
    }

    /// The kinds whose HIGH tokens are counted, groups first.
    pub(super) fn kinds(&self) -> &[TokenKind] {
        self.counts.kinds()
    }

    /// How many tokens have the baseline, and how many of them a frequency rank.
    pub(super) fn tokens_with(&self, layer: usize, baseline: usize) -> [u64; 2] {
        let ranked = self.ranked.iter().filter(|&&ranked| ranked).count() as u64;
        let Some(of_layer) = self.layers.get(layer) else {
            return [0; 2];
        };
        let variables = self.variables(layer, of_layer);
        match variables.get(baseline + 1) {
            Some(Some(_)) if baseline + 1 == RANK => [ranked; 2],
            Some(Some(_)) => [self.text_of.len() as u64, ranked],
            _ => [0; 2],
        }
    }

    /// The estimates when each text is drawn as often as `times` says.
    fn measure(&self, times: &[u32]) -> Replicate {
        let drawn = |text: &u32| times.get(*text as usize).copied().unwrap_or(0);
        let all: Vec<f32> = self.text_of.iter().map(|text| drawn(text) as f32).collect();
        let part: Vec<f32> = all
            .iter()
            .zip(&self.ranked)
            .map(|(&drawn, &ranked)| if ranked { drawn } else { 0.0 })
            .collect();
        let mut ranks: [Ranks; VARIABLES] = Default::default();
        for (column, ranks) in self.shared.iter().zip(ranks.iter_mut().skip(4)) {
            if let Some(column) = column {
                column.rank(times, ranks);
            }
        }
        let layers = self.layers.iter().enumerate();
        let layers = layers.map(|(place, layer)| {
            let variables = self.variables(place, layer);
            for (column, ranks) in variables.iter().zip(&mut ranks).take(4) {
                if let Some(column) = column {
                    column.rank(times, ranks);
                }
            }
            let mut ranked = [None; VARIABLES];
            for ((variable, column), ranks) in ranked.iter_mut().zip(variables).zip(&ranks) {
                *variable = column.map(|column| (column, ranks));
            }
            let [in_all, in_part] = products(&ranked, &all, &part);
            let mut measures = Measures {
                auc: layer.auc.auc(times),
                auc_within: layer.auc.auc_within(times),
                high_rates: self.counts.high_rates(&layer.high, times),
                rho: [f64::NAN; VARIABLES - 1],
                partial: [f64::NAN; VARIABLES - 1],
            };
            let estimates = measures.rho.iter_mut().zip(&mut measures.partial);
            for (baseline, (rho, partial)) in estimates.enumerate() {
                let variable = baseline + 1;
                let sums = if variable == RANK { &in_part } else { &in_all };
                *rho = correlation(sums, &[0, variable]);
                *partial = match variable {
                    RANK => correlation(&in_part, &[0, RANK, POSITION]),
                    POSITION => correlation(&in_part, &[0, POSITION, RANK]),
                    other => correlation(&in_part, &[0, other, RANK, POSITION]),
                };
            }
            measures
        });
        Replicate {
            layers: layers.collect(),
        }
    }

    /// Strength at a layer, then the baselines in their order.
    fn variables<'a>(
        &'a self,
        place: usize,
        layer: &'a OneLayer,
    ) -> [Option<&'a Column>; VARIABLES] {
        let [received, from_text, norm_weighted] = &layer.attention;
        let [embedding, rank, position] = &self.shared;
        // At layer 0 the embedding norm is the strength itself.
        let embedding = embedding.as_ref().filter(|_| place > 0);
        let any_rank = self.ranked.iter().any(|&ranked| ranked);
        [
            Some(&layer.strength),
            received.as_ref(),
            from_text.as_ref(),
            norm_weighted.as_ref(),
            embedding,
            rank.as_ref().filter(|_| any_rank),
            position.as_ref(),
        ]
    }
}

/// The partial correlation of the first two of `variables`, the others held constant; NaN where it
/// is undefined.
fn correlation(sums: &Products, variables: &[usize]) -> f64 {
    let sum = |a: usize, b: usize| -> f64 {
        // Each sum stands where its first variable is strength, rank or position.
        let at = |a: usize, b: usize| sums.get(a).and_then(|row| row.get(b)).copied();
        let first = |variable: usize| matches!(variable, 0 | RANK | POSITION);
        let (a, b) = if first(a) { (a, b) } else { (b, a) };
        at(a, b).unwrap_or(0.0)
    };
    let mut products: Vec<Vec<f64>> = variables
        .iter()
        .map(|&a| variables.iter().map(|&b| sum(a, b)).collect())
        .collect();
    partial_correlation(&mut products).unwrap_or(f64::NAN)
}

/// A token of the sample.
struct Chosen<'a> {
    text: usize,
    sampled: &'a SampledText,
    place: usize,
    token: &'a ScoredToken,
}

impl Chosen<'_> {
    fn is_complete(&self) -> bool {
        let mut strengths = self.sampled.strengths.iter();
        let at_place = |layer: &Vec<f64>| layer.get(self.place).is_some_and(|at| at.is_finite());
        self.token.inside && strengths.all(at_place)
    }

    fn strength(&self, layer: usize) -> f64 {
        self.sampled.strength(layer, self.place)
    }

    fn attention(&self, block: usize, which: fn(&AttentionReceived) -> &Vec<f32>) -> Option<f64> {
        let received = which(self.sampled.attention.get(block)?).get(self.place)?;
        received.is_finite().then(|| f64::from(*received))
    }
}

/// Strengths of content and of function tokens, of each text.
fn strengths_by_group(texts: &[&SampledText], layer: usize) -> Vec<[Vec<f64>; 2]> {
    let of_text = |sampled: &&SampledText| {
        [WordGroup::Content, WordGroup::Function].map(|group| {
            let tokens = sampled.tokens.iter().enumerate();
            tokens
                .filter(|(_, token)| token.inside && token.class.group() == group)
                .map(|(place, _)| sampled.strength(layer, place))
                .filter(|strength| strength.is_finite())
                .collect()
        })
    };
    texts.iter().map(of_text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::corpus::TextPlace;
    use crate::domain::word_class::WordClass;

    const CLASSES: [WordClass; 4] = [
        WordClass::Noun,
        WordClass::Determiner,
        WordClass::Verb,
        WordClass::Punctuation,
    ];

    /// Texts of 3 to 8 tokens with ties in everything; the last token of each has no rank.
    fn texts(count: u32) -> Vec<SampledText> {
        let mut state = 99u32;
        let mut below = |end: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % end
        };
        let text = |number: u32| {
            let length = 3 + below(6) as usize;
            let mut values = |end: u32| -> Vec<u32> { (0..length).map(|_| below(end)).collect() };
            let narrow = |values: Vec<u32>| values.into_iter().map(|at| at as f32).collect();
            let wide = |values: Vec<u32>| values.into_iter().map(f64::from).collect();
            let (classes, ranks) = (values(4), values(30));
            let token = |place: usize| ScoredToken {
                span: (0, 0),
                id: 0,
                class: CLASSES[classes[place] as usize],
                inside: true,
                continues: false,
                pieces: Some(1),
                rank: Some(1 + ranks[place]).filter(|_| place + 1 < length),
            };
            SampledText {
                place: TextPlace {
                    file: 0,
                    line: u64::from(number),
                    sentence: 0,
                },
                text: String::new(),
                tokens: (0..length).map(token).collect(),
                strengths: (0..2).map(|_| wide(values(25))).collect(),
                attention: vec![AttentionReceived {
                    received: narrow(values(9)),
                    from_text: narrow(values(1000)),
                    norm_weighted: narrow(values(40)),
                }],
            }
        };
        (0..count).map(text).collect()
    }

    #[test]
    fn drawing_a_text_twice_is_having_it_twice() {
        let texts = texts(40);
        let times: Vec<u32> = (0..40).map(|text| text * text % 4).collect();
        let repeated: Vec<&SampledText> = texts
            .iter()
            .zip(&times)
            .flat_map(|(text, &times)| (0..times).map(move |_| text))
            .collect();
        let rule = ThresholdRule::default();
        let all: Vec<&SampledText> = texts.iter().collect();
        let drawn = Resampling::new(&all, 1, &rule, (1, 9)).measure(&times);
        let expected = Resampling::new(&repeated, 1, &rule, (1, 9)).as_it_is();
        for (drawn, expected) in drawn.layers.iter().zip(&expected.layers) {
            assert_eq!(drawn.auc, expected.auc);
            assert_eq!(drawn.auc_within, expected.auc_within);
            assert_eq!(drawn.high_rates, expected.high_rates);
            let pairs = drawn.rho.iter().zip(&expected.rho);
            let pairs = pairs.chain(drawn.partial.iter().zip(&expected.partial));
            for (drawn, expected) in pairs {
                let alike = drawn.is_nan() && expected.is_nan();
                assert!(
                    alike || (drawn - expected).abs() < 1e-12,
                    "{drawn} {expected}"
                );
            }
        }
        assert!(drawn.layers[1].partial.iter().all(|rho| rho.abs() <= 1.0));
        assert!(drawn.layers[0].rho[0].is_nan(), "layer 0 has no attention");
    }

    #[test]
    fn few_texts_are_not_resampled() {
        let texts = texts(9);
        let all: Vec<&SampledText> = texts.iter().collect();
        let rule = ThresholdRule::default();
        assert_eq!(Resampling::new(&all, 1, &rule, (1, 50)).replicates(), 0);
        assert_eq!(Resampling::new(&[], 1, &rule, (1, 50)).replicates(), 0);
    }
}
