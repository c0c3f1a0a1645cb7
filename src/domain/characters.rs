//! What kind of character one is: which are punctuation, which are Chinese.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// Whether `text` is punctuation and nothing else, by BERT's rule: ASCII symbols count
/// (`$`, `+`, `~`), and so does all of Unicode's punctuation.
pub fn is_punctuation(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_punctuation_char)
}

fn is_punctuation_char(c: char) -> bool {
    c.is_ascii_punctuation() || c.general_category_group() == GeneralCategoryGroup::Punctuation
}

/// Whether `c` is a Chinese character, which is a word by itself by BERT's rule; the letters of
/// Japanese and Korean are not.
pub fn is_chinese(c: char) -> bool {
    matches!(
        u32::from(c),
        0x4e00..=0x9fff
            | 0x3400..=0x4dbf
            | 0x20000..=0x2a6df
            | 0x2a700..=0x2ceaf
            | 0xf900..=0xfaff
            | 0x2f800..=0x2fa1f
    )
}

/// `piece` with a dotted circle before a mark that has no letter to stand on: pieces of a word may
/// begin with a vowel sign or an accent, which is next to nothing to see.
pub fn on_a_base(piece: &str) -> String {
    let first = piece
        .char_indices()
        .find(|&(_, c)| !is_punctuation_char(c) && c != '▁');
    match first {
        Some((place, c)) if is_mark(c) => {
            let (before, from_mark) = piece.split_at(place);
            format!("{before}\u{25CC}{from_mark}")
        }
        _ => piece.to_owned(),
    }
}

/// Whether `c` is a vowel sign, an accent, or another mark that stands on the letter before it.
pub fn is_mark(c: char) -> bool {
    c.general_category_group() == GeneralCategoryGroup::Mark
}

/// Whether `c` is of a script that writes no spaces between words: Chinese, Japanese, Thai; and
/// Korean, whose lines may begin with any of its syllables.
pub fn is_without_spaces(c: char) -> bool {
    is_chinese(c) || matches!(u32::from(c), 0x3040..=0x30ff | 0xac00..=0xd7af | 0x0e00..=0x0e7f)
}

/// Whether `text` is written from the right: whether its first letter is.
pub fn begins_at_the_right(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(is_from_the_right)
}

/// Whether `c` is of a script that is written from the right: Hebrew, Arabic and their kin.
pub fn is_from_the_right(c: char) -> bool {
    matches!(u32::from(c), 0x0590..=0x08ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefc)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_without_a_letter_stand_on_a_circle() {
        assert_eq!(on_a_base("##ि"), "##◌ि");
        assert_eq!(on_a_base("ा"), "◌ा");
        assert_eq!(on_a_base("\u{301}"), "◌\u{301}");
        for whole in ["", "##न", "दि", "e\u{301}", "[CLS]", "##", "?", "🍕"] {
            assert_eq!(on_a_base(whole), whole);
        }
    }

    #[test]
    fn chinese_characters_are_and_letters_of_its_neighbours_are_not() {
        for chinese in ['中', '㐀', '\u{20000}', '\u{2a700}', '豈', '\u{2f800}'] {
            assert!(
                is_chinese(chinese) && is_without_spaces(chinese),
                "{chinese}"
            );
        }
        for unspaced in ['あ', 'カ', '한', 'ก'] {
            assert!(
                !is_chinese(unspaced) && is_without_spaces(unspaced),
                "{unspaced}"
            );
        }
        for other in ['a', 'é', 'ш', 'न', '。', ' ', '🍕'] {
            assert!(!is_chinese(other) && !is_without_spaces(other), "{other}");
        }
    }

    #[test]
    fn the_first_letter_says_on_which_side_a_text_begins() {
        for text in ["שלום", "مرحبا", "\"(שלום) world", "12 سيارة", "ﻻ"] {
            assert!(begins_at_the_right(text), "{text}");
        }
        for text in ["", "12", "hello שלום", "(中文) שלום", "नमस्ते"] {
            assert!(!begins_at_the_right(text), "{text}");
        }
        assert!(is_from_the_right('ש') && !is_from_the_right('a'));
    }

    #[test]
    fn punctuation_is_known_in_many_scripts() {
        for mark in [
            "?", "!", "...", "$", "。", "，", "؟", "।", "“", "–", "¿", "「",
        ] {
            assert!(is_punctuation(mark), "{mark}");
        }
        for other in ["", "a", "a.", "é", "中", "🍕", "3", "##s", " "] {
            assert!(!is_punctuation(other), "{other}");
        }
    }
}
