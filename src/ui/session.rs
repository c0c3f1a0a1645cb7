//! The session at hand: what is typed, what was asked, what was answered. Gone when the window
//! closes.

use std::sync::Arc;

use crate::analysis::paper::PaperReport;
use crate::analysis::{
    ComparisonQuestion, Instruction, ModelQuestion, judge, judge_comparison, judge_drift,
    judge_models,
};
use crate::domain::alignment::repaired;
use crate::domain::trace::{ModelCard, TracedText};
use crate::engine::{Answer, Found, Reading, Request, Work};
use crate::paint::TokenWindow;

use super::document::Document;
use super::models_at_hand::ModelsAtHand;
use super::shown::{PairsWanted, Shown, ShownDrift, ShownModels, ShownPair, anew, own_positions};
use super::state::{Settings, View};
use super::token_table::TableOrder;

/// What is typed, asked and shown.
pub(super) struct Session {
    pub(super) models: ModelsAtHand,
    pub(super) prompt: String,
    pub(super) prompt_b: String,
    pub(super) drift_input: String,
    pub(super) drift_prompts: Vec<String>,
    /// The model in use.
    pub(super) model: Option<Arc<ModelCard>>,
    pub(super) shown: Option<Shown>,
    pub(super) shown_pair: Option<ShownPair>,
    pub(super) shown_drift: Option<ShownDrift>,
    pub(super) shown_models: Option<ShownModels>,
    pub(super) shown_paper: Option<Arc<PaperReport>>,
    /// What went wrong with the newest request.
    pub(super) problem: Option<String>,
    pub(super) window: TokenWindow,
    pub(super) pair_window: TokenWindow,
    /// What is in view of the words that two models share.
    pub(super) word_window: TokenWindow,
    /// What is in view of A's and of B's strengths.
    pub(super) side_windows: [TokenWindow; 2],
    /// The token set off in every chart of one text.
    pub(super) selected: Option<usize>,
    /// The pair under the pointer, set off in every chart of two texts.
    pub(super) hovered_pair: Option<usize>,
    /// Pairs to be made by hand once their texts are shown.
    pub(super) pairing_wanted: Option<PairsWanted>,
    /// Tokens of A and of B chosen to be paired by hand.
    pub(super) picked: [Option<usize>; 2],
    pub(super) table_order: TableOrder,
    asked: Option<Request>,
    last_ticket: u64,
}

impl Session {
    pub(super) fn new(document: &Document, models: ModelsAtHand) -> Self {
        Self {
            models,
            prompt: document.prompt.clone(),
            prompt_b: document.prompt_b.clone(),
            drift_input: document.drift_input.clone(),
            drift_prompts: document.drift_prompts.clone(),
            model: None,
            shown: None,
            shown_pair: None,
            shown_drift: None,
            shown_models: None,
            shown_paper: None,
            problem: None,
            window: TokenWindow::default(),
            pair_window: TokenWindow::default(),
            word_window: TokenWindow::default(),
            side_windows: [TokenWindow::default(); 2],
            selected: None,
            hovered_pair: None,
            pairing_wanted: None,
            picked: [None, None],
            table_order: TableOrder::default(),
            asked: None,
            last_ticket: 0,
        }
    }

    /// The request that the view and its texts call for, unless it was made before.
    pub(super) fn next_request(&mut self, settings: &Settings) -> Option<Request> {
        let request = Request {
            model: self.models.first.in_use()?.clone(),
            work: self.work(settings)?,
            awaited_layer: self.awaited_layer(settings),
        };
        let asked = self.asked.as_ref();
        if asked.is_some_and(|asked| asked.reads_the_same(&request)) {
            return None;
        }
        self.asked = Some(request.clone());
        Some(request)
    }

    /// The layer up to which the view at hand can show its first chart.
    fn awaited_layer(&self, settings: &Settings) -> Option<usize> {
        let question = settings.question(self.models.first.in_use()?.card.layers);
        let layers = self.models.first.in_use()?.card.layers;
        let layer = question.layer_of(layers);
        match settings.view {
            View::Tokens | View::Compare => Some(layer),
            View::Layers => Some(layer.max(question.second_layer_of(layers))),
            View::Drift | View::Models | View::Paper | View::Corpus => None,
        }
    }

