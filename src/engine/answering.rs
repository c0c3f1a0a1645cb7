//! The threads behind the window: one measures the texts of a question, another answers it from
//! their traces. Another layer, threshold or alignment is answered without measuring again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::analysis::{Answer, Measured, Question};
use crate::domain::reference::ReferenceStatistics;
use crate::domain::trace::ModelCard;
use crate::model::{Cancel, ModelError};

use super::further::MeasureError;
use super::loader::LoadedModel;
use super::measure::{Measurement, Measurer};
use super::until::Until;
use super::worker::{Failure, Worker};

/// What the window asks of the engine.
#[derive(Debug, Clone)]
pub struct Request {
    /// Which models read, two of them where models are compared.
    pub models: Vec<LoadedModel>,
    /// What is asked.
    pub question: Question,
    /// The layer that is looked at: where the pass is slow, what there is up to here comes before
    /// the rest. `None` waits for the whole.
    pub awaited_layer: Option<usize>,
    /// What the first model makes of reference texts, once it has read some.
    pub reference: Option<Arc<ReferenceStatistics>>,
}

impl PartialEq for Request {
    /// References are the same where they are the very same.
    fn eq(&self, other: &Self) -> bool {
        self.asks_the_same(other) && self.awaited_layer == other.awaited_layer
    }
}

impl Request {
    /// Whether the same is asked of the same models, beside the very same reference.
    pub fn asks_the_same(&self, other: &Self) -> bool {
        self.models == other.models
            && self.question == other.question
            && self.has_reference_of(other)
    }

    /// Whether the same texts are measured by the same models, whatever is asked about them.
    pub fn measures_the_same(&self, other: &Self) -> bool {
        self.models == other.models
            && self.question.has_inputs_of(&other.question)
            && (!self.question.measures_by_reference() || self.has_reference_of(other))
    }

    fn has_reference_of(&self, other: &Self) -> bool {
        let [own, other] = [self, other].map(|one| one.reference.as_ref().map(Arc::as_ptr));
        own == other
    }

    /// `measured`, the first of them beside the reference.
    fn beside_reference(&self, measured: &[Measured]) -> Vec<Measured> {
        let mut measured = measured.to_vec();
        if let (Some(first), Some(reference)) = (measured.first_mut(), &self.reference)
            && reference.model_sha256 == first.model.sha256
        {
            first.reference = Some(Arc::clone(reference));
        }
        measured
    }
}

/// An answer of the engine.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The models that read.
    pub models: Vec<Arc<ModelCard>>,
    /// What came of the question; of texts still being read, as far as they are.
    pub answer: Answer,
}

/// A request and what came of it; a request may be answered more than once, first in part.
#[derive(Debug, Clone, PartialEq)]
pub struct EngineReply {
    /// What was asked.
    pub request: Request,
    /// The answer, or a sentence on what went wrong.
    pub outcome: Result<Answered, String>,
}

/// The threads and what they share.
pub struct Engine {
    // Dropped first: it hands its traces to the other.
    measuring: Worker<Request, ()>,
    answering: Arc<Worker<ToAnswer, Answered>>,
    newest: Arc<Mutex<Newest>>,
}

/// Traces, and what is asked about them.
#[derive(Debug, Clone)]
struct ToAnswer {
    request: Request,
    /// By each model, or why there is nothing.
    measured: Result<Arc<Vec<Measured>>, String>,
}

/// What was asked and measured last.
#[derive(Debug, Default)]
struct Newest {
    request: Option<Request>,
    /// The request whose texts are measured or being measured.
    measuring: Option<Request>,
    /// What there is of it.
    measured: Option<Arc<Vec<Measured>>>,
}

impl Engine {
    /// Starts both threads; `wake` is called, from either of them, whenever there is news.
    ///
    /// # Errors
    /// The system could not start a thread.
    pub fn start(wake: impl Fn() + Send + Sync + 'static) -> std::io::Result<Self> {
        Self::start_with(Measurer::default(), wake)
    }

    /// As [`start`](Self::start), with a measurer of one's own.
    ///
    /// # Errors
    /// The system could not start a thread.
    pub fn start_with(
        mut measurer: Measurer,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let wake = Arc::new(wake);
        let waker = Arc::clone(&wake);
        let mut memo: Option<(Arc<Vec<Measured>>, Answer)> = None;
        let answering = Worker::start(
            "glassbox-answers",
            move |to_answer: &ToAnswer, _: &Cancel| answered(to_answer, &mut memo),
            move || waker(),
        )?;
        let answering = Arc::new(answering);
        let newest = Arc::new(Mutex::new(Newest::default()));
        let (answers, shared) = (Arc::clone(&answering), Arc::clone(&newest));
        let measuring = Worker::start(
            "glassbox-engine",
            move |request: &Request, cancel: &Cancel| {
                let post = |measured| {
                    answers.submit(lock(&shared).receive(request, measured));
                };
                let further = overtaken(cancel, request, &shared);
                match measure(&mut measurer, request, cancel, &further, &post) {
                    Ok(()) => Ok(()),
                    Err(MeasureError::Model(ModelError::Interrupted)) => Err(Failure::Interrupted),
                    // In line behind what was posted of the same request.
                    Err(error) => {
                        answers.submit(ToAnswer {
                            request: request.clone(),
                            measured: Err(error.to_string()),
                        });
                        Ok(())
                    }
                }
            },
            move || wake(),
        )?;
        Ok(Self {
            measuring,
            answering,
            newest,
        })
    }

