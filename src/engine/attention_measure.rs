//! What the attention of a block left of the texts of a question, the quickest first: the block that
//! is looked at is shown before the overview of all.

use std::sync::Arc;

use crate::analysis::Question;
use crate::domain::attention::{AttentionMatrix, BlockAttention, MeasuredAttention};
use crate::domain::trace::TracedText;
use crate::model::{Model, ModelError};

use super::until::Until;

/// Texts of up to this many tokens have their values zeroed in every block, asked or not.
const FEW_TOKENS: usize = 48;

/// Measures with `model` what `question` needs of its `texts` if it asks about attention. `post` is
/// given what there is, each time there is more.
///
/// # Errors
/// A block that the model does not have, or [`ModelError::Interrupted`] once `until` says so.
///
/// [`ModelError::Interrupted`]: crate::model::ModelError::Interrupted
pub(super) fn measure_attention(
    model: &Model,
    question: &Question,
    texts: &[Arc<TracedText>],
    until: Until<'_>,
    post: &dyn Fn(Vec<MeasuredAttention>),
) -> Result<Vec<MeasuredAttention>, ModelError> {
    let Some(settings) = question.attention() else {
        return Ok(Vec::new());
    };
    let block = question.settings.layer_of(model.card().layers);
    let is_asked = !settings.kind.has_heads();
    let wants_zeroing = |text: &TracedText| is_asked || text.tokens.len() <= FEW_TOKENS;
    let first = texts.iter().map(|text| {
        let (received, attention) = model.block_attention(text, block)?;
        let zeroing = if wants_zeroing(text) {
            Some(Arc::new(model.value_zeroing(text, block, until.first)?))
        } else {
            None
        };
        Ok(MeasuredAttention {
            received,
            block: Arc::new(BlockAttention {
                zeroing,
                ..attention
            }),
            overview: None,
        })
    });
    let mut measured = first.collect::<Result<Vec<_>, ModelError>>()?;
    post(measured.clone());
    for (text, measured) in texts.iter().zip(&mut measured) {
        let known = (block, &measured.received, &*measured.block);
        let mut overview = model.attention_overview(text, Some(known), until.further)?;
        for (other, of_block) in (1..).zip(&mut overview.blocks) {
            of_block.zeroing = if other == block {
                measured.block.received_by_zeroing()
            } else if text.tokens.len() <= FEW_TOKENS {
                let cells = model.value_zeroing(text, other, until.further)?;
                Some(AttentionMatrix::new(cells, text.tokens.len()).received(&|_| true))
            } else {
                None
            };
        }
        measured.overview = Some(Arc::new(overview));
    }
    Ok(measured)
}
