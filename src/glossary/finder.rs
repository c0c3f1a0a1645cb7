//! Finds the glossary's words in the texts of the program, and entries by what is typed.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::LazyLock;

use super::term::Term;

/// A word of the glossary in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// What it is.
    pub term: Term,
}

/// Every spelling with its word, the longest first: “threshold τ” is one word and not two.
static SPELLINGS: LazyLock<Vec<(&str, Term)>> = LazyLock::new(|| {
    let of_term = |&term: &Term| {
        let entry = term.entry();
        let also = entry.spellings.iter().copied();
        also.chain([entry.name])
            .map(move |spelling| (spelling, term))
    };
    let mut all: Vec<(&str, Term)> = Term::ALL.iter().flat_map(of_term).collect();
    all.sort_by_key(|(spelling, _)| Reverse(spelling.len()));
    all
});

/// The words of the glossary in `text`, from the left; each word where it stands first.
pub fn terms_in(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for &(spelling, term) in SPELLINGS.iter() {
        let known = |range: &Range<usize>| {
            let mut others = found.iter();
            others.any(|other| {
                other.term == term
                    || (other.range.start < range.end && range.start < other.range.end)
            })
        };
        let places = text
            .match_indices(spelling)
            .map(|(start, _)| start..start + spelling.len());
        let mut places = places.filter(|range| stands_alone(text, range) && !known(range));
        if let Some(range) = places.next() {
            found.push(Found { range, term });
        }
    }
    found.sort_by_key(|found| found.range.start);
    found
}

/// Whether no letter or digit touches the word.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text
        .get(..range.start)
        .and_then(|text| text.chars().next_back());
    let after = text.get(range.end..).and_then(|text| text.chars().next());
    let touches = |letter: Option<char>| letter.is_some_and(|c| c.is_alphanumeric() || c == '_');
    !touches(before) && !touches(after)
}

/// The words that have `typed` in their name or in what is said of them: those that begin with it
/// first, then those that have it in their name.
pub fn find(typed: &str) -> Vec<Term> {
    let wanted = typed.trim().to_lowercase();
    let mut found: Vec<Term> = Term::ALL.to_vec();
    found.retain(|term| term.entry().mentions(&wanted));
    found.sort_by_key(|term| {
        let name = term.name().to_lowercase();
        (!name.starts_with(&wanted), !name.contains(&wanted))
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(&str, Term)> {
        let found = terms_in(text).into_iter();
        found
            .map(|found| (&text[found.range], found.term))
            .collect()
    }

    #[test]
    fn words_are_found_whole_and_the_longest_first() {
        assert_eq!(
            words("HIGH, above τ"),
            [("HIGH", Term::High), ("τ", Term::Threshold)]
        );
        assert_eq!(
            words("threshold τ = 13.856"),
            [("threshold τ", Term::Threshold)]
        );
        assert_eq!(
            words("Activation strength at Layer 4"),
            [
                ("Activation strength", Term::ActivationStrength),
                ("Layer", Term::Layer)
            ]
        );
        assert_eq!(
            words("C_H and C_L: the shift that HIGH and LOW tokens carry"),
            [
                ("C_H", Term::HighContribution),
                ("C_L", Term::LowContribution),
                ("shift", Term::Shift),
                ("HIGH", Term::High),
                ("LOW tokens", Term::Low)
            ]
        );
        assert_eq!(words("HIGHER franks"), []);
    }

    #[test]
    fn entries_are_found_by_name_first() {
        assert_eq!(find("r_h").first(), Some(&Term::HighRatio));
        assert_eq!(find("Quant").first(), Some(&Term::Quantile));
        assert!(find("colbert").contains(&Term::LateInteraction));
        assert_eq!(find("").len(), Term::ALL.len());
        assert!(find("no such word").is_empty());
    }
}
