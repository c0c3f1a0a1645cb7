//! Why a run, or a merge of shards, came to no end. Each message says what to do.

use std::path::PathBuf;

use crate::analysis::AnalysisError;
use crate::export::WriteError;
use crate::export::figure::FigureError;
use crate::model::ModelError;

use super::input::InputError;
use super::parallel::WorkerPanicked;

/// Why a run came to no end.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each case is what its source says")]
pub enum CorpusError {
    #[error(transparent)]
    Input(#[from] InputError),
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error(transparent)]
    Question(#[from] AnalysisError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(transparent)]
    Figure(#[from] FigureError),
    #[error(transparent)]
    Worker(#[from] WorkerPanicked),
    #[error("{0} is read and would be replaced: choose another folder for the results")]
    ReplacesInput(String),
    #[error("{0} can be read only once, and every part reads all files: save it to a file first")]
    ShardOfStream(String),
    #[error(
        "there are more than {0} passages, which is more than a search holds: search in a part of \
         them"
    )]
    TooManyPassages(usize),
    #[error(transparent)]
    Merge(#[from] MergeError),
}

/// Why shards do not make a whole.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each case is")]
pub enum MergeError {
    #[error(
        "{} has no part of a corpus: give the folders that `glassbox corpus --shard I/N` wrote", .0.display()
    )]
    NoShard(PathBuf),
    #[error("{} cannot be used ({reason}): run that part again", folder.display())]
    BadShard { folder: PathBuf, reason: String },
    #[error(
        "{} and {} differ in {what}: run every part the same way on the same files", first.display(), other.display()
    )]
    Differ {
        first: PathBuf,
        other: PathBuf,
        what: &'static str,
    },
    #[error("part {number} of {of} is there twice: {} and {}", first.display(), other.display())]
    Twice {
        number: u64,
        of: u64,
        first: PathBuf,
        other: PathBuf,
    },
    #[error("part {missing} of {of} is missing: give the folders of all {of} parts")]
    Missing { missing: String, of: u64 },
    #[error("{} is one of the parts: choose another folder for the results", .0.display())]
    IntoShard(PathBuf),
}
