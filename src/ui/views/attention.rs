//! One text, or two: what each token attends to, and whether a token that receives much attention is
//! a strong one.

use std::sync::Arc;

use eframe::egui::{ComboBox, Key, RichText, ScrollArea, Ui};

use crate::analysis::{Analysis, Answer, Asked, AttendedText, Attention};
use crate::charts::{AttentionGrid, AttentionView, ChartDef as _, GridChart, attention_sentence};
use crate::domain::attention::{AttentionKind, HeadChoice, ReceivedKind};
use crate::model::ModelError;
use crate::paint::theme::{GAP, Palette};
use crate::paint::{
    BarsPlace, bar_legend, chart_legend, paint_bars, paint_curves, paint_grid, paint_ribbons,
    paint_tiles, scale_legend, signed_legend,
};
use crate::ui::icons;
use crate::ui::linking::{marked_tokens, ranges_of};
use crate::ui::state::answers::Answers;
use crate::ui::state::document::Document;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::views::{Group, Prompts, View, ViewContext, ViewInput};
use crate::ui::widgets::side_by_side;

use super::view::typed;

/// What tokens attend to.
pub(super) struct AttentionPage;

impl View for AttentionPage {
    fn name(&self) -> &'static str {
        "Attention"
    }

    fn command(&self) -> &'static str {
        "Show what tokens attend to"
    }

    fn key(&self) -> Key {
        Key::H
    }

    fn group(&self) -> Group {
        Group::OneText
    }

    fn icon(&self) -> &'static str {
        icons::ATTENTION
    }

    fn prompts(&self) -> Prompts {
        Prompts::Two
    }

    fn toolbar(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        ui.separator();
        let heads = context.answers.attention.as_ref();
        let heads = heads.map_or(0, |shown| shown.a.measured.block.heads);
        kinds(ui, context);
        head(ui, context, heads);
        ui.separator();
        let choice = &mut context.document.settings.attention;
        ui.checkbox(&mut choice.by_word, "Words")
            .on_hover_text("The tokens of a word as one: the sum of what is given to them, the mean of what they give");
        ui.checkbox(&mut choice.without_special, "Hide special")
            .on_hover_text("Leave [CLS], [SEP] and their kin out; rows then no longer sum to 1");
    }

    fn asked(&self, input: &ViewInput<'_>) -> Option<Asked> {
        let document = input.document;
        Some(Asked::Attention {
            text: typed(&document.prompt)?,
            text_b: typed(&document.prompt_b),
            settings: document.settings.attention.settings,
        })
    }

    fn answer(&self, input: &ViewInput<'_>) -> Option<Answer> {
        input.answers.attention.clone().map(Answer::Attention)
    }

    fn shows(&self, asked: &Asked, _: Option<&str>) -> bool {
        matches!(asked, Asked::Attention { .. })
    }

    fn restore(
        &self,
        document: &mut Document,
        asked: &Asked,
        chart: Option<&str>,
    ) -> Result<(), ModelError> {
        if let Asked::Attention {
            text,
            text_b,
            settings,
        } = asked
        {
            document.prompt.clone_from(text);
            document.prompt_b = text_b.clone().unwrap_or_default();
            let choice = &mut document.settings.attention;
            choice.settings = *settings;
            choice.by_word = chart == Some(AttentionGrid { by_word: true }.id());
        }
        Ok(())
    }

    fn is_ready(&self, input: &ViewInput<'_>) -> bool {
        typed(&input.document.prompt).is_some() && input.answers.attention.is_some()
    }

    fn status<'a>(&self, answers: &'a Answers) -> Option<(String, &'a [String])> {
        let shown = answers.attention.as_ref()?;
        let tokens = |text: &AttendedText| text.analysis.traced.tokens.len();
        let counted = match &shown.b {
            None => format!("{} tokens", tokens(&shown.a)),
            Some(b) => format!("A {} tokens   B {} tokens", tokens(&shown.a), tokens(b)),
        };
        Some((counted, &shown.warnings))
    }

    fn steps(&self, input: &ViewInput<'_>) -> Vec<TextRange> {
        let shown = input.answers.attention.as_ref();
        shown.map_or_else(Vec::new, |shown| {
            let traced = &shown.a.analysis.traced;
            ranges_of(TextOf::A, traced, 0..traced.tokens.len())
        })
    }

    fn chart(&self, input: &ViewInput<'_>) -> &'static str {
        let by_word = input.document.settings.attention.by_word;
        AttentionGrid { by_word }.id()
    }

    fn page(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        let Some(shown) = context.answers.attention.clone() else {
            return;
        };
        ScrollArea::vertical()
            .id_salt("attention")
            .auto_shrink(false)
            .show(ui, |ui| {
                texts(ui, context, &shown);
                ui.add_space(GAP);
                side_by_side(
                    ui,
                    context,
                    |ui, context| heads(ui, context, &shown),
                    |ui, context| matrices(ui, context, &shown),
                );
                ui.add_space(GAP * 2.0);
                side_by_side(
                    ui,
                    context,
                    |ui, context| beside(ui, context, &shown),
                    |ui, context| by_block(ui, context, &shown),
                );
            });
    }
}

