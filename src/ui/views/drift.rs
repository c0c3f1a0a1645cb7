//! One input under several instructions: how far does each instruction move it from the others
//! (the paper's figure 7)?

use std::sync::Arc;

use eframe::egui::{
    Button, FontId, Grid, Id, Key, Label, Margin, RichText, ScrollArea, TextEdit, Ui,
};

use super::view::typed;
use crate::analysis::{Answer, Asked, DEFAULT_INPUT, DEFAULT_PROMPTS, Drift, DriftPair, Positions};
use crate::charts::{
    ChartDef as _, DriftBars, DriftMeasure, drift_key, drift_sentence, series_keys,
};
use crate::model::ModelError;
use crate::paint::theme::{GAP, Palette};
use crate::paint::words::{explained, heading, remark, sentence};
use crate::paint::{BarsPlace, legend, paint_bars};
use crate::ui::context_menu;
use crate::ui::icons;
use crate::ui::state::answers::Answers;
use crate::ui::state::document::Document;
use crate::ui::state::menu::MenuTarget;
use crate::ui::state::settings::ViewId;
use crate::ui::views::{Controls, Group, Prompts, View, ViewContext, ViewInput};
use crate::ui::widgets::{
    named_icon_button, positions, shortened, side_by_side, worded_icon_button,
};

/// The least and the most width of a cell of the matrix and its height, in points.
const CELL: [f32; 3] = [64.0, 140.0, 26.0];

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

    fn status<'a>(&self, answers: &'a Answers) -> Option<(String, &'a [String])> {
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

    fn chart(&self, input: &ViewInput<'_>) -> &'static str {
        DriftBars(input.document.settings.drift_measure).id()
    }

    fn page(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        show(ui, context);
    }
}

fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        editor(ui, context);
        ui.add_space(GAP);
        let Some(drift) = context.answers.drift.clone() else {
            return;
        };
        positions_shown(ui, &drift);
        ui.add_space(GAP);
        let measure = context.document.settings.drift_measure;
        side_by_side(
            ui,
            context,
            |ui, context| matrix(ui, context, &drift, measure),
            |ui, context| bars(ui, context, &drift, measure),
        );
    });
}

/// Every pair of instructions as a bar; a click opens it in the compare view.
fn bars(ui: &mut Ui, context: &mut ViewContext<'_>, drift: &Arc<Drift>, measure: DriftMeasure) {
    let chart = context.charts.drift(drift, measure);
    ui.horizontal_wrapped(|ui| {
        heading(ui, &chart.title);
        legend(ui, &series_keys(&chart));
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
    let menu = || MenuTarget::default().in_chart(&DriftBars(measure));
    context_menu::attach(&hit.response, context, menu);
    if let Some(pair) = hit.slot.and_then(|slot| drift.pairs.get(slot)) {
        if hit.clicked {
            open(context, drift, pair);
        }
        hit.response
            .on_hover_ui_at_pointer(|ui| details(ui, drift, pair));
    }
}

/// The input and the list of instructions: edit, add, remove, reorder.
fn editor(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let focus = std::mem::take(&mut context.focus_prompt);
    let document = &mut *context.document;
    let big = FontId::proportional(16.0);
    ui.horizontal(|ui| {
        let label = ui.label("Input");
        let edit = TextEdit::singleline(&mut document.drift_input)
            .font(big.clone())
            .margin(Margin::symmetric(8, 4))
            .desired_width(f32::INFINITY)
            .hint_text("The text that every instruction stands in front of");
        let input = ui.add(edit).labelled_by(label.id);
        if focus {
            input.request_focus();
        }
    });
    let count = document.drift_prompts.len();
    let new = Id::unique("new instruction");
    let added_before = ui.data_mut(|data| data.remove_temp::<bool>(new).is_some());
    let mut enter = false;
    let mut remove = None;
    let mut swap = None;
    for (place, prompt) in document.drift_prompts.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            let label = ui.label(format!("Instruction {}", place + 1));
            let edit = TextEdit::singleline(prompt)
                .margin(Margin::symmetric(8, 3))
                .desired_width((ui.available_width() - 136.0).max(120.0))
                .hint_text("none: the input alone");
            let edit = ui.add(edit).labelled_by(label.id);
            if added_before && place + 1 == count {
                edit.request_focus();
            }
            let entered = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            enter |= entered && place + 1 == count;
            let mut button = |icon, name, possible| {
                let button = ui.add_enabled_ui(possible, |ui| named_icon_button(ui, icon, name));
                button.inner.clicked()
            };
            if button(icons::UP, "Move this instruction up", place > 0) {
                swap = Some(place - 1);
            }
            if button(icons::DOWN, "Move this instruction down", place + 1 < count) {
                swap = Some(place);
            }
            if button(icons::REMOVE, "Remove this instruction", count > 2) {
                remove = Some(place);
            }
        });
    }
    if let Some(place) = swap {
        document.drift_prompts.swap(place, place + 1);
    }
    if let Some(place) = remove {
        document.drift_prompts.remove(place);
    }
    ui.horizontal_wrapped(|ui| {
        if worded_icon_button(ui, icons::ADD, "Add instruction").clicked() || enter {
            document.drift_prompts.push(String::new());
            // What is typed next goes into it.
            ui.data_mut(|data| data.insert_temp(new, true));
        }
        if ui.button("The paper's example").clicked() {
            DEFAULT_INPUT.clone_into(&mut document.drift_input);
            document.drift_prompts = DEFAULT_PROMPTS.map(str::to_owned).to_vec();
        }
    });
}

