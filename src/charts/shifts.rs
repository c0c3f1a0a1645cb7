//! Two texts side by side: strengths on a shared axis, and the shift of every aligned pair (the
//! paper's figures 4 to 6).

use serde::{Deserialize, Serialize};

use crate::analysis::{Analysis, Answer, Comparison};
use crate::domain::alignment::{Pair, PairKind};
use crate::domain::shift::Shift;

use super::kinds::bar_values;
use super::legend::{bucket_keys, series_keys};
use super::strengths::strength_bars;
use super::usual::{usual_entry, usual_note};
use super::{
    Axis, Bar, BarChart, BarLook, BarSeries, Chart, ChartContent, ChartDef, ChartLabel,
    LegendEntry, LegendMark, MarkRole, Share, StrengthBars, Subject, TokenLabel, extent,
};

/// What is shown of a shift.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, strum::VariantArray,
)]
pub enum ShiftMeasure {
    /// The L2 norm of the difference.
    #[default]
    Whole,
    /// Its part along the length and its part across it; their squares add up to its square.
    Parts,
    /// One minus the cosine: the angle alone.
    CosineDistance,
}

impl ShiftMeasure {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name in the window.
    pub fn name(self) -> &'static str {
        match self {
            Self::Whole => "shift",
            Self::Parts => "direction and magnitude",
            Self::CosineDistance => "cosine distance",
        }
    }

    fn quantity(self) -> &'static str {
        match self {
            Self::Whole => "activation shift (L2 norm)",
            Self::Parts => "part of the shift (L2 norm)",
            Self::CosineDistance => "cosine distance (1 − cos)",
        }
    }
}

/// The strengths of both texts at the selected layer, with one y axis for both.
pub fn both_strengths(comparison: &Comparison) -> [BarChart; 2] {
    let chart = |name: &str, analysis: &Analysis| {
        let mut chart = strength_bars(analysis, StrengthBars::PAPER);
        chart.title = format!("{name}: strength at Layer {}", analysis.layer);
        chart
    };
    let mut charts = [chart("A", &comparison.a), chart("B", &comparison.b)];
    let top = charts
        .iter()
        .map(|chart| chart.axis.max)
        .fold(0.0, f64::max);
    for chart in &mut charts {
        chart.axis.max = top;
    }
    charts
}

/// A bar for each aligned pair; gaps have none. `same_words` leaves out every pair but those whose
/// words did not change.
pub fn shift_bars(comparison: &Comparison, measure: ShiftMeasure, same_words: bool) -> BarChart {
    let layer = comparison.layer();
    let pairs: Vec<usize> = pairs_of(comparison, same_words).collect();
    let guessed = comparison.guessed_pairs();
    let look = |pair: usize| match guessed.get(pair) {
        Some(true) => BarLook::Hatched,
        Some(false) | None => BarLook::Plain,
    };
    let role = |pair: usize| MarkRole::from_bucket(comparison.bucket(pair));
    let series =
        |name: &str, role: &dyn Fn(usize) -> MarkRole, of: &dyn Fn(&Shift) -> Option<f64>| {
            let bar = |&pair: &usize| {
                let bar = Bar::new(of(&comparison.shift(layer, pair)?)?, role(pair))?;
                Some(bar.with_look(look(pair)))
            };
            BarSeries::new(name, pairs.iter().map(bar).collect())
        };
    let band = |&pair: &usize| {
        let band = comparison.null.as_ref()?.bands.get(pair)?.as_ref()?;
        Some((band.low, band.high))
    };
    let series = match measure {
        ShiftMeasure::Whole => {
            let shifts = series("shift", &role, &|s| Some(s.shift));
            vec![shifts.with_ranges(pairs.iter().map(band).collect())]
        }
        ShiftMeasure::CosineDistance => {
            vec![series("cosine distance", &role, &|s| Some(1.0 - s.cosine?))]
        }
        ShiftMeasure::Parts => vec![
            series("direction", &|_| MarkRole::First, &|s| {
                Some(s.direction_part)
            }),
            series("magnitude", &|_| MarkRole::Second, &|s| {
                Some(s.magnitude_part)
            }),
        ],
    };
    BarChart {
        title: format!("Shift from A to B at Layer {layer}"),
        axis: from_zero(measure.quantity(), bar_values(&series)),
        labels: pick(&pair_labels(comparison), &pairs),
        tokens: pairs,
        series,
        reference_lines: Vec::new(),
        stacked: false,
    }
}

