//! The views: one file each, which implements [`View`], and one list of them. Nothing else in the
//! window knows a view by name.

mod compare;
mod context;
pub(super) mod corpus;
mod drift;
mod layers;
mod models;
mod paper;
mod shift_layers;
mod shift_sums;
mod tokens;
pub(super) mod welcome;

use eframe::egui::{Key, Ui};

use crate::analysis::{AnalysisSettings, Answer, Asked};
use crate::export::figure::Recipe;
use crate::model::{ModelError, ModelSource};

use super::corpus::ShownCorpus;
use super::state::answers::Answers;
use super::state::document::Document;
use super::state::settings::ViewId;

pub(super) use context::{Messages, ViewContext, ViewInput};

/// Every view, in the order of the tabs; the first is the usual one.
static VIEWS: [&dyn View; 7] = [
    &tokens::Tokens,
    &layers::Layers,
    &compare::Compare,
    &drift::Drifts,
    &models::TwoModels,
    &paper::Paper,
    &corpus::CorpusView,
];

/// One way of looking at what models make of texts: all that the window must know of it.
pub(super) trait View: Sync {
    /// The name on its tab; sessions hold it.
    fn name(&self) -> &'static str;

    /// What its command does, as help and tooltips say it.
    fn command(&self) -> &'static str;

    /// The key that shows it, with Ctrl.
    fn key(&self) -> Key;

    /// Which prompt boxes stand above it.
    fn prompts(&self) -> Prompts {
        Prompts::One
    }

    /// Which of the shared controls act on it.
    fn controls(&self) -> Controls {
        Controls::All
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
    fn last_layer(&self, answers: &Answers) -> Option<usize> {
        let _ = answers;
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

    /// How many tokens are shown, and what a reader of the numbers must know.
    fn status<'a>(&self, answers: &'a Answers) -> Option<(String, &'a [String])> {
        let _ = answers;
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

    /// The tokens of one text as its table has them; `None` keeps the text's order.
    fn table_order(&self, input: &ViewInput<'_>) -> Option<Vec<usize>> {
        let _ = input;
        None
    }

    /// The findings of many texts, which are saved as a run saves them.
    fn corpus_to_save(&self, input: &ViewInput<'_>) -> Option<ShownCorpus> {
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
pub(super) enum Prompts {
    /// It has fields of its own, or needs no text.
    None,
    /// One prompt.
    One,
    /// A and B.
    Two,
}

/// Which of the shared controls act on a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Controls {
    /// Its layers and thresholds are its own.
    None,
    /// A layer and the threshold.
    OneLayer,
    /// Two layers and the threshold.
    All,
}

/// Every view, in the order of the tabs.
pub(super) fn all() -> impl Iterator<Item = &'static dyn View> {
    VIEWS.into_iter()
}

/// The view of this name; the usual one where a session of another version names one that is not
/// here.
pub(super) fn named(id: &ViewId) -> &'static dyn View {
    let found = all().find(|view| view.name() == id.name());
    found.unwrap_or(&tokens::Tokens)
}

/// The document that a figure or a result was made from; what it does not say stays as `document`
/// has it.
///
/// # Errors
/// The name of a model means nothing.
pub(super) fn restored(document: &Document, recipe: &Recipe) -> Result<Document, ModelError> {
    let mut document = document.clone();
    document.model = ModelSource::recorded(&recipe.model.id)?;
    let analysis = &recipe.question.settings;
    document.settings.layer = analysis.layer;
    document.settings.second_layer = analysis.second_layer;
    document.settings.rule = analysis.rule;
    let chart = recipe.chart.as_deref();
    show(&mut document, &recipe.question.asked, chart)?;
    Ok(document)
}

/// The view that shows the answer to `asked`, as `chart` if that is named.
pub(super) fn showing(asked: &Asked, chart: Option<&str>) -> Option<&'static dyn View> {
    all().find(|view| view.shows(asked, chart))
}

/// Puts what is asked into the view that shows it.
///
/// # Errors
/// The name of a model means nothing.
pub(super) fn show(
    document: &mut Document,
    asked: &Asked,
    chart: Option<&str>,
) -> Result<(), ModelError> {
    let Some(view) = showing(asked, chart) else {
        return Ok(());
    };
    document.settings.view = ViewId::new(view.name());
    view.restore(document, asked, chart)
}

/// Whether somebody typed something.
fn typed(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}
