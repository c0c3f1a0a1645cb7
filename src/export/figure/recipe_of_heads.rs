//! The JSON results of removals, lenses and labels as recipes.

use serde::Deserialize;

use crate::analysis::{AnalysisSettings, Asked, LabelSettings, LensSettings, RemovalSettings};
use crate::domain::trace::ModelIdentity;

use super::contents::Recipe;

#[derive(Deserialize)]
pub(super) struct EffectsFile {
    app_version: String,
    model: ModelIdentity,
    settings: EffectsSettingsFile,
    text: String,
}

#[derive(Deserialize)]
struct EffectsSettingsFile {
    #[serde(flatten)]
    analysis: AnalysisSettings,
    #[serde(flatten)]
    removal: RemovalSettings,
}

#[derive(Deserialize)]
pub(super) struct LensFile {
    app_version: String,
    model: ModelIdentity,
    settings: LensSettingsFile,
    text: String,
}

#[derive(Deserialize)]
struct LensSettingsFile {
    #[serde(flatten)]
    analysis: AnalysisSettings,
    #[serde(flatten)]
    lens: LensSettings,
}

#[derive(Deserialize)]
pub(super) struct LabelFile {
    app_version: String,
    model: ModelIdentity,
    settings: LabelSettingsFile,
    text: String,
    #[serde(default)]
    second_text: Option<String>,
    #[serde(default)]
    b: Option<OtherText>,
}

#[derive(Deserialize)]
struct LabelSettingsFile {
    #[serde(flatten)]
    analysis: AnalysisSettings,
    label: Option<String>,
    token: Option<usize>,
}

#[derive(Deserialize)]
struct OtherText {
    text: String,
}

impl From<EffectsFile> for Recipe {
    fn from(file: EffectsFile) -> Self {
        let asked = Asked::Effects {
            text: file.text,
            settings: file.settings.removal,
        };
        Recipe::of_result(file.app_version, file.model, file.settings.analysis, asked)
    }
}

impl From<LensFile> for Recipe {
    fn from(file: LensFile) -> Self {
        let asked = Asked::Lens {
            text: file.text,
            settings: file.settings.lens,
        };
        Recipe::of_result(file.app_version, file.model, file.settings.analysis, asked)
    }
}

impl From<LabelFile> for Recipe {
    fn from(file: LabelFile) -> Self {
        let asked = Asked::Label {
            text: file.text,
            second: file.second_text,
            compared: file.b.map(|b| b.text),
            settings: LabelSettings {
                label: file.settings.label,
                token: file.settings.token,
                // How many it took is found out again.
                steps: 0,
            },
        };
        Recipe::of_result(file.app_version, file.model, file.settings.analysis, asked)
    }
}
