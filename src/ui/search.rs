//! The search view's state: the passages that are read or being read, and the newest ranking.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::Context;

use crate::analysis::matching::{MatchRanking, UsedPooling};
use crate::charts::MatchGrid;
use crate::corpus::CorpusError;
use crate::corpus::input::{InputChoice, InputFile};
use crate::corpus::search::{
    EmbeddingStore, LiveBuild, LiveIndex, PassageIndex, Search, SearchProgress,
};
use crate::domain::pooling::{PoolingMode, SentenceHead};
use crate::engine::{Failure, LoadedModel, Worker};
use crate::model::{Cancel, ModelError};

use super::state::document::Document;

/// The chart of a hit that is exported.
pub(super) const HIT_CHART: MatchGrid = MatchGrid { by_word: true };

/// How many passages are shown.
const SHOWN: usize = 12;

/// The state of the search view; gone when the window closes.
pub(super) struct SearchState {
    worker: Worker<FindRequest, Arc<MatchRanking>>,
    /// Where embeddings are kept.
    store: Option<EmbeddingStore>,
    building: Option<(Passages, LiveIndex)>,
    index: Option<(Passages, Arc<PassageIndex>)>,
    asked: Option<FindRequest>,
    /// The newest ranking.
    pub(super) ranking: Option<Arc<MatchRanking>>,
    /// What went wrong last.
    pub(super) problem: Option<String>,
}

/// Which passages, and how they are read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Passages {
    model: LoadedModel,
    pooling: Option<PoolingMode>,
    /// The file; `None` for the corpus that comes with the program.
    file: Option<PathBuf>,
    /// The column or field; empty for the usual one.
    column: String,
    /// The name of the prompt before each passage; empty for none.
    prompt: String,
}

/// What is looked for, in what.
#[derive(Clone)]
struct FindRequest {
    model: LoadedModel,
    pooling: UsedPooling,
    index: Arc<PassageIndex>,
    query: String,
    /// What is put before the query, and before each passage.
    prompts: [String; 2],
}

/// What there is of the passages that the document names.
pub(super) enum PassageState {
    /// They were not read yet.
    Unread,
    /// They are being read.
    Reading(SearchProgress),
    /// They can be searched.
    Ready {
        /// How many there are.
        count: usize,
    },
}

impl SearchState {
    /// Starts the thread that ranks; `ctx` is woken whenever there is news.
    ///
    /// # Errors
    /// The system could not start a thread.
    pub(super) fn start(ctx: &Context, store: Option<EmbeddingStore>) -> std::io::Result<Self> {
        let waker = ctx.clone();
        let worker = Worker::start_with_parts("glassbox-find", find, move || {
            waker.request_repaint();
        })?;
        Ok(Self {
            worker,
            store,
            building: None,
            index: None,
            asked: None,
            ranking: None,
            problem: None,
        })
    }

    /// Takes in what the threads did meanwhile.
    pub(super) fn update(&mut self) {
        let outcome = self
            .building
            .as_ref()
            .and_then(|(_, live)| live.take_outcome());
        if let Some(outcome) = outcome
            && let Some((passages, _)) = self.building.take()
        {
            match outcome {
                Ok(index) => self.index = Some((passages, index)),
                Err(problem) => self.problem = Some(problem),
            }
        }
        while let Some(reply) = self.worker.take_answer() {
            let index = self.index.as_ref().map(|(_, index)| index);
            if !index.is_some_and(|index| Arc::ptr_eq(index, &reply.request.index)) {
                // Other passages are read meanwhile.
                continue;
            }
            match reply.outcome {
                Ok(ranking) => self.ranking = Some(ranking),
                Err(problem) => self.problem = Some(problem),
            }
        }
    }

    /// Reads the passages that `document` names; those under way are given up.
    pub(super) fn read(&mut self, ctx: &Context, model: &LoadedModel, document: &Document) {
        self.problem = None;
        self.ranking = None;
        self.asked = None;
        let passages = Passages::of(model, document);
        let started = passages.start(ctx, self.store.clone());
        match started {
            Ok(live) => self.building = Some((passages, live)),
            Err(problem) => self.problem = Some(problem),
        }
    }

    /// Gives up the passages under way.
    pub(super) fn cancel(&mut self) {
        self.building = None;
    }

