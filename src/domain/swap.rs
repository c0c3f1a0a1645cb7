//! A sentence with one word replaced by another of its kind: a pair of texts that differ in little
//! and mean something else.
//!
//! The new word has the part of speech of the old one, its ending (*-ing*, *-ed*, *-s*, …) and
//! about its frequency, and the tagger must give every word of the new sentence the class it had in
//! the old one. Nothing more is asked: the new sentence may be nonsense, and now and then it is
//! rude, as the list of words is. English only.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::frequency::{self, RankedWord, ranked_words};
use super::tagger::TaggedText;
use super::word_class::WordClass;

/// The classes of which words are swapped.
const SWAPPED: [WordClass; 4] = [
    WordClass::Adjective,
    WordClass::Adverb,
    WordClass::Noun,
    WordClass::Verb,
];

/// Shorter words are abbreviations and slips as often as not.
const SHORTEST: usize = 3;

/// How far apart the Zipf values of both words may be: a factor of two in frequency.
const ALIKE: f32 = 0.3;

/// How many new words are tried for one old one.
const TRIES: usize = 24;

/// Two words that begin alike up to here are taken for forms of one word.
const STEM: usize = 4;

/// A text with one word swapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swap {
    /// The new text.
    pub text: String,
    /// Where the old word lies in the old text.
    pub place: Range<usize>,
    /// The new word, as the new text writes it.
    pub word: String,
}

/// Words of one kind may stand in for each other as far as grammar goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Kind {
    class: WordClass,
    ending: &'static str,
}

/// The words of the list that may come in, by kind, the most frequent first.
static CANDIDATES: LazyLock<HashMap<Kind, Vec<RankedWord>>> = LazyLock::new(|| {
    let mut candidates: HashMap<Kind, Vec<RankedWord>> = HashMap::new();
    for word in ranked_words().filter(|word| is_plain(word.word)) {
        let class = TaggedText::new(word.word).words().next();
        let class = class.map(|(_, class)| class);
        if let Some(class) = class.filter(|class| SWAPPED.contains(class)) {
            let ending = ending(word.word);
            candidates
                .entry(Kind { class, ending })
                .or_default()
                .push(word);
        }
    }
    candidates
});

/// `text` with one word swapped; which one and for what, `seed` decides. None where no word of the
/// text has another that fits.
pub fn swapped(text: &str, seed: u64) -> Option<Swap> {
    swapped_where(text, seed, &|_| true)
}

/// As [`swapped`], one of the words whose place is `wanted`.
pub fn swapped_where(
    text: &str,
    seed: u64,
    wanted: &dyn Fn(&Range<usize>) -> bool,
) -> Option<Swap> {
    let tagged = TaggedText::new(text);
    let classes: Vec<WordClass> = tagged.words().map(|(_, class)| class).collect();
    let mut words: Vec<(Range<usize>, Kind, RankedWord)> = tagged
        .words()
        .filter(|(place, _)| wanted(place))
        .filter_map(|(place, class)| swappable(text, place, class))
        .collect();
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    words.shuffle(&mut random);
    words.into_iter().find_map(|(place, kind, old)| {
        let candidates = CANDIDATES.get(&kind)?;
        let first = candidates.partition_point(|word| word.zipf > old.zipf + ALIKE);
        let past = candidates.partition_point(|word| word.zipf >= old.zipf - ALIKE);
        let alike = candidates
            .get(first..past)
            .filter(|alike| !alike.is_empty())?;
        (0..TRIES).find_map(|_| {
            let new = alike.get(random.random_range(0..alike.len() as u32) as usize)?;
            let swap = swap(text, &place, old.word, new.word)?;
            let still = TaggedText::new(&swap.text);
            let still = still.words().map(|(_, class)| class);
            still.eq(classes.iter().copied()).then_some(swap)
        })
    })
}

/// The word at `place` with its kind, if it may be swapped.
fn swappable(
    text: &str,
    place: Range<usize>,
    class: WordClass,
) -> Option<(Range<usize>, Kind, RankedWord)> {
    let word = text.get(place.clone())?;
    let before = text.get(..place.start)?.chars().next_back();
    let behind = text.get(place.end..)?.chars().next();
    // Parts of compounds, names of accounts, addresses, quoted words.
    let joins = |c: Option<char>, marks: &str| c.is_some_and(|c| marks.contains(c));
    if joins(before, "-'’@#/_.&") || joins(behind, "-'’@/_&") {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    if !SWAPPED.contains(&class) || !is_plain(&lower) {
        return None;
    }
    let ending = ending(&lower);
    Some((place, Kind { class, ending }, frequency::find(&lower)?))
}

/// `text` with `new` at the `place` of `old`; `None` where the two are forms of one word or the
/// article before them would be another.
fn swap(text: &str, place: &Range<usize>, old: &str, new: &str) -> Option<Swap> {
    let stem = |word: &str| {
        word.get(..STEM.min(word.len()))
            .unwrap_or_default()
            .to_owned()
    };
    if old.starts_with(&stem(new)) || new.starts_with(&stem(old)) {
        return None;
    }
    let before = text.get(..place.start)?;
    let article = before.split_whitespace().next_back().unwrap_or_default();
    let fits = match article.to_ascii_lowercase().as_str() {
        "a" => !begins_with_vowel(new),
        "an" => begins_with_vowel(new),
        _ => true,
    };
    let word = fits.then(|| in_case_of(text.get(place.clone()).unwrap_or_default(), new))?;
    Some(Swap {
        text: format!("{before}{word}{}", text.get(place.end..)?),
        place: place.clone(),
        word,
    })
}

/// Letters of English and nothing else.
fn is_plain(word: &str) -> bool {
    word.len() >= SHORTEST && word.bytes().all(|letter| letter.is_ascii_lowercase())
}

/// What the word ends in, as far as it tells number, tense or comparison.
fn ending(word: &str) -> &'static str {
    if ["ss", "us", "is", "ous"]
        .iter()
        .any(|end| word.ends_with(end))
    {
        return "";
    }
    let endings = ["ing", "ed", "ly", "est", "er", "s"];
    let found = endings.into_iter().find(|end| word.ends_with(end));
    found.unwrap_or_default()
}

