//! Runs `models`: what is embedded, cached and usable.

use crate::domain::trace::ModelCard;
use crate::export::{
    TableFormat, json_from_checked_model, json_from_models, report_from_checked_model,
    report_from_models, report_from_pulled, table_of_models, write,
};
use crate::model::hub::{self, CacheListing};
use crate::model::{CheckedModel, ModelSource, check, embedded_card};

use super::error::CommandError;
use super::flags::{ModelsAction, ModelsFlags};
use super::load_model::{ModelFlags, source_named};
use super::outputs::Outputs;

pub(super) fn run_models(flags: &ModelsFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    if model.model.is_some() {
        return Err(CommandError::Usage(
            "--model is for commands that compute: leave it out, or name the model behind \
             `models check` or `models pull`"
                .to_owned(),
        ));
    }
    let output = &flags.output;
    let outputs = Outputs::without_charts(output.json.as_deref(), output.csv.as_deref(), None)?;
    match &flags.action {
        None | Some(ModelsAction::List) => {
            let embedded = embedded_card()?;
            let listing = hub::every_cached(&model.hub());
            outputs.write_list(
                &|| json_from_models(Some(&embedded), &listing),
                &|| csv_of_models(Some(&embedded), &listing),
                &|| report_from_models(&embedded, &listing),
            )
        }
        Some(ModelsAction::Pull { id }) => pull(id, model, &outputs),
        Some(ModelsAction::Check { name }) => {
            let source = source_named(Some(name))?;
            let checked = model.with_loading(|loading| check(&source, loading));
            write_checked(&checked?, &outputs)
        }
    }
}

fn pull(name: &str, model: ModelFlags<'_>, outputs: &Outputs<'_>) -> Result<(), CommandError> {
    let id = match source_named(Some(name))?.trained() {
        ModelSource::Hub(id) => id.clone(),
        ModelSource::Embedded | ModelSource::Randomized(..) => {
            let embedded = embedded_card()?;
            let none = CacheListing::default();
            return outputs.write_list(
                &|| json_from_models(Some(&embedded), &none),
                &|| csv_of_models(Some(&embedded), &none),
                &|| "minilm is embedded: there is nothing to download\n".to_owned(),
            );
        }
        ModelSource::Folder(folder) => {
            return Err(CommandError::Usage(format!(
                "{} is a folder on this computer: use it as it is with --model, or give a Hugging \
                 Face id",
                folder.display()
            )));
        }
    };
    let pulled = model.with_loading(|loading| hub::repair(&id, loading));
    let pulled = CacheListing {
        usable: vec![pulled?],
        unusable: Vec::new(),
    };
    outputs.write_list(
        &|| json_from_models(None, &pulled),
        &|| csv_of_models(None, &pulled),
        &|| report_from_pulled(&pulled),
    )
}

fn write_checked(checked: &CheckedModel, outputs: &Outputs<'_>) -> Result<(), CommandError> {
    outputs.write_list(
        &|| json_from_checked_model(checked),
        &|| csv_of_models(Some(&checked.card), &CacheListing::default()),
        &|| report_from_checked_model(checked),
    )
}

fn csv_of_models(embedded: Option<&ModelCard>, listing: &CacheListing) -> String {
    write(&table_of_models(embedded, listing), TableFormat::Csv)
}