    /// Ranks the passages by the query of `document`, unless that was asked before.
    pub(super) fn ask(&mut self, model: Option<&LoadedModel>, document: &Document) {
        let query = document.search_query.trim();
        let Some((model, index)) = model.and_then(|model| {
            let index = self.index_of(model, document)?;
            Some((model, index))
        }) else {
            return;
        };
        let head = model.model().sentence_head();
        let Ok(head) = head else { return };
        let prompts = document.search_prompts.each_ref();
        let prompts = prompts.map(|name| prompt_text(head, name).to_owned());
        let asked = self.asked.as_ref();
        let same = asked.is_some_and(|asked| {
            asked.query == query && asked.prompts == prompts && Arc::ptr_eq(&asked.index, index)
        });
        if query.is_empty() || same {
            return;
        }
        let request = FindRequest {
            prompts,
            model: model.clone(),
            pooling: UsedPooling::new(head, document.settings.matching.pooling),
            index: Arc::clone(index),
            query: query.to_owned(),
        };
        self.asked = Some(request.clone());
        self.worker.submit(request);
    }

    /// What there is of the passages that `document` names.
    pub(super) fn passages(
        &self,
        model: Option<&LoadedModel>,
        document: &Document,
    ) -> PassageState {
        if let Some((_, live)) = &self.building {
            return PassageState::Reading(live.progress());
        }
        match model.and_then(|model| self.index_of(model, document)) {
            Some(index) => PassageState::Ready {
                count: index.passages.all.len(),
            },
            None => PassageState::Unread,
        }
    }

    /// Whether something is under way.
    pub(super) fn is_busy(&self) -> bool {
        self.building.is_some() || self.worker.is_busy()
    }

    fn index_of(&self, model: &LoadedModel, document: &Document) -> Option<&Arc<PassageIndex>> {
        let (passages, index) = self.index.as_ref()?;
        (*passages == Passages::of(model, document)).then_some(index)
    }
}

impl Passages {
    fn of(model: &LoadedModel, document: &Document) -> Self {
        Self {
            model: model.clone(),
            pooling: document.settings.matching.pooling,
            file: document.search_file.clone(),
            column: document.search_column.trim().to_owned(),
            prompt: document.search_prompts[1].clone(),
        }
    }

    fn start(&self, ctx: &Context, store: Option<EmbeddingStore>) -> Result<LiveIndex, String> {
        let file = match &self.file {
            None => InputFile::sample(),
            Some(path) => InputFile::named(path, None).map_err(|error| error.to_string())?,
        };
        let column = (!self.column.is_empty()).then(|| self.column.clone());
        let choice = InputChoice {
            field: column.clone(),
            column,
            ..InputChoice::default()
        };
        let model = self.model.model();
        let head = model.sentence_head().map_err(|error| error.to_string())?;
        let prompt = prompt_text(head, &self.prompt).to_owned();
        let live = LiveBuild {
            model: Arc::clone(model),
            head: UsedPooling::new(head, self.pooling).head,
            file,
            choice,
            prompt,
            store,
        };
        let waker = ctx.clone();
        let live = LiveIndex::start(live, move || waker.request_repaint());
        live.map_err(|error| format!("no thread could be started: {error}"))
    }
}

/// What the prompt `name` of a model puts before a text; nothing where it has no such prompt.
fn prompt_text<'h>(head: &'h SentenceHead, name: &str) -> &'h str {
    let prompt = head.prompt_named(name);
    prompt.map_or("", |prompt| prompt.text.as_str())
}

/// Ranks, and explains the best; runs on a thread of its own.
fn find(
    request: &FindRequest,
    cancel: &Cancel,
    post: &dyn Fn(Arc<MatchRanking>),
) -> Result<Arc<MatchRanking>, Failure> {
    let search = Search {
        model: request.model.model(),
        card: &request.model.card,
        pooling: &request.pooling,
        index: &request.index,
        prompts: request.prompts.each_ref().map(String::as_str),
    };
    let post = |ranking: &MatchRanking| post(Arc::new(ranking.clone()));
    let found = search.find(&request.query, SHOWN, cancel, &post);
    found.map(Arc::new).map_err(|error| match error {
        CorpusError::Model(ModelError::Interrupted) => Failure::Interrupted,
        other => Failure::Wrong(other.to_string()),
    })
}
