//! Lists of models: as JSON, as a table and as text to read.

use std::fmt::Write as _;

use serde::Serialize;

use crate::domain::app::APP_VERSION;
use crate::domain::format::strip_control_chars;
use crate::domain::trace::ModelCard;
use crate::model::hub::{CacheListing, CachedModel};
use crate::model::{CheckedModel, FileUse, TokenizerReport};

use super::json::{ModelEntry, one_line};
use super::table::{Columns, Table};

/// The usable models, and those of the cache that are not, as `glassbox.models.v1`.
pub fn json_from_models(embedded: Option<&ModelCard>, listing: &CacheListing) -> String {
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
pub fn json_from_checked_model(checked: &CheckedModel) -> String {
    one_line(&CheckedDocument {
        schema: "glassbox.model.v1",
        app_version: APP_VERSION,
        usable: true,
        model: ModelEntry::of(&checked.card),
        heads: checked.heads,
        vocabulary: checked.vocabulary,
        parameters: checked.parameters,
        stored_as: &checked.stored_as,
        device: &checked.device,
        tokenizer: TokenizerEntry::new(&checked.tokenizer),
    })
}

/// One row per usable model, under the names of the JSON keys.
pub fn table_of_models(embedded: Option<&ModelCard>, listing: &CacheListing) -> Table {
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
pub fn report_from_models(embedded: &ModelCard, listing: &CacheListing) -> String {
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
pub fn report_from_pulled(pulled: &CacheListing) -> String {
    pulled.usable.iter().fold(String::new(), |mut text, model| {
        let folder = model.folder.display();
        let _ = writeln!(text, "{}\n{folder}", line_from_cached(model));
        text
    })
}

/// What a usable model is.
pub fn report_from_checked_model(checked: &CheckedModel) -> String {
    let card = &checked.card;
    let note = card.family.note();
    let mut note = note.map_or_else(String::new, |note| format!("note: {note}\n"));
    note.push_str(&lines_from_tokenizer(&checked.tokenizer));
    format!(
        "usable: {}\nfamily      {}\nlayers      {}\nhidden size {}\nheads       {}\n\
         tokens      at most {}\nvocabulary  {}\nparameters  {} stored as {}\ndevice      {}\n\
         sha256      {}\n{note}",
        card.id,
        card.family.name(),
        card.layers,
        card.hidden_size,
        checked.heads,
        card.positions,
        checked.vocabulary,
        checked.parameters,
        checked.stored_as,
        checked.device,
        card.sha256
    )
}

/// What the tokenizer was made from, a line per file.
fn lines_from_tokenizer(report: &TokenizerReport) -> String {
    let mut text = format!("tokenizer   {}\n", report.class);
    for file in &report.read {
        let _ = writeln!(text, "  read      {}: {}", file.file, file.what);
    }
    for file in &report.unused {
        let _ = writeln!(text, "  not used  {}: {}", file.file, file.what);
    }
    for note in report.notes.iter().chain(&report.warnings) {
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
    tokenizer: TokenizerEntry<'a>,
}

#[derive(Serialize)]
struct TokenizerEntry<'a> {
    class: &'a str,
    read: Vec<FileEntry<'a>>,
    unused: Vec<FileEntry<'a>>,
    notes: &'a [String],
    warnings: &'a [String],
}

#[derive(Serialize)]
struct FileEntry<'a> {
    file: &'a str,
    what: &'a str,
}

impl<'a> TokenizerEntry<'a> {
    fn new(report: &'a TokenizerReport) -> Self {
        let entries = |files: &'a [FileUse]| {
            let entries = files
                .iter()
                .map(|FileUse { file, what }| FileEntry { file, what });
            entries.collect()
        };
        Self {
            class: &report.class,
            read: entries(&report.read),
            unused: entries(&report.unused),
            notes: &report.notes,
            warnings: &report.warnings,
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
