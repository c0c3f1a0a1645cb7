//! Both texts as coloured words with ribbons between the pairs that add most.

use eframe::egui::{Response, Ui};

use crate::analysis::Match;
use crate::charts::{ChartDef, Row};
use crate::paint::words::{heading, remark};
use crate::paint::{paint_ribbons, signed_legend};
use crate::ui::facts::Fact;
use crate::ui::state::chart_cache::MatchCharts;
use crate::ui::state::menu::MenuTarget;
use crate::ui::state::selection::TextRange;
use crate::ui::views::ViewContext;
use crate::ui::{card, touch};

use super::facts;
use super::ranges::{range_of, word_of};

/// Both texts, and what is said of the word under the pointer.
pub(super) fn texts(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    matched: &Match,
    charts: &MatchCharts,
) {
    ui.horizontal_wrapped(|ui| {
        heading(ui, "Words by what they add, and the pairs that add most");
        signed_legend(ui, ["takes from it", "adds to it"], None);
        let hint = "Point at a word to see its pairs.";
        remark(ui, hint);
    });
    let before = context.state.match_word;
    let hit = paint_ribbons(ui, &charts.ribbons, set_off(context, matched));
    context.state.match_word = hit.word;
    touch_word(context, matched, &hit.response, hit.word, None);
    if let Some(section) = hit.word.and_then(|word| facts::section(matched, word)) {
        hit.response
            .on_hover_ui_at_pointer(|ui| card::show(ui, &section));
    }
    if hit.word != before {
        // The ribbons were drawn before the pointer was found.
        ui.ctx().request_repaint();
    }
}

/// The word of A (0) or B that the pointer is on, here or in another part of the window, or that is
/// selected.
pub(super) fn set_off(context: &ViewContext<'_>, matched: &Match) -> Option<(usize, usize)> {
    let state = &*context.state;
    let range = state.selection.hovered().or(state.selection.selected());
    state.match_word.or_else(|| word_of(matched, range?))
}

/// What the pointer does with a row of a list, which stands for `word` of A (0) or B.
pub(super) fn touch_row(
    context: &mut ViewContext<'_>,
    matched: &Match,
    (response, row): (&Response, &Row),
    word: Option<(usize, usize)>,
    chart: &dyn ChartDef,
) {
    let range = word.and_then(|word| range_of(matched, word));
    let pointed = range.clone().filter(|_| response.hovered());
    let clicked = response.clicked();
    touch::mark(context, response, clicked, pointed, || {
        let value = row.marks.first();
        let words: Vec<&str> = row.marks.iter().map(|mark| mark.text.as_str()).collect();
        MenuTarget {
            value: value.map(|mark| Fact::new("value", mark.text.clone())),
            texts: vec![(
                "Copy the row",
                [
                    &[row.name.as_str()],
                    words.as_slice(),
                    &[row.detail.as_str()],
                ]
                .concat()
                .join("\t"),
            )],
            tokens: named(range),
            ..MenuTarget::default().in_chart(chart)
        }
    });
}

/// A range and how a reader sees it.
fn named(range: Option<TextRange>) -> Option<(TextRange, String)> {
    let range = range?;
    let shown = range.text().to_owned();
    Some((range, shown))
}

/// What the pointer does with `word` of A (0) or B in `chart`.
pub(super) fn touch_word(
    context: &mut ViewContext<'_>,
    matched: &Match,
    response: &Response,
    word: Option<(usize, usize)>,
    chart: Option<&dyn ChartDef>,
) {
    let range = word.and_then(|word| range_of(matched, word));
    let clicked = response.clicked() && range.is_some();
    let menu = || MenuTarget {
        tokens: named(range.clone()),
        chart: chart.map(|chart| chart.id().into()),
        ..MenuTarget::default()
    };
    touch::mark(context, response, clicked, range.clone(), menu);
}
