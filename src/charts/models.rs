//! One text through two models: the words' strengths by each, and how the orders of the words
//! agree, layer by layer.

use crate::analysis::{Analysis, ComparedWord, ModelComparison};
use crate::domain::token_scores::TokenScore;

use super::strengths::tone_of;
use super::{
    Axis, Bar, BarChart, BarSeries, Heatmap, Rule, Scale, Ticks, TokenLabel, Tone, extent,
};

/// The words' strengths, a chart a model, each with an axis of its own: raw norms of two models
/// are not comparable.
pub fn word_strengths(comparison: &ModelComparison) -> [BarChart; 2] {
    [0, 1].map(|side| {
        let name = |side: usize| comparison.sides.get(side).map(|analysis| title(analysis));
        let strengths = of_words(comparison, |word, _| word.strengths.get(side).copied());
        let score = |word: usize| score(comparison, side, word);
        let bars = strengths.iter().enumerate().map(|(word, &value)| {
            let value = value.filter(|value| value.is_finite())?;
            Some(Bar {
                value,
                text: format!("{value:.2}"),
                tone: tone_of(score(word)),
            })
        });
        let top = extent(strengths.iter().copied().flatten()).map_or(1.0, |(_, most)| most);
        let threshold = comparison.scores.get(side).and_then(|of| of.threshold);
        BarChart {
            title: name(side).unwrap_or_default(),
            axis: Axis {
                label: "strength (L2 norm)".to_owned(),
                min: 0.0,
                max: top * 1.22,
                ticks: Ticks::Numbers,
            },
            labels: labels(comparison),
            tokens: (0..comparison.words.len()).collect(),
            series: vec![BarSeries {
                name: name(side).unwrap_or_default(),
                bars: bars.collect(),
            }],
            rules: threshold
                .map(|value| Rule {
                    value,
                    text: format!("threshold τ = {value:.3}"),
                })
                .into_iter()
                .collect(),
        }
    })
}

/// The words' score in both models on one axis: z-scores, or ranks.
pub fn word_scores(comparison: &ModelComparison, scale: Scale) -> BarChart {
    let ranked = comparison.words.iter().filter(|word| word.inside).count();
    let ticks = match scale {
        Scale::Rank => Ticks::Ranks { count: ranked },
        Scale::Raw | Scale::ZScore => Ticks::Numbers,
    };
    let series: Vec<BarSeries> = comparison
        .sides
        .iter()
        .zip([Tone::First, Tone::Second])
        .enumerate()
        .map(|(side, (analysis, tone))| {
            let bars = of_words(comparison, |_, word| {
                let score = score(comparison, side, word)?;
                match scale {
                    Scale::Rank => Some((ranked + 1) as f64 - score.rank as f64),
                    Scale::Raw | Scale::ZScore => score.z,
                }
            });
            let bar = |value: Option<f64>| {
                let value = value?;
                let text = match scale {
                    Scale::Rank => ticks.text(value),
                    Scale::Raw | Scale::ZScore => format!("{value:+.2}"),
                };
                Some(Bar { value, text, tone })
            };
            BarSeries {
                name: title(analysis),
                bars: bars.into_iter().map(bar).collect(),
            }
        })
        .collect();
    let values = series
        .iter()
        .flat_map(|series| series.bars.iter().flatten());
    let (low, high) = extent(values.map(|bar| bar.value)).unwrap_or((0.0, 1.0));
    let (low, high) = (low.min(0.0), high.max(0.0));
    let room = 0.12 * (high - low).max(f64::MIN_POSITIVE);
    BarChart {
        title: match scale {
            Scale::Rank => "Rank of each word in both models".to_owned(),
            Scale::Raw | Scale::ZScore => "Standing of each word in both models".to_owned(),
        },
        axis: Axis {
            label: match scale {
                Scale::Rank => "rank among the words (1 = strongest)".to_owned(),
                Scale::Raw | Scale::ZScore => "z-score among the words".to_owned(),
            },
            min: if low < 0.0 { low - room } else { 0.0 },
            max: high + room,
            ticks,
        },
        labels: labels(comparison),
        tokens: (0..comparison.words.len()).collect(),
        series,
        rules: Vec::new(),
    }
}

/// Spearman's rho of every layer of the first model (rows) with every one of the second (columns).
pub fn layer_agreement(comparison: &ModelComparison) -> Heatmap {
    let [a, b] = &comparison.sides;
    Heatmap {
        title: format!(
            "Agreement of every layer of {} (rows) with every layer of {} (columns)",
            a.model.display_name, b.model.display_name
        ),
        axis: Axis {
            label: "Spearman's ρ of the words' strengths".to_owned(),
            min: -1.0,
            max: 1.0,
            ticks: Ticks::Numbers,
        },
        centred: true,
        labels: (0..=b.traced.layers())
            .map(|layer| TokenLabel {
                text: layer.to_string(),
                special: false,
            })
            .collect(),
        cells: comparison.agreements.clone(),
        chosen_row: a.layer,
    }
}

fn title(analysis: &Analysis) -> String {
    format!("{}, Layer {}", analysis.model.display_name, analysis.layer)
}

fn labels(comparison: &ModelComparison) -> Vec<TokenLabel> {
    let words = comparison.words.iter();
    words
        .map(|word| TokenLabel {
            text: word.text.clone(),
            special: false,
        })
        .collect()
}

fn of_words(
    comparison: &ModelComparison,
    value: impl Fn(&ComparedWord, usize) -> Option<f64>,
) -> Vec<Option<f64>> {
    let words = comparison.words.iter().enumerate();
    words.map(|(place, word)| value(word, place)).collect()
}

fn score(comparison: &ModelComparison, side: usize, word: usize) -> Option<&TokenScore> {
    comparison.scores.get(side)?.tokens.get(word)?.as_ref()
}
