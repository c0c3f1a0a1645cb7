//! Which tokens come first in a list of tokens.

use super::findings::{TokenAtLayer, TokenFindings};

/// What a list of tokens is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TokenOrder {
    /// How often they occur.
    #[default]
    Count,
    /// Their mean strength at the layer.
    Mean,
    /// The share of HIGH at the layer among their occurrences that are in the token set.
    HighShare,
}

impl TokenOrder {
    fn value(self, token: &TokenFindings, layer: usize) -> f64 {
        match self {
            Self::Count => token.count as f64,
            Self::Mean => token.layers.get(layer).map_or(f64::NAN, |at| at.mean),
            Self::HighShare => token.high_share(layer).unwrap_or(f64::NAN),
        }
    }
}

impl TokenFindings {
    /// The share of its judged occurrences that are HIGH at `layer`; `None` where none is judged.
    pub fn high_share(&self, layer: usize) -> Option<f64> {
        let &TokenAtLayer { high, .. } = self.layers.get(layer)?;
        (self.judged > 0).then(|| high as f64 / self.judged as f64)
    }
}

/// The first `count` of `tokens` in `order` at `layer`, the largest first; tokens without a number
/// come last, equal ones stay in the order they have.
pub fn first_tokens(
    tokens: &[TokenFindings],
    order: TokenOrder,
    layer: usize,
    count: usize,
) -> Vec<&TokenFindings> {
    let mut first: Vec<(f64, &TokenFindings)> = tokens
        .iter()
        .map(|token| (order.value(token, layer), token))
        .collect();
    let key = |value: f64| {
        if value.is_nan() {
            f64::NEG_INFINITY
        } else {
            value
        }
    };
    first.sort_by(|(a, _), (b, _)| key(*b).total_cmp(&key(*a)));
    first.truncate(count);
    first.into_iter().map(|(_, token)| token).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word_class::WordClass;

    fn token(piece: &str, count: u64, mean: f64, high: u64) -> TokenFindings {
        TokenFindings {
            piece: piece.to_owned(),
            shown: piece.to_owned(),
            continues: false,
            class: WordClass::Noun,
            count,
            judged: if piece == "[CLS]" { 0 } else { count },
            layers: vec![TokenAtLayer { mean, high }],
            examples: Vec::new(),
        }
    }

    #[test]
    fn each_order_has_its_own_first() {
        let tokens = [
            token("[CLS]", 9, 10.0, 0),
            token("the", 8, f64::NAN, 1),
            token("film", 6, 14.0, 3),
            token("dull", 6, 13.0, 6),
        ];
        let first = |order| -> Vec<&str> {
            let first = first_tokens(&tokens, order, 0, 3);
            first.iter().map(|token| token.piece.as_str()).collect()
        };
        assert_eq!(first(TokenOrder::Count), ["[CLS]", "the", "film"]);
        assert_eq!(first(TokenOrder::Mean), ["film", "dull", "[CLS]"]);
        assert_eq!(first(TokenOrder::HighShare), ["dull", "film", "the"]);
        assert!(first_tokens(&tokens, TokenOrder::Mean, 0, 0).is_empty());
        assert_eq!(first_tokens(&tokens, TokenOrder::Mean, 7, 9).len(), 4);
    }
}
