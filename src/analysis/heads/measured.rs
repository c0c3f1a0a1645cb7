//! What a model's heads made of a text.

use std::sync::Arc;

use crate::domain::labels::LabelReading;
use crate::domain::lens::{LensReading, LensWord};

/// What the heads made of a text that was measured, as far as it was asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HeadsMeasured {
    /// What the masked-language-model head says of every layer.
    pub lens: Option<Arc<LensReading>>,
    /// How the model writes a hidden word.
    pub mask: Option<LensWord>,
    /// What the classification head says.
    pub labels: Option<Arc<LabelReading>>,
}
