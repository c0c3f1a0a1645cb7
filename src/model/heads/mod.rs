//! What stands on top of an encoder: the head that fills masked words, and the one that gives
//! labels. A checkpoint may bring either, both or none; one that is damaged is told when it is
//! asked for, and the encoder can be read all the same.
//!
//! Heads are computed by the kernel on the processor, on hidden states that are there already.

mod affine;
mod label_config;
mod label_head;
mod labelling;
mod lens;
mod masked_lm;
mod removed;
mod transform;

pub(super) use label_head::LabelHead;
pub(super) use masked_lm::MaskedLm;
pub(super) use removed::{HeadOutput, LeftRow, LeftText};

use super::ModelError;
use super::config::{ConfigFile, EncoderConfig};
use super::shards::Weights;

/// The heads of a model; `None` where its files bring none.
pub(super) struct Heads {
    pub(super) masked_lm: Result<Option<MaskedLm>, ModelError>,
    pub(super) labels: Result<Option<LabelHead>, ModelError>,
}

impl Heads {
    /// Reads the heads beside the encoder that was found in `weights`.
    ///
    /// # Errors
    /// [`ModelError::Interrupted`] alone: what else is wrong with a head is told by it.
    pub(super) fn load(
        config: &EncoderConfig,
        file: &ConfigFile,
        weights: &mut Weights<'_>,
    ) -> Result<Self, ModelError> {
        let heads = Self {
            masked_lm: MaskedLm::load(config, file, weights),
            labels: LabelHead::load(config, file, weights),
        };
        match (&heads.masked_lm, &heads.labels) {
            (Err(ModelError::Interrupted), _) | (_, Err(ModelError::Interrupted)) => {
                Err(ModelError::Interrupted)
            }
            _ => Ok(heads),
        }
    }
}