/// Whether *an* stands before the word rather than *a*: by its first letter, but for the words
/// whose sound is another.
fn begins_with_vowel(word: &str) -> bool {
    let begins = |starts: &[&str]| starts.iter().any(|start| word.starts_with(start));
    if begins(&["hour", "honest", "honor", "honour", "heir"]) {
        return true;
    }
    if begins(&[
        "eu", "one", "once", "ubiq", "unanim", "uni", "ura", "use", "usu", "uti",
    ]) {
        return begins(&["unim", "unin", "unint"]);
    }
    begins(&["a", "e", "i", "o", "u"])
}

/// `new` in capitals where `old` is.
fn in_case_of(old: &str, new: &str) -> String {
    let is_capital = |letter: u8| letter.is_ascii_uppercase();
    if old.bytes().all(is_capital) {
        return new.to_ascii_uppercase();
    }
    let mut new = new.to_owned();
    if old.bytes().next().is_some_and(is_capital)
        && let Some(first) = new.get_mut(..1)
    {
        first.make_ascii_uppercase();
    }
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_plain_word_keeps_its_place() {
        for word in ["Cat", "café", "don't", "x9", "a", ""] {
            assert!(!is_plain(word), "{word}");
        }
        assert!(is_plain("cats"));
    }

    fn classes(text: &str) -> Vec<WordClass> {
        let tagged = TaggedText::new(text);
        tagged.words().map(|(_, class)| class).collect()
    }

    #[test]
    fn one_word_of_the_same_kind_and_frequency_takes_the_place_of_another() {
        let text = "The old Captain quietly painted seven wooden boats near an island.";
        let mut places = std::collections::BTreeSet::new();
        for seed in 0..60 {
            let swap = swapped(text, seed).unwrap();
            assert_eq!(swapped(text, seed).as_ref(), Some(&swap));
            let old = &text[swap.place.clone()];
            let (before, behind) = (&text[..swap.place.start], &text[swap.place.end..]);
            assert_eq!(swap.text, format!("{before}{}{behind}", swap.word));
            assert_ne!(swap.word, old);
            assert_eq!(classes(&swap.text), classes(text), "{}", swap.text);
            let [was, is] = [old, &swap.word].map(|word| frequency::find(word).unwrap());
            assert!((was.zipf - is.zipf).abs() <= ALIKE + 1e-4, "{}", swap.text);
            assert_eq!(ending(was.word), ending(is.word), "{}", swap.text);
            let capital = |word: &str| word.starts_with(|c: char| c.is_uppercase());
            assert_eq!(capital(old), capital(&swap.word), "{}", swap.text);
            places.insert(swap.place.start);
        }
        assert!(places.len() > 3, "{places:?}");
    }

    #[test]
    fn articles_stay_right() {
        for (text, place, vowel) in [
            ("It was a map.", 9..12, false),
            ("An owl sang.", 3..6, true),
        ] {
            for seed in 0..40 {
                let Some(swap) = swapped(text, seed) else {
                    continue;
                };
                if swap.place == place {
                    assert_eq!(begins_with_vowel(&swap.word), vowel, "{}", swap.text);
                }
            }
        }
        for word in [
            "hour",
            "honest",
            "apple",
            "uncle",
            "unimportant",
            "urgent",
            "uninvited",
        ] {
            assert!(begins_with_vowel(word), "{word}");
        }
        for word in [
            "house", "union", "user", "usual", "european", "one", "banana",
        ] {
            assert!(!begins_with_vowel(word), "{word}");
        }
    }

    #[test]
    fn capitals_stay() {
        assert_eq!(in_case_of("GREAT", "small"), "SMALL");
        assert_eq!(in_case_of("Great", "small"), "Small");
        assert_eq!(in_case_of("great", "small"), "small");
    }

    #[test]
    fn a_text_without_a_word_that_fits_has_no_swap() {
        for text in [
            "",
            "?!",
            "42",
            "and of the",
            "Canada",
            "well-known",
            "@map #map",
            "Qwxyzzy.",
        ] {
            assert_eq!(swapped(text, 1), None, "{text}");
        }
    }

    #[test]
    fn endings_tell_number_tense_and_comparison() {
        for (word, expected) in [
            ("walking", "ing"),
            ("walked", "ed"),
            ("slowly", "ly"),
            ("slowest", "est"),
            ("slower", "er"),
            ("dogs", "s"),
            ("dog", ""),
            ("glass", ""),
            ("status", ""),
            ("basis", ""),
            ("famous", ""),
        ] {
            assert_eq!(ending(word), expected, "{word}");
        }
    }

    #[test]
    fn articles_go_by_the_sound() {
        for word in [
            "apple",
            "hour",
            "honest",
            "heir",
            "unimportant",
            "uninteresting",
            "umbrella",
        ] {
            assert!(begins_with_vowel(word), "{word}");
        }
        for word in [
            "pear", "house", "european", "one", "unique", "user", "usual", "utility",
        ] {
            assert!(!begins_with_vowel(word), "{word}");
        }
    }

    #[test]
    fn a_word_has_the_case_of_the_one_before() {
        assert_eq!(in_case_of("DOG", "cat"), "CAT");
        assert_eq!(in_case_of("Dog", "cat"), "Cat");
        assert_eq!(in_case_of("dog", "cat"), "cat");
    }
}
