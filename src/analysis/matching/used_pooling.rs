//! How a text becomes an embedding here, and who says so.

use std::sync::Arc;

use crate::domain::pooling::{Pooling, PoolingMode, SentenceHead};

/// How a text becomes an embedding here.
#[derive(Debug, Clone, PartialEq)]
pub struct UsedPooling {
    /// From the last hidden states to the embedding; it has a pooling.
    pub head: Arc<SentenceHead>,
    /// Who says so.
    pub source: PoolingSource,
    /// The head's [fingerprint](SentenceHead::fingerprint).
    pub fingerprint: u64,
}

/// Who says how tokens are pooled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoolingSource {
    /// The model's files.
    Declared,
    /// The person who asked.
    Chosen,
    /// Nobody, so it is the mean.
    Assumed,
}

impl PoolingSource {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Chosen => "chosen",
            Self::Assumed => "assumed",
        }
    }

    fn phrase(self) -> &'static str {
        match self {
            Self::Declared => "as the model's files say",
            Self::Chosen => "as chosen",
            Self::Assumed => "assumed, as the model's files say nothing",
        }
    }
}

impl UsedPooling {
    /// What `declared` says, unless a pooling is `chosen`.
    pub fn new(declared: &SentenceHead, chosen: Option<PoolingMode>) -> Self {
        let (head, source) = match (chosen, &declared.pooling) {
            (Some(mode), _) => (declared.with_pooling(mode), PoolingSource::Chosen),
            (None, Some(_)) => (declared.clone(), PoolingSource::Declared),
            (None, None) => (
                declared.with_pooling(PoolingMode::Mean),
                PoolingSource::Assumed,
            ),
        };
        Self {
            fingerprint: head.fingerprint(),
            head: Arc::new(head),
            source,
        }
    }

    /// Its name: `mean`, or `mean+cls`.
    pub fn name(&self) -> String {
        let pooling = self.head.pooling.as_ref();
        pooling.map_or_else(String::new, Pooling::name)
    }

    /// How and who says so: `mean pooling, as the model's files say`.
    pub fn phrase(&self) -> String {
        let dense = if self.head.dense.is_empty() && self.head.token_dense.is_empty() {
            ""
        } else {
            " and a dense layer"
        };
        format!("{} pooling{dense}, {}", self.name(), self.source.phrase())
    }
}
