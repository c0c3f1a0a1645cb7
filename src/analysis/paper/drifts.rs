//! Figures 4 to 7: one input under three instructions. The paper prints no numbers of them.

use std::sync::Arc;

use crate::analysis::{Drift, DriftPair};
use crate::domain::alignment::{Pair, PairKind};
use crate::domain::paper::LAYER;

use super::report::{
    PaperCard, PaperCell, PaperFact, PaperItem, PaperMeasure, PaperRow, PaperSource, PaperText,
    Quantity, Verdict, VerdictKind,
};
use super::sentences::{counted, joined, layer_for};

const NOTHING_PRINTED: &str = "The paper prints no number for this figure";

/// One of figures 4 to 6: the shift of each token between instructions `a` and `b`; `None` if the
/// drift has no such pair.
pub(super) fn figure_of_pair(
    drift: &Arc<Drift>,
    number: u8,
    (a, b): (usize, usize),
) -> Option<PaperCard> {
    let pair = drift.pairs.iter().find(|pair| (pair.a, pair.b) == (a, b))?;
    let comparison = &pair.comparison;
    let (name_a, name_b) = (prompt(drift, a), prompt(drift, b));
    let rows: Vec<PaperRow> = rows(pair);
    let cls = comparison.sums_at_layer().cls;
    let facts = measures(pair).map(|(name, value)| fact(name, value));
    Some(PaperCard {
        title: format!("Token shifts: {name_a} | {name_b}"),
        shows: format!(
            "A bar for each token: its shift between the input behind “{name_a}” and behind \
             “{name_b}”, at Layer {LAYER}."
        ),
        texts: texts(drift, &[a, b]),
        measures: vec![PaperMeasure {
            name: format!("Layer {LAYER}"),
            layer: comparison.layer(),
        }],
        facts: facts.collect(),
        recomputed: vec![
            NOTHING_PRINTED.to_owned() + ": there is nothing to recompute.",
            "The text names the prompts “Summarize” and “Translate to French” and measures [CLS]; \
             the captions say “Summarize the sentence” and add “Classify sentiment”. How tokens \
             were aligned is not said: here by edit distance on whole words, gaps in no sum."
                .to_owned(),
        ],
        measured: notes(pair),
        verdict: Verdict {
            kind: VerdictKind::NothingPrinted,
            text: format!(
                "{NOTHING_PRINTED}. Here {}; [CLS] shifts by {}. Of figure 5 the text says that \
                 tokens of the task, such as “sum”, move most: {}.",
                largest(drift, pair, &rows),
                cls.map_or_else(
                    || "nothing that can be told".to_owned(),
                    |cls| format!("{cls:.4}")
                ),
                on_instruction(drift, pair)
            ),
        },
        rows,
        source: PaperSource::Comparison(Arc::new(comparison.clone())),
        ..common(drift, PaperItem::Figure(number))
    })
}

