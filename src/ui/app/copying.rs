//! What is put on the clipboard that is no whole table: a number, a row, the numbers of a chart.

use eframe::egui::Context;

use crate::analysis::Answer;
use crate::charts::{Chart, Subject};
use crate::export::chart_data;
use crate::export::figure::figure_from_paper;
use crate::ui::table_copy::{TableFormat, table};
use crate::ui::widgets::quoted;

use super::App;

/// So much of what was copied is said.
const SAID: usize = 40;

impl App {
    pub(super) fn copy(&mut self, ctx: &Context, text: String) {
        let first = text.lines().next().unwrap_or_default();
        self.files.done = Some(format!("{} is on the clipboard.", quoted(first, SAID)).into());
        ctx.copy_text(text);
    }

    /// The row of the view's table at `row`, with its heads.
    pub(super) fn copy_row(&mut self, ctx: &Context, row: usize) {
        let answer = self.whole_answer();
        let text = answer.and_then(|answer| table(&answer, TableFormat::Sheet, Some(&[row])));
        let Some(text) = text else {
            self.files.problem = Some(self.no_answer("table", "type a text first"));
            return;
        };
        ctx.copy_text(text);
        self.files.done = Some(
            "The row is on the clipboard, for a spreadsheet."
                .to_owned()
                .into(),
        );
    }

    /// The numbers of a chart of the view, by its name.
    pub(super) fn copy_chart_data(&mut self, ctx: &Context, chart: &str) {
        let answer = self.whole_answer();
        let Some(charts) = answer.and_then(|answer| charts_of(&answer, chart)) else {
            self.files.problem = Some(self.nothing_yet());
            return;
        };
        ctx.copy_text(chart_data(&charts));
        self.files.done = Some(
            "The chart's numbers are on the clipboard, for a spreadsheet."
                .to_owned()
                .into(),
        );
    }
}

/// The pictures of the chart of `answer` that is called `name`, or of such a card of the paper.
fn charts_of(answer: &Answer, name: &str) -> Option<Vec<Chart>> {
    if let Answer::Paper(report) = answer {
        let mut cards = report.cards.iter();
        let card = cards.find(|card| card.item.id() == name)?;
        return Some(figure_from_paper(report, card)?.charts);
    }
    let chart = Subject::of_answer(answer)?.chart(name)?;
    Some(chart.content(answer)?.charts)
}
