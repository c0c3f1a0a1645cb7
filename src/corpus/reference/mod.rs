//! Reference texts: read once by the model in use, kept on disk, and read from there afterwards.

mod kept;
mod texts;

pub use kept::ReferenceStore;
pub use texts::ReferenceCorpus;

use std::sync::Arc;

use crate::domain::reference::{OutlierTally, ReferenceStatistics, ReferenceTally};
use crate::domain::trace::{TextInput, TracedText};
use crate::model::{Cancel, Capture, Model, ModelError};

/// How many texts are read at a time.
const BATCH: usize = 32;

/// Hears how far the reading is: texts read and texts in all.
pub type OnReference<'a> = &'a mut dyn FnMut(u64, u64);

/// What `model` makes of `corpus`: as it was kept in `store`, or read now and then kept. A file that
/// is damaged is made anew, and one that cannot be kept is made again next time.
///
/// # Errors
/// A fault of the model, or [`ModelError::Interrupted`] once `cancel` says so.
pub fn reference_of(
    model: &Model,
    corpus: &ReferenceCorpus,
    store: Option<&ReferenceStore>,
    cancel: &Cancel,
    on_progress: OnReference<'_>,
) -> Result<Arc<ReferenceStatistics>, ModelError> {
    if let Some(kept) = store.and_then(|store| store.load(model.card(), corpus)) {
        return Ok(Arc::new(kept));
    }
    let made = Arc::new(read(model, corpus, cancel, on_progress)?);
    if let Some(store) = store {
        store.keep(&made);
    }
    Ok(made)
}

/// Reads every text once; a second time where outlier dimensions came up late.
fn read(
    model: &Model,
    corpus: &ReferenceCorpus,
    cancel: &Cancel,
    on_progress: OnReference<'_>,
) -> Result<ReferenceStatistics, ModelError> {
    let total = corpus.texts.len() as u64;
    let mut done = 0;
    let mut advance = |texts: usize| {
        done = (done + texts as u64).min(total);
        on_progress(done, total);
    };
    let (mut tally, mut outliers) = (ReferenceTally::default(), OutlierTally::default());
    each(model, corpus, cancel, &mut advance, &mut |text| {
        tally.add(text);
        outliers.add(text);
    })?;
    let mut statistics = tally.finish(&corpus.name, &corpus.sha256, &model.card().sha256);
    let mut again = outliers.finish(&mut statistics);
    while let Some(mut outliers) = again {
        each(model, corpus, cancel, &mut advance, &mut |text| {
            outliers.add(text);
        })?;
        again = outliers.finish(&mut statistics);
    }
    Ok(statistics)
}

/// Hands every text to `take` as the model reads it.
fn each(
    model: &Model,
    corpus: &ReferenceCorpus,
    cancel: &Cancel,
    advance: &mut dyn FnMut(usize),
    take: &mut dyn FnMut(&TracedText),
) -> Result<(), ModelError> {
    let capture = Capture {
        parts: false,
        ..Capture::default()
    };
    for texts in corpus.texts.chunks(BATCH) {
        let inputs: Vec<TextInput> = texts.iter().map(TextInput::new).collect();
        for traced in model.trace_capturing(&inputs, capture, cancel)? {
            take(&traced);
        }
        advance(texts.len());
    }
    Ok(())
}
