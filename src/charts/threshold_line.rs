//! The threshold as a line across bars: where it stands in each unit, and which quantile a place on
//! the axis asks for.

use crate::analysis::Analysis;
use crate::domain::threshold::quantile;
use crate::domain::token_scores::{Bucket, TokenScore};

use super::scale::ranked;
use super::{ReferenceLine, Scale};

/// Quantiles are chosen in hundredths.
const STEPS: u32 = 100;

/// The line of the threshold at the chosen layer; `None` where nothing was judged, or where its
/// place in `scale` is undefined.
pub(super) fn threshold_line(analysis: &Analysis, scale: Scale) -> Option<ReferenceLine> {
    let threshold = analysis.at_layer().threshold?;
    let line = ReferenceLine::threshold(threshold);
    let value = place(analysis, scale, threshold)?;
    let beside = match scale {
        Scale::Raw => return Some(line),
        Scale::ZScore => format!(" (z {value:+.2})"),
        Scale::Rank => {
            let high = scores(analysis).filter(|score| score.bucket == Bucket::High);
            match high.count() {
                0 => " (above all ranks)".to_owned(),
                high if high == ranked(analysis) => " (below all ranks)".to_owned(),
                high => format!(" (rank {high}–{})", high + 1),
            }
        }
    };
    Some(ReferenceLine::new(value, line.text + &beside))
}

/// A quantile and the threshold it makes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuantileAt {
    /// The quantile, in hundredths.
    pub quantile: f64,
    /// The strength at it.
    pub threshold: f64,
}

/// The quantile whose threshold stands nearest to `value` on an axis of `scale`; of several the one
/// nearest to the quantile in use. `None` where nothing was judged.
pub fn quantile_at(analysis: &Analysis, scale: Scale, value: f64) -> Option<QuantileAt> {
    let rule = analysis.rule;
    let mut judged: Vec<f64> = judged(analysis).map(|(strength, _)| strength).collect();
    judged.sort_by(f64::total_cmp);
    let choice = |step: u32| {
        let at = f64::from(step) / f64::from(STEPS);
        let threshold = quantile(&judged, at, rule.method)?;
        let away = (place(analysis, scale, threshold)? - value).abs();
        let from_now = (at - rule.quantile).abs();
        Some((
            away,
            from_now,
            QuantileAt {
                quantile: at,
                threshold,
            },
        ))
    };
    let choices = (0..=STEPS).filter_map(choice);
    let nearest = choices.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    nearest.map(|(.., at)| at)
}

/// Where a `threshold` stands on an axis of `scale`.
fn place(analysis: &Analysis, scale: Scale, threshold: f64) -> Option<f64> {
    match scale {
        Scale::Raw => Some(threshold),
        Scale::ZScore => {
            // Strengths and their z-scores lie on a line.
            let by_strength = |a: &(f64, &TokenScore), b: &(f64, &TokenScore)| a.0.total_cmp(&b.0);
            let (low, at_low) = judged(analysis).min_by(by_strength)?;
            let (high, at_high) = judged(analysis).max_by(by_strength)?;
            let (low_z, high_z) = (at_low.z?, at_high.z?);
            Some(low_z + (threshold - low) * (high_z - low_z) / (high - low))
        }
        Scale::Rank => {
            let above = judged(analysis).filter(|&(strength, _)| strength > threshold);
            Some(ranked(analysis) as f64 + 0.5 - above.count() as f64)
        }
    }
}

fn scores(analysis: &Analysis) -> impl Iterator<Item = &TokenScore> {
    analysis.at_layer().tokens.iter().flatten()
}

/// The strength and the score of every token of the token set.
fn judged(analysis: &Analysis) -> impl Iterator<Item = (f64, &TokenScore)> {
    let scores = analysis.at_layer().tokens.iter();
    let both = analysis.strengths().iter().zip(scores);
    both.filter_map(|(&strength, score)| Some((strength, score.as_ref()?)))
}
