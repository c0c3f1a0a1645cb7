//! Both texts as coloured words with ribbons between the pairs that add most.

use eframe::egui::{Response, Ui};

use crate::analysis::Match;
use crate::analysis::matching::MatchSide;
use crate::charts::{ChartDef, WordRibbons};
use crate::domain::format::{part, signed};
use crate::domain::matching::MatchWord;
use crate::paint::words::{heading, remark};
use crate::paint::{paint_ribbons, signed_legend};
use crate::ui::state::chart_cache::MatchCharts;
use crate::ui::state::menu::MenuTarget;
use crate::ui::state::selection::{TextOf, TextRange};
use crate::ui::touch;
use crate::ui::views::ViewContext;

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
    if let Some((side, word)) = hit.word {
        hit.response
            .on_hover_ui_at_pointer(|ui| word_details(ui, matched, &charts.ribbons, (side, word)));
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

fn side_of(matched: &Match, side: usize) -> (TextOf, &MatchSide) {
    if side == 0 {
        (TextOf::A, &matched.a)
    } else {
        (TextOf::B, &matched.b)
    }
}

/// The first word that has some of `range`.
fn word_of(matched: &Match, range: &TextRange) -> Option<(usize, usize)> {
    let place = usize::from(range.of() == TextOf::B);
    let (_, side) = side_of(matched, place);
    let tokens = range.tokens_in(&side.traced);
    let is_in = |word: &MatchWord| word.tokens.start < tokens.end && tokens.start < word.tokens.end;
    let word = side.words.iter().position(is_in)?;
    Some((place, word))
}

/// The range of a word of A (0) or B; none where the model put a prompt of its own before the text.
fn range_of(matched: &Match, (side, word): (usize, usize)) -> Option<TextRange> {
    let (of, side) = side_of(matched, side);
    let word = side.words.get(word).filter(|_| side.prompt == 0)?;
    TextRange::of_tokens(of, &side.traced, word.tokens.clone())
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
        tokens: range.clone().map(|range| {
            let shown = range.text().to_owned();
            (range, shown)
        }),
        chart: chart.map(ChartDef::id),
        ..MenuTarget::default()
    };
    touch::mark(context, response, clicked, range.clone(), menu);
}

/// What a word of A (0) or B adds, how unusual that is, and what is lost without it.
pub(super) fn word_details(
    ui: &mut Ui,
    matched: &Match,
    ribbons: &WordRibbons,
    (of, place): (usize, usize),
) {
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
    let share = share.map_or_else(String::new, |share| {
        format!(", {} %", signed(100.0 * share, 1))
    });
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
