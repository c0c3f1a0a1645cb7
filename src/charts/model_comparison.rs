//! One text through two models: the words' strengths by each, and how the orders of the words
//! agree, layer by layer.

use crate::analysis::{Analysis, Answer, ComparedWord, ModelComparison};
use crate::domain::strength::is_flat;
use crate::domain::token_scores::TokenScore;

use super::kinds::bar_values;
use super::legend::{bucket_keys, scale_key, series_keys};
use super::scale::ROOM_ABOUT_ZERO;
use super::strengths::role_of;
use super::{
    Axis, Bar, BarChart, BarLook, BarSeries, Chart, ChartContent, ChartDef, ChartLabel, Heatmap,
    LegendEntry, LegendMark, MarkRole, ReferenceLine, Scale, Subject, Ticks, TokenLabel, extent,
};

/// The words' strengths, one chart per model, each with an axis of its own: raw norms of two models
/// are not comparable.
pub fn word_strengths(comparison: &ModelComparison) -> [BarChart; 2] {
    [0, 1].map(|side| {
        let name = |side: usize| comparison.sides.get(side).map(|analysis| title(analysis));
        let strengths = of_words(comparison, |word, _| word.strengths.get(side).copied());
        let score = |word: usize| score(comparison, side, word);
        let bars = strengths.iter().enumerate().map(|(word, &value)| {
            let bar = Bar::new(value?, role_of(score(word)))?;
            Some(bar.with_look(look(comparison, side)))
        });
        let top = extent(strengths.iter().copied().flatten()).map_or(1.0, |(_, most)| most);
        let threshold = comparison.scores.get(side).and_then(|of| of.threshold);
        BarChart {
            title: name(side).unwrap_or_default(),
            axis: Axis::numbers("strength (L2 norm)", 0.0, top * 1.22),
            labels: labels(comparison),
            tokens: (0..comparison.words.len()).collect(),
            series: vec![BarSeries::new(
                name(side).unwrap_or_default(),
                bars.collect(),
            )],
            stacked: false,
            reference_lines: threshold
                .map(ReferenceLine::threshold)
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
        .zip([MarkRole::FirstModel, MarkRole::SecondModel])
        .enumerate()
        .map(|(side, (analysis, role))| {
            let bars = of_words(comparison, |_, word| {
                let score = score(comparison, side, word)?;
                match scale {
                    Scale::Rank => Some((ranked + 1) as f64 - score.rank as f64),
                    Scale::Raw | Scale::ZScore => score.z,
                }
            });
            let look = look(comparison, side);
            let bar = |value: Option<f64>| {
                let value = value?;
                let text = match scale {
                    Scale::Rank => ticks.text(value),
                    Scale::Raw | Scale::ZScore => format!("{value:+.2}"),
                };
                Some(Bar {
                    value,
                    text,
                    role,
                    look,
                })
            };
            BarSeries::new(title(analysis), bars.into_iter().map(bar).collect())
        })
        .collect();
    let (low, high) = extent(bar_values(&series)).unwrap_or((0.0, 1.0));
    let (low, high) = (low.min(0.0), high.max(0.0));
    let room = ROOM_ABOUT_ZERO * (high - low).max(f64::MIN_POSITIVE);
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
        reference_lines: Vec::new(),
        stacked: false,
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
        axis: Axis::numbers("Spearman's ρ of the words' strengths", -1.0, 1.0),
        centred: true,
        labels: (0..=b.traced.layers())
            .map(|layer| TokenLabel::plain(layer.to_string()))
            .collect(),
        cells: comparison.agreements.clone(),
        texts: Vec::new(),
        chosen_row: a.layer,
    }
}

fn title(analysis: &Analysis) -> String {
    format!("{}, Layer {}", analysis.model.display_name, analysis.layer)
}

/// Pale where a model gives every word the same strength: what is left is rounding error.
fn look(comparison: &ModelComparison, side: usize) -> BarLook {
    let strengths = comparison.words.iter().filter(|word| word.inside);
    let strengths: Vec<f64> = strengths
        .filter_map(|word| word.strengths.get(side).copied())
        .collect();
    if is_flat(&strengths) {
        BarLook::Pale
    } else {
        BarLook::Plain
    }
}

fn labels(comparison: &ModelComparison) -> Vec<TokenLabel> {
    let words = comparison.words.iter();
    words
        .map(|word| TokenLabel::plain(word.text.clone()))
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

/// The words' score in both models, as z-scores or ranks.
#[derive(Debug, Clone, Copy)]
pub struct WordScores(pub Scale);

impl ChartDef for WordScores {
    fn label(&self) -> ChartLabel {
        let (id, title) = match self.0 {
            Scale::Rank => ("ranks", "Rank of each word in both models"),
            Scale::Raw | Scale::ZScore => ("z-scores", "Z-score of each word in both models"),
        };
        Subject::Models.label(id, title)
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let bars = word_scores(answer.models()?, self.0);
        let (title, keys) = (bars.title.clone(), series_keys(&bars));
        Some(ChartContent::new(title, keys, vec![Chart::Bars(bars)]))
    }
}

/// The words' strengths, each model to its own scale.
#[derive(Debug, Clone, Copy)]
pub struct WordStrengths;

impl ChartDef for WordStrengths {
    fn label(&self) -> ChartLabel {
        Subject::Models.label("strengths", "Strength of each word in both models")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let both = word_strengths(answer.models()?);
        let mut keys = bucket_keys(&both);
        keys.push(LegendEntry::new(
            LegendMark::ReferenceLine,
            "threshold τ among the words",
        ));
        let charts = both.map(Chart::Bars).into();
        let content = ChartContent::new(self.title().to_owned(), keys, charts);
        Some(
            content
                .with_notes(["Raw norms of two models are not comparable: each has its own axis."]),
        )
    }
}

/// How every layer of one model agrees with every layer of the other.
#[derive(Debug, Clone, Copy)]
pub struct LayerAgreement;

impl ChartDef for LayerAgreement {
    fn label(&self) -> ChartLabel {
        Subject::Models.label("agreement", "Agreement of every layer with every layer")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let comparison = answer.models()?;
        let [a, b] = &comparison.sides;
        let cells = layer_agreement(comparison);
        let keys = vec![scale_key(&cells)];
        let charts = vec![Chart::Heatmap(cells)];
        let content = ChartContent::new(self.title().to_owned(), keys, charts);
        Some(content.with_notes([format!(
            "Rows: layers of {}. Columns: layers of {}.",
            a.model.display_name, b.model.display_name
        )]))
    }
}
