//! Everything that can be saved of a search: the ranking as tables, and for each passage its match
//! with the query.

use crate::analysis::Answer;
use crate::analysis::matching::MatchRanking;
use crate::charts::ChartDef;

use super::figure::{FigureError, FigureFormat, FigureStyle, figure_from_answer};
use super::ranking::text_of_ranking;
use super::text::{TextFormat, text};

/// The tables of `ranking`, and of each of `matches`, which are answers by their rank, the JSON and
/// `chart` in `style`: file names and what goes into them.
///
/// # Errors
/// A style out of range, or a figure that does not fit it.
pub fn files_of_ranking(
    ranking: &MatchRanking,
    matches: &[(usize, Answer)],
    chart: &dyn ChartDef,
    style: &FigureStyle,
) -> Result<Vec<(String, Vec<u8>)>, FigureError> {
    let tables = [
        ("ranking.json", TextFormat::Json),
        ("ranking.csv", TextFormat::Csv),
        ("ranking.md", TextFormat::Markdown),
        ("ranking.tex", TextFormat::Latex),
    ];
    let tables = tables.into_iter().map(|(name, format)| {
        let table = text_of_ranking(ranking, format);
        (name.to_owned(), table.into_bytes())
    });
    let mut files: Vec<(String, Vec<u8>)> = tables.collect();
    for (rank, answer) in matches {
        let name = format!("match-{rank:03}");
        let json = text(answer, TextFormat::Json).unwrap_or_default();
        files.push((format!("{name}.json"), json.into_bytes()));
        if let Some(figure) = figure_from_answer(answer, chart) {
            for format in [FigureFormat::Svg, FigureFormat::Pdf] {
                let file = format.file(&figure, style)?;
                files.push((format!("{name}.{}", format.ending()), file));
            }
        }
    }
    Ok(files)
}
