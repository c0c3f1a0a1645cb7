//! The worker's desk: the loaded model and the recent passes.

use std::sync::Arc;

use crate::model::{Model, ModelCard, ModelError, ModelSource, TracedText};

use super::Request;
use super::cache::PassCache;
use super::worker::Failure;

/// Enough for hundreds of sentences at bert-base size.
const CACHE_BYTES: usize = 256 << 20;

/// Texts as a model read them.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The model that read them.
    pub model: Arc<ModelCard>,
    /// One pass a text, in the order asked.
    pub texts: Vec<Arc<TracedText>>,
}

/// What the worker keeps between requests.
pub struct Desk {
    loaded: Option<LoadedModel>,
    cache: PassCache,
}

struct LoadedModel {
    source: ModelSource,
    model: Model,
    card: Arc<ModelCard>,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            loaded: None,
            cache: PassCache::new(CACHE_BYTES),
        }
    }
}

impl Desk {
    /// Loads the model if it is another one, and reads each text that was not read lately.
    ///
    /// # Errors
    /// What went wrong, or that `still_wanted` said no.
    pub fn read(
        &mut self,
        request: &Request,
        still_wanted: &dyn Fn() -> bool,
    ) -> Result<Reading, Failure> {
        let Self { loaded, cache } = self;
        let loaded = match loaded {
            Some(loaded) if loaded.source == request.model => loaded,
            other => other.insert(LoadedModel::load(&request.model)?),
        };
        let mut texts = Vec::with_capacity(request.texts.len());
        for text in &request.texts {
            let pass = match cache.get(&request.model, text) {
                Some(pass) => pass,
                None => Arc::new(loaded.model.trace(text, still_wanted)?),
            };
            cache.put(&request.model, &pass);
            texts.push(pass);
        }
        Ok(Reading {
            model: Arc::clone(&loaded.card),
            texts,
        })
    }
}

impl LoadedModel {
    fn load(source: &ModelSource) -> Result<Self, Failure> {
        let model = Model::load(source)?;
        Ok(Self {
            source: source.clone(),
            card: Arc::new(model.card().clone()),
            model,
        })
    }
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::Interrupted => Self::Interrupted,
            other => Self::Wrong(other.to_string()),
        }
    }
}
