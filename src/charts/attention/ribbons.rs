//! A text over itself, with ribbons from each word to those it attends to. The window alone draws
//! it: a page has the matrix.

use crate::analysis::AttendedText;
use crate::charts::{Ribbon, RibbonWord, WordRibbons};
use crate::domain::matching::match_words;

/// The words of `text` above and below, coloured by what they receive, and ribbons between them, the
/// widest first. Special tokens give and receive none where they are left out.
pub fn attention_ribbons(text: &AttendedText, without_special: bool) -> WordRibbons {
    let traced = &text.analysis.traced;
    let words = match_words(&traced.text, &traced.tokens);
    let mut groups = vec![None; traced.tokens.len()];
    for (group, word) in words.iter().enumerate() {
        for token in word.tokens.clone() {
            if let Some(place) = groups.get_mut(token) {
                *place = Some(group);
            }
        }
    }
    let matrix = text.matrix.merged(&groups, words.len());
    let shown = |word: usize| {
        let special = words.get(word).is_some_and(|word| word.special);
        !(special && without_special)
    };
    let received = matrix.received(&shown);
    let largest = (0..words.len()).filter(|&word| shown(word));
    let largest = largest.filter_map(|word| received.get(word)).copied();
    let largest = largest.fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let side = |receives: bool| -> Vec<RibbonWord> {
        let mut end = 0;
        words
            .iter()
            .zip(&received)
            .map(|(word, &received)| {
                let between = traced.text.get(end..word.span.start);
                let apart = word.special || between.is_none_or(|between| !between.is_empty());
                end = if word.special { end } else { word.span.end };
                RibbonWord {
                    text: word.shown.clone(),
                    colour: if receives && !(word.special && without_special) {
                        0.5 + 0.5 * (received / largest).min(1.0)
                    } else {
                        0.5
                    },
                    special: word.special,
                    apart,
                }
            })
            .collect()
    };
    let mut ribbons = Vec::new();
    for (a, row) in matrix.rows().enumerate().filter(|(a, _)| shown(*a)) {
        for (b, &value) in row.iter().enumerate().filter(|(b, _)| shown(*b)) {
            ribbons.push(Ribbon {
                a,
                b,
                value: f64::from(value),
                strength: f64::from(value),
            });
        }
    }
    ribbons.sort_by(|a, b| b.value.total_cmp(&a.value));
    let strongest = ribbons.first().map_or(1.0, |ribbon| ribbon.value);
    for ribbon in &mut ribbons {
        ribbon.strength = ribbon.value / strongest.max(f64::MIN_POSITIVE);
    }
    ribbons.retain(|ribbon| ribbon.strength >= 0.02);
    WordRibbons {
        texts: [side(false), side(true)],
        ribbons,
    }
}
