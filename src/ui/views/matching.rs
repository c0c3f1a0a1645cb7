//! Two texts: how similar are they, and which words make them so?

use std::sync::Arc;

use eframe::egui::{ComboBox, FontId, Key, RichText, ScrollArea, Sense, Slider, Stroke, Ui, vec2};

use super::view::typed;
use crate::analysis::matching::{MatchNull, MatchSide};
use crate::analysis::{Answer, Asked, Match, MatchMethod};
use crate::charts::{ChartDef as _, MarkRole, MatchGrid, WordRibbons};
use crate::domain::format::{part, signed};
use crate::domain::layer::paper_layer;
use crate::domain::pooling::PoolingMode;
use crate::model::ModelError;
use crate::paint::theme::{GAP, Palette};
use crate::paint::words::{explained, heading, remark};
use crate::paint::{
    BarsPlace, bar_legend, chart_legend, paint_bars, paint_grid, paint_ribbons, paint_rows,
    signed_legend,
};
use crate::ui::icons;
use crate::ui::state::answers::Answers;
use crate::ui::state::chart_cache::MatchCharts;
use crate::ui::state::document::Document;
use crate::ui::views::{Controls, Group, Prompts, View, ViewContext, ViewInput};

/// Wide enough for the matrix and the lists beside one another.
const TWO_COLUMNS: f32 = 980.0;

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

    fn is_ready(&self, input: &ViewInput<'_>) -> bool {
        let document = input.document;
        typed(&document.prompt).is_some()
            && typed(&document.prompt_b).is_some()
            && input.answers.matched.is_some()
    }

    fn status<'a>(&self, answers: &'a Answers) -> Option<(String, &'a [String])> {
        let matched = answers.matched.as_ref()?;
        let count = |side: &MatchSide| side.traced.tokens.len();
        let counted = format!(
            "A {} tokens   B {} tokens",
            count(&matched.a),
            count(&matched.b)
        );
        Some((counted, &matched.warnings))
    }

    fn chart(&self, input: &ViewInput<'_>) -> &'static str {
        let by_word = !input.document.settings.match_tokens;
        MatchGrid { by_word }.id()
    }

    fn nothing_yet(&self) -> &'static str {
        "type a text into A and one into B first"
    }

    fn page(&self, ui: &mut Ui, context: &mut ViewContext<'_>) {
        let Some(matched) = context.answers.matched.clone() else {
            return;
        };
        controls(ui, context, &matched);
        ui.separator();
        let charts = context.charts.match_charts(&matched);
        ScrollArea::vertical()
            .id_salt("match")
            .auto_shrink(false)
            .show(ui, |ui| {
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

fn controls(ui: &mut Ui, context: &mut ViewContext<'_>, matched: &Match) {
    ui.horizontal_wrapped(|ui| {
        ui.label("Method");
        let matching = &mut context.document.settings.matching;
        for &method in MatchMethod::ALL {
            ui.selectable_value(&mut matching.method, method, method.title())
                .on_hover_text(method.phrase());
        }
        if matching.method == MatchMethod::Jacobians {
            layer(ui, context, matched.model.layers);
        }
        ui.separator();
        pooling(ui, context, matched);
        prompts(ui, context, matched);
        ui.separator();
        let tokens = &mut context.document.settings.match_tokens;
        ui.label("Matrix of");
        ui.selectable_value(tokens, false, "words");
        ui.selectable_value(tokens, true, "tokens");
        ui.separator();
        let matching = &mut context.document.settings.matching;
        ui.checkbox(&mut matching.leave_one_out, "Leave words out")
            .on_hover_text(
                "Measure both texts again without each of their words: does the explanation \
                 predict the effect?",
            );
    });
}

fn layer(ui: &mut Ui, context: &mut ViewContext<'_>, layers: usize) {
    let settings = &mut context.document.settings;
    let mut layer = settings.layer.unwrap_or_else(|| paper_layer(layers));
    let label = explained(ui, "from Layer");
    let slider = Slider::new(&mut layer, 0..=layers);
    let moved = ui.add(slider).labelled_by(label.id);
    if moved.changed() {
        settings.layer = (layer != paper_layer(layers)).then_some(layer);
    }
}

fn pooling(ui: &mut Ui, context: &mut ViewContext<'_>, matched: &Match) {
    let chosen = &mut context.document.settings.matching.pooling;
    let shown = chosen.map_or_else(|| matched.pooling.name(), |mode| mode.name().to_owned());
    let label = explained(ui, "Pooling");
    ComboBox::from_id_salt("pooling")
        .selected_text(shown)
        .width(96.0)
        .show_ui(ui, |ui| {
            ui.selectable_value(chosen, None, "as the model's files say");
            for &mode in PoolingMode::ALL {
                ui.selectable_value(chosen, Some(mode), mode.name());
            }
        })
        .response
        .labelled_by(label.id)
        .on_hover_text(matched.pooling.phrase());
}

/// What the model expects before a text, for example `query: `.
fn prompts(ui: &mut Ui, context: &mut ViewContext<'_>, matched: &Match) {
    let prompts = matched.pooling.head.prompts.iter();
    let prompts: Vec<&str> = prompts
        .map(|prompt| prompt.text.as_str())
        .filter(|text| !text.is_empty())
        .collect();
    if prompts.is_empty() {
        return;
    }
    let menu = ui.menu_button("Put before", |ui| {
        let document = &mut *context.document;
        for (name, text) in [("A", &mut document.prompt), ("B", &mut document.prompt_b)] {
            for prompt in &prompts {
                let put = ui.button(format!("“{prompt}” before {name}"));
                if put.clicked() && !text.starts_with(prompt) {
                    text.insert_str(0, prompt);
                }
            }
        }
    });
    menu.response
        .on_hover_text("What this model was trained to read before a text");
}

/// The similarity, large, with its place among random pairs.
fn headline(ui: &mut Ui, matched: &Match) {
    let weak = Palette::of(ui).weak_text;
    ui.horizontal(|ui| {
        let similarity = signed(matched.matrix.similarity, 4);
        ui.label(RichText::new(similarity).font(FontId::proportional(40.0)));
        ui.vertical(|ui| {
            ui.add_space(4.0);
            let name = match matched.settings.method {
                MatchMethod::MaxSim => {
                    format!(
                        "late interaction, A to B; the cosine is {:.4}",
                        matched.cosine
                    )
                }
                MatchMethod::Exact | MatchMethod::Jacobians => "cosine of A and B".to_owned(),
            };
            let standing = match &matched.null {
                Some(null) => format!("{name}, {}", null.standing()),
                None if matched.awaits.null => format!("{name}; random texts are being read…"),
                None => name,
            };
            ui.label(standing);
            if let Some(null) = &matched.null {
                null_strip(ui, null, matched.cosine);
            }
        });
    });
    let percent = |share: Option<f64>| {
        let share = share.map(|share| format!("{} %", signed(100.0 * share, 1)));
        share.unwrap_or_else(|| "–".to_owned())
    };
    let three = matched.dimensions.as_ref().map(|shares| shares.top_three);
    let said = format!(
        "{} of it lies in pairs with a special token, {} in the ten strongest pairs of tokens; three \
         dimensions carry {}.",
        percent(matched.special_share),
        percent(matched.top_ten_share),
        percent(three)
    );
    explained(ui, RichText::new(said).color(weak));
}

/// The cosines with random texts as a strip of ticks, and that of A and B among them.
fn null_strip(ui: &mut Ui, null: &MatchNull, cosine: f64) {
    let palette = Palette::of(ui);
    let low = null.cosines.iter().copied().fold(cosine.min(0.0), f64::min);
    let (width, height) = (260.0, 14.0);
    let (place, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    let x = |value: f64| place.left() + ((value - low) / (1.0 - low).max(1e-9)) as f32 * width;
    let middle = place.center().y;
    ui.painter()
        .hline(place.x_range(), middle, Stroke::new(1.0, palette.grid));
    let tick = Stroke::new(1.0, palette.weak_text.gamma_multiply(0.5));
    for &value in &null.cosines {
        ui.painter()
            .vline(x(value), (middle - 4.0)..=(middle + 4.0), tick);
    }
    let here = palette.mark(MarkRole::Adds).fill;
    ui.painter()
        .vline(x(cosine), place.y_range(), Stroke::new(3.0, here));
    let anisotropy = null.anisotropy.unwrap_or(f64::NAN);
    response.on_hover_text(format!(
        "From {low:.2} to 1. Thin: A with each of {} random texts of the sample corpus, mean {:.4}. \
         Thick: A with B. Two random texts have {anisotropy:.4} on average: 0 is not what \
         unrelated texts have in this model.",
        null.texts, null.mean
    ));
}

fn texts(ui: &mut Ui, context: &mut ViewContext<'_>, matched: &Match, charts: &MatchCharts) {
    ui.horizontal_wrapped(|ui| {
        heading(ui, "Words by what they add, and the pairs that add most");
        signed_legend(ui, ["takes from it", "adds to it"], None);
        let hint = "Point at a word to see its pairs.";
        remark(ui, hint);
    });
    let before = context.state.match_word;
    let hit = paint_ribbons(ui, &charts.ribbons, before);
    context.state.match_word = hit.word;
    if let Some((side, word)) = hit.word {
        hit.response
            .on_hover_ui_at_pointer(|ui| word_details(ui, matched, &charts.ribbons, (side, word)));
    }
    if hit.word != before {
        // The ribbons were drawn before the pointer was found.
        ui.ctx().request_repaint();
    }
}

/// What a word of A (0) or B adds, how unusual that is, and what is lost without it.
fn word_details(ui: &mut Ui, matched: &Match, ribbons: &WordRibbons, (of, place): (usize, usize)) {
    let (side, other) = if of == 0 {
        (&matched.a, &matched.b)
    } else {
        (&matched.b, &matched.a)
    };
    let Some(word) = side.words.get(place) else {
        return;
    };
    ui.strong(&word.shown);
    let sum = side.word_sums().get(place).copied().unwrap_or(f64::NAN);
    let share = matched.share(sum);
    let share = share.map_or_else(String::new, |share| format!(", {:.1} %", 100.0 * share));
    ui.label(format!("adds {}{share}", part(sum)));
    let percentiles = side.percentiles.get(word.tokens.clone());
    if let Some([Some(percentile)]) = percentiles {
        ui.label(format!(
            "more than it adds with {:.0} % of random texts",
            100.0 * percentile
        ));
    }
    let mut effects = side.left_out.iter().flat_map(|left| &left.words);
    if let Some(effect) = effects.find(|effect| effect.word == place) {
        ui.label(format!(
            "without it the cosine falls by {}",
            part(effect.effect)
        ));
    }
    for ribbon in ribbons.shown(Some((of, place))).take(4) {
        let partner = if of == 0 { ribbon.b } else { ribbon.a };
        let partner = other.words.get(partner).map_or("", |word| &word.shown);
        ui.label(format!("with {partner}: {}", part(ribbon.value)));
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
        lists(ui, charts);
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
            lists(ui, charts);
        });
    });
}

fn matrix(ui: &mut Ui, context: &mut ViewContext<'_>, matched: &Arc<Match>) {
    let by_word = !context.document.settings.match_tokens;
    let grid = context.charts.match_grid(matched, by_word);
    ui.horizontal_wrapped(|ui| {
        heading(ui, &grid.title);
        let ends = [grid.axis.min, grid.axis.max].map(part);
        signed_legend(ui, [&ends[0], &ends[1]], Some(&grid.axis.label));
    });
    let note = "Numbers in cells are thousandths. Bars are the sums of rows and of columns.";
    remark(ui, note);
    let pointed = match context.state.match_word.filter(|_| by_word) {
        Some((0, word)) => (Some(word), None),
        Some((_, word)) => (None, Some(word)),
        None => (None, None),
    };
    let height = (120.0 + 26.0 * grid.rows.len() as f32).clamp(300.0, 620.0);
    let hit = paint_grid(ui, &grid, height, pointed);
    if let (Some(row), Some(column)) = (hit.row, hit.column)
        && let Some(text) = grid.cell_text(row, column)
    {
        let share = grid.cells.get(row).and_then(|cells| cells.get(column));
        let share = share.and_then(|&cell| matched.share(cell));
        hit.response.on_hover_ui_at_pointer(|ui| {
            ui.label(text);
            if let Some(share) = share {
                ui.label(format!("{:.2} % of all pairs", 100.0 * share));
            }
        });
    }
}

fn lists(ui: &mut Ui, charts: &MatchCharts) {
    for chart in [&charts.pairs, &charts.composition] {
        if chart.rows.is_empty() {
            continue;
        }
        ui.horizontal_wrapped(|ui| {
            heading(ui, &chart.title);
            for key in &chart.keys {
                chart_legend(ui, key);
            }
        });
        ui.push_id(&chart.title, |ui| paint_rows(ui, chart, None, ""));
        ui.add_space(GAP);
    }
}

fn left_out(ui: &mut Ui, context: &mut ViewContext<'_>, matched: &Match, charts: &MatchCharts) {
    if charts.left_out.iter().all(Option::is_none) {
        if matched.awaits.left_out {
            ui.label("The texts are being read without each of their words…");
        }
        return;
    }
    ui.horizontal_wrapped(|ui| {
        bar_legend(ui, MarkRole::First, "what a word adds to the similarity");
        bar_legend(ui, MarkRole::Second, "how far the cosine falls without it");
        let hint = "ρ: does the explanation predict the effect? A text without a word is another \
                    text, whose other words change too.";
        remark(ui, hint);
    });
    let draw = |ui: &mut Ui, context: &mut ViewContext<'_>, side: usize| {
        let chart = charts.left_out.get(side).and_then(Option::as_ref);
        let (Some(chart), Some(window)) = (chart, context.state.match_windows.get_mut(side)) else {
            return;
        };
        heading(ui, &chart.title);
        let id = if side == 0 {
            "left out of a"
        } else {
            "left out of b"
        };
        let hit = paint_bars(ui, BarsPlace::alone(id, 210.0), chart, None, window);
        let word = hit.slot.and_then(|slot| chart.tokens.get(slot).copied());
        if let Some(word) = word {
            hit.response.on_hover_ui_at_pointer(|ui| {
                word_details(ui, matched, &charts.ribbons, (side, word));
            });
        }
    };
    if ui.available_width() < TWO_COLUMNS {
        draw(ui, context, 0);
        draw(ui, context, 1);
    } else {
        ui.columns(2, |columns| {
            for (side, ui) in columns.iter_mut().enumerate() {
                draw(ui, context, side);
            }
        });
    }
}

fn dimensions(ui: &mut Ui, context: &mut ViewContext<'_>, matched: &Match, charts: &MatchCharts) {
    let (Some(chart), Some(shares)) = (&charts.dimensions, &matched.dimensions) else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        heading(ui, &chart.title);
        let width = matched.model.hidden_size.max(1) as f64;
        let said = format!(
            "The three largest carry {} %; spread evenly it would be {:.1} %.",
            signed(100.0 * shares.top_three, 1),
            300.0 / width
        );
        remark(ui, said);
    });
    if let Some(window) = context.state.match_windows.get_mut(2) {
        paint_bars(
            ui,
            BarsPlace::alone("dimensions", 190.0),
            chart,
            None,
            window,
        );
    }
}
