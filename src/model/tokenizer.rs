//! Text to tokens: ids, byte spans, words and their classes. What does not fit is counted, never
//! dropped in silence.

use tokenizers::utils::truncation::TruncationDirection;
use tokenizers::{Encoding, Tokenizer};

use crate::domain::tagger::TaggedText;
use crate::domain::token::{Token, is_punctuation};
use crate::domain::word_class::WordClass;

use super::ModelError;
use super::config::EncoderConfig;

/// A model's tokenizer, with the most tokens the model can take.
pub(super) struct TextTokenizer {
    tokenizer: Tokenizer,
    positions: usize,
    added: usize,
    unknown: Option<u32>,
    /// `[CLS]`, `[SEP]` and their kin, wherever they stand; not the unknown token, which stands
    /// for a piece of the text.
    special: Vec<u32>,
}

/// One text as the model will see it.
pub(super) struct EncodedText {
    pub(super) tokens: Vec<Token>,
    pub(super) left_out: usize,
    pub(super) unknown: usize,
}

impl TextTokenizer {
    /// Parses a `tokenizer.json`; `place` names the file in errors.
    pub(super) fn parse(
        bytes: &[u8],
        config: &EncoderConfig,
        place: &str,
    ) -> Result<Self, ModelError> {
        let wrong = |reason: String| ModelError::BadTokenizer {
            place: place.to_owned(),
            reason: reason.lines().next().unwrap_or_default().to_owned(),
        };
        let mut tokenizer =
            Tokenizer::from_bytes(bytes).map_err(|error| wrong(error.to_string()))?;
        // The file's own limits are for training; ours is what the model has positions for.
        tokenizer.with_padding(None);
        tokenizer
            .with_truncation(None)
            .map_err(|error| wrong(error.to_string()))?;
        let vocabulary = tokenizer.get_vocab(true);
        if let Some((piece, id)) = vocabulary
            .iter()
            .find(|&(_, &id)| id as usize >= config.vocabulary)
        {
            return Err(wrong(format!(
                "its token {piece} has id {id}, and config.json has a vocabulary of {}",
                config.vocabulary
            )));
        }
        let added = tokenizer
            .encode_fast("", true)
            .map_err(|error| wrong(error.to_string()))?
            .len();
        if added >= config.positions {
            return Err(wrong(format!(
                "it adds {added} tokens to a text of {}",
                config.positions
            )));
        }
        let unknown = ["[UNK]", "<unk>"]
            .iter()
            .find_map(|piece| tokenizer.token_to_id(piece));
        let special = tokenizer
            .get_added_tokens_decoder()
            .iter()
            .filter(|&(&id, token)| token.special && Some(id) != unknown)
            .map(|(&id, _)| id)
            .collect();
        Ok(Self {
            tokenizer,
            positions: config.positions,
            added,
            unknown,
            special,
        })
    }

    /// Tokenizes `text` and cuts it at the model's positions.
    pub(super) fn encode(&self, text: &str) -> Result<EncodedText, ModelError> {
        let failed = |error: tokenizers::Error| ModelError::Pass(error.to_string());
        let mut encoding = self.tokenizer.encode(text, false).map_err(failed)?;
        if encoding.is_empty() {
            return Err(ModelError::NothingToRead);
        }
        let room = self.positions - self.added;
        let left_out = encoding.len().saturating_sub(room);
        encoding.truncate(room, 0, TruncationDirection::Right);
        encoding.take_overflowing();
        let encoding = self
            .tokenizer
            .post_process(encoding, None, true)
            .map_err(failed)?;
        let tokens = self.tokens(text, &encoding);
        let unknown = tokens
            .iter()
            .filter(|token| Some(token.id) == self.unknown)
            .count();
        Ok(EncodedText {
            tokens,
            left_out,
            unknown,
        })
    }

    fn tokens(&self, text: &str, encoding: &Encoding) -> Vec<Token> {
        let end = encoding.get_offsets().iter().map(|&(_, end)| end).max();
        let read = end.and_then(|end| text.get(..end)).unwrap_or(text);
        let tagged = TaggedText::new(read);
        let mut words = WordNumbers::default();
        let pieces = encoding
            .get_ids()
            .iter()
            .zip(encoding.get_tokens())
            .zip(encoding.get_offsets())
            .zip(encoding.get_word_ids())
            .zip(encoding.get_special_tokens_mask());
        pieces
            .enumerate()
            .map(|(index, ((((&id, piece), &(start, end)), &word), &mask))| {
                let special = mask == 1 || self.special.contains(&id);
                let punctuation = !special && is_punctuation(text.get(start..end).unwrap_or(""));
                Token {
                    index,
                    id,
                    piece: piece.clone(),
                    start,
                    end,
                    special,
                    punctuation,
                    word: if special {
                        None
                    } else {
                        word.map(|word| words.number(word))
                    },
                    word_class: if special {
                        WordClass::Special
                    } else {
                        tagged.class_at(start..end, punctuation)
                    },
                }
            })
            .collect()
    }
}

/// Numbers words from 0 without gaps, whatever the tokenizer counted between them.
#[derive(Default)]
struct WordNumbers {
    last: Option<u32>,
    count: usize,
}

impl WordNumbers {
    fn number(&mut self, word: u32) -> usize {
        if self.last != Some(word) {
            self.last = Some(word);
            self.count += 1;
        }
        self.count - 1
    }
}
