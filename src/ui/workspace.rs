//! What is typed, asked and answered. Gone when the window closes, but for the document in it.

use std::sync::Arc;

use crate::analysis::{AnalysisSettings, Asked, Positions, Question};
use crate::domain::alignment::AlignmentKind;
use crate::domain::trace::{ModelCard, ModelIdentity};
use crate::engine::{EngineReply, Request};
use crate::paint::TokenWindow;

use super::answers::Answers;
use super::document::Document;
use super::models_at_hand::ModelsAtHand;
use super::state::{Settings, View};
use super::token_table::TableOrder;

/// What is typed, asked and shown.
pub(super) struct Workspace {
    pub(super) models: ModelsAtHand,
    pub(super) prompt: String,
    pub(super) prompt_b: String,
    pub(super) drift_input: String,
    pub(super) drift_prompts: Vec<String>,
    /// The model in use.
    pub(super) model: Option<Arc<ModelCard>>,
    /// What came of the questions so far.
    pub(super) answers: Answers,
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
    /// Pairs made by hand.
    pub(super) by_hand: PairsByHand,
    /// Tokens of A and of B chosen to be paired by hand.
    pub(super) picked: [Option<usize>; 2],
    pub(super) table_order: TableOrder,
    asked: Option<Request>,
}

/// Pairs made by hand, and the two texts they are of, as they were aligned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PairsByHand {
    texts: [String; 2],
    alignment: AlignmentKind,
    positions: Positions,
    /// Tokens of A and of B, in the order in which they were paired.
    pairs: Vec<(usize, usize)>,
}

impl PairsByHand {
    /// Pairs that a file holds.
    pub(super) fn new(texts: [&str; 2], settings: &Settings, pairs: &[(usize, usize)]) -> Self {
        Self {
            texts: texts.map(str::to_owned),
            alignment: settings.alignment,
            positions: settings.positions,
            pairs: pairs.to_vec(),
        }
    }

    /// The pairs of these texts aligned like this; none of others.
    fn pairs_of(&self, texts: [&str; 2], settings: &Settings) -> &[(usize, usize)] {
        let aligned = (self.alignment, self.positions) == (settings.alignment, settings.positions);
        if aligned && self.texts.each_ref().map(String::as_str) == texts {
            &self.pairs
        } else {
            &[]
        }
    }
}

impl Workspace {
    pub(super) fn new(document: &Document, models: ModelsAtHand) -> Self {
        Self {
            models,
            prompt: document.prompt.clone(),
            prompt_b: document.prompt_b.clone(),
            drift_input: document.drift_input.clone(),
            drift_prompts: document.drift_prompts.clone(),
            model: None,
            answers: Answers::default(),
            problem: None,
            window: TokenWindow::default(),
            pair_window: TokenWindow::default(),
            word_window: TokenWindow::default(),
            side_windows: [TokenWindow::default(); 2],
            selected: None,
            hovered_pair: None,
            by_hand: PairsByHand::default(),
            picked: [None, None],
            table_order: TableOrder::default(),
            asked: None,
        }
    }

    /// The request that the view and its texts call for, unless it was made before.
    pub(super) fn next_request(&mut self, settings: &Settings) -> Option<Request> {
        let request = self.request(settings)?;
        let asked = self.asked.as_ref();
        let same = asked.is_some_and(|asked| {
            asked.models == request.models && asked.question == request.question
        });
        if same {
            return None;
        }
        self.asked = Some(request.clone());
        Some(request)
    }

    /// What the view asks; `None` while a text or a model of it is missing.
    fn request(&self, settings: &Settings) -> Option<Request> {
        let first = self.models.first.in_use()?;
        let layers = first.card.layers;
        let asked = self.asked_by(settings)?;
        let mut models = vec![first.clone()];
        if matches!(asked, Asked::CompareModels { .. }) {
            models.push(self.models.second.in_use()?.clone());
        }
        let analysis = match asked {
            // Its layers and thresholds are the paper's.
            Asked::Paper => AnalysisSettings::default(),
            _ => settings.analysis(layers),
        };
        let awaited_layer = match settings.view {
            View::Tokens | View::Compare => Some(analysis.layer_of(layers)),
            View::Layers => {
                let both = [analysis.layer_of(layers), analysis.second_layer_of(layers)];
                both.into_iter().max()
            }
            View::Drift | View::Models | View::Paper | View::Corpus => None,
        };
        Some(Request {
            models,
            question: Question::new(asked).with(analysis),
            awaited_layer,
        })
    }