/// Figure 7: the drift of every pair of instructions.
pub(super) fn figure_7(drift: &Arc<Drift>) -> PaperCard {
    let layer = drift.analyses.first().map_or(0, |first| first.layer);
    let row = |pair: &DriftPair| PaperRow {
        token: prompt(drift, pair.a),
        token_b: Some(prompt(drift, pair.b)),
        special: false,
        read_as: None,
        cells: measures(pair)
            .map(|(_, value)| PaperCell {
                measured: value,
                ..PaperCell::default()
            })
            .collect(),
    };
    let mut sorted: Vec<&DriftPair> = drift.pairs.iter().collect();
    let total = |pair: &DriftPair| pair.comparison.sums_at_layer().total;
    sorted.sort_by(|a, b| total(b).total_cmp(&total(a)));
    let order = |pair: &&DriftPair| {
        let (a, b) = (prompt(drift, pair.a), prompt(drift, pair.b));
        format!("{a} | {b} ({:.2})", total(pair))
    };
    let order: Vec<String> = sorted.iter().map(order).collect();
    let every: Vec<usize> = (0..drift.instructions.len()).collect();
    let names = drift.pairs.first().into_iter().flat_map(measures);
    PaperCard {
        title: "Drift of a whole sentence between instructions".to_owned(),
        shows: format!(
            "A bar for each pair of instructions: the shifts of all tokens, summed, at Layer \
             {LAYER}."
        ),
        texts: texts(drift, &every),
        measures: names
            .map(|(name, _)| PaperMeasure {
                name: name.to_owned(),
                layer,
            })
            .collect(),
        rows: drift.pairs.iter().map(row).collect(),
        recomputed: vec![
            NOTHING_PRINTED.to_owned() + ": there is nothing to recompute.",
            "The instructions have different token counts, and a sum grows with the tokens in it: \
             the mean per aligned token and the shift of the input alone stand beside it."
                .to_owned(),
        ],
        verdict: Verdict {
            kind: VerdictKind::NothingPrinted,
            text: format!(
                "{NOTHING_PRINTED}. Here, from the greatest total down: {}.",
                joined(&order).unwrap_or_default()
            ),
        },
        ..common(drift, PaperItem::Figure(7))
    }
}

/// What the cards of a drift share.
fn common(drift: &Arc<Drift>, item: PaperItem) -> PaperCard {
    let layer = drift.analyses.first();
    let layer = layer.map(|first| layer_for(first.layer, LAYER, &first.model));
    PaperCard {
        item,
        title: String::new(),
        shows: String::new(),
        texts: Vec::new(),
        setting: format!(
            "{}; alignment: {}; each text's own positions",
            layer.unwrap_or_default(),
            drift.settings.alignment.name()
        ),
        rule: None,
        quantity: Quantity::Shift,
        measures: Vec::new(),
        rows: Vec::new(),
        numbers_in: None,
        facts: Vec::new(),
        recomputed: Vec::new(),
        measured: Vec::new(),
        verdict: Verdict {
            kind: VerdictKind::NothingPrinted,
            text: String::new(),
        },
        source: PaperSource::Drift(Arc::clone(drift)),
    }
}

fn prompt(drift: &Drift, place: usize) -> String {
    let instruction = drift.instructions.get(place);
    instruction.map_or_else(String::new, |one| one.prompt.trim().to_owned())
}

fn texts(drift: &Drift, places: &[usize]) -> Vec<PaperText> {
    let letters = ["A", "B", "C"].into_iter();
    letters
        .zip(places)
        .filter_map(|(name, &place)| {
            let text = drift.instructions.get(place)?.traced.text.clone();
            Some(PaperText { name, text })
        })
        .collect()
}

/// What the drift of a pair comes to, in the order of the columns.
fn measures(pair: &DriftPair) -> impl Iterator<Item = (&'static str, Option<f64>)> {
    let sums = pair.comparison.sums_at_layer();
    let layer = pair.comparison.layer();
    let input = pair.input.mean(layer).map(|_| pair.input.total(layer));
    [
        ("total", Some(sums.total)),
        ("mean", sums.mean()),
        ("[CLS]", sums.cls),
        ("input", input),
    ]
    .into_iter()
}

fn fact(name: &str, measured: Option<f64>) -> PaperFact {
    let name = match name {
        "total" => "total shift",
        "mean" => "mean shift per aligned token",
        "[CLS]" => "shift of [CLS]",
        _ => "total shift of the input alone",
    };
    PaperFact {
        name: name.to_owned(),
        printed: None,
        recomputed: None,
        measured,
        digits: 4,
    }
}

