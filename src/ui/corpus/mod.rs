//! The corpus view's state: which files are chosen, the run under way, and what was found. The files
//! and the findings of a run that is over are kept between runs of the window.

mod chosen_files;
mod job;
pub(super) mod kept_findings;
mod shown;

pub(super) use chosen_files::{ChosenFile, ChosenFiles};
pub(super) use job::CorpusJob;
use shown::FindingsSource;
pub(super) use shown::ShownCorpus;

use eframe::egui::Context;

use crate::analysis::CorpusFindings;
use crate::charts::corpus::TopList;
use crate::corpus::input::{InputChoice, InputFile};
use crate::domain::corpus::{Confound, TokenOrder};
use crate::engine::LoadedModel;

use super::state::settings::Settings;

/// The state of the corpus view.
pub(super) struct Corpus {
    pub(super) files: ChosenFiles,
    /// The run under way.
    pub(super) run: Option<CorpusJob>,
    /// What was found last, by a run under way too.
    pub(super) shown: Option<ShownCorpus>,
    /// Whether a run is being set up although there are findings.
    pub(super) setting_up: bool,
    /// What went wrong with the newest run.
    pub(super) problem: Option<String>,
    pub(super) tab: CorpusTab,
    pub(super) top_list: TopList,
    pub(super) top_order: TokenOrder,
    pub(super) least_count: u64,
    pub(super) kinds_among_high: bool,
    pub(super) baselines: BaselineChart,
    pub(super) confound: Confound,
    /// What the sentences shown are behind.
    pub(super) chosen: Option<Chosen>,
}

/// Which of the charts is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, strum::VariantArray)]
pub(super) enum CorpusTab {
    /// Content against function words at every layer.
    #[default]
    Layers,
    /// Distributions by kind of token.
    Kinds,
    /// Who is HIGH.
    High,
    /// The first tokens and pieces.
    Tokens,
    /// Strength against baselines.
    Baselines,
    /// Strength along what could explain it.
    Confounds,
    /// `R_H` of pairs.
    Chance,
    /// What the removal of tokens does.
    Removal,
    /// Where words settle.
    Settling,
}

/// How strength is set against the baselines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum BaselineChart {
    /// At the layer that is looked at.
    #[default]
    AtLayer,
    /// At every layer.
    OverLayers,
    /// At every layer, with frequency and position held constant.
    PartialOverLayers,
}

/// A mark that was clicked: a place in the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chosen {
    /// A kind of token.
    Kind(usize),
    /// A token of a list.
    Token(TopList, usize),
    /// A token of the sample.
    Point(usize),
    /// A step of a confound.
    Step(Confound, usize),
}

impl Default for Corpus {
    fn default() -> Self {
        Self {
            files: ChosenFiles::default(),
            run: None,
            shown: None,
            setting_up: false,
            problem: None,
            tab: CorpusTab::default(),
            top_list: TopList::default(),
            top_order: TokenOrder::Mean,
            least_count: 0,
            kinds_among_high: false,
            baselines: BaselineChart::default(),
            confound: Confound::FrequencyRank,
            chosen: None,
        }
    }
}

impl CorpusTab {
    /// Every chart, in the order of the view.
    pub(super) const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name in the view.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Layers => "Layers compared",
            Self::Kinds => "Kinds of token",
            Self::High => "Who is HIGH",
            Self::Tokens => "Top tokens",
            Self::Baselines => "Baselines",
            Self::Confounds => "Confounds",
            Self::Chance => "R_H against chance",
            Self::Removal => "Removal test",
            Self::Settling => "Settling",
        }
    }

    /// The question it answers.
    pub(super) fn question(self) -> &'static str {
        match self {
            Self::Layers => {
                "Are content words stronger than function words, and is one layer special?"
            }
            Self::Kinds => "How strong are the tokens of each kind?",
            Self::High => "Which kinds of token are HIGH more often than chance has it?",
            Self::Tokens => {
                "Which tokens of the vocabulary lead? Click one to read the sentences it is in."
            }
            Self::Baselines => {
                "Does strength say something that attention, frequency or position do not?"
            }
            Self::Confounds => "What else goes with strength: frequency, position, length, pieces?",
            Self::Chance => "Do HIGH tokens carry more of a shift than their number gives them?",
            Self::Removal => {
                "Does a text lose more without its HIGH tokens than without as many others?"
            }
            Self::Settling => {
                "Does a token become HIGH where the masked-language-model head makes up its mind?"
            }
        }
    }
}

impl Corpus {
    /// Takes in what the run did meanwhile; whether it is over now and found something.
    pub(super) fn update(&mut self) -> bool {
        let Some(run) = &self.run else { return false };
        if let Some(shown) = run.take_findings() {
            self.shown = Some(shown);
        }
        let Some(outcome) = run.take_outcome() else {
            return false;
        };
        self.run = None;
        match outcome {
            Ok(shown) => {
                self.shown = Some(shown);
                return true;
            }
            Err(problem) => self.problem = Some(problem),
        }
        false
    }

    /// Shows findings that were kept, unless there are newer ones.
    pub(super) fn restore(&mut self, kept: ShownCorpus) -> bool {
        let is_free = self.run.is_none() && self.shown.is_none();
        if is_free {
            self.shown = Some(kept);
            self.chosen = None;
        }
        is_free
    }

    /// Starts a run over the chosen files; one under way is cancelled.
    pub(super) fn start(&mut self, ctx: &Context, model: &LoadedModel, settings: &Settings) {
        self.problem = None;
        self.chosen = None;
        match CorpusJob::start(ctx, model, &self.files, settings) {
            Ok(run) => {
                self.run = Some(run);
                self.shown = None;
                self.setting_up = false;
            }
            Err(problem) => self.problem = Some(problem),
        }
    }

    /// Lets what is typed go first while `busy`.
    pub(super) fn give_way(&mut self, busy: bool) {
        if let Some(job) = &mut self.run {
            job.run.preempt(busy);
        }
    }

    /// Shows the sentences behind a mark, or hides them when it is clicked again.
    pub(super) fn choose(&mut self, chosen: Chosen) {
        self.chosen = (self.chosen != Some(chosen)).then_some(chosen);
    }

    /// Shows the sentences of a token, by its list and its place there.
    pub(super) fn show_token(&mut self, list: TopList, item: usize) {
        self.tab = CorpusTab::Tokens;
        self.top_list = list;
        self.setting_up = false;
        self.chosen = Some(Chosen::Token(list, item));
    }

    /// Whether a run is under way that will end by itself.
    pub(super) fn is_busy(&self) -> bool {
        self.run.as_ref().is_some_and(|job| !job.run.is_halted())
    }

    /// The file of a run that is over, and how it was read; `None` of a run over several files.
    pub(super) fn reference_file(&self) -> Option<(InputFile, InputChoice)> {
        let is_over = self.run.is_none()
            && self
                .shown
                .as_ref()
                .is_some_and(|shown| shown.facts.is_some());
        let [chosen] = self.files.files.as_slice() else {
            return None;
        };
        is_over.then(|| (chosen.file.clone(), self.files.choice.clone()))
    }

    /// The blocks of the model that made the findings.
    pub(super) fn layers(&self) -> Option<usize> {
        self.shown.as_ref().map(|shown| shown.findings.layers)
    }

    /// What a figure is made of.
    pub(super) fn answer(&self, settings: &Settings) -> Option<CorpusFindings> {
        let shown = self.shown.clone()?;
        Some(shown.findings_at(shown.layer(settings)))
    }
}
