//! Tables 1, 2, 3 and 5 and figures 1 to 3: the strengths of one sentence.

use std::sync::Arc;

use crate::analysis::Analysis;
use crate::domain::paper::recomputed::{high, judged, methods_giving};
use crate::domain::paper::{
    PrintedStrength, TABLE_1, TABLE_2, TABLE_3_LAYER_8, TABLE_3_LAYER_9, TABLE_5, TABLE_5_THRESHOLD,
};
use crate::domain::standing::{Bucket, Standings, ThresholdRule, standings};
use crate::domain::threshold::QuantileMethod;
use crate::domain::token::TokenSet;

use super::Asked;
use super::matching::{matched, read_as, strongest};
use super::report::{
    PaperCard, PaperCell, PaperFact, PaperItem, PaperMeasure, PaperRow, PaperSource, PaperText,
    Quantity, Verdict,
};
use super::sentences::{counted, high_in, joined, layer_for, listed, verdict_on_rows};

/// The words that the paper's text on table 3 names as content.
const CONTENT: [&str; 3] = ["prime", "minister", "canada"];

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
    let mut card = card(asked, analysis, &columns, PaperItem::Table(1));
    "Strengths of the prime minister question".clone_into(&mut card.title);
    card.shows =
        "The strength of every token of one question at Layer 8, and a rank for the three \
                  strongest, which are content words."
            .to_owned();
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
    let mut card = card(asked, analysis, &columns, PaperItem::Table(2));
    "Strengths of the president question".clone_into(&mut card.title);
    card.shows = "The strength of every token of a second question at Layer 8, and a rank for the \
                  three strongest, one of which is the question mark."
        .to_owned();
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
    let mut card = card(asked, analysis, &columns, PaperItem::Table(3));
    "The same question at two layers".clone_into(&mut card.title);
    card.shows = "The strengths of the question of table 1 at Layers 8 and 9. The text reads the \
                  larger numbers of Layer 8 as a sign that it holds the meaning of content words."
        .to_owned();
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
    let mut card = card(asked, analysis, &columns, PaperItem::Table(5));
    "A threshold and two buckets".clone_into(&mut card.title);
    card.shows = "The strengths of six tokens of a third question, the threshold drawn through \
                  them, and the bucket of each; [CLS], [SEP] and the question mark are not in it."
        .to_owned();
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
    item: PaperItem,
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
        item,
        title: String::new(),
        shows: String::new(),
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
    let printed: Vec<Standings> = columns
        .iter()
        .map(|column| judged(column.rows, analysis.rule.tokens, analysis.rule.method))
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
                let at_layer = analysis.standings.get(column.layer);
                PaperCell {
                    printed: column.rows.get(place).map(|row| row.strength),
                    measured: token.and_then(strength),
                    printed_standing: printed.tokens.get(place).copied().flatten(),
                    measured_standing: token
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
            recomputed: judged(column.rows, rule.tokens, rule.method).threshold,
            measured: standings(
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
    let mut notes = Vec::new();
    for row in rows {
        if let Some(read) = &row.read_as {
            notes.push(if row.special {
                format!("The model has “{read}” where “{}” is printed.", row.token)
            } else {
                format!(
                    "The model reads “{}” as “{read}”: the strongest piece counts.",
                    row.token
                )
            });
        }
    }
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
    let family = analysis.model.family.note();
    let own = analysis.warnings.iter();
    let own = own.filter(|warning| Some(warning.as_str()) != family);
    notes.extend(own.map(|warning| format!("Note: {warning}.")));
    notes
}

/// Whether the printed ranks are those of the printed strengths.
fn ranks(rows: &[PrintedStrength]) -> Option<String> {
    let standings = judged(rows, TokenSet::All, QuantileMethod::Linear);
    let ranked: Vec<(&str, usize, usize)> = rows
        .iter()
        .zip(&standings.tokens)
        .filter_map(|(row, standing)| Some((row.token, row.rank?, (*standing)?.rank)))
        .collect();
    let wrong = ranked.iter().filter(|(_, printed, own)| printed != own);
    let wrong: Vec<String> = wrong
        .map(|(token, printed, own)| format!("“{token}” is printed as {printed} and comes {own}"))
        .collect();
    if ranked.is_empty() {
        return None;
    }
    Some(joined(&wrong).map_or_else(
        || {
            format!(
                "All {} printed ranks follow from the printed strengths.",
                ranked.len()
            )
        },
        |wrong| format!("Not all printed ranks follow from the printed strengths: {wrong}."),
    ))
}

/// What the token set decides.
fn token_sets(rows: &[PrintedStrength]) -> String {
    let of = |set: TokenSet| {
        let standings = judged(rows, set, QuantileMethod::Linear);
        let threshold = standings.threshold.unwrap_or(f64::NAN);
        (format!("{threshold:.4}"), high(rows, &standings))
    };
    let (with, high_with) = of(TokenSet::All);
    let (without, high_without) = of(TokenSet::NoSpecial);
    let alike = if high_with == high_without {
        "the same tokens are HIGH either way".to_owned()
    } else {
        let differ = rows.iter().map(|row| row.token);
        let differ: Vec<&str> = differ
            .filter(|token| high_with.contains(token) != high_without.contains(token))
            .collect();
        format!("the token set alone decides about {}", listed(&differ))
    };
    format!(
        "With [CLS] and [SEP] in the quantile (linear) τ = {with} and HIGH is {}; without them τ = \
         {without} and HIGH is {}: {alike}. The paper does not say which it used.",
        listed(&high_with),
        listed(&high_without)
    )
}

/// Tokens exactly at the threshold.
fn ties(rows: &[PrintedStrength]) -> Option<String> {
    let standings = judged(rows, TokenSet::All, QuantileMethod::Linear);
    let tied = rows.iter().zip(&standings.tokens);
    let tied = tied.filter(|(_, standing)| standing.is_some_and(|standing| standing.margin == 0.0));
    let tied: Vec<&str> = tied.map(|(row, _)| row.token).collect();
    let threshold = standings.threshold?;
    (!tied.is_empty()).then(|| {
        format!(
            "τ = {threshold} is exactly the strength of {}: only strictly above it is HIGH, so {} \
             falls to LOW.",
            listed(&tied),
            if tied.len() == 1 { "it" } else { "each" }
        )
    })
}

fn buckets_of_two_layers() -> String {
    let of = |rows: &'static [PrintedStrength]| {
        let standings = judged(rows, TokenSet::All, QuantileMethod::Linear);
        (high(rows, &standings), standings)
    };
    let ((lower, standings), (upper, _)) = (of(&TABLE_3_LAYER_8), of(&TABLE_3_LAYER_9));
    let low = TABLE_3_LAYER_8.iter().zip(&standings.tokens);
    let low: Vec<&str> = low
        .filter(|(row, standing)| {
            let is_low = standing.is_some_and(|standing| standing.bucket == Bucket::Low);
            is_low && CONTENT.contains(&row.token)
        })
        .map(|(row, _)| row.token)
        .collect();
    let but = if low.is_empty() {
        String::new()
    } else {
        format!(
            " At Layer 8 {}, which the text counts as content, is LOW.",
            listed(&low)
        )
    };
    format!(
        "By the quantile of all tokens (linear) HIGH is {} at Layer 8 and {} at Layer 9.{but}",
        listed(&lower),
        listed(&upper)
    )
}

