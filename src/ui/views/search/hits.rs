//! What was found: a line for each hit with the words that carry it, to be opened and exported.

use std::sync::Arc;

use eframe::egui::{Label, RichText, Sense, Ui};

use crate::analysis::Asked;
use crate::analysis::matching::{MatchRanking, RankedPassage};
use crate::charts::RibbonWord;
use crate::domain::format::{signed, strip_control_chars, with_thousands};
use crate::export::{TextFormat, text_of_ranking};
use crate::paint::theme::{GAP, Palette};
use crate::paint::{coloured_words, signed_legend};
use crate::ui::command::Command;
use crate::ui::views::ViewContext;
use crate::ui::widgets::shortened;

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
            ui.ctx()
                .copy_text(text_of_ranking(ranking, TextFormat::Csv));
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
        if show_hit(ui, hit, words) {
            open(context, ranking, hit);
        }
    }
    ui.add_space(GAP * 2.0);
}

/// One passage; whether it was clicked.
fn show_hit(ui: &mut Ui, hit: &RankedPassage, words: &[RibbonWord]) -> bool {
    let weak = Palette::of(ui).weak_text;
    let mut clicked = false;
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
                let passage = if words.is_empty() {
                    Label::new(strip_control_chars(&shortened(&hit.text, LONGEST)))
                } else {
                    Label::new(coloured_words(ui, words, LONGEST))
                };
                let passage = ui.add(passage.wrap().sense(Sense::click()));
                clicked = passage
                    .on_hover_text("Click to see the whole match")
                    .clicked();
                ui.label(RichText::new(told_of(hit)).small().color(weak));
            });
        });
    });
    clicked
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

fn open(context: &mut ViewContext<'_>, ranking: &MatchRanking, hit: &RankedPassage) {
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
