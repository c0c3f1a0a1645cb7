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
    let are_shown: Vec<bool> = (0..words.len()).map(shown).collect();
    let rows = || matrix.rows().enumerate().filter(|(a, _)| shown(*a));
    let strongest_of = |row: &[f32]| {
        let cells = row.iter().zip(&are_shown).filter(|(_, shown)| **shown);
        cells.fold(0.0_f32, |most, (&value, _)| most.max(value))
    };
    let strongest = rows().map(|(_, row)| strongest_of(row));
    let strongest = f64::from(strongest.fold(0.0, f32::max)).max(f64::MIN_POSITIVE);
    // There may be a quarter of a million cells, of which few are strong: a quick look comes first.
    let least = (0.99 * FAINTEST * strongest) as f32;
    let mut ribbons = Vec::new();
    for (a, row) in rows() {
        for (b, &value) in row.iter().enumerate().filter(|(_, value)| **value >= least) {
            let value = f64::from(value);
            let strength = value / strongest;
            if strength >= FAINTEST && are_shown.get(b) == Some(&true) {
                ribbons.push(Ribbon {
                    a,
                    b,
                    value,
                    strength,
                });
            }
        }
    }
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
