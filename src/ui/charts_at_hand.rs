//! The charts of the views, built anew only when what they are made of changes.
//!
//! A frame asks for its charts by what goes into them; what was built for the same is given again.

use std::sync::Arc;

use crate::analysis::paper::PaperReport;
use crate::analysis::{Analysis, Comparison, Drift, ModelComparison};
use crate::charts::{
    BarChart, DriftMeasure, Heatmap, LineChart, Order, Scale, ShiftMeasure, both_strengths,
    drift_bars, layer_agreement, layer_bars, layer_heatmap, layer_lines, pair_shift_lines,
    paper_bars, shift_bars, shift_heatmap, strength_bars, total_shift_lines, word_scores,
    word_strengths,
};

/// The newest chart of each kind.
#[derive(Default)]
pub(super) struct ChartsAtHand {
    strengths: Kept<(Same<Analysis>, Order), BarChart>,
    layer_bars: Kept<(Same<Analysis>, Scale), BarChart>,
    layer_heatmap: Kept<(Same<Analysis>, Scale), Heatmap>,
    layer_lines: Kept<(Same<Analysis>, Scale), LineChart>,
    both_strengths: Kept<Same<Comparison>, [BarChart; 2]>,
    shifts: Kept<(Same<Comparison>, ShiftMeasure), BarChart>,
    shift_heatmap: Kept<Same<Comparison>, Heatmap>,
    total_shift: Kept<Same<Comparison>, LineChart>,
    pair_shifts: Kept<Same<Comparison>, LineChart>,
    drift: Kept<(Same<Drift>, DriftMeasure), BarChart>,
    word_strengths: Kept<Same<ModelComparison>, [BarChart; 2]>,
    word_scores: Kept<(Same<ModelComparison>, Scale), BarChart>,
    agreement: Kept<Same<ModelComparison>, Heatmap>,
    paper: Kept<Same<PaperReport>, Vec<Vec<BarChart>>>,
}

impl ChartsAtHand {
    pub(super) fn strengths(&mut self, of: &Arc<Analysis>, order: Order) -> Arc<BarChart> {
        let make = || strength_bars(of, order);
        self.strengths.of((Same::as_is(of), order), make)
    }

    pub(super) fn layer_bars(&mut self, of: &Arc<Analysis>, scale: Scale) -> Arc<BarChart> {
        let make = || layer_bars(of, scale);
        self.layer_bars.of((Same::as_is(of), scale), make)
    }

    pub(super) fn layer_heatmap(&mut self, of: &Arc<Analysis>, scale: Scale) -> Arc<Heatmap> {
        let make = || layer_heatmap(of, scale);
        self.layer_heatmap.of((Same::as_is(of), scale), make)
    }

    pub(super) fn layer_lines(&mut self, of: &Arc<Analysis>, scale: Scale) -> Arc<LineChart> {
        let make = || layer_lines(of, scale);
        self.layer_lines.of((Same::as_is(of), scale), make)
    }

    /// A's and B's.
    pub(super) fn both_strengths(&mut self, of: &Arc<Comparison>) -> Arc<[BarChart; 2]> {
        self.both_strengths
            .of(Same::as_is(of), || both_strengths(of))
    }

    pub(super) fn shifts(&mut self, of: &Arc<Comparison>, measure: ShiftMeasure) -> Arc<BarChart> {
        let make = || shift_bars(of, measure);
        self.shifts.of((Same::as_is(of), measure), make)
    }

    pub(super) fn shift_heatmap(&mut self, of: &Arc<Comparison>) -> Arc<Heatmap> {
        self.shift_heatmap.of(Same::as_is(of), || shift_heatmap(of))
    }

    pub(super) fn total_shift(&mut self, of: &Arc<Comparison>) -> Arc<LineChart> {
        self.total_shift
            .of(Same::as_is(of), || total_shift_lines(of))
    }

    pub(super) fn pair_shifts(&mut self, of: &Arc<Comparison>) -> Arc<LineChart> {
        self.pair_shifts
            .of(Same::as_is(of), || pair_shift_lines(of))
    }

    pub(super) fn drift(&mut self, of: &Arc<Drift>, measure: DriftMeasure) -> Arc<BarChart> {
        let make = || drift_bars(of, of.own_positions.as_deref(), measure);
        self.drift.of((Same::as_is(of), measure), make)
    }

    /// By the first model and by the second.
    pub(super) fn word_strengths(&mut self, of: &Arc<ModelComparison>) -> Arc<[BarChart; 2]> {
        self.word_strengths
            .of(Same::as_is(of), || word_strengths(of))
    }

    pub(super) fn word_scores(&mut self, of: &Arc<ModelComparison>, scale: Scale) -> Arc<BarChart> {
        let make = || word_scores(of, scale);
        self.word_scores.of((Same::as_is(of), scale), make)
    }

    pub(super) fn agreement(&mut self, of: &Arc<ModelComparison>) -> Arc<Heatmap> {
        self.agreement.of(Same::as_is(of), || layer_agreement(of))
    }

    /// The charts of each card, in the order of the cards.
    pub(super) fn paper(&mut self, of: &Arc<PaperReport>) -> Arc<Vec<Vec<BarChart>>> {
        let name = &of.model.display_name;
        let bars = |card| paper_bars(card, name, of.is_papers_model);
        let make = || of.cards.iter().map(bars).collect();
        self.paper.of(Same::as_is(of), make)
    }
}

/// What was made last, and of what.
struct Kept<K, V> {
    made: Option<(K, Arc<V>)>,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self { made: None }
    }
}

impl<K: PartialEq, V> Kept<K, V> {
    /// What `build` gives for `inputs`; it is only called if they are others than the last time.
    fn of(&mut self, inputs: K, build: impl FnOnce() -> V) -> Arc<V> {
        match &self.made {
            Some((of, made)) if *of == inputs => Arc::clone(made),
            _ => {
                let made = Arc::new(build());
                self.made = Some((inputs, Arc::clone(&made)));
                made
            }
        }
    }
}

/// The very same answer, not one that happens to be equal. Holding on to it keeps its place in
/// memory from being given to another.
struct Same<T>(Arc<T>);

impl<T> Same<T> {
    fn as_is(answer: &Arc<T>) -> Self {
        Self(Arc::clone(answer))
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_is_built_once_for_the_same_answer_and_settings() {
        let mut built = 0;
        let mut kept: Kept<(Same<String>, Order), usize> = Kept::default();
        let (one, equal) = (Arc::new("text".to_owned()), Arc::new("text".to_owned()));
        let mut ask = |answer: &Arc<String>, order| {
            let inputs = (Same::as_is(answer), order);
            *kept.of(inputs, || {
                built += 1;
                built
            })
        };
        assert_eq!(ask(&one, Order::Position), 1);
        assert_eq!(ask(&one, Order::Position), 1);
        assert_eq!(ask(&one, Order::Strength), 2);
        assert_eq!(ask(&equal, Order::Strength), 3, "another answer");
        assert_eq!(ask(&equal, Order::Strength), 3);
    }
}
