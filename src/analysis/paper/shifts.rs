//! Tables 4 and 6: the shift of each token between two sentences.

use std::sync::Arc;

use crate::analysis::Comparison;
use crate::domain::paper::recomputed::{choices, score_printed, sums};
use crate::domain::paper::{
    CONTRIBUTION, LAYER, PRESIDENT_OF_CANADA, PrintedNumber, PrintedShift, TABLE_4, TABLE_4_TOTAL,
    TABLE_5, TABLE_6,
};
use crate::domain::shift_sums::ShiftSums;
use crate::domain::threshold::QuantileMethod;
use crate::domain::token::TokenSet;
use crate::domain::token_scores::{Bucket, TokenScore};

use super::asked::Asked;
use super::matching::{matched, read_as};
use super::report::{
    PaperCard, PaperCell, PaperFact, PaperItem, PaperMeasure, PaperRow, PaperSource, PaperText,
    Quantity, Verdict, VerdictKind,
};
use super::sentences::{counted, layer_for, listed, readings, verdict_on_rows};

/// Table 4.
pub(super) fn table_4(asked: &Asked<'_>, comparison: &Arc<Comparison>) -> PaperCard {
    let layer = comparison.layer();
    let rows = rows_of_table_4(comparison);
    let (printed, unchanged) = sums(&TABLE_4, None);
    let measured = (comparison.sums_at_layer(), comparison.unchanged_at_layer());
    let mut verdict = verdict_on_rows(&rows, asked.is_papers_model, &comparison.a.model);
    verdict.text = format!("{} {}", verdict.text, largest_two(&rows));
    let rule = comparison.a.rule;
    PaperCard {
        item: PaperItem::Table(4),
        title: "The shift when two words change".to_owned(),
        shows: "The shift of every token between two sentences that differ in two words, at Layer \
                8, and their sum. The text calls what the unchanged words move the ripple."
            .to_owned(),
        texts: vec![
            PaperText {
                name: "A",
                text: comparison.a.traced.text.clone(),
            },
            PaperText {
                name: "B",
                text: comparison.b.traced.text.clone(),
            },
        ],
        setting: format!(
            "{}; alignment: {}; buckets of A: quantile {} ({}) of the token set {}",
            layer_for(layer, LAYER, &comparison.a.model),
            comparison.settings.alignment.name(),
            rule.quantile,
            rule.method.name(),
            rule.tokens.name()
        ),
        rule: Some(rule),
        quantity: Quantity::Shift,
        measures: vec![PaperMeasure {
            name: format!("Layer {LAYER}"),
            layer,
        }],
        numbers_in: None,
        facts: facts_of_table_4((&printed, &unchanged), (&measured.0, &measured.1)),
        recomputed: sentences_on_table_4(&printed, &unchanged),
        measured: notes(comparison, &rows),
        verdict,
        rows,
        source: PaperSource::Comparison(Arc::clone(comparison)),
    }
}

/// Table 6.
pub(super) fn table_6() -> PaperCard {
    let scores = score_printed(&TABLE_5, TokenSet::Words, QuantileMethod::Midpoint);
    let row = |(row, score): (&PrintedShift, &Option<TokenScore>)| PaperRow {
        token: row.a.to_owned(),
        token_b: None,
        special: false,
        read_as: None,
        cells: vec![PaperCell {
            printed: Some(row.shift),
            printed_score: *score,
            ..PaperCell::default()
        }],
    };
    let rows = TABLE_6.iter().zip(&scores.tokens).map(row).collect();
    let buckets: Vec<Bucket> = scores
        .tokens
        .iter()
        .flatten()
        .map(|score| score.bucket)
        .collect();
    let (sums, _) = sums(&TABLE_6, Some(&buckets));
    PaperCard {
        item: PaperItem::Table(6),
        title: "Who carries the shift: an example".to_owned(),
        shows: "The shift of the six tokens of table 5 towards a second sentence, and how much of \
                it the HIGH tokens carry. The paper introduces it with “Suppose” and names no \
                second sentence."
            .to_owned(),
        texts: vec![PaperText {
            name: "",
            text: PRESIDENT_OF_CANADA.to_owned(),
        }],
        setting: "buckets of table 5; nothing is measured".to_owned(),
        rule: None,
        quantity: Quantity::Shift,
        measures: vec![PaperMeasure {
            name: "example".to_owned(),
            layer: LAYER,
        }],
        rows,
        numbers_in: None,
        facts: facts_of_table_6(&sums, &buckets),
        recomputed: sentences_on_table_6(&sums, &buckets),
        measured: Vec::new(),
        verdict: Verdict {
            kind: VerdictKind::Illustration,
            text: "An illustration and not a measurement: with no second sentence named there is \
                   nothing to measure. For a measured R_H see table 4."
                .to_owned(),
        },
        source: PaperSource::Nothing,
    }
}

