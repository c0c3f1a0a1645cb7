//! Everything that can be saved of an answer: every chart as SVG, PNG and PDF, every table.

use crate::analysis::Answer;
use crate::charts::Subject;

use super::figure::{FigureError, FigureFormat, FigureStyle, figures_from_answer, svg_from_figure};
use super::paper::everything_of_paper;
use super::text::{TextFormat, text};

/// Every chart in `style` and every table: file names and what goes into them. A chart that does
/// not fit the height of `style` is as high as it needs to be.
///
/// # Errors
/// A style out of range, or a picture with too many pixels.
pub fn everything(
    answer: &Answer,
    style: &FigureStyle,
) -> Result<Vec<(String, Vec<u8>)>, FigureError> {
    if let Answer::Paper(report) = answer {
        return everything_of_paper(report);
    }
    let mut files = Vec::new();
    for (chart, figure) in figures_from_answer(answer) {
        let name = chart.id();
        let style = match svg_from_figure(&figure, style) {
            Err(FigureError::TooLow { .. }) => FigureStyle {
                height: None,
                highest: FigureStyle::HEIGHTS.1,
                ..style.clone()
            },
            _ => style.clone(),
        };
        for &format in FigureFormat::ALL {
            let file = format.file(&figure, &style)?;
            files.push((format!("{name}.{}", format.ending()), file));
        }
    }
    let tables = tables(answer).into_iter();
    files.extend(tables.map(|(name, text)| (name.to_owned(), text.into_bytes())));
    Ok(files)
}

/// The names of all pictures that [`everything`] may write of a corpus.
pub fn picture_names_of_corpus() -> impl Iterator<Item = String> {
    let charts = Subject::Corpus.charts();
    charts.flat_map(|chart| {
        let formats = FigureFormat::ALL.iter();
        formats.map(move |format| format!("{}.{}", chart.id(), format.ending()))
    })
}

fn tables(answer: &Answer) -> Vec<(&'static str, String)> {
    let all = [
        ("result.json", TextFormat::Json),
        ("table.csv", TextFormat::Csv),
        ("table.md", TextFormat::Markdown),
        ("table.tex", TextFormat::Latex),
    ];
    all.into_iter()
        .filter_map(|(name, format)| Some((name, text(answer, format)?)))
        .collect()
}
