//! What the pointer does with the marks of a chart, a table or a text, alike in all of them: it
//! points at what they stand for, a click selects it or lets it go, a double click opens the
//! inspector on it, dragging over several selects them, a right click opens a menu.

use std::ops::Range;

use eframe::egui::{EventFilter, Response};

use crate::analysis::{Analysis, Comparison};
use crate::charts::ChartDef;
use crate::paint::TokenHit;

use super::action::Action;
use super::context_menu;
use super::facts::Section;
use super::linking::range_of_pair;
use super::state::menu::MenuTarget;
use super::state::selection::{TextOf, TextRange};
use super::views::ViewContext;

/// What the pointer does with a mark that stands for `range`; `clicked` is a click on it. `menu` is
/// what a right click is about.
pub(in crate::ui) fn mark(
    context: &mut ViewContext<'_>,
    response: &Response,
    clicked: bool,
    range: Option<TextRange>,
    menu: impl FnOnce() -> MenuTarget,
) {
    if response.has_focus() {
        context.state.selection.take_keys();
        let keys = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        let id = response.id;
        response
            .ctx
            .memory_mut(|memory| memory.set_focus_lock_filter(id, keys));
    }
    if range.is_some() && response.double_clicked() {
        context.state.selection.select(range);
        context.send(Action::ShowInspector);
    } else {
        context.state.selection.touch(range, clicked);
    }
    context_menu::attach(response, context, menu);
}

/// What the pointer does with a thing that shows many tokens.
pub(in crate::ui) struct Pointer<'a> {
    pub(in crate::ui) response: &'a Response,
    /// Whether a token was clicked.
    pub(in crate::ui) clicked: bool,
    /// The tokens that it is dragged over.
    pub(in crate::ui) dragged: Option<Range<usize>>,
}

impl<'a> Pointer<'a> {
    /// Over a chart; `in_order` says that its slots are the tokens in the order of the text.
    pub(in crate::ui) fn over(hit: &'a TokenHit, in_order: bool) -> Self {
        Self {
            response: &hit.response,
            clicked: hit.clicked,
            dragged: hit.dragged.clone().filter(|_| in_order),
        }
    }
}

/// What the pointer does with a chart over the tokens of a text, `token` being the one under it.
pub(in crate::ui) fn tokens(
    context: &mut ViewContext<'_>,
    pointer: &Pointer<'_>,
    (of, analysis): (TextOf, &Analysis),
    token: Option<usize>,
    chart: &dyn ChartDef,
) {
    let range = token.and_then(|token| TextRange::of_token(of, &analysis.traced, token));
    let menu = || {
        let target = token.and_then(|token| target_of_token(of, analysis, token));
        target.unwrap_or_default().in_chart(chart)
    };
    mark(context, pointer.response, pointer.clicked, range, menu);
    if let Some(tokens) = pointer.dragged.clone() {
        let range = TextRange::of_tokens(of, &analysis.traced, tokens);
        context.state.selection.select(range);
    }
}

/// What a right click on a token is about, but for its chart.
pub(in crate::ui) fn target_of_token(
    of: TextOf,
    analysis: &Analysis,
    token: usize,
) -> Option<MenuTarget> {
    let found = analysis.traced.tokens.get(token)?;
    let section = Section::of_token(analysis, token)?;
    let range = TextRange::of_token(of, &analysis.traced, token)?;
    Some(MenuTarget {
        value: section.fact("strength").cloned(),
        row: Some(token),
        tokens: Some((range, found.shown.clone())),
        ..MenuTarget::default()
    })
}

/// What a right click on a pair is about, but for its chart.
pub(in crate::ui) fn target_of_pair(comparison: &Comparison, pair: Option<usize>) -> MenuTarget {
    let target = pair.and_then(|pair| {
        let section = Section::of_pair(comparison, pair)?;
        let range = range_of_pair(comparison, pair)?;
        Some(MenuTarget {
            value: section.fact("shift").cloned(),
            row: Some(pair),
            tokens: Some((range, shown_of(comparison, pair))),
            ..MenuTarget::default()
        })
    });
    target.unwrap_or_default()
}

/// How a reader sees the token of a pair, of A where it has one.
fn shown_of(comparison: &Comparison, pair: usize) -> String {
    let Some(pair) = comparison.alignment.pairs.get(pair) else {
        return String::new();
    };
    let of_a = pair
        .a
        .and_then(|token| comparison.a.traced.tokens.get(token));
    let of_b = || {
        pair.b
            .and_then(|token| comparison.b.traced.tokens.get(token))
    };
    let token = of_a.or_else(of_b);
    token.map_or_else(String::new, |token| token.shown.clone())
}
