//! Two prompts side by side: strengths with one axis, the shift of every aligned pair, who carries
//! it, and the shift over the layers.

use std::sync::Arc;

use eframe::egui::{Key, Ui};

use super::attention::{self, AttentionPage};
use super::view::typed;
use crate::analysis::{AnalysisSettings, Answer, Asked, Comparison, NullSettings, Positions};
use crate::charts::{AttentionChange, ChartDef as _, ShiftBars};
use crate::model::ModelError;
use crate::paint::theme::GAP;
use crate::ui::data_table::Row;
use crate::ui::facts::Section;
use crate::ui::linking::{pairs_of, ranges_of, side, token_of};
use crate::ui::state::answers::Answers;
use crate::ui::state::document::Document;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::state::settings::{Settings, ViewId};
use crate::ui::state::view_state::Stretch;
use crate::ui::views::{Controls, Group, Prompts, View, ViewContext, ViewInput};
use crate::ui::widgets::{counts, still_to_come};
use crate::ui::{icons, pair_table, split};

use super::compare_charts::{shifts, shown_bars, strengths};
use super::{compare_table, compare_tools, shift_layers};

/// Two texts.
pub(super) struct Compare;

/// The view by its name.
pub(super) const ID: ViewId = ViewId::new("Compare");

impl View for Compare {
    fn name(&self) -> &'static str {
        "Compare"
    }

    fn command(&self) -> &'static str {
        "Compare two prompts"
    }

    fn key(&self) -> Key {
        Key::Num3
    }

    fn group(&self) -> Group {
        Group::TwoTexts
    }

    fn icon(&self) -> &'static str {
        icons::COMPARE
    }

    fn prompts(&self) -> Prompts {
        Prompts::Two
    }

    fn asked(&self, input: &ViewInput<'_>) -> Option<Asked> {
        let document = input.document;
        if document.settings.compare_attention {
            typed(&document.prompt_b)?;
            return AttentionPage.asked(input);
        }
        Some(Asked::Compare {
            text_a: typed(&document.prompt)?,
            text_b: typed(&document.prompt_b)?,
            settings: document.settings.comparison(),
            paired_by_hand: input.state.pairs_by_hand(document).to_vec(),
            beside_own_positions: document.settings.positions == Positions::Kept,
            // Random words have positions of their own.
            null: (document.settings.positions == Positions::AsIs).then(NullSettings::default),
        })
    }

    fn awaited_layer(&self, settings: &AnalysisSettings, layers: usize) -> Option<usize> {
        Some(settings.layer_of(layers))
    }

    fn answer(&self, input: &ViewInput<'_>) -> Option<Answer> {
        if by_attention(input) {
            return AttentionPage.answer(input);
        }
        let shown = input.answers.comparison.as_ref()?;
        Some(Answer::Comparison(Arc::clone(&shown.newest)))
    }

    fn last_layer(&self, settings: &Settings, answers: &Answers) -> Option<usize> {
        if settings.compare_attention {
            return None;
        }
        answers
            .comparison
            .as_ref()?
            .newest
            .shifts
            .len()
            .checked_sub(1)
    }

    fn shows(&self, asked: &Asked, _: Option<&str>) -> bool {
        matches!(asked, Asked::Compare { .. })
    }

    fn restore(
        &self,
        document: &mut Document,
        asked: &Asked,
        chart: Option<&str>,
    ) -> Result<(), ModelError> {
        if let Some(bars) = ShiftBars::named(chart) {
            document.settings.shift_measure = bars.measure;
            document.settings.same_words = bars.same_words;
        }
        if let Asked::Compare {
            text_a,
            text_b,
            settings,
            ..
        } = asked
        {
            document.prompt.clone_from(text_a);
            document.prompt_b.clone_from(text_b);
            document.settings.compare_as(*settings);
        }
        Ok(())
    }

    fn is_ready(&self, input: &ViewInput<'_>) -> bool {
        let document = input.document;
        typed(&document.prompt).is_some()
            && typed(&document.prompt_b).is_some()
            && (by_attention(input) || input.answers.comparison.is_some())
    }

    fn status<'a>(
        &self,
        settings: &Settings,
        answers: &'a Answers,
    ) -> Option<(String, &'a [String])> {
        if settings.compare_attention {
            return AttentionPage.status(settings, answers);
        }
        let comparison = &answers.comparison.as_ref()?.newest;
        let (a, b) = (counts(&comparison.a), counts(&comparison.b));
        Some((format!("A {a}   B {b}"), &comparison.warnings))
    }

    fn controls(&self) -> Controls {
        Controls::MEASURE
    }

    fn steps(&self, input: &ViewInput<'_>) -> Vec<TextRange> {
        if by_attention(input) {
            return AttentionPage.steps(input);
        }
        let Some(shown) = &input.answers.comparison else {
            return Vec::new();
        };
        let selected = input.state.selection.selected();
        let of = selected.map_or(TextOf::A, TextRange::of);
        let traced = side(&shown.newest, of);
        ranges_of(of, traced, 0..traced.tokens.len())
    }

    fn table_order(&self, input: &ViewInput<'_>) -> Option<Vec<usize>> {
        if by_attention(input) {
            return None;
        }
        let comparison = &input.answers.comparison.as_ref()?.newest;
        let same_words = input.document.settings.same_words;
        let pairs = pair_table::rows(comparison, same_words);
        let rows = input.state.pair_table.shown(pairs);
        Some(rows.iter().map(Row::id).collect())
    }

    fn has_tokens(&self) -> bool {
        true
    }

    fn inspected(&self, input: &ViewInput<'_>, range: &TextRange) -> Vec<Section> {
        let shown = input.answers.comparison.as_ref();
        shown.map_or_else(Vec::new, |shown| inspected(&shown.newest, range))
    }

    fn stretches(&self, answers: &Answers) -> Vec<(Stretch, usize)> {
        let Some(shown) = &answers.comparison else {
            return Vec::new();
        };
        let comparison = &shown.newest;
        let [a, b] = [&comparison.a, &comparison.b].map(|side| side.traced.tokens.len());
        let pairs = comparison.alignment.pairs.len();
        vec![
            (Stretch::OfA, a),
            (Stretch::OfB, b),
            (Stretch::Pairs, pairs),
        ]
    }

    fn chart(&self, input: &ViewInput<'_>) -> &'static str {
        if by_attention(input) {
            return AttentionChange.id();
        }
        shown_bars(&input.document.settings).id()
    }

    fn toolbar(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        compare_tools::show(ui, context);
    }

    fn page(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        if context.document.settings.compare_attention {
            attention::changed(ui, context);
        } else {
            show(ui, context);
        }
    }
}

