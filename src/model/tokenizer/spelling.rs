//! How a vocabulary spells its pieces, and how they read without that: `Ġday` and `▁day` are both
//! `·day`, and bytes that are no whole character are shown as bytes.

use std::fmt::Write as _;

use serde_json::{Map, Value};
use tokenizers::AddedVocabulary;

use super::guard::{kind, steps};
use crate::domain::token::SPACE;

/// How pieces are spelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spelling {
    letters: Letters,
    /// What the last piece of a word ends in, `</w>`.
    word_end: Option<String>,
    /// Whether `<0xE2>` is a byte.
    has_byte_pieces: bool,
}

/// What the characters of a piece stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letters {
    /// Themselves: `WordPiece`, whose `##` says that a piece continues a word.
    Plain,
    /// A byte each, as GPT-2 wrote them down: byte-level BPE.
    Bytes,
    /// Themselves, but for this mark, which is a space: Unigram and others of `SentencePiece`.
    Marked(char),
}

impl Spelling {
    /// How the vocabulary of `document`, a `tokenizer.json`, is spelled: whatever of it makes the
    /// marks, or takes them away again.
    pub(super) fn of(document: &Map<String, Value>) -> Self {
        let model = document.get("model");
        let of_model = |name: &str| model.and_then(|model| model.get(name));
        let parts = ["pre_tokenizer", "normalizer", "decoder"];
        let parts = parts.map(|part| steps(document.get(part)).unwrap_or_default());
        let mut letters = parts
            .iter()
            .flatten()
            .filter_map(|step| letters_after(step));
        let letters = letters.next().unwrap_or_else(|| {
            let is_unigram = of_model("type").and_then(Value::as_str) == Some("Unigram");
            let scored = of_model("vocab").is_some_and(Value::is_array);
            if is_unigram || scored {
                Letters::Marked('▁')
            } else {
                Letters::Plain
            }
        });
        let ends = parts
            .iter()
            .flatten()
            .filter(|step| kind(step) == "BPEDecoder");
        let mut ends = ends.filter_map(|step| step.get("suffix")?.as_str());
        let own = of_model("end_of_word_suffix").and_then(Value::as_str);
        let word_end = own.or_else(|| ends.next()).filter(|end| !end.is_empty());
        Self {
            letters,
            word_end: word_end.map(str::to_owned),
            has_byte_pieces: of_model("byte_fallback").and_then(Value::as_bool) == Some(true),
        }
    }

    /// `piece` as a reader sees it.
    pub(super) fn shown(&self, piece: &str) -> String {
        if let Some(byte) = self.byte_piece(piece) {
            return readable(&[byte]);
        }
        let piece = match &self.word_end {
            Some(end) if piece == end => return SPACE.to_string(),
            Some(end) => piece.strip_suffix(end.as_str()).unwrap_or(piece),
            None => piece,
        };
        match self.letters {
            Letters::Plain => piece.to_owned(),
            Letters::Bytes => {
                let bytes: Option<Vec<u8>> = piece.chars().map(byte_of).collect();
                bytes.map_or_else(|| piece.to_owned(), |bytes| readable(&bytes))
            }
            Letters::Marked(mark) => readable(piece.replace(mark, " ").as_bytes()),
        }
    }

    /// Whether `piece` stands for spaces and nothing else.
    pub(super) fn is_blank(&self, piece: &str) -> bool {
        let is_space = |c: char| match self.letters {
            Letters::Plain => false,
            Letters::Bytes => byte_of(c) == Some(b' '),
            Letters::Marked(mark) => c == mark,
        };
        let is_end = self.word_end.as_deref() == Some(piece);
        is_end || (!piece.is_empty() && piece.chars().all(|c| c == ' ' || is_space(c)))
    }

    fn byte_piece(&self, piece: &str) -> Option<u8> {
        let digits = piece.strip_prefix("<0x")?.strip_suffix('>')?;
        let byte = u8::from_str_radix(digits, 16).ok()?;
        self.has_byte_pieces.then_some(byte)
    }
}

