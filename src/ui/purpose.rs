//! What a path is asked for, and what is written there.

use std::path::Path;
use std::sync::Arc;

/// What a path is asked for.
#[derive(Clone)]
pub(super) enum Purpose {
    /// A session, a figure, a result or texts to open.
    Open,
    /// Files of texts for a corpus.
    OpenTexts,
    /// A file of passages to search in.
    SearchIn,
    /// The folder of a model.
    ModelFolder,
    /// A place for one file.
    Save(Content),
    /// A place for the session, which is then saved there.
    SaveSession,
    /// A folder for several.
    SaveAll(Content),
    /// A folder that a function fills, for what is too large to be made in memory.
    Fill(FolderWriter),
}

/// Makes what is to be written: names and bytes. The name is left out for a file on its own.
pub(super) type Content = Arc<dyn Fn(&Path) -> FileContents + Send + Sync>;

/// Fills a folder with files, all of them or none; returns how many there are then.
pub(super) type FolderWriter = Arc<dyn Fn(&Path) -> Result<usize, String> + Send + Sync>;

/// What is to be written, or why it cannot be made.
pub(super) type FileContents = Result<Vec<(Option<String>, Vec<u8>)>, String>;
