//! The cheapest way to turn one sequence of words into another, with ties settled by rule.
//!
//! Keeping a word costs 0; changing, leaving out or putting in a word costs 1 (Levenshtein 1966).
//! Punctuation is never changed into a word, and a special token only ever meets its like: they
//! become gaps instead. Of equally cheap ways the rule takes one, the same whichever text is
//! called A:
//! 1. a special token both begin with stays together;
//! 2. then the longest ending they share, so an input stays whole behind any instruction;
//! 3. then the longest beginning of what is left;
//! 4. between them, from the left, a pair before a gap;
//! 5. and where only gaps are left, first the gap of the shorter text's word (of the one that
//!    sorts first where both are as long).

use super::word_unit::{Unit, numbers};

/// One step through both sequences; places count from 0 on each side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Pair(usize, usize),
    OnlyA(usize),
    OnlyB(usize),
}

/// The edit distance between two sequences.
pub(super) fn distance(a: &[Unit], b: &[Unit]) -> u32 {
    let cost = |step: &Step| match *step {
        Step::Pair(i, j) => match (a.get(i), b.get(j)) {
            (Some(a), Some(b)) => a.cost_of_pair(b).unwrap_or(2),
            _ => 0,
        },
        Step::OnlyA(_) | Step::OnlyB(_) => 1,
    };
    steps(a, b).iter().map(cost).sum()
}

/// The cheapest steps through both sequences, by the rule above.
pub(super) fn steps(a: &[Unit], b: &[Unit]) -> Vec<Step> {
    let begun = shared_special_beginning(a, b);
    let (rest_a, rest_b) = (tail(a, begun), tail(b, begun));
    let ending = rest_a
        .iter()
        .rev()
        .zip(rest_b.iter().rev())
        .take_while(|(a, b)| a.is_same(b))
        .count();
    let (rest_a, rest_b) = (head(rest_a, ending), head(rest_b, ending));
    let shared = rest_a.iter().zip(rest_b);
    let beginning = begun + shared.take_while(|(a, b)| a.is_same(b)).count();
    let (end_a, end_b) = (a.len() - ending, b.len() - ending);
    let middle_a = a.get(beginning..end_a).unwrap_or_default();
    let middle_b = b.get(beginning..end_b).unwrap_or_default();
    let mut steps: Vec<Step> = (0..beginning)
        .map(|place| Step::Pair(place, place))
        .collect();
    steps.extend(
        Costs::of(middle_a, middle_b)
            .cheapest_steps()
            .into_iter()
            .map(|step| match step {
                Step::Pair(i, j) => Step::Pair(beginning + i, beginning + j),
                Step::OnlyA(i) => Step::OnlyA(beginning + i),
                Step::OnlyB(j) => Step::OnlyB(beginning + j),
            }),
    );
    steps.extend((0..ending).map(|place| Step::Pair(end_a + place, end_b + place)));
    steps
}

fn shared_special_beginning(a: &[Unit], b: &[Unit]) -> usize {
    match (a.first(), b.first()) {
        (Some(a), Some(b)) if a.is_special() && a.is_same(b) => 1,
        _ => 0,
    }
}

fn tail<'a, 'u>(units: &'a [Unit<'u>], from: usize) -> &'a [Unit<'u>] {
    units.get(from..).unwrap_or_default()
}

fn head<'a, 'u>(units: &'a [Unit<'u>], without: usize) -> &'a [Unit<'u>] {
    units.get(..units.len() - without).unwrap_or_default()
}

/// What is left to pay from every place in both sequences.
struct Costs<'a> {
    a: &'a [Unit<'a>],
    b: &'a [Unit<'a>],
    /// `[place in a][place in b]`, one more each way for the ends.
    left: Vec<u32>,
}

