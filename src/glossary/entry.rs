//! What the glossary says of a word.

use std::fmt;

/// What the glossary says of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The word as a heading.
    pub name: &'static str,
    /// As what else it stands in titles, axes, legends and tables, letter by letter; a word that
    /// everyday sentences use is not among them.
    pub spellings: &'static [&'static str],
    /// What it means, in two sentences.
    pub meaning: [&'static str; 2],
    /// Its formula, in plain text.
    pub formula: &'static str,
    /// Where it comes from.
    pub place: Place,
    /// What it does not show, in a sentence.
    pub not_shown: &'static str,
}

/// Where a word comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A section of the paper, as `2.2.1`.
    Paper(&'static str),
    /// It is not in the paper.
    NotInPaper,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paper(section) => write!(f, "section {section} of the paper"),
            Self::NotInPaper => f.write_str("not in the paper"),
        }
    }
}

impl Entry {
    /// Both sentences of its meaning.
    pub fn meaning(&self) -> String {
        self.meaning.join(" ")
    }

    /// Whether `wanted` (in small letters) is in its name or in what is said of it.
    pub fn mentions(&self, wanted: &str) -> bool {
        let texts = [self.name, self.formula, self.not_shown];
        let texts = texts.iter().chain(&self.meaning).chain(self.spellings);
        let mut texts = texts.map(|text| text.to_lowercase());
        texts.any(|text| text.contains(wanted))
    }
}
