//! Why weights and configuration do not fit, told from both; and what a reader of the numbers must
//! know of the files a model came in.

use crate::domain::family::Family;

use super::ModelError;
use super::config::ConfigFile;
use super::folder::ModelFolder;
use super::shards::Weights;
use super::source::ModelFiles;

/// What a reader must know of a model whose configuration `named` a family or left it to the
/// tensors to tell.
pub(super) fn notes(
    files: &ModelFiles,
    config: &ConfigFile,
    named: Option<Family>,
    family: Family,
) -> Vec<String> {
    let title = family.title();
    let code = config.custom_code().map(|code| {
        format!(
            "config.json names code of the model's own (auto_map: {code}), which is not run: the \
             numbers are those of plain {title}, and the model's own may differ"
        )
    });
    let told = named.is_none().then(|| {
        format!(
            "config.json has no model_type: by the names of its tensors the model is read as \
             {title}"
        )
    });
    let has_adapter = files.folder().is_some_and(ModelFolder::has_adapter);
    let adapter = has_adapter.then(|| {
        "an adapter lies beside the weights (adapter_config.json) and is not applied: the numbers \
         are those of the model without it"
            .to_owned()
    });
    code.into_iter().chain(told).chain(adapter).collect()
}

impl ModelError {
    /// The same, or the reason behind it: the model needs code of its own, or the weights are of
    /// another family than the configuration says.
    pub(super) fn told_by(
        self,
        config: &ConfigFile,
        config_place: &str,
        family: Family,
        weights: &Weights<'_>,
    ) -> Self {
        let reason = match &self {
            Self::TensorMissing { name, .. } if name.contains("position_embeddings") => {
                "they have no table of positions, as models with ALiBi or turned positions"
                    .to_owned()
            }
            Self::TensorMissing { name, .. } => format!("they have no tensor {name}"),
            Self::TensorShape { name, .. } => format!("tensor {name} has another shape"),
            Self::MoreLayers { found, .. } => format!("they have {found} layers"),
            _ => return self,
        };
        if let Some(code) = config.custom_code() {
            return Self::CustomCode {
                place: config_place.to_owned(),
                code: format!("auto_map: {code}"),
                family: family.title(),
                reason,
            };
        }
        match weights.families().as_slice() {
            [found] if *found != family => Self::OtherFamily {
                place: weights.place().to_owned(),
                said: family.title(),
                found: found.title(),
            },
            _ => self,
        }
    }
}
