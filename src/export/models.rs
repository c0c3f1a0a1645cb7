//! Lists of models: as CSV and as text to read.

use std::fmt::Write as _;

use crate::model::{CheckedModel, ModelCard};

/// One row a model.
pub fn csv_from_models(models: &[ModelCard]) -> String {
    super::csv::document(
        [
            "id",
            "name",
            "family",
            "layers",
            "hidden_size",
            "positions",
            "sha256",
        ],
        models.iter().map(|card| {
            [
                card.id.clone(),
                card.display_name.clone(),
                card.family.name().to_owned(),
                card.layers.to_string(),
                card.hidden_size.to_string(),
                card.positions.to_string(),
                card.sha256.clone(),
            ]
        }),
    )
}

/// One line a model, and how to use another.
pub fn table_from_models(models: &[ModelCard]) -> String {
    let mut text = String::new();
    for card in models {
        let _ = writeln!(
            text,
            "{}  {} ({}, {} layers x {}, {} tokens), embedded",
            card.id,
            card.display_name,
            card.family.name(),
            card.layers,
            card.hidden_size,
            card.positions
        );
    }
    text.push_str(
        "any folder with config.json, tokenizer.json and model.safetensors: --model FOLDER\n",
    );
    text
}

/// What a usable model is.
pub fn table_from_checked_model(checked: &CheckedModel) -> String {
    let card = &checked.card;
    let note = card.family.note();
    let note = note.map_or_else(String::new, |note| format!("note: {note}\n"));
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
