//! The worker's desk: reads what a request asks for, and keeps the recent passes.

use std::sync::Arc;
use std::time::Duration;

use crate::analysis::paper::{PaperReport, paper};
use crate::analysis::{
    AnalysisError, Instruction, PlacedDrift, Positions, place_both, place_drift,
};
use crate::domain::trace::{ModelCard, TracedText};
use crate::model::{LayersSoFar, Model, ModelError, Placed};

use super::cache::PassCache;
use super::early::{EarlyParts, WORTH_A_FRAME};
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
    /// The last layer there is: the model's last, unless the pass still goes on.
    pub layers_done: usize,
}

impl Reading {
    /// Whether every layer is there. What is not whole is shown until the rest comes, and never
    /// kept, copied or exported.
    pub fn is_whole(&self) -> bool {
        self.layers_done == self.model.layers
    }
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

/// What the worker keeps between requests: the recent passes, and the paper's report.
pub struct Desk {
    cache: PassCache,
    paper: Option<Arc<PaperReport>>,
    worth_a_frame: Duration,
}

impl Default for Desk {
    fn default() -> Self {
        Self::showing_parts_of(WORTH_A_FRAME)
    }
}

impl Desk {
    /// A desk that leaves a part of an answer only if the rest will take at least this long.
    pub fn showing_parts_of(worth_a_frame: Duration) -> Self {
        Self {
            cache: PassCache::new(CACHE_BYTES),
            paper: None,
            worth_a_frame,
        }
    }

    /// Reads each text that was not read lately. What there is of a slow pass once it has reached
    /// the awaited layer is given to `leave`.
    ///
    /// # Errors
    /// What went wrong, or that `still_wanted` said no.
    pub fn read(
        &mut self,
        request: &Request,
        still_wanted: &dyn Fn() -> bool,
        leave: &dyn Fn(Reading),
    ) -> Result<Reading, Failure> {
        let LoadedModel { card, model, .. } = &request.model;
        let found = match &request.work {
            Work::Text(text) => {
                let text = [Placed::own(text)];
                self.layer_by_layer(request, &text, still_wanted, leave)?
            }
            Work::Pair { a, b, positions } => {
                let texts = place_pair(model, a, b, *positions)?;
                self.layer_by_layer(request, &texts, still_wanted, leave)?
            }
            Work::Paper => Found::Paper(self.paper(&request.model, still_wanted)?),
            Work::Models { text, second } => {
                let text = [Placed::own(text)];
                let mut pass = |by| self.passes(by, &text, still_wanted, &|_, _| {});
                Found::Models {
                    texts: [only(pass(&request.model)?)?, only(pass(second)?)?],
                    second: Arc::clone(&second.card),
                }
            }
            Work::Drift {
                input,
                prompts,
                positions,
            } => {
                let asked = place_drift(model, input, prompts, *positions)?;
                let as_is = match positions {
                    Positions::AsIs => None,
                    Positions::Kept => Some(place_drift(model, input, prompts, Positions::AsIs)?),
                };
                let mut texts = asked.texts();
                texts.extend(as_is.iter().flat_map(PlacedDrift::texts));
                let mut read = self.passes(&request.model, &texts, still_wanted, &|_, _| {})?;
                let own = read.split_off(prompts.len());
                Found::Drift {
                    instructions: asked.instructions(read),
                    as_is: as_is.map(|as_is| as_is.instructions(own)),
                }
            }
        };
        Ok(Reading {
            model: Arc::clone(card),
            found,
            layers_done: card.layers,
        })
    }

    /// Reads one text, or two to compare, and leaves what there is on the way.
    fn layer_by_layer(
        &mut self,
        request: &Request,
        texts: &[Placed<'_>],
        still_wanted: &dyn Fn() -> bool,
        leave: &dyn Fn(Reading),
    ) -> Result<Found, Failure> {
        let awaited = request.awaited_layer;
        let parts = awaited.map(|layer| EarlyParts::begin(layer, self.worth_a_frame));
        let layers = request.model.card.layers;
        let part = |texts: &SoFar<'_>, layer: usize| {
            let due = parts
                .as_ref()
                .is_some_and(|parts| parts.is_due(layer, layers));
            if let Some(found) = due.then(|| found_in(texts())).flatten() {
                leave(Reading {
                    model: Arc::clone(&request.model.card),
                    found,
                    layers_done: layer,
                });
            }
        };
        let texts = self.passes(&request.model, texts, still_wanted, &part)?;
        Ok(found_in(texts).ok_or(ModelError::NothingToRead)?)
    }

    /// The passes of `texts` through a model; what is not in the cache is read in one pass.
    /// `layer_done` is given each of its layers but the last, and a way to the texts up to there.
    fn passes(
        &mut self,
        by: &LoadedModel,
        texts: &[Placed<'_>],
        still_wanted: &dyn Fn() -> bool,
        layer_done: &dyn Fn(&SoFar<'_>, usize),
    ) -> Result<Vec<Arc<TracedText>>, Failure> {
        let Self { cache, .. } = self;
        let kept = texts.iter().map(|text| cache.get(&by.card, text));
        let kept: Vec<_> = kept.collect();
        let wanted = texts.iter().zip(&kept).filter(|(_, kept)| kept.is_none());
        let missing: Vec<_> = wanted.map(|(text, _)| text.clone()).collect();
        let with = |read: Vec<Arc<TracedText>>| -> Vec<Arc<TracedText>> {
            let mut read = read.into_iter();
            let all = kept.iter().cloned();
            all.filter_map(|kept| kept.or_else(|| read.next()))
                .collect()
        };
        let so_far = |so_far: &LayersSoFar<'_>| {
            layer_done(&|| with(so_far.texts()), so_far.layer);
        };
        let read = by.model.trace_by_layers(&missing, still_wanted, &so_far)?;
        let passes = with(read);
        for (text, pass) in texts.iter().zip(&passes) {
            cache.put(&by.card, text, pass);
        }
        Ok(passes)
    }

    /// The paper's report on a model; the newest one is kept.
    fn paper(
        &mut self,
        by: &LoadedModel,
        still_wanted: &dyn Fn() -> bool,
    ) -> Result<Arc<PaperReport>, Failure> {
        if let Some(kept) = &self.paper
            && kept.model == by.card
        {
            return Ok(Arc::clone(kept));
        }
        let report = paper(&by.model, still_wanted, &|_| {}).map_err(unanswered)?;
        Ok(Arc::clone(self.paper.insert(Arc::new(report))))
    }
}

/// A way to every text asked for, as far as it was read.
type SoFar<'a> = dyn Fn() -> Vec<Arc<TracedText>> + 'a;

/// Two texts as they are to be read; behind kept positions, each with its own.
fn place_pair<'a>(
    model: &Model,
    a: &'a str,
    b: &'a str,
    positions: Positions,
) -> Result<Vec<Placed<'a>>, ModelError> {
    let mut placed = place_both(model, a, b, positions)?.to_vec();
    if positions == Positions::Kept {
        placed.extend([a, b].map(Placed::own));
    }
    Ok(placed)
}

/// One text, two texts, or two at kept positions and the same two at their own.
fn found_in(texts: Vec<Arc<TracedText>>) -> Option<Found> {
    Some(match <[_; 4]>::try_from(texts) {
        Ok([a, b, own_a, own_b]) => Found::Pair {
            texts: [a, b],
            as_is: Some([own_a, own_b]),
        },
        Err(texts) => match <[_; 2]>::try_from(texts) {
            Ok(texts) => Found::Pair { texts, as_is: None },
            Err(mut texts) => Found::Text(texts.pop()?),
        },
    })
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
