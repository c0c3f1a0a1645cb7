//! One prompt through two models: the words by each, their score side by side, and which layers
//! agree.

use std::sync::Arc;

use eframe::egui::{ComboBox, DragValue, Key, Label, RichText, ScrollArea, Ui};

use super::view::typed;
use crate::analysis::{Analysis, Answer, Asked, ModelComparison};
use crate::charts::{
    BarChart, ChartDef, LayerAgreement, MarkRole, Scale, WordScores, WordStrengths,
    models_sentence, series_keys,
};
use crate::domain::format::with_sign;
use crate::domain::trace::ModelIdentity;
use crate::domain::word_strength::Merge;
use crate::model::{ModelError, ModelSource, RandomizedModel};
use crate::paint::theme::{GAP, Palette};
use crate::paint::words::{explained, heading, sentence};
use crate::paint::{
    BarsPlace, bar_legend, colour_legend, legend, paint_bars, paint_heatmap, reference_line_legend,
};
use crate::ui::action::Action;
use crate::ui::data_table::Row;
use crate::ui::facts::Section;
use crate::ui::icons;
use crate::ui::linking::{marked_words, range_of_word, words_of};
use crate::ui::state::answers::Answers;
use crate::ui::state::document::Document;
use crate::ui::state::menu::MenuTarget;
use crate::ui::state::model_slots::Slot;
use crate::ui::state::selection::TextRange;
use crate::ui::state::settings::Settings;
use crate::ui::state::view_state::Stretch;
use crate::ui::views::{Group, View, ViewContext, ViewInput};
use crate::ui::widgets::{caption, choice_of, counts, divided, keep_with, zoom};
use crate::ui::{context_menu, split, touch, word_table};

use super::{models_table, welcome};

/// Width of the numbers beside the layers, in points.
const NUMBERS_WIDTH: f32 = 300.0;

/// One text through two models.
pub(super) struct TwoModels;

impl View for TwoModels {
    fn name(&self) -> &'static str {
        "Models"
    }

    fn command(&self) -> &'static str {
        "Compare two models"
    }

    fn key(&self) -> Key {
        Key::Num5
    }

    fn group(&self) -> Group {
        Group::Models
    }

    fn icon(&self) -> &'static str {
        icons::MODELS
    }

    fn asked(&self, input: &ViewInput<'_>) -> Option<Asked> {
        let settings = &input.document.settings;
        let second = &input.second_model?.card;
        let there = |&layer: &usize| layer <= second.layers;
        Some(Asked::CompareModels {
            text: typed(&input.document.prompt)?,
            second_model: ModelIdentity::from(&**second),
            layer_of_second: settings.layer_of_second.filter(there),
            merge: settings.merge,
        })
    }

    fn needs_second_model(&self) -> bool {
        true
    }

    fn answer(&self, input: &ViewInput<'_>) -> Option<Answer> {
        input.answers.models.clone().map(Answer::Models)
    }

    fn shows(&self, asked: &Asked, _: Option<&str>) -> bool {
        matches!(asked, Asked::CompareModels { .. })
    }

    fn restore(
        &self,
        document: &mut Document,
        asked: &Asked,
        chart: Option<&str>,
    ) -> Result<(), ModelError> {
        let Asked::CompareModels {
            text,
            second_model,
            layer_of_second,
            merge,
        } = asked
        else {
            return Ok(());
        };
        document.prompt.clone_from(text);
        document.second_model = ModelSource::recorded(&second_model.id)?;
        let settings = &mut document.settings;
        settings.layer_of_second = *layer_of_second;
        settings.merge = *merge;
        for scale in [Scale::ZScore, Scale::Rank] {
            if chart == Some(WordScores(scale).id()) {
                settings.model_scale = scale;
            }
        }
        Ok(())
    }

    fn status<'a>(&self, _: &Settings, answers: &'a Answers) -> Option<(String, &'a [String])> {
        let comparison = answers.models.as_ref()?;
        let [a, b] = &comparison.sides;
        let of = |side: &Analysis| format!("{}: {}", side.model.display_name, counts(side));
        Some((format!("{} · {}", of(a), of(b)), &comparison.warnings))
    }

    fn steps(&self, input: &ViewInput<'_>) -> Vec<TextRange> {
        let Some(comparison) = &input.answers.models else {
            return Vec::new();
        };
        let words = 0..comparison.words.len();
        words
            .filter_map(|word| range_of_word(comparison, word))
            .collect()
    }

    fn table_order(&self, input: &ViewInput<'_>) -> Option<Vec<usize>> {
        let comparison = input.answers.models.as_ref()?;
        let rows = input.state.word_table.shown(word_table::rows(comparison));
        Some(rows.iter().map(Row::id).collect())
    }

    fn has_tokens(&self) -> bool {
        true
    }

    fn inspected(&self, input: &ViewInput<'_>, range: &TextRange) -> Vec<Section> {
        let Some(comparison) = &input.answers.models else {
            return Vec::new();
        };
        let words = words_of(comparison, range).into_iter();
        words
            .take(1)
            .flat_map(|word| Section::of_word(comparison, word))
            .collect()
    }

    fn stretches(&self, answers: &Answers) -> Vec<(Stretch, usize)> {
        let shown = answers.models.as_ref();
        vec![(Stretch::Words, shown.map_or(0, |shown| shown.words.len()))]
    }

    fn chart(&self, input: &ViewInput<'_>) -> &'static str {
        match input.document.settings.model_scale {
            Scale::Raw => WordStrengths.id(),
            scale => WordScores(scale).id(),
        }
    }

    fn toolbar(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        controls(ui, context);
    }

    fn page(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        show(ui, context);
    }
}

fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let typed = typed(&context.document.prompt).is_some();
    let shown = context.answers.models.as_ref().filter(|_| typed);
    let Some(comparison) = shown.map(Arc::clone) else {
        if typed && context.models.is_loading() {
            ui.vertical_centered(|ui| {
                ui.add_space(ui.available_height() * 0.3);
                ui.label(RichText::new("Reading the second model…").size(20.0));
            });
            return;
        }
        ScrollArea::vertical().show(ui, |ui| welcome::show(ui, context));
        return;
    };
    let charts = |ui: &mut Ui, context: &mut ViewContext<'_>| {
        let height = (ui.available_height() * 0.5).clamp(230.0, 420.0);
        words(ui, context, &comparison, height);
        ui.add_space(GAP * 2.0);
        agreement(ui, context, &comparison, height);
    };
    split::show_scrolled(ui, context, models_table::TABLE, charts, |ui, context| {
        models_table::show(ui, context, &comparison);
    });
}

fn controls(ui: &mut Ui, context: &mut ViewContext<'_>) {
    second_model(ui, context);
    second_layer(ui, context);
    let name = "Pieces of a word: their";
    let label = divided(ui, |ui| {
        keep_with(ui, name, 110.0);
        ui.label(name)
    });
    ComboBox::from_id_salt("merge")
        .selected_text(merge_name(context.document.settings.merge))
        .width(84.0)
        .show_ui(ui, |ui| {
            for &merge in Merge::ALL {
                ui.selectable_value(
                    &mut context.document.settings.merge,
                    merge,
                    merge_name(merge),
                );
            }
        })
        .response
        .labelled_by(label.id)
        .on_hover_text("How the strengths of a word's pieces become one, in both models");
    let chosen = &mut context.document.settings.model_scale;
    let scales = [Scale::ZScore, Scale::Rank, Scale::Raw];
    choice_of(ui, "Scale", &scales, chosen, Scale::name);
}

fn second_model(ui: &mut Ui, context: &mut ViewContext<'_>) {
    keep_with(ui, "Second model", 240.0);
    ui.label("Second model");
    let wanted = context.models.second.wanted().clone();
    let text = format!("{} ▾", wanted.display_name());
    if ui.button(text).on_hover_text(wanted.id()).clicked() {
        context.send(Action::OpenModelDialog(Slot::Second));
    }
    if let ModelSource::Randomized(randomized, of) = wanted {
        let mut seed = randomized.seed;
        keep_with(ui, "seed", 50.0);
        let label = ui.label("seed");
        let drag = ui.add(DragValue::new(&mut seed).range(0..=9999).speed(0.1));
        drag.labelled_by(label.id).on_hover_text(
            "Another seed gives another randomized model; what holds for all of them is not chance",
        );
        if seed != randomized.seed {
            let randomized = RandomizedModel { seed, ..randomized };
            context.send(Action::ChooseModel(
                Slot::Second,
                ModelSource::Randomized(randomized, of),
            ));
        }
    }
}

