//! Paper mode for a terminal of 80 columns.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use crate::analysis::paper::{PaperCard, PaperReport};
use crate::domain::format::strip_control_chars;
use crate::domain::paper::{ARXIV, LAYER, LAYERS, MODEL};
use crate::export::headings;
use crate::export::table::{TableFormat, write};

use super::tables::{fact_table, measure_tables};

/// Columns of a terminal nobody has widened.
const WIDTH: usize = 80;

/// Stands for a space that no line is broken at.
const KEPT: &str = "\u{a0}";

/// Every card one after another: its prompts, its numbers, what recomputing them shows, the
/// verdict.
pub(in crate::export) fn report_from_paper(report: &PaperReport) -> String {
    let model = &report.model;
    let mut text = format!(
        "Every table and figure of the paper, printed beside measured\n\
         printed   {ARXIV}: {MODEL}, Layer {LAYER} of {LAYERS}\n\
         measured  {}, Layer {} of {}\n\n",
        headings::model(model),
        report.layer,
        model.layers
    );
    for note in report.every_note() {
        text.push_str(&wrapped(&note, "- ", "  "));
    }
    for card in &report.cards {
        text.push('\n');
        text.push_str(&of_card(card));
    }
    text
}

fn of_card(card: &PaperCard) -> String {
    let title = format!("{}. {}", card.item.name(), card.title);
    let mut text = wrapped(&title, "", "  ");
    let _ = writeln!(text, "{}", "─".repeat(title.width().min(WIDTH)));
    for one in &card.texts {
        let name = if one.name.is_empty() {
            String::new()
        } else {
            format!("{} ", one.name)
        };
        text.push_str(&wrapped(
            &format!("{name}“{}”", strip_control_chars(&one.text)),
            "",
            "  ",
        ));
    }
    if let Some(item) = card.numbers_in {
        let _ = writeln!(
            text,
            "The picture of {}: see its numbers.",
            item.name().to_lowercase()
        );
        return text;
    }
    text.push_str(&wrapped(&card.shows, "", ""));
    text.push_str(&wrapped(
        &format!("Here: {}.", strip_control_chars(&card.setting)),
        "",
        "",
    ));
    for table in measure_tables(card).iter().chain(&fact_table(card)) {
        text.push('\n');
        if !table.caption.is_empty() {
            let _ = writeln!(text, "{}", table.caption);
        }
        text.push_str(&write(table, TableFormat::Terminal));
    }
    text.push('\n');
    for sentence in &card.recomputed {
        text.push_str(&wrapped(sentence, "- ", "  "));
    }
    for sentence in &card.measured {
        text.push_str(&wrapped(&strip_control_chars(sentence), "- ", "  "));
    }
    let kind = card.verdict.kind.name();
    let verdict = format!(
        "Verdict, {kind}: {}",
        strip_control_chars(&card.verdict.text)
    );
    text.push('\n');
    text.push_str(&wrapped(&verdict, "", ""));
    text
}

/// `text` in lines of at most [`WIDTH`] columns: the first behind `first`, the others behind
/// `others`. A word that is longer stays whole, and so does what stands between backticks: a command
/// to copy.
fn wrapped(text: &str, first: &str, others: &str) -> String {
    let mut lines = String::new();
    let mut line = first.to_owned();
    let mut is_empty = true;
    for word in kept_together(text).split(' ') {
        if !is_empty && line.width() + 1 + word.width() > WIDTH {
            lines.push_str(line.trim_end());
            lines.push('\n');
            others.clone_into(&mut line);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    lines.push_str(line.trim_end());
    lines.push('\n');
    lines.replace(KEPT, " ")
}

fn kept_together(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let part = |(place, part): (usize, &str)| match place % 2 {
        0 => part.to_owned(),
        _ => format!("`{}`", part.replace(' ', KEPT)),
    };
    parts.map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_filled_and_never_wider_than_the_terminal() {
        let text = "word ".repeat(40);
        let lines = wrapped(text.trim(), "- ", "  ");
        assert!(lines.lines().all(|line| line.width() <= WIDTH));
        assert_eq!(lines.split_whitespace().count(), 41);
        assert!(lines.lines().skip(1).all(|line| line.starts_with("  word")));
        let long = "x".repeat(100);
        assert_eq!(wrapped(&long, "- ", "  "), format!("- {long}\n"));
    }
}