    fn asked_by(&self, settings: &Settings) -> Option<Asked> {
        let typed = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
        let beside_own_positions = settings.positions == Positions::Kept;
        match settings.view {
            View::Tokens | View::Layers => Some(Asked::Analyze {
                text: typed(&self.prompt)?,
            }),
            View::Paper => Some(Asked::Paper),
            View::Models => {
                let second = &self.models.second.in_use()?.card;
                let there = |&layer: &usize| layer <= second.layers;
                Some(Asked::CompareModels {
                    text: typed(&self.prompt)?,
                    second_model: ModelIdentity::from(&**second),
                    layer_of_second: settings.layer_of_second.filter(there),
                    merge: settings.merge,
                })
            }
            View::Compare => {
                let (text_a, text_b) = (typed(&self.prompt)?, typed(&self.prompt_b)?);
                let by_hand = self.by_hand.pairs_of([&text_a, &text_b], settings);
                Some(Asked::Compare {
                    paired_by_hand: by_hand.to_vec(),
                    settings: settings.comparison(),
                    beside_own_positions,
                    text_a,
                    text_b,
                })
            }
            View::Drift if self.drift_prompts.len() >= 2 => Some(Asked::Drift {
                input: typed(&self.drift_input)?,
                prompts: self.drift_prompts.clone(),
                settings: settings.comparison(),
                beside_own_positions,
            }),
            View::Drift | View::Corpus => None,
        }
    }

    /// The last layer there is of what `view` shows, by a model with `layers` blocks: of a text
    /// still being read not the model's last.
    pub(super) fn last_layer(&self, view: View, layers: usize) -> usize {
        let last = match view {
            View::Tokens | View::Layers => {
                let shown = self.answers.analysis.as_ref();
                shown.map(|shown| shown.newest.traced.layers())
            }
            View::Compare => {
                let shown = self.answers.comparison.as_ref();
                shown.map(|shown| shown.newest.shifts.len().saturating_sub(1))
            }
            View::Drift | View::Models | View::Paper | View::Corpus => None,
        };
        last.unwrap_or(layers)
    }

    /// Takes in an answer by the model in use.
    pub(super) fn receive(&mut self, reply: EngineReply) {
        if reply.request.models.first() != self.models.first.in_use() {
            return;
        }
        match reply.outcome {
            Ok(answered) => {
                self.problem = None;
                self.answers.receive(answered.answer);
                self.let_go_of_what_is_gone();
            }
            Err(problem) => self.problem = Some(problem),
        }
    }

    /// What was set off or picked stays only as long as its text.
    fn let_go_of_what_is_gone(&mut self) {
        if let Some(shown) = &self.answers.analysis {
            let count = shown.newest.traced.tokens.len();
            self.selected = self.selected.filter(|&token| token < count);
        }
        if let Some(shown) = &self.answers.comparison {
            let [a, b] = [&shown.newest.a, &shown.newest.b];
            let pairs = shown.newest.alignment.pairs.len();
            self.hovered_pair = self.hovered_pair.filter(|&pair| pair < pairs);
            for (picked, side) in self.picked.iter_mut().zip([a, b]) {
                *picked = picked.filter(|&token| token < side.traced.tokens.len());
            }
        }
    }

    /// Pairs the two picked tokens by hand.
    pub(super) fn pair_by_hand(&mut self, settings: &Settings) {
        let [Some(a), Some(b)] = std::mem::take(&mut self.picked) else {
            return;
        };
        let mut pairs = self.pairs_by_hand(settings).to_vec();
        pairs.push((a, b));
        self.by_hand = PairsByHand::new([&self.prompt, &self.prompt_b], settings, &pairs);
    }

    /// Takes the last pairing by hand back.
    pub(super) fn undo_pairing(&mut self) {
        self.by_hand.pairs.pop();
    }

    /// The pairs made by hand of the two prompts, in the order in which they were made.
    pub(super) fn pairs_by_hand(&self, settings: &Settings) -> &[(usize, usize)] {
        let texts = [self.prompt.as_str(), self.prompt_b.as_str()];
        self.by_hand.pairs_of(texts, settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_made_by_hand_are_those_of_their_texts_as_they_were_aligned() {
        let settings = Settings::default();
        let pairs = PairsByHand::new(["a b", "c d"], &settings, &[(1, 2)]);
        assert_eq!(pairs.pairs_of(["a b", "c d"], &settings), [(1, 2)]);
        assert!(pairs.pairs_of(["a b", "c e"], &settings).is_empty());
        let by_index = Settings {
            alignment: AlignmentKind::Index,
            ..settings
        };
        assert!(pairs.pairs_of(["a b", "c d"], &by_index).is_empty());
    }
}
