//! The session at hand: what is typed, what was asked, what was answered. Gone when the window
//! closes.

use std::sync::Arc;

use crate::analysis::{
    Analysis, Comparison, ComparisonQuestion, DEFAULT_INPUT, DEFAULT_PROMPTS, Drift, Instruction,
    Positions, Question, judge, judge_aligned, judge_comparison, judge_drift,
};
use crate::domain::alignment::{Alignment, repaired};
use crate::engine::{Answer, Found, Reading, Request, Work};
use crate::model::{ModelCard, ModelSource, TracedText};
use crate::paint::TokenWindow;

use super::state::{Opening, Settings, View};
use super::token_table::TableOrder;

/// What is typed, asked and shown.
pub(super) struct Session {
    pub(super) source: ModelSource,
    pub(super) prompt: String,
    pub(super) prompt_b: String,
    pub(super) drift_input: String,
    pub(super) drift_prompts: Vec<String>,
    pub(super) model: Option<Arc<ModelCard>>,
    /// What computes, once a model is loaded.
    pub(super) device: Option<Arc<str>>,
    pub(super) shown: Option<Shown>,
    pub(super) shown_pair: Option<ShownPair>,
    pub(super) shown_drift: Option<ShownDrift>,
    /// What went wrong with the newest request.
    pub(super) problem: Option<String>,
    pub(super) window: TokenWindow,
    pub(super) pair_window: TokenWindow,
    /// What is in view of A's and of B's strengths.
    pub(super) side_windows: [TokenWindow; 2],
    /// The token set off in every chart of one text.
    pub(super) selected: Option<usize>,
    /// The pair under the pointer, set off in every chart of two texts.
    pub(super) hovered_pair: Option<usize>,
    /// Tokens of A and of B chosen to be paired by hand.
    pub(super) picked: [Option<usize>; 2],
    pub(super) table_order: TableOrder,
    asked: Option<Request>,
    last_ticket: u64,
}

/// The newest text that was read, and its analysis under the settings at hand.
pub(super) struct Shown {
    traced: Arc<TracedText>,
    pub(super) analysis: Arc<Analysis>,
    question: Question,
}

/// The newest two texts that were read, compared under the settings at hand.
pub(super) struct ShownPair {
    model: Arc<ModelCard>,
    texts: [Arc<TracedText>; 2],
    as_is: Option<[Arc<TracedText>; 2]>,
    asked: ComparisonQuestion,
    pub(super) comparison: Arc<Comparison>,
    /// The same with every text's own positions, where kept ones are shown.
    pub(super) compared_as_is: Option<Arc<Comparison>>,
    /// Alignments before each pairing by hand, the oldest first.
    pub(super) before: Vec<Alignment>,
}

/// The newest input read behind every instruction, compared under the settings at hand.
pub(super) struct ShownDrift {
    model: Arc<ModelCard>,
    input: String,
    /// As asked, and with every text's own positions where kept ones are shown.
    read: [Option<Vec<Instruction>>; 2],
    asked: ComparisonQuestion,
    pub(super) drift: Arc<Drift>,
    pub(super) drift_as_is: Option<Arc<Drift>>,
}

impl Session {
    pub(super) fn new(opening: Opening) -> Self {
        Self {
            source: opening.model,
            prompt: opening.prompt,
            prompt_b: opening.compare,
            drift_input: DEFAULT_INPUT.to_owned(),
            drift_prompts: DEFAULT_PROMPTS.map(str::to_owned).to_vec(),
            model: None,
            device: None,
            shown: None,
            shown_pair: None,
            shown_drift: None,
            problem: None,
            window: TokenWindow::default(),
            pair_window: TokenWindow::default(),
            side_windows: [TokenWindow::default(); 2],
            selected: None,
            hovered_pair: None,
            picked: [None, None],
            table_order: TableOrder::default(),
            asked: None,
            last_ticket: 0,
        }
    }

