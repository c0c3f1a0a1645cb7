//! The embedding as an exact sum of what its tokens are at the last layer.

use crate::domain::pooling::{Pooling, PoolingMethod};
use crate::domain::trace::TracedText;

use super::parts::TokenParts;

/// What each token of `text` adds to the embedding that `pooling` makes of the last layer; `None`
/// where that is no sum of its tokens.
pub fn exact_parts(text: &TracedText, pooling: &Pooling) -> Option<TokenParts> {
    let width = text.trace.hidden_size;
    let states = text.trace.hidden_states.get(text.layers())?;
    let tokens = states.len() / width.max(1);
    let mut parts = vec![0.0; states.len()];
    let state = |token: usize| states.get(token * width..(token + 1) * width);
    match pooling.method {
        PoolingMethod::Mean => {
            for (part, &number) in parts.iter_mut().zip(states.iter()) {
                *part = f64::from(number) / tokens as f64;
            }
        }
        PoolingMethod::Cls => {
            for (part, &number) in parts.iter_mut().zip(state(0)?) {
                *part = f64::from(number);
            }
        }
        PoolingMethod::Max => {
            for dimension in 0..width {
                let of = |token: usize| states.get(token * width + dimension).copied();
                let won = (0..tokens)
                    .reduce(|best, token| if of(token) > of(best) { token } else { best })?;
                *parts.get_mut(won * width + dimension)? = of(won)?.into();
            }
        }
    }
    TokenParts::that_add_up(parts, vec![0.0; width])
}
