//! Which words move a label from one text to another: a part of `glassbox.label.v1`.

use serde::Serialize;

use crate::analysis::{LabelMove, Labelled, MovingPair};

use super::analysis::{TokenEntry, token_entries};

/// The text that the label is moved to, and its labels in the order of the document's.
#[derive(Serialize)]
pub(super) struct OtherText<'a> {
    text: &'a str,
    logits: &'a [f64],
    probabilities: Option<Vec<f64>>,
    tokens: Vec<TokenEntry<'a>>,
}

/// The change of the explained label's logit, which is the sum of what the pairs move, of
/// `reference` and of `residual`.
#[derive(Serialize)]
pub(super) struct MovedEntry<'a> {
    label: &'a str,
    change: f64,
    reference: f64,
    residual: f64,
    pairs: Vec<PairEntry>,
}

#[derive(Serialize)]
struct PairEntry {
    a: Option<usize>,
    b: Option<usize>,
    kind: &'static str,
    moves: f64,
    attribution_a: Option<f64>,
    attribution_b: Option<f64>,
    effect_a: Option<f64>,
    effect_b: Option<f64>,
}

impl<'a> OtherText<'a> {
    pub(super) fn new(moved: &'a LabelMove) -> Self {
        Self {
            text: &moved.b.traced.text,
            logits: moved.reading.explained(),
            probabilities: moved.reading.probabilities(moved.reading.row),
            tokens: token_entries(&moved.b).collect(),
        }
    }
}

pub(super) fn moved_entry(labelled: &Labelled) -> Option<MovedEntry<'_>> {
    let moved = labelled.moved.as_ref()?;
    let words = moved.words.as_ref()?;
    Some(MovedEntry {
        label: labelled.label_name(),
        change: moved.change(),
        reference: words.reference,
        residual: words.residual,
        pairs: words.pairs.iter().map(PairEntry::new).collect(),
    })
}

impl PairEntry {
    fn new(one: &MovingPair) -> Self {
        let [attribution_a, attribution_b] = one.attributions;
        let [effect_a, effect_b] = one.effects;
        Self {
            a: one.pair.a,
            b: one.pair.b,
            kind: one.pair.kind.name(),
            moves: one.moves(),
            attribution_a,
            attribution_b,
            effect_a,
            effect_b,
        }
    }
}
