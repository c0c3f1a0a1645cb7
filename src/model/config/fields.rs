//! The fields of a `config.json`, each asked for by name and checked when it is read.

use serde_json::{Map, Value};

/// The file's object. A field that is null is a field that is missing.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    /// Parses the file; the error says what is wrong with it.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            Ok(_) => Err("not a JSON object".to_owned()),
            Err(error) => Err(format!("not JSON: {error}")),
        }
    }

    /// A count from 1 to `most`.
    pub(super) fn count(&self, name: &str, most: usize) -> Result<usize, String> {
        let value = self
            .value(name)
            .ok_or_else(|| format!("{name} is missing"))?;
        let count = value.as_u64().and_then(|count| usize::try_from(count).ok());
        count
            .filter(|count| (1..=most).contains(count))
            .ok_or_else(|| format!("{name} is {value}, outside 1 to {most}"))
    }

    /// A count from 1 to `most`; `default` where the field is missing.
    pub(super) fn count_or(
        &self,
        name: &str,
        default: usize,
        most: usize,
    ) -> Result<usize, String> {
        match self.value(name) {
            None => Ok(default),
            Some(_) => self.count(name, most),
        }
    }

    /// A row of a table, from 0 to `most`; `default` where the field is missing.
    pub(super) fn row_or(&self, name: &str, default: usize, most: usize) -> Result<usize, String> {
        match self.value(name) {
            Some(value) if value.as_u64() == Some(0) => Ok(0),
            _ => self.count_or(name, default, most),
        }
    }

    /// A count up to `most`; none where the field is missing or not above 0, as -1 is.
    pub(super) fn positive(&self, name: &str, most: usize) -> Result<Option<usize>, String> {
        match self.value(name).map(|value| (value, value.as_i64())) {
            None | Some((_, Some(..=0))) => Ok(None),
            Some(_) => self.count(name, most).map(Some),
        }
    }

    /// A number; `default` where the field is missing.
    pub(super) fn number_or(&self, name: &str, default: f64) -> Result<f64, String> {
        match self.value(name) {
            None => Ok(default),
            Some(value) => value
                .as_f64()
                .ok_or_else(|| format!("{name} is {value}, not a number")),
        }
    }

    /// A word, if the field is there.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, String> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(value) => Err(format!("{name} is {value}, not a text")),
        }
    }

    /// A list of words; empty if the field is not there.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<&str>, String> {
        let Some(value) = self.value(name) else {
            return Ok(Vec::new());
        };
        let texts = value.as_array().and_then(|list| {
            let texts = list.iter().map(Value::as_str);
            texts.collect::<Option<Vec<_>>>()
        });
        texts.ok_or_else(|| format!("{name} is {value}, not a list of texts"))
    }

    /// True or false; `default` where the field is missing.
    pub(super) fn flag_or(&self, name: &str, default: bool) -> Result<bool, String> {
        match self.value(name) {
            None => Ok(default),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(value) => Err(format!("{name} is {value}, not true or false")),
        }
    }

    /// A text with `|` between its words, or a list of words; empty if the field is not there.
    pub(super) fn words(&self, name: &str) -> Result<Vec<&str>, String> {
        match self.value(name) {
            Some(Value::String(text)) => Ok(text.split('|').map(str::trim).collect()),
            _ => self.texts(name),
        }
    }

    /// The fields of an object inside the file, if it is there.
    pub(super) fn object(&self, name: &str) -> Result<Option<Self>, String> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Object(fields)) => Ok(Some(Self(fields.clone()))),
            Some(value) => Err(format!("{name} is {value}, not an object")),
        }
    }

    /// Whether the field is there and true.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.value(name) == Some(&Value::Bool(true))
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }
}
