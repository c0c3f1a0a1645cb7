//! A loaded model, as Python has it.

use std::sync::Arc;

use glassbox::analysis::{Asked, Question};
use glassbox::corpus::reference::{ReferenceCorpus, ReferenceStore, reference_of};
use glassbox::domain::reference::ReferenceStatistics;
use glassbox::domain::token::character_spans;
use glassbox::domain::trace::{TextInput, TracedText};
use glassbox::engine::{AskError, ask_beside};
use glassbox::model::hub::HubSettings;
use glassbox::model::{Capture, ModelError};
use glassbox::{Cancel, Loading, Model, ModelSource};
use numpy::{PyArray1, PyArray2, PyArrayMethods as _};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::answer::PyAnswer;
use crate::asking::Named;
use crate::failures::{os_error, value_error};
use crate::interrupt::Interrupt;

/// Ids, pieces and spans of the tokens of a text, in characters.
type Tokens = (Vec<u32>, Vec<String>, Vec<(usize, usize)>);

/// A model that was loaded once and may be asked by several threads.
#[pyclass(frozen, name = "Model", module = "glassbox._glassbox")]
pub(crate) struct PyModel {
    pub(crate) model: Arc<Model>,
}

#[pymethods]
impl PyModel {
    /// Loads the embedded model, a folder, or a model of the Hugging Face hub.
    #[new]
    #[pyo3(signature = (name=None, offline=false))]
    fn new(python: Python<'_>, name: Option<String>, offline: bool) -> PyResult<Self> {
        let source = name.map_or(Ok(ModelSource::Embedded), |name| ModelSource::named(&name));
        let source = source.map_err(value_error)?;
        let interrupt = Interrupt::new();
        let cancel = interrupt.cancel();
        let model = python.detach(|| {
            let loading = Loading {
                hub: HubSettings::from_environment().or_offline(offline),
                cancel,
                ..Loading::quiet()
            };
            Model::load(&source, &loading)
        });
        let model = model.map_err(|error| interrupt.or(os_error(error)))?;
        Ok(Self {
            model: Arc::new(model),
        })
    }

    /// What identifies it: id, name, family, SHA-256 of its weights.
    #[getter]
    fn identity(&self) -> (String, String, &'static str, String) {
        let card = self.model.card();
        let (id, name) = (card.id.clone(), card.display_name.clone());
        (id, name, card.family.name(), card.sha256.clone())
    }

    /// Blocks, width of a hidden state, positions.
    #[getter]
    fn sizes(&self) -> (usize, usize, usize) {
        let card = self.model.card();
        (card.layers, card.hidden_size, card.positions)
    }

    /// What computes.
    #[getter]
    fn device(&self) -> String {
        self.model.device().to_string()
    }

    /// How strongly each token of a text lights up.
    fn analyze(
        &self,
        python: Python<'_>,
        text: String,
        settings: &Bound<'_, PyDict>,
    ) -> PyResult<PyAnswer> {
        let named = Named(settings);
        self.ask(python, &named, named.analyze(text)?)
    }

    /// How far each token shifts between two texts.
    fn compare(
        &self,
        python: Python<'_>,
        text_a: String,
        text_b: String,
        settings: &Bound<'_, PyDict>,
    ) -> PyResult<PyAnswer> {
        let named = Named(settings);
        self.ask(python, &named, named.compare(text_a, text_b)?)
    }

    /// How far instructions move the input behind them.
    fn drift(
        &self,
        python: Python<'_>,
        input: String,
        prompts: Vec<String>,
        settings: &Bound<'_, PyDict>,
    ) -> PyResult<PyAnswer> {
        let named = Named(settings);
        self.ask(python, &named, named.drift(input, prompts)?)
    }

    /// How similar two texts are, and which words make them so.
    fn match_texts(
        &self,
        python: Python<'_>,
        text_a: String,
        text_b: String,
        settings: &Bound<'_, PyDict>,
    ) -> PyResult<PyAnswer> {
        let asked = Question::matching(text_a, text_b).asked;
        self.ask(python, &Named(settings), asked)
    }

    /// The hidden states of every layer, `[token, dimension]`, and the tokens of the text. The
    /// arrays take over the numbers where they lie.
    fn states<'py>(
        &self,
        python: Python<'py>,
        text: &str,
    ) -> PyResult<(Vec<Bound<'py, PyArray2<f32>>>, Tokens)> {
        let interrupt = Interrupt::new();
        let cancel = interrupt.cancel();
        let traced = python.detach(|| self.trace(text, &cancel));
        let traced = traced.map_err(|error| interrupt.or(value_error(error)))?;
        let tokens = tokens_of(&traced);
        let shape = [traced.tokens.len(), traced.trace.hidden_size];
        let layers = traced.trace.hidden_states.into_iter().map(|states| {
            // Nobody else has them, so they are moved.
            let numbers = Arc::unwrap_or_clone(states);
            PyArray1::from_vec(python, numbers).reshape(shape)
        });
        Ok((layers.collect::<PyResult<_>>()?, tokens))
    }
}

impl PyModel {
    fn trace(&self, text: &str, cancel: &Cancel) -> Result<TracedText, ModelError> {
        let capture = Capture {
            parts: false,
            ..Capture::default()
        };
        let traced = self
            .model
            .trace_capturing(&[TextInput::new(text)], capture, cancel)?;
        let traced = traced.into_iter().next().ok_or(ModelError::NothingToRead)?;
        Ok(Arc::unwrap_or_clone(traced))
    }

    fn ask(&self, python: Python<'_>, named: &Named<'_, '_>, asked: Asked) -> PyResult<PyAnswer> {
        let question = Question::new(asked).with(named.analysis()?);
        let interrupt = Interrupt::new();
        let cancel = interrupt.cancel();
        let answer = python.detach(|| {
            let reference = |model: &Model| -> Result<_, ModelError> {
                if !question.needs_reference() {
                    return Ok(None);
                }
                statistics_of(model, &cancel).map(Some)
            };
            ask_beside(&[&self.model], &question, &cancel, &reference)
        });
        let answer = answer.map_err(|error| {
            interrupt.or(match error {
                AskError::Model(error) => value_error(error),
                AskError::Analysis(error) => value_error(error),
            })
        })?;
        Ok(PyAnswer { answer })
    }
}

/// What `model` makes of the sample corpus.
pub(crate) fn statistics_of(
    model: &Model,
    cancel: &Cancel,
) -> Result<Arc<ReferenceStatistics>, ModelError> {
    // It comes with the program.
    let texts = ReferenceCorpus::sample().map_err(|_| ModelError::NothingToRead)?;
    let store = ReferenceStore::usual();
    reference_of(model, &texts, store.as_ref(), cancel, &mut |_, _| {})
}

fn tokens_of(text: &TracedText) -> Tokens {
    let tokens = &text.tokens;
    let spans = character_spans(&text.text, tokens).into_iter();
    (
        tokens.iter().map(|token| token.id).collect(),
        tokens.iter().map(|token| token.piece.clone()).collect(),
        spans.map(|span| (span.start, span.end)).collect(),
    )
}
