//! The figure of a chart of an answer, and that of a table or figure of the paper: what is shown, and
//! around it where it comes from.

use crate::analysis::Answer;
use crate::analysis::paper::{PaperCard, PaperReport, Quantity};
use crate::charts::{
    Chart, ChartDef, DriftBars, DriftMeasure, LayerBars, LegendEntry, LegendMark, Scale, ShiftBars,
    ShiftMeasure, StrengthBars, Subject, bucket_keys, is_judged, paper_bars, quoted, series_keys,
};
use crate::domain::paper::ARXIV;

use super::contents::{Figure, Recipe};
use super::provenance::{facts, notes, texts};

/// The figure of `chart` of `answer`; `None` where the chart has nothing to draw, or is about
/// something else.
///
/// ```
/// use glassbox::charts::Subject;
/// use glassbox::export::figure::{FigureStyle, figure_from_answer, svg_from_figure};
/// use glassbox::{Cancel, Model, Question, ask};
///
/// let model = Model::embedded()?;
/// let answer = ask(&[&model], &Question::analyze("A dog."), &Cancel::never())?;
/// let chart = Subject::Text.chart("strengths").expect("it is one of the charts of a text");
/// let figure = figure_from_answer(&answer, chart).expect("a text has strengths");
/// let svg = svg_from_figure(&figure, &FigureStyle::default())?;
/// assert!(svg.contains("<svg "));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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

/// The figure of a card of `report`, printed bars over measured ones; `None` where nothing was measured, since a picture carries how
/// its numbers were measured.
pub fn figure_from_paper(report: &PaperReport, card: &PaperCard) -> Option<Figure> {
    let answer = Option::<Answer>::from(&card.source)?;
    let measured: &dyn ChartDef = match &answer {
        Answer::Comparison(_) => &ShiftBars::every(ShiftMeasure::Whole),
        Answer::Drift(_) => &DriftBars(DriftMeasure::Total),
        _ if card.measures.len() > 1 => &LayerBars(Scale::Raw),
        _ => &StrengthBars::PAPER,
    };
    // Made again, it is the measured chart alone.
    let recipe = Recipe::new(&answer, measured.id())?;
    let charts = paper_bars(card, &report.model.display_name, report.is_papers_model);
    let mut keys = Vec::new();
    if charts.iter().any(is_judged) {
        keys.extend(bucket_keys(&charts));
    } else if card.measures.len() > 1 && card.quantity == Quantity::Strength {
        keys.extend(charts.first().into_iter().flat_map(series_keys));
    }
    if charts.iter().any(|chart| !chart.reference_lines.is_empty()) {
        keys.push(LegendEntry::new(LegendMark::ReferenceLine, "threshold τ"));
    }
    let mut notes = Vec::new();
    if card.has_printed() {
        let item = card.numbers_in.unwrap_or(card.item);
        notes.push(format!("Printed: {ARXIV}, {}.", item.name().to_lowercase()));
        if !report.is_papers_model {
            notes.push(
                "Not the paper's model: raw norms of two models are not comparable, each has its \
                 own axis."
                    .to_owned(),
            );
        }
    }
    let texts = card.texts.iter().map(|text| {
        let name = if text.name.is_empty() {
            String::new()
        } else {
            format!("{}  ", text.name)
        };
        quoted(&name, &text.text)
    });
    Some(Figure {
        title: format!("{}: {}", card.item.name(), card.title),
        texts: texts.collect(),
        keys,
        charts: charts.into_iter().map(Chart::Bars).collect(),
        notes,
        facts: facts(&answer)?,
        recipe,
    })
}
