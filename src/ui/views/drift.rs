//! One input under several instructions: how far does each instruction move it from the others
//! (the paper's figure 7)?

use std::sync::Arc;

use eframe::egui::{Key, RichText, ScrollArea, Ui};

use super::view::typed;
use crate::analysis::{Answer, Asked, Drift, DriftPair, NullSettings, Positions};
use crate::charts::{
    BarChart, ChartDef as _, DriftBars, DriftMatrix, DriftMeasure, drift_key, drift_sentence,
    random_instructions_key, series_keys,
};
use crate::model::ModelError;
use crate::paint::theme::GAP;
use crate::paint::words::{heading, remark, sentence};
use crate::paint::{BarsPlace, legend, paint_bars, range_legend};
use crate::ui::action::Action;
use crate::ui::context_menu;
use crate::ui::facts::{Fact, Section};
use crate::ui::icons;
use crate::ui::state::answers::Answers;
use crate::ui::state::document::Document;
use crate::ui::state::menu::MenuTarget;
use crate::ui::state::selection::TextRange;
use crate::ui::state::settings::{Settings, ViewId};
use crate::ui::views::{Controls, Group, Prompts, View, ViewContext, ViewInput};
use crate::ui::widgets::{choice_of, divided, positions};

use super::{drift_editor, drift_input, drift_matrix};

/// Bars beside the matrix are at least so wide, in points.
const BARS_WIDTH: f32 = 360.0;

/// One input under several instructions.
pub(super) struct Drifts;

/// The view by its name.
pub(super) const ID: ViewId = ViewId::new("Drift");

impl View for Drifts {
    fn name(&self) -> &'static str {
        "Drift"
    }

    fn command(&self) -> &'static str {
        "Show drift between instructions"
    }

    fn key(&self) -> Key {
        Key::Num4
    }

    fn group(&self) -> Group {
        Group::TwoTexts
    }

    fn icon(&self) -> &'static str {
        icons::DRIFT
    }

    fn prompts(&self) -> Prompts {
        Prompts::None
    }

    fn controls(&self) -> Controls {
        Controls::LAYER
    }

    fn toolbar(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        measures(ui, context);
    }

    fn status<'a>(&self, _: &Settings, answers: &'a Answers) -> Option<(String, &'a [String])> {
        let drift = answers.drift.as_ref()?;
        let pairs = drift.pairs.len();
        let counts = format!("{} instructions, {pairs} pairs", drift.instructions.len());
        Some((counts, &drift.warnings))
    }

    fn asked(&self, input: &ViewInput<'_>) -> Option<Asked> {
        let document = input.document;
        let text = typed(&document.drift_input)?;
        (document.drift_prompts.len() >= 2).then(|| Asked::Drift {
            input: text,
            prompts: document.drift_prompts.clone(),
            settings: document.settings.comparison(),
            beside_own_positions: document.settings.positions == Positions::Kept,
            null: (document.settings.positions == Positions::AsIs).then(NullSettings::default),
        })
    }

    fn answer(&self, input: &ViewInput<'_>) -> Option<Answer> {
        input.answers.drift.clone().map(Answer::Drift)
    }

    fn shows(&self, asked: &Asked, _: Option<&str>) -> bool {
        matches!(asked, Asked::Drift { .. })
    }

    fn restore(
        &self,
        document: &mut Document,
        asked: &Asked,
        _: Option<&str>,
    ) -> Result<(), ModelError> {
        if let Asked::Drift {
            input,
            prompts,
            settings,
            ..
        } = asked
        {
            document.drift_input.clone_from(input);
            document.drift_prompts.clone_from(prompts);
            document.settings.compare_as(*settings);
        }
        Ok(())
    }

    fn steps(&self, input: &ViewInput<'_>) -> Vec<TextRange> {
        let drift = input.answers.drift.as_ref();
        drift.map_or_else(Vec::new, |drift| drift_input::steps(drift))
    }

    fn has_tokens(&self) -> bool {
        true
    }

    fn inspected(&self, input: &ViewInput<'_>, range: &TextRange) -> Vec<Section> {
        let drift = input.answers.drift.as_ref();
        drift.map_or_else(Vec::new, |drift| drift_input::inspected(drift, range))
    }

    fn chart(&self, input: &ViewInput<'_>) -> &'static str {
        DriftBars(input.document.settings.drift_measure).id()
    }

    fn page(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        show(ui, context);
    }
}

fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        drift_editor::show(ui, context);
        ui.add_space(GAP);
        let Some(drift) = context.answers.drift.clone() else {
            return;
        };
        drift_input::show(ui, context, &drift);
        positions_shown(ui, &drift);
        ui.add_space(GAP);
        let measure = context.document.settings.drift_measure;
        let width = drift_matrix::width(ui, &drift);
        if ui.available_width() < width + GAP + BARS_WIDTH {
            matrix(ui, context, &drift, measure);
            ui.add_space(GAP * 2.0);
            bars(ui, context, &drift, measure);
            return;
        }
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(width);
                matrix(ui, context, &drift, measure);
            });
            ui.add_space(GAP);
            ui.vertical(|ui| bars(ui, context, &drift, measure));
        });
    });
}

/// Every pair of instructions as a cell; a click opens it in the compare view.
fn matrix(ui: &mut Ui, context: &mut ViewContext<'_>, drift: &Arc<Drift>, measure: DriftMeasure) {
    let matrix = context.charts.drift_matrix(drift, measure);
    let hit = drift_matrix::show(ui, drift, &matrix, details);
    for (cell, place) in &hit.cells {
        let menu = || target_of_pair(drift, *place, measure).in_chart(&DriftMatrix(measure));
        context_menu::attach(cell, context, menu);
    }
    if let Some(pair) = hit.opened.and_then(|place| drift.pairs.get(place)) {
        open(context, drift, pair);
    }
}

/// Every pair of instructions as a bar; a click opens it in the compare view.
fn bars(ui: &mut Ui, context: &mut ViewContext<'_>, drift: &Arc<Drift>, measure: DriftMeasure) {
    let chart = context.charts.drift(drift, measure);
    ui.horizontal_wrapped(|ui| {
        heading(ui, &chart.title);
        legend(ui, &series_keys(&chart));
        random_instructions(ui, drift, &chart);
        if let Some(own) = drift.own_positions.as_deref() {
            remaining(ui, drift, own, measure);
        }
    });
    for line in drift_key(drift) {
        remark(ui, line);
    }
    let height = (ui.available_height() - 8.0).clamp(230.0, 380.0);
    let mut window = crate::paint::TokenWindow::default();
    let hit = paint_bars(
        ui,
        BarsPlace::alone("drift", height),
        &chart,
        None,
        &mut window,
    );
    if let Some(said) = drift_sentence(drift, measure) {
        sentence(ui, said);
    }
    let menu = || {
        let target = hit.slot.map(|place| target_of_pair(drift, place, measure));
        target.unwrap_or_default().in_chart(&DriftBars(measure))
    };
    context_menu::attach(&hit.response, context, menu);
    if let Some(pair) = hit.slot.and_then(|slot| drift.pairs.get(slot)) {
        if hit.clicked {
            open(context, drift, pair);
        }
        hit.response
            .on_hover_ui_at_pointer(|ui| details(ui, drift, pair));
    }
}

/// What a right click on a pair is about, but for its chart.
fn target_of_pair(drift: &Drift, place: usize, measure: DriftMeasure) -> MenuTarget {
    let value = drift.pairs.get(place).and_then(|pair| measure.value(pair));
    MenuTarget {
        value: value.map(|value| Fact::decimals("drift", value, 4)),
        row: Some(place),
        ..MenuTarget::default()
    }
}

