//! The paper beside a model's numbers, as it leaves Glassbox: a table of its numbers, a report for a
//! terminal and one for a browser, and a folder of everything.

mod html;
mod report;
mod tables;

pub use html::html_from_paper;
pub(super) use report::report_from_paper;
pub(super) use tables::table_of_paper;

use crate::analysis::paper::{PaperCard, PaperReport};

use super::figure::{FigureError, FigureFormat, FigureStyle, figure_from_paper};
use super::json::{PaperDocument, one_line};
use super::table::{Table, TableFormat, write};

/// Everything that can be saved of `report`: the report for a browser, its numbers as JSON and
/// CSV, and its pictures as SVG and PDF. File names and what goes into them.
///
/// # Errors
/// A picture that could not be drawn.
pub(super) fn everything_of_paper(
    report: &PaperReport,
) -> Result<Vec<(String, Vec<u8>)>, FigureError> {
    let csv = |table: &Table| write(table, TableFormat::Csv);
    let mut pictures = Vec::new();
    let mut files = vec![
        ("report.html".to_owned(), html_from_paper(report)?),
        (
            "paper.json".to_owned(),
            one_line(&PaperDocument::new(report)),
        ),
        ("facts.csv".to_owned(), csv(&tables::table_of_facts(report))),
    ];
    for card in &report.cards {
        let name = card.item.id();
        if card.numbers_in.is_none() {
            files.push((format!("{name}.csv"), csv(&tables::table_of_card(card))));
        }
        if let Some(figure) = figure_from_paper(report, card) {
            for format in [FigureFormat::Svg, FigureFormat::Pdf] {
                let file = format.file(&figure, &FigureStyle::default())?;
                pictures.push((format!("{name}.{}", format.ending()), file));
            }
        }
    }
    let tables = files.into_iter();
    let tables = tables.map(|(name, text)| (name, text.into_bytes()));
    Ok(tables.chain(pictures).collect())
}

/// The numbers of `card` for a spreadsheet, one of its rows or all of them with its single numbers.
pub fn text_of_card(card: &PaperCard, row: Option<usize>) -> String {
    let rows = tables::measure_tables(card).into_iter();
    let tables: Vec<Table> = match row {
        Some(row) => rows.map(|table| table.in_order(&[row])).collect(),
        None => rows.chain(tables::fact_table(card)).collect(),
    };
    let texts = tables.iter().filter(|table| !table.rows.is_empty());
    let texts = texts.map(|table| write(table, TableFormat::Clipboard));
    texts.collect::<Vec<_>>().join("\n")
}
