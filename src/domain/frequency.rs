//! How frequent a word is in English at large: its rank in the list of `assets/word-frequency`
//! (wordfreq 3.1.1, Robyn Speer), or the token's id as a stated proxy for other languages.
//!
//! The list knows words by bands of one frequency; the words of a band share their rank, which is
//! that of the band's first word, so that ties stay ties in a rank correlation.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation as _;

use super::token::Token;

static LIST: &str = include_str!("../../assets/word-frequency/words-en.txt");

static WORDS: LazyLock<HashMap<&'static str, RankedWord>> =
    LazyLock::new(|| ranked_words().map(|word| (word.word, word)).collect());

/// Where the rank of a token comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[derive(strum::VariantArray, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum FrequencySource {
    /// The list of English words: the rank of the token's whole word.
    #[default]
    List,
    /// The token's row in the vocabulary, a proxy: `WordPiece` vocabularies were built from the
    /// most frequent piece on. Any language, but nothing that was counted.
    VocabularyId,
}

/// A word of the list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankedWord {
    /// In lower case.
    pub word: &'static str,
    /// 1 is the most frequent; equally frequent words share the rank of the first of them.
    pub rank: u32,
    /// The logarithm to base 10 of how often it occurs in a billion words, to two decimals.
    pub zipf: f32,
}

impl FrequencySource {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What a reader of the numbers must know of them.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::List => "rank of the whole word among 28,760 English words (wordfreq 3.1.1)",
            Self::VocabularyId => {
                "id of the token in the model's vocabulary, a proxy for its frequency rank"
            }
        }
    }

    /// The rank of each of the `tokens` of `text`; `None` for special tokens, punctuation, and,
    /// by the list, words that are not in it.
    pub fn ranks(self, text: &str, tokens: &[Token]) -> Vec<Option<u32>> {
        match self {
            Self::List => word_ranks(text, tokens),
            Self::VocabularyId => {
                let id = |token: &Token| is_of_a_word(token).then_some(token.id);
                tokens.iter().map(id).collect()
            }
        }
    }
}

/// The list, the most frequent word first; words of one rank in the order of their letters.
pub fn ranked_words() -> impl Iterator<Item = RankedWord> {
    let mut rank = 1;
    LIST.lines().flat_map(move |line| {
        let (zipf, words) = line.split_once(' ').unwrap_or_default();
        let zipf = zipf.parse().unwrap_or_default();
        let band = rank;
        rank += words.split(' ').count() as u32;
        words.split(' ').map(move |word| RankedWord {
            word,
            rank: band,
            zipf,
        })
    })
}

/// What the list says of `word`, in whatever case, with straight or curly apostrophes; `None` if it
/// does not have it. Numbers of several digits are never in it.
pub fn find(word: &str) -> Option<RankedWord> {
    if let Some(&found) = WORDS.get(word) {
        return Some(found);
    }
    let word = word.replace('’', "'").to_lowercase();
    WORDS.get(word.as_str()).copied()
}

/// The rank of `word`, which is [found](find) in whatever case.
pub fn rank_of(word: &str) -> Option<u32> {
    find(word).map(|word| word.rank)
}

/// The rank of the whole word that each of the `tokens` of `text` is a piece of; `None` for special
/// tokens, punctuation and words that the list does not have.
///
/// Words end where Unicode's rules for text segmentation (annex 29) say so, as in the list: *don't*
/// and *today's* are one word, *well-known* is two.
pub fn word_ranks(text: &str, tokens: &[Token]) -> Vec<Option<u32>> {
    let words: Vec<(Range<usize>, Option<u32>)> = text
        .unicode_word_indices()
        .map(|(start, word)| (start..start + word.len(), rank_of(word)))
        .collect();
    let rank = |token: &Token| {
        if !is_of_a_word(token) {
            return None;
        }
        let after = words.partition_point(|(word, _)| word.end <= token.start);
        let (word, rank) = words.get(after)?;
        rank.filter(|_| word.start < token.end)
    };
    tokens.iter().map(rank).collect()
}

fn is_of_a_word(token: &Token) -> bool {
    !token.special && !token.punctuation
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::paper::recomputed::tokens_of;

    #[test]
    fn the_list_is_in_order_and_its_bands_share_a_rank() {
        let words: Vec<RankedWord> = ranked_words().collect();
        assert_eq!(words.len(), 28_760);
        assert_eq!(WORDS.len(), words.len(), "a word stands twice");
        let first: Vec<(&str, u32)> = words.iter().take(13).map(|w| (w.word, w.rank)).collect();
        assert_eq!(first[..2], [("the", 1), ("to", 2)]);
        assert_eq!(first[8..11], [("for", 9), ("that", 9), ("you", 11)]);
        for (before, next) in words.iter().zip(&words[1..]) {
            if before.zipf == next.zipf {
                assert_eq!(before.rank, next.rank, "{}", next.word);
                assert!(before.word < next.word);
            } else {
                assert!(before.zipf > next.zipf && before.rank < next.rank);
            }
        }
        for (place, word) in (1..).zip(&words) {
            assert!(word.rank <= place, "{}", word.word);
            assert!((3.0..8.0).contains(&word.zipf), "{}", word.word);
            assert_eq!(rank_of(word.word), Some(word.rank));
        }
        for shape in ["00", "000", "0000", "00.00", "1984"] {
            assert_eq!(rank_of(shape), None, "{shape}");
        }
    }

    #[test]
    fn a_word_is_found_however_it_is_written() {
        assert_eq!(rank_of("The"), Some(1));
        assert_eq!(rank_of("DON’T"), rank_of("don't"));
        assert!(rank_of("don't").is_some_and(|rank| rank < 100));
        assert!(rank_of("café").is_some());
        assert_eq!(rank_of("qwxyzzy"), None);
        assert_eq!(rank_of(""), None);
    }

    #[test]
    fn pieces_have_the_rank_of_their_whole_word_and_marks_have_none() {
        let text = "Don't unfold the well-known map, qwxy!";
        let pieces = [
            "[CLS]", "don", "'", "t", "un", "fold", "the", "well", "-", "known", "map", ",", "qw",
            "xy", "!", "[SEP]",
        ];
        let tokens = tokens_of(text, pieces);
        let ranks = word_ranks(text, &tokens);
        let of = |words: [Option<&str>; 16]| words.map(|word| word.and_then(rank_of));
        let expected = of([
            None,
            Some("don't"),
            None,
            Some("don't"),
            Some("unfold"),
            Some("unfold"),
            Some("the"),
            Some("well"),
            None,
            Some("known"),
            Some("map"),
            None,
            None,
            None,
            None,
            None,
        ]);
        assert_eq!(ranks, expected);
        assert_eq!(ranks.iter().flatten().count(), 8);
    }

    #[test]
    fn the_vocabulary_stands_in_for_words_only() {
        let mut tokens = tokens_of("das Haus.", ["[CLS]", "das", "haus", ".", "[SEP]"]);
        for (token, id) in tokens.iter_mut().zip([101, 8695, 29130, 1012, 102]) {
            token.id = id;
        }
        let ranks = FrequencySource::VocabularyId.ranks("das Haus.", &tokens);
        assert_eq!(ranks, [None, Some(8695), Some(29130), None, None]);
        let text = "the map";
        let tokens = tokens_of(text, ["the", "map"]);
        let ranks = FrequencySource::List.ranks(text, &tokens);
        assert_eq!(ranks, [Some(1), rank_of("map")]);
    }
}
