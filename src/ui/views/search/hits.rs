//! What was found: a line for each hit with the words that carry it, to be opened and exported.

use std::sync::Arc;

use eframe::egui::{Label, RichText, Sense, Ui};

use crate::analysis::Asked;
use crate::analysis::matching::{MatchRanking, RankedPassage};
use crate::charts::RibbonWord;
use crate::domain::format::{signed, strip_control_chars, with_thousands};
use crate::export::row_of_ranking;
use crate::paint::theme::{GAP, Palette};
use crate::paint::{paint_words, signed_legend};
use crate::ui::command::Command;
use crate::ui::facts::Fact;
use crate::ui::state::menu::MenuTarget;
use crate::ui::state::selection::TextRange;
use crate::ui::touch;
use crate::ui::views::ViewContext;
use crate::ui::widgets::shortened;

use super::words;

/// A longer passage is shown by its beginning.
const LONGEST: usize = 600;

/// Every hit, the best first.
pub(super) fn hits(ui: &mut Ui, context: &mut ViewContext<'_>, ranking: &Arc<MatchRanking>) {
    ui.horizontal_wrapped(|ui| {
        ui.strong(format!(
            "Most similar to “{}” of {} passages",
            strip_control_chars(&shortened(&ranking.query, 80)),
            with_thousands(ranking.passages as u64)
        ));
        signed_legend(ui, ["takes from it", "adds to it"], None);
        if ui.small_button("Copy ranking").clicked() {
            context.send(Command::CopyTable);
        }
        let every = ui.small_button("Export all hits…").on_hover_text(
            "The ranking as tables, and of each hit its match with the query as JSON and as a \
             figure, into a new folder",
        );
        if every.clicked() {
            context.send(Command::ExportAll);
        }
    });
    for warning in &ranking.warnings {
        let text = RichText::new(warning).small();
        ui.colored_label(Palette::of(ui).warning, text);
    }
    let words = context.charts.hit_words(ranking);
    for (hit, words) in ranking.hits.iter().zip(&*words) {
        ui.add_space(GAP);
        show_hit(ui, context, (ranking, hit), words);
    }
    ui.add_space(GAP * 2.0);
}

/// One passage.
fn show_hit(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    (ranking, hit): (&MatchRanking, &RankedPassage),
    words: &[RibbonWord],
) {
    let weak = Palette::of(ui).weak_text;
    ui.push_id(hit.rank, |ui| {
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(96.0);
                let similarity = RichText::new(signed(hit.similarity, 4)).size(18.0);
                ui.label(similarity);
                let place = format!("{}. · above {:.1} %", hit.rank, 100.0 * hit.percentile);
                ui.label(RichText::new(place).small().color(weak))
                    .on_hover_text("The part of all passages that are less similar to the query");
            });
            ui.vertical(|ui| {
                passage(ui, context, (ranking, hit), words);
                ui.label(RichText::new(told_of(hit)).small().color(weak));
            });
        });
    });
}

/// The words of a passage: pointing at one points at what it matches in the query, a click opens the
/// whole match.
fn passage(
    ui: &mut Ui,
    context: &mut ViewContext<'_>,
    (ranking, hit): (&MatchRanking, &RankedPassage),
    coloured: &[RibbonWord],
) {
    let matched = hit.matched.as_deref().filter(|_| !coloured.is_empty());
    let (response, word) = if let Some(matched) = matched {
        let marked = words::partners(&context.state.selection, ranking, matched);
        let shown = paint_words(ui, coloured, LONGEST, &marked);
        (shown.response, shown.word)
    } else {
        let text = strip_control_chars(&shortened(&hit.text, LONGEST));
        (ui.add(Label::new(text).wrap().sense(Sense::click())), None)
    };
    let word = matched.zip(word);
    let partner = word.and_then(|(matched, word)| words::partner_of(ranking, matched, word));
    let clicked = response.clicked();
    touch::mark(context, &response, false, partner, || MenuTarget {
        value: Some(Fact::decimals("similarity", hit.similarity, 4)),
        texts: vec![
            ("Copy the passage", hit.text.clone()),
            ("Copy the row", row_of_ranking(ranking, hit)),
        ],
        ..MenuTarget::default()
    });
    response.on_hover_text("Click to see the whole match");
    if clicked {
        let of_passage = word.and_then(|(matched, word)| words::in_passage(matched, word));
        open(context, ranking, hit, of_passage);
    }
}

/// Where a passage comes from and what carries it.
fn told_of(hit: &RankedPassage) -> String {
    let pairs = hit.carrying.iter().map(|pair| {
        let share = pair.share.unwrap_or(f64::NAN);
        format!("{} – {} {:.1} %", pair.a, pair.b, 100.0 * share)
    });
    let pairs: Vec<String> = pairs.collect();
    let cut = if hit.truncated_tokens > 0 {
        format!(
            ", cut: its last {} tokens were not read",
            hit.truncated_tokens
        )
    } else {
        String::new()
    };
    let carried = if pairs.is_empty() {
        String::new()
    } else {
        format!("carried by {}  ·  ", pairs.join(", "))
    };
    format!("{carried}line {}{cut}", hit.text_id)
}

/// Opens the match of a hit; the word that was clicked stays selected there, or the selected word of
/// the query.
fn open(
    context: &mut ViewContext<'_>,
    ranking: &MatchRanking,
    hit: &RankedPassage,
    clicked: Option<TextRange>,
) {
    let selection = &mut context.state.selection;
    let selected = selection.selected();
    let of_query = || selected.and_then(|range| words::in_match(ranking, range));
    if let Some(range) = clicked.or_else(of_query) {
        selection.select(Some(range));
    }
    let settings = context.document.settings.matching;
    let [text_a, text_b] = ranking.texts_with(hit);
    context.state.match_from_top = true;
    context.show(
        &Asked::Match {
            text_a,
            text_b,
            settings,
        },
        None,
    );
}
