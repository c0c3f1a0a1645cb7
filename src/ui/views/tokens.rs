//! One layer: a bar per token with the threshold, and the same as a table.

use std::sync::Arc;

use eframe::egui::{Button, Key, Ui};

use super::view::typed;
use super::{parts, strip, usual};
use crate::analysis::{Analysis, AnalysisSettings, Answer, Asked};
use crate::charts::{
    ChartDef, LayerBars, LayerHeatmap, LayerLines, Order, PartBars, Scale, ShownOfStrength,
    StateDimensions, StrengthBars, strength_keys, strengths_sentence,
};
use crate::model::ModelError;
use crate::paint::words::{heading, sentence, sentence_height};
use crate::paint::{BarsPlace, legend, paint_bars};
use crate::ui::action::Action;
use crate::ui::data_table::{DataTable, Row};
use crate::ui::facts::Section;
use crate::ui::linking::{marked_tokens, ranges_of};
use crate::ui::state::answers::Answers;
use crate::ui::state::document::Document;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::state::settings::{Settings, ViewId};
use crate::ui::threshold_grip::drag_threshold;
use crate::ui::token_table::rows;
use crate::ui::views::{Controls, Group, View, ViewContext, ViewInput};
use crate::ui::widgets::{SHOW, caption, choice_of, counts, scale_choice, zoom};
use crate::ui::{context_menu, icons, split, table_tools, token_details, touch};

/// The name of the table.
const TABLE: &str = "All numbers";
/// A lower page has room for the bars alone, and not for the text over them.
const STRIP_AND_CHART: f32 = 230.0;

/// One layer of one text.
pub(super) struct Tokens;

/// The view by its name.
pub(super) const ID: ViewId = ViewId::new("Tokens");

impl View for Tokens {
    fn name(&self) -> &'static str {
        "Tokens"
    }

    fn command(&self) -> &'static str {
        "Show tokens"
    }

    fn key(&self) -> Key {
        Key::Num1
    }

    fn group(&self) -> Group {
        Group::OneText
    }

    fn icon(&self) -> &'static str {
        icons::TOKENS
    }

    fn controls(&self) -> Controls {
        Controls::MEASURE
    }

    fn asked(&self, input: &ViewInput<'_>) -> Option<Asked> {
        let text = typed(&input.document.prompt)?;
        // What is usual is told once it is known.
        let parts = input.reference.is_some();
        Some(Asked::Analyze { text, parts })
    }

    fn awaited_layer(&self, settings: &AnalysisSettings, layers: usize) -> Option<usize> {
        Some(settings.layer_of(layers))
    }

    fn answer(&self, input: &ViewInput<'_>) -> Option<Answer> {
        let shown = input.answers.analysis.as_ref()?;
        Some(Answer::Analysis(Arc::clone(&shown.newest)))
    }

    fn last_layer(&self, _: &Settings, answers: &Answers) -> Option<usize> {
        Some(answers.analysis.as_ref()?.newest.traced.layers())
    }

    fn shows(&self, asked: &Asked, chart: Option<&str>) -> bool {
        matches!(asked, Asked::Analyze { .. }) && scale_of(chart).is_none()
    }

    fn restore(
        &self,
        document: &mut Document,
        asked: &Asked,
        chart: Option<&str>,
    ) -> Result<(), ModelError> {
        if let Asked::Analyze { text, .. } = asked {
            document.prompt.clone_from(text);
        }
        document.settings.shown_of_strength = match chart {
            Some(id) if id == PartBars.id() => ShownOfStrength::Parts,
            Some(id) if id == StateDimensions.id() => ShownOfStrength::Dimensions,
            _ => ShownOfStrength::Bars,
        };
        if let Some(look) = chart.and_then(StrengthBars::called) {
            document.settings.draw_bars_as(look);
        }
        Ok(())
    }

    fn is_ready(&self, input: &ViewInput<'_>) -> bool {
        typed(&input.document.prompt).is_some() && input.answers.analysis.is_some()
    }

    fn status<'a>(&self, _: &Settings, answers: &'a Answers) -> Option<(String, &'a [String])> {
        let analysis = &answers.analysis.as_ref()?.newest;
        Some((counts(analysis), &analysis.warnings))
    }

    fn table_order(&self, input: &ViewInput<'_>) -> Option<Vec<usize>> {
        let shown = input.answers.analysis.as_ref()?;
        let rows = input.state.token_table.shown(rows(&shown.newest));
        Some(rows.iter().map(Row::id).collect())
    }

    fn steps(&self, input: &ViewInput<'_>) -> Vec<TextRange> {
        let Some(shown) = &input.answers.analysis else {
            return Vec::new();
        };
        let order = input.document.settings.order.tokens(&shown.newest);
        ranges_of(TextOf::A, &shown.newest.traced, order)
    }

    fn has_tokens(&self) -> bool {
        true
    }

    fn inspected(&self, input: &ViewInput<'_>, range: &TextRange) -> Vec<Section> {
        let shown = input.answers.analysis.as_ref();
        let of_prompt = shown.filter(|_| range.of() == TextOf::A).and_then(|shown| {
            let analysis = &shown.newest;
            Section::of_tokens(analysis, range.tokens_in(&analysis.traced))
        });
        of_prompt.into_iter().collect()
    }

    fn chart(&self, input: &ViewInput<'_>) -> &'static str {
        let settings = &input.document.settings;
        match settings.shown_of_strength {
            ShownOfStrength::Bars => settings.strength_bars().id(),
            ShownOfStrength::Parts => PartBars.id(),
            ShownOfStrength::Dimensions => StateDimensions.id(),
        }
    }

    fn toolbar(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        shown(ui, context);
        sorting(ui, context);
    }

    fn page(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        show(ui, context);
    }
}

