//! A text over itself, with ribbons from each word to those it attends to. The window alone draws
//! it: a page has the matrix.

use crate::analysis::AttendedText;
use crate::charts::word_ribbons::{ribbon_words, strongest_first, strongest_pair};
use crate::charts::{Ribbon, WordRibbons};
use crate::domain::attention::AttentionKind;
use crate::domain::characters::begins_at_the_right;

/// The least that a ribbon is of the strongest.
const FAINTEST: f64 = 0.02;

/// The words of `text` above and below, coloured by what they receive, and ribbons between them, the
/// widest first. Special tokens give and receive none where they are left out.
pub fn attention_ribbons(
    text: &AttendedText,
    kind: AttentionKind,
    without_special: bool,
) -> WordRibbons {
    let traced = &text.analysis.traced;
    let (words, matrix) = (&text.words, &text.by_word);
    let shown = |word: usize| {
        let special = words.get(word).is_some_and(|word| word.special);
        !(special && without_special)
    };
    let received = matrix.received(&shown);
    let largest = (0..words.len()).filter(|&word| shown(word));
    let largest = largest.filter_map(|word| received.get(word)).copied();
    let largest = largest.fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let colours = (0..).zip(&received).map(|(word, received)| {
        if shown(word) {
            0.5 + 0.5 * (received / largest).min(1.0)
        } else {
            0.5
        }
    });
    let receiving = ribbon_words(&traced.text, words, colours);
    let giving = ribbon_words(&traced.text, words, std::iter::repeat(0.5));
    let shown = &shown;
    let cells = || {
        let rows = matrix.rows().enumerate().filter(|(a, _)| shown(*a));
        rows.flat_map(|(a, row)| {
            let row = row.iter().enumerate().filter(move |(b, _)| shown(*b));
            row.map(move |(b, &value)| (a, b, f64::from(value)))
        })
    };
    let strongest = cells().fold(f64::MIN_POSITIVE, |most, (_, _, value)| most.max(value));
    let ribbons = cells().map(|(a, b, value)| Ribbon {
        a,
        b,
        value,
        strength: value / strongest,
    });
    let mut ribbons: Vec<Ribbon> = ribbons
        .filter(|ribbon| ribbon.strength >= FAINTEST)
        .collect();
    strongest_first(&mut ribbons);
    let texts = [giving, receiving];
    let said = strongest_pair(&texts, &ribbons).map_or_else(
        || "The text over itself; no word attends to another".to_owned(),
        |[from, to]| format!("The text over itself; {from} attends most, to {to}"),
    );
    WordRibbons {
        texts,
        from_the_right: [begins_at_the_right(&traced.text); 2],
        ribbons,
        are_shares: kind != AttentionKind::Norms,
        said,
    }
}
