//! What strangers' bytes are given to. Each target takes any bytes and must come back: with a
//! result, or with an error of one line. `tests/it/fuzz.rs` drives the same functions without a
//! fuzzer.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};

use glassbox::corpus::input::{Format, InputChoice, InputFile, Quoting, ReadAs, Texts};
use glassbox::corpus::{OutputOptions, merge};
use glassbox::export::figure::recipe_from_file;
use glassbox::model::hub::HubId;
use glassbox::model::{Cancel, Loading, Model, ModelSource};
use glassbox::ui::Document;
use serde_json::Value;
use tempfile::TempDir;

/// The longest line that an error may be.
const LONGEST_LINE: usize = 2_000;

/// Fails where an error is no line.
fn one_line(error: &dyn std::fmt::Display) {
    let said = error.to_string();
    assert!(!said.contains('\n'), "several lines: {said}");
    assert!(said.len() <= LONGEST_LINE, "{} bytes: {said}", said.len());
}

/// A folder for the files of this thread, made once.
fn with_folder<T>(work: impl FnOnce(&Path) -> T) -> T {
    thread_local! {
        static FOLDER: RefCell<Option<TempDir>> = const { RefCell::new(None) };
    }
    FOLDER.with_borrow_mut(|folder| {
        let folder = folder.get_or_insert_with(|| TempDir::new().expect("a temporary folder"));
        work(folder.path())
    })
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, bytes).expect("the temporary folder takes files");
    path
}

/// The files of the tiny model, as they are.
const TINY: [(&str, &[u8]); 3] = [
    (
        "config.json",
        include_bytes!("../../tests/fixtures/tiny-bert/config.json"),
    ),
    (
        "tokenizer.json",
        include_bytes!("../../tests/fixtures/tiny-bert/tokenizer.json"),
    ),
    (
        "model.safetensors",
        include_bytes!("../../tests/fixtures/tiny-bert/model.safetensors"),
    ),
];

/// A model with `bytes` in place of the file `name`, loaded, and run if it loads.
fn load_with(name: &str, bytes: &[u8]) {
    with_folder(|folder| {
        for optional in ["model.safetensors.index.json", "tokenizer_config.json"] {
            let _ = fs::remove_file(folder.join(optional));
        }
        for (file, content) in TINY {
            write(folder, file, content);
        }
        if name == "model.safetensors.index.json" {
            let whole = folder.join("model.safetensors");
            fs::rename(whole, folder.join("a.safetensors")).expect("it was just written");
        }
        write(folder, name, bytes);
        let loaded = Model::load(&ModelSource::Folder(folder.to_owned()), &Loading::quiet());
        let read = loaded.and_then(|model| model.trace("Héllo, 今天 xx!", &Cancel::never()));
        match read {
            Err(error) => one_line(&error),
            Ok(traced) => {
                for token in &traced.tokens {
                    assert!(
                        traced.text.get(token.start..token.end).is_some(),
                        "{token:?}"
                    );
                }
                let strengths = traced.trace.strengths.iter().flatten();
                assert!(strengths.into_iter().all(|strength| strength.is_finite()));
            }
        }
    });
}

/// Weights, an index and configurations: the first byte says which file the others are.
pub fn model_files(bytes: &[u8]) {
    let files = [
        "model.safetensors",
        "config.json",
        "model.safetensors.index.json",
    ];
    if let Some((which, bytes)) = bytes.split_first() {
        load_with(files[usize::from(*which) % files.len()], bytes);
    }
}

/// A tokenizer, or what is said beside it.
pub fn tokenizer(bytes: &[u8]) {
    let files = ["tokenizer.json", "tokenizer_config.json"];
    if let Some((which, bytes)) = bytes.split_first() {
        load_with(files[usize::from(*which) % files.len()], bytes);
    }
}

/// A figure or a result, to be opened.
pub fn pictures(bytes: &[u8]) {
    if let Err(error) = recipe_from_file(bytes) {
        one_line(&error);
    }
}

/// A session: what is read is written and read again the same.
pub fn session(bytes: &[u8]) {
    match Document::from_session(bytes) {
        Err(error) => one_line(&error),
        Ok(document) => {
            let again = Document::from_session(document.session().as_bytes());
            assert_eq!(again.as_ref(), Ok(&document));
        }
    }
}