    /// Asks for `request` in place of what was asked before. Its texts are measured unless they
    /// were for the request before, or still are.
    pub fn submit(&self, request: Request) {
        let mut newest = lock(&self.newest);
        let same = newest.measuring.as_ref();
        let same = same.is_some_and(|measuring| measuring.measures_the_same(&request));
        newest.request = Some(request.clone());
        if !same {
            newest.measuring = Some(request.clone());
            newest.measured = None;
            self.measuring.submit(request);
        } else if let Some(measured) = newest.measured.clone() {
            self.answering.submit(ToAnswer {
                request,
                measured: Ok(measured),
            });
        }
    }

    /// Takes the newest answer, or what went wrong, if there is one that was not taken before.
    pub fn take_answer(&self) -> Option<EngineReply> {
        let panicked = self.measuring.take_answer();
        let panicked = panicked.and_then(|reply| Some((reply.request, reply.outcome.err()?)));
        if let Some((request, problem)) = panicked {
            return Some(EngineReply {
                request,
                outcome: Err(problem),
            });
        }
        let reply = self.answering.take_answer()?;
        Some(EngineReply {
            request: reply.request.request,
            outcome: reply.outcome,
        })
    }

    /// Whether a request waits or is under way.
    pub fn is_busy(&self) -> bool {
        // In this order: a text is handed on before its measuring is over.
        self.measuring.is_busy() || self.answering.is_busy()
    }
}

impl Newest {
    /// Keeps what there is of the texts of `request`. It answers what is asked about them now; if
    /// a newer text waits already, this one is shown until that is there.
    fn receive(&mut self, request: &Request, measured: Vec<Measured>) -> ToAnswer {
        let measured = Arc::new(measured);
        let wanted = self.request.as_ref();
        let wanted = wanted.filter(|wanted| wanted.measures_the_same(request));
        if wanted.is_some() {
            self.measured = Some(Arc::clone(&measured));
        }
        ToAnswer {
            request: wanted.unwrap_or(request).clone(),
            measured: Ok(measured),
        }
    }
}

/// Ends work on `request` that goes on behind its first answer: once other texts are asked about,
/// even if the request itself is seen through.
fn overtaken(cancel: &Cancel, request: &Request, newest: &Arc<Mutex<Newest>>) -> Cancel {
    let (cancel, request, newest) = (cancel.clone(), request.clone(), Arc::clone(newest));
    Cancel::when(move || {
        let newest = lock(&newest);
        let wanted = newest.measuring.as_ref();
        cancel.is_cancelled() || wanted.is_none_or(|wanted| !wanted.measures_the_same(&request))
    })
}

/// Measures the texts of `request` by each of its models; `post` is given what there is. `further`
/// ends what is measured once there was an answer.
fn measure(
    measurer: &mut Measurer,
    request: &Request,
    cancel: &Cancel,
    further: &Cancel,
    post: &dyn Fn(Vec<Measured>),
) -> Result<(), MeasureError> {
    let [model] = request.models.as_slice() else {
        let each = request.models.iter();
        let each = each.map(|model| one(measurer, request, model, None, cancel, &|_| {}));
        post(each.collect::<Result<Vec<_>, _>>()?);
        return Ok(());
    };
    let awaited = request.awaited_layer;
    let post_partial = |part| post(vec![part]);
    let whole = one(measurer, request, model, awaited, cancel, &post_partial)?;
    let question = &request.question;
    let until = Until {
        first: cancel,
        further,
    };
    let whole = request.beside_reference(&[whole]);
    let Some(whole) = whole.into_iter().next() else {
        return Ok(());
    };
    let whole = measurer.measure_further(model, question, whole, until, &post_partial)?;
    post(vec![whole]);
    Ok(())
}

fn one(
    measurer: &mut Measurer,
    request: &Request,
    model: &LoadedModel,
    awaited_layer: Option<usize>,
    cancel: &Cancel,
    post_partial: &dyn Fn(Measured),
) -> Result<Measured, ModelError> {
    let inputs = request
        .question
        .inputs(&|text| model.model().tokens(text))?;
    let measurement = Measurement {
        model,
        inputs: &inputs,
        awaited_layer,
    };
    measurer.measure(&measurement, cancel, post_partial)
}

/// The answer to a request; what was answered last from the same traces is used again.
fn answered(
    to_answer: &ToAnswer,
    memo: &mut Option<(Arc<Vec<Measured>>, Answer)>,
) -> Result<Answered, Failure> {
    let ToAnswer { request, measured } = to_answer;
    let measured = measured.as_ref();
    let measured = measured.map_err(|problem| Failure::Wrong(problem.clone()))?;
    let models: Vec<_> = measured.iter().map(|one| Arc::clone(&one.model)).collect();
    let settings = &request.question.settings;
    let too_early = measured.iter().take(1).any(|one| {
        let layer = settings.layer_of(one.model.layers);
        layer <= one.model.layers && one.texts.iter().any(|text| text.layers() < layer)
    });
    if too_early {
        // The layer that is looked at is still to come, and an answer with it.
        return Err(Failure::Interrupted);
    }
    let before = memo.as_ref().map(|(_, answer)| answer);
    let answer = request
        .question
        .answer(&request.beside_reference(measured), before);
    let answer = answer.map_err(|error| Failure::Wrong(error.to_string()))?;
    *memo = Some((Arc::clone(measured), answer.clone()));
    Ok(Answered { models, answer })
}

fn lock(newest: &Mutex<Newest>) -> MutexGuard<'_, Newest> {
    newest.lock().unwrap_or_else(PoisonError::into_inner)
}
