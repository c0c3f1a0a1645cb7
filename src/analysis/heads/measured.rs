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
    /// What it says of the second of two texts that are set against each other.
    pub compared_labels: Option<Arc<LabelReading>>,
}

impl HeadsMeasured {
    /// Takes the labels of a text, and of a second one that it is set against.
    pub fn set_labels(&mut self, readings: &[LabelReading]) {
        let mut readings = readings.iter().cloned().map(Arc::new);
        self.labels = readings.next();
        self.compared_labels = readings.next();
    }
}
