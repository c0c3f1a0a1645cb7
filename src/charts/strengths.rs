//! The paper's figures 1 and 2: a bar for each token's activation strength, with the threshold.

use serde::{Deserialize, Serialize};

use crate::analysis::{Analysis, Answer};
use crate::domain::token_scores::TokenScore;

use super::kinds::bar_values;
use super::legend::bucket_keys;
use super::scale::ROOM_ABOUT_ZERO;
use super::strengths_sentence::strengths_sentence;
use super::threshold_line::threshold_line;
use super::usual::{usual_entry, usual_note, usual_ranges};
use super::{
    Bar, BarChart, BarLook, BarSeries, Chart, ChartContent, ChartDef, ChartLabel, LegendEntry,
    LegendMark, MarkRole, Scale, Subject, TokenLabel, extent,
};

/// In which order tokens stand.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, strum::VariantArray,
)]
pub enum Order {
    /// As in the text.
    #[default]
    Position,
    /// The strongest first.
    Strength,
}

/// What is shown of the strengths of one text.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, strum::VariantArray,
)]
pub enum ShownOfStrength {
    /// A bar for each.
    #[default]
    Bars,
    /// What each is made of.
    Parts,
    /// In which dimensions of the state it lies.
    Dimensions,
}

impl ShownOfStrength {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name in the window.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bars => "strength",
            Self::Parts => "what it is made of",
            Self::Dimensions => "dimensions",
        }
    }
}

impl Order {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name in the window.
    pub fn name(self) -> &'static str {
        match self {
            Self::Position => "position",
            Self::Strength => "strength",
        }
    }

    /// Token indices in this order; equal strengths keep their order in the text.
    pub fn tokens(self, analysis: &Analysis) -> Vec<usize> {
        let mut tokens: Vec<usize> = (0..analysis.traced.tokens.len()).collect();
        if self == Self::Strength {
            let strength = |token: &usize| {
                let strength = analysis.strengths().get(*token);
                strength.copied().unwrap_or(f64::NEG_INFINITY)
            };
            tokens.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
        }
        tokens
    }
}

/// A bar for each token, with the threshold: the paper's figures 1 and 2, or the same in another
/// unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StrengthBars {
    order: Order,
    scale: Scale,
    from_least: bool,
}

impl StrengthBars {
    /// The paper's: norms from 0, in the order of the text.
    pub const PAPER: Self = Self::new(Order::Position, Scale::Raw, false);

    /// Bars in this order and unit. With `from_least` the axis of norms begins near the least of
    /// them: what tells long bars apart. Other units have an axis of their own.
    pub const fn new(order: Order, scale: Scale, from_least: bool) -> Self {
        Self {
            order,
            scale,
            from_least: from_least && matches!(scale, Scale::Raw),
        }
    }

    /// The bars of this name; `None` for another chart.
    pub fn called(id: &str) -> Option<Self> {
        let every = Order::ALL.iter().flat_map(|&order| {
            let scales = Scale::ALL.iter().map(move |&scale| (order, scale));
            scales.flat_map(|(order, scale)| {
                [false, true].map(|from_least| Self::new(order, scale, from_least))
            })
        });
        every.into_iter().find(|look| look.id() == id)
    }

    /// In which order tokens stand.
    pub fn order(self) -> Order {
        self.order
    }

    /// In what unit they are compared.
    pub fn scale(self) -> Scale {
        self.scale
    }

    /// Whether the axis of norms begins near the least of them.
    pub fn from_least(self) -> bool {
        self.from_least
    }

    /// The ends of the axis of norms between `least` and `top`: with room for a value above its
    /// bar, and for the threshold's name above that.
    fn ends(self, least: f64, top: f64) -> (f64, f64) {
        if least < 0.0 {
            let room = ROOM_ABOUT_ZERO * (top.max(0.0) - least);
            return (least - room, top.max(0.0) + room);
        }
        if !self.from_least || least <= 0.0 {
            return (0.0, top * 1.18);
        }
        // Equal strengths, too, are bars and not a line.
        let range = (top - least).max(0.02 * top);
        (least - 0.06 * range, top + 0.2 * range)
    }
}

