//! Settings by their names, and questions out of them.

use glassbox::analysis::{NullSettings, Positions};
use glassbox::domain::threshold::ThresholdRule;
use glassbox::{AnalysisSettings, Asked, ComparisonSettings};
use pyo3::conversion::FromPyObjectOwned;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::failures::value_error;

/// Settings as they come from Python: what is not named is as usual.
pub(crate) struct Named<'a, 'py>(pub(crate) &'a Bound<'py, PyDict>);

impl<'py> Named<'_, 'py> {
    /// What is set under `name`.
    pub(crate) fn get<T: FromPyObjectOwned<'py>>(&self, name: &str) -> PyResult<Option<T>> {
        match self.0.get_item(name)? {
            Some(value) if !value.is_none() => value.extract().map(Some).map_err(Into::into),
            _ => Ok(None),
        }
    }

    /// The value that a file would call so.
    pub(crate) fn named<T: DeserializeOwned + Default>(&self, name: &str) -> PyResult<T> {
        let Some(text) = self.get::<String>(name)? else {
            return Ok(T::default());
        };
        let value = serde_json::from_value(Value::String(text));
        value.map_err(|error| value_error(format!("{name}: {error}")))
    }

    /// Layers and threshold.
    pub(crate) fn analysis(&self) -> PyResult<AnalysisSettings> {
        let usual = ThresholdRule::default();
        let quantile = self.get("quantile")?.unwrap_or(usual.quantile);
        if !(0.0..=1.0).contains(&quantile) {
            return Err(value_error("a quantile is a number from 0 to 1"));
        }
        Ok(AnalysisSettings {
            layer: self.get("layer")?,
            second_layer: self.get("second_layer")?,
            rule: ThresholdRule {
                quantile,
                method: self.named("quantile_method")?,
                tokens: self.named("tokens")?,
            },
            measure: self.named("measure")?,
        })
    }

    /// How two texts are compared.
    pub(crate) fn comparison(&self) -> PyResult<ComparisonSettings> {
        let keep = self.get("keep_positions")?.unwrap_or(false);
        Ok(ComparisonSettings {
            alignment: self.named("alignment")?,
            high_from: self.named("high_from")?,
            positions: if keep {
                Positions::Kept
            } else {
                Positions::AsIs
            },
        })
    }

    /// One text.
    pub(crate) fn analyze(&self, text: String) -> PyResult<Asked> {
        Ok(Asked::Analyze {
            text,
            parts: self.get("parts")?.unwrap_or(false),
        })
    }

    /// Two texts.
    pub(crate) fn compare(&self, text_a: String, text_b: String) -> PyResult<Asked> {
        let settings = self.comparison()?;
        let usual = match settings.positions {
            Positions::AsIs => NullSettings::REPLACEMENTS,
            Positions::Kept => 0,
        };
        let replacements = self.get("null")?.unwrap_or(usual).min(NullSettings::MOST);
        Ok(Asked::Compare {
            text_a,
            text_b,
            settings,
            paired_by_hand: Vec::new(),
            beside_own_positions: false,
            null: (replacements > 0).then_some(NullSettings {
                replacements,
                ..NullSettings::default()
            }),
        })
    }

    /// One input under several instructions.
    pub(crate) fn drift(&self, input: String, prompts: Vec<String>) -> PyResult<Asked> {
        Ok(Asked::Drift {
            input,
            prompts,
            settings: self.comparison()?,
            beside_own_positions: false,
            null: None,
        })
    }
}
