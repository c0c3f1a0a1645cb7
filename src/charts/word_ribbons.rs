//! Two texts over one another, their words coloured by what they add to a similarity, with ribbons
//! between the words that match. The window alone draws it: a page has the matrix.

use std::cmp::Ordering;

use crate::analysis::Match;
use crate::analysis::matching::MatchSide;
use crate::domain::characters::begins_at_the_right;
use crate::domain::matching::MatchWord;

/// How many ribbons are drawn where no word is pointed at.
const MOST: usize = 12;

/// Two texts and the ribbons between their words.
#[derive(Debug, Clone, PartialEq)]
pub struct WordRibbons {
    /// The words of A and of B.
    pub texts: [Vec<RibbonWord>; 2],
    /// Whether A, and B, is read from the right.
    pub from_the_right: [bool; 2],
    /// The pairs of words that may be drawn, special tokens left out: [the strongest](Self::shown)
    /// first, the others in no order.
    pub ribbons: Vec<Ribbon>,
    /// Whether values are parts of 1.
    pub are_shares: bool,
    /// What is said of the picture where it cannot be seen.
    pub said: String,
}

/// A word of one of two texts.
#[derive(Debug, Clone, PartialEq)]
pub struct RibbonWord {
    /// As it is written.
    pub text: String,
    /// Where it stands on the scale of signed colours: 0.5 is zero, 1 adds most of all words.
    pub colour: f64,
    /// Whether it is `[CLS]`, `[SEP]` or their kin.
    pub special: bool,
    /// Whether a space stands before it.
    pub apart: bool,
}

/// A pair of words that match.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ribbon {
    /// The word of A.
    pub a: usize,
    /// The word of B.
    pub b: usize,
    /// What it adds to the similarity.
    pub value: f64,
    /// From 0 to 1, the strongest pair of all.
    pub strength: f64,
}

impl WordRibbons {
    /// Which ribbons are drawn while a word of a side (0 is A) is pointed at: its own, else the
    /// strongest of all; the strongest first.
    pub fn shown(&self, pointed: Option<(usize, usize)>) -> Vec<&Ribbon> {
        let Some((side, word)) = pointed else {
            return self.ribbons.iter().take(MOST).collect();
        };
        let end = |ribbon: &Ribbon| if side == 0 { ribbon.a } else { ribbon.b };
        let own = self.ribbons.iter().filter(|ribbon| end(ribbon) == word);
        let mut own: Vec<&Ribbon> = own.collect();
        own.sort_by(|one, other| by_strength(one, other));
        own
    }
}

/// The stronger one first; of equal ones, that which stands first in the texts.
fn by_strength(one: &Ribbon, other: &Ribbon) -> Ordering {
    let places = |ribbon: &Ribbon| (ribbon.a, ribbon.b);
    let strengths = other.value.total_cmp(&one.value);
    strengths.then_with(|| places(one).cmp(&places(other)))
}

/// Puts those that are drawn where no word is pointed at to the front: there may be a quarter of a
/// million in all, which nobody sees in order.
pub(super) fn strongest_first(ribbons: &mut [Ribbon]) {
    if ribbons.len() > MOST {
        ribbons.select_nth_unstable_by(MOST, by_strength);
    }
    if let Some(front) = ribbons.get_mut(..MOST.min(ribbons.len())) {
        front.sort_by(by_strength);
    }
}

/// The words of both texts of `matched`, coloured by what they add.
pub fn coloured_texts(matched: &Match) -> [Vec<RibbonWord>; 2] {
    let sides = [&matched.a, &matched.b];
    let sums = sides.map(MatchSide::word_sums);
    let largest = sums.iter().flatten();
    let largest = largest.fold(0.0, |most: f64, sum| most.max(sum.abs()));
    let [of_a, of_b] = &sums;
    [
        coloured(&matched.a, of_a, largest),
        coloured(&matched.b, of_b, largest),
    ]
}

fn coloured(side: &MatchSide, sums: &[f64], largest: f64) -> Vec<RibbonWord> {
    let colour = |sum: f64| {
        if largest > 0.0 {
            0.5 + 0.5 * sum / largest
        } else {
            0.5
        }
    };
    let colours = sums.iter().map(|&sum| colour(sum));
    ribbon_words(&side.traced.text, &side.words, colours)
}

/// The `words` of `text`, each in its colour.
pub(super) fn ribbon_words(
    text: &str,
    words: &[MatchWord],
    colours: impl Iterator<Item = f64>,
) -> Vec<RibbonWord> {
    let mut end = 0;
    words
        .iter()
        .zip(colours)
        .map(|(word, colour)| {
            let between = text.get(end..word.span.start);
            let apart = word.special || between.is_none_or(|between| !between.is_empty());
            end = if word.special { end } else { word.span.end };
            RibbonWord {
                text: word.shown.clone(),
                colour,
                special: word.special,
                apart,
            }
        })
        .collect()
}

/// The two texts of `matched`, and ribbons between words that add at least a tenth of what the
/// strongest pair does.
pub fn word_ribbons(matched: &Match) -> WordRibbons {
    let strongest = matched.pairs.first().map_or(0.0, |pair| pair.value);
    let ribbons = matched.pairs.iter().map(|pair| Ribbon {
        a: pair.a,
        b: pair.b,
        value: pair.value,
        strength: pair.value / strongest.max(f64::MIN_POSITIVE),
    });
    let ribbons: Vec<Ribbon> = ribbons
        .take_while(|ribbon| ribbon.strength >= 0.1)
        .collect();
    let texts = coloured_texts(matched);
    let said = strongest_pair(&texts, &ribbons).map_or_else(
        || "Two texts without a pair of words that matches".to_owned(),
        |[a, b]| format!("Two texts; the pair of words that adds most is {a} and {b}"),
    );
    WordRibbons {
        texts,
        from_the_right: [&matched.a, &matched.b].map(|side| begins_at_the_right(&side.traced.text)),
        ribbons,
        are_shares: false,
        said,
    }
}

/// The words of the first of `ribbons`.
pub(super) fn strongest_pair<'a>(
    texts: &'a [Vec<RibbonWord>; 2],
    ribbons: &[Ribbon],
) -> Option<[&'a str; 2]> {
    let strongest = ribbons.first()?;
    let [a, b] = texts;
    let (a, b) = (a.get(strongest.a)?, b.get(strongest.b)?);
    Some([&a.text, &b.text])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_stand_first_and_those_of_a_word_in_order() {
        // 40 ribbons, of which neighbours are equally strong.
        let ribbon = |at: usize| Ribbon {
            a: at % 5,
            b: at,
            value: ((at * 7) % 40 / 2) as f64,
            strength: 1.0,
        };
        let mut sorted: Vec<Ribbon> = (0..40).map(ribbon).collect();
        let mut ribbons = sorted.clone();
        sorted.sort_by(by_strength);
        strongest_first(&mut ribbons);
        let ribbons = WordRibbons {
            texts: [Vec::new(), Vec::new()],
            from_the_right: [false; 2],
            ribbons,
            are_shares: false,
            said: String::new(),
        };
        let shown = |pointed| ribbons.shown(pointed).into_iter().copied();
        assert!(shown(None).eq(sorted.iter().copied().take(MOST)));
        let own = sorted.iter().copied().filter(|ribbon| ribbon.a == 3);
        assert!(shown(Some((0, 3))).eq(own));
        let own = sorted.iter().copied().filter(|ribbon| ribbon.b == 9);
        assert!(shown(Some((1, 9))).eq(own));
        let mut none: [Ribbon; 0] = [];
        strongest_first(&mut none);
    }
}
