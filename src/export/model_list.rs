//! Lists of models: as JSON, as a table and as text to read.

use std::fmt::Write as _;

use serde::Serialize;

use crate::domain::app::APP_VERSION;
use crate::domain::format::strip_control_chars;
use crate::domain::trace::ModelCard;
use crate::model::hub::{CacheListing, CachedModel};
use crate::model::{CheckedModel, FileNote};

use super::json::{ModelEntry, one_line};
use super::table::{Columns, Table};

/// The usable models, and those of the cache that are not, as `glassbox.models.v1`.
pub(crate) fn json_from_models(embedded: Option<&ModelCard>, listing: &CacheListing) -> String {
    let unusable = listing.unusable.iter().map(|model| UnusableEntry {
        repository: &model.repository,
        reason: &model.reason,
    });
    one_line(&ModelsDocument {
        schema: "glassbox.models.v1",
        app_version: APP_VERSION,
        models: entries(embedded, listing).collect(),
        unusable: unusable.collect(),
    })
}

/// A checked model as `glassbox.model.v1`.
pub(crate) fn json_from_checked_model(checked: &CheckedModel) -> String {
    let reading = &checked.reading;
    one_line(&CheckedDocument {
        schema: "glassbox.model.v1",
        app_version: APP_VERSION,
        usable: true,
        model: ModelEntry::new(&checked.card),
        heads: reading.heads,
        vocabulary: reading.vocabulary,
        parameters: reading.parameters,
        stored_as: &reading.stored_as,
        device: &checked.device,
        tokenizer: &reading.tokenizer,
        embedding: &reading.embedding,
        read: reading.read.iter().map(FileEntry::new).collect(),
        unused: reading.unused.iter().map(FileEntry::new).collect(),
        notes: &reading.notes,
        warnings: checked.card.reading_notes().collect(),
    })
}

/// One row per usable model, under the names of the JSON keys.
pub(crate) fn table_of_models(embedded: Option<&ModelCard>, listing: &CacheListing) -> Table {
    Columns::new()
        .text("id", |model: &ListedEntry| model.id.clone())
        .text("name", |model| model.name.clone())
        .text("family", |model| model.family)
        .exact("layers", |model| model.layers)
        .exact("hidden_size", |model| model.hidden_size)
        .exact("positions", |model| model.positions)
        .text("sha256", |model| model.sha256.clone())
        .text("cached", |model| model.cached)
        .text("path", |model| model.path.clone())
        .text("commit", |model| model.commit.clone())
        .exact("bytes", |model| model.bytes)
        .table("Usable models", entries(embedded, listing))
}

/// One line per model, and how to use another.
pub(crate) fn report_from_models(embedded: &ModelCard, listing: &CacheListing) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{}  {} ({}, {} layers x {}, {} tokens), embedded",
        embedded.id,
        embedded.display_name,
        embedded.family.name(),
        embedded.layers,
        embedded.hidden_size,
        embedded.positions
    );
    for model in &listing.usable {
        let _ = writeln!(text, "{}", line_from_cached(model));
    }
    for model in &listing.unusable {
        let _ = writeln!(
            text,
            "not usable: {} ({})",
            model.repository,
            strip_control_chars(&model.reason)
        );
    }
    text.push_str(
        "a model of the Hugging Face hub: --model ID, downloaded once\n\
         any folder with config.json, tokenizer.json and model.safetensors: --model FOLDER\n",
    );
    text
}

/// What was downloaded, and where it lies.
pub(crate) fn report_from_pulled(pulled: &CacheListing) -> String {
    pulled.usable.iter().fold(String::new(), |mut text, model| {
        let folder = model.folder.display();
        let _ = writeln!(text, "{}\n{folder}", line_from_cached(model));
        text
    })
}

