//! The figure of a chart of an answer: what the chart shows, and around it where it comes from.

use crate::analysis::Answer;
use crate::charts::{ChartDef, Subject};

use super::contents::Figure;
use super::provenance::{facts, notes, texts};
use super::recipe::Recipe;

/// The figure of `chart` of `answer`; `None` where the chart has nothing to draw, or is about
/// something else.
pub fn figure_from_answer(answer: &Answer, chart: &dyn ChartDef) -> Option<Figure> {
    let content = chart.content(answer)?;
    let mut figure = Figure {
        title: content.title,
        texts: texts(answer),
        keys: content.keys,
        charts: content.charts,
        notes: content.notes,
        facts: facts(answer)?,
        recipe: Recipe::new(answer, chart.id())?,
    };
    figure.texts.extend(content.texts);
    figure.notes.extend(notes(answer));
    Some(figure)
}

/// Every chart that `answer` has something for, in the order of menus.
pub fn figures_from_answer(answer: &Answer) -> Vec<(&'static dyn ChartDef, Figure)> {
    let charts = Subject::of_answer(answer).into_iter();
    charts
        .flat_map(Subject::charts)
        .filter_map(|chart| Some((chart, figure_from_answer(answer, chart)?)))
        .collect()
}
