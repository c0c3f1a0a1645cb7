//! What a label rests on, token by token: integrated gradients, masking, and the strengths.

use crate::analysis::{Answer, Labelled};
use crate::charts::legend::bucket_keys;
use crate::charts::strengths::labels;
use crate::charts::{
    Axis, Bar, BarChart, BarSeries, Chart, ChartContent, ChartDef, ChartLabel, LegendEntry,
    LegendMark, MarkRole, StrengthBars, Subject, TokenLabel, extent, strength_bars,
};
use crate::domain::format::signed;

/// What each token adds to the logit of the explained label.
pub fn attribution_bars(labelled: &Labelled) -> BarChart {
    let (label, text) = (labelled.label_name(), text_of(labelled));
    let title = format!("Integrated gradients of {label}{text}");
    bars_of(labelled, title, "part of the logit", &|token| {
        labelled.attribution(token)
    })
}

/// How far the logit of the explained label falls where each token is masked.
pub fn label_effect_bars(labelled: &Labelled) -> BarChart {
    let (label, text) = (labelled.label_name(), text_of(labelled));
    let title = format!("What masking each token takes from {label}{text}");
    bars_of(labelled, title, "fall of the logit", &|token| {
        labelled.effect(token)
    })
}

/// Which text is meant, where there are two.
fn text_of(labelled: &Labelled) -> &'static str {
    if labelled.moved.is_some() {
        " in A"
    } else {
        ""
    }
}

fn bars_of(
    labelled: &Labelled,
    title: String,
    unit: &'static str,
    value: &dyn Fn(usize) -> Option<f64>,
) -> BarChart {
    let tokens: Vec<usize> = (0..labelled.analysis.traced.tokens.len()).collect();
    signed_bars(SignedBars {
        title,
        unit,
        labels: labels(&labelled.analysis, &tokens),
        values: tokens.iter().map(|&token| value(token)).collect(),
    })
}

/// Numbers for or against a label, one in each slot.
pub(super) struct SignedBars {
    pub(super) title: String,
    pub(super) unit: &'static str,
    pub(super) labels: Vec<TokenLabel>,
    pub(super) values: Vec<Option<f64>>,
}

pub(super) fn signed_bars(of: SignedBars) -> BarChart {
    let (low, high) = extent(of.values.iter().flatten().copied()).unwrap_or((0.0, 1.0));
    let (low, high) = (low.min(0.0), high.max(0.0));
    // Room for what is written at the ends of the bars.
    let room = 0.15 * (high - low).max(1e-9);
    let bar = |value: &Option<f64>| {
        let value = (*value)?;
        let role = if value < 0.0 {
            MarkRole::Takes
        } else {
            MarkRole::Adds
        };
        let bar = Bar::new(value, role)?;
        Some(Bar {
            text: signed(value, 2),
            ..bar
        })
    };
    BarChart {
        stacked: false,
        title: of.title,
        axis: Axis::numbers(
            of.unit,
            if low < 0.0 { low - room } else { 0.0 },
            if high > 0.0 { high + room } else { 0.0 },
        ),
        series: vec![BarSeries::new(of.unit, of.values.iter().map(bar).collect())],
        reference_lines: Vec::new(),
        tokens: (0..of.labels.len()).collect(),
        labels: of.labels,
    }
}

/// Attributions, effects and strengths over one another.
#[derive(Debug, Clone, Copy)]
pub struct LabelReasons;

impl ChartDef for LabelReasons {
    fn label(&self) -> ChartLabel {
        Subject::Labels.label("reasons", "What the label rests on")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let labelled = answer.labels()?;
        labelled.reading.explanation.as_ref()?;
        let strengths = strength_bars(&labelled.analysis, StrengthBars::default());
        let mut keys = bucket_keys([&strengths]);
        keys.push(LegendEntry::new(
            LegendMark::Bar(MarkRole::Adds),
            "speaks for the label",
        ));
        keys.push(LegendEntry::new(
            LegendMark::Bar(MarkRole::Takes),
            "speaks against it",
        ));
        let charts = vec![
            Chart::Bars(attribution_bars(labelled)),
            Chart::Bars(label_effect_bars(labelled)),
            Chart::Bars(strengths),
        ];
        let title = format!(
            "What {} rests on{}",
            labelled.label_name(),
            text_of(labelled)
        );
        Some(ChartContent::new(title, keys, charts))
    }
}
