//! What the first chart of a view shows, in one plain sentence or two, made of the same answer.
//! Those of one text, of many texts, of a removal test and of a match stand beside their charts.

use crate::analysis::{Analysis, Comparison, Drift, ModelComparison};
use crate::domain::format::with_sign;
use crate::domain::token_scores::{Bucket, TokenScore};

use super::strengths_sentence::percent;
use super::{DriftMeasure, pair_labels};

/// Which token leads at the two layers, and how many HIGH tokens they share; `None` while a layer
/// is still to come or nothing is judged.
pub fn layers_sentence(analysis: &Analysis) -> Option<String> {
    let layers = [analysis.layer, analysis.second_layer];
    let high = |layer: usize| -> Option<Vec<usize>> {
        let scores = analysis.scores.get(layer)?;
        scores.threshold?;
        let is_high = |score: &TokenScore| score.bucket == Bucket::High;
        let tokens = scores.tokens.iter().enumerate();
        let high = tokens.filter(|(_, score)| score.as_ref().is_some_and(is_high));
        Some(high.map(|(token, _)| token).collect())
    };
    let first_of = |layer: usize| -> Option<&str> {
        let scores = &analysis.scores.get(layer)?.tokens;
        let first = scores
            .iter()
            .position(|score| score.is_some_and(|score| score.rank == 1))?;
        let token = analysis.traced.tokens.get(first)?;
        Some(&token.shown)
    };
    let [one, other] = layers;
    let (high_one, high_other) = (high(one)?, high(other)?);
    let (first_one, first_other) = (first_of(one)?, first_of(other)?);
    let both = high_one.iter().filter(|token| high_other.contains(token));
    let leads = if first_one == first_other {
        format!("“{first_one}” is the strongest at both layers")
    } else {
        format!("“{first_one}” is the strongest at Layer {one}, “{first_other}” at Layer {other}")
    };
    if high_one.is_empty() {
        return Some(format!("{leads}; no token of Layer {one} is HIGH."));
    }
    Some(format!(
        "{leads}; {} of the {} HIGH tokens of Layer {one} {} HIGH at Layer {other} too.",
        both.clone().count(),
        high_one.len(),
        if both.count() == 1 { "is" } else { "are" },
    ))
}

/// Which pairs shift most, and how much of the shift the changed words carry.
pub fn shifts_sentence(comparison: &Comparison) -> String {
    let layer = comparison.layer();
    let shift = |pair: usize| Some(comparison.shift(layer, pair)?.shift);
    let mut pairs: Vec<(usize, f64)> = (0..comparison.alignment.pairs.len())
        .filter_map(|pair| Some((pair, shift(pair)?)))
        .filter(|(_, shift)| shift.is_finite())
        .collect();
    pairs.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (sums, unchanged) = (comparison.sums_at_layer(), comparison.unchanged_at_layer());
    if pairs.is_empty() {
        return "No token of A is aligned with one of B, so nothing can shift.".to_owned();
    }
    if !(sums.total.is_finite() && sums.total > 0.0) {
        return "Nothing shifts: at this layer both texts are the same to the model.".to_owned();
    }
    let labels = pair_labels(comparison);
    let named = |&(pair, shift): &(usize, f64)| {
        let label = labels.get(pair).map_or("", |label| &label.text);
        format!("“{label}” ({shift:.2})")
    };
    let most: Vec<String> = pairs.iter().take(2).map(named).collect();
    let verb = if most.len() == 1 { "shifts" } else { "shift" };
    let carried = 1.0 - unchanged.total / sums.total;
    let rest = if unchanged.pairs == sums.pairs {
        "no aligned word changed, so all of it is the ripple of what stands around them".to_owned()
    } else {
        format!(
            "changed words carry {} of the total shift, words that did not change the rest",
            percent((carried * 100.0).round() / 100.0)
        )
    };
    format!("{} {verb} most; {rest}.", most.join(" and "))
}

/// Which two instructions lie farthest apart by `measure`, and which nearest.
pub fn drift_sentence(drift: &Drift, measure: DriftMeasure) -> Option<String> {
    let mut pairs: Vec<_> = drift
        .pairs
        .iter()
        .filter_map(|pair| Some((measure.value(pair)?, pair)))
        .collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let name = |place: usize| {
        let prompt = drift
            .instructions
            .get(place)
            .map_or("", |one| one.prompt.trim());
        if prompt.is_empty() {
            "no instruction".to_owned()
        } else {
            format!("“{prompt}”")
        }
    };
    let (most, farthest) = pairs.first()?;
    let (least, nearest) = pairs.last()?;
    let between = |a: usize, b: usize| format!("{} and {}", name(a), name(b));
    let far = between(farthest.a, farthest.b);
    if pairs.len() == 1 {
        return Some(format!("{far} are {most:.2} apart ({}).", measure.name()));
    }
    Some(format!(
        "Farthest apart are {far} ({most:.2}), nearest {} ({least:.2}); {}",
        between(nearest.a, nearest.b),
        match measure {
            DriftMeasure::Total => "longer texts have larger totals.",
            DriftMeasure::Mean | DriftMeasure::Cls | DriftMeasure::Input =>
                "drift does not say which instruction works better.",
        }
    ))
}

/// How the orders of the words of two models agree; `None` where no word is judged.
pub fn models_sentence(comparison: &ModelComparison) -> Option<String> {
    let shared = &comparison.high_in_both;
    let [first, second] = shared.each;
    let judged = comparison.words.iter().filter(|word| word.inside).count();
    if judged == 0 {
        return None;
    }
    let agreement = match comparison.agreement {
        Some(rho) => format!(
            "The two models put the words in {} order (Spearman's ρ {})",
            match rho {
                rho if rho >= 0.8 => "nearly the same",
                rho if rho >= 0.4 => "a similar",
                rho if rho > -0.4 => "another",
                _ => "nearly the opposite",
            },
            with_sign(rho, 2)
        ),
        None => "The words have no order in one of the models".to_owned(),
    };
    Some(format!(
        "{agreement}. {first} words are HIGH by the first and {second} by the second, {} by both, \
         where chance gives {:.1}.",
        shared.both, shared.by_chance
    ))
}