fn second_layer(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let Some(shown) = &context.answers.models else {
        return;
    };
    let [_, side] = &shown.sides;
    let (layers, layer) = (side.model.layers, side.layer);
    keep_with(ui, "at its Layer", 80.0);
    let label = explained(ui, "at its Layer");
    ComboBox::from_id_salt("layer of the second model")
        .selected_text(layer.to_string())
        .width(52.0)
        .show_ui(ui, |ui| {
            let chosen = context.document.settings.layer_of_second;
            if ui
                .selectable_label(chosen.is_none(), "as deep as the first model's")
                .clicked()
            {
                context.document.settings.layer_of_second = None;
            }
            for choice in 0..=layers {
                if ui
                    .selectable_label(chosen == Some(choice), choice.to_string())
                    .clicked()
                {
                    context.document.settings.layer_of_second = Some(choice);
                }
            }
        })
        .response
        .labelled_by(label.id);
}

fn merge_name(merge: Merge) -> &'static str {
    match merge {
        Merge::Max => "maximum",
        Merge::Mean => "mean",
        Merge::First => "first",
        Merge::L2 => "L2 norm",
    }
}

fn words(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    comparison: &Arc<ModelComparison>,
    height: f32,
) {
    let text = comparison
        .sides
        .first()
        .map_or("", |side| &side.traced.text);
    if context.document.settings.model_scale == Scale::Raw {
        let charts = context.charts.word_strengths(comparison);
        caption(ui, "Strength of each word, an axis a model", text);
        ui.horizontal_wrapped(|ui| {
            bar_legend(ui, MarkRole::High, "HIGH, above τ");
            bar_legend(ui, MarkRole::Low, "LOW, at τ or below");
            reference_line_legend(ui, "threshold τ among the words");
            note(
                ui,
                "Raw norms of two models are not comparable: each chart has its own axis.",
            );
            zoom(ui, context);
        });
        for (chart, id) in charts.iter().zip(["first model", "second model"]) {
            heading(ui, &chart.title);
            bars(ui, context, comparison, chart, id, height * 0.8);
        }
        return;
    }
    let chart = context
        .charts
        .word_scores(comparison, context.document.settings.model_scale);
    caption(ui, &chart.title, text);
    let mut bars_there = chart.series.iter().flat_map(|series| &series.bars);
    if bars_there.all(Option::is_none) {
        ui.label(
            "So few words have no z-scores: a longer text has, and raw norms are there for any.",
        );
        return;
    }
    ui.horizontal_wrapped(|ui| {
        legend(ui, &series_keys(&chart));
        zoom(ui, context);
    });
    bars(ui, context, comparison, &chart, "both models", height);
    if let Some(said) = models_sentence(comparison) {
        sentence(ui, said);
    }
}

fn bars(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    comparison: &ModelComparison,
    chart: &BarChart,
    id: &str,
    height: f32,
) {
    let state = &mut *context.state;
    let marked = marked_words(&state.selection, comparison);
    let place = BarsPlace::alone(id, height);
    let hit = paint_bars(ui, place, chart, marked, &mut state.word_window);
    let range = hit.slot.and_then(|word| range_of_word(comparison, word));
    let chart: &dyn ChartDef = match context.document.settings.model_scale {
        Scale::Raw => &WordStrengths,
        scale => &WordScores(scale),
    };
    let menu = || {
        let word = hit.slot.and_then(|word| comparison.words.get(word));
        MenuTarget {
            tokens: range.clone().zip(word.map(|word| word.text.clone())),
            ..MenuTarget::default().in_chart(chart)
        }
    };
    touch::mark(context, &hit.response, hit.clicked, range.clone(), menu);
    if let Some(word) = hit.slot {
        hit.response
            .on_hover_ui_at_pointer(|ui| word_details(ui, comparison, word));
    }
}

