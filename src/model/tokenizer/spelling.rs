//! How a vocabulary spells its pieces, and how they read without that: `Ġday` and `▁day` are both
//! `·day`, and bytes that are no whole character are shown as bytes.

use std::fmt::Write as _;

use tokenizers::models::ModelWrapper;
use tokenizers::pre_tokenizers::PreTokenizerWrapper;
use tokenizers::{AddedVocabulary, Tokenizer};

use crate::domain::token::SPACE;

/// What the characters of a piece stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// Themselves: `WordPiece`, whose `##` says that a piece continues a word.
    Plain,
    /// A byte each, as GPT-2 wrote them down: byte-level BPE.
    Bytes,
    /// Themselves, but for this mark, which is a space: Unigram and others of `SentencePiece`.
    Marked(char),
}

impl Spelling {
    /// How the vocabulary of `tokenizer` is spelled.
    pub(super) fn of(tokenizer: &Tokenizer) -> Self {
        let found = tokenizer.get_pre_tokenizer().and_then(spelling_after);
        found.unwrap_or(match tokenizer.get_model() {
            ModelWrapper::Unigram(_) => Self::Marked('▁'),
            _ => Self::Plain,
        })
    }

    /// `piece` as a reader sees it.
    pub(super) fn shown(self, piece: &str) -> String {
        match self {
            Self::Plain => piece.to_owned(),
            Self::Bytes => {
                let bytes: Option<Vec<u8>> = piece.chars().map(byte_of).collect();
                bytes.map_or_else(|| piece.to_owned(), |bytes| readable(&bytes))
            }
            Self::Marked(mark) => readable(piece.replace(mark, " ").as_bytes()),
        }
    }
}

/// Whether `id` is a token that the file adds to the vocabulary; such are not spelled as pieces.
pub(super) fn is_added(vocabulary: &AddedVocabulary, id: u32) -> bool {
    vocabulary.simple_id_to_token(id).is_some()
}

/// What `pre_tokenizer` makes of spaces and bytes; none if it leaves them alone.
fn spelling_after(pre_tokenizer: &PreTokenizerWrapper) -> Option<Spelling> {
    match pre_tokenizer {
        PreTokenizerWrapper::ByteLevel(_) => Some(Spelling::Bytes),
        PreTokenizerWrapper::Metaspace(spaces) => Some(Spelling::Marked(spaces.get_replacement())),
        PreTokenizerWrapper::Sequence(steps) => steps.as_ref().iter().find_map(spelling_after),
        _ => None,
    }
}

/// The byte that a character of a byte-level vocabulary stands for: printable ones are spelled as
/// they are, and the 68 others by the characters from U+0100 on.
fn byte_of(c: char) -> Option<u8> {
    let code = u32::from(c);
    let byte = match code {
        0x21..=0x7e | 0xa1..=0xac | 0xae..=0xff => code,
        0x100..=0x120 => code - 0x100,
        0x121..=0x142 => code - 0x121 + 0x7f,
        0x143 => 0xad,
        _ => return None,
    };
    u8::try_from(byte).ok()
}

/// Text with its spaces made visible; what is no text is shown as bytes, `⟨F0 9F⟩`.
fn readable(bytes: &[u8]) -> String {
    let mut shown = String::new();
    let mut unreadable = Vec::new();
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            let visible = match c {
                '\n' => Some('⏎'),
                '\t' => Some('⇥'),
                _ if c.is_control() => None,
                _ if c.is_whitespace() => Some(SPACE),
                _ => Some(c),
            };
            match visible {
                Some(c) => {
                    show_bytes(&mut unreadable, &mut shown);
                    shown.push(c);
                }
                None => unreadable.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        unreadable.extend_from_slice(chunk.invalid());
    }
    show_bytes(&mut unreadable, &mut shown);
    shown
}

fn show_bytes(bytes: &mut Vec<u8>, shown: &mut String) {
    for (place, byte) in bytes.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(shown, "{}{byte:02X}", if place == 0 { '⟨' } else { ' ' });
    }
    if !bytes.is_empty() {
        shown.push('⟩');
    }
    bytes.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_level_pieces_are_read_as_the_text_they_stand_for() {
        for (piece, shown) in [
            ("day", "day"),
            ("Ġday", "·day"),
            ("Ġ", "·"),
            ("ĠĠ", "··"),
            ("cafÃ©", "café"),
            ("ĠðŁ", "·⟨F0 9F⟩"),
            ("ķ", "⟨95⟩"),
            ("įķ", "⟨8D 95⟩"),
            ("rÃ", "r⟨C3⟩"),
            ("ä»Ĭå", "今⟨E5⟩"),
            ("Ċ", "⏎"),
            ("ĉ", "⇥"),
            ("Ā", "⟨00⟩"),
            // Not spelled in bytes at all.
            ("今", "今"),
        ] {
            assert_eq!(Spelling::Bytes.shown(piece), shown, "{piece}");
        }
    }

    #[test]
    fn every_byte_has_one_character_and_every_such_character_one_byte() {
        let mut bytes: Vec<u8> = ('\0'..='\u{200}').filter_map(byte_of).collect();
        bytes.sort_unstable();
        assert_eq!(bytes, (0..=255).collect::<Vec<u8>>());
    }

    #[test]
    fn marks_are_spaces_and_word_pieces_stay() {
        let marked = Spelling::Marked('▁');
        assert_eq!(marked.shown("▁day"), "·day");
        assert_eq!(marked.shown("▁"), "·");
        assert_eq!(marked.shown("é"), "é");
        assert_eq!(Spelling::Plain.shown("##fold"), "##fold");
        assert_eq!(Spelling::Plain.shown("▁"), "▁");
    }
}
