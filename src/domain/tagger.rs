//! Word classes from a Brill tagger (Eric Brill, "A Simple Rule-Based Part of Speech Tagger",
//! 1992), English only.
//!
//! The tagger is `harper-brill` (Apache-2.0) with its model inside, 0.66 MB. On the forty
//! sentences of `tests/fixtures/tagged_sentences.txt`, tagged by hand, it names the tag of 94 %
//! of the words and the group of 99 %. Release 0.54 is the newest that does not bring a
//! neural-network framework along (44 crates instead of 130 and more); its trained tagger is byte
//! for byte that of 3.0. The alternatives: `pos-tagger` 0.2 reaches 89 % there, with its Penn
//! tags read generously, and is under the GPL; `nlprule` 0.6 and `postagger` 0.0.3 need model
//! files beside them, the one under the LGPL, the other of no stated licence; `rust-bert` links
//! libtorch.

use std::ops::Range;

use harper_brill::{Tagger as _, UPOS, brill_tagger};

use super::characters::is_punctuation;
use super::word_class::WordClass;

/// The words of one text, tagged once, to be looked up by where a token lies in it.
#[derive(Debug)]
pub struct TaggedText {
    words: Vec<(Range<usize>, WordClass)>,
}

impl TaggedText {
    /// Splits `text` into words and tags each in its context.
    pub fn new(text: &str) -> Self {
        let spans = word_spans(text);
        let mut spelled: Vec<String> = Vec::new();
        let mut words = Vec::new();
        for span in spans {
            let word = text.get(span.clone()).unwrap_or("").replace('’', "'");
            let (first, rest) = parts_of(&word);
            let place = spelled.len();
            spelled.push(first.to_owned());
            if !rest.is_empty() {
                spelled.push(rest.to_owned());
            }
            words.push((span, word, place));
        }
        let tags = brill_tagger().tag_sentence(&spelled);
        let words = words
            .into_iter()
            .map(|(span, word, place)| {
                let tag = tags.get(place).copied().flatten();
                (span, class_of(&word, tag, place == 0))
            })
            .collect();
        Self { words }
    }

    /// The words in order, by their bytes, each with its class; punctuation is a word of its own.
    pub fn words(&self) -> impl Iterator<Item = (Range<usize>, WordClass)> {
        self.words.iter().cloned()
    }

    /// The class of the word that the bytes `span` of the text belong to.
    ///
    /// A mark inside a word (the apostrophe of *don't*) is punctuation, not the word.
    pub fn class_at(&self, span: Range<usize>, punctuation: bool) -> WordClass {
        let after = self
            .words
            .partition_point(|(word, _)| word.end <= span.start);
        match self.words.get(after) {
            Some((word, class)) if word.start < span.end => {
                let is_part = span.start > word.start || span.end < word.end;
                if punctuation && is_part {
                    WordClass::Punctuation
                } else {
                    *class
                }
            }
            _ if punctuation => WordClass::Punctuation,
            _ => WordClass::Other,
        }
    }
}

/// Splits a text into words: punctuation apart, contractions (*don't*) whole, numbers (*3.14*)
/// whole.
fn word_spans(text: &str) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let end = start + c.len_utf8();
        let next = chars.peek().map_or(' ', |&(_, next)| next);
        let joins = match c {
            '\'' | '’' => before.is_alphabetic() && next.is_alphabetic(),
            '.' | ',' => before.is_numeric() && next.is_numeric(),
            _ => c.is_alphanumeric() || (open && is_mark(c)),
        };
        match spans.last_mut() {
            Some(word) if joins && open => word.end = end,
            _ if !c.is_whitespace() && !c.is_control() => spans.push(start..end),
            _ => {}
        }
        open = joins;
        before = c;
    }
    spans
}

/// A contraction in the two parts that the tagger was trained on (*do* and *n't*); the word has
/// the class of the first. The second part is empty for other words.
fn parts_of(word: &str) -> (&str, &str) {
    let lower = word.to_ascii_lowercase();
    ["n't", "'s", "'re", "'ve", "'ll", "'d", "'m"]
        .into_iter()
        .find_map(|ending| {
            let stem = lower.strip_suffix(ending)?;
            (!stem.is_empty()).then(|| word.split_at(stem.len()))
        })
        .unwrap_or((word, ""))
}

/// Accents, vowel signs and joiners belong to the letter before them.
fn is_mark(c: char) -> bool {
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};
    matches!(c, '\u{200c}' | '\u{200d}') || c.general_category_group() == GeneralCategoryGroup::Mark
}

fn class_of(word: &str, tag: Option<UPOS>, first: bool) -> WordClass {
    if is_punctuation(word) && tag != Some(UPOS::SYM) {
        return WordClass::Punctuation;
    }
    match tag {
        Some(UPOS::ADJ) => WordClass::Adjective,
        Some(UPOS::ADP) => WordClass::Adposition,
        Some(UPOS::ADV) => WordClass::Adverb,
        Some(UPOS::AUX) => WordClass::Auxiliary,
        Some(UPOS::CCONJ) => WordClass::CoordinatingConjunction,
        Some(UPOS::DET) => WordClass::Determiner,
        Some(UPOS::INTJ) => WordClass::Interjection,
        Some(UPOS::NOUN) => WordClass::Noun,
        Some(UPOS::NUM) => WordClass::Numeral,
        Some(UPOS::PART) => WordClass::Particle,
        Some(UPOS::PRON) => WordClass::Pronoun,
        Some(UPOS::PROPN) => WordClass::ProperNoun,
        Some(UPOS::PUNCT) => WordClass::Punctuation,
        Some(UPOS::SCONJ) => WordClass::SubordinatingConjunction,
        Some(UPOS::SYM) => WordClass::Symbol,
        Some(UPOS::VERB) => WordClass::Verb,
        None => class_of_unknown(word, first),
    }
}

