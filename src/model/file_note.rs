//! What is to be said of a model's file.

/// A file, or something in it, and what it gave or why it gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileNote {
    /// The name of the file.
    pub file: String,
    /// A phrase.
    pub note: String,
}
