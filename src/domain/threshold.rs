//! The threshold: a quantile of the strengths of one sentence (the paper's equation 3).
//!
//! The methods and their names are numpy's, and so are the results, to the last bit: Hyndman and
//! Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996).

use serde::{Deserialize, Serialize};

use super::token::TokenSet;

/// How the threshold is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ThresholdRule {
    /// Which quantile of the strengths, 0 to 1.
    pub quantile: f64,
    /// How a quantile between two values is settled.
    pub method: QuantileMethod,
    /// Which tokens enter it.
    pub tokens: TokenSet,
}

impl Default for ThresholdRule {
    fn default() -> Self {
        Self {
            quantile: 0.75,
            method: QuantileMethod::default(),
            tokens: TokenSet::default(),
        }
    }
}

/// How a quantile that falls between two values is settled. The names are numpy's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(strum::VariantArray, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum QuantileMethod {
    /// Between the two neighbours in proportion (Hyndman and Fan's type 7).
    #[default]
    Linear,
    /// The neighbour below.
    Lower,
    /// The neighbour above.
    Higher,
    /// Half-way between the two neighbours; what the paper's table 5 uses.
    Midpoint,
    /// The nearer neighbour; the even position on a tie.
    Nearest,
    /// Hyndman and Fan's type 5.
    Hazen,
    /// Hyndman and Fan's type 6.
    Weibull,
    /// Hyndman and Fan's type 8.
    MedianUnbiased,
}

impl QuantileMethod {
    /// Every choice, in the order a menu shows them.
    pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Where the quantile falls among `count` sorted values, in positions from 0; may lie outside.
    fn position(self, count: f64, quantile: f64) -> f64 {
        let between_ends = (count - 1.0) * quantile;
        let plotted = |a: f64| count * quantile + (a + quantile * (1.0 - a - a)) - 1.0;
        match self {
            Self::Linear => between_ends,
            Self::Lower => between_ends.floor(),
            Self::Higher => between_ends.ceil(),
            Self::Midpoint => 0.5 * (between_ends.floor() + between_ends.ceil()),
            Self::Nearest => between_ends.round_ties_even(),
            Self::Hazen => plotted(0.5),
            Self::Weibull => plotted(0.0),
            Self::MedianUnbiased => plotted(1.0 / 3.0),
        }
    }
}

/// The quantile of `values` at `quantile` (0 to 1).
///
/// None for no values, a value that is not finite, or a `quantile` outside 0 to 1.
pub fn quantile(values: &[f64], quantile: f64, method: QuantileMethod) -> Option<f64> {
    if !(0.0..=1.0).contains(&quantile) || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    let position = method
        .position(sorted.len() as f64, quantile)
        .clamp(0.0, last as f64);
    let below = position.floor();
    let low = *sorted.get(below as usize)?;
    let high = *sorted.get((below as usize + 1).min(last))?;
    Some(interpolate(low, high, position - below))
}

/// numpy's own order of operations, so that results agree to the last bit.
pub(super) fn interpolate(low: f64, high: f64, fraction: f64) -> f64 {
    let difference = high - low;
    if fraction >= 0.5 {
        high - difference * (1.0 - fraction)
    } else {
        low + difference * fraction
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_no_quantile() {
        assert_eq!(quantile(&[], 0.75, QuantileMethod::Linear), None);
        assert_eq!(
            quantile(&[1.0, f64::NAN], 0.75, QuantileMethod::Linear),
            None
        );
        assert_eq!(quantile(&[1.0], 1.5, QuantileMethod::Linear), None);
        assert_eq!(quantile(&[1.0], f64::NAN, QuantileMethod::Linear), None);
    }

    #[test]
    fn one_value_is_every_quantile() {
        for &method in QuantileMethod::ALL {
            for q in [0.0, 0.3, 0.75, 1.0] {
                assert_eq!(quantile(&[4.2], q, method), Some(4.2), "{method:?} {q}");
            }
        }
    }

    #[test]
    fn a_quantile_that_falls_on_a_value_is_that_value() {
        // Ties with the threshold must be exact, since HIGH means strictly above it.
        let values = [0.1, 0.2, 0.3, 0.4, 0.7];
        for method in [QuantileMethod::Linear, QuantileMethod::Midpoint] {
            assert_eq!(quantile(&values, 0.75, method), Some(0.4));
        }
    }
}