    /// The request that the view and its texts call for, unless it was made before.
    pub(super) fn next_request(&mut self, settings: &Settings) -> Option<Request> {
        let request = Request {
            model: self.source.clone(),
            work: self.work(settings),
        };
        if self.asked.as_ref() == Some(&request) {
            return None;
        }
        self.asked = Some(request.clone());
        Some(request)
    }

    fn work(&self, settings: &Settings) -> Work {
        let typed = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
        let one = || typed(&self.prompt).map_or(Work::Load, Work::Text);
        let positions = settings.positions;
        match settings.view {
            View::Tokens | View::Layers => one(),
            View::Compare => match typed(&self.prompt).zip(typed(&self.prompt_b)) {
                Some((a, b)) => Work::Pair { a, b, positions },
                None => Work::Load,
            },
            View::Drift => match typed(&self.drift_input) {
                Some(input) if self.drift_prompts.len() >= 2 => Work::Drift {
                    input,
                    prompts: self.drift_prompts.clone(),
                    positions,
                },
                _ => Work::Load,
            },
        }
    }

    /// Takes an answer in, unless a newer one came before.
    pub(super) fn receive(&mut self, answer: Answer<Request, Reading>, settings: &Settings) {
        if answer.ticket <= self.last_ticket || answer.request.model != self.source {
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
        self.model = Some(Arc::clone(&card));
        self.device = Some(reading.device);
        let shown = match (reading.found, answer.request.work) {
            (Found::Text(traced), _) => self.show(card, traced, settings),
            (Found::Pair { texts, as_is }, Work::Pair { positions, .. }) => {
                let mut asked = settings.comparison_question(card.layers);
                asked.positions = positions;
                self.show_pair(card, texts, as_is, asked)
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
        if let Some(shown) = &self.shown {
            let model = Arc::clone(&shown.analysis.model);
            if shown.question != settings.question(model.layers) {
                let traced = Arc::clone(&shown.traced);
                outcomes.push(self.show(model, traced, settings));
            }
        }
        if let Some(shown) = &self.shown_pair {
            let model = Arc::clone(&shown.model);
            let asked = anew(&shown.asked, settings, model.layers);
            if asked != shown.asked {
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
        let analysis = judge(model, Arc::clone(&traced), &question);
        let analysis = Arc::new(analysis.map_err(|error| error.to_string())?);
        let count = traced.tokens.len();
        self.selected = self.selected.filter(|&token| token < count);
        self.shown = Some(Shown {
            traced,
            analysis,
            question,
        });
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
        let mut shown = ShownPair {
            model,
            texts,
            as_is,
            asked,
            comparison: Arc::new(comparison),
            compared_as_is: None,
            before: Vec::new(),
        };
        shown.compare_as_is(&alignment);
        self.shown_pair = Some(shown);
        Ok(())
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

impl ShownPair {
    fn realign(&mut self, alignment: Alignment) {
        self.compare_as_is(&alignment);
        let [a, b] = self.texts.clone();
        // The same texts at a layer they have: nothing here can fail that did not before.
        if let Ok(comparison) = judge_aligned(Arc::clone(&self.model), a, b, &self.asked, alignment)
        {
            self.comparison = Arc::new(comparison);
        }
    }

    fn compare_as_is(&mut self, alignment: &Alignment) {
        let judged = self.as_is.clone().map(|[a, b]| {
            let asked = own_positions(&self.asked);
            judge_aligned(Arc::clone(&self.model), a, b, &asked, alignment.clone())
        });
        self.compared_as_is = judged.and_then(Result::ok).map(Arc::new);
    }
}

fn own_positions(asked: &ComparisonQuestion) -> ComparisonQuestion {
    ComparisonQuestion {
        positions: Positions::AsIs,
        ..*asked
    }
}

/// What the settings ask, of texts whose positions were settled when they were read.
fn anew(asked: &ComparisonQuestion, settings: &Settings, layers: usize) -> ComparisonQuestion {
    ComparisonQuestion {
        positions: asked.positions,
        ..settings.comparison_question(layers)
    }
}
