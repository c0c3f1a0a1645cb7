//! What leaves the window: tables and pictures for the clipboard, figures and folders of files.

use std::path::Path;
use std::sync::Arc;

use eframe::egui::Context;

use crate::analysis::Answer;
use crate::analysis::matching::MatchRanking;
use crate::charts::ChartDef;
use crate::export::figure::{
    Figure, FigureSize, figure_from_paper, figures_from_answer, font_families,
};
use crate::export::{everything, files_of_ranking, text_of_ranking};
use crate::ui::dialogs::figure_choices::NamedFigure;
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

    /// Opens the export dialog with the chart of the figure that was opened last, or with the first
    /// one of the view.
    pub(super) fn open_export(&mut self, ctx: &Context) {
        let opened = self.picture.as_ref().map(|(chart, _)| chart.clone());
        let figures = self.figures();
        let opened = opened.filter(|chart| figures.iter().any(|known| known.id == *chart));
        let chart = opened.unwrap_or_else(|| self.view().chart(&self.input()).to_owned());
        self.open_export_of(ctx, &chart);
    }

    /// Opens the export dialog with a chart of the view, by its name.
    pub(super) fn open_export_of(&mut self, ctx: &Context, chart: &str) {
        let figures = self.figures();
        if figures.is_empty() {
            self.files.problem = Some(self.nothing_yet());
            return;
        }
        let picture = self.picture.as_ref().filter(|(of, _)| of == chart);
        self.exporting = Some(FigureExport::new(figures, chart, picture));
        self.files
            .start(ctx, "glassbox-fonts", || Outcome::Fonts(font_families()));
    }

    /// Puts the view's chart on the clipboard, as it would be exported for a screen.
    pub(super) fn copy_image(&mut self, ctx: &Context) {
        let mut figures = self.figures();
        if figures.is_empty() {
            self.files.problem = Some(self.nothing_yet());
            return;
        }
        let usual = self.view().chart(&self.input());
        let NamedFigure { figure, .. } =
            figures.swap_remove(figure_export::place_of(&figures, usual));
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

    /// Every figure of what the view shows; none while that is not whole.
    pub(super) fn figures(&self) -> Vec<NamedFigure> {
        match self.whole_answer() {
            None => Vec::new(),
            Some(Answer::Paper(report)) => {
                let figures = report.cards.iter().filter_map(|card| {
                    let figure = figure_from_paper(&report, card)?;
                    Some((card.item.id(), card.title.clone(), figure))
                });
                let named = figures.map(|(id, about, figure)| NamedFigure {
                    id: id.into(),
                    about: about.into(),
                    figure,
                });
                named.collect()
            }
            Some(answer) => {
                let figures = figures_from_answer(&answer).into_iter();
                let named =
                    figures.map(
                        |(chart, figure): (&'static dyn ChartDef, Figure)| NamedFigure {
                            id: chart.id().into(),
                            about: chart.title().into(),
                            figure,
                        },
                    );
                named.collect()
            }
        }
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
