//! Which column or field holds the texts: the one that was asked for, else one that says so by its
//! name, else one that is seen to.

use super::error::InputError;

/// What texts are in when nobody says it, the first of these that is there; in capitals too.
const USUAL_NAMES: [&str; 3] = ["text", "sentence", "prompt"];

/// What the columns of one kind of file are called.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    /// `column` or `field`.
    pub(super) what: &'static str,
    /// The flag that names it.
    pub(super) flag: &'static str,
}

pub(super) const COLUMN: Kind = Kind {
    what: "column",
    flag: "--column",
};

pub(super) const SECOND_COLUMN: Kind = Kind {
    what: "column",
    flag: "--second-column",
};

pub(super) const FIELD: Kind = Kind {
    what: "field",
    flag: "--field",
};

/// Whether texts are often called so, in capitals or not.
pub(super) fn is_usual(name: &str) -> bool {
    let mut usual = USUAL_NAMES.iter();
    usual.any(|usual| usual.eq_ignore_ascii_case(name))
}

/// The place of the only name, or of the first usual one; a column without a name is often that of
/// a delimiter at the end of every line.
pub(super) fn usual_place(names: &[String]) -> Option<usize> {
    let mut there = names
        .iter()
        .enumerate()
        .filter(|(_, name)| !name.is_empty());
    if let (Some((place, _)), None) = (there.next(), there.next()) {
        return Some(place);
    }
    if names.len() == 1 {
        return Some(0);
    }
    let exactly = |usual: &str| names.iter().position(|name| name == usual);
    let in_capitals = |usual: &str| {
        let mut names = names.iter();
        names.position(|name| name.eq_ignore_ascii_case(usual))
    };
    let mut usual = USUAL_NAMES.into_iter();
    usual
        .clone()
        .find_map(exactly)
        .or_else(|| usual.find_map(in_capitals))
}

/// Where the column stands that is called `wanted`, or that is counted so from 1.
///
/// # Errors
/// No such column, or two of that name.
pub(super) fn place_of(
    file: &str,
    names: &[String],
    wanted: &str,
    kind: Kind,
) -> Result<usize, InputError> {
    let places = names.iter().enumerate();
    let mut places = places.filter(|(_, name)| *name == wanted);
    match (places.next(), places.next()) {
        (Some((place, _)), None) => Ok(place),
        (Some(_), Some(_)) => Err(InputError::TwoColumns {
            file: file.to_owned(),
            name: wanted.to_owned(),
        }),
        (None, _) => numbered(names, wanted).ok_or_else(|| InputError::NoSuchColumn {
            file: file.to_owned(),
            what: kind.what,
            name: wanted.to_owned(),
            there: names.to_vec(),
            flag: kind.flag,
        }),
    }
}

/// `place`, unless another column has the same name.
///
/// # Errors
/// Two columns of that name.
pub(super) fn place_of_usual(
    file: &str,
    names: &[String],
    place: usize,
) -> Result<usize, InputError> {
    match names.get(place) {
        Some(name) => place_of(file, names, name, COLUMN),
        None => Ok(place),
    }
}

/// The place of the column counted so from 1.
fn numbered(names: &[String], typed: &str) -> Option<usize> {
    let place = typed.parse::<usize>().ok()?.checked_sub(1)?;
    (place < names.len()).then_some(place)
}

/// The only place whose values are sentences.
pub(super) fn place_of_sentences<'a, V>(columns: impl Iterator<Item = V>) -> Option<usize>
where
    V: Iterator<Item = &'a str>,
{
    let places = columns.enumerate();
    let mut places = places.filter_map(|(place, values)| hold_sentences(values).then_some(place));
    let first = places.next()?;
    places.next().is_none().then_some(first)
}

/// Whether at least half of the values that are there are of several words.
fn hold_sentences<'a>(values: impl Iterator<Item = &'a str>) -> bool {
    let (mut there, mut sentences) = (0_usize, 0_usize);
    for value in values.filter(|value| !value.trim().is_empty()) {
        there += 1;
        sentences += usize::from(is_sentence(value));
    }
    there > 0 && sentences * 2 >= there
}

/// Three words of letters, or so many letters where words are not parted.
fn is_sentence(value: &str) -> bool {
    const WORDS: usize = 3;
    const LETTERS: usize = 8;
    let word = |word: &&str| {
        let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
        !word.is_empty() && word.chars().all(|c| c.is_alphabetic() || "'’-".contains(c))
    };
    let wide = |c: &char| matches!(*c, '\u{0e00}'..='\u{0eff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}');
    value
        .split_whitespace()
        .filter(word)
        .nth(WORDS - 1)
        .is_some()
        || value.chars().filter(wide).nth(LETTERS - 1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_found_by_name_then_by_number() {
        let names = ["id", "2", "text", "text"].map(str::to_owned);
        let place = |wanted| place_of("a.csv", &names, wanted, COLUMN).ok();
        assert_eq!(place("id"), Some(0));
        assert_eq!(place("2"), Some(1), "by name");
        assert_eq!(place("4"), Some(3), "by number");
        for wrong in ["0", "5", "-1", "", "text", "none"] {
            assert_eq!(place(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_usual_name_may_have_capitals() {
        for (names, place) in [
            (&["Nr", "Text"][..], Some(1)),
            (&["TEXT", "text"], Some(1)),
            (&["Prompt", "SENTENCE"], Some(1)),
            (&["Nr", "Texte"], None),
        ] {
            let owned: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            assert_eq!(usual_place(&owned), place, "{names:?}");
        }
    }

    #[test]
    fn sentences_are_told_from_names_and_dates() {
        for sentence in [
            "She left the shop.",
            "\"Bad\" is too kind",
            "公园今天很漂亮，我喜欢。",
        ] {
            assert!(is_sentence(sentence), "{sentence}");
        }
        for other in [
            "",
            "pos",
            "Mon Sep 24 03:35:21 +0000 2012",
            "2020-01-01 10:00",
            "0,5",
            "New York",
        ] {
            assert!(!is_sentence(other), "{other}");
        }
    }
}
