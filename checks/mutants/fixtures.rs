//! What the tests of the domain take from `tests/it/fixtures.rs`, without a model.

use std::path::{Path, PathBuf};

use glassbox::domain::token::Token;
use glassbox::domain::word_class::WordClass;
use serde::de::DeserializeOwned;

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

pub(crate) fn parsed<T: DeserializeOwned>(name: &str) -> T {
    let bytes = std::fs::read(fixture(name)).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// Reads words and punctuation where a model reads pieces, but for the words of [`PIECES`].
pub(crate) struct StandIn;

/// Words of the tests, as the embedded model takes them apart.
const PIECES: [&[&str]; 4] = [
    &["sum", "mar", "ize"],
    &["non", "chal", "ant"],
    &["non", "chal", "ance"],
    &["un", "fold", "s"],
];

pub(crate) fn minilm() -> StandIn {
    StandIn
}

impl StandIn {
    #[expect(clippy::unnecessary_wraps, reason = "as a model's")]
    pub(crate) fn tokens(&self, text: &str) -> Result<Vec<Token>, String> {
        let mut tokens = vec![token("[CLS]", 0, 0, None)];
        let mut start = 0;
        let mut word = 0;
        let is_word = |c: char| c.is_alphanumeric();
        while let Some(first) = text[start..].chars().next() {
            let rest = &text[start..];
            let length = match is_word(first) {
                true => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
                false => first.len_utf8(),
            };
            if !first.is_whitespace() {
                let read = rest[..length].to_lowercase();
                let apart = PIECES.iter().find(|pieces| pieces.concat() == read);
                let whole = [&*read];
                let mut from = start;
                for &piece in apart.map_or(&whole[..], |pieces| pieces) {
                    let mark = if from == start { "" } else { "##" };
                    let end = from + piece.len();
                    tokens.push(token(&format!("{mark}{piece}"), from, end, Some(word)));
                    from = end;
                }
                word += 1;
            }
            start += length;
        }
        tokens.push(token("[SEP]", 0, 0, None));
        for (index, token) in tokens.iter_mut().enumerate() {
            token.index = index;
        }
        Ok(tokens)
    }
}

fn token(piece: &str, start: usize, end: usize, word: Option<usize>) -> Token {
    Token {
        index: 0,
        id: 0,
        piece: piece.to_owned(),
        shown: piece.to_owned(),
        start,
        end,
        special: word.is_none(),
        punctuation: word.is_some() && !piece.chars().any(char::is_alphanumeric),
        word,
        word_class: WordClass::Other,
    }
}
