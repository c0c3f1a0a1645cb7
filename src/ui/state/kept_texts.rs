//! The files of texts that were chosen for a corpus, as they are kept between runs.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::corpus::input::{Format, InputChoice};

/// Files of texts, and how their texts are taken from them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptTexts {
    /// Each file.
    pub files: Vec<KeptTextFile>,
    /// How their texts are taken from them; `None` while no file is chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<InputChoice>,
    /// Whether each text is compared with itself after one of its words was swapped.
    pub swaps: bool,
}

/// A file of texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptTextFile {
    /// Where it lies; `None` is the corpus that comes with the program.
    pub path: Option<PathBuf>,
    /// How texts stand in it.
    pub format: Format,
}