/// The pairs by their places: all of them, or those whose words did not change.
pub fn pairs_of(comparison: &Comparison, same_words: bool) -> impl Iterator<Item = usize> {
    let pairs = comparison.alignment.pairs.iter().enumerate();
    let wanted = move |pair: &Pair| !same_words || (pair.both().is_some() && !pair.word_changed);
    pairs.filter_map(move |(place, pair)| wanted(pair).then_some(place))
}

fn pick(labels: &[TokenLabel], places: &[usize]) -> Vec<TokenLabel> {
    let labels = places.iter().filter_map(|&place| labels.get(place));
    labels.cloned().collect()
}

/// From 0 to a little above the largest value.
pub(super) fn from_zero(label: &str, values: impl Iterator<Item = f64>) -> Axis {
    let top = extent(values).map_or(0.0, |(_, most)| most);
    Axis::numbers(label, 0.0, if top > 0.0 { top * 1.12 } else { 1.0 })
}

/// `day`, `day → walk`, `− day` for a token of A alone, `+ walk` for one of B alone.
pub fn pair_labels(comparison: &Comparison) -> Vec<TokenLabel> {
    let texts = [&comparison.a, &comparison.b];
    let pairs = comparison.alignment.pairs.iter();
    pairs.map(|pair| label_of_pair(texts, pair)).collect()
}

/// The same for one pair of two texts.
pub(super) fn label_of_pair([of_a, of_b]: [&Analysis; 2], pair: &Pair) -> TokenLabel {
    let piece = |analysis: &Analysis, token: Option<usize>| {
        let token = token.and_then(|token| analysis.traced.tokens.get(token));
        token.map_or_else(Default::default, |token| {
            let text = token.labelled(&analysis.traced.text);
            (text.into_owned(), token.special)
        })
    };
    let ((a, special), (b, _)) = (piece(of_a, pair.a), piece(of_b, pair.b));
    let (text, special) = match pair.kind {
        PairKind::Same => (a, special),
        PairKind::Changed => (format!("{a} → {b}"), special),
        PairKind::OnlyA => (format!("− {a}"), true),
        PairKind::OnlyB => (format!("+ {b}"), true),
    };
    TokenLabel { text, special }
}

/// The shift of every aligned pair: the paper's figure 4.
#[derive(Debug, Clone, Copy)]
pub struct ShiftBars {
    /// What is shown of a shift.
    pub measure: ShiftMeasure,
    /// Whether pairs whose words changed are left out.
    pub same_words: bool,
}

impl ShiftBars {
    /// Every pair.
    pub const fn every(measure: ShiftMeasure) -> Self {
        Self {
            measure,
            same_words: false,
        }
    }

    /// The bars that are called so on the command line, if they are of shifts.
    pub fn named(id: Option<&str>) -> Option<Self> {
        let measures = ShiftMeasure::ALL.iter().copied();
        let mut bars =
            measures.flat_map(|measure| [Self::every(measure), Self::of_same_words(measure)]);
        bars.find(|bars| Some(bars.id()) == id)
    }

    /// The pairs whose words did not change.
    pub const fn of_same_words(measure: ShiftMeasure) -> Self {
        Self {
            measure,
            same_words: true,
        }
    }
}

/// What the brackets beside bars of shifts mean, in a few words; `None` where there are none.
pub fn random_words_key(bars: &BarChart) -> Option<&'static str> {
    let text = "shift that random words make (90 % lie inside)";
    bars.has_ranges().then_some(text)
}

/// What the brackets are, for the reader of a figure.
const RANDOM_WORDS: &str = "The bracket beside a bar is the 5 to 95 % range of the shift that random \
                            words make: a bar that ends above it shifts more than nearly all of them.";

/// What hatched bars are, for the reader of a figure.
const GUESSED: &str = "Hatched: words that edit distance paired in a stretch where several changed; \
                       which goes with which is a guess.";

