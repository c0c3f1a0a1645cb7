//! The words of a text as rows and columns of a matrix.

use std::ops::Range;

use crate::domain::characters::is_mark;
use crate::domain::token::{SPACE, Token};
use crate::domain::word_unit::words;

/// A word with its pieces, a punctuation mark, or a special token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchWord {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Its bytes in the text; empty for a special token.
    pub span: Range<usize>,
    /// What is shown: the text itself, or the piece of a special token.
    pub shown: String,
    /// Whether it is `[CLS]`, `[SEP]` or their kin.
    pub special: bool,
}

/// The words of `text`, in order; every token is in one of them.
pub fn match_words(text: &str, tokens: &[Token]) -> Vec<MatchWord> {
    let units = words(tokens).into_iter();
    units
        .map(|unit| {
            let pieces = tokens.get(unit.tokens.clone()).unwrap_or_default();
            let start = pieces.iter().map(|token| token.start).min().unwrap_or(0);
            let end = pieces.iter().map(|token| token.end).max().unwrap_or(0);
            // A model's spelling may leave out accents and vowel signs, which are written all the same.
            let after = text.get(end..).unwrap_or_default().chars();
            let marks = after.take_while(|&c| is_mark(c)).map(char::len_utf8);
            let end = if end > start {
                end + marks.sum::<usize>()
            } else {
                end
            };
            let written = text.get(start..end).unwrap_or_default().trim();
            let shown = if unit.is_special() || written.is_empty() {
                let pieces = pieces.iter().map(|token| token.shown.as_str());
                pieces
                    .collect::<String>()
                    .replace(SPACE, " ")
                    .trim()
                    .to_owned()
            } else {
                written.to_owned()
            };
            MatchWord {
                tokens: unit.tokens.clone(),
                span: start..end,
                shown,
                special: unit.is_special(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::domain::word_class::WordClass;

    use super::*;

    /// A word of one token, its letters without their marks, as an uncased model reads them.
    fn token(index: usize, letters: &str, start: usize) -> Token {
        Token {
            index,
            id: 0,
            piece: letters.to_owned(),
            shown: letters.to_owned(),
            start,
            end: start + letters.len(),
            special: false,
            punctuation: false,
            word: Some(index),
            word_class: WordClass::Noun,
        }
    }

    #[test]
    fn a_word_is_shown_with_the_marks_that_its_tokens_lack() {
        let text = "राम के cafe\u{301}";
        let tokens = [token(0, "राम", 0), token(1, "क", 10), token(2, "cafe", 17)];
        let words = match_words(text, &tokens);
        let shown: Vec<&str> = words.iter().map(|word| word.shown.as_str()).collect();
        assert_eq!(shown, ["राम", "के", "cafe\u{301}"]);
        assert!(
            words
                .iter()
                .all(|word| text.get(word.span.clone()) == Some(&word.shown))
        );
    }
}
