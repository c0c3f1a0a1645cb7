//! CSV by RFC 4180: UTF-8, one header row, the names of the JSON keys.

use std::ops::Range;

use crate::analysis::Analysis;
use crate::domain::standing::Standing;
use crate::domain::token::{Token, character_spans};

/// One row a token; the strengths of every layer are the columns `strengths_0`, `strengths_1`, …
pub fn csv_from_analysis(analysis: &Analysis) -> String {
    let names = [
        "index",
        "id",
        "token",
        "shown",
        "start",
        "end",
        "start_char",
        "end_char",
        "special",
        "punctuation",
        "word",
        "word_class",
        "word_group",
        "strength",
        "second_strength",
        "rank",
        "z",
        "bucket",
        "margin",
    ];
    let layers = 0..=analysis.traced.layers();
    let header = names
        .into_iter()
        .map(str::to_owned)
        .chain(layers.map(|layer| format!("strengths_{layer}")));
    let spans = character_spans(&analysis.traced.text, &analysis.traced.tokens);
    let tokens = analysis.traced.tokens.iter().zip(spans);
    let rows = tokens
        .zip(&analysis.at_layer().tokens)
        .map(|(token, standing)| row(analysis, token, standing.as_ref()));
    document(header, rows)
}

/// A header and its rows, each of the header's length.
pub(super) fn document<H, R>(header: H, rows: impl Iterator<Item = R>) -> String
where
    H: IntoIterator<Item: AsRef<[u8]>>,
    R: IntoIterator<Item: AsRef<[u8]>>,
{
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(header);
    for row in rows {
        let _ = writer.write_record(row);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn row(
    analysis: &Analysis,
    (token, span): (&Token, Range<usize>),
    standing: Option<&Standing>,
) -> Vec<String> {
    let at = |layer: usize| number(analysis.traced.strengths(layer).get(token.index).copied());
    let mut row = vec![
        token.index.to_string(),
        token.id.to_string(),
        token.piece.clone(),
        token.shown.clone(),
        token.start.to_string(),
        token.end.to_string(),
        span.start.to_string(),
        span.end.to_string(),
        token.special.to_string(),
        token.punctuation.to_string(),
        token.word.map(|word| word.to_string()).unwrap_or_default(),
        token.word_class.tag().to_owned(),
        token.word_class.group().name().to_owned(),
        at(analysis.layer),
        at(analysis.second_layer),
        standing.map(|s| s.rank.to_string()).unwrap_or_default(),
        number(standing.and_then(|s| s.z)),
        standing
            .map(|s| s.bucket.name().to_owned())
            .unwrap_or_default(),
        number(standing.map(|s| s.margin)),
    ];
    row.extend((0..=analysis.traced.layers()).map(at));
    row
}

/// Empty for what is missing or not finite.
pub(super) fn number(value: Option<f64>) -> String {
    value
        .filter(|value| value.is_finite())
        .map(|value| value.to_string())
        .unwrap_or_default()
}
