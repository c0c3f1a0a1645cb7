//! The tables of what moves a label from one text to another: a row per pair of tokens.

use crate::analysis::{Labelled, MovingPair};
use crate::domain::trace::TracedText;
use crate::export::table::{Columns, Table};

struct Row<'a> {
    one: &'a MovingPair,
    texts: [&'a TracedText; 2],
}

/// Every number, unrounded, under the names of the JSON keys; `None` of one text.
pub(super) fn data(labelled: &Labelled, caption: String) -> Option<Table> {
    let columns = Columns::new()
        .exact("a", |row: &Row<'_>| row.one.pair.a)
        .text("token_a", |row| row.shown(0, row.one.pair.a))
        .exact("strength_a", |row| {
            row.strength(0, row.one.pair.a, labelled.analysis.layer)
        })
        .exact("b", |row| row.one.pair.b)
        .text("token_b", |row| row.shown(1, row.one.pair.b))
        .exact("strength_b", |row| {
            row.strength(1, row.one.pair.b, labelled.analysis.layer)
        })
        .text("kind", |row| row.one.pair.kind.name())
        .text("label", |_| labelled.label_name().to_owned())
        .exact("moves", |row| row.one.moves())
        .exact("attribution_a", |row| row.one.attributions[0])
        .exact("attribution_b", |row| row.one.attributions[1])
        .exact("effect_a", |row| row.one.effects[0])
        .exact("effect_b", |row| row.one.effects[1]);
    Some(columns.table(caption, rows(labelled)?))
}

/// What papers and notes take: rounded.
pub(super) fn display(labelled: &Labelled, caption: String) -> Option<Table> {
    let columns = Columns::new()
        .text("A", |row: &Row<'_>| row.shown(0, row.one.pair.a))
        .text("B", |row| row.shown(1, row.one.pair.b))
        .fixed("moves", 4, |row| row.one.moves())
        .fixed("attribution A", 4, |row| row.one.attributions[0])
        .fixed("attribution B", 4, |row| row.one.attributions[1])
        .fixed("removed A", 4, |row| row.one.effects[0])
        .fixed("removed B", 4, |row| row.one.effects[1]);
    Some(columns.table(caption, rows(labelled)?))
}

/// The text that the label is moved to.
pub(super) fn text_b(labelled: &Labelled) -> &str {
    let moved = labelled.moved.as_ref();
    moved.map_or("", |moved| &*moved.b.traced.text)
}

fn rows(labelled: &Labelled) -> Option<impl Iterator<Item = Row<'_>>> {
    let moved = labelled.moved.as_ref()?;
    let texts = [&*labelled.analysis.traced, &*moved.b.traced];
    let pairs = moved.words.as_ref()?.pairs.iter();
    Some(pairs.map(move |one| Row { one, texts }))
}

impl Row<'_> {
    fn shown(&self, text: usize, token: Option<usize>) -> Option<String> {
        let text = self.texts.get(text)?;
        Some(text.tokens.get(token?)?.shown.clone())
    }

    fn strength(&self, text: usize, token: Option<usize>, layer: usize) -> Option<f64> {
        self.texts.get(text)?.strengths(layer).get(token?).copied()
    }
}