fn rows_of_table_4(comparison: &Comparison) -> Vec<PaperRow> {
    let tokens_a = matched(&comparison.a.traced, TABLE_4.iter().map(|row| row.a));
    let tokens_b = matched(&comparison.b.traced, TABLE_4.iter().map(|row| row.b));
    let layer = comparison.layer();
    let row = |(printed, (a, b)): (&PrintedShift, (&Vec<usize>, &Vec<usize>))| {
        let pairs = comparison.alignment.pairs.iter().enumerate();
        let own = pairs.filter(|(_, pair)| {
            let both = pair.both();
            both.is_some_and(|(at_a, at_b)| a.contains(&at_a) && b.contains(&at_b))
        });
        let places: Vec<usize> = own.map(|(place, _)| place).collect();
        let shifts = places
            .iter()
            .filter_map(|&place| comparison.shift(layer, place));
        let shifts: Vec<f64> = shifts.map(|shift| shift.shift).collect();
        let reading = read_as(&comparison.a.traced, printed.a, a);
        let reading_b = read_as(&comparison.b.traced, printed.b, b);
        PaperRow {
            token: printed.a.to_owned(),
            token_b: Some(printed.b.to_owned()),
            special: printed.a.starts_with('['),
            read_as: match (reading, reading_b) {
                (None, None) => None,
                (Some(a), Some(b)) if a == b => Some(a),
                (a, b) => Some(format!(
                    "{} → {}",
                    a.as_deref().unwrap_or(printed.a),
                    b.as_deref().unwrap_or(printed.b)
                )),
            },
            cells: vec![PaperCell {
                printed: Some(printed.shift),
                measured: (!shifts.is_empty()).then(|| shifts.iter().sum()),
                printed_score: None,
                measured_score: None,
            }],
        }
    };
    let rows = TABLE_4.iter().zip(tokens_a.iter().zip(&tokens_b));
    rows.map(row).collect()
}

fn facts_of_table_4(
    printed: (&ShiftSums, &ShiftSums),
    measured: (&ShiftSums, &ShiftSums),
) -> Vec<PaperFact> {
    let percent = |(all, unchanged): (&ShiftSums, &ShiftSums)| {
        (all.total > 0.0).then(|| 100.0 * (all.total - unchanged.total) / all.total)
    };
    let fact = |name: &str, of_paper: Option<f64>, of_model: Option<f64>, digits| PaperFact {
        name: name.to_owned(),
        printed: None,
        recomputed: of_paper,
        measured: of_model,
        digits,
    };
    let total = PaperFact {
        printed: Some(TABLE_4_TOTAL),
        ..fact(
            "total shift",
            Some(printed.0.total),
            Some(measured.0.total),
            4,
        )
    };
    let contribution = measured.0.contribution;
    vec![
        total,
        fact(
            "mean shift per aligned token",
            printed.0.mean(),
            measured.0.mean(),
            4,
        ),
        fact("shift of [CLS]", printed.0.cls, measured.0.cls, 4),
        fact(
            "share of the changed words, %",
            percent(printed),
            percent(measured),
            1,
        ),
        fact("C_H", None, Some(contribution.high), 4),
        fact("C_L", None, Some(contribution.low), 4),
        fact("R_H", None, contribution.high_ratio(), 2),
    ]
}

fn sentences_on_table_4(all: &ShiftSums, unchanged: &ShiftSums) -> Vec<String> {
    let sum = if TABLE_4_TOTAL.tells(all.total) {
        format!(
            "The printed shifts add up to the printed total {}.",
            TABLE_4_TOTAL.text()
        )
    } else {
        format!(
            "The printed shifts add up to {:.4} and not to the printed total {}.",
            all.total,
            TABLE_4_TOTAL.text()
        )
    };
    let changed = all.total - unchanged.total;
    let share = 100.0 * changed / all.total;
    vec![
        sum,
        format!(
            "The {} carry {changed:.4} or {share:.1} % of it; the other {} carry the rest.",
            counted(all.pairs - unchanged.pairs, "changed word"),
            counted(unchanged.pairs, "token")
        ),
        "No strengths of these sentences are printed, so C_H, C_L and R_H cannot be recomputed."
            .to_owned(),
    ]
}

