//! Paper mode as one page for a browser: nothing is fetched, the pictures stand inside it. It is
//! well-formed XML as well as HTML.
//!
//! Written with `format!` and not with templates (askama): askama escapes otherwise than the pictures
//! inside the page do (`&#34;` and `&#39;`), so an escaper of our own would remain, and so would the
//! loops and conditions that most of this file is.

use std::fmt::Write as _;

use crate::analysis::paper::{PaperCard, PaperReport};
use crate::charts::palette::{DARK, LIGHT, Palette, Rgb};
use crate::domain::app::software;
use crate::domain::format::strip_control_chars;
use crate::domain::paper::{ARXIV, LAYER, LAYERS, MODEL, SECOND_LAYER, TITLE};
use crate::export::figure::{
    FigureError, FigureStyle, FigureTheme, figure_from_paper, svg_from_figure, xml_text,
};
use crate::export::table::{Align, Table};

use super::tables::{fact_table, measure_tables};

const CSS: &str = include_str!("page.css");

/// Wide enough for the longest label, and about as wide as the column of text.
const PICTURE_WIDTH: u32 = 820;

/// The report as an HTML page.
///
/// # Errors
/// A picture that could not be drawn.
pub fn html_from_paper(report: &PaperReport) -> Result<String, FigureError> {
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n\
         <meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"color-scheme\" content=\"light dark\"/>\n\
         <meta name=\"generator\" content=\"{}\"/>\n\
         <title>Printed beside measured: {}</title>\n<style>\n{}{CSS}</style>\n</head>\n<body>\n",
        software(),
        text(&report.model.display_name),
        colours()
    );
    page.push_str(&header(report));
    page.push_str("<main>\n");
    page.push_str(&overview(report));
    for card in &report.cards {
        page.push_str(&section(report, card)?);
    }
    let _ = write!(
        page,
        "</main>\n<footer>\n<p class=\"weak\">Made by {}. Printed numbers: \
         {ARXIV}, CC BY 4.0. A bucket by print is recomputed from the printed strengths; a \
         difference is measured minus printed, or minus recomputed where nothing is printed.</p>\n\
         </footer>\n</body>\n</html>\n",
        software()
    );
    Ok(page)
}

fn header(report: &PaperReport) -> String {
    let model = &report.model;
    let mut page = format!(
        "<header>\n<h1>The paper’s tables and figures, printed beside measured</h1>\n<dl>\n\
         <dt>Paper</dt><dd><cite>{TITLE}</cite>, {ARXIV}</dd>\n\
         <dt>Printed</dt><dd>{MODEL}, Layers {LAYER} and {SECOND_LAYER} of {LAYERS}</dd>\n\
         <dt>Measured</dt><dd>{} ({} layers × {}), Layers {} and {} of {}</dd>\n\
         <dt>Weights</dt><dd class=\"weak\">sha256 {}</dd>\n</dl>\n<ul>\n",
        text(&model.display_name),
        model.layers,
        model.hidden_size,
        report.layer,
        report.second_layer,
        model.layers,
        text(&model.sha256)
    );
    for note in report.every_note() {
        let _ = writeln!(page, "<li>{}</li>", rich(&note));
    }
    page.push_str("</ul>\n</header>\n");
    page
}

/// A row for each card, with its verdict in a word.
fn overview(report: &PaperReport) -> String {
    let mut page = "<section aria-labelledby=\"overview\">\n<h2 id=\"overview\">Overview</h2>\n\
                    <table class=\"overview\">\n<thead><tr><th scope=\"col\">In the paper</th>\
                    <th scope=\"col\">About</th><th scope=\"col\">Verdict</th></tr></thead>\n\
                    <tbody>\n"
        .to_owned();
    for card in &report.cards {
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\"><a href=\"#{}\">{}</a></th><td>{}</td><td>{}</td></tr>",
            card.item.id(),
            card.item.name(),
            text(&card.title),
            kind(card)
        );
    }
    page.push_str("</tbody>\n</table>\n</section>\n");
    page
}

fn section(report: &PaperReport, card: &PaperCard) -> Result<String, FigureError> {
    let id = card.item.id();
    let mut page = format!(
        "<section id=\"{id}\" aria-labelledby=\"{id}-name\">\n<h2 id=\"{id}-name\">\
         <span class=\"item\">{}</span> {}</h2>\n<p>{}</p>\n<blockquote>\n",
        card.item.name(),
        text(&card.title),
        text(&card.shows)
    );
    for one in &card.texts {
        let name = if one.name.is_empty() {
            String::new()
        } else {
            format!("<b>{}</b> ", one.name)
        };
        let _ = writeln!(page, "<p>{name}{}</p>", text(&one.text));
    }
    let _ = writeln!(
        page,
        "</blockquote>\n<p class=\"weak\">Here: {}.</p>",
        text(&card.setting)
    );
    page.push_str(&picture(report, card)?);
    page.push_str(&numbers(card));
    page.push_str(&list(
        "What recomputing the printed numbers shows",
        &card.recomputed,
    ));
    page.push_str(&list("Notes on the measured numbers", &card.measured));
    let _ = writeln!(
        page,
        "<p class=\"verdict\">{}{}</p>\n</section>",
        kind(card),
        text(&card.verdict.text)
    );
    Ok(page)
}

