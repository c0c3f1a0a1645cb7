//! The paper beside a model's numbers, as it leaves Glassbox: JSON, CSV, a table for a terminal,
//! and a report for a browser.

mod csv;
mod html;
mod json;
mod sections;
mod table;

pub use csv::csv_from_paper;
pub use html::html_from_paper;
pub use json::json_from_paper;
pub use table::table_from_paper;

use crate::analysis::paper::PaperReport;

use super::figure::{FigureError, FigureStyle, figure_from_paper, svg_from_figure};

/// Everything that can be saved of `report`: the report for a browser, its numbers as JSON and
/// CSV, and its pictures as SVG. File names and what goes into them.
///
/// # Errors
/// A picture that could not be drawn.
pub fn everything_of_paper(report: &PaperReport) -> Result<Vec<(String, Vec<u8>)>, FigureError> {
    let mut files = vec![
        ("report.html".to_owned(), html_from_paper(report)?),
        ("paper.json".to_owned(), json_from_paper(report)),
        ("facts.csv".to_owned(), csv::csv_of_facts(report)),
    ];
    for card in &report.cards {
        let name = card.item.id();
        if card.numbers_in.is_none() {
            files.push((format!("{name}.csv"), csv::csv_of_card(card)));
        }
        if let Some(figure) = figure_from_paper(report, card) {
            let svg = svg_from_figure(&figure, &FigureStyle::default())?;
            files.push((format!("{name}.svg"), svg));
        }
    }
    let bytes = files.into_iter();
    Ok(bytes
        .map(|(name, text)| (name, text.into_bytes()))
        .collect())
}