/// What a usable model is, what it was read from and what was not used.
pub(crate) fn report_from_checked_model(checked: &CheckedModel) -> String {
    let (card, reading) = (&checked.card, &checked.reading);
    let mut text = format!(
        "usable: {}\nfamily      {}\nlayers      {}\nhidden size {}\nheads       {}\n\
         tokens      at most {}\nvocabulary  {}\nparameters  {} stored as {}\ndevice      {}\n\
         embedding   {}\nsha256      {}\n",
        card.id,
        card.family.name(),
        card.layers,
        card.hidden_size,
        reading.heads,
        card.positions,
        reading.vocabulary,
        reading.parameters,
        reading.stored_as,
        checked.device,
        strip_control_chars(&reading.embedding),
        card.sha256
    );
    let parts = [("read", &reading.read), ("not used", &reading.unused)];
    for (title, notes) in parts {
        for (place, FileNote { file, note }) in notes.iter().enumerate() {
            let title = if place == 0 { title } else { "" };
            let line = strip_control_chars(&format!("{file}: {note}"));
            let _ = writeln!(text, "{title:<11} {line}");
        }
    }
    let notes = reading.notes.iter().map(String::as_str);
    for note in notes.chain(card.reading_notes()) {
        let _ = writeln!(text, "note: {}", strip_control_chars(note));
    }
    text
}

#[derive(Serialize)]
struct ModelsDocument<'a> {
    schema: &'static str,
    app_version: &'static str,
    models: Vec<ListedEntry>,
    unusable: Vec<UnusableEntry<'a>>,
}

#[derive(Serialize)]
struct CheckedDocument<'a> {
    schema: &'static str,
    app_version: &'static str,
    usable: bool,
    model: ModelEntry<'a>,
    heads: usize,
    vocabulary: usize,
    parameters: usize,
    stored_as: &'a str,
    device: &'a str,
    tokenizer: &'a str,
    embedding: &'a str,
    read: Vec<FileEntry<'a>>,
    unused: Vec<FileEntry<'a>>,
    notes: &'a [String],
    warnings: Vec<&'a str>,
}

#[derive(Serialize)]
struct FileEntry<'a> {
    file: &'a str,
    note: &'a str,
}

impl<'a> FileEntry<'a> {
    fn new(note: &'a FileNote) -> Self {
        Self {
            file: &note.file,
            note: &note.note,
        }
    }
}

#[derive(Serialize)]
struct UnusableEntry<'a> {
    repository: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct ListedEntry {
    id: String,
    name: String,
    family: &'static str,
    layers: usize,
    hidden_size: usize,
    positions: usize,
    sha256: Option<String>,
    cached: bool,
    path: Option<String>,
    commit: Option<String>,
    bytes: Option<u64>,
}

fn entries<'a>(
    embedded: Option<&'a ModelCard>,
    listing: &'a CacheListing,
) -> impl Iterator<Item = ListedEntry> + 'a {
    let cached = listing.usable.iter().map(entry_from_cached);
    embedded.map(entry_from_card).into_iter().chain(cached)
}

fn entry_from_card(card: &ModelCard) -> ListedEntry {
    ListedEntry {
        id: card.id.clone(),
        name: card.display_name.clone(),
        family: card.family.name(),
        layers: card.layers,
        hidden_size: card.hidden_size,
        positions: card.positions,
        sha256: Some(card.sha256.clone()),
        cached: false,
        path: None,
        commit: None,
        bytes: None,
    }
}

fn entry_from_cached(model: &CachedModel) -> ListedEntry {
    ListedEntry {
        id: model.id.to_string(),
        name: model.id.name().to_owned(),
        family: model.family.name(),
        layers: model.layers,
        hidden_size: model.hidden_size,
        positions: model.positions,
        sha256: model.sha256.clone(),
        cached: true,
        path: Some(model.folder.display().to_string()),
        commit: Some(model.commit.clone()),
        bytes: Some(model.bytes),
    }
}

fn line_from_cached(model: &CachedModel) -> String {
    format!(
        "{}  ({}, {} layers x {}, {} tokens), {:.1} MB in the cache",
        model.id,
        model.family.name(),
        model.layers,
        model.hidden_size,
        model.positions,
        model.bytes as f64 / 1e6
    )
}
