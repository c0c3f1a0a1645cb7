//! One token of a text, and which tokens enter the threshold and the ranks.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::format::strip_control_chars;
use super::word_class::WordClass;

/// The pieces that stand for what a vocabulary lacks.
const UNKNOWN: [&str; 3] = ["[UNK]", "<unk>", "<UNK>"];

/// What stands for a space in what is shown of a token.
pub const SPACE: char = '·';

/// A token as the model read it, with its place in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Position in the sequence the model saw, from 0.
    pub index: usize,
    /// Row of the token in the model's vocabulary.
    pub id: u32,
    /// The piece as the vocabulary spells it, for example `##fold`.
    pub piece: String,
    /// The piece as a reader sees it: `·day` for `Ġday` and `▁day`, bytes that are no whole
    /// character as `⟨F0 9F⟩`.
    pub shown: String,
    /// Byte offset into the text where the token starts, behind the space before it; 0 for tokens
    /// the model added.
    pub start: usize,
    /// Byte offset into the text just past the token; 0 for tokens the model added.
    pub end: usize,
    /// Whether this is `[CLS]`, `[SEP]` or their kin rather than a piece of the text.
    pub special: bool,
    /// Whether the token is punctuation and nothing else.
    pub punctuation: bool,
    /// Which word of the text the token belongs to, from 0; `None` for special tokens.
    pub word: Option<usize>,
    /// The class of the whole word.
    pub word_class: WordClass,
}

/// Which tokens enter the threshold and the ranks. All tokens are always drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[derive(strum::VariantArray, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum TokenSet {
    /// Every token, `[CLS]` and `[SEP]` too.
    All,
    /// Every token but the special ones.
    #[default]
    NoSpecial,
    /// Neither special tokens nor punctuation.
    Words,
}

impl Token {
    /// Whether it stands for what the vocabulary lacks.
    pub fn is_unknown(&self) -> bool {
        UNKNOWN.contains(&self.piece.as_str()) && !self.special
    }

    /// What is shown of it in `text`; what stands for a word that the vocabulary lacks names that
    /// word too.
    pub fn labelled<'a>(&'a self, text: &str) -> Cow<'a, str> {
        let word = text.get(self.start..self.end).unwrap_or_default().trim();
        if !self.is_unknown() || word.is_empty() || word == self.piece {
            return Cow::Borrowed(&self.shown);
        }
        Cow::Owned(format!("{} {}", self.shown, strip_control_chars(word)))
    }

    /// What is shown, without the mark for the space before it.
    pub fn reading(&self) -> &str {
        self.shown.strip_prefix(SPACE).unwrap_or(&self.shown)
    }
}

impl TokenSet {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether `token` enters the threshold and the ranks.
    pub fn contains(self, token: &Token) -> bool {
        match self {
            Self::All => true,
            Self::NoSpecial => !token.special,
            Self::Words => !token.special && !token.punctuation,
        }
    }
}

/// Where each of `tokens` starts and ends in `text`, in characters (Unicode code points) where the
/// tokens themselves count bytes.
pub fn character_spans(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut starts: Vec<usize> = text.char_indices().map(|(byte, _)| byte).collect();
    starts.push(text.len());
    let character = |byte: usize| starts.partition_point(|&start| start < byte);
    let spans = tokens.iter();
    spans
        .map(|token| character(token.start)..character(token.end))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::paper::recomputed::tokens_of;

    #[test]
    fn what_stands_for_an_unknown_word_names_it() {
        let text = "a zoq [UNK]";
        let tokens = tokens_of(text, ["[CLS]", "a"]);
        assert_eq!(tokens[1].labelled(text), "a");
        let unknown = |start, end| Token {
            piece: "[UNK]".to_owned(),
            shown: "[UNK]".to_owned(),
            start,
            end,
            ..tokens[1].clone()
        };
        assert_eq!(unknown(2, 5).labelled(text), "[UNK] zoq");
        assert_eq!(unknown(6, 11).labelled(text), "[UNK]");
        assert_eq!(unknown(0, 0).labelled(text), "[UNK]");
        assert_eq!(unknown(9, 99).labelled(text), "[UNK]");
        let special = Token {
            special: true,
            ..unknown(2, 5)
        };
        assert_eq!(special.labelled(text), "[UNK]");
    }

    #[test]
    fn spans_count_characters() {
        let text = "né zz";
        let tokens = tokens_of(text, ["né", "zz"]);
        assert_eq!((tokens[1].start, tokens[1].end), (4, 6));
        assert_eq!(character_spans(text, &tokens), [0..2, 3..5]);
    }
}