/// What the brackets beside the bars mean, once there are some.
fn random_instructions(ui: &mut Ui, drift: &Drift, chart: &BarChart) {
    if let Some(text) = random_instructions_key(chart) {
        range_legend(ui, text, RANDOM);
    } else if drift.null.is_some() {
        remark(
            ui,
            "no word of the instructions has another of its class and frequency",
        );
    } else if drift.settings.positions == Positions::AsIs {
        remark(ui, "random instructions are being read…");
    }
}

/// What the brackets mean, at length.
const RANDOM: &str = "The bracket is the 5 to 95 % range of the drift from an instruction to itself with \
                      other words of the same class and frequency, as many as changed, before the same \
                      input. A bar that ends above it drifts further than nearly all of them.";

fn measures(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let chosen = &mut context.document.settings.drift_measure;
    choice_of(ui, "Drift", DriftMeasure::ALL, chosen, DriftMeasure::name);
    let kept = &mut context.document.settings.positions;
    divided(ui, |ui| positions(ui, kept, "the input"));
}

/// Which positions are shown.
fn positions_shown(ui: &mut Ui, drift: &Drift) {
    let text = match drift.settings.positions {
        Positions::AsIs => {
            "Shown: positions as each full text counts them; a longer instruction moves the input \
             to later positions, and that is part of the drift."
        }
        Positions::Kept => {
            "Shown: the input at the same positions behind every instruction; what is left is not \
             due to its place."
        }
    };
    remark(ui, text);
}

/// How much of the drift is left without the change of place, over all pairs.
fn remaining(ui: &mut Ui, drift: &Drift, as_is: &Drift, measure: DriftMeasure) {
    let sum = |drift: &Drift| -> f64 { drift.pairs.iter().filter_map(|p| measure.value(p)).sum() };
    let (left, before) = (sum(drift), sum(as_is));
    if before > 0.0 {
        let text = format!(
            "{:.0} % of the drift remains, over all pairs",
            100.0 * left / before
        );
        ui.label(RichText::new(text).small());
    }
}

fn details(ui: &mut Ui, drift: &Drift, pair: &DriftPair) {
    for place in [pair.a, pair.b] {
        ui.strong(drift_matrix::name(drift, place));
    }
    for &measure in DriftMeasure::ALL {
        let value = measure.value(pair);
        let value = value.map_or_else(|| "–".to_owned(), |value| format!("{value:.4}"));
        let band = measure.band(pair).map_or_else(String::new, |band| {
            let (low, high) = (band.low, band.high);
            format!(" (random instructions {low:.2} to {high:.2})")
        });
        ui.label(format!("{}: {value}{band}", measure.name()));
    }
    ui.label("Click to open this pair in the compare view.");
}

fn open(context: &mut ViewContext<'_>, drift: &Drift, pair: &DriftPair) {
    let text = |place: usize| {
        let instruction = drift.instructions.get(place);
        instruction.map_or_else(String::new, |one| one.traced.text.clone())
    };
    let texts = [text(pair.a), text(pair.b)];
    let [text_a, text_b] = texts.clone();
    let before = [&context.document.prompt, &context.document.prompt_b];
    if texts.each_ref() != before && before.iter().any(|text| !text.is_empty()) {
        let said = "This pair took the place of the texts in A and B; Ctrl+Z brings them back.";
        context.send(Action::Tell(said));
    }
    // What is selected of the input is the same token of A.
    let selection = &mut context.state.selection;
    let selected = selection.selected();
    if let Some(of_a) = selected.and_then(|range| drift_input::in_text(drift, range, pair.a)) {
        selection.select(Some(of_a));
    }
    context.state.opened_by_drift = Some(texts);
    context.show(
        &Asked::Compare {
            text_a,
            text_b,
            settings: drift.settings,
            paired_by_hand: Vec::new(),
            beside_own_positions: false,
            null: None,
        },
        None,
    );
}