    /// What the view at hand needs read; nothing while a text or a model of it is missing.
    fn work(&self, settings: &Settings) -> Option<Work> {
        let typed = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
        let positions = settings.positions;
        match settings.view {
            View::Tokens | View::Layers => typed(&self.prompt).map(Work::Text),
            View::Paper => Some(Work::Paper),
            View::Corpus => None,
            View::Models => Some(Work::Models {
                text: typed(&self.prompt)?,
                second: self.models.second.in_use()?.clone(),
            }),
            View::Compare => {
                let (a, b) = typed(&self.prompt).zip(typed(&self.prompt_b))?;
                Some(Work::Pair { a, b, positions })
            }
            View::Drift => {
                let input = typed(&self.drift_input)?;
                (self.drift_prompts.len() >= 2).then(|| Work::Drift {
                    input,
                    prompts: self.drift_prompts.clone(),
                    positions,
                })
            }
        }
    }

    /// The last layer there is of what `view` shows, by a model with `layers` blocks: of a text
    /// still being read not the model's last.
    pub(super) fn last_layer(&self, view: View, layers: usize) -> usize {
        let last = match view {
            View::Tokens | View::Layers => {
                let shown = self.shown.as_ref();
                shown.map(|shown| shown.traced.layers())
            }
            View::Compare => {
                let shown = self.shown_pair.as_ref();
                shown.and_then(|shown| shown.texts.iter().map(|text| text.layers()).min())
            }
            View::Drift | View::Models | View::Paper | View::Corpus => None,
        };
        last.unwrap_or(layers)
    }

    /// Takes an answer in, unless a newer one came before; of a text still being read, what there
    /// is, if the layer that is looked at is among it.
    pub(super) fn receive(&mut self, answer: Answer<Request, Reading>, settings: &Settings) {
        let of_model_in_use = Some(&answer.request.model) == self.models.first.in_use();
        let too_early = answer.outcome.as_ref().is_ok_and(|reading| {
            let layers = reading.model.layers;
            settings.question(layers).layer_of(layers) > reading.layers_done
        });
        if answer.ticket < self.last_ticket || !of_model_in_use || too_early {
            return;
        }
        self.last_ticket = answer.ticket;
        let reading = match answer.outcome {
            Ok(reading) => reading,
            Err(problem) => {
                self.problem = Some(problem);
                return;
            }
        };
        self.problem = None;
        let card = reading.model;
        let shown = match (reading.found, answer.request.work) {
            (Found::Text(traced), _) => self.show(card, traced, settings),
            (Found::Pair { texts, as_is }, Work::Pair { positions, .. }) => {
                let mut asked = settings.comparison_question(card.layers);
                asked.positions = positions;
                self.take_pair(card, texts, as_is, asked)
            }
            (Found::Paper(report), _) => {
                self.shown_paper = Some(report);
                Ok(())
            }
            (Found::Models { texts, second }, _) => {
                self.show_models([card, second], texts, settings)
            }
            (
                Found::Drift {
                    instructions,
                    as_is,
                },
                Work::Drift {
                    input, positions, ..
                },
            ) => {
                let mut asked = settings.comparison_question(card.layers);
                asked.positions = positions;
                self.show_drift(card, input, [Some(instructions), as_is], asked)
            }
            _ => Ok(()),
        };
        if let Err(problem) = shown {
            self.problem = Some(problem);
        }
    }

