//! What several modules start from: the reference files, loaded models, the real program.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use glassbox::domain::trace::{TextInput, TracedText};
use glassbox::model::Cancel;
use glassbox::model::{Loading, Model, ModelError, ModelSource};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Reference values of one model, made by `make_reference.py` with `PyTorch`.
#[derive(Deserialize)]
pub(crate) struct Reference {
    pub(crate) texts: Vec<ReferenceText>,
}

/// One text as `PyTorch` and the tokenizers library read it.
#[derive(Deserialize)]
pub(crate) struct ReferenceText {
    pub(crate) text: String,
    pub(crate) ids: Vec<u32>,
    pub(crate) tokens: Vec<String>,
    pub(crate) offsets: Vec<(usize, usize)>,
    pub(crate) word_ids: Vec<Option<usize>>,
    /// `[layer][token]`
    pub(crate) norms: Vec<Vec<f64>>,
    /// `[token][hidden]`
    pub(crate) last_hidden_state: Option<Vec<Vec<f64>>>,
}

/// The path of a file or folder of the project. Asked for when the tests run: a clone that shares
/// its target folder with another may run what was compiled in that one.
pub(crate) fn in_project(path: &str) -> PathBuf {
    let project = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| ".".into());
    Path::new(&project).join(path)
}

/// The path of a file or folder in `tests/fixtures`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    in_project("tests/fixtures").join(name)
}

/// The path of the tiny random BERT: 12 layers of width 32, 32 positions.
pub(crate) fn tiny_bert_folder() -> PathBuf {
    fixture("tiny-bert")
}

/// A JSON file of `tests/fixtures`, parsed.
pub(crate) fn parsed<T: DeserializeOwned>(name: &str) -> T {
    let bytes = std::fs::read(fixture(name)).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// The embedded model, loaded once for all tests.
pub(crate) fn minilm() -> &'static Model {
    static MODEL: LazyLock<Model> =
        LazyLock::new(|| Model::load(&ModelSource::Embedded, &Loading::quiet()).unwrap());
    &MODEL
}

/// The tiny random BERT, loaded once for all tests.
pub(crate) fn tiny_bert() -> &'static Model {
    static MODEL: LazyLock<Model> = LazyLock::new(|| {
        Model::load(&ModelSource::Folder(tiny_bert_folder()), &Loading::quiet()).unwrap()
    });
    &MODEL
}

/// The real program, away from any folder a test could depend on.
pub(crate) fn glassbox() -> assert_cmd::Command {
    assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("glassbox"))
}

/// The real program with the tiny model and `arguments`.
pub(crate) fn tiny(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> assert_cmd::Command {
    let mut command = glassbox();
    command
        .arg("--model")
        .arg(tiny_bert_folder())
        .args(arguments);
    command
}

/// The real program with the tiny model, ready to analyze.
pub(crate) fn analyze_tiny() -> assert_cmd::Command {
    tiny(["analyze"])
}

/// What a program that must fail with exit code `code` said, checked to be one line.
pub(crate) fn one_line_of_failure(command: &mut assert_cmd::Command, code: i32) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{command:?}: {said}");
    assert!(
        output.stdout.is_empty(),
        "{command:?} printed a result and failed"
    );
    assert!(said.starts_with("glassbox: "), "{command:?}: {said}");
    assert_eq!(said.matches('\n').count(), 1, "{command:?}: {said}");
    assert!(said.ends_with('\n'), "{command:?}: {said}");
    said
}

/// What a program that must succeed printed.
pub(crate) fn printed(command: &mut assert_cmd::Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{command:?}: {said}");
    assert!(said.is_empty(), "{command:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Reads `text` with its tokens at `positions`.
pub(crate) fn trace_at(
    model: &Model,
    text: &str,
    positions: &[u32],
) -> Result<TracedText, ModelError> {
    let placed = TextInput {
        text: text.to_owned(),
        position_ids: Some(positions.to_vec()),
        second: None,
    };
    let mut read = model.trace_all(&[placed], &Cancel::never())?;
    Ok(Arc::unwrap_or_clone(read.remove(0)))
}