fn measures(ui: &mut Ui, context: &mut ViewContext<'_>) {
    ui.separator();
    explained(ui, "Drift");
    for &measure in DriftMeasure::ALL {
        ui.selectable_value(
            &mut context.document.settings.drift_measure,
            measure,
            measure.name(),
        );
    }
    ui.separator();
    positions(ui, &mut context.document.settings.positions, "the input");
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

/// Every pair of instructions; a click opens it in the compare view.
fn matrix(ui: &mut Ui, context: &mut ViewContext<'_>, drift: &Drift, measure: DriftMeasure) {
    let palette = Palette::of(ui);
    let most = drift
        .pairs
        .iter()
        .filter_map(|pair| measure.value(pair))
        .fold(0.0, f64::max);
    heading(
        ui,
        format!(
            "Pairwise drift at Layer {}, {}",
            drift
                .pairs
                .first()
                .map_or(0, |pair| pair.comparison.layer()),
            measure.name()
        ),
    );
    let mut chosen = None;
    let [least, most_wide, height] = CELL;
    let columns = drift.instructions.len() + 1;
    let width = ui.available_width() / columns as f32 - ui.spacing().item_spacing.x;
    let cell_size = [width.clamp(least, most_wide), height];
    ScrollArea::horizontal()
        .id_salt("matrix scroll")
        .show(ui, |ui| {
            Grid::new("drift matrix")
                .spacing([3.0, 3.0])
                .show(ui, |ui| {
                    ui.label("");
                    for place in 0..drift.instructions.len() {
                        ui.add_sized(cell_size, Label::new(name(drift, place)).truncate());
                    }
                    ui.end_row();
                    for row in 0..drift.instructions.len() {
                        ui.add_sized(cell_size, Label::new(name(drift, row)).truncate());
                        for column in 0..drift.instructions.len() {
                            let (low, high) = (row.min(column), row.max(column));
                            let place = drift.pairs.iter().position(|p| (p.a, p.b) == (low, high));
                            let pair = place.and_then(|place| drift.pairs.get(place));
                            let Some((pair, value)) = pair.zip(pair.and_then(|p| measure.value(p)))
                            else {
                                let text = if row == column { "0" } else { "–" };
                                ui.add_sized(cell_size, Label::new(text));
                                continue;
                            };
                            let share = if most > 0.0 { value / most } else { 0.0 };
                            let (fill, ink) = palette.scale(share, false);
                            let text = RichText::new(format!("{value:.3}")).color(ink);
                            let cell = Button::new(text).fill(fill).min_size(cell_size.into());
                            let cell = ui.add(cell);
                            if cell.on_hover_ui(|ui| details(ui, drift, pair)).clicked() {
                                chosen = place;
                            }
                        }
                        ui.end_row();
                    }
                });
        });
    if let Some(pair) = chosen.and_then(|place| drift.pairs.get(place)) {
        open(context, drift, pair);
    }
}

fn details(ui: &mut Ui, drift: &Drift, pair: &DriftPair) {
    ui.strong(format!("{} | {}", name(drift, pair.a), name(drift, pair.b)));
    for &measure in DriftMeasure::ALL {
        let value = measure.value(pair);
        let value = value.map_or_else(|| "–".to_owned(), |value| format!("{value:.4}"));
        ui.label(format!("{}: {value}", measure.name()));
    }
    ui.label("Click to open this pair in the compare view.");
}

fn name(drift: &Drift, place: usize) -> String {
    let prompt = drift
        .instructions
        .get(place)
        .map_or("", |one| one.prompt.trim());
    if prompt.is_empty() {
        "(no instruction)".to_owned()
    } else {
        shortened(prompt, 24)
    }
}

fn open(context: &mut ViewContext<'_>, drift: &Drift, pair: &DriftPair) {
    let text = |place: usize| {
        let instruction = drift.instructions.get(place);
        instruction.map_or_else(String::new, |one| one.traced.text.clone())
    };
    context.show(
        &Asked::Compare {
            text_a: text(pair.a),
            text_b: text(pair.b),
            settings: drift.settings,
            paired_by_hand: Vec::new(),
            beside_own_positions: false,
            null: None,
        },
        None,
    );
}
