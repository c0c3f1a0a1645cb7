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
pub(in crate::ui) struct ChartCache {
    strengths: Memo<(ByIdentity<Analysis>, Order), BarChart>,
    layer_bars: Memo<(ByIdentity<Analysis>, Scale), BarChart>,
    layer_heatmap: Memo<(ByIdentity<Analysis>, Scale), Heatmap>,
    layer_lines: Memo<(ByIdentity<Analysis>, Scale), LineChart>,
    both_strengths: Memo<ByIdentity<Comparison>, [BarChart; 2]>,
    shifts: Memo<(ByIdentity<Comparison>, ShiftMeasure), BarChart>,
    shift_heatmap: Memo<ByIdentity<Comparison>, Heatmap>,
    total_shift: Memo<ByIdentity<Comparison>, LineChart>,
    pair_shifts: Memo<ByIdentity<Comparison>, LineChart>,
    drift: Memo<(ByIdentity<Drift>, DriftMeasure), BarChart>,
    word_strengths: Memo<ByIdentity<ModelComparison>, [BarChart; 2]>,
    word_scores: Memo<(ByIdentity<ModelComparison>, Scale), BarChart>,
    agreement: Memo<ByIdentity<ModelComparison>, Heatmap>,
    paper: Memo<ByIdentity<PaperReport>, Vec<Vec<BarChart>>>,
}

impl ChartCache {
    pub(in crate::ui) fn strengths(&mut self, of: &Arc<Analysis>, order: Order) -> Arc<BarChart> {
        let make = || strength_bars(of, order);
        self.strengths.of((ByIdentity::new(of), order), make)
    }

    pub(in crate::ui) fn layer_bars(&mut self, of: &Arc<Analysis>, scale: Scale) -> Arc<BarChart> {
        let make = || layer_bars(of, scale);
        self.layer_bars.of((ByIdentity::new(of), scale), make)
    }

    pub(in crate::ui) fn layer_heatmap(
        &mut self,
        of: &Arc<Analysis>,
        scale: Scale,
    ) -> Arc<Heatmap> {
        let make = || layer_heatmap(of, scale);
        self.layer_heatmap.of((ByIdentity::new(of), scale), make)
    }

    pub(in crate::ui) fn layer_lines(
        &mut self,
        of: &Arc<Analysis>,
        scale: Scale,
    ) -> Arc<LineChart> {
        let make = || layer_lines(of, scale);
        self.layer_lines.of((ByIdentity::new(of), scale), make)
    }

    /// A's and B's.
    pub(in crate::ui) fn both_strengths(&mut self, of: &Arc<Comparison>) -> Arc<[BarChart; 2]> {
        self.both_strengths
            .of(ByIdentity::new(of), || both_strengths(of))
    }

    pub(in crate::ui) fn shifts(
        &mut self,
        of: &Arc<Comparison>,
        measure: ShiftMeasure,
    ) -> Arc<BarChart> {
        let make = || shift_bars(of, measure);
        self.shifts.of((ByIdentity::new(of), measure), make)
    }

    pub(in crate::ui) fn shift_heatmap(&mut self, of: &Arc<Comparison>) -> Arc<Heatmap> {
        self.shift_heatmap
            .of(ByIdentity::new(of), || shift_heatmap(of))
    }

    pub(in crate::ui) fn total_shift(&mut self, of: &Arc<Comparison>) -> Arc<LineChart> {
        self.total_shift
            .of(ByIdentity::new(of), || total_shift_lines(of))
    }

    pub(in crate::ui) fn pair_shifts(&mut self, of: &Arc<Comparison>) -> Arc<LineChart> {
        self.pair_shifts
            .of(ByIdentity::new(of), || pair_shift_lines(of))
    }

    pub(in crate::ui) fn drift(&mut self, of: &Arc<Drift>, measure: DriftMeasure) -> Arc<BarChart> {
        let make = || drift_bars(of, of.own_positions.as_deref(), measure);
        self.drift.of((ByIdentity::new(of), measure), make)
    }

    /// By the first model and by the second.
    pub(in crate::ui) fn word_strengths(
        &mut self,
        of: &Arc<ModelComparison>,
    ) -> Arc<[BarChart; 2]> {
        self.word_strengths
            .of(ByIdentity::new(of), || word_strengths(of))
    }

    pub(in crate::ui) fn word_scores(
        &mut self,
        of: &Arc<ModelComparison>,
        scale: Scale,
    ) -> Arc<BarChart> {
        let make = || word_scores(of, scale);
        self.word_scores.of((ByIdentity::new(of), scale), make)
    }

    pub(in crate::ui) fn agreement(&mut self, of: &Arc<ModelComparison>) -> Arc<Heatmap> {
        self.agreement
            .of(ByIdentity::new(of), || layer_agreement(of))
    }

    /// The charts of each card, in the order of the cards.
    pub(in crate::ui) fn paper(&mut self, of: &Arc<PaperReport>) -> Arc<Vec<Vec<BarChart>>> {
        let name = &of.model.display_name;
        let bars = |card| paper_bars(card, name, of.is_papers_model);
        let make = || of.cards.iter().map(bars).collect();
        self.paper.of(ByIdentity::new(of), make)
    }
}

/// What was made last, and of what.
struct Memo<K, V> {
    made: Option<(K, Arc<V>)>,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self { made: None }
    }
}

impl<K: PartialEq, V> Memo<K, V> {
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
struct ByIdentity<T>(Arc<T>);

impl<T> ByIdentity<T> {
    fn new(answer: &Arc<T>) -> Self {
        Self(Arc::clone(answer))
    }
}

impl<T> PartialEq for ByIdentity<T> {
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
        let mut kept: Memo<(ByIdentity<String>, Order), usize> = Memo::default();
        let (one, equal) = (Arc::new("text".to_owned()), Arc::new("text".to_owned()));
        let mut ask = |answer: &Arc<String>, order| {
            let inputs = (ByIdentity::new(answer), order);
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
