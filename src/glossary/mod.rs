//! The glossary: every word of the trade that the program uses, with what it means, its formula,
//! where the paper has it, and what it does not show.
//!
//! One source for all places that explain: tooltips on words and headings, the glossary of Help,
//! and a section of the guide, which a test holds against this. Pure data.
//!
//! To add a word: a variant of [`Term`], its [`Entry`] in the file of its topic, its place in
//! [`TOPICS`]. The compiler asks for the entry, a test for the rest.

mod attention;
mod entry;
mod finder;
mod heads;
mod markdown;
mod matching;
mod shift;
mod statistics;
mod strength;
mod term;
mod text;

pub use entry::{Entry, Place};
pub use finder::{Found, find, terms_in};
pub use markdown::markdown;
pub use term::{TOPICS, Term, Topic};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_stands_in_one_topic() {
        for &term in Term::ALL {
            let places = TOPICS.iter().flat_map(|topic| topic.terms);
            let places = places.filter(|&&other| other == term).count();
            assert_eq!(places, 1, "{term:?}");
        }
    }

    #[test]
    fn every_entry_is_complete() {
        for &term in Term::ALL {
            let entry = term.entry();
            let texts = [entry.name, entry.formula, entry.not_shown];
            assert!(texts.iter().all(|text| !text.trim().is_empty()), "{term:?}");
            for sentence in entry.meaning {
                assert!(sentence.len() > 20, "{term:?}");
            }
            for sentence in entry.meaning.iter().chain([&entry.not_shown]) {
                assert!(sentence.ends_with('.'), "{term:?}: {sentence}");
                assert!(!sentence.contains("  "), "{term:?}: {sentence}");
                let begins = sentence.chars().next().unwrap();
                assert!(!begins.is_lowercase(), "{term:?}: {sentence}");
            }
            // A sentence that is two would make three of the promised two.
            for sentence in entry.meaning {
                assert!(!sentence.contains(". "), "{term:?}: {sentence}");
            }
            if let Place::Paper(section) = entry.place {
                assert!(section.starts_with(char::is_numeric), "{term:?}");
            }
        }
    }

    #[test]
    fn no_two_terms_share_a_name_or_a_spelling() {
        let spellings = |term: Term| {
            let entry = term.entry();
            let also = entry.spellings.iter().copied();
            also.chain([entry.name]).map(str::to_owned)
        };
        let every = || Term::ALL.iter().copied();
        for (place, one) in every().enumerate() {
            for other in every().take(place) {
                let shared = spellings(one).find(|name| spellings(other).any(|n| n == *name));
                assert_eq!(shared, None, "{one:?} {other:?}");
            }
        }
    }
}