/// The scale of a chart of several layers; `None` for another chart.
pub(super) fn scale_of(chart: Option<&str>) -> Option<Scale> {
    let chart = chart?;
    Scale::ALL.iter().copied().find(|&scale| {
        let charts: [&dyn ChartDef; 3] =
            [&LayerBars(scale), &LayerHeatmap(scale), &LayerLines(scale)];
        charts.iter().any(|known| known.id() == chart)
    })
}

fn show(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let Some(shown) = &context.answers.analysis else {
        return;
    };
    let analysis = Arc::clone(&shown.newest);
    split::show(
        ui,
        context,
        TABLE,
        |ui, context| match context.document.settings.shown_of_strength {
            ShownOfStrength::Bars => bars(ui, context, &analysis),
            ShownOfStrength::Parts => parts::show(ui, context, &analysis),
            ShownOfStrength::Dimensions => parts::dimensions(ui, context, &analysis),
        },
        |ui, context| table(ui, context, &analysis),
    );
}

fn bars(ui: &mut Ui, context: &mut ViewContext<'_>, analysis: &Arc<Analysis>) {
    let chart = context
        .charts
        .strengths(analysis, context.document.settings.strength_bars());
    let scale = context.document.settings.token_scale;
    let with_text = ui.available_height() >= STRIP_AND_CHART;
    if with_text {
        strip::show(ui, context, analysis, scale);
    } else {
        caption(ui, &chart.title, &analysis.traced.text);
    }
    ui.horizontal_wrapped(|ui| {
        if with_text {
            heading(ui, &chart.title);
        }
        legend(ui, &strength_keys(&chart));
        let view = (ui.clip_rect().width(), &context.state.window);
        usual::legend(ui, view, analysis, &chart);
        if with_text {
            strip::legend(ui, context, analysis, scale);
        }
        zoom(ui, context);
    });
    let state = &mut *context.state;
    let slot_of = |token: usize| chart.tokens.iter().position(|&other| other == token);
    let marked = marked_tokens(&state.selection, TextOf::A, &analysis.traced).moved(slot_of);
    if state.selection.reveals()
        && let Some(&slot) = marked.selected.first()
    {
        state.window.reveal(slot, chart.labels.len());
    }
    let said = strengths_sentence(analysis);
    let below = sentence_height(ui, &said) + if state.window.is_fit() { 6.0 } else { 22.0 };
    let height = ui.available_height() - below;
    let hit = paint_bars(
        ui,
        BarsPlace {
            wheel_pans: true,
            legend_names_line: true,
            ..BarsPlace::alone("strengths", height)
        },
        &chart,
        marked,
        &mut state.window,
    );
    let settings = &mut context.document.settings;
    drag_threshold(ui, &hit, analysis, scale, &mut settings.rule);
    sentence(ui, said);
    let token = hit.slot.and_then(|slot| chart.tokens.get(slot).copied());
    let in_order = context.document.settings.order == Order::Position;
    let bars = context.document.settings.strength_bars();
    let pointer = touch::Pointer::over(&hit, in_order);
    touch::tokens(context, &pointer, (TextOf::A, analysis), token, &bars);
    if let Some(token) = token {
        hit.response
            .on_hover_ui_at_pointer(|ui| token_details::show(ui, analysis, token));
    }
}

fn shown(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let chosen = &mut context.document.settings.shown_of_strength;
    choice_of(
        ui,
        SHOW,
        ShownOfStrength::ALL,
        chosen,
        ShownOfStrength::name,
    );
}

fn sorting(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let settings = &mut context.document.settings;
    choice_of(ui, "Sort by", Order::ALL, &mut settings.order, |order| {
        order.name()
    });
    scale_choice(ui, &mut settings.token_scale);
    let norms = settings.token_scale == Scale::Raw;
    let from_least = ui.add_enabled(norms, Button::selectable(settings.from_least, "from least"));
    settings.from_least ^= from_least.clicked();
    from_least.on_hover_text("Begin the axis of norms near the least of them, not at 0");
}

fn table(ui: &mut Ui, context: &mut ViewContext<'_>, analysis: &Analysis) {
    let mut state = std::mem::take(&mut context.state.token_table);
    let shown = state.shown(rows(analysis));
    ui.horizontal_wrapped(|ui| {
        let counts = (shown.len(), analysis.traced.tokens.len());
        table_tools::show(ui, context, TABLE, &mut state, counts);
        let selected = context.state.selection.selected().is_some();
        if selected && ui.button("Clear selection").clicked() {
            context.state.selection.select(None);
        }
    });
    let selection = &context.state.selection;
    let table = DataTable {
        name: TABLE,
        rows: &shown,
        hidden: &context.preferences.table(TABLE).hidden,
        marked: marked_tokens(selection, TextOf::A, &analysis.traced),
        reveal: selection.reveals(),
        menu: context.state.menu.widget(),
    };
    let hit = table.show(ui, &mut state);
    if let Some(row) = hit.copied {
        context.send(Action::CopyRow(row));
    }
    if let Some((row, token)) = &hit.menu {
        let target = || touch::target_of_token(TextOf::A, analysis, *token);
        context_menu::attach(row, context, || target().unwrap_or_default());
    }
    if let Some((token, did)) = hit.row() {
        let range = TextRange::of_token(TextOf::A, &analysis.traced, token);
        context.state.selection.touch(range, did);
    }
    context.state.token_table = state;
}
