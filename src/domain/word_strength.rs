//! Words that two tokenizers both see, and the strength of a word from the strengths of its
//! pieces: what makes models with different vocabularies comparable.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::token::Token;

/// How the strengths of a word's pieces become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[derive(strum::VariantArray, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Merge {
    /// The strongest piece.
    #[default]
    Max,
    /// The mean of the pieces.
    Mean,
    /// The first piece alone.
    First,
    /// The L2 norm of the pieces' strengths: it grows with their number.
    L2,
}

impl Merge {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// One strength from those of a word's pieces; `None` without pieces. A piece that is not
    /// finite makes its word so.
    pub fn of(self, pieces: &[f64]) -> Option<f64> {
        let &first = pieces.first()?;
        if let Some(&broken) = pieces.iter().find(|piece| !piece.is_finite()) {
            return Some(broken);
        }
        Some(match self {
            Self::Max => pieces.iter().copied().fold(first, f64::max),
            Self::Mean => pieces.iter().sum::<f64>() / pieces.len() as f64,
            Self::First => first,
            Self::L2 => pieces.iter().map(|piece| piece * piece).sum::<f64>().sqrt(),
        })
    }
}

/// A stretch of the text that both tokenizations keep together: neither has a word that reaches
/// over its ends, and it cannot be cut further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedWord {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// The tokens of the first tokenization; never empty.
    pub a: Vec<usize>,
    /// The tokens of the second one; never empty.
    pub b: Vec<usize>,
}

/// What two tokenizations of one text have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedWords {
    /// In the order of the text.
    pub words: Vec<SharedWord>,
    /// How many stretches of the text only one of the two has tokens for.
    pub one_sided: usize,
}

/// Cuts `text` wherever both tokenizations have the end of a word. Special tokens are no part of a
/// text.
pub fn shared_words(text: &str, a: &[Token], b: &[Token]) -> SharedWords {
    let pieces = |tokens: &[Token], side: usize| -> Vec<Piece> {
        let words = spans_of_words(text, tokens).into_iter();
        words
            .map(|(span, tokens)| Piece { span, tokens, side })
            .collect()
    };
    let mut pieces: Vec<Piece> = pieces(a, 0).into_iter().chain(pieces(b, 1)).collect();
    pieces.sort_by_key(|piece| (piece.span.start, piece.span.end));
    let mut stretches: Vec<SharedWord> = Vec::new();
    for piece in pieces {
        let last = stretches.last();
        if last.is_none_or(|stretch| piece.span.start >= stretch.span.end) {
            stretches.push(SharedWord {
                span: piece.span.clone(),
                a: Vec::new(),
                b: Vec::new(),
            });
        }
        if let Some(stretch) = stretches.last_mut() {
            stretch.span.end = stretch.span.end.max(piece.span.end);
            let side = if piece.side == 0 {
                &mut stretch.a
            } else {
                &mut stretch.b
            };
            side.extend(piece.tokens);
        }
    }
    let all = stretches.len();
    stretches.retain(|stretch| !stretch.a.is_empty() && !stretch.b.is_empty());
    SharedWords {
        one_sided: all - stretches.len(),
        words: stretches,
    }
}

/// A word of one of the two tokenizations.
struct Piece {
    span: Range<usize>,
    tokens: Vec<usize>,
    side: usize,
}

/// Each word's bytes, without white space around it, and its tokens.
fn spans_of_words(text: &str, tokens: &[Token]) -> Vec<(Range<usize>, Vec<usize>)> {
    let mut words: Vec<(Range<usize>, Vec<usize>)> = Vec::new();
    let mut last = None;
    for token in tokens {
        let span = without_space(text, token.start..token.end);
        // A space of its own that begins a word is no part of it, nor of the word before.
        if token.special || span.is_empty() {
            continue;
        }
        let goes_on = token.word.is_some() && token.word == last;
        last = token.word;
        match words.last_mut().filter(|_| goes_on) {
            Some((word, pieces)) => {
                word.end = word.end.max(span.end);
                pieces.push(token.index);
            }
            None => words.push((span, vec![token.index])),
        }
    }
    words
}