/// The name of a model, typed or in a file.
pub fn names(bytes: &[u8]) {
    let Ok(name) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(id) = HubId::parse(name) {
        assert_eq!(id.to_string(), name);
        assert!(!name.contains("..") && !name.starts_with('/'), "{name}");
    }
    match ModelSource::recorded(name) {
        Err(error) => one_line(&error),
        Ok(source) => assert_eq!(ModelSource::recorded(&source.id()).ok(), Some(source)),
    }
}

/// The texts of a file, or why there are none.
fn texts_of(bytes: &[u8], name: &str, format: Format, choice: &InputChoice) -> Option<Vec<String>> {
    with_folder(|folder| {
        let path = write(folder, name, bytes);
        let file = InputFile::named(&path, Some(format)).expect("the format is given");
        let files = [file];
        let mut texts = Texts::new(&files, choice);
        let mut found = Vec::new();
        loop {
            match texts.next_text() {
                Ok(Some(text)) => found.push(text.text),
                Ok(None) => return Some(found),
                Err(error) => {
                    one_line(&error);
                    return None;
                }
            }
        }
    })
}

/// Rows of a table whose form is said, against the csv crate.
pub fn csv_rows(bytes: &[u8]) {
    let choice = InputChoice {
        column: Some("1".to_owned()),
        read_as: ReadAs {
            delimiter: Some(b','),
            quoting: Some(Quoting::Doubled(b'"')),
            header: Some(false),
            encoding: None,
        },
        ..InputChoice::default()
    };
    // Without being said, it must only come back.
    let _ = texts_of(bytes, "a.csv", Format::Csv, &InputChoice::default());
    let Some(found) = texts_of(bytes, "a.csv", Format::Csv, &choice) else {
        return;
    };
    let Some(expected) = rows_by_csv(bytes) else {
        return;
    };
    assert_eq!(found, expected);
}

/// The first fields, where the csv crate finds a plain table: the same number of fields in every
/// row, no quote within a field, lines that end alike.
fn rows_by_csv(bytes: &[u8]) -> Option<Vec<String>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let is_plain = |c: char| !c.is_control() || c == '\n';
    if !text.chars().all(is_plain) || text.contains(['"', '\u{feff}']) {
        return None;
    }
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes);
    let rows = reader.into_records().collect::<Result<Vec<_>, _>>().ok()?;
    let first = rows
        .iter()
        .map(|row| row.get(0).unwrap_or_default().to_owned());
    Some(first.filter(|text| !text.trim().is_empty()).collect())
}

/// Objects, a line each, against `serde_json`.
pub fn json_rows(bytes: &[u8]) {
    let choice = InputChoice {
        field: Some("text".to_owned()),
        ..InputChoice::default()
    };
    let _ = texts_of(bytes, "a.jsonl", Format::JsonLines, &InputChoice::default());
    let Some(found) = texts_of(bytes, "a.jsonl", Format::JsonLines, &choice) else {
        return;
    };
    let Some(expected) = lines_by_serde(bytes) else {
        return;
    };
    assert_eq!(found, expected);
}

/// The texts, where every line is an object with a text that is there once.
fn lines_by_serde(bytes: &[u8]) -> Option<Vec<String>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let texts = lines.map(|line| {
        let value: Value = serde_json::from_str(line).ok()?;
        let text = value.as_object()?.get("text")?.as_str()?;
        (line.matches("text").count() == 1).then(|| text.to_owned())
    });
    let texts: Vec<String> = texts.collect::<Option<_>>()?;
    // A row with a NUL in it is counted as a bad one.
    let is_text = |text: &String| !text.trim().is_empty() && !text.contains('\0');
    Some(texts.into_iter().filter(is_text).collect())
}

/// The records of one part, to be joined.
pub fn records(bytes: &[u8]) {
    with_folder(|folder| {
        let part = folder.join("part");
        fs::create_dir_all(&part).expect("the temporary folder takes folders");
        write(&part, "shard.records", bytes);
        let options = OutputOptions {
            charts: false,
            parquet: false,
        };
        let out = folder.join("joined");
        if let Err(error) = merge(&[part], &out, options, 1, &mut |_| {}) {
            one_line(&error);
            assert!(!out.exists(), "a failure leaves nothing");
        } else {
            fs::remove_dir_all(out).expect("it was just made");
        }
    });
}