/// The tables of a card, or where they are.
fn numbers(card: &PaperCard) -> String {
    let name = card.item.name();
    if let Some(item) = card.numbers_in {
        return format!(
            "<p>Its numbers are those of <a href=\"#{}\">{}</a>.</p>\n",
            item.id(),
            item.name().to_lowercase()
        );
    }
    let rows = measure_tables(card).into_iter();
    let rows = rows.map(|one| table(&one, &format!("{name}, numbers")));
    let facts = fact_table(card);
    let facts = facts.map(|one| table(&one, &format!("{name}, sums and thresholds")));
    rows.chain(facts).collect()
}

/// The picture on a light and on a dark background; the page shows one of them. A table that a
/// figure plots leaves the picture to it.
fn picture(report: &PaperReport, card: &PaperCard) -> Result<String, FigureError> {
    let mut others = report.cards.iter();
    let plotted = others.any(|other| other.numbers_in == Some(card.item));
    let Some(figure) = figure_from_paper(report, card).filter(|_| !plotted) else {
        return Ok(String::new());
    };
    // Where the window is narrow it is scrolled, with the keyboard too.
    let mut page = "<figure tabindex=\"0\">\n".to_owned();
    for (class, theme) in [("light", FigureTheme::Light), ("dark", FigureTheme::Dark)] {
        let style = FigureStyle {
            width: PICTURE_WIDTH,
            theme,
            ..FigureStyle::default()
        };
        let svg = svg_from_figure(&figure, &style)?;
        // A page has one declaration at most, and its own.
        let svg = svg.split_once("?>").map_or(svg.as_str(), |(_, svg)| svg);
        let svg = match theme {
            FigureTheme::Dark => without_letters(svg),
            _ => svg.to_owned(),
        };
        let _ = writeln!(page, "<div class=\"{class}\">{}</div>", svg.trim());
    }
    let _ = writeln!(
        page,
        "<figcaption>{}: a bar for each row of its table</figcaption>\n</figure>",
        card.item.name()
    );
    Ok(page)
}

/// `svg` without the letters it carries: those of the same picture on a light background serve the
/// whole page.
fn without_letters(svg: &str) -> String {
    let letters = svg.split_once("<style>").and_then(|(before, style)| {
        let (_, after) = style.split_once("</style>")?;
        Some([before, after].concat())
    });
    letters.unwrap_or_else(|| svg.to_owned())
}

fn table(table: &Table, label: &str) -> String {
    let name = match table.caption.as_str() {
        "" => label.to_owned(),
        name => format!("{label}, {name}"),
    };
    let mut page = format!(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">\n<table>\n",
        text(&name)
    );
    if !table.caption.is_empty() {
        let _ = writeln!(page, "<caption>{}</caption>", text(&table.caption));
    }
    page.push_str("<thead><tr>");
    for column in &table.columns {
        let class = match column.align {
            Align::Right => " class=\"number\"",
            Align::Left => "",
        };
        let _ = write!(page, "<th scope=\"col\"{class}>{}</th>", text(&column.name));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for row in table.printed() {
        page.push_str("<tr>");
        for (place, (cell, column)) in row.zip(&table.columns).enumerate() {
            let cell = cell.as_deref().unwrap_or("-");
            let class = match (column.align, cell) {
                (Align::Right, _) => " class=\"number\"",
                (Align::Left, "HIGH") => " class=\"high\"",
                _ => "",
            };
            let _ = if place == 0 {
                write!(page, "<th scope=\"row\"{class}>{}</th>", text(cell))
            } else {
                write!(page, "<td{class}>{}</td>", text(cell))
            };
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n</div>\n");
    page
}

fn list(name: &str, sentences: &[String]) -> String {
    if sentences.is_empty() {
        return String::new();
    }
    let mut page = format!("<h3>{name}</h3>\n<ul>\n");
    for sentence in sentences {
        let _ = writeln!(page, "<li>{}</li>", rich(sentence));
    }
    page.push_str("</ul>\n");
    page
}

fn kind(card: &PaperCard) -> String {
    let name = card.verdict.kind.name();
    let class = name.replace(' ', "-");
    format!("<span class=\"kind {class}\">{name}</span> ")
}

/// `text` as a page carries it.
fn text(text: &str) -> String {
    xml_text(&strip_control_chars(text))
}

/// The same, with what stands between backticks as code.
fn rich(sentence: &str) -> String {
    let parts = sentence.split('`').enumerate();
    parts
        .map(|(place, part)| {
            if place % 2 == 0 {
                text(part)
            } else {
                format!("<code>{}</code>", text(part))
            }
        })
        .collect()
}

/// The colours of the charts as those of the page.
fn colours() -> String {
    let of = |palette: &Palette| {
        let hex = |[red, green, blue]: Rgb| format!("#{red:02x}{green:02x}{blue:02x}");
        let named = [
            ("surround", palette.surround),
            ("paper", palette.background),
            ("text", palette.text),
            ("weak", palette.weak_text),
            ("grid", palette.grid),
            ("high", palette.high),
            ("low", palette.low),
            ("link", palette.low),
        ];
        let named = named.map(|(name, colour)| format!(" --{name}: {};", hex(colour)));
        format!(":root {{{} }}", named.concat())
    };
    format!(
        "{}\n@media screen and (prefers-color-scheme: dark) {{ {} }}\n",
        of(&LIGHT),
        of(&DARK)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_and_code_is_marked() {
        assert_eq!(rich("a < b: `x & y`."), "a &lt; b: <code>x &amp; y</code>.");
        assert_eq!(text("\u{1b}[31m\"q\""), " [31m&quot;q&quot;");
    }
}
