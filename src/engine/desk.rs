//! The worker's desk: the loaded model and the recent passes.

use std::sync::Arc;

use crate::analysis::{Instruction, Positions, read_both, read_drift};
use crate::model::{Model, ModelCard, ModelError, ModelSource, Placed, TracedText};

use super::cache::PassCache;
use super::worker::Failure;
use super::{Request, Work};

/// Enough for hundreds of sentences at bert-base size.
const CACHE_BYTES: usize = 256 << 20;

/// What a model read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The model that read it.
    pub model: Arc<ModelCard>,
    /// What computed, as [`Model::device`] says it.
    pub device: Arc<str>,
    /// What came of it.
    pub found: Found,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// The model is loaded.
    Model,
    /// One text.
    Text(Arc<TracedText>),
    /// Two texts, in the order asked.
    Pair {
        /// As asked.
        texts: [Arc<TracedText>; 2],
        /// With every text's own positions, where kept ones were asked for.
        as_is: Option<[Arc<TracedText>; 2]>,
    },
    /// The input behind every instruction, in the order asked.
    Drift {
        /// As asked.
        instructions: Vec<Instruction>,
        /// With every text's own positions, where kept ones were asked for.
        as_is: Option<Vec<Instruction>>,
    },
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
        let model = &loaded.model;
        // What is not in the cache is read in one pass.
        let mut pass = |texts: &[&String]| -> Result<Vec<Arc<TracedText>>, Failure> {
            let kept: Vec<_> = texts
                .iter()
                .map(|text| cache.get(&request.model, text))
                .collect();
            let wanted = texts.iter().zip(&kept).filter(|(_, kept)| kept.is_none());
            let missing: Vec<_> = wanted.map(|(text, _)| Placed::own(text)).collect();
            let mut read = model.trace_all(&missing, still_wanted)?.into_iter();
            let passes: Vec<_> = kept
                .into_iter()
                .filter_map(|kept| kept.or_else(|| read.next()))
                .collect();
            for pass in &passes {
                cache.put(&request.model, pass);
            }
            Ok(passes)
        };
        let found = match &request.work {
            Work::Load => Found::Model,
            Work::Text(text) => match pass(&[text])?.pop() {
                Some(traced) => Found::Text(traced),
                None => Found::Model,
            },
            Work::Pair { a, b, positions } => {
                let as_is: Result<[_; 2], _> = pass(&[a, b])?.try_into();
                let as_is = as_is.map_err(|_| ModelError::NothingToRead)?;
                match positions {
                    Positions::AsIs => Found::Pair {
                        texts: as_is,
                        as_is: None,
                    },
                    Positions::Kept => Found::Pair {
                        texts: read_both(model, a, b, *positions, still_wanted)?.into(),
                        as_is: Some(as_is),
                    },
                }
            }
            Work::Drift {
                input,
                prompts,
                positions,
            } => {
                let read = |positions| read_drift(model, input, prompts, positions, still_wanted);
                Found::Drift {
                    instructions: read(*positions)?,
                    as_is: match positions {
                        Positions::AsIs => None,
                        Positions::Kept => Some(read(Positions::AsIs)?),
                    },
                }
            }
        };
        Ok(Reading {
            model: Arc::clone(&loaded.card),
            device: Arc::clone(model.device()),
            found,
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