/// Bars of the chosen layer, HIGH and LOW told apart, with the threshold.
pub fn strength_bars(analysis: &Analysis, look: StrengthBars) -> BarChart {
    let scale = look.scale;
    let tokens = look.order.tokens(analysis);
    let scores = &analysis.at_layer().tokens;
    let bar = |&token: &usize| {
        let value = scale.value(analysis, analysis.layer, token)?;
        Some(Bar {
            value,
            text: scale.text(analysis, value),
            role: role_of(scores.get(token).and_then(Option::as_ref)),
            look: BarLook::Plain,
        })
    };
    let bars: Vec<Option<Bar>> = tokens.iter().map(bar).collect();
    let ranges = usual_ranges(analysis, (scale, analysis.layer), &tokens);
    let name = format!("Layer {}", analysis.layer);
    let series = vec![BarSeries::new(name, bars).with_ranges(ranges)];
    let mut axis = scale.axis(analysis, bar_values(&series));
    let (least, top) = extent(bar_values(&series)).unwrap_or((0.0, 1.0));
    (axis.min, axis.max) = look.ends(least, top);
    if scale == Scale::Rank {
        axis.min = 0.0;
    }
    if axis.min > 0.0 {
        axis.label.push_str(", not from 0");
    }
    BarChart {
        title: look.title_of(analysis),
        axis,
        labels: labels(analysis, &tokens),
        series,
        reference_lines: threshold_line(analysis, scale).into_iter().collect(),
        stacked: false,
        tokens,
    }
}

impl StrengthBars {
    fn title_of(self, analysis: &Analysis) -> String {
        let unit = match self.scale {
            Scale::Raw => "",
            Scale::ZScore => ", as z-scores",
            Scale::Rank => ", as ranks",
        };
        let heading = analysis.measure.heading();
        format!("{heading} at Layer {}{unit}", analysis.layer)
    }
}

pub(super) fn labels(analysis: &Analysis, tokens: &[usize]) -> Vec<TokenLabel> {
    let all = &analysis.traced.tokens;
    tokens
        .iter()
        .filter_map(|&token| all.get(token))
        .map(|token| TokenLabel::new(token, &analysis.traced.text))
        .collect()
}

pub(super) fn role_of(score: Option<&TokenScore>) -> MarkRole {
    MarkRole::from_bucket(score.map(|score| score.bucket))
}

impl ChartDef for StrengthBars {
    fn label(&self) -> ChartLabel {
        let (id, title) = match (self.order, self.scale, self.from_least) {
            (Order::Position, Scale::Raw, false) => (
                "strengths",
                "Strength of each token, in the order of the text",
            ),
            (Order::Position, Scale::Raw, true) => (
                "strengths-least",
                "Strength of each token, the axis from the least",
            ),
            (Order::Position, Scale::ZScore, _) => {
                ("strengths-z", "Strength of each token, as z-scores")
            }
            (Order::Position, Scale::Rank, _) => {
                ("strengths-rank", "Strength of each token, as ranks")
            }
            (Order::Strength, Scale::Raw, false) => {
                ("sorted", "Strength of each token, the strongest first")
            }
            (Order::Strength, Scale::Raw, true) => (
                "sorted-least",
                "Strength of each token, the strongest first, the axis from the least",
            ),
            (Order::Strength, Scale::ZScore, _) => (
                "sorted-z",
                "Strength of each token, the strongest first, as z-scores",
            ),
            (Order::Strength, Scale::Rank, _) => (
                "sorted-rank",
                "Strength of each token, the strongest first, as ranks",
            ),
        };
        Subject::Text.label(id, title)
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let analysis = answer.analysis()?;
        let bars = strength_bars(analysis, *self);
        let usual = usual_entry(analysis, &bars);
        let keys = strength_keys(&bars).into_iter().chain(usual).collect();
        let title = bars.title.clone();
        let not_from_zero = (bars.axis.base() > 0.0).then(|| NOT_FROM_ZERO.to_owned());
        let usual = usual_note(analysis, &bars);
        let content = ChartContent::new(title, keys, vec![Chart::Bars(bars)]);
        let content = content.with_notes([strengths_sentence(analysis)]);
        Some(content.with_notes(not_from_zero).with_notes(usual))
    }
}

/// What a reader of bars that begin above 0 must know.
const NOT_FROM_ZERO: &str = "The axis does not begin at 0: compare the ends of bars, not their \
                             lengths.";

/// HIGH, LOW and what is outside, and the threshold.
pub(crate) fn strength_keys(bars: &BarChart) -> Vec<LegendEntry> {
    let lines = bars.reference_lines.iter();
    let lines = lines.map(|line| LegendEntry::new(LegendMark::ReferenceLine, &line.text));
    bucket_keys([bars]).into_iter().chain(lines).collect()
}
