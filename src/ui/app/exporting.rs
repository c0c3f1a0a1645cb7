//! What leaves the window: tables and pictures for the clipboard, figures and folders of files.

use std::path::Path;
use std::sync::Arc;

use eframe::egui::Context;

use crate::analysis::Answer;
use crate::analysis::matching::MatchRanking;
use crate::export::figure::{FigureSize, figures_from_answer, font_families};
use crate::export::{everything, files_of_ranking, text_of_ranking};
use crate::ui::dialogs::figure_export::{self, FigureExport};
use crate::ui::files::Outcome;
use crate::ui::purpose::{Content, FolderWriter, Purpose};
use crate::ui::search::HIT_CHART;
use crate::ui::table_copy::{TableFormat, table};

use super::App;

impl App {
    pub(super) fn copy_table(&mut self, ctx: &Context, format: TableFormat) {
        if let Some(ranking) = self.view().ranking(&self.input()) {
            ctx.copy_text(text_of_ranking(&ranking, format.text()));
            self.say_copied(format);
            return;
        }
        let Some(answer) = self.whole_answer() else {
            self.files.problem = Some(self.no_answer("table", "type a text first"));
            return;
        };
        let order = self.view().table_order(&self.input());
        let Some(table) = table(&answer, format, order.as_deref()) else {
            let instead = "a corpus is no single table: save all, or export the figure".to_owned();
            self.files.problem = Some(instead);
            return;
        };
        ctx.copy_text(table);
        self.say_copied(format);
    }

    fn say_copied(&mut self, format: TableFormat) {
        let words = format!("The table is on the clipboard, {}.", format.name());
        self.files.done = Some(words.into());
    }

    /// Opens the export dialog with a chart of the view, by its name on the command line.
    pub(super) fn open_export_of(&mut self, ctx: &Context, chart: &str) {
        let answer = self.whole_answer();
        let figures = answer.map(|answer| figures_from_answer(&answer));
        let Some(figures) = figures.filter(|figures| !figures.is_empty()) else {
            self.files.problem = Some(self.nothing_yet());
            return;
        };
        let picture = self.picture.as_ref();
        self.exporting = Some(FigureExport::new(figures, chart, picture));
        self.files
            .start(ctx, "glassbox-fonts", || Outcome::Fonts(font_families()));
    }

    /// Puts the view's chart on the clipboard, as it would be exported for a screen.
    pub(super) fn copy_image(&mut self, ctx: &Context) {
        let answer = self.whole_answer();
        let figures = answer.map(|answer| figures_from_answer(&answer));
        let Some(mut figures) = figures.filter(|figures| !figures.is_empty()) else {
            self.files.problem = Some(self.nothing_yet());
            return;
        };
        let usual = self.view().chart(&self.input());
        let (_, figure) = figures.swap_remove(figure_export::place_of(&figures, usual));
        let style = FigureSize::default().style();
        self.files.copy_figure(ctx, figure, style);
    }

    /// Asks for a folder, and writes every chart and table of the view into it.
    pub(super) fn ask_export_all(&mut self, ctx: &Context) {
        if let Some(shown) = self.view().corpus_to_save(&self.input()) {
            let fill: FolderWriter = Arc::new(move |folder: &Path| shown.save(folder));
            self.files
                .ask(ctx, Purpose::Fill(fill), "glassbox-corpus".into());
            return;
        }
        if let Some(ranking) = self.view().ranking(&self.input()) {
            let files = files_of_hits(ranking);
            self.files
                .ask(ctx, Purpose::SaveAll(files), "glassbox-search".into());
            return;
        }
        let chosen = self.exporting.as_ref();
        let chosen = chosen.map(|export| export.choices.style_of_all());
        let style = chosen.unwrap_or_else(|| FigureSize::default().style());
        let Some(answer) = self.whole_answer() else {
            self.files.problem = Some(self.nothing_yet());
            return;
        };
        let content: Content =
            Arc::new(move |_: &Path| figure_export::named(everything(&answer, &style)));
        let folder = format!("glassbox-{}", self.view().name().to_lowercase());
        self.files
            .ask(ctx, Purpose::SaveAll(content), folder.into());
    }

    pub(super) fn nothing_yet(&self) -> String {
        self.no_answer("chart", self.view().nothing_yet())
    }

    pub(super) fn no_answer(&self, what: &str, advice: &str) -> String {
        if self.engine.is_busy() && self.view().asked(&self.input()).is_some() {
            "the text is still being read: try again in a moment".to_owned()
        } else {
            format!("there is no {what} yet: {advice}")
        }
    }
}

/// The ranking as tables, and of each hit that was explained its match with the query.
fn files_of_hits(ranking: Arc<MatchRanking>) -> Content {
    Arc::new(move |_: &Path| {
        let explained = ranking.hits.iter();
        let answers = explained.filter_map(|hit| {
            let matched = hit.matched.clone()?;
            Some((hit.rank, Answer::Match(matched)))
        });
        let answers: Vec<(usize, Answer)> = answers.collect();
        let style = FigureSize::default().style();
        figure_export::named(files_of_ranking(&ranking, &answers, &HIT_CHART, &style))
    })
}