impl ChartDef for ShiftBars {
    fn label(&self) -> ChartLabel {
        let (id, title) = match (self.measure, self.same_words) {
            (ShiftMeasure::Whole, false) => ("shifts", "Shift of each token from A to B"),
            (ShiftMeasure::Parts, false) => ("parts", "Direction and magnitude of each shift"),
            (ShiftMeasure::CosineDistance, false) => {
                ("cosine", "Cosine distance of each token from A to B")
            }
            (ShiftMeasure::Whole, true) => (
                "shifts-same-words",
                "Shift of each token whose word did not change",
            ),
            (ShiftMeasure::Parts, true) => (
                "parts-same-words",
                "Direction and magnitude of each shift, words that did not change",
            ),
            (ShiftMeasure::CosineDistance, true) => (
                "cosine-same-words",
                "Cosine distance of each token whose word did not change",
            ),
        };
        Subject::Pair.label(id, title)
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let bars = shift_bars(answer.comparison()?, self.measure, self.same_words);
        if self.same_words && bars.labels.is_empty() {
            return None;
        }
        let guesses = bars.has(BarLook::Hatched).then_some(GUESSED);
        let title = bars.title.clone();
        if self.measure != ShiftMeasure::Parts {
            let mut keys = bucket_keys([&bars]);
            let key = random_words_key(&bars);
            keys.extend(key.map(|text| LegendEntry::new(LegendMark::Range, text)));
            let note = key.map(|_| RANDOM_WORDS);
            let content = ChartContent::new(title, keys, vec![Chart::Bars(bars)]);
            return Some(content.with_notes(note.into_iter().chain(guesses)));
        }
        let title = format!("{title}, its two parts");
        let content = ChartContent::new(title, series_keys(&bars), vec![Chart::Bars(bars)]);
        let squares = "The squares of both parts add up to the square of the shift.";
        Some(content.with_notes([squares].into_iter().chain(guesses)))
    }
}

/// The strengths of both texts to one scale.
#[derive(Debug, Clone, Copy)]
pub struct BothStrengths;

impl ChartDef for BothStrengths {
    fn label(&self) -> ChartLabel {
        Subject::Pair.label("strengths", "Strengths of both texts on one scale")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let comparison = answer.comparison()?;
        let both = both_strengths(comparison);
        let mut keys = bucket_keys(&both);
        keys.push(LegendEntry::new(
            LegendMark::ReferenceLine,
            "threshold τ of each text",
        ));
        let sides = || [&comparison.a, &comparison.b].into_iter().zip(&both);
        keys.extend(sides().find_map(|(analysis, bars)| usual_entry(analysis, bars)));
        let usual = sides().find_map(|(analysis, bars)| usual_note(analysis, bars));
        let title = format!("Activation strength at Layer {}", comparison.layer());
        let content = ChartContent::new(title, keys, both.map(Chart::Bars).into());
        Some(content.with_notes(usual))
    }
}

/// The sums at the selected layer, over all pairs and over the words that did not change.
pub fn contribution_shares(comparison: &Comparison) -> Vec<Share> {
    let sums = [
        ("all pairs", comparison.sums_at_layer()),
        ("unchanged words", comparison.unchanged_at_layer()),
    ];
    sums.into_iter()
        .map(|(name, sums)| Share {
            name: name.to_owned(),
            high: sums.contribution.high,
            low: sums.contribution.low,
            high_ratio: sums.contribution.high_ratio(),
        })
        .collect()
}

/// The shift that HIGH and LOW tokens carry.
#[derive(Debug, Clone, Copy)]
pub struct Contributions;

impl ChartDef for Contributions {
    fn label(&self) -> ChartLabel {
        Subject::Pair.label("contributions", "Shift carried by HIGH and LOW tokens")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let comparison = answer.comparison()?;
        let title = format!(
            "Shift carried by HIGH and LOW, Layer {}",
            comparison.layer()
        );
        let keys = vec![
            LegendEntry::new(LegendMark::Bar(MarkRole::High), "C_H: HIGH tokens"),
            LegendEntry::new(LegendMark::Bar(MarkRole::Low), "C_L: LOW tokens"),
        ];
        let shares = Chart::Shares(contribution_shares(comparison));
        Some(ChartContent::new(title, keys, vec![shares]).with_notes([
            "A fixed share of the tokens is HIGH by construction; sums are over aligned pairs.",
        ]))
    }
}
