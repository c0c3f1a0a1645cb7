//! The paper's figures 1 and 2: a bar for each token's activation strength, with the threshold.

use serde::{Deserialize, Serialize};

use crate::analysis::{Analysis, Answer};
use crate::domain::format::with_thousands;
use crate::domain::measure::Measure;
use crate::domain::token_scores::TokenScore;

use super::legend::bucket_keys;
use super::{
    Axis, Bar, BarChart, BarSeries, Chart, ChartContent, ChartDef, ChartLabel, Key, KeyMark,
    MarkRole, ReferenceLine, Subject, TokenLabel, extent,
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

/// Bars of the chosen layer, zero-based, HIGH and LOW told apart, with the threshold.
pub fn strength_bars(analysis: &Analysis, order: Order) -> BarChart {
    let tokens = order.tokens(analysis);
    let strengths = analysis.strengths();
    let scores = &analysis.at_layer().tokens;
    let bar = |&token: &usize| {
        let role = role_of(scores.get(token).and_then(Option::as_ref));
        Bar::new(*strengths.get(token)?, role)
    };
    let ranges = usual_ranges(analysis, &tokens);
    let tops = ranges.iter().flatten().map(|&(_, high)| high);
    let all = strengths.iter().copied().chain(tops);
    let (least, top) = extent(all).unwrap_or((0.0, 1.0));
    BarChart {
        title: format!("{} at Layer {}", analysis.measure.heading(), analysis.layer),
        // Room for a value above its bar, and for the threshold's name above that.
        axis: Axis::numbers(
            axis_label(analysis.measure),
            least.min(0.0) * 1.18,
            top * 1.18,
        ),
        labels: labels(analysis, &tokens),
        series: vec![BarSeries {
            name: format!("Layer {}", analysis.layer),
            bars: tokens.iter().map(bar).collect(),
        }],
        reference_lines: analysis
            .at_layer()
            .threshold
            .map(ReferenceLine::threshold)
            .into_iter()
            .collect(),
        stacked: false,
        ranges,
        tokens,
    }
}

/// What the axis of strengths by `measure` is called.
fn axis_label(measure: Measure) -> String {
    match measure {
        Measure::Surprise => measure.quantity().to_owned(),
        _ => format!("activation strength ({})", measure.quantity()),
    }
}

/// The usual range of each of `tokens`, where it was asked for; it is of the norm alone.
fn usual_ranges(analysis: &Analysis, tokens: &[usize]) -> Vec<Option<(f64, f64)>> {
    let compared = analysis.parts.as_ref();
    let compared = compared.and_then(|parts| parts.compared.as_ref());
    let Some(compared) = compared.filter(|_| analysis.measure == Measure::Norm) else {
        return Vec::new();
    };
    let range = |&token: &usize| {
        let usual = compared.usual_of(analysis.layer, token)?;
        Some((usual.strengths.p5, usual.strengths.p95))
    };
    tokens.iter().map(range).collect()
}

/// What the bracket beside a bar of strength means, in a few words; `None` where there are none.
pub fn usual_key(analysis: &Analysis, bars: &BarChart) -> Option<String> {
    let compared = analysis.parts.as_ref()?.compared.as_ref()?;
    bars.ranges.iter().any(Option::is_some).then(|| {
        let texts = with_thousands(compared.texts.texts);
        format!("usual strength of this word in {texts} other texts (90 % lie inside)")
    })
}

/// What the brackets of a chart of strengths are, for the reader of a figure.
fn usual_note(analysis: &Analysis, bars: &BarChart) -> Option<String> {
    let compared = analysis.parts.as_ref()?.compared.as_ref()?;
    if analysis.measure != Measure::Norm {
        let note =
            "What is usual is known of the norm alone: there are no brackets by this measure.";
        return Some(note.to_owned());
    }
    bars.ranges.iter().any(Option::is_some).then(|| {
        format!(
            "The bracket beside a bar is where 5 to 95 % of the strengths of the same token lie in \
             {}, or of tokens like it where it is rare there.",
            compared.texts.phrase()
        )
    })
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

/// A bar for each token, with the threshold: the paper's figures 1 and 2.
#[derive(Debug, Clone, Copy)]
pub struct StrengthBars(pub Order);

impl ChartDef for StrengthBars {
    fn label(&self) -> ChartLabel {
        let (id, title) = match self.0 {
            Order::Position => (
                "strengths",
                "Strength of each token, in the order of the text",
            ),
            Order::Strength => ("sorted", "Strength of each token, the strongest first"),
        };
        Subject::Text.label(id, title)
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let bars = strength_bars(answer.analysis()?, self.0);
        let lines = bars.reference_lines.iter();
        let lines = lines.map(|line| Key::new(KeyMark::ReferenceLine, &line.text));
        let usual = usual_key(answer.analysis()?, &bars);
        let usual = usual.map(|text| Key::new(KeyMark::Range, &text));
        let keys = bucket_keys([&bars]).into_iter();
        let keys = keys.chain(lines).chain(usual).collect();
        let title = bars.title.clone();
        let note = usual_note(answer.analysis()?, &bars);
        let content = ChartContent::new(title, keys, vec![Chart::Bars(bars)]);
        Some(content.with_notes(note))
    }
}
