//! Text to tokens: ids, byte spans, words and their classes. What does not fit is counted, never
//! dropped in silence.

mod spelling;
mod vocabulary;
mod words;

use std::ops::Range;

use tokenizers::models::ModelWrapper;
use tokenizers::{Encoding, Tokenizer};

use crate::domain::tagger::TaggedText;
use crate::domain::token::{Token, is_punctuation};
use crate::domain::word_class::WordClass;

use super::ModelError;
use super::config::EncoderConfig;
use spelling::Spelling;
pub(super) use vocabulary::tokenizer_file;
use words::WordPart;

/// A model's tokenizer, with the most tokens the model can take.
pub(super) struct TextTokenizer {
    tokenizer: Tokenizer,
    spelling: Spelling,
    positions: usize,
    added: usize,
    /// The tokens that stand for a piece of the text which the vocabulary does not have.
    unknown: Vec<u32>,
    /// `[CLS]`, `[SEP]` and their kin, wherever they stand; not the unknown ones.
    special: Vec<u32>,
}

/// One text as the model will see it.
#[derive(Clone)]
pub(super) struct EncodedText {
    pub(super) tokens: Vec<Token>,
    pub(super) truncated_tokens: usize,
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
        let highest = tokenizer.get_vocab(true).into_values().max();
        let tokens = highest.map_or(0, |id| id as usize + 1);
        if tokens > config.vocabulary {
            return Err(ModelError::MoreTokens {
                place: place.to_owned(),
                found: tokens,
                expected: config.vocabulary,
            });
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
        let unknown = unknown_ids(&tokenizer);
        let special = tokenizer
            .get_added_tokens_decoder()
            .iter()
            .filter(|&(id, token)| token.special && !unknown.contains(id))
            .map(|(&id, _)| id)
            .collect();
        Ok(Self {
            spelling: Spelling::of(&tokenizer),
            tokenizer,
            positions: config.positions,
            added,
            unknown,
            special,
        })
    }

    /// Tokenizes `text` and cuts it at the model's positions.
    pub(super) fn encode(&self, text: &str) -> Result<EncodedText, ModelError> {
        let encoding = self
            .tokenizer
            .encode(text, true)
            .map_err(|error| ModelError::Pass(error.to_string()))?;
        let own = encoding.len().saturating_sub(self.added);
        if own == 0 {
            return Err(ModelError::NothingToRead);
        }
        // Cut here and not by the tokenizer, which would then trim the offsets of RoBERTa's
        // tokens twice.
        let room = self.positions - self.added;
        let mask = encoding.get_special_tokens_mask();
        let first = mask.iter().take_while(|&&added| added == 1).count();
        let cut = (first + own.min(room))..(first + own);
        let truncated_tokens = cut.len();
        let tokens = self.tokens(text, &encoding, &cut);
        let is_unknown = |token: &&Token| self.unknown.contains(&token.id);
        Ok(EncodedText {
            unknown: tokens.iter().filter(is_unknown).count(),
            tokens,
            truncated_tokens,
        })
    }

    /// The tokens of `encoding` but for those at `cut`.
    fn tokens(&self, text: &str, encoding: &Encoding, cut: &Range<usize>) -> Vec<Token> {
        let pieces: Vec<Spelled> = encoding
            .get_ids()
            .iter()
            .zip(encoding.get_tokens())
            .zip(encoding.get_offsets())
            .zip(encoding.get_word_ids())
            .zip(encoding.get_special_tokens_mask())
            .enumerate()
            .filter(|(place, _)| !cut.contains(place))
            .map(|(_, ((((&id, piece), &(start, end)), &split), &mask))| {
                let special = mask == 1 || self.special.contains(&id);
                Spelled {
                    id,
                    piece,
                    shown: self.shown(id, piece),
                    span: without_space(text, start..end),
                    split: split.filter(|_| !special),
                }
            })
            .collect();
        let end = pieces.iter().map(|piece| piece.span.end).max();
        let read = end.and_then(|end| text.get(..end)).unwrap_or(text);
        let tagged = TaggedText::new(read);
        let parts: Vec<WordPart> = pieces.iter().map(|piece| self.part(piece)).collect();
        let words = words::numbered(&parts, text);
        let classes = (0..parts.len()).map(|place| class_of(&parts, place, text, &tagged));
        let tokens = pieces.iter().zip(words).zip(classes);
        tokens
            .enumerate()
            .map(
                |(index, ((piece, word), (punctuation, word_class)))| Token {
                    index,
                    id: piece.id,
                    piece: piece.piece.clone(),
                    shown: piece.shown.clone(),
                    start: piece.span.start,
                    end: piece.span.end,
                    special: piece.split.is_none(),
                    punctuation,
                    word,
                    word_class,
                },
            )
            .collect()
    }

    fn shown(&self, id: u32, piece: &str) -> String {
        if spelling::is_added(self.tokenizer.get_added_vocabulary(), id) {
            // A mask token may take the space before it along.
            piece.trim().to_owned()
        } else {
            self.spelling.shown(piece)
        }
    }

    fn part<'a>(&self, piece: &'a Spelled<'_>) -> WordPart<'a> {
        WordPart {
            shown: &piece.shown,
            span: piece.span.clone(),
            split: piece.split,
            is_split_well: self.spelling == Spelling::Plain,
        }
    }
}

/// One token as the tokenizer gives it.
struct Spelled<'a> {
    id: u32,
    piece: &'a String,
    shown: String,
    span: Range<usize>,
    /// The tokenizer's number of the word; none for special tokens.
    split: Option<u32>,
}

/// Whether the part at `place` is punctuation, and the class of its word. A space by itself is
/// what the part behind it is.
fn class_of(
    parts: &[WordPart],
    place: usize,
    text: &str,
    tagged: &TaggedText,
) -> (bool, WordClass) {
    let (part, next) = (parts.get(place), parts.get(place + 1));
    let Some(part) = part.filter(|part| part.split.is_some()) else {
        return (false, WordClass::Special);
    };
    let told_by = next.filter(|next| part.is_space_before(next));
    let span = told_by.unwrap_or(part).span.clone();
    let punctuation = is_punctuation(text.get(span.clone()).unwrap_or(""));
    (punctuation, tagged.class_at(span, punctuation))
}

/// `span` without the space at its ends, unless there is nothing else: some tokenizers count the
/// space before a word as the word's.
fn without_space(text: &str, span: Range<usize>) -> Range<usize> {
    let whole = text.get(span.clone()).unwrap_or("");
    let end = whole.trim_end().len();
    if end == 0 {
        return span;
    }
    span.start + whole.len() - whole.trim_start().len()..span.start + end
}

/// By whatever name; `MPNet` has two.
fn unknown_ids(tokenizer: &Tokenizer) -> Vec<u32> {
    let own = match tokenizer.get_model() {
        ModelWrapper::BPE(model) => model.unk_token.clone(),
        ModelWrapper::WordPiece(model) => Some(model.unk_token.clone()),
        ModelWrapper::WordLevel(model) => Some(model.unk_token.clone()),
        ModelWrapper::Unigram(_) => None,
    };
    let names = ["[UNK]", "<unk>"].into_iter().map(str::to_owned);
    let ids = names.chain(own);
    ids.filter_map(|piece| tokenizer.token_to_id(&piece))
        .collect()
}