fn largest_two(rows: &[PaperRow]) -> String {
    let by = |measured: bool| -> Vec<String> {
        let value = |row: &PaperRow| {
            let cell = row.cells.first().copied().unwrap_or_default();
            let printed = cell.printed.map(|number| number.value);
            if measured { cell.measured } else { printed }.unwrap_or(f64::NEG_INFINITY)
        };
        let mut sorted: Vec<&PaperRow> = rows.iter().collect();
        sorted.sort_by(|a, b| value(b).total_cmp(&value(a)));
        sorted.iter().take(2).map(|row| row.label()).collect()
    };
    let (printed, measured) = (by(false), by(true));
    if printed == measured {
        format!("In print and here {} move most.", listed(&printed))
    } else {
        format!(
            "In print {} move most, here {}.",
            listed(&printed),
            listed(&measured)
        )
    }
}

fn notes(comparison: &Comparison, rows: &[PaperRow]) -> Vec<String> {
    let pieces = "the shifts of a word's aligned pieces are added up";
    let mut notes: Vec<String> = readings(rows, pieces).into_iter().collect();
    let of_model: Vec<&str> = comparison.a.model.reading_notes().collect();
    let own = comparison.warnings.iter();
    let own = own.filter(|warning| !of_model.contains(&warning.as_str()));
    notes.extend(own.map(|warning| format!("Note: {warning}.")));
    notes
}

fn facts_of_table_6(sums: &ShiftSums, buckets: &[Bucket]) -> Vec<PaperFact> {
    let fact = |name: &str, printed: PrintedNumber, recomputed: Option<f64>| PaperFact {
        name: name.to_owned(),
        digits: printed.digits.into(),
        printed: Some(printed),
        recomputed,
        measured: None,
    };
    let contribution = sums.contribution;
    vec![
        fact("C_H", CONTRIBUTION.high, Some(contribution.high)),
        fact("C_L", CONTRIBUTION.low, Some(contribution.low)),
        fact("total shift", CONTRIBUTION.total, Some(sums.total)),
        fact("R_H", CONTRIBUTION.high_ratio, contribution.high_ratio()),
        PaperFact {
            digits: 1,
            ..fact(
                "HIGH tokens, % of the tokens",
                CONTRIBUTION.share_of_tokens,
                share_of_high(buckets),
            )
        },
    ]
}

fn share_of_high(buckets: &[Bucket]) -> Option<f64> {
    let high = buckets.iter().filter(|&&bucket| bucket == Bucket::High);
    (!buckets.is_empty()).then(|| 100.0 * high.count() as f64 / buckets.len() as f64)
}

fn sentences_on_table_6(sums: &ShiftSums, buckets: &[Bucket]) -> Vec<String> {
    let contribution = sums.contribution;
    let ratio = contribution.high_ratio().unwrap_or(f64::NAN);
    let told = CONTRIBUTION.high.tells(contribution.high)
        && CONTRIBUTION.low.tells(contribution.low)
        && CONTRIBUTION.total.tells(sums.total)
        && CONTRIBUTION.high_ratio.tells(ratio);
    let mut sentences = vec![format!(
        "With the buckets of table 5 C_H = {:.1}, C_L = {:.1}, their sum {:.1} and R_H = {ratio:.2}: \
         {}.",
        contribution.high,
        contribution.low,
        sums.total,
        if told { "as printed" } else { "not as printed" }
    )];
    let high = buckets
        .iter()
        .filter(|&&bucket| bucket == Bucket::High)
        .count();
    if let Some(share) = share_of_high(buckets) {
        sentences.push(format!(
            "The text speaks of about {} % of the tokens: {high} of {} are {share:.0} %.",
            CONTRIBUTION.share_of_tokens.text(),
            buckets.len()
        ));
    }
    let shifts: Vec<f64> = TABLE_6.iter().map(|row| row.shift.value).collect();
    if let Some((all, as_great)) = choices(&shifts, buckets) {
        sentences.push(format!(
            "Of the {all} ways to call {high} of {} tokens HIGH, {as_great} {} as much of the \
             shift or more: p = {as_great}/{all} = {:.3}, and no choice of {high} of {} can give \
             less than 1/{all}.",
            buckets.len(),
            if as_great == 1 { "carries" } else { "carry" },
            as_great as f64 / all as f64,
            buckets.len()
        ));
    }
    sentences
}