impl<'a> Costs<'a> {
    fn of(a: &'a [Unit<'a>], b: &'a [Unit<'a>]) -> Self {
        let (numbers_a, numbers_b) = numbers(a, b);
        let row = b.len() + 1;
        let mut left = vec![0; (a.len() + 1) * row];
        // From the end of A on, the rest of B is put in.
        for (rest, cell) in left.iter_mut().rev().take(row).enumerate() {
            *cell = rest as u32;
        }
        for (i, own) in numbers_a.iter().enumerate().rev() {
            let (above, below) = left.split_at_mut((i + 1) * row);
            let below = below.get(..row).unwrap_or_default();
            let cells = above.get_mut(i * row..).unwrap_or_default();
            let mut cells = cells.iter_mut().rev();
            // At the end of B, the rest of A is left out.
            let mut right = below.last().map_or(0, |cell| cell + 1);
            if let Some(cell) = cells.next() {
                *cell = right;
            }
            let others = numbers_b.iter().rev().zip(below.windows(2).rev());
            for (cell, (other, below)) in cells.zip(others) {
                let &[under, slant] = below else { continue };
                let pair = own
                    .cost_of_pair(*other)
                    .map_or(u32::MAX, |cost| slant + cost);
                right = (right.min(under) + 1).min(pair);
                *cell = right;
            }
        }
        Self { a, b, left }
    }

    fn at(&self, i: usize, j: usize) -> u32 {
        let cell = self.left.get(i * (self.b.len() + 1) + j);
        cell.copied().unwrap_or(0)
    }

    /// What it costs from here when the next two are paired.
    fn by_pair(&self, i: usize, j: usize) -> Option<u32> {
        let cost = self.a.get(i)?.cost_of_pair(self.b.get(j)?)?;
        Some(cost + self.at(i + 1, j + 1))
    }

    fn cheapest_steps(&self) -> Vec<Step> {
        let order = |units: &'a [Unit<'a>]| (units.len(), pieces(units));
        let a_first = order(self.a) <= order(self.b);
        let mut steps = Vec::with_capacity(self.a.len().max(self.b.len()));
        let (mut i, mut j) = (0, 0);
        while i < self.a.len() || j < self.b.len() {
            let least = self.at(i, j);
            let skips_a = i < self.a.len() && self.at(i + 1, j) + 1 == least;
            let skips_b = j < self.b.len() && self.at(i, j + 1) + 1 == least;
            if self.by_pair(i, j) == Some(least) {
                steps.push(Step::Pair(i, j));
                (i, j) = (i + 1, j + 1);
            } else if skips_a && (a_first || !skips_b) {
                steps.push(Step::OnlyA(i));
                i += 1;
            } else {
                steps.push(Step::OnlyB(j));
                j += 1;
            }
        }
        steps
    }
}

fn pieces<'a>(units: &'a [Unit<'a>]) -> Vec<&'a [&'a str]> {
    units.iter().map(|unit| unit.pieces.as_slice()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::word_unit::UnitKind;
    use super::*;
    use Step::{OnlyA, OnlyB, Pair};

    fn units(text: &str) -> Vec<Unit<'_>> {
        let kind = |word: &str| match word {
            "." | "," | "?" => UnitKind::Punctuation,
            "^" | "$" => UnitKind::Special,
            _ => UnitKind::Word,
        };
        let words = text.split_whitespace().enumerate();
        words
            .map(|(place, word)| Unit {
                tokens: place..place + 1,
                pieces: vec![word],
                readings: vec![word],
                kind: kind(word),
            })
            .collect()
    }

    fn aligned(a: &str, b: &str) -> Vec<Step> {
        steps(&units(a), &units(b))
    }

    #[test]
    fn nothing_and_something_are_gaps() {
        assert_eq!(aligned("", ""), []);
        assert_eq!(aligned("a b", ""), [OnlyA(0), OnlyA(1)]);
        assert_eq!(aligned("", "a"), [OnlyB(0)]);
        assert_eq!(distance(&units("kitten sitting"), &units("")), 2);
    }

    #[test]
    fn a_shared_ending_stays_whole_and_pairs_come_before_gaps() {
        assert_eq!(
            aligned("^ sum rain . $", "^ put to french rain . $"),
            [
                Pair(0, 0),
                Pair(1, 1),
                OnlyB(2),
                OnlyB(3),
                Pair(2, 4),
                Pair(3, 5),
                Pair(4, 6)
            ]
        );
        assert_eq!(
            aligned("the cat", "the cat the cat"),
            [OnlyB(0), OnlyB(1), Pair(0, 2), Pair(1, 3)]
        );
    }

    #[test]
    fn words_and_punctuation_never_change_into_one_another() {
        assert_eq!(aligned("a b", "a ?"), [Pair(0, 0), OnlyB(1), OnlyA(1)]);
        assert_eq!(aligned("a .", "a ?"), [Pair(0, 0), Pair(1, 1)]);
        assert_eq!(distance(&units("a"), &units("?")), 2);
    }

    #[test]
    fn special_tokens_meet_their_like_only() {
        assert_eq!(
            aligned("^ x $", "^ ^ x $"),
            [Pair(0, 0), OnlyB(1), Pair(1, 2), Pair(2, 3)]
        );
        assert_eq!(aligned("^", "$"), [OnlyB(0), OnlyA(0)]);
    }
}
