//! Tables 1, 2, 3 and 5 and figures 1 to 3: the strengths of one sentence.

use std::sync::Arc;

use crate::analysis::Analysis;
use crate::domain::paper::recomputed::score_printed;
use crate::domain::paper::{
    PrintedStrength, TABLE_1, TABLE_2, TABLE_3_LAYER_8, TABLE_3_LAYER_9, TABLE_5, TABLE_5_THRESHOLD,
};
use crate::domain::threshold::{QuantileMethod, ThresholdRule};
use crate::domain::token::TokenSet;
use crate::domain::token_scores::{LayerScores, score_layer};

use super::asked::Asked;
use super::findings::{
    buckets_of_two_layers, disagreement, ranks, stronger_below, threshold_of_table_5, ties,
    token_sets,
};
use super::matching::{matched, read_as, strongest};
use super::report::{
    PaperCard, PaperCell, PaperFact, PaperItem, PaperMeasure, PaperRow, PaperSource, PaperText,
    Quantity, Verdict,
};
use super::sentences::{high_in, joined, layer_for, listed, readings, verdict_on_rows};

/// What a card is about.
struct About {
    item: PaperItem,
    title: &'static str,
    shows: &'static str,
}

/// A printed column of strengths, the layer it was printed for, and the layer it is measured at.
struct Column {
    rows: &'static [PrintedStrength],
    printed_layer: usize,
    layer: usize,
}

/// Table 1.
pub(super) fn table_1(asked: &Asked<'_>, analysis: &Arc<Analysis>) -> PaperCard {
    let columns = [Column {
        rows: &TABLE_1,
        printed_layer: 8,
        layer: analysis.layer,
    }];
    let about = About {
        item: PaperItem::Table(1),
        title: "Strengths of the prime minister question",
        shows: "The strength of every token of one question at Layer 8, and a rank for the three \
                  strongest, which are content words.",
    };
    let mut card = card(asked, analysis, &columns, &about);
    card.recomputed.extend(ranks(&TABLE_1));
    card.recomputed.push(token_sets(&TABLE_1));
    card
}

/// Table 2.
pub(super) fn table_2(asked: &Asked<'_>, analysis: &Arc<Analysis>) -> PaperCard {
    let columns = [Column {
        rows: &TABLE_2,
        printed_layer: 8,
        layer: analysis.layer,
    }];
    let about = About {
        item: PaperItem::Table(2),
        title: "Strengths of the president question",
        shows: "The strength of every token of a second question at Layer 8, and a rank for the \
                  three strongest, one of which is the question mark.",
    };
    let mut card = card(asked, analysis, &columns, &about);
    card.recomputed.extend(ranks(&TABLE_2));
    card.recomputed.push(token_sets(&TABLE_2));
    card.recomputed.extend(ties(&TABLE_2));
    card
}

/// Table 3.
pub(super) fn table_3(asked: &Asked<'_>, analysis: &Arc<Analysis>) -> PaperCard {
    let columns = [
        Column {
            rows: &TABLE_3_LAYER_8,
            printed_layer: 8,
            layer: analysis.layer,
        },
        Column {
            rows: &TABLE_3_LAYER_9,
            printed_layer: 9,
            layer: analysis.second_layer,
        },
    ];
    let about = About {
        item: PaperItem::Table(3),
        title: "The same question at two layers",
        shows: "The strengths of the question of table 1 at Layers 8 and 9. The text reads the \
                  larger numbers of Layer 8 as a sign that it holds the meaning of content words.",
    };
    let mut card = card(asked, analysis, &columns, &about);
    card.recomputed = vec![
        buckets_of_two_layers(),
        stronger_below(),
        disagreement(),
        "Every layer has its own LayerNorm weights, so raw norms of two layers are not comparable: \
         compare ranks."
            .to_owned(),
    ];
    card
}

/// Table 5.
pub(super) fn table_5(asked: &Asked<'_>, analysis: &Arc<Analysis>) -> PaperCard {
    let columns = [Column {
        rows: &TABLE_5,
        printed_layer: 8,
        layer: analysis.layer,
    }];
    let about = About {
        item: PaperItem::Table(5),
        title: "A threshold and two buckets",
        shows: "The strengths of six tokens of a third question, the threshold drawn through \
                  them, and the bucket of each; [CLS], [SEP] and the question mark are not in it.",
    };
    let mut card = card(asked, analysis, &columns, &about);
    card.recomputed.extend(threshold_of_table_5());
    if let Some(fact) = card.facts.first_mut() {
        fact.printed = Some(TABLE_5_THRESHOLD);
    }
    card
}

/// `card`, which is a table, as the figure that plots it.
pub(super) fn as_figure(card: &PaperCard, number: u8, title: &str) -> PaperCard {
    let table = card.item.name();
    PaperCard {
        item: PaperItem::Figure(number),
        title: title.to_owned(),
        shows: format!(
            "A bar for each token of the sentence of {}. The paper's text gives no numbers for the \
             figure beside those of the table.",
            table.to_lowercase()
        ),
        numbers_in: Some(card.item),
        recomputed: vec![format!(
            "Drawn here from the printed numbers of {}; the paper's own picture was not read off.",
            table.to_lowercase()
        )],
        measured: Vec::new(),
        verdict: Verdict {
            kind: card.verdict.kind,
            text: format!("As for {}, whose numbers it plots.", table.to_lowercase()),
        },
        ..card.clone()
    }
}

