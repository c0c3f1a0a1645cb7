//! Text to tokens: ids, byte spans, words and their classes. What does not fit is counted, never
//! dropped in silence.

mod build;
mod class;
mod contradictions;
mod ends;
pub(super) mod files;
mod growth;
mod guard;
mod pair;
mod panics;
mod report;
mod rules;
mod settings;
mod spelling;
mod vocabulary;
mod words;

use std::ops::Range;

use tokenizers::models::ModelWrapper;
use tokenizers::{Encoding, Tokenizer};

use crate::domain::characters::is_punctuation;
use crate::domain::lens::LensWord;
use crate::domain::tagger::TaggedText;
use crate::domain::token::Token;
use crate::domain::word_class::WordClass;

use super::ModelError;
use super::config::{EncoderConfig, Fields};
use super::quoted::quoted;
pub(super) use files::TokenizerFiles;
use growth::Growth;
use panics::{caught, first_line};
pub(super) use report::TokenizerReport;
use spelling::Spelling;
use words::WordPart;

/// A model's tokenizer, with the most tokens the model can take.
pub(super) struct TextTokenizer {
    tokenizer: Tokenizer,
    spelling: Spelling,
    growth: Growth,
    positions: usize,
    /// Rows of the word embedding.
    rows: usize,
    added: usize,
    /// The tokens that stand for a piece of the text which the vocabulary does not have.
    unknown: Vec<u32>,
    /// `[CLS]`, `[SEP]` and their kin, wherever they stand; not the unknown ones.
    special: Vec<u32>,
    /// What stands where a text has no more tokens, if there is such a token.
    padding: Option<u32>,
    report: TokenizerReport,
}

/// One text as the model will see it.
#[derive(Clone)]
pub(super) struct EncodedText {
    pub(super) tokens: Vec<Token>,
    pub(super) truncated_tokens: usize,
    pub(super) unknown: usize,
    /// Of a pair, which of the two texts each token is of, as the tokenizer numbers them; empty for
    /// one text.
    pub(super) types: Vec<u32>,
}

impl TextTokenizer {
    /// Makes the tokenizer of `files` for the model that `json`, its `config.json`, describes.
    ///
    /// # Errors
    /// Which file is missing or wrong, or what Glassbox does not run.
    pub(super) fn load(
        files: &TokenizerFiles,
        json: &[u8],
        config: &EncoderConfig,
    ) -> Result<Self, ModelError> {
        let built = build::build(files, json)?;
        let wrong = |reason: String| files.wrong(files::TOKENIZER, reason);
        let mut tokenizer = built.tokenizer;
        // The file's own limits are for training; ours is what the model has positions for.
        tokenizer.with_padding(None);
        tokenizer
            .with_truncation(None)
            .map_err(|error| wrong(error.to_string()))?;
        let around = caught(|| tokenizer.encode_fast("", true)).map_err(wrong)?;
        let around = around.map_err(|error| wrong(first_line(&error.to_string())))?;
        if around.len() >= config.positions {
            return Err(wrong(format!(
                "it adds {} tokens to a text of {}",
                around.len(),
                config.positions
            )));
        }
        let unknown = unknown_ids(&tokenizer, built.unknown);
        let mut made = Self {
            spelling: built.spelling,
            growth: built.growth,
            positions: config.positions,
            rows: config.vocabulary,
            added: around.len(),
            special: special_ids(&tokenizer, &unknown),
            padding: padding_id(json, &tokenizer).filter(|&id| (id as usize) < config.vocabulary),
            unknown,
            report: built.report,
            tokenizer,
        };
        made.check_rows(around.get_ids(), &built.new, &files.place(files::TOKENIZER))?;
        Ok(made)
    }

    /// The token that stands for a hidden one, if there is one.
    pub(super) fn mask_id(&self) -> Option<u32> {
        let spellings = ["[MASK]", "<mask>"].into_iter();
        let mut ids = spellings.filter_map(|mask| self.tokenizer.token_to_id(mask));
        ids.find(|&id| (id as usize) < self.rows)
    }

    /// What the tokenizer was made from.
    pub(super) fn report(&self) -> &TokenizerReport {
        &self.report
    }

    /// The padding token; `None` where the model has none.
    pub(super) fn padding(&self) -> Option<u32> {
        self.padding
    }

    /// Tokens without a row in the embedding are no error as long as no text has them; `around`
    /// are those that every text has, `new` those that no file names.
    fn check_rows(
        &mut self,
        around: &[u32],
        new: &[String],
        place: &str,
    ) -> Result<(), ModelError> {
        let rows = self.rows;
        let without = |id: u32| id as usize >= rows;
        if let Some(&id) = around.iter().find(|&&id| without(id)) {
            return Err(self.no_row(id));
        }
        let tokens = self.tokenizer.get_vocab(true);
        let missing = tokens.iter();
        let missing = missing.filter(|&(piece, &id)| without(id) && !new.contains(piece));
        let count = missing.count();
        if count > tokens.len() / 2 {
            return Err(ModelError::MoreTokens {
                place: place.to_owned(),
                found: tokens.len(),
                expected: rows,
            });
        }
        let (subject, verb) = match count {
            0 => return Ok(()),
            1 => ("1 token".to_owned(), "has"),
            many => (format!("{many} tokens"), "have"),
        };
        self.report.warnings.push(format!(
            "{subject} of the tokenizer {verb} no row in the model's embedding of {rows}: a text \
             with one of them is refused"
        ));
        Ok(())
    }

    fn no_row(&self, id: u32) -> ModelError {
        ModelError::NoRow {
            token: quoted(&self.tokenizer.id_to_token(id).unwrap_or_default()),
            id,
            rows: self.rows,
        }
    }

