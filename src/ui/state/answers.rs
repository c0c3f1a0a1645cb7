//! The newest answer to each kind of question. What was shown stays until another takes its place.

use std::sync::Arc;

use crate::analysis::paper::PaperReport;
use crate::analysis::{
    Analysis, Answer, Attention, Comparison, Drift, Effects, Labelled, Lens, Match, ModelComparison,
};
use crate::domain::trace::{ModelCard, TracedText};

use super::selection::TextOf;

/// The newest answer to each kind of question.
#[derive(Default)]
pub(in crate::ui) struct Answers {
    pub(in crate::ui) analysis: Option<Shown<Analysis>>,
    pub(in crate::ui) effects: Option<Arc<Effects>>,
    pub(in crate::ui) comparison: Option<Shown<Comparison>>,
    pub(in crate::ui) drift: Option<Arc<Drift>>,
    pub(in crate::ui) models: Option<Arc<ModelComparison>>,
    pub(in crate::ui) attention: Option<Arc<Attention>>,
    pub(in crate::ui) matched: Option<Arc<Match>>,
    pub(in crate::ui) lens: Option<Arc<Lens>>,
    pub(in crate::ui) labels: Option<Arc<Labelled>>,
    pub(in crate::ui) paper: Option<Arc<PaperReport>>,
}

/// An answer that may still lack its last layers, and the one before it.
pub(in crate::ui) struct Shown<T> {
    pub(in crate::ui) newest: Arc<T>,
    /// The last one that was whole, as long as the newest is not.
    whole_before: Option<Arc<T>>,
}

/// What comes layer by layer where a pass is slow.
pub(in crate::ui) trait ByLayers {
    fn is_whole(&self) -> bool;
    fn model(&self) -> &Arc<ModelCard>;
}

impl ByLayers for Analysis {
    fn is_whole(&self) -> bool {
        Self::is_whole(self)
    }

    fn model(&self) -> &Arc<ModelCard> {
        &self.model
    }
}

impl ByLayers for Comparison {
    fn is_whole(&self) -> bool {
        Self::is_whole(self)
    }

    fn model(&self) -> &Arc<ModelCard> {
        &self.a.model
    }
}

impl<T: ByLayers> Shown<T> {
    fn new(newest: Arc<T>, before: Option<Self>) -> Self {
        let whole = before.map(|before| before.whole_before.unwrap_or(before.newest));
        let same_model = |before: &Arc<T>| before.is_whole() && before.model() == newest.model();
        let whole_before = whole.filter(|_| !newest.is_whole()).filter(same_model);
        Self {
            newest,
            whole_before,
        }
    }

    /// What charts over all layers show: the whole one before, as long as the newest is still
    /// being read, so that they do not flicker.
    pub(in crate::ui) fn every_layer(&self) -> &Arc<T> {
        self.whole_before.as_ref().unwrap_or(&self.newest)
    }
}

impl Answers {
    /// A text as a model read it, if some answer is of it.
    pub(in crate::ui) fn reading_of(&self, of: TextOf, text: &str) -> Option<&Arc<TracedText>> {
        let compared = self.comparison.as_ref().map(|shown| &shown.newest);
        let lens = self.lens.as_ref().map(|lens| &lens.analysis.traced);
        let labels = self.labels.as_ref();
        let moved = labels.and_then(|labels| labels.moved.as_ref());
        let traced = match of {
            TextOf::A => [
                lens.or(labels.map(|labels| &labels.analysis.traced)),
                self.analysis.as_ref().map(|shown| &shown.newest.traced),
                compared.map(|comparison| &comparison.a.traced),
                self.models.as_ref().map(|models| &models.sides[0].traced),
            ],
            TextOf::B => [
                compared.map(|comparison| &comparison.b.traced),
                moved.map(|moved| &moved.b.traced),
                None,
                None,
            ],
        };
        let mut found = traced.into_iter().flatten();
        found.find(|traced| traced.text == text)
    }

