//! The similarity by dimension: whether a few of them carry it.

use crate::analysis::{Answer, Match};
use crate::charts::{
    Bar, BarChart, BarLook, BarSeries, Chart, ChartContent, ChartDef, ChartLabel, Subject,
    TokenLabel,
};
use crate::domain::format::signed;

use super::{axis_about_zero, bar_keys, role_of};

/// The ten dimensions that carry most of the cosine; `None` where it is next to nothing.
pub fn dimension_bars(matched: &Match) -> Option<BarChart> {
    let shares = &matched.dimensions.as_ref()?.largest;
    let bars = shares.iter().map(|one| {
        Some(Bar {
            value: 100.0 * one.share,
            text: signed(100.0 * one.share, 1),
            role: role_of(one.share),
            look: BarLook::Plain,
        })
    });
    let labels = shares.iter().map(|one| TokenLabel {
        text: one.dimension.to_string(),
        special: false,
    });
    Some(BarChart {
        title: "The dimensions that carry most of the cosine".to_owned(),
        axis: axis_about_zero(
            "% of the cosine",
            shares.iter().map(|one| 100.0 * one.share),
        ),
        labels: labels.collect(),
        tokens: (0..shares.len()).collect(),
        series: vec![BarSeries::new("part of the cosine", bars.collect())],
        stacked: false,
        reference_lines: Vec::new(),
    })
}

/// The dimensions that carry most of the cosine.
#[derive(Debug, Clone, Copy)]
pub struct MatchDimensions;

impl ChartDef for MatchDimensions {
    fn label(&self) -> ChartLabel {
        Subject::Match.label("dimensions", "Dimensions that carry most of the cosine")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let matched = answer.matching()?;
        let chart = dimension_bars(matched)?;
        let shares = matched.dimensions.as_ref()?;
        let note = format!(
            "The three largest carry {} % of the cosine; spread evenly, three of {} would carry \
             {:.1} %.",
            signed(100.0 * shares.top_three, 1),
            matched.model.hidden_size,
            300.0 / matched.model.hidden_size.max(1) as f64
        );
        let keys = bar_keys(shares.largest.iter().map(|one| one.share));
        let title = format!("{} {:.4}", chart.title, matched.cosine);
        Some(ChartContent::new(title, keys, vec![Chart::Bars(chart)]).with_notes([note]))
    }
}
