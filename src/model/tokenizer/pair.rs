//! Two texts that a model reads together: a question and a passage, a premise and a hypothesis.

use crate::domain::token::Token;

use super::super::ModelError;
use super::panics::{caught, first_line};
use super::{EncodedText, Spelled, TextTokenizer, on_characters, without_space};

/// Added to the tokenizer's numbers of the words of the second text, which begin at 0 again.
const SECOND_WORDS: u32 = 1 << 30;

impl TextTokenizer {
    /// Tokenizes two texts as one, `first` and behind a line end `second`, as the tokenizer puts
    /// pairs together; tokens are cut off the end of the longer one until all fit.
    ///
    /// # Errors
    /// As [`encode`](Self::encode); that the tokenizer does not say how pairs are put together.
    pub(in super::super) fn encode_pair(
        &self,
        first: &str,
        second: &str,
    ) -> Result<EncodedText, ModelError> {
        let encode = || {
            self.growth.check(first)?;
            self.growth.check(second)?;
            let encoding = self.tokenizer.encode((first, second), true);
            encoding.map_err(|error| first_line(&error.to_string()))
        };
        let encoding = caught(encode).and_then(|encoding| encoding);
        let encoding = encoding.map_err(ModelError::NotTokenized)?;
        let sides = encoding.get_sequence_ids();
        let [own, other] = [0, 1].map(|side| {
            let places = (0..).zip(&sides).filter(|(_, of)| **of == Some(side));
            places.map(|(place, _)| place).collect::<Vec<usize>>()
        });
        let (Some(&last), Some(&behind)) = (own.last(), other.first()) else {
            return Err(ModelError::NothingToRead);
        };
        if last + 1 >= behind {
            return Err(ModelError::PairNotRead(
                "its tokenizer puts nothing between two texts".to_owned(),
            ));
        }
        let added = encoding.len() - own.len() - other.len();
        let room = self.positions.saturating_sub(added);
        let (kept_own, kept_other) = kept(own.len(), other.len(), room);
        let cut: Vec<usize> = own
            .iter()
            .skip(kept_own)
            .chain(other.iter().skip(kept_other))
            .copied()
            .collect();
        let whole = format!("{first}\n{second}");
        let tokens = encoding.get_ids().iter().zip(encoding.get_tokens());
        let places = encoding.get_offsets().iter().zip(encoding.get_word_ids());
        let tokens = tokens.zip(places).zip(&sides).enumerate();
        let pieces: Vec<Spelled<'_>> = tokens
            .filter(|(place, _)| !cut.contains(place))
            .map(|(_, (((&id, piece), (&(start, end), &split)), &side))| {
                let (shift, words) = match side {
                    Some(1) => (first.len() + 1, SECOND_WORDS),
                    _ => (0, 0),
                };
                let special = side.is_none() || self.special.contains(&id);
                let span = on_characters(&whole, start + shift..end + shift);
                Spelled {
                    id,
                    piece,
                    shown: self.shown(id, piece),
                    span: without_space(&whole, span),
                    split: split.filter(|_| !special).map(|split| split + words),
                }
            })
            .collect();
        let tokens: Vec<Token> = self.tokens_of(&whole, &pieces);
        let types = encoding.get_type_ids().iter().enumerate();
        let types = types.filter(|(place, _)| !cut.contains(place));
        Ok(EncodedText {
            types: types.map(|(_, &kind)| kind).collect(),
            ..self.encoded(tokens, cut.len())?
        })
    }
}

/// How many tokens of two texts are kept where there is `room` for so many: the longer one is cut
/// first.
fn kept(first: usize, second: usize, room: usize) -> (usize, usize) {
    if first + second <= room {
        return (first, second);
    }
    let shorter = first.min(second).min(room / 2);
    let longer = room - shorter;
    if first <= second {
        (shorter, longer.min(second))
    } else {
        (longer.min(first), shorter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_text_is_cut_first() {
        assert_eq!(kept(3, 4, 10), (3, 4));
        assert_eq!(kept(3, 20, 10), (3, 7));
        assert_eq!(kept(20, 3, 10), (7, 3));
        assert_eq!(kept(20, 30, 10), (5, 5));
        assert_eq!(kept(30, 20, 11), (6, 5));
    }
}