    /// Tokenizes `text` and cuts it at the model's positions.
    ///
    /// # Errors
    /// The text has no tokens, or one that the model has no row for, or cannot be cut into tokens.
    pub(super) fn encode(&self, text: &str) -> Result<EncodedText, ModelError> {
        let encode = || {
            self.growth.check(text)?;
            let encoding = self.tokenizer.encode(text, true);
            encoding.map_err(|error| first_line(&error.to_string()))
        };
        let encoding = caught(encode).and_then(|encoding| encoding);
        let encoding = encoding.map_err(ModelError::NotTokenized)?;
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
        let tokens = self.tokens(text, &encoding, &|place| cut.contains(&place));
        self.encoded(tokens, truncated_tokens)
    }

    /// What is told of `tokens`, all of which must have a row.
    fn encoded(
        &self,
        tokens: Vec<Token>,
        truncated_tokens: usize,
    ) -> Result<EncodedText, ModelError> {
        let without = tokens.iter().find(|token| token.id as usize >= self.rows);
        if let Some(token) = without {
            return Err(self.no_row(token.id));
        }
        let is_unknown = |token: &&Token| self.unknown.contains(&token.id);
        Ok(EncodedText {
            unknown: tokens.iter().filter(is_unknown).count(),
            tokens,
            truncated_tokens,
            types: Vec::new(),
        })
    }

    /// The tokens of `encoding` but for those that are `cut`.
    fn tokens(&self, text: &str, encoding: &Encoding, cut: &dyn Fn(usize) -> bool) -> Vec<Token> {
        let pieces: Vec<Spelled> = encoding
            .get_ids()
            .iter()
            .zip(encoding.get_tokens())
            .zip(encoding.get_offsets())
            .zip(encoding.get_word_ids())
            .zip(encoding.get_special_tokens_mask())
            .enumerate()
            .filter(|(place, _)| !cut(*place))
            .map(|(_, ((((&id, piece), &(start, end)), &split), &mask))| {
                let special = mask == 1 || self.special.contains(&id);
                Spelled {
                    id,
                    piece,
                    shown: self.shown(id, piece),
                    span: without_space(text, on_characters(text, start..end)),
                    split: split.filter(|_| !special),
                }
            })
            .collect();
        self.tokens_of(text, &pieces)
    }

    fn tokens_of(&self, text: &str, pieces: &[Spelled<'_>]) -> Vec<Token> {
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

    /// How a word of the vocabulary is spelled; by its number where there is none.
    pub(super) fn word(&self, id: u32) -> LensWord {
        let piece = self.tokenizer.id_to_token(id);
        let piece = piece.unwrap_or_else(|| format!("#{id}"));
        LensWord {
            shown: self.shown(id, &piece),
            piece,
        }
    }

    fn shown(&self, id: u32, piece: &str) -> String {
        if spelling::is_added(self.tokenizer.get_added_vocabulary(), id) {
            // A mask token may take the space before it along.
            piece.trim().to_owned()
        } else {
            self.spelling.shown(piece)
        }
    }

    fn is_blank(&self, piece: &Spelled<'_>) -> bool {
        let added = self.tokenizer.get_added_vocabulary();
        !spelling::is_added(added, piece.id) && self.spelling.is_blank(piece.piece)
    }

    fn part<'a>(&self, piece: &'a Spelled<'_>) -> WordPart<'a> {
        WordPart {
            shown: &piece.shown,
            span: piece.span.clone(),
            split: piece.split,
            is_blank: self.is_blank(piece),
        }
    }
}

/// One token as the tokenizer gives it.
struct Spelled<'a> {
    id: u32,
    piece: &'a String,
    shown: String,
    span: Range<usize>,
    /// The tokenizer's number of the word; `None` for special tokens.
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

/// `span` widened to whole characters of `text`: some tokenizers count bytes of a space wrongly.
fn on_characters(text: &str, span: Range<usize>) -> Range<usize> {
    let end = span.end.min(text.len());
    text.floor_char_boundary(span.start.min(end))..text.ceil_char_boundary(end)
}

/// By whatever name: those of `names`, the model's own and the usual ones; `MPNet` has two.
fn unknown_ids(tokenizer: &Tokenizer, names: Vec<String>) -> Vec<u32> {
    let own = match tokenizer.get_model() {
        ModelWrapper::BPE(model) => model.unk_token.clone(),
        ModelWrapper::WordPiece(model) => Some(model.unk_token.clone()),
        ModelWrapper::WordLevel(model) => Some(model.unk_token.clone()),
        ModelWrapper::Unigram(_) => None,
    };
    let usual = ["[UNK]", "<unk>"].into_iter().map(str::to_owned);
    let ids = usual.chain(names).chain(own);
    ids.filter_map(|piece| tokenizer.token_to_id(&piece))
        .collect()
}

/// The padding token that the configuration names, else the one with a usual name.
fn padding_id(json: &[u8], tokenizer: &Tokenizer) -> Option<u32> {
    let named = Fields::parse(json).ok();
    let named = named.and_then(|fields| fields.row("pad_token_id"));
    let named = named.and_then(|id| u32::try_from(id).ok());
    let usual = || ["[PAD]", "<pad>"].into_iter();
    named.or_else(|| usual().find_map(|name| tokenizer.token_to_id(name)))
}

/// The added tokens that are no piece of a text, without those for what is `unknown`.
fn special_ids(tokenizer: &Tokenizer, unknown: &[u32]) -> Vec<u32> {
    let added = tokenizer.get_added_tokens_decoder();
    let special = added.iter();
    special
        .filter(|&(id, token)| token.special && !unknown.contains(id))
        .map(|(&id, _)| id)
        .collect()
}
