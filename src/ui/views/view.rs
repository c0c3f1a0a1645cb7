//! What the window must know of a view: what a view implements.

use std::sync::Arc;

use eframe::egui::{Key, Ui};

use crate::analysis::matching::MatchRanking;
use crate::analysis::{AnalysisSettings, Answer, Asked};
use crate::model::ModelError;
use crate::ui::corpus::ShownCorpus;
use crate::ui::facts::Section;
use crate::ui::state::answers::Answers;
use crate::ui::state::document::Document;
use crate::ui::state::selection::TextRange;
use crate::ui::state::settings::Settings;
use crate::ui::state::view_state::Stretch;

use super::context::{ViewContext, ViewInput};

/// One way of looking at what models make of texts: all that the window must know of it.
pub(in crate::ui) trait View: Sync {
    /// The name on its tab; sessions hold it.
    fn name(&self) -> &'static str;

    /// What its command does, as help and tooltips say it.
    fn command(&self) -> &'static str;

    /// The key that shows it, with Ctrl.
    fn key(&self) -> Key;

    /// What it looks at: views of one group stand together.
    fn group(&self) -> Group;

    /// The icon beside its name, of [`icons`](crate::ui::icons).
    fn icon(&self) -> &'static str;

    /// Which prompt boxes stand above it.
    fn prompts(&self) -> Prompts {
        Prompts::One
    }

    /// Which of the shared controls act on it.
    fn controls(&self) -> Controls {
        Controls::LAYER_AND_THRESHOLD
    }

    /// Draws the tools of its own, in one row with the shared controls.
    fn toolbar(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        let _ = (ui, context);
    }

    /// Whether something of it is under way that goes on while other views are shown.
    fn is_running(&self, input: &ViewInput<'_>) -> bool {
        let _ = input;
        false
    }

