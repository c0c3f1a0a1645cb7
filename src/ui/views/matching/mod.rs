//! Two texts: how similar are they, and which words make them so?

mod bars;
mod controls;
mod facts;
mod headline;
mod matrix;
mod ranges;
mod words;

use std::sync::Arc;

use eframe::egui::{Key, RichText, ScrollArea, Ui};

use super::view::typed;
use super::welcome::card;
use crate::analysis::matching::MatchSide;
use crate::analysis::{Answer, Asked, Match, MatchMethod};
use crate::charts::{ChartDef as _, MatchGrid};
use crate::model::ModelError;
use crate::paint::theme::GAP;
use crate::ui::action::Action;
use crate::ui::facts::Section;
use crate::ui::icons;
use crate::ui::state::answers::Answers;
use crate::ui::state::chart_cache::MatchCharts;
use crate::ui::state::document::Document;
use crate::ui::state::selection::TextRange;
use crate::ui::state::settings::Settings;
use crate::ui::views::{Controls, Group, Prompts, View, ViewContext, ViewInput};

use bars::{TWO_COLUMNS, dimensions, left_out};
use controls::controls;
use headline::headline;
use matrix::{lists, matrix};
use words::texts;

/// Two that mean the same, a wrong hit of a search, and two of opposite meaning.
const EXAMPLES: [[&str; 2]; 3] = [
    [
        "The dog runs after the kitten in the yard.",
        "Outside in the garden the cat is chased by the dog.",
    ],
    [
        "customer service never answered my email",
        "I answer email before lunch.",
    ],
    ["The film was wonderful.", "The film was terrible."],
];

/// Tokens of two texts that have together at most so many bytes are carried through the layers
/// before anybody has read that they are.
const QUICK: usize = 250;

/// Two texts that are matched.
pub(super) struct Matching;

impl View for Matching {
    fn name(&self) -> &'static str {
        "Match"
    }

    fn command(&self) -> &'static str {
        "Show why two texts match"
    }

    fn key(&self) -> Key {
        Key::Num8
    }

    fn group(&self) -> Group {
        Group::TwoTexts
    }

    fn icon(&self) -> &'static str {
        icons::MATCH
    }

    fn prompts(&self) -> Prompts {
        Prompts::Two
    }

    fn controls(&self) -> Controls {
        Controls::NONE
    }

    fn asked(&self, input: &ViewInput<'_>) -> Option<Asked> {
        let document = input.document;
        Some(Asked::Match {
            text_a: typed(&document.prompt)?,
            text_b: typed(&document.prompt_b)?,
            settings: document.settings.matching,
        })
    }

    fn answer(&self, input: &ViewInput<'_>) -> Option<Answer> {
        input.answers.matched.clone().map(Answer::Match)
    }

    fn shows(&self, asked: &Asked, _: Option<&str>) -> bool {
        matches!(asked, Asked::Match { .. })
    }

    fn restore(
        &self,
        document: &mut Document,
        asked: &Asked,
        chart: Option<&str>,
    ) -> Result<(), ModelError> {
        if let Asked::Match {
            text_a,
            text_b,
            settings,
        } = asked
        {
            document.prompt.clone_from(text_a);
            document.prompt_b.clone_from(text_b);
            document.settings.matching = *settings;
            let tokens = MatchGrid { by_word: false };
            document.settings.match_tokens = chart == Some(tokens.id());
        }
        Ok(())
    }

    fn status<'a>(&self, _: &Settings, answers: &'a Answers) -> Option<(String, &'a [String])> {
        let matched = answers.matched.as_ref()?;
        let count = |side: &MatchSide| side.traced.tokens.len();
        let counted = format!(
            "A {} tokens   B {} tokens",
            count(&matched.a),
            count(&matched.b)
        );
        Some((counted, &matched.warnings))
    }

    fn steps(&self, input: &ViewInput<'_>) -> Vec<TextRange> {
        let selected = input.state.selection.selected();
        let matched = input.answers.matched.as_ref();
        matched.map_or_else(Vec::new, |matched| facts::steps(matched, selected))
    }

    fn has_tokens(&self) -> bool {
        true
    }

    fn inspected(&self, input: &ViewInput<'_>, range: &TextRange) -> Vec<Section> {
        let matched = input.answers.matched.as_ref();
        matched.map_or_else(Vec::new, |matched| facts::inspected(matched, range))
    }

    fn chart(&self, input: &ViewInput<'_>) -> &'static str {
        let by_word = !input.document.settings.match_tokens;
        MatchGrid { by_word }.id()
    }

    fn nothing_yet(&self) -> &'static str {
        "type a text into A and one into B first"
    }

    fn page(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        controls(ui, context);
        ui.separator();
        if self.asked(&context.input()).is_none() {
            return examples(ui, context);
        }
        let matched = context.answers.matched.clone();
        let has_problem = context.messages.problems[1].is_some();
        if !has_problem && is_carried_still(context, matched.as_deref()) {
            still_carried(ui, context);
        } else if !has_problem && matched.is_none() {
            ui.label(RichText::new("Reading…").size(20.0));
        }
        let Some(matched) = matched else {
            return;
        };
        let charts = context.charts.match_charts(&matched);
        let mut area = ScrollArea::vertical().id_salt("match").auto_shrink(false);
        if std::mem::take(&mut context.state.match_from_top) {
            area = area.vertical_scroll_offset(0.0);
        }
        area.show(ui, |ui| {
            headline(ui, &matched);
            ui.add_space(GAP);
            texts(ui, context, &matched, &charts);
            ui.add_space(GAP);
            matrix_and_lists(ui, context, &matched, &charts);
            ui.add_space(GAP * 2.0);
            left_out(ui, context, &matched, &charts);
            ui.add_space(GAP * 2.0);
            dimensions(ui, context, &matched, &charts);
        });
    }
}