fn kinds(ui: &mut Ui, context: &mut ViewContext<'_>) {
    let settings = &mut context.document.settings.attention.settings;
    let label = ui.label("Show");
    ComboBox::from_id_salt("attention-kind")
        .selected_text(settings.kind.name())
        .width(108.0)
        .show_ui(ui, |ui| {
            for &kind in AttentionKind::ALL {
                ui.selectable_value(&mut settings.kind, kind, kind.name())
                    .on_hover_text(kind.phrase());
            }
        })
        .response
        .labelled_by(label.id)
        .on_hover_text(settings.kind.phrase());
}

fn head(ui: &mut Ui, context: &mut ViewContext<'_>, heads: usize) {
    let settings = &mut context.document.settings.attention.settings;
    let label = ui.label("Head");
    ui.add_enabled_ui(settings.kind.has_heads(), |ui| {
        let choices = [HeadChoice::Mean, HeadChoice::Max].into_iter();
        ComboBox::from_id_salt("attention-head")
            .selected_text(settings.head.to_string())
            .width(64.0)
            .show_ui(ui, |ui| {
                for choice in choices.chain((0..heads).map(HeadChoice::One)) {
                    ui.selectable_value(&mut settings.head, choice, choice.to_string());
                }
            })
            .response
            .labelled_by(label.id)
            .on_disabled_hover_text("Value zeroing is of the whole block and knows no heads");
    });
}

/// The text over itself, with ribbons from the word that is pointed at or selected.
fn texts(ui: &mut Ui, context: &mut ViewContext<'_>, shown: &Arc<Attention>) {
    let choice = context.document.settings.attention;
    let ribbons = context
        .charts
        .attention_ribbons(shown, choice.without_special);
    ui.horizontal_wrapped(|ui| {
        ui.strong(format!("Who attends to whom, {}", shown.title()));
        let hint =
            "Above: who attends. Below: to whom, coloured by what it receives. Point at a word.";
        ui.label(RichText::new(hint).small().color(Palette::of(ui).weak_text));
    });
    let before = context.state.attention_word;
    let hit = paint_ribbons(ui, &ribbons, before);
    if hit.word.is_some() {
        context.state.attention_word = hit.word;
    }
    if hit.word.is_some() && hit.word != before {
        // The ribbons were drawn before the pointer was found.
        ui.ctx().request_repaint();
    }
    if let Some((side, word)) = hit.word {
        let texts = &ribbons.texts;
        let mut lines: Vec<String> = Vec::new();
        for ribbon in ribbons.shown(Some((side, word))).take(5) {
            let name = |side: usize, at: usize| {
                let words = texts.get(side).and_then(|words| words.get(at));
                words.map_or("", |word| word.text.as_str())
            };
            lines.push(format!(
                "{} → {}: {:.1} %",
                name(0, ribbon.a),
                name(1, ribbon.b),
                100.0 * ribbon.value
            ));
        }
        hit.response.on_hover_ui_at_pointer(|ui| {
            for line in &lines {
                ui.label(line);
            }
        });
    }
}