/// Whether the attention of the two texts is compared.
fn by_attention(input: &ViewInput<'_>) -> bool {
    input.document.settings.compare_attention
}

fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let Some(shown) = &context.answers.comparison else {
        return;
    };
    let comparison = Arc::clone(&shown.newest);
    let every = Arc::clone(shown.every_layer());
    // Where one text was read before, the other one is behind.
    let [a, b] = [&comparison.a, &comparison.b];
    let behind = if a.is_whole() { b } else { a };
    let other = !Arc::ptr_eq(&comparison, &every);
    let hint = still_to_come(
        behind,
        other,
        "Click a cell for its token, a number for its layer.",
    );
    let charts = |ui: &mut Ui, context: &mut ViewContext<'_>| {
        let height = (ui.available_height() * 0.42).clamp(190.0, 320.0);
        strengths(ui, context, &comparison, height);
        ui.add_space(GAP);
        shifts(ui, context, &comparison, height + 20.0);
        ui.add_space(GAP * 2.0);
        shift_layers::show(ui, context, &every, &hint, height);
    };
    split::show_scrolled(ui, context, compare_table::TABLE, charts, |ui, context| {
        compare_table::show(ui, context, &comparison);
    });
}

/// The tokens of `range`, their partners, and how far they are from them.
fn inspected(comparison: &Comparison, range: &TextRange) -> Vec<Section> {
    let (here, there, other) = match range.of() {
        TextOf::A => (&comparison.a, &comparison.b, TextOf::B),
        TextOf::B => (&comparison.b, &comparison.a, TextOf::A),
    };
    let tokens = range.tokens_in(&here.traced);
    let one = tokens.len() == 1;
    let pairs = pairs_of(comparison, range);
    let named = |section: Option<Section>, name: &str| {
        section.map(|section| Section {
            note: format!("{name}, {}", section.note),
            ..section
        })
    };
    let shift = pairs.first().filter(|_| one);
    let partner = shift.and_then(|&pair| {
        let pair = comparison.alignment.pairs.get(pair)?;
        Section::of_token(there, token_of(pair, other)?)
    });
    let shift = shift.and_then(|&pair| Section::of_pair(comparison, pair));
    let sections = [
        named(Section::of_tokens(here, tokens), range.of().name()),
        shift,
        named(partner, other.name()),
    ];
    sections.into_iter().flatten().collect()
}
