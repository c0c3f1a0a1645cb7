//! The views: one file each, which implements [`View`], and one list of them. Nothing else in the
//! window knows a view by name.

mod attention;
mod compare;
mod compare_charts;
mod compare_table;
mod compare_tools;
mod context;
pub(super) mod corpus;
mod drift;
mod drift_editor;
mod drift_input;
mod drift_matrix;
mod effects;
mod labels;
mod layer_effects;
mod layers;
mod lens;
mod matching;
mod models;
mod models_table;
mod no_head;
mod output_choice;
mod paper;
mod parts;
mod search;
mod shift_layers;
mod shift_sums;
mod strip;
mod tokens;
mod trial;
mod usual;
mod view;
pub(super) mod welcome;

use crate::analysis::Asked;
use crate::export::figure::Recipe;
use crate::model::{ModelError, ModelSource};

use super::state::document::Document;
use super::state::settings::ViewId;

pub(super) use context::{Messages, ViewContext, ViewInput};
pub(super) use view::{Controls, Group, Prompts, View};

/// Every view, in the order of the tabs; the first is the usual one.
static VIEWS: [&dyn View; 13] = [
    &tokens::Tokens,
    &layers::Layers,
    &attention::AttentionPage,
    &compare::Compare,
    &drift::Drifts,
    &models::TwoModels,
    &paper::Paper,
    &corpus::CorpusView,
    &matching::Matching,
    &search::SearchView,
    &lens::LensView,
    &labels::LabelView,
    &effects::EffectsView,
];

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
    document.settings.measure = analysis.measure;
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