    /// What is asked; `None` while a text or a model of it is missing.
    fn asked(&self, input: &ViewInput<'_>) -> Option<Asked>;

    /// The layer up to which it can show its first chart, by a model with `layers` blocks; `None`
    /// where it waits for the whole.
    fn awaited_layer(&self, settings: &AnalysisSettings, layers: usize) -> Option<usize> {
        let _ = (settings, layers);
        None
    }

    /// The newest answer to what it asks, whole or not.
    fn answer(&self, input: &ViewInput<'_>) -> Option<Answer>;

    /// The last layer there is of what it shows; `None` where that is the model's last.
    fn last_layer(&self, settings: &Settings, answers: &Answers) -> Option<usize> {
        let _ = (settings, answers);
        None
    }

    /// Whether it shows the answer to `asked`, as `chart` if that is named.
    fn shows(&self, asked: &Asked, chart: Option<&str>) -> bool;

    /// Takes over the texts and settings of a question that it shows.
    ///
    /// # Errors
    /// The name of a model means nothing.
    fn restore(
        &self,
        document: &mut Document,
        asked: &Asked,
        chart: Option<&str>,
    ) -> Result<(), ModelError>;

    /// Whether it has something to show; the welcome stands there until then.
    fn is_ready(&self, input: &ViewInput<'_>) -> bool {
        let _ = input;
        true
    }

    /// How many tokens are shown as `settings` say, and what a reader of the numbers must know.
    fn status<'a>(
        &self,
        settings: &Settings,
        answers: &'a Answers,
    ) -> Option<(String, &'a [String])> {
        let _ = (settings, answers);
        None
    }

    /// Whether it asks two models.
    fn needs_second_model(&self) -> bool {
        false
    }

    /// How many blocks the model has that made what it shows, where that need not be the model in
    /// use.
    fn layers(&self, input: &ViewInput<'_>) -> Option<usize> {
        let _ = input;
        None
    }

    /// The tokens of one text, or the pairs of two, as their table has them; `None` keeps the order of
    /// the texts.
    fn table_order(&self, input: &ViewInput<'_>) -> Option<Vec<usize>> {
        let _ = input;
        None
    }

    /// What the arrow keys step through: ranges of its texts, in the order in which it shows them.
    fn steps(&self, input: &ViewInput<'_>) -> Vec<TextRange> {
        let _ = input;
        Vec::new()
    }

    /// The stretches of its charts with a slot a token, which the zoom commands change, and how many
    /// slots each has.
    fn stretches(&self, answers: &Answers) -> Vec<(Stretch, usize)> {
        let shown = answers.analysis.as_ref();
        let count = shown.map_or(0, |shown| shown.newest.traced.tokens.len());
        vec![(Stretch::Tokens, count)]
    }

    /// Whether it shows tokens, which can be selected.
    fn has_tokens(&self) -> bool {
        false
    }

    /// What is known of a range of its texts; nothing where it shows none of it.
    fn inspected(&self, input: &ViewInput<'_>, range: &TextRange) -> Vec<Section> {
        let _ = (input, range);
        Vec::new()
    }

    /// The findings of many texts, which are saved as a run saves them.
    fn corpus_to_save(&self, input: &ViewInput<'_>) -> Option<ShownCorpus> {
        let _ = input;
        None
    }

    /// The passages that it has ranked, which are exported together.
    fn ranking(&self, input: &ViewInput<'_>) -> Option<Arc<MatchRanking>> {
        let _ = input;
        None
    }

    /// The chart that is exported first, by its name on the command line.
    fn chart(&self, input: &ViewInput<'_>) -> &'static str;

    /// What stands in place of a chart or a table while there is none.
    fn nothing_yet(&self) -> &'static str {
        "type a text first"
    }

    /// Draws it.
    fn page(&self, ui: &mut Ui, context: &mut ViewContext<'_>);
}

/// Which prompt boxes stand above a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Prompts {
    /// It has fields of its own, or needs no text.
    None,
    /// One prompt.
    One,
    /// A and B.
    Two,
}

/// Which of the shared controls act on a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a control that is there or not"
)]
pub(in crate::ui) struct Controls {
    /// The layer that is looked at.
    pub(in crate::ui) layer: bool,
    /// The layer beside it.
    pub(in crate::ui) second_layer: bool,
    /// How the threshold is drawn.
    pub(in crate::ui) threshold: bool,
    /// Which number of a token is called its strength.
    pub(in crate::ui) measure: bool,
}

impl Controls {
    /// Its layers and thresholds are its own.
    pub(in crate::ui) const NONE: Self = Self {
        layer: false,
        second_layer: false,
        threshold: false,
        measure: false,
    };
    /// One layer, and no threshold.
    pub(in crate::ui) const LAYER: Self = Self {
        layer: true,
        ..Self::NONE
    };
    /// One layer and the threshold.
    pub(in crate::ui) const LAYER_AND_THRESHOLD: Self = Self {
        threshold: true,
        ..Self::LAYER
    };
    /// One layer, the threshold and the measure.
    pub(in crate::ui) const MEASURE: Self = Self {
        measure: true,
        ..Self::LAYER_AND_THRESHOLD
    };
    /// Two layers, the threshold and the measure.
    pub(in crate::ui) const ALL: Self = Self {
        second_layer: true,
        ..Self::MEASURE
    };
}

/// What a view looks at, in the order of the list of views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::VariantArray)]
pub(in crate::ui) enum Group {
    OneText,
    TwoTexts,
    Heads,
    Models,
    ManyTexts,
    Paper,
}

impl Group {
    /// Every group, in the order of the list.
    pub(in crate::ui) const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The heading over its views.
    pub(in crate::ui) fn name(self) -> &'static str {
        match self {
            Self::OneText => "One text",
            Self::TwoTexts => "Two texts",
            Self::Heads => "Heads",
            Self::Models => "Two models",
            Self::ManyTexts => "Many texts",
            Self::Paper => "The paper",
        }
    }
}

/// The text, if one was typed.
pub(super) fn typed(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}