/// What the spelling alone gives away of a word the tagger has never seen.
fn class_of_unknown(word: &str, first: bool) -> WordClass {
    let mut chars = word.chars();
    match chars.next() {
        Some(c) if c.is_numeric() => WordClass::Numeral,
        Some(c) if !c.is_alphanumeric() => WordClass::Symbol,
        Some(c) if c.is_uppercase() && !first => WordClass::ProperNoun,
        _ => WordClass::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        word_spans(text)
            .into_iter()
            .map(|span| &text[span])
            .collect()
    }

    #[test]
    fn punctuation_stands_apart_and_contractions_stay_whole() {
        assert_eq!(
            words("Don't pay $3.50, well-known “friend”…"),
            [
                "Don't", "pay", "$", "3.50", ",", "well", "-", "known", "“", "friend", "”", "…"
            ]
        );
        assert_eq!(
            words("the '90s' end."),
            ["the", "'", "90s", "'", "end", "."]
        );
        assert_eq!(words("नमस्ते 🍕🎉"), ["नमस्ते", "🍕", "🎉"]);
        assert!(words(" \t\n\u{1}").is_empty());
    }

    #[test]
    fn the_papers_sentence_is_tagged_as_the_paper_has_it() {
        let text = "Who is the prime minister of Canada?";
        let tagged = TaggedText::new(text);
        let tags: Vec<&str> = word_spans(text)
            .into_iter()
            .map(|span| tagged.class_at(span, false).tag())
            .collect();
        // The paper calls "is" a linking verb and "Canada" a noun; these are the universal tags.
        assert_eq!(
            tags,
            ["PRON", "AUX", "DET", "ADJ", "NOUN", "ADP", "PROPN", "PUNCT"]
        );
    }

    #[test]
    fn pieces_carry_their_words_class_and_marks_inside_do_not() {
        let tagged = TaggedText::new("They don't unfold");
        assert_eq!(tagged.class_at(5..8, false), WordClass::Auxiliary);
        assert_eq!(tagged.class_at(8..9, true), WordClass::Punctuation);
        assert_eq!(tagged.class_at(9..10, false), WordClass::Auxiliary);
        assert_eq!(tagged.class_at(5..10, false), WordClass::Auxiliary);
        let whole = tagged.class_at(11..17, false);
        assert_eq!(tagged.class_at(11..13, false), whole);
        assert_eq!(tagged.class_at(13..17, false), whole);
    }

    #[test]
    fn a_contraction_has_the_class_of_its_first_part() {
        let class = |text: &str| TaggedText::new(text).class_at(0..text.len(), false).tag();
        assert_eq!(class("can't"), "AUX");
        assert_eq!(class("WON’T"), "AUX");
        assert_eq!(class("she's"), "PRON");
        assert_eq!(class("o'clock"), "ADV");
        assert_eq!(parts_of("'s"), ("'s", ""));
    }

    #[test]
    fn marks_are_punctuation_unless_they_are_tagged_as_symbols() {
        let class = |word: &str, tag: Option<UPOS>| class_of(word, tag, false);
        assert_eq!(class("%", Some(UPOS::SYM)), WordClass::Symbol);
        assert_eq!(class("%", Some(UPOS::NOUN)), WordClass::Punctuation);
        assert_eq!(class("%", None), WordClass::Punctuation);
        assert_eq!(class("dog", Some(UPOS::NOUN)), WordClass::Noun);
        assert_eq!(class("dog", Some(UPOS::SYM)), WordClass::Symbol);
    }

    #[test]
    fn spelling_decides_for_unknown_words() {
        let text = "visit Qwxyzzy 🍕 中 then zzqqy";
        let tagged = TaggedText::new(text);
        let class_of = |word: &str| {
            let start = text.find(word).unwrap();
            tagged.class_at(start..start + word.len(), false)
        };
        assert_eq!(class_of("Qwxyzzy"), WordClass::ProperNoun);
        assert_eq!(class_of("🍕"), WordClass::Symbol);
        assert_eq!(class_of("zzqqy"), WordClass::Other);
        assert_eq!(tagged.class_at(1000..1001, false), WordClass::Other);
        // Between two words there is none, and beside a word it does not begin.
        let spaced = TaggedText::new("the   the");
        assert_eq!(spaced.class_at(0..3, false), WordClass::Determiner);
        assert_eq!(spaced.class_at(4..5, false), WordClass::Other);
        assert_eq!(spaced.class_at(4..6, false), WordClass::Other);
        assert_eq!(spaced.class_at(4..5, true), WordClass::Punctuation);
        assert_eq!(spaced.class_at(5..7, false), WordClass::Determiner);
    }
}