    /// Judges what is shown anew if the settings call for it; never runs the model.
    pub(super) fn refresh(&mut self, settings: &Settings) {
        let mut outcomes = Vec::new();
        // Of a text still being read a layer may be asked for that is not there yet: what is shown
        // stays until it comes.
        let there = |traced: &TracedText, layers: usize| {
            settings.question(layers).layer_of(layers) <= traced.layers()
        };
        if let Some(shown) = &self.shown {
            let model = Arc::clone(&shown.analysis.model);
            let another = shown.question != settings.question(model.layers);
            if another && there(&shown.traced, model.layers) {
                let traced = Arc::clone(&shown.traced);
                outcomes.push(self.show(model, traced, settings));
            }
        }
        if let Some(shown) = &self.shown_pair {
            let model = Arc::clone(&shown.model);
            let asked = anew(&shown.asked, settings, model.layers);
            let mut texts = shown.texts.iter();
            if asked != shown.asked && texts.all(|text| there(text, model.layers)) {
                let (texts, as_is) = (shown.texts.clone(), shown.as_is.clone());
                outcomes.push(self.judge_pair_anew(model, texts, as_is, asked));
            }
        }
        if let Some(shown) = &self.shown_drift {
            let model = Arc::clone(&shown.model);
            let asked = anew(&shown.asked, settings, model.layers);
            if asked != shown.asked {
                let (input, read) = (shown.input.clone(), shown.read.clone());
                outcomes.push(self.show_drift(model, input, read, asked));
            }
        }
        if let Some(shown) = &self.shown_models {
            let [first, second] = shown.models.clone();
            if shown.asked != settings.model_question([first.layers, second.layers]) {
                let texts = shown.texts.clone();
                outcomes.push(self.show_models([first, second], texts, settings));
            }
        }
        for problem in outcomes.into_iter().filter_map(Result::err) {
            self.problem = Some(problem);
        }
    }

    /// Pairs the two picked tokens by hand.
    pub(super) fn pair_by_hand(&mut self) {
        let [Some(a), Some(b)] = std::mem::take(&mut self.picked) else {
            return;
        };
        let Some(shown) = &mut self.shown_pair else {
            return;
        };
        let alignment = repaired(&shown.comparison.alignment, a, b);
        shown.before.push(shown.comparison.alignment.clone());
        shown.realign(alignment);
    }

    /// Takes the last pairing by hand back.
    pub(super) fn undo_pairing(&mut self) {
        if let Some(shown) = &mut self.shown_pair
            && let Some(before) = shown.before.pop()
        {
            shown.realign(before);
        }
    }

    fn show(
        &mut self,
        model: Arc<ModelCard>,
        traced: Arc<TracedText>,
        settings: &Settings,
    ) -> Result<(), String> {
        let question = settings.question(model.layers);
        if let Some(shown) = &self.shown
            && Arc::ptr_eq(&shown.traced, &traced)
            && shown.analysis.model == model
            && shown.question == question
        {
            // What is drawn from it stays drawn.
            return Ok(());
        }
        let analysis = judge(model, Arc::clone(&traced), &question);
        let analysis = Arc::new(analysis.map_err(|error| error.to_string())?);
        let count = traced.tokens.len();
        self.selected = self.selected.filter(|&token| token < count);
        let before = self.shown.as_ref().map(Shown::every_layer);
        let before = before.filter(|before| before.is_whole() && before.model == analysis.model);
        self.shown = Some(Shown {
            whole_before: before.filter(|_| !analysis.is_whole()).cloned(),
            traced,
            analysis,
            question,
        });
        Ok(())
    }

    /// Shows two texts that were read. What was done to the same two by hand stays: they come more
    /// than once where they are read slowly, and when a person comes back to the view.
    fn take_pair(
        &mut self,
        model: Arc<ModelCard>,
        texts: [Arc<TracedText>; 2],
        as_is: Option<[Arc<TracedText>; 2]>,
        asked: ComparisonQuestion,
    ) -> Result<(), String> {
        let Some(shown) = &mut self.shown_pair else {
            return self.show_pair(model, texts, as_is, asked);
        };
        let both = || shown.texts.iter().zip(&texts);
        let same_texts = shown.model == model
            && both().all(|(one, other)| one.text == other.text && one.tokens == other.tokens);
        let same_pairs =
            (shown.asked.alignment, shown.asked.positions) == (asked.alignment, asked.positions);
        if !same_texts || !same_pairs {
            return self.show_pair(model, texts, as_is, asked);
        }
        let same_passes = both().all(|(one, other)| Arc::ptr_eq(one, other));
        if !same_passes || shown.asked != asked {
            shown.asked = asked;
            (shown.texts, shown.as_is) = (texts, as_is);
            let alignment = shown.comparison.alignment.clone();
            shown.realign(alignment);
        }
        Ok(())
    }