/// What all these cards share: the rows, the thresholds, the verdict.
fn card(
    asked: &Asked<'_>,
    analysis: &Arc<Analysis>,
    columns: &[Column],
    about: &About,
) -> PaperCard {
    let rows = rows(analysis, columns);
    let layers = columns
        .iter()
        .map(|column| layer_for(column.layer, column.printed_layer, &analysis.model));
    let layers: Vec<String> = layers.collect();
    let rule = analysis.rule;
    let mut verdict = verdict_on_rows(&rows, asked.is_papers_model, &analysis.model);
    for (place, measure) in columns.iter().enumerate() {
        let at = if columns.len() > 1 {
            format!("At the paper's Layer {} ", measure.printed_layer)
        } else {
            String::new()
        };
        verdict.text = format!("{} {at}{}.", verdict.text, high_in(&rows, place));
    }
    PaperCard {
        item: about.item,
        title: about.title.to_owned(),
        shows: about.shows.to_owned(),
        texts: vec![PaperText {
            name: "",
            text: analysis.traced.text.clone(),
        }],
        setting: format!(
            "{}; threshold: quantile {} ({}) of the token set {}",
            joined(&layers).unwrap_or_default(),
            rule.quantile,
            rule.method.name(),
            rule.tokens.name()
        ),
        rule: Some(rule),
        quantity: Quantity::Strength,
        measures: columns
            .iter()
            .map(|column| PaperMeasure {
                name: format!("Layer {}", column.printed_layer),
                layer: column.layer,
            })
            .collect(),
        facts: thresholds(analysis, columns),
        recomputed: Vec::new(),
        measured: notes(analysis, &rows),
        verdict,
        rows,
        numbers_in: None,
        source: PaperSource::Analysis(Arc::clone(analysis)),
    }
}

fn rows(analysis: &Analysis, columns: &[Column]) -> Vec<PaperRow> {
    let Some(first) = columns.first() else {
        return Vec::new();
    };
    let tokens = matched(&analysis.traced, first.rows.iter().map(|row| row.token));
    let printed: Vec<LayerScores> = columns
        .iter()
        .map(|column| score_printed(column.rows, analysis.rule.tokens, analysis.rule.method))
        .collect();
    let row = |(place, (row, tokens)): (usize, (&PrintedStrength, &Vec<usize>))| PaperRow {
        token: row.token.to_owned(),
        token_b: None,
        special: row.token.starts_with('['),
        read_as: read_as(&analysis.traced, row.token, tokens),
        cells: columns
            .iter()
            .zip(&printed)
            .map(|(column, printed)| {
                let token = strongest(analysis, column.layer, tokens);
                let strength = |token: usize| {
                    let strengths = analysis.traced.strengths(column.layer);
                    let strength = strengths.get(token).copied();
                    strength.filter(|strength| strength.is_finite())
                };
                let at_layer = analysis.scores.get(column.layer);
                PaperCell {
                    printed: column.rows.get(place).map(|row| row.strength),
                    measured: token.and_then(strength),
                    printed_score: printed.tokens.get(place).copied().flatten(),
                    measured_score: token
                        .zip(at_layer)
                        .and_then(|(token, at)| at.tokens.get(token).copied().flatten()),
                }
            })
            .collect(),
    };
    let rows = first.rows.iter().zip(&tokens).enumerate();
    rows.map(row).collect()
}

/// The threshold with and without special tokens, by the card's own rule first.
fn thresholds(analysis: &Analysis, columns: &[Column]) -> Vec<PaperFact> {
    let own = analysis.rule;
    let mut rules = vec![own];
    rules.extend(match own.tokens {
        TokenSet::All => Some(ThresholdRule {
            tokens: TokenSet::NoSpecial,
            ..own
        }),
        _ => Some(ThresholdRule {
            method: QuantileMethod::Linear,
            ..own
        }),
    });
    let of_column = |column: &Column| {
        let layer = if columns.len() > 1 {
            format!(", Layer {}", column.printed_layer)
        } else {
            String::new()
        };
        let fact = |rule: &ThresholdRule| PaperFact {
            name: format!(
                "threshold τ ({}, {}{layer})",
                rule.method.name(),
                rule.tokens.name()
            ),
            printed: None,
            recomputed: score_printed(column.rows, rule.tokens, rule.method).threshold,
            measured: score_layer(
                &analysis.traced.tokens,
                analysis.traced.strengths(column.layer),
                rule,
            )
            .threshold,
            digits: 4,
        };
        rules.iter().map(fact).collect::<Vec<_>>()
    };
    columns.iter().flat_map(of_column).collect()
}

/// What the model reads otherwise, and its own warnings.
fn notes(analysis: &Analysis, rows: &[PaperRow]) -> Vec<String> {
    let pieces = "of a word in several pieces the strongest counts";
    let mut notes: Vec<String> = readings(rows, pieces).into_iter().collect();
    let missing: Vec<String> = rows
        .iter()
        .filter(|row| row.cells.iter().all(|cell| cell.measured.is_none()))
        .map(|row| row.token.clone())
        .collect();
    if !missing.is_empty() {
        notes.push(format!(
            "The model has no token of its own for {}: nothing is compared there.",
            listed(&missing)
        ));
    }
    let of_model: Vec<&str> = analysis.model.reading_notes().collect();
    let own = analysis.warnings.iter();
    let own = own.filter(|warning| !of_model.contains(&warning.as_str()));
    notes.extend(own.map(|warning| format!("Note: {warning}.")));
    notes
}