fn without_space(text: &str, span: Range<usize>) -> Range<usize> {
    let Some(covered) = text.get(span.clone()) else {
        return span;
    };
    let start = span.start + (covered.len() - covered.trim_start().len());
    start..(start + covered.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word_class::WordClass;

    /// Tokens from `(start, end, word)`; no word is a special token.
    fn tokens(pieces: &[(usize, usize, Option<usize>)]) -> Vec<Token> {
        let token = |(index, &(start, end, word)): (usize, &(usize, usize, Option<usize>))| Token {
            index,
            id: 0,
            piece: String::new(),
            shown: String::new(),
            start,
            end,
            special: word.is_none(),
            punctuation: false,
            word,
            word_class: WordClass::Special,
        };
        pieces.iter().enumerate().map(token).collect()
    }

    #[test]
    fn a_space_of_its_own_joins_no_words() {
        let text = "prime minister";
        let whole = tokens(&[(0, 5, Some(0)), (6, 14, Some(1))]);
        let spaced = tokens(&[
            (0, 5, Some(0)),
            (5, 6, Some(1)),
            (6, 8, Some(1)),
            (8, 14, Some(1)),
        ]);
        let words = shared_words(text, &spaced, &whole).words;
        let spans: Vec<Range<usize>> = words.iter().map(|word| word.span.clone()).collect();
        assert_eq!(spans, [0..5, 6..14]);
        assert_eq!(words[1].a, [2, 3]);
    }

    #[test]
    fn pieces_merge_as_asked() {
        let pieces = [3.0, 4.0, 2.0];
        let merged = Merge::ALL.iter().map(|merge| merge.of(&pieces).unwrap());
        let expected = [4.0, 3.0, 3.0, 29.0_f64.sqrt()];
        assert!(merged.eq(expected));
        assert_eq!(Merge::Max.of(&[]), None);
        assert!(Merge::First.of(&[1.0, f64::NAN]).unwrap().is_nan());
        assert!(Merge::Max.of(&[f64::NAN, 1.0]).unwrap().is_nan());
    }

    #[test]
    fn a_text_is_cut_where_both_tokenizations_end_a_word() {
        // "I don't go" as BERT has it (don ' t) and as RoBERTa has it (don 't, with the spaces).
        let text = "I don't go";
        let bert = tokens(&[
            (0, 0, None),
            (0, 1, Some(0)),
            (2, 5, Some(1)),
            (5, 6, Some(2)),
            (6, 7, Some(3)),
            (8, 10, Some(4)),
            (0, 0, None),
        ]);
        let roberta = tokens(&[
            (0, 1, Some(0)),
            (1, 5, Some(1)),
            (5, 7, Some(2)),
            (7, 10, Some(3)),
        ]);
        let shared = shared_words(text, &bert, &roberta);
        let spelled: Vec<&str> = shared.words.iter().map(|w| &text[w.span.clone()]).collect();
        assert_eq!(spelled, ["I", "don", "'t", "go"]);
        assert_eq!(shared.words[2].a, [3, 4]);
        assert_eq!(shared.words[2].b, [2]);
        assert_eq!(shared.one_sided, 0);
    }

    #[test]
    fn words_that_overlap_are_one_stretch() {
        let a = tokens(&[(0, 2, Some(0)), (2, 5, Some(1))]);
        let b = tokens(&[(0, 3, Some(0)), (3, 5, Some(1))]);
        let shared = shared_words("abcde", &a, &b);
        assert_eq!(shared.words.len(), 1);
        assert_eq!(shared.words[0].span, 0..5);
        assert_eq!((shared.words[0].a.len(), shared.words[0].b.len()), (2, 2));
    }

    #[test]
    fn what_only_one_of_them_read_is_counted() {
        let a = tokens(&[(0, 2, Some(0)), (3, 5, Some(1)), (6, 8, Some(2))]);
        let b = tokens(&[(0, 2, Some(0))]);
        let shared = shared_words("ab cd ef", &a, &b);
        assert_eq!((shared.words.len(), shared.one_sided), (1, 2));
        assert_eq!(shared_words("", &[], &[]).words, []);
    }

    #[test]
    fn the_pieces_of_a_word_stay_together() {
        let a = tokens(&[(0, 3, Some(0)), (3, 6, Some(0)), (6, 9, Some(0))]);
        let b = tokens(&[(0, 9, Some(0))]);
        let shared = shared_words("brightest", &a, &b);
        assert_eq!(shared.words[0].a, [0, 1, 2]);
        assert_eq!(shared.words[0].b, [0]);
    }
}