fn rows(pair: &DriftPair) -> Vec<PaperRow> {
    let comparison = &pair.comparison;
    let piece = |analysis: &crate::analysis::Analysis, token: Option<usize>| {
        let token = token.and_then(|token| analysis.traced.tokens.get(token));
        token.map(|token| (token.reading().to_owned(), token.special))
    };
    let row = |(place, aligned): (usize, &Pair)| {
        let a = piece(&comparison.a, aligned.a);
        let b = piece(&comparison.b, aligned.b);
        let gap = aligned.both().is_none();
        let special = a.as_ref().is_some_and(|(_, special)| *special);
        let shift = comparison.shift(comparison.layer(), place);
        let (token, token_b) = match (aligned.kind, a, b) {
            (PairKind::OnlyA, Some((a, _)), _) => (format!("− {a}"), None),
            (PairKind::OnlyB, _, Some((b, _))) => (format!("+ {b}"), None),
            (_, a, b) => (a.map_or_else(String::new, |(a, _)| a), b.map(|(b, _)| b)),
        };
        PaperRow {
            token,
            token_b,
            special: special || gap,
            read_as: None,
            cells: vec![PaperCell {
                measured: shift.map(|shift| shift.shift),
                ..PaperCell::default()
            }],
        }
    };
    let pairs = comparison.alignment.pairs.iter().enumerate();
    pairs.map(row).collect()
}

/// The place of the pair that shifts most.
fn furthest(pair: &DriftPair) -> Option<usize> {
    let comparison = &pair.comparison;
    let shift = |place: usize| {
        let shift = comparison.shift(comparison.layer(), place)?;
        Some((place, shift.shift))
    };
    let places = 0..comparison.alignment.pairs.len();
    let furthest = places.filter_map(shift).max_by(|a, b| a.1.total_cmp(&b.1));
    furthest.map(|(place, _)| place)
}

fn largest(drift: &Drift, pair: &DriftPair, rows: &[PaperRow]) -> String {
    let row = furthest(pair).and_then(|place| rows.get(place));
    let cell = row.and_then(|row| row.cells.first()?.measured);
    match row.zip(cell) {
        Some((row, shift)) => format!("“{}” shifts most, by {shift:.4}", row.label()),
        None => format!("no token of “{}” has a partner", drift.input),
    }
}

/// Whether what shifts most is a token of an instruction or of the input.
fn on_instruction(drift: &Drift, pair: &DriftPair) -> &'static str {
    let aligned = furthest(pair).and_then(|place| pair.comparison.alignment.pairs.get(place));
    let input = |place: usize, token: Option<usize>| {
        let instruction = drift.instructions.get(place);
        instruction
            .zip(token)
            .is_some_and(|(one, token)| one.input_tokens.contains(&token))
    };
    let special = |token: Option<usize>| {
        let token = token.and_then(|token| pair.comparison.a.traced.tokens.get(token));
        token.is_some_and(|token| token.special)
    };
    match aligned {
        None => "here nothing is aligned",
        Some(aligned) if special(aligned.a) => "here it is a special token",
        Some(aligned) => match (input(pair.a, aligned.a), input(pair.b, aligned.b)) {
            (true, true) => "here it is a token of the input",
            (false, false) => "here it is a token of both instructions",
            _ => "here it is a pair of a token of an instruction and one of the input",
        },
    }
}

fn notes(pair: &DriftPair) -> Vec<String> {
    let comparison = &pair.comparison;
    let (only_a, only_b) = comparison.alignment.gaps();
    let aligned = comparison.alignment.pairs.len() - only_a - only_b;
    let of_model: Vec<&str> = comparison.a.model.reading_notes().collect();
    let own = comparison.warnings.iter();
    let own = own.filter(|warning| !of_model.contains(&warning.as_str()));
    let mut notes = vec![format!(
        "{} aligned; {} of A and {} of B without a partner.",
        counted(aligned, "pair"),
        counted(only_a, "token"),
        counted(only_b, "token")
    )];
    notes.extend(
        own.filter(|warning| !warning.contains("no partner"))
            .map(|warning| format!("Note: {warning}.")),
    );
    notes
}