/// Every head of every block; a click looks at it.
fn heads(ui: &mut Ui, context: &mut ViewContext<'_>, shown: &Arc<Attention>) {
    let tiles = context.charts.head_tiles(shown);
    let identity = Arc::as_ptr(&tiles).addr();
    let Some(tiles) = tiles.as_ref() else {
        ui.weak("Every block is being computed…");
        return;
    };
    ui.horizontal_wrapped(|ui| {
        ui.strong(&tiles.title);
        scale_legend(ui, &tiles.axis, false);
        let hint = "Rows are blocks, columns heads. Click one to look at it.";
        ui.label(RichText::new(hint).small().color(Palette::of(ui).weak_text));
    });
    let hit = paint_tiles(ui, tiles, identity);
    let Some((block, head)) = hit.tile else {
        return;
    };
    if hit.response.clicked() {
        let settings = &mut context.document.settings;
        settings.layer = Some(block + 1);
        settings.attention.settings.head = HeadChoice::One(head);
        if !settings.attention.settings.kind.has_heads() {
            settings.attention.settings.kind = AttentionKind::Weights;
        }
    }
    let tile = tiles.tiles.get(block).and_then(|row| row.get(head));
    if let Some(tile) = tile {
        hit.response.on_hover_ui_at_pointer(|ui| {
            for (line, fact) in tile.facts.iter().enumerate() {
                let text = RichText::new(fact);
                ui.label(if line == 0 { text.strong() } else { text });
            }
        });
    }
}

/// The matrix of the text; of two texts both, and what is different.
fn matrices(ui: &mut Ui, context: &mut ViewContext<'_>, shown: &Arc<Attention>) {
    let choice = context.document.settings.attention;
    let view = AttentionView {
        by_word: choice.by_word,
        without_special: choice.without_special,
    };
    let grids = context.charts.attention_grids(shown, view);
    for (place, grid) in grids.texts.iter().enumerate() {
        let name = match (shown.b.is_some(), place) {
            (false, _) => "",
            (true, 0) => "A: ",
            (true, _) => "B: ",
        };
        ui.horizontal_wrapped(|ui| {
            ui.strong(format!("{name}{}", grid.title));
            scale_legend(ui, &grid.axis, false);
        });
        matrix(
            ui,
            context,
            grid,
            (place == 0 && view == AttentionView::default()).then_some(shown),
        );
        ui.add_space(GAP);
    }
    if let Some(grid) = &grids.difference {
        ui.horizontal_wrapped(|ui| {
            ui.strong(&grid.title);
            let ends = [grid.axis.min, grid.axis.max].map(|end| grid.cell_text.of(end));
            signed_legend(ui, [&ends[0], &ends[1]], None);
        });
        matrix(ui, context, grid, None);
    }
}

/// One matrix; the tokens of `linked` are linked with the selection.
fn matrix(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    grid: &GridChart,
    linked: Option<&Arc<Attention>>,
) {
    let traced = linked.map(|shown| &shown.a.analysis.traced);
    let selection = &mut context.state.selection;
    let marked = traced.map(|traced| marked_tokens(selection, TextOf::A, traced));
    let pointed = marked.and_then(|marked| marked.hovered.or(marked.selected.first().copied()));
    let height = (120.0 + 24.0 * grid.rows.len() as f32).clamp(260.0, 640.0);
    let hit = paint_grid(ui, grid, height, (pointed, None));
    if let (Some(traced), Some(row)) = (traced, hit.row) {
        selection.touch(TextRange::of_token(TextOf::A, traced, row), false);
    }
    if let (Some(row), Some(column)) = (hit.row, hit.column)
        && let Some(text) = grid.cell_text(row, column)
    {
        hit.response.on_hover_ui_at_pointer(|ui| {
            ui.label(text.replace(" | ", " → "));
        });
    }
}