    fn show_pair(
        &mut self,
        model: Arc<ModelCard>,
        texts: [Arc<TracedText>; 2],
        as_is: Option<[Arc<TracedText>; 2]>,
        asked: ComparisonQuestion,
    ) -> Result<(), String> {
        let [a, b] = texts.clone();
        let comparison = judge_comparison(Arc::clone(&model), a, b, &asked);
        let comparison = comparison.map_err(|error| error.to_string())?;
        let alignment = comparison.alignment.clone();
        self.hovered_pair = None;
        self.picked = [None, None];
        let before = self.shown_pair.as_ref().map(ShownPair::every_layer);
        let before = before.filter(|before| before.is_whole() && before.a.model == model);
        let whole_before = before.filter(|_| !comparison.is_whole()).cloned();
        let mut shown = ShownPair {
            model,
            texts,
            as_is,
            asked,
            comparison: Arc::new(comparison),
            compared_as_is: None,
            before: Vec::new(),
            whole_before,
        };
        shown.compare_as_is(&alignment);
        self.shown_pair = Some(shown);
        self.pair_as_wanted();
        Ok(())
    }

    /// Pairs tokens as the figure that was opened has them, once its texts are shown.
    pub(super) fn pair_as_wanted(&mut self) {
        let Some(shown) = &self.shown_pair else {
            return;
        };
        let texts = shown.texts.each_ref().map(|traced| &traced.text);
        let wanted = self
            .pairing_wanted
            .take_if(|wanted| wanted.texts.each_ref() == texts);
        for (a, b) in wanted.into_iter().flat_map(|wanted| wanted.pairs) {
            self.picked = [Some(a), Some(b)];
            self.pair_by_hand();
        }
    }

    /// Another layer or threshold keeps pairs made by hand; another kind of alignment does not.
    fn judge_pair_anew(
        &mut self,
        model: Arc<ModelCard>,
        texts: [Arc<TracedText>; 2],
        as_is: Option<[Arc<TracedText>; 2]>,
        asked: ComparisonQuestion,
    ) -> Result<(), String> {
        match &mut self.shown_pair {
            Some(shown) if shown.asked.alignment == asked.alignment => {
                shown.asked = asked;
                let alignment = shown.comparison.alignment.clone();
                shown.realign(alignment);
                Ok(())
            }
            _ => self.show_pair(model, texts, as_is, asked),
        }
    }

    fn show_models(
        &mut self,
        models: [Arc<ModelCard>; 2],
        texts: [Arc<TracedText>; 2],
        settings: &Settings,
    ) -> Result<(), String> {
        let [first, second] = &models;
        let asked: ModelQuestion = settings.model_question([first.layers, second.layers]);
        let comparison = judge_models(models.clone(), texts.clone(), &asked);
        let comparison = Arc::new(comparison.map_err(|error| error.to_string())?);
        self.shown_models = Some(ShownModels {
            models,
            texts,
            asked,
            comparison,
        });
        Ok(())
    }

