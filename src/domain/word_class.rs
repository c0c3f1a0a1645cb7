//! What kind of word a token belongs to: universal part-of-speech tags, in four groups.
//!
//! The tags are those of Universal Dependencies (<https://universaldependencies.org/u/pos/>).

use serde::{Deserialize, Serialize};

/// The universal part-of-speech tag of a word, or the fact that a token is no word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum WordClass {
    /// ADJ, for example *beautiful*.
    Adjective,
    /// ADP, for example *of*.
    Adposition,
    /// ADV, for example *really*.
    Adverb,
    /// AUX, for example *is*.
    Auxiliary,
    /// CCONJ, for example *and*.
    CoordinatingConjunction,
    /// DET, for example *the*.
    Determiner,
    /// INTJ, for example *wow*.
    Interjection,
    /// NOUN, for example *minister*.
    Noun,
    /// NUM, for example *42*.
    Numeral,
    /// PART, for example *not*.
    Particle,
    /// PRON, for example *who*.
    Pronoun,
    /// PROPN, for example *Canada*.
    ProperNoun,
    /// PUNCT, for example *?*.
    Punctuation,
    /// SCONJ, for example *because*.
    SubordinatingConjunction,
    /// SYM, for example *$* or an emoji.
    Symbol,
    /// VERB, for example *enjoying*.
    Verb,
    /// X: a word the tagger does not know.
    Other,
    /// `[CLS]`, `[SEP]` and their kin: no word of the text.
    Special,
}

impl WordClass {
    /// The tag as Universal Dependencies writes it; `special` for special tokens.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Adjective => "ADJ",
            Self::Adposition => "ADP",
            Self::Adverb => "ADV",
            Self::Auxiliary => "AUX",
            Self::CoordinatingConjunction => "CCONJ",
            Self::Determiner => "DET",
            Self::Interjection => "INTJ",
            Self::Noun => "NOUN",
            Self::Numeral => "NUM",
            Self::Particle => "PART",
            Self::Pronoun => "PRON",
            Self::ProperNoun => "PROPN",
            Self::Punctuation => "PUNCT",
            Self::SubordinatingConjunction => "SCONJ",
            Self::Symbol => "SYM",
            Self::Verb => "VERB",
            Self::Other => "X",
            Self::Special => "special",
        }
    }

    /// The group of the class.
    pub fn group(self) -> WordGroup {
        match self {
            Self::Adjective
            | Self::Adverb
            | Self::Interjection
            | Self::Noun
            | Self::ProperNoun
            | Self::Verb
            | Self::Numeral
            | Self::Other => WordGroup::Content,
            Self::Adposition
            | Self::Auxiliary
            | Self::CoordinatingConjunction
            | Self::Determiner
            | Self::Particle
            | Self::Pronoun
            | Self::SubordinatingConjunction => WordGroup::Function,
            Self::Punctuation | Self::Symbol => WordGroup::Punctuation,
            Self::Special => WordGroup::Special,
        }
    }
}

/// Content, function, punctuation or special: the coarse kinds of token.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "lowercase")]
pub enum WordGroup {
    /// Open classes: nouns, verbs, adjectives, adverbs, interjections, and numerals and
    /// unknown words, which are content far more often than not.
    Content,
    /// Closed classes: adpositions, auxiliaries, conjunctions, determiners, particles, pronouns.
    Function,
    /// Punctuation and symbols.
    Punctuation,
    /// `[CLS]`, `[SEP]` and their kin.
    Special,
}

impl WordGroup {
    /// The name in files and in the window.
    pub fn name(self) -> &'static str {
        self.into()
    }
}
