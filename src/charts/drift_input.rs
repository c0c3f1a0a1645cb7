//! The input of a drift as a text: which of its words the instructions move.

use crate::analysis::Drift;
use crate::domain::token::Token;

use super::shifts::from_zero;
use super::text_strip::{Look, pieces, strip};
use super::{MarkRole, TextStrip};

/// The shared input as it stands behind the first instruction, each token coloured by its mean shift
/// over all pairs of instructions at the layer; tokens are places in that text.
pub fn input_strip(drift: &Drift) -> Option<TextStrip> {
    let first = drift.instructions.first()?;
    let tokens = first.traced.tokens.get(first.input_tokens.clone())?;
    let layer = drift.layer();
    let shift = |token: &Token| drift.mean_input_shift(layer, token.index);
    let axis = from_zero("mean shift (L2 norm)", tokens.iter().filter_map(shift));
    let look = |token: &Token| {
        let shift = shift(token);
        Look {
            share: shift.map(|shift| axis.share(shift)),
            value: shift.map_or_else(|| "–".to_owned(), |shift| format!("{shift:.2}")),
            role: MarkRole::Outside,
        }
    };
    let pieces = pieces((&first.traced.text, first.input_start), tokens, look);
    Some(strip(&drift.input, axis, false, pieces))
}