    fn show_drift(
        &mut self,
        model: Arc<ModelCard>,
        input: String,
        read: [Option<Vec<Instruction>>; 2],
        asked: ComparisonQuestion,
    ) -> Result<(), String> {
        let judged = |read: &Option<Vec<Instruction>>, asked: &ComparisonQuestion| {
            let drift = judge_drift(&model, &input, read.clone()?, asked);
            Some(drift.map(Arc::new).map_err(|error| error.to_string()))
        };
        let [first, second] = &read;
        let Some(drift) = judged(first, &asked).transpose()? else {
            return Ok(());
        };
        let drift_as_is = judged(second, &own_positions(&asked)).transpose()?;
        self.shown_drift = Some(ShownDrift {
            model,
            input,
            read,
            asked,
            drift,
            drift_as_is,
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::time::Duration;

    use super::*;
    use crate::engine::{Desk, LoadRequest, LoadedModel};
    use crate::model::{Loading, ModelSource};

    const CANADA: &str = "Who is the prime minister of Canada?";

    /// A session with the embedded model, which has 6 layers.
    fn session() -> Session {
        let source = ModelSource::Embedded;
        let models = ModelsAtHand::new(source.clone(), false, source.clone());
        let mut session = Session::new(&Document::default(), models);
        assert!(session.models.next_load(false).is_some());
        session.models.receive(Answer {
            ticket: 1,
            request: LoadRequest {
                source: source.clone(),
                offline: false,
            },
            outcome: Ok(LoadedModel::load(&source, &Loading::quiet()).unwrap()),
        });
        session
    }

    /// What a slow pass would answer to what the session asks: its first part, and the whole.
    fn answers(session: &mut Session, settings: &Settings) -> [Answer<Request, Reading>; 2] {
        let request = session.next_request(settings).unwrap();
        let parts = RefCell::new(Vec::new());
        let mut desk = Desk::showing_parts_of(Duration::ZERO);
        let leave = |part| parts.borrow_mut().push(part);
        let whole = desk.read(&request, &|| true, &leave).unwrap();
        let part = parts.into_inner().remove(0);
        [part, whole].map(|reading| Answer {
            ticket: 1,
            request: request.clone(),
            outcome: Ok(reading),
        })
    }

    #[test]
    fn a_part_is_shown_at_its_layer_until_the_whole_comes() {
        let mut session = session();
        let mut settings = Settings::default();
        session.prompt = CANADA.to_owned();
        let [part, whole] = answers(&mut session, &settings);
        session.receive(part, &settings);
        let shown = session.shown.as_ref().unwrap();
        assert_eq!((shown.analysis.layer, shown.traced.layers()), (4, 4));
        assert_eq!(shown.analysis.strengths().len(), 10);
        assert_eq!(session.last_layer(View::Tokens, 6), 4);
        assert!(!shown.analysis.is_whole());

        // A layer that is not there yet: what is shown stays.
        settings.layer = Some(6);
        session.refresh(&settings);
        assert_eq!(session.shown.as_ref().unwrap().analysis.layer, 4);
        assert!(session.next_request(&settings).is_none(), "asked already");

        session.receive(whole, &settings);
        let shown = session.shown.as_ref().unwrap();
        assert_eq!((shown.analysis.layer, shown.traced.layers()), (6, 6));
        assert_eq!(session.last_layer(View::Tokens, 6), 6);
        assert!(shown.analysis.is_whole());
    }

    #[test]
    fn charts_over_all_layers_keep_the_text_before_until_the_next_is_whole() {
        let mut session = session();
        let settings = Settings {
            view: View::Layers,
            ..Settings::default()
        };
        let every_layer = |session: &Session| {
            let shown = session.shown.as_ref().unwrap();
            let every = shown.every_layer();
            (every.traced.text.clone(), every.traced.layers())
        };
        session.prompt = "hello".to_owned();
        let [part, whole] = answers(&mut session, &settings);
        session.receive(part, &settings);
        assert_eq!(every_layer(&session), ("hello".to_owned(), 5), "no other");
        session.receive(whole, &settings);
        session.prompt = CANADA.to_owned();
        let [part, whole] = answers(&mut session, &settings);
        session.receive(part, &settings);
        assert_eq!(session.shown.as_ref().unwrap().traced.text, CANADA);
        assert_eq!(every_layer(&session), ("hello".to_owned(), 6));
        session.receive(whole, &settings);
        assert_eq!(every_layer(&session), (CANADA.to_owned(), 6));
    }

    #[test]
    fn a_part_without_the_layer_that_is_looked_at_is_passed_over() {
        let mut session = session();
        let settings = Settings::default();
        session.prompt = CANADA.to_owned();
        let [part, whole] = answers(&mut session, &settings);
        let deeper = Settings {
            layer: Some(5),
            ..settings
        };
        session.receive(part, &deeper);
        assert!(session.shown.is_none());
        session.receive(whole, &deeper);
        assert_eq!(session.shown.as_ref().unwrap().analysis.layer, 5);
    }

    #[test]
    fn pairs_made_by_hand_outlive_the_part_they_were_made_in() {
        let mut session = session();
        let settings = Settings {
            view: View::Compare,
            ..Settings::default()
        };
        session.prompt = CANADA.to_owned();
        session.prompt_b = "Who is the president of France?".to_owned();
        let [part, whole] = answers(&mut session, &settings);
        session.receive(part, &settings);
        let comparison = &session.shown_pair.as_ref().unwrap().comparison;
        assert_eq!((comparison.layer(), comparison.shifts.len()), (4, 5));
        assert!(!comparison.is_whole());
        session.picked = [Some(4), Some(6)];
        session.pair_by_hand();
        session.receive(whole, &settings);
        let comparison = &session.shown_pair.as_ref().unwrap().comparison;
        assert_eq!(comparison.shifts.len(), 7);
        assert!(comparison.alignment.pairs.iter().any(|pair| pair.by_hand));
        assert!(comparison.is_whole());
    }
}
