//! Everything that can be saved of an answer: every chart as SVG and PNG, every table.

use crate::analysis::{Analysis, Comparison, Drift, ModelComparison};
use crate::domain::corpus::Findings;

use super::figure::{
    AnalysisChart, ComparisonChart, CorpusChart, CorpusSource, DriftChart, Figure, FigureError,
    FigureStyle, ModelChart, figure_from_analysis, figure_from_comparison, figure_from_corpus,
    figure_from_drift, figure_from_model_comparison, png_from_figure, svg_from_figure,
};
use super::{
    csv_from_analysis, csv_from_comparison, csv_from_drift, csv_from_model_comparison,
    json_from_analysis, json_from_comparison, json_from_drift, json_from_model_comparison,
    latex_from_analysis, latex_from_comparison, latex_from_drift, latex_from_model_comparison,
    markdown_from_analysis, markdown_from_comparison, markdown_from_drift,
    markdown_from_model_comparison,
};

/// What is to be saved.
#[derive(Debug, Clone, Copy)]
pub enum Answer<'a> {
    /// One text.
    Analysis(&'a Analysis),
    /// Two texts.
    Comparison(&'a Comparison),
    /// One input under several instructions; the second is the same with each text's own
    /// positions, to stand beside kept ones.
    Drift(&'a Drift, Option<&'a Drift>),
    /// One text through two models.
    Models(&'a ModelComparison),
    /// Many texts.
    Corpus(CorpusSource<'a>, &'a Findings),
}

/// Every chart in `style` and every table: file names and what goes into them. A chart that does
/// not fit the height of `style` is as high as it needs to be.
///
/// # Errors
/// A style out of range, or a picture with too many pixels.
pub fn everything(
    answer: Answer<'_>,
    style: &FigureStyle,
) -> Result<Vec<(String, Vec<u8>)>, FigureError> {
    let mut files = Vec::new();
    for (name, figure) in figures(answer) {
        let style = match svg_from_figure(&figure, style) {
            Err(FigureError::TooLow { .. }) => FigureStyle {
                height: None,
                highest: FigureStyle::HEIGHTS.1,
                ..*style
            },
            _ => *style,
        };
        let svg = svg_from_figure(&figure, &style)?;
        files.push((format!("{name}.svg"), svg.into_bytes()));
        files.push((format!("{name}.png"), png_from_figure(&figure, &style)?));
    }
    let tables = tables(answer).into_iter();
    files.extend(tables.map(|(name, text)| (name.to_owned(), text.into_bytes())));
    Ok(files)
}

/// Every chart of `answer` with its name.
pub fn figures(answer: Answer<'_>) -> Vec<(&'static str, Figure)> {
    match answer {
        Answer::Analysis(analysis) => AnalysisChart::EVERY
            .into_iter()
            .map(|chart| (chart.name(), figure_from_analysis(analysis, chart)))
            .collect(),
        Answer::Comparison(comparison) => ComparisonChart::EVERY
            .into_iter()
            .map(|chart| (chart.name(), figure_from_comparison(comparison, chart)))
            .collect(),
        Answer::Drift(drift, as_is) => DriftChart::EVERY
            .into_iter()
            .filter_map(|chart| {
                let figure = figure_from_drift(drift, as_is, chart)?;
                Some((chart.name(), figure))
            })
            .collect(),
        Answer::Models(comparison) => ModelChart::EVERY
            .into_iter()
            .map(|chart| {
                (
                    chart.name(),
                    figure_from_model_comparison(comparison, chart),
                )
            })
            .collect(),
        Answer::Corpus(source, findings) => CorpusChart::EVERY
            .into_iter()
            .filter_map(|chart| {
                let figure = figure_from_corpus(&source, findings, chart)?;
                Some((chart.name(), figure))
            })
            .collect(),
    }
}

fn tables(answer: Answer<'_>) -> Vec<(&'static str, String)> {
    let [json, csv, markdown, latex] = match answer {
        Answer::Analysis(analysis) => [
            json_from_analysis(analysis),
            csv_from_analysis(analysis),
            markdown_from_analysis(analysis, None),
            latex_from_analysis(analysis, None),
        ],
        Answer::Comparison(comparison) => [
            json_from_comparison(comparison),
            csv_from_comparison(comparison),
            markdown_from_comparison(comparison),
            latex_from_comparison(comparison),
        ],
        Answer::Drift(drift, _) => [
            json_from_drift(drift),
            csv_from_drift(drift),
            markdown_from_drift(drift),
            latex_from_drift(drift),
        ],
        Answer::Models(comparison) => [
            json_from_model_comparison(comparison),
            csv_from_model_comparison(comparison),
            markdown_from_model_comparison(comparison),
            latex_from_model_comparison(comparison),
        ],
        // A run writes its tables itself, text by text.
        Answer::Corpus(..) => return Vec::new(),
    };
    vec![
        ("result.json", json),
        ("table.csv", csv),
        ("table.md", markdown),
        ("table.tex", latex),
    ]
}
