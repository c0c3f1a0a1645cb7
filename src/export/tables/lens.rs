//! The tables of what the head says at every layer: a row per layer and token for programs, a row
//! per token for readers.

use std::fmt::Write as _;

use crate::analysis::Lens;
use crate::domain::format::{decimals, strip_control_chars};
use crate::domain::lens::{Candidate, LensCell};
use crate::domain::token::Token;
use crate::export::headings;
use crate::export::table::{Column, Columns, NumberFormat, Table, TableFormat, write};

struct Row<'a> {
    layer: usize,
    token: &'a Token,
    cell: &'a LensCell,
    lens: &'a Lens,
}

/// Every layer and token, unrounded, under the names of the JSON keys.
pub(super) fn data(lens: &Lens) -> Table {
    let layers = lens.reading.layers.iter().enumerate();
    let rows = layers.flat_map(|(layer, cells)| {
        let tokens = lens.analysis.traced.tokens.iter().zip(cells);
        tokens.map(move |(token, cell)| Row {
            layer,
            token,
            cell,
            lens,
        })
    });
    let best = |row: &Row<'_>| row.cell.top.first().copied();
    Columns::new()
        .exact("layer", |row: &Row<'_>| row.layer)
        .exact("index", |row| row.token.index)
        .text("token", |row| row.token.piece.clone())
        .text("shown", |row| row.token.shown.clone())
        .exact("strength", |row| {
            strength(row.lens, row.layer, row.token.index)
        })
        .text("top_token", move |row| {
            best(row).map(|word| row.lens.reading.shown(word.id).to_owned())
        })
        .exact("top_id", move |row| best(row).map(|word| word.id as usize))
        .exact("top_probability", move |row| {
            best(row).map(|word| word.probability)
        })
        .exact("true_rank", |row| row.cell.true_rank)
        .exact("true_probability", |row| row.cell.true_probability)
        .exact("entropy", |row| row.cell.entropy)
        .exact("settled_at", |row| row.lens.settled(row.token.index))
        .table(caption(lens), rows)
}

/// What papers and notes take: rounded, under a caption.
pub(super) fn display(lens: &Lens) -> Table {
    tokens(lens, caption(lens))
}

/// For a terminal: the words of the masks, the tokens, the warnings.
pub(super) fn report(lens: &Lens) -> String {
    let analysis = &lens.analysis;
    let mut text = format!(
        "{}\n{}, Layer {}\n",
        strip_control_chars(&analysis.traced.text),
        headings::model(&analysis.model),
        analysis.layer,
    );
    for mask in lens.masked() {
        let words = lens.candidates(mask).iter();
        let words: Vec<String> = words.map(|word| candidate(lens, word)).collect();
        let _ = write!(text, "\ntoken {mask}: {}", words.join(", "));
    }
    let _ = write!(
        text,
        "\n\n{}\nSpearman's rho of strength and settling layer: {}\n{}",
        write(&tokens(lens, String::new()), TableFormat::Terminal),
        decimals(lens.spearman, 3).unwrap_or_else(|| "undefined".to_owned()),
        headings::notes(&lens.warnings)
    );
    text
}

fn tokens(lens: &Lens, caption: String) -> Table {
    let layer = lens.analysis.layer;
    let last = lens.last_layer();
    let read = move |layer: usize| {
        move |token: &&Token| {
            let best = lens.reading.best(layer, token.index);
            best.map(|word| lens.reading.shown(word.id).to_owned())
        }
    };
    let share = |name: &'static str| Column::number(name, NumberFormat::Percent(1));
    Columns::new()
        .exact("#", |token: &&Token| token.index)
        .text("token", |token| token.shown.clone())
        .fixed("strength", 4, move |token| {
            strength(lens, layer, token.index)
        })
        .text(format!("Layer {layer}"), read(layer))
        .text(format!("Layer {last}"), read(last))
        .with(share("p"), move |token| {
            lens.reading
                .best(last, token.index)
                .map(|word| word.probability)
        })
        .exact("settled", move |token| lens.settled(token.index))
        .exact("rank", move |token| {
            lens.reading.cell(last, token.index)?.true_rank
        })
        .fixed("entropy", 3, move |token| {
            Some(lens.reading.cell(last, token.index)?.entropy)
        })
        .table(caption, &lens.analysis.traced.tokens)
}

fn candidate(lens: &Lens, word: &Candidate) -> String {
    let shown = strip_control_chars(lens.reading.shown(word.id));
    format!("{shown} {:.1} %", 100.0 * word.probability)
}

fn strength(lens: &Lens, layer: usize, token: usize) -> Option<f64> {
    lens.analysis.traced.strengths(layer).get(token).copied()
}

fn caption(lens: &Lens) -> String {
    format!(
        "What the masked-language-model head of {} reads at every layer of “{}” (raw lens: the \
         head was trained for the last layer).",
        lens.analysis.model.display_name, lens.analysis.traced.text,
    )
}
