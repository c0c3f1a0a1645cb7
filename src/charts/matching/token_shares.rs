//! What each token of both texts adds to the similarity.

use crate::analysis::matching::MatchSide;
use crate::analysis::{Answer, Match};
use crate::charts::{
    Bar, BarChart, BarLook, BarSeries, Chart, ChartContent, ChartDef, ChartLabel, Subject,
    TokenLabel,
};
use crate::domain::format::signed;

use super::{axis_about_zero, bar_keys, role_of};

/// What the tokens of `side`, which is called `name`, add to the similarity.
pub fn share_bars(matched: &Match, side: &MatchSide, name: &str) -> BarChart {
    let bar = |&value: &f64| {
        value.is_finite().then(|| Bar {
            value,
            text: signed(value, 3),
            role: role_of(value),
            look: BarLook::Plain,
        })
    };
    // One axis for both texts.
    let both = matched.a.sums.iter().chain(&matched.b.sums).copied();
    BarChart {
        title: format!("{name}: what each token adds"),
        axis: axis_about_zero(matched.unit(), both),
        labels: TokenLabel::all_of(&side.traced),
        tokens: (0..side.sums.len()).collect(),
        series: vec![BarSeries::new(
            "what it adds",
            side.sums.iter().map(bar).collect(),
        )],
        stacked: false,
        reference_lines: Vec::new(),
    }
}

/// What each token of both texts adds.
#[derive(Debug, Clone, Copy)]
pub struct TokenShares;

impl ChartDef for TokenShares {
    fn label(&self) -> ChartLabel {
        Subject::Match.label("tokens", "What each token adds, in A and in B")
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let matched = answer.matching()?;
        let sides = [("A", &matched.a), ("B", &matched.b)];
        let charts = sides.map(|(name, side)| Chart::Bars(share_bars(matched, side, name)));
        let sums = matched.a.sums.iter().chain(&matched.b.sums).copied();
        let title = format!(
            "What each token adds to the similarity {:.4}",
            matched.matrix.similarity
        );
        Some(ChartContent::new(title, bar_keys(sums), charts.into()))
    }
}
