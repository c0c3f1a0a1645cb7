//! Which token of one text belongs to which token of another.
//!
//! The paper compares position by position, which says little once one text has more tokens than
//! the other. The default here aligns whole words by edit distance, and the pieces inside a
//! changed word the same way; [`edit_distance`](super::edit_distance) has the costs and the rule
//! for ties.

use serde::{Deserialize, Serialize};

use super::edit_distance::{Step, distance, steps};
use super::token::Token;
use super::word_unit::{Identity, Unit, identities, pieces, words};

/// How two token lists are aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(strum::VariantArray, strum::IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum AlignmentKind {
    /// By edit distance, words first, then the pieces inside changed words.
    #[default]
    Edit,
    /// Position by position, as the paper has it; what is left over is a gap.
    Index,
}

impl AlignmentKind {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What became of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum PairKind {
    /// The same piece on both sides.
    Same,
    /// Another piece.
    Changed,
    /// A gap: the token is in A only.
    OnlyA,
    /// A gap: the token is in B only.
    OnlyB,
}

impl PairKind {
    /// The name in files.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// A token of A and its partner in B, or a gap on one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pair {
    /// Place of the token in A, from 0; `None` in a gap.
    pub a: Option<usize>,
    /// Place of the token in B, from 0; `None` in a gap.
    pub b: Option<usize>,
    /// What became of the token.
    pub kind: PairKind,
    /// Whether the tokens or the words they belong to differ; a piece may stay the same in a word
    /// that changed. Never in a gap.
    pub word_changed: bool,
    /// Whether a person paired them.
    pub by_hand: bool,
}

impl Pair {
    /// The places of both tokens; `None` in a gap.
    pub fn both(&self) -> Option<(usize, usize)> {
        self.a.zip(self.b)
    }
}

/// An alignment of two token lists: every token of both stands in exactly one pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alignment {
    /// In the order of both texts, unless a pair made by hand crosses others.
    pub pairs: Vec<Pair>,
    /// What is compared of A's tokens.
    a: Vec<Identity>,
    /// What is compared of B's tokens.
    b: Vec<Identity>,
}

impl Alignment {
    /// Aligns the tokens of two texts; swapping the texts swaps the sides of every pair.
    pub fn of(a: &[Token], b: &[Token], kind: AlignmentKind) -> Self {
        let (words_a, words_b) = (words(a), words(b));
        let (identities_a, identities_b) = identities(&words_a, &words_b);
        let mut alignment = Self {
            pairs: Vec::with_capacity(a.len().max(b.len())),
            a: identities_a,
            b: identities_b,
        };
        let places = match kind {
            AlignmentKind::Edit => places_by_edit(&words_a, &words_b),
            AlignmentKind::Index => (0..a.len().max(b.len()))
                .map(|place| {
                    let within = |count: usize| (place < count).then_some(place);
                    (within(a.len()), within(b.len()))
                })
                .collect(),
        };
        alignment.pairs = places
            .into_iter()
            .filter_map(|(a, b)| alignment.pair(a, b))
            .collect();
        alignment
    }

    /// How many tokens of A, and how many of B, have no partner.
    pub fn gaps(&self) -> (usize, usize) {
        let count = |kind| self.pairs.iter().filter(|pair| pair.kind == kind).count();
        (count(PairKind::OnlyA), count(PairKind::OnlyB))
    }

    /// The same alignment with the texts' sides exchanged.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        let mirrored = |pair: &Pair| Pair {
            a: pair.b,
            b: pair.a,
            kind: match pair.kind {
                PairKind::OnlyA => PairKind::OnlyB,
                PairKind::OnlyB => PairKind::OnlyA,
                kind => kind,
            },
            ..*pair
        };
        Self {
            pairs: self.pairs.iter().map(mirrored).collect(),
            a: self.b.clone(),
            b: self.a.clone(),
        }
    }

    fn pair(&self, a: Option<usize>, b: Option<usize>) -> Option<Pair> {
        let of = |side: &[Identity], place: Option<usize>| side.get(place?).copied();
        let (kind, word_changed) = match (of(&self.a, a), of(&self.b, b)) {
            (Some(a), Some(b)) if a.piece == b.piece => (PairKind::Same, a.word != b.word),
            // Position by position, two pieces of words that are spelled alike may meet.
            (Some(_), Some(_)) => (PairKind::Changed, true),
            (Some(_), None) => (PairKind::OnlyA, false),
            (None, Some(_)) => (PairKind::OnlyB, false),
            (None, None) => return None,
        };
        Some(Pair {
            a,
            b,
            kind,
            word_changed,
            by_hand: false,
        })
    }
}

/// The alignment with token `a` of A and token `b` of B paired by hand: their partners up to now
/// become gaps, and the pair may cross others. Undo is to keep the alignment it started from.
///
/// Unchanged where there is no such token.
#[must_use]
pub fn repaired(alignment: &Alignment, a: usize, b: usize) -> Alignment {
    let mut repaired = alignment.clone();
    let (Some(_), Some(_)) = (alignment.a.get(a), alignment.b.get(b)) else {
        return repaired;
    };
    let replaced = |pair: &Pair| -> [Option<Pair>; 2] {
        let by_hand = alignment.pair(Some(a), Some(b)).map(|pair| Pair {
            by_hand: true,
            ..pair
        });
        let left = |place: Option<usize>, taken: usize| place.filter(|&place| place != taken);
        match (pair.a == Some(a), pair.b == Some(b)) {
            (true, true) => [by_hand, None],
            (true, false) => [by_hand, alignment.pair(None, left(pair.b, b))],
            (false, true) => [alignment.pair(left(pair.a, a), None), None],
            (false, false) => [Some(*pair), None],
        }
    };
    repaired.pairs = alignment
        .pairs
        .iter()
        .flat_map(replaced)
        .flatten()
        .collect();
    repaired
}

/// The edit distance between the words of two texts, special tokens counted as words.
pub fn word_distance(a: &[Token], b: &[Token]) -> u32 {
    distance(&words(a), &words(b))
}

type Places = (Option<usize>, Option<usize>);

fn places_by_edit(a: &[Unit], b: &[Unit]) -> Vec<Places> {
    let mut places: Vec<Places> = Vec::new();
    for step in steps(a, b) {
        match step {
            Step::Pair(i, j) => {
                if let (Some(a), Some(b)) = (a.get(i), b.get(j)) {
                    places.extend(places_inside(a, b));
                }
            }
            Step::OnlyA(i) => {
                let tokens = a.get(i).map(|unit| unit.tokens.clone());
                places.extend(
                    tokens
                        .into_iter()
                        .flatten()
                        .map(|place| (Some(place), None)),
                );
            }
            Step::OnlyB(j) => {
                let tokens = b.get(j).map(|unit| unit.tokens.clone());
                places.extend(
                    tokens
                        .into_iter()
                        .flatten()
                        .map(|place| (None, Some(place))),
                );
            }
        }
    }
    places
}

/// The pieces of two paired words; in words that are the same this is one to one.
fn places_inside(a: &Unit, b: &Unit) -> Vec<Places> {
    let (start_a, start_b) = (a.tokens.start, b.tokens.start);
    let steps = steps(&pieces(a), &pieces(b)).into_iter();
    steps
        .map(|step| match step {
            Step::Pair(i, j) => (Some(start_a + i), Some(start_b + j)),
            Step::OnlyA(i) => (Some(start_a + i), None),
            Step::OnlyB(j) => (None, Some(start_b + j)),
        })
        .collect()
}
