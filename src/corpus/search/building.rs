//! From passages to their embeddings: read from the store, or through the model on every core.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::corpus::input::{InputChoice, InputFile};
use crate::corpus::parallel::map_in_order;
use crate::corpus::{CorpusError, available_threads};
use crate::domain::pooling::SentenceHead;
use crate::model::{Cancel, Model, ModelError, TextEmbedding, on_one_thread};

use super::index::PassageIndex;
use super::passages::{Passages, read_passages};
use super::store::EmbeddingStore;

/// The most texts and bytes of a batch.
const BATCH_TEXTS: usize = 64;
const BATCH_BYTES: usize = 4 << 10;

/// What an index is made of.
#[derive(Clone, Copy)]
pub struct SearchBuild<'a> {
    /// The model that reads.
    pub model: &'a Model,
    /// How it makes an embedding; it has a pooling.
    pub head: &'a SentenceHead,
    /// The files.
    pub files: &'a [InputFile],
    /// Which texts of them.
    pub choice: &'a InputChoice,
    /// What is put before each passage, for example `passage: `; may be empty.
    pub prompt: &'a str,
    /// Where embeddings are kept; `None` keeps none.
    pub store: Option<&'a EmbeddingStore>,
}

/// How far an index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SearchProgress {
    /// Passages that are done.
    pub done: usize,
    /// How many there are; 0 while the files are read.
    pub total: usize,
    /// How long the model has worked.
    pub worked: Duration,
}

impl SearchProgress {
    /// How much is done, 0 to 1.
    pub fn fraction(&self) -> f64 {
        self.done as f64 / self.total.max(1) as f64
    }
}

/// Reads the passages and their embeddings; `progress` is told how far it is.
///
/// # Errors
/// A file that cannot be read, too many passages, or [`ModelError::Interrupted`] once `cancel` says
/// so.
pub fn build_index(
    build: &SearchBuild<'_>,
    cancel: &Cancel,
    progress: &mut dyn FnMut(SearchProgress),
) -> Result<PassageIndex, CorpusError> {
    let passages = Arc::new(read_passages(build.files, build.choice, cancel)?);
    let model = build.model.card();
    let reading = format!("{:?} behind {:?}", build.head, build.prompt);
    let key = EmbeddingStore::key(&model.sha256, &reading, &passages);
    let kept = build.store.and_then(|store| store.read(&key, &passages));
    if let Some(index) = kept {
        return Ok(index);
    }
    let width = build.model.embedding_width(build.head)?;
    let read = read_all(build, &passages, cancel, progress)?;
    let truncated = read.iter().map(|text| {
        let tokens = text.as_ref().map_or(0, |text| text.truncated_tokens);
        u32::try_from(tokens).unwrap_or(u32::MAX)
    });
    let truncated = truncated.collect();
    let embeddings = read.into_iter().map(|text| Some(text?.direction));
    let index = PassageIndex::new(passages, width, embeddings, truncated);
    if let Some(store) = build.store {
        store.write(&key, &index);
    }
    Ok(index)
}

/// What the model made of a passage.
type ReadPassage = Result<TextEmbedding, ModelError>;

/// Every passage through the model; `None` where one cannot be read.
fn read_all(
    build: &SearchBuild<'_>,
    passages: &Passages,
    cancel: &Cancel,
    progress: &mut dyn FnMut(SearchProgress),
) -> Result<Vec<Option<TextEmbedding>>, CorpusError> {
    let begun = Instant::now();
    let total = passages.all.len();
    let mut read: Vec<Option<TextEmbedding>> = vec![None; total];
    let mut batches = batches(passages).into_iter();
    let threads = available_threads();
    let mut done = 0;
    map_in_order(
        threads,
        2 * threads,
        &mut || Ok(batches.next()),
        &|batch: Vec<usize>| {
            let texts = batch.iter().filter_map(|&at| passages.all.get(at));
            let texts: Vec<&str> = texts.map(|passage| passage.text.as_str()).collect();
            let nobody = &|_| {};
            let read = || {
                build
                    .model
                    .embed(&texts, build.prompt, build.head, cancel, nobody)
            };
            (batch, on_one_thread(read))
        },
        &mut |(batch, of_batch): (Vec<usize>, Result<Vec<ReadPassage>, ModelError>)| {
            done += batch.len();
            for (at, text) in batch.into_iter().zip(of_batch?) {
                if let Some(place) = read.get_mut(at) {
                    *place = text.ok();
                }
            }
            progress(SearchProgress {
                done,
                total,
                worked: begun.elapsed(),
            });
            Ok::<(), CorpusError>(())
        },
    )?;
    Ok(read)
}

/// Places of passages, alike in length, a pass or a few each.
fn batches(passages: &Passages) -> Vec<Vec<usize>> {
    let length = |at: &usize| passages.all.get(*at).map_or(0, |one| one.text.len());
    let mut places: Vec<usize> = (0..passages.all.len()).collect();
    places.sort_by_key(length);
    let mut batches: Vec<Vec<usize>> = Vec::new();
    let mut bytes = 0;
    for at in places {
        bytes += length(&at);
        match batches.last_mut() {
            Some(batch) if batch.len() < BATCH_TEXTS && bytes <= BATCH_BYTES => batch.push(at),
            _ => {
                bytes = length(&at);
                batches.push(vec![at]);
            }
        }
    }
    batches
}
