//! The worker's desk: reads what a request asks for, and keeps the recent passes.

use std::sync::Arc;

use crate::analysis::paper::{PaperReport, paper};
use crate::analysis::{AnalysisError, Instruction, Positions, read_both, read_drift};
use crate::model::{ModelCard, ModelError, Placed, TracedText};

use super::cache::PassCache;
use super::worker::Failure;
use super::{LoadedModel, Request, Work};

/// Enough for hundreds of sentences at bert-base size.
const CACHE_BYTES: usize = 256 << 20;

/// What a model read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The model that read it.
    pub model: Arc<ModelCard>,
    /// What came of it.
    pub found: Found,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// One text.
    Text(Arc<TracedText>),
    /// The paper's tables and figures, printed beside measured.
    Paper(Arc<PaperReport>),
    /// One text, by the model asked and by the second one.
    Models {
        /// By the first model, and by the second.
        texts: [Arc<TracedText>; 2],
        /// The second model.
        second: Arc<ModelCard>,
    },
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

/// What the worker keeps between requests: the recent passes.
pub struct Desk {
    cache: PassCache,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            cache: PassCache::new(CACHE_BYTES),
        }
    }
}

impl Desk {
    /// Reads each text that was not read lately.
    ///
    /// # Errors
    /// What went wrong, or that `still_wanted` said no.
    pub fn read(
        &mut self,
        request: &Request,
        still_wanted: &dyn Fn() -> bool,
    ) -> Result<Reading, Failure> {
        let LoadedModel { card, model, .. } = &request.model;
        let mut pass = |by: &LoadedModel, texts: &[&String]| self.passes(by, texts, still_wanted);
        let found = match &request.work {
            Work::Text(text) => Found::Text(only(pass(&request.model, &[text])?)?),
            Work::Paper => {
                let report = paper(model, still_wanted, &|_| {});
                Found::Paper(Arc::new(report.map_err(unanswered)?))
            }
            Work::Models { text, second } => Found::Models {
                texts: [
                    only(pass(&request.model, &[text])?)?,
                    only(pass(second, &[text])?)?,
                ],
                second: Arc::clone(&second.card),
            },
            Work::Pair { a, b, positions } => {
                let as_is: Result<[_; 2], _> = pass(&request.model, &[a, b])?.try_into();
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
            model: Arc::clone(card),
            found,
        })
    }

    /// The passes of `texts` through a model; what is not in the cache is read in one pass.
    fn passes(
        &mut self,
        by: &LoadedModel,
        texts: &[&String],
        still_wanted: &dyn Fn() -> bool,
    ) -> Result<Vec<Arc<TracedText>>, Failure> {
        let Self { cache } = self;
        let kept = texts.iter().map(|text| cache.get(&by.card, text));
        let kept: Vec<_> = kept.collect();
        let wanted = texts.iter().zip(&kept).filter(|(_, kept)| kept.is_none());
        let missing: Vec<_> = wanted.map(|(text, _)| Placed::own(text)).collect();
        let mut read = by.model.trace_all(&missing, still_wanted)?.into_iter();
        let passes: Vec<_> = kept
            .into_iter()
            .filter_map(|kept| kept.or_else(|| read.next()))
            .collect();
        for pass in &passes {
            cache.put(&by.card, pass);
        }
        Ok(passes)
    }
}

fn unanswered(error: AnalysisError) -> Failure {
    match error {
        AnalysisError::Model(error) => error.into(),
        other => Failure::Wrong(other.to_string()),
    }
}

/// The one pass that was asked for.
fn only(mut passes: Vec<Arc<TracedText>>) -> Result<Arc<TracedText>, Failure> {
    Ok(passes.pop().ok_or(ModelError::NothingToRead)?)
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::Interrupted => Self::Interrupted,
            other => Self::Wrong(other.to_string()),
        }
    }
}
