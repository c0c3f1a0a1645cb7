//! Which pieces make up a word, whatever the tokenizer splits a text at: a word begins at every
//! white space of the text and, by BERT's rule for all, at punctuation and at each Chinese
//! character.

use std::ops::Range;

use crate::domain::characters::{is_chinese, is_punctuation};
use crate::domain::token::SPACE;

/// What of a piece decides where a word ends.
pub(super) struct WordPart<'a> {
    /// What a reader sees.
    pub(super) shown: &'a str,
    /// Where in the text it lies.
    pub(super) span: Range<usize>,
    /// The tokenizer's own number of the word; `None` for special tokens.
    pub(super) split: Option<u32>,
    /// Whether it stands for spaces and nothing else.
    pub(super) is_blank: bool,
}

impl WordPart<'_> {
    /// Whether a space of its own stands before `next` within the same word.
    pub(super) fn is_space_before(&self, next: &Self) -> bool {
        self.is_blank && self.split.is_some() && self.split == next.split
    }

    fn begins_word_behind(&self, before: &Self, text: &str) -> bool {
        if self.split != before.split {
            return true;
        }
        // Pieces of one character lie at the same place.
        if before.is_blank || self.span.start < before.span.end {
            return false;
        }
        let between = text.get(before.span.end..self.span.start);
        if between.is_some_and(|text| text.contains(char::is_whitespace)) {
            return true;
        }
        let own = |part: &Self| text.get(part.span.clone()).unwrap_or("");
        let (mine, others) = (own(self), own(before));
        let begins = |c: fn(char) -> bool| mine.starts_with(c) || others.ends_with(c);
        self.shown.starts_with(SPACE)
            || mine.starts_with(char::is_whitespace)
            || begins(is_chinese)
            || is_punctuation(mine)
            || is_punctuation(others)
    }
}

/// The word each part belongs to, counted from 0 without gaps; `None` for special tokens.
pub(super) fn numbered(parts: &[WordPart], text: &str) -> Vec<Option<usize>> {
    let mut count = 0;
    let mut before: Option<&WordPart> = None;
    let number = |part| {
        let part: &WordPart = part;
        part.split?;
        if before.is_none_or(|before| part.begins_word_behind(before, text)) {
            count += 1;
        }
        before = Some(part);
        Some(count - 1)
    };
    parts.iter().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of pieces given as shown, with their place in the text and the tokenizer's number.
    fn words(text: &str, parts: &[(&str, Range<usize>, u32)]) -> Vec<usize> {
        let parts = parts.iter().map(|(shown, span, split)| WordPart {
            shown,
            span: span.clone(),
            split: Some(*split),
            is_blank: shown.chars().all(|c| c == SPACE),
        });
        let numbers = numbered(&parts.collect::<Vec<_>>(), text);
        numbers.into_iter().flatten().collect()
    }

    #[test]
    fn punctuation_stands_by_itself_though_the_tokenizer_splits_at_spaces_alone() {
        let parts = [
            ("·", 0..1, 0),
            ("\"", 0..1, 0),
            ("D", 1..2, 0),
            ("on", 2..4, 0),
            ("'", 4..5, 0),
            ("t", 5..6, 0),
            ("\"", 6..7, 0),
            ("·go", 8..10, 1),
            (".", 10..11, 1),
        ];
        assert_eq!(words("\"Don't\" go.", &parts), [0, 0, 1, 1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn bytes_of_one_character_are_of_one_word() {
        let parts = [
            ("·", 1..1, 0),
            ("⟨E2⟩", 1..4, 0),
            ("⟨80⟩", 1..4, 0),
            ("⟨93⟩", 1..4, 0),
            ("a", 4..5, 0),
        ];
        assert_eq!(words(" –a", &parts), [0, 0, 0, 0, 1]);
    }

    #[test]
    fn a_space_begins_a_word_where_the_tokenizer_does_not_split_at_all() {
        let parts = [("who", 0..3, 0), ("·is", 4..6, 0), ("it", 6..8, 0)];
        assert_eq!(words("who isit", &parts), [0, 1, 1]);
    }

    #[test]
    fn white_space_of_the_text_begins_a_word_though_no_piece_shows_it() {
        let parts = [("who", 0..3, 0), ("is", 4..6, 0), ("it", 6..8, 0)];
        assert_eq!(words("who isit", &parts), [0, 1, 1]);
        let parts = [("a", 0..1, 0), ("⏎", 1..2, 0), ("b", 2..3, 0)];
        assert_eq!(words("a\nb", &parts), [0, 1, 1]);
    }

    #[test]
    fn each_chinese_character_begins_a_word() {
        let text = "我喜欢a的b";
        let parts = [
            ("我", 0..3, 0),
            ("喜欢", 3..9, 0),
            ("a", 9..10, 0),
            ("的", 10..13, 0),
            ("b", 13..14, 0),
        ];
        assert_eq!(words(text, &parts), [0, 1, 2, 3, 4]);
        let kana = [("さ", 0..3, 0), ("く", 3..6, 0)];
        assert_eq!(words("さく", &kana), [0, 0]);
    }
}
