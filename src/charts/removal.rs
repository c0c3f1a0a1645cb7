//! What the removal of each token does, under its strength.

use crate::analysis::{Answer, Effects};
use crate::domain::format::signed;

use super::legend::bucket_keys;
use super::strengths::{labels, role_of};
use super::usual::{usual_entry, usual_note};
use super::{
    Axis, Bar, BarChart, BarLook, BarSeries, Chart, ChartContent, ChartDef, ChartLabel,
    LegendEntry, LegendMark, StrengthBars, Subject, Ticks, extent, strength_bars,
};

/// What the removal of each token alone does, in the order of the text.
pub fn effect_bars(effects: &Effects) -> BarChart {
    let analysis = &effects.analysis;
    let tokens: Vec<usize> = (0..analysis.traced.tokens.len()).collect();
    let scores = &analysis.at_layer().tokens;
    let bar = |&token: &usize| {
        let value = effects.effect(token)?;
        Some(Bar {
            value,
            text: signed(value, 3),
            role: role_of(scores.get(token).and_then(Option::as_ref)),
            look: BarLook::Plain,
        })
    };
    let ends = effects.test.alone.iter().copied();
    let (low, top) = extent(ends).unwrap_or((0.0, 1.0));
    let (low, top) = (low.min(0.0), top.max(0.0));
    // Room for what is written at the ends of the bars.
    let room = 0.18 * (top - low);
    BarChart {
        title: "What removing each token does".to_owned(),
        axis: Axis {
            label: effects.settings.output.quantity().to_owned(),
            min: if low < 0.0 { low - room } else { 0.0 },
            max: if top > low { top + room } else { 1.0 },
            ticks: Ticks::Numbers,
        },
        labels: labels(analysis, &tokens),
        series: vec![BarSeries::new("effect", tokens.iter().map(bar).collect())],
        reference_lines: Vec::new(),
        stacked: false,
        tokens,
    }
}

/// What the test says of the text, in a sentence.
pub fn effects_sentence(effects: &Effects) -> Option<String> {
    let high = effects.test.high()?;
    let (verdict, share) = if high.excess() > 0.0 {
        ("more", high.beats_random)
    } else {
        ("less", 1.0 - high.beats_random)
    };
    let sets = if effects.progress.is_whole() {
        format!("{} sets", high.sets)
    } else {
        format!("the first {} sets, the others are being tried", high.sets)
    };
    let share = if share < 1.0 {
        // Never 100 % of what is not all.
        format!("{:.0} % of", (100.0 * share).min(99.0))
    } else {
        "all of".to_owned()
    };
    Some(format!(
        "Removing the {} HIGH tokens together {} {}, random sets of as many by {}: {verdict} than \
         {share} {sets}.",
        high.size,
        effects.settings.output.does(),
        signed(high.effect, 3),
        signed(high.random_mean, 3),
    ))
}

/// The strengths of a text above what the removal of each token does.
#[derive(Debug, Clone, Copy)]
pub struct RemovalEffects;

impl ChartDef for RemovalEffects {
    fn label(&self) -> ChartLabel {
        Subject::Removal.label(
            "effects",
            "Strength of each token, and what removing it does",
        )
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let effects = answer.effects()?;
        let strengths = strength_bars(&effects.analysis, StrengthBars::PAPER);
        let bars = effect_bars(effects);
        let mut keys = bucket_keys([&strengths]);
        keys.push(LegendEntry::new(LegendMark::ReferenceLine, "threshold τ"));
        keys.extend(usual_entry(&effects.analysis, &strengths));
        let usual = usual_note(&effects.analysis, &strengths);
        let title = format!(
            "Strength at Layer {}, and what removing each token does",
            effects.analysis.layer
        );
        let charts = vec![Chart::Bars(strengths), Chart::Bars(bars)];
        let content = ChartContent::new(title, keys, charts);
        Some(
            content
                .with_notes(effects_sentence(effects))
                .with_notes(usual),
        )
    }
}