/// Which tokens are printed as stronger at Layer 8 than at Layer 9.
fn stronger_below() -> String {
    let both = TABLE_3_LAYER_8.iter().zip(&TABLE_3_LAYER_9);
    let not: Vec<&str> = both
        .filter(|(lower, upper)| lower.strength.value <= upper.strength.value)
        .map(|(lower, _)| lower.token)
        .collect();
    let all = TABLE_3_LAYER_8.len();
    format!(
        "Not only content words are printed with more at Layer 8 than at Layer 9: {} of {all} \
         tokens are, all but {}.",
        all - not.len(),
        listed(&not)
    )
}

/// Tables 1 and 3 give the same sentence at the same layer.
fn disagreement() -> String {
    let both = || TABLE_1.iter().zip(&TABLE_3_LAYER_8);
    let equal: Vec<&str> = both()
        .filter(|(one, other)| one.strength.value == other.strength.value)
        .map(|(one, _)| one.token)
        .collect();
    let distance = |one: &PrintedStrength, other: &PrintedStrength| {
        (one.strength.value - other.strength.value).abs()
    };
    let furthest = both().max_by(|a, b| distance(a.0, a.1).total_cmp(&distance(b.0, b.1)));
    let furthest = furthest.map_or_else(String::new, |(one, other)| {
        format!(
            "; “{}” is {} there and {} here",
            one.token,
            one.strength.text(),
            other.strength.text()
        )
    });
    format!(
        "Table 1 gives the same sentence at the same layer and differs: of {} only {} {} the same \
         number{furthest}. The cause is unknown.",
        counted(TABLE_1.len(), "token"),
        listed(&equal),
        if equal.len() == 1 { "has" } else { "have" }
    )
}

/// Which quantile method was used, and what others would have given.
fn threshold_of_table_5() -> Vec<String> {
    let printed = TABLE_5
        .iter()
        .filter(|row| row.bucket == Some(Bucket::High));
    let printed: Vec<&str> = printed.map(|row| row.token).collect();
    let giving = methods_giving(TABLE_5_THRESHOLD, &TABLE_5);
    let names: Vec<&str> = giving.iter().map(|method| method.name()).collect();
    let linear = judged(&TABLE_5, TokenSet::Words, QuantileMethod::Linear).threshold;
    let (same, other): (Vec<_>, Vec<_>) = QuantileMethod::EVERY
        .into_iter()
        .map(|method| (method, judged(&TABLE_5, TokenSet::Words, method)))
        .partition(|(_, standings)| high(&TABLE_5, standings) == printed);
    let named = |methods: &[(QuantileMethod, Standings)]| {
        let names: Vec<&str> = methods.iter().map(|(method, _)| method.name()).collect();
        joined(&names).unwrap_or_else(|| "none".to_owned())
    };
    let differ = other
        .first()
        .map(|(_, standings)| high(&TABLE_5, standings));
    let differ = differ.map_or_else(String::new, |high| {
        format!(
            "; {} would leave {} alone in HIGH",
            named(&other),
            listed(&high)
        )
    });
    vec![
        format!(
            "The printed τ = {} is the quantile by the method {} and by no other of the {}; numpy's \
             default, linear, gives {:.3}.",
            TABLE_5_THRESHOLD.text(),
            joined(&names).unwrap_or_else(|| "none".to_owned()),
            QuantileMethod::EVERY.len(),
            linear.unwrap_or(f64::NAN)
        ),
        format!(
            "The printed buckets, HIGH for {}, come out by the methods {}{differ}.",
            listed(&printed),
            named(&same)
        ),
    ]
}
