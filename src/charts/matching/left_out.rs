//! What leaving out each word does, beside what the explanation says it adds.

use crate::analysis::matching::MatchSide;
use crate::analysis::{Answer, Match};
use crate::charts::legend::series_keys;
use crate::charts::{
    Bar, BarChart, BarLook, BarSeries, Chart, ChartContent, ChartDef, ChartLabel, MarkRole,
    Subject, TokenLabel,
};
use crate::domain::format::signed;

use super::axis_about_zero;
use super::match_grid::word_label;

/// What each word of `side`, which is called `name`, adds, beside how far the cosine falls without
/// it; `None` where no word was left out.
pub fn left_out_bars(matched: &Match, side: &MatchSide, name: &str) -> Option<BarChart> {
    let left_out = side
        .left_out
        .as_ref()
        .filter(|left| !left.words.is_empty())?;
    let words = &left_out.words;
    let series = |name: &str, role: MarkRole, of: &dyn Fn(usize) -> f64| {
        BarSeries::new(
            name,
            (0..words.len())
                .map(|at| {
                    let value = of(at);
                    value.is_finite().then(|| Bar {
                        value,
                        text: signed(value, 3),
                        role,
                        look: BarLook::Plain,
                    })
                })
                .collect(),
        )
    };
    let sum = |at: usize| words.get(at).map_or(f64::NAN, |word| word.sum);
    let effect = |at: usize| words.get(at).map_or(f64::NAN, |word| word.effect);
    let nameless = || TokenLabel {
        text: String::new(),
        special: false,
    };
    let label = |at: usize| side.words.get(at).map_or_else(nameless, word_label);
    let sides = [&matched.a, &matched.b].into_iter();
    let every = sides.filter_map(|side| side.left_out.as_ref());
    let every = every.flat_map(|left| &left.words);
    let rho = left_out.spearman;
    let rho = rho.map_or_else(|| "undefined".to_owned(), |rho| signed(rho, 2));
    Some(BarChart {
        title: format!("{name}: what a word adds, and what is lost without it (ρ {rho})"),
        axis: axis_about_zero("cosine", every.flat_map(|word| [word.sum, word.effect])),
        labels: words.iter().map(|word| label(word.word)).collect(),
        tokens: words.iter().map(|word| word.word).collect(),
        series: vec![
            series("what it adds to the similarity", MarkRole::First, &sum),
            series(
                "how far the cosine falls without it",
                MarkRole::Second,
                &effect,
            ),
        ],
        stacked: false,
        reference_lines: Vec::new(),
    })
}

/// What leaving out each word does, in A and in B.
#[derive(Debug, Clone, Copy)]
pub struct LeftOutBars;

impl ChartDef for LeftOutBars {
    fn label(&self) -> ChartLabel {
        Subject::Match.label(
            "left-out",
            "What each word adds, and what is lost without it",
        )
    }

    fn content(&self, answer: &Answer) -> Option<ChartContent> {
        let matched = answer.matching()?;
        let sides = [("A", &matched.a), ("B", &matched.b)].into_iter();
        let charts: Vec<BarChart> = sides
            .filter_map(|(name, side)| left_out_bars(matched, side, name))
            .collect();
        let keys = series_keys(charts.first()?);
        let charts = charts.into_iter().map(Chart::Bars).collect();
        let content = ChartContent::new(self.title().to_owned(), keys, charts);
        Some(content.with_notes([
            "Spearman's ρ says how well the explanation predicts the effect. A text without one \
             of its words is another text: its other words change too.",
        ]))
    }
}
