//! Vocabularies without a `tokenizer.json`: `vocab.txt`, one piece per line, as BERT's first
//! checkpoints have it, and `vocab.json` with `merges.txt`, as `RoBERTa`'s have it.

use serde_json::{Map, Value, json};

use super::super::ModelError;
use super::class::Class;
use super::files::{MERGES, TOKENIZER, TokenizerFiles, VOCABULARY, VOCABULARY_JSON};

/// The `model` of the `tokenizer.json` that the vocabulary of a `class` makes.
///
/// # Errors
/// That there is none, or what is wrong with it.
pub(super) fn model_from_vocabulary(
    files: &TokenizerFiles,
    class: Class,
    name: &str,
) -> Result<Value, ModelError> {
    match class.model() {
        Some("WordPiece") if files.has(VOCABULARY) => {
            let bytes = files.bytes(VOCABULARY).unwrap_or_default();
            let pieces = pieces(bytes).map_err(|reason| files.wrong(VOCABULARY, reason))?;
            Ok(json!({"type": "WordPiece", "vocab": pieces}))
        }
        Some("BPE") if files.has(VOCABULARY_JSON) && files.has(MERGES) => {
            let pieces = files.object(VOCABULARY_JSON)?;
            let merges = files.bytes(MERGES).unwrap_or_default();
            let merges = merges_of(merges).map_err(|reason| files.wrong(MERGES, reason))?;
            Ok(json!({"type": "BPE", "vocab": pieces, "merges": merges}))
        }
        _ => Err(nothing_to_read(files, class, name)),
    }
}

/// Why a folder without `tokenizer.json` has no tokenizer.
fn nothing_to_read(files: &TokenizerFiles, class: Class, name: &str) -> ModelError {
    let wants = match class.model() {
        Some("WordPiece") => "vocab.txt",
        Some("BPE") => "vocab.json and merges.txt",
        _ => "tokenizer.json",
    };
    let there: Vec<&str> = files
        .names()
        .filter(|&file| [VOCABULARY, VOCABULARY_JSON, MERGES].contains(&file))
        .chain(files.unread().iter().copied())
        .collect();
    if there.is_empty() {
        return ModelError::FileMissing {
            file: TOKENIZER,
            folder: files.folder(),
        };
    }
    ModelError::NoTokenizer {
        folder: files.folder(),
        reason: if files.unread().is_empty() {
            format!(
                "a {name} is read from {wants}, and only {} is there",
                there.join(", ")
            )
        } else {
            format!(
                "Glassbox does not read {}, a SentencePiece or BPE model of another library",
                files.unread().join(", ")
            )
        },
    }
}

/// The text of a file of lines, or what it is instead.
fn text_of(bytes: &[u8]) -> Result<&str, String> {
    if bytes.starts_with(b"version https://git-lfs") {
        return Err("it is a Git LFS pointer: run git lfs pull in the folder".to_owned());
    }
    std::str::from_utf8(bytes).map_err(|_| "not UTF-8 text".to_owned())
}

/// The pieces of a `vocab.txt` with their line numbers, from 0.
fn pieces(bytes: &[u8]) -> Result<Map<String, Value>, String> {
    let lines = text_of(bytes)?.lines().enumerate();
    Ok(lines
        .map(|(id, piece)| (piece.trim_end().to_owned(), id.into()))
        .collect())
}

/// The pairs of a `merges.txt`, one per line behind a line that names the version.
fn merges_of(bytes: &[u8]) -> Result<Vec<[String; 2]>, String> {
    let lines = text_of(bytes)?.lines().enumerate();
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with("#version"))
        .map(|(number, line)| {
            let mut pair = line.split(' ');
            match (pair.next(), pair.next(), pair.next()) {
                (Some(a), Some(b), None) => Ok([a.to_owned(), b.to_owned()]),
                _ => Err(format!("line {} is not a pair of pieces", number + 1)),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_numbered_by_line_and_the_last_of_two_counts() {
        let found = pieces("[PAD]\r\na \n##b\na\n".as_bytes()).unwrap();
        assert_eq!(Value::from(found), json!({"[PAD]": 0, "##b": 2, "a": 3}));
        assert!(pieces(b"\xff\n").unwrap_err().contains("UTF-8"));
        assert!(pieces(b"version https://git-lfs.github.com/spec/v1").is_err());
    }

    #[test]
    fn merges_are_pairs() {
        let found = merges_of(b"#version: 0.2\na b\nab c\n").unwrap();
        assert_eq!(found, [["a", "b"], ["ab", "c"]]);
        let error = merges_of(b"#version: 0.2\na b c\n").unwrap_err();
        assert!(error.contains("line 2"));
    }
}
