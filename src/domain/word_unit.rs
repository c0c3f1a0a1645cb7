//! The units of an alignment: words with their pieces, punctuation, special tokens.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::token::Token;

/// What two texts are aligned by: a word with its pieces, or one piece of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit<'a> {
    /// The tokens of the unit.
    pub(super) tokens: Range<usize>,
    /// Their pieces as the vocabulary spells them.
    pub(super) pieces: Vec<&'a str>,
    /// Their pieces as they read, without the space before them: a vocabulary may have two pieces
    /// for one word, and split them in two ways, for the beginning of a text and for behind a
    /// space. Units that read the same are the same.
    pub(super) readings: Vec<&'a str>,
    /// Word, punctuation or special token.
    pub(super) kind: UnitKind,
}

/// Units of two kinds never change into one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnitKind {
    Word,
    Punctuation,
    Special,
}

impl UnitKind {
    fn cost_of_pair(self, other: Self, is_same: bool) -> Option<u32> {
        if is_same {
            Some(0)
        } else {
            (self == other && self != Self::Special).then_some(1)
        }
    }
}

impl Unit<'_> {
    /// Whether this is `[CLS]`, `[SEP]` or their kin.
    pub(super) fn is_special(&self) -> bool {
        self.kind == UnitKind::Special
    }

    /// The same reading of the same kind of unit.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let letters = self.readings.iter().flat_map(|reading| reading.bytes());
        let others = other.readings.iter().flat_map(|reading| reading.bytes());
        self.kind == other.kind && letters.eq(others)
    }

    /// The cost of a pair: 0 for the same, 1 for a change; `None` where there must be gaps.
    pub(super) fn cost_of_pair(&self, other: &Self) -> Option<u32> {
        self.kind.cost_of_pair(other.kind, self.is_same(other))
    }
}

/// A unit by the number of its reading, so that many can be compared with many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numbered {
    reading: usize,
    kind: UnitKind,
}

impl Numbered {
    /// As [`Unit::cost_of_pair`].
    pub(super) fn cost_of_pair(self, other: Self) -> Option<u32> {
        self.kind.cost_of_pair(other.kind, self == other)
    }
}

/// The units of two texts, numbered alike.
pub(super) fn numbers(a: &[Unit<'_>], b: &[Unit<'_>]) -> (Vec<Numbered>, Vec<Numbered>) {
    let mut readings = BTreeMap::new();
    let mut numbered = |unit: &Unit<'_>| {
        let next = readings.len();
        Numbered {
            reading: *readings.entry(unit.readings.concat()).or_insert(next),
            kind: unit.kind,
        }
    };
    let a = a.iter().map(&mut numbered).collect();
    (a, b.iter().map(numbered).collect())
}

/// The tokens grouped into words; special tokens and punctuation stand alone.
pub(super) fn words(tokens: &[Token]) -> Vec<Unit<'_>> {
    let mut units: Vec<Unit<'_>> = Vec::new();
    let mut last = None;
    for (place, token) in tokens.iter().enumerate() {
        let goes_on = token.word.is_some() && token.word == last;
        last = token.word;
        match units.last_mut().filter(|_| goes_on) {
            Some(unit) => {
                unit.tokens.end = place + 1;
                unit.pieces.push(&token.piece);
                unit.readings.push(token.reading());
                if !token.punctuation {
                    unit.kind = UnitKind::Word;
                }
            }
            None => units.push(Unit {
                tokens: place..place + 1,
                pieces: vec![&token.piece],
                readings: vec![token.reading()],
                kind: if token.special {
                    UnitKind::Special
                } else if token.punctuation {
                    UnitKind::Punctuation
                } else {
                    UnitKind::Word
                },
            }),
        }
    }
    units
}

/// The pieces of a word, each a unit of its own.
pub(super) fn pieces<'a>(word: &Unit<'a>) -> Vec<Unit<'a>> {
    let places = word.tokens.clone().zip(&word.pieces).zip(&word.readings);
    places
        .map(|((place, piece), reading)| Unit {
            tokens: place..place + 1,
            pieces: vec![piece],
            readings: vec![reading],
            kind: word.kind,
        })
        .collect()
}

/// A token's piece and whole word, numbered: equal numbers, equal spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) piece: usize,
    pub(super) word: usize,
}

/// The identity of every token of two texts, in an order of numbers that both ways round share.
pub(super) fn identities<'a>(a: &[Unit<'a>], b: &[Unit<'a>]) -> (Vec<Identity>, Vec<Identity>) {
    let numbers = numbered(a, b);
    let number = |pieces: &[&'a str], unit: &Unit| {
        let spelling = (pieces.to_vec(), unit.is_special());
        numbers.get(&spelling).copied().unwrap_or_default()
    };
    let of_word = |unit: &Unit<'a>| -> Vec<Identity> {
        let word = number(&unit.pieces, unit);
        let pieces = unit.pieces.iter();
        let identity = |piece: &&'a str| Identity {
            piece: number(&[*piece], unit),
            word,
        };
        pieces.map(identity).collect()
    };
    let of_text = |words: &[Unit<'a>]| words.iter().flat_map(of_word).collect();
    (of_text(a), of_text(b))
}

/// What is the same has the same pieces; a special token and a word spelled like it differ.
type Spelling<'a> = (Vec<&'a str>, bool);

/// Numbers every word and every piece of both texts.
fn numbered<'a>(a: &[Unit<'a>], b: &[Unit<'a>]) -> BTreeMap<Spelling<'a>, usize> {
    let spellings = a.iter().chain(b).flat_map(|unit| {
        let pieces = unit.pieces.iter().map(|&piece| vec![piece]);
        let of_unit = pieces.chain([unit.pieces.clone()]);
        of_unit.map(|pieces| (pieces, unit.is_special()))
    });
    let spellings: BTreeSet<Spelling> = spellings.collect();
    spellings.into_iter().zip(0..).collect()
}