/// Strength beside attention received.
fn beside(ui: &mut Ui, context: &mut ViewContext<'_>, shown: &Arc<Attention>) {
    let choice = &mut context.document.settings.attention;
    ui.horizontal_wrapped(|ui| {
        let label = ui.strong("Strength beside");
        ComboBox::from_id_salt("received")
            .selected_text(choice.received.title())
            .width(220.0)
            .show_ui(ui, |ui| {
                for &kind in ReceivedKind::ALL {
                    ui.selectable_value(&mut choice.received, kind, kind.title());
                }
            })
            .response
            .labelled_by(label.id);
        ui.selectable_value(&mut choice.ranks, false, "z-score");
        ui.selectable_value(&mut choice.ranks, true, "rank");
    });
    let choice = *choice;
    let charts = context
        .charts
        .attention_beside(shown, choice.received, choice.ranks);
    for (place, (text, chart)) in shown.texts().zip(charts.iter()).enumerate() {
        let Some(chart) = chart else {
            let missing = "Value zeroing takes a pass for each token and was left out of this long \
                           text: choose it under Show.";
            ui.weak(missing);
            continue;
        };
        ui.horizontal_wrapped(|ui| {
            for series in &chart.series {
                let role = series.bars.iter().flatten().next().map(|bar| bar.role);
                if let Some(role) = role {
                    bar_legend(ui, role, &series.name);
                }
            }
        });
        let of = if place == 0 { TextOf::A } else { TextOf::B };
        bars(ui, context, &text.analysis, chart, of);
        if let Some(sentence) = attention_sentence(text, choice.received) {
            ui.label(RichText::new(sentence).color(Palette::of(ui).weak_text));
        }
    }
}

fn bars(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    analysis: &Analysis,
    chart: &crate::charts::BarChart,
    of: TextOf,
) {
    let state = &mut *context.state;
    let marked = marked_tokens(&state.selection, of, &analysis.traced);
    let slot = |token: usize| chart.tokens.iter().position(|&other| other == token);
    let id = if of == TextOf::A {
        "beside a"
    } else {
        "beside b"
    };
    let place = BarsPlace::alone(id, 220.0);
    let hit = paint_bars(ui, place, chart, marked.moved(slot), &mut state.window);
    let token = hit.slot.and_then(|slot| chart.tokens.get(slot).copied());
    if let Some(token) = token {
        let range = TextRange::of_token(of, &analysis.traced, token);
        state.selection.touch(range, hit.clicked);
    }
}

/// How the two go together in every block; a click chooses the block.
fn by_block(ui: &mut Ui, context: &mut ViewContext<'_>, shown: &Arc<Attention>) {
    let curves = context.charts.attention_curves(shown);
    if curves.is_empty() {
        ui.weak("Every block is being computed…");
        return;
    }
    for (place, chart) in curves.iter().enumerate() {
        ui.horizontal_wrapped(|ui| {
            let name = if shown.b.is_none() {
                ""
            } else {
                ["A: ", "B: "].get(place).copied().unwrap_or("")
            };
            ui.strong(format!("{name}{}", chart.title));
            for key in &chart.keys {
                chart_legend(ui, key);
            }
        });
        let id = if place == 0 {
            "by block a"
        } else {
            "by block b"
        };
        let hit = paint_curves(ui, id, chart, 220.0, None);
        let layers = shown.a.analysis.model.layers;
        let layer = hit
            .x
            .map(f64::round)
            .filter(|x| (1.0..=layers as f64).contains(x));
        if let (true, Some(layer)) = (hit.clicked, layer) {
            context.document.settings.layer = Some(layer as usize);
        }
        if let Some(x) = layer {
            let values = chart.values_at(x);
            hit.response.on_hover_ui_at_pointer(|ui| {
                ui.strong(format!("Layer {x:.0}"));
                for (curve, point) in values {
                    ui.label(format!("{}: ρ {:.2}", curve.name, point.value));
                }
            });
        }
    }
}