fn word_details(ui: &mut Ui, comparison: &ModelComparison, place: usize) {
    let Some(word) = comparison.words.get(place) else {
        return;
    };
    ui.strong(format!("{} · {}", word.text, word.word_class.tag()));
    for (side, analysis) in comparison.sides.iter().enumerate() {
        let tokens = word.tokens.get(side).into_iter().flatten();
        let pieces = tokens.filter_map(|&token| analysis.traced.tokens.get(token));
        let pieces: Vec<&str> = pieces.map(|token| token.shown.as_str()).collect();
        let strength = word.strengths.get(side).copied().unwrap_or(f64::NAN);
        let score = comparison.scores.get(side);
        let score = score.and_then(|of| of.tokens.get(place)?.as_ref());
        let score = score.map_or_else(
            || "outside the token set".to_owned(),
            |score| format!("rank {}, {}", score.rank, score.bucket.name()),
        );
        ui.label(format!(
            "{}, Layer {}: {strength:.3}, {score} ({})",
            analysis.model.display_name,
            analysis.layer,
            pieces.join(" ")
        ));
    }
}

fn agreement(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    comparison: &Arc<ModelComparison>,
    height: f32,
) {
    let heatmap = context.charts.agreement(comparison);
    ui.horizontal_wrapped(|ui| {
        heading(ui, &heatmap.title);
        colour_legend(ui, &heatmap);
        note(ui, "Click a cell to compare those two layers.");
    });
    let second = comparison.sides.get(1).map(|side| side.layer);
    let wide = ui.available_width() > 2.2 * NUMBERS_WIDTH;
    let draw = |ui: &mut Ui, context: &mut ViewContext<'_>| {
        let mut window = crate::paint::TokenWindow::default();
        let hit = paint_heatmap(ui, "agreement", &heatmap, height, second, &mut window);
        let [a, b] = comparison
            .sides
            .each_ref()
            .map(|side| &side.model.display_name);
        ui.vertical_centered(|ui| {
            note(ui, &format!("→ layer of {b}      ↑ layer of {a}"));
        });
        let menu = || MenuTarget::default().in_chart(&LayerAgreement);
        context_menu::attach(&hit.response, context, menu);
        let (Some(column), Some(row)) = (hit.column, hit.row) else {
            return;
        };
        if hit.clicked {
            context.document.settings.layer = Some(row);
            context.document.settings.layer_of_second = Some(column);
        }
        let rho = comparison
            .agreements
            .get(row)
            .and_then(|row| row.get(column));
        let rho = rho.copied().flatten();
        hit.response.on_hover_ui_at_pointer(|ui| {
            ui.label(format!(
                "Layer {row} against Layer {column}: ρ {}",
                number(rho)
            ));
        });
    };
    if wide {
        ui.horizontal_top(|ui| {
            let width = ui.available_width() - NUMBERS_WIDTH - GAP;
            ui.vertical(|ui| {
                ui.set_max_width(width);
                draw(ui, context);
            });
            ui.vertical(|ui| numbers(ui, comparison));
        });
    } else {
        draw(ui, context);
        numbers(ui, comparison);
    }
}

/// How much the two pictures have in common, and how much chance alone would give.
fn numbers(ui: &mut Ui, comparison: &ModelComparison) {
    ui.set_max_width(NUMBERS_WIDTH);
    let words = comparison.words.iter().filter(|word| word.inside).count();
    heading(ui, "How much the two agree");
    ui.label(format!(
        "Spearman's ρ of {words} words: {}",
        number(comparison.agreement)
    ));
    note(ui, "1 is the same order, 0 none in common, −1 the reverse");
    ui.add_space(GAP * 0.5);
    let high = comparison.high_in_both;
    let [first, second] = high.each;
    ui.label(format!(
        "HIGH in both: {} (of {first} and {second})",
        high.both
    ));
    note(ui, &format!("by chance alone: {:.1}", high.by_chance));
}

fn note(ui: &mut Ui, text: &str) {
    let weak = Palette::of(ui).weak_text;
    ui.add(Label::new(RichText::new(text).small().color(weak)).wrap());
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "undefined".to_owned(), |value| with_sign(value, 3))
}