/// Whether `id` is a token that the file adds to the vocabulary; such are not spelled as pieces.
pub(super) fn is_added(vocabulary: &AddedVocabulary, id: u32) -> bool {
    vocabulary.simple_id_to_token(id).is_some()
}

/// What one step of a tokenizer makes of spaces and bytes, or makes them from; `None` if it leaves
/// them alone.
fn letters_after(step: &Value) -> Option<Letters> {
    let text = |name: &str| step.get(name).and_then(Value::as_str);
    match kind(step) {
        "ByteLevel" => Some(Letters::Bytes),
        "Metaspace" => Some(Letters::Marked(the_only(
            text("replacement").unwrap_or("▁"),
        )?)),
        "Prepend" => Some(Letters::Marked(a_mark(text("prepend")?)?)),
        "Replace" => {
            let pattern = step.get("pattern")?.get("String")?.as_str()?;
            match (pattern, text("content")?) {
                (" ", mark) | (mark, " ") => Some(Letters::Marked(a_mark(mark)?)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The mark that `text` is; letters, spaces and quotes are none.
fn a_mark(text: &str) -> Option<char> {
    the_only(text).filter(|c| !c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace())
}

fn the_only(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
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
    use serde_json::json;

    use super::*;

    fn spelling(document: &Value) -> Spelling {
        Spelling::of(document.as_object().unwrap())
    }

    fn bytes() -> Spelling {
        spelling(&json!({"pre_tokenizer": {"type": "ByteLevel"}, "model": {"type": "BPE"}}))
    }

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
            assert_eq!(bytes().shown(piece), shown, "{piece}");
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
        let marked = spelling(&json!({"model": {"type": "Unigram"}}));
        let plain = spelling(&json!({"model": {"type": "WordPiece"}}));
        assert_eq!(marked.shown("▁day"), "·day");
        assert_eq!(marked.shown("▁"), "·");
        assert_eq!(marked.shown("é"), "é");
        assert_eq!(plain.shown("##fold"), "##fold");
        assert_eq!(plain.shown("▁"), "▁");
    }

    #[test]
    fn marks_are_found_wherever_they_are_made() {
        let mark = json!({"type": "Replace", "pattern": {"String": " "}, "content": "▁"});
        let unmark = json!({"type": "Replace", "pattern": {"String": "▁"}, "content": " "});
        let quote = json!({"type": "Replace", "pattern": {"String": "''"}, "content": "\""});
        for document in [
            json!({"normalizer": {"type": "Sequence", "normalizers": [quote, mark]}}),
            json!({"normalizer": {"type": "Prepend", "prepend": "▁"}}),
            json!({"decoder": {"type": "Sequence", "decoders": [unmark]}}),
            json!({"decoder": {"type": "Metaspace", "replacement": "▁"}}),
        ] {
            let marked = spelling(&document);
            assert_eq!(marked.shown("▁day"), "·day", "{document}");
            assert!(marked.is_blank("▁") && !marked.is_blank("▁a") && !marked.is_blank("·"));
        }
        let level = spelling(&json!({"normalizer": {"type": "ByteLevel"}}));
        assert_eq!(level.shown("Ġday"), "·day");
        assert!(level.is_blank("ĠĠ"));
    }

    #[test]
    fn ends_of_words_and_bytes_are_read() {
        for document in [
            json!({"model": {"type": "BPE", "end_of_word_suffix": "</w>"}}),
            json!({"decoder": {"type": "BPEDecoder", "suffix": "</w>"}}),
        ] {
            let ended = spelling(&document);
            assert_eq!(ended.shown("Who</w>"), "Who");
            assert_eq!(ended.shown("Wh"), "Wh");
            assert!(ended.is_blank("</w>"));
        }
        let fallback = json!({"model": {"type": "BPE", "byte_fallback": true}});
        assert_eq!(spelling(&fallback).shown("<0xE2>"), "⟨E2⟩");
        assert_eq!(spelling(&fallback).shown("<0x0A>"), "⏎");
        assert_eq!(spelling(&json!({})).shown("<0xE2>"), "<0xE2>");
    }
}