/// Whether tokens are still to be carried through the layers: what is `shown` is of other texts,
/// or by another method or layer.
fn is_carried_still(context: &ViewContext<'_>, shown: Option<&Match>) -> bool {
    let document = &*context.document;
    let settings = &document.settings;
    let layers = context.model.map_or(0, |model| model.layers);
    let is_it = |shown: &Match| {
        shown.settings.method == MatchMethod::Jacobians
            && shown.layer == settings.by_norm(layers).layer_of(layers)
            && shown.a.traced.text == document.prompt
            && shown.b.traced.text == document.prompt_b
    };
    let is_long = document.prompt.len() + document.prompt_b.len() > QUICK;
    settings.matching.method == MatchMethod::Jacobians && is_long && !shown.is_some_and(is_it)
}

/// What takes so long, and the way out.
fn still_carried(ui: &mut Ui, context: &mut ViewContext<'_>) {
    ui.horizontal_wrapped(|ui| {
        ui.spinner();
        ui.label(
            "Every token is being carried through the layers above. Long texts and low layers take \
             a while; a change of a text begins anew.",
        );
        if ui.button("Take the exact method").clicked() {
            context.document.settings.matching.method = MatchMethod::Exact;
        }
    });
}

/// What the view is for, and pairs of texts to begin with.
fn examples(ui: &mut Ui, context: &mut ViewContext<'_>) {
    ui.add_space(GAP * 2.0);
    ui.label(RichText::new("Type two texts and see why they match.").size(20.0));
    ui.label(
        "The model holds two texts similar where their embeddings point the same way. The \
         similarity is split over every two of their words.",
    );
    ui.add_space(GAP);
    for [a, b] in EXAMPLES {
        if card(ui, &format!("{a}\n{b}")) {
            a.clone_into(&mut context.document.prompt);
            b.clone_into(&mut context.document.prompt_b);
            context.send(Action::PromptReplaced);
        }
    }
}

fn matrix_and_lists(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    matched: &Arc<Match>,
    charts: &MatchCharts,
) {
    if ui.available_width() < TWO_COLUMNS {
        matrix(ui, context, matched);
        ui.add_space(GAP);
        lists(ui, context, matched, charts);
        return;
    }
    let width = ui.available_width();
    ui.horizontal_top(|ui| {
        ui.vertical(|ui| {
            ui.set_width(width * 0.58);
            matrix(ui, context, matched);
        });
        ui.vertical(|ui| {
            ui.set_width(width * 0.42 - 3.0 * GAP);
            lists(ui, context, matched, charts);
        });
    });
}