    /// Puts `answer` in place of the one before of its kind.
    pub(in crate::ui) fn receive(&mut self, answer: Answer) {
        match answer {
            Answer::Analysis(analysis) => {
                self.analysis = Some(Shown::new(analysis, self.analysis.take()));
            }
            Answer::Comparison(comparison) => {
                self.comparison = Some(Shown::new(comparison, self.comparison.take()));
            }
            Answer::Drift(drift) => self.drift = Some(drift),
            Answer::Models(comparison) => self.models = Some(comparison),
            Answer::Match(matched) => self.matched = Some(matched),
            Answer::Paper(report) => self.paper = Some(report),
            Answer::Lens(lens) => self.lens = Some(lens),
            Answer::Labels(labelled) => self.labels = Some(labelled),
            Answer::Attention(attention) => self.attention = Some(attention),
            Answer::Effects(effects) => {
                // What is shown of the same text already may say more of it.
                let shown = self.analysis.as_ref().map(|shown| &shown.newest);
                if !shown.is_some_and(|shown| says_as_much(shown, &effects.analysis)) {
                    let analysis = Arc::new(effects.analysis.clone());
                    self.analysis = Some(Shown::new(analysis, self.analysis.take()));
                }
                self.effects = Some(effects);
            }
            // A corpus is read in a run of its own.
            Answer::Corpus(_) => {}
        }
    }
}

/// Whether `shown` is of the same text in the same way as `analysis`, and says no less of it.
fn says_as_much(shown: &Analysis, analysis: &Analysis) -> bool {
    Arc::ptr_eq(&shown.traced, &analysis.traced)
        && (shown.layer, shown.second_layer) == (analysis.layer, analysis.second_layer)
        && (shown.measure, shown.rule) == (analysis.measure, analysis.rule)
        && shown.model == analysis.model
        && (shown.compared().is_some() || analysis.compared().is_none())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::time::Duration;

    use super::*;
    use crate::analysis::{Measured, Question};
    use crate::engine::{LoadedModel, Measurement, Measurer};
    use crate::model::{Cancel, Loading, ModelSource};

    const CANADA: &str = "Who is the prime minister of Canada?";

    /// The answer to `question` after the first part of a slow pass through the embedded model,
    /// which has 6 layers, and after the whole.
    fn part_and_whole(question: &Question, awaited_layer: usize) -> [Answer; 2] {
        let model = LoadedModel::load(&ModelSource::Embedded, &Loading::quiet()).unwrap();
        let measurement = Measurement {
            model: &model,
            inputs: &question.inputs(&|text| model.model().tokens(text)).unwrap(),
            awaited_layer: Some(awaited_layer),
        };
        let parts = RefCell::new(Vec::new());
        let mut measurer = Measurer::with_min_time_left(Duration::ZERO);
        let post = |part| parts.borrow_mut().push(part);
        let whole = measurer.measure(&measurement, &Cancel::never(), &post);
        let answer = |measured: Measured| question.answer(&[measured], None).unwrap();
        [answer(parts.into_inner().remove(0)), answer(whole.unwrap())]
    }

    fn newest(answers: &Answers) -> (String, usize) {
        let traced = &answers.analysis.as_ref().unwrap().newest.traced;
        (traced.text.clone(), traced.layers())
    }

    fn every_layer(answers: &Answers) -> (String, usize) {
        let traced = &answers.analysis.as_ref().unwrap().every_layer().traced;
        (traced.text.clone(), traced.layers())
    }

    #[test]
    fn charts_over_all_layers_keep_the_text_before_until_the_next_is_whole() {
        let mut answers = Answers::default();
        let [part, whole] = part_and_whole(&Question::analyze("hello"), 5);
        answers.receive(part);
        assert_eq!(every_layer(&answers), ("hello".to_owned(), 5), "no other");
        answers.receive(whole);
        let [part, whole] = part_and_whole(&Question::analyze(CANADA), 5);
        answers.receive(part);
        assert_eq!(newest(&answers), (CANADA.to_owned(), 5));
        assert_eq!(every_layer(&answers), ("hello".to_owned(), 6));
        answers.receive(whole);
        assert_eq!(every_layer(&answers), (CANADA.to_owned(), 6));
    }

    #[test]
    fn two_texts_are_compared_up_to_the_layer_that_both_have() {
        let question = Question::compare(CANADA, "Who is the president of France?");
        let [part, whole] = part_and_whole(&question, 4);
        let mut answers = Answers::default();
        answers.receive(part);
        let comparison = Arc::clone(&answers.comparison.as_ref().unwrap().newest);
        assert_eq!((comparison.layer(), comparison.shifts.len()), (4, 5));
        assert!(!comparison.is_whole());
        answers.receive(whole);
        let comparison = &answers.comparison.as_ref().unwrap().newest;
        assert_eq!(comparison.shifts.len(), 7);
        assert!(comparison.is_whole());
    }
}
