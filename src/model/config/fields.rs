//! The fields of a `config.json`, each asked for by name and checked when it is read.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::super::quoted::quoted;

/// The file's object. A field that is null is a field that is missing, unless it is asked whether
/// it [is null](Self::is_null).
pub(in super::super) struct Fields {
    fields: Map<String, Value>,
    /// The names that were asked for.
    asked: RefCell<BTreeSet<String>>,
}

impl Fields {
    /// Parses the file; the error says what is wrong with it.
    pub(in super::super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(fields)) => Ok(Self::of(fields)),
            Ok(_) => Err("not a JSON object".to_owned()),
            Err(error) => Err(format!("not JSON: {error}")),
        }
    }

    fn of(fields: Map<String, Value>) -> Self {
        Self {
            fields,
            asked: RefCell::default(),
        }
    }

    /// A count from 1 to `most`.
    pub(in super::super) fn count(&self, name: &str, most: usize) -> Result<usize, String> {
        let value = self
            .value(name)
            .ok_or_else(|| format!("{name} is missing"))?;
        let count = value.as_u64().and_then(|count| usize::try_from(count).ok());
        count
            .filter(|count| (1..=most).contains(count))
            .ok_or_else(|| format!("{name} is {}, outside 1 to {most}", shown(value)))
    }

    /// A count from 1 to `most`; `default` where the field is missing.
    pub(in super::super) fn count_or(
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

    /// A count up to `most`; `None` where the field is missing or not above 0, as -1 is.
    pub(in super::super) fn positive(
        &self,
        name: &str,
        most: usize,
    ) -> Result<Option<usize>, String> {
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
                .ok_or_else(|| format!("{name} is {}, not a number", shown(value))),
        }
    }

    /// A word, if the field is there.
    pub(in super::super) fn text(&self, name: &str) -> Result<Option<&str>, String> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(value) => Err(format!("{name} is {}, not a text", shown(value))),
        }
    }

    /// A list of words; empty if the field is not there.
    pub(in super::super) fn texts(&self, name: &str) -> Result<Vec<&str>, String> {
        let Some(value) = self.value(name) else {
            return Ok(Vec::new());
        };
        let texts = value.as_array().and_then(|list| {
            let texts = list.iter().map(Value::as_str);
            texts.collect::<Option<Vec<_>>>()
        });
        texts.ok_or_else(|| format!("{name} is {}, not a list of texts", shown(value)))
    }

    /// True or false; `default` where the field is missing.
    pub(in super::super) fn flag_or(&self, name: &str, default: bool) -> Result<bool, String> {
        match self.value(name) {
            None => Ok(default),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(value) => Err(format!("{name} is {}, not true or false", shown(value))),
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
    pub(in super::super) fn object(&self, name: &str) -> Result<Option<Self>, String> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Object(fields)) => Ok(Some(Self::of(fields.clone()))),
            Some(value) => Err(format!("{name} is {}, not an object", shown(value))),
        }
    }

    /// Whether the field is there and true.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.value(name) == Some(&Value::Bool(true))
    }

    /// Whether the field is an object or a list with something in it.
    pub(super) fn is_filled(&self, name: &str) -> bool {
        match self.value(name) {
            Some(Value::Object(fields)) => !fields.is_empty(),
            Some(Value::Array(list)) => !list.is_empty(),
            _ => false,
        }
    }

    /// Whether the field is there and null.
    pub(super) fn is_null(&self, name: &str) -> bool {
        self.fields.get(name).is_some_and(Value::is_null)
    }

    /// Whether the field is not there, not even as null.
    pub(in super::super) fn is_missing(&self, name: &str) -> bool {
        !self.fields.contains_key(name)
    }

    /// The one of `names` that the file gives, else the first of them.
    pub(in super::super) fn either<'a>(&self, names: [&'a str; 2]) -> &'a str {
        let [first, second] = names;
        if self.value(first).is_none() && self.value(second).is_some() {
            second
        } else {
            first
        }
    }

    /// A row of a table, if the field is one.
    pub(in super::super) fn row(&self, name: &str) -> Option<usize> {
        let row = self.value(name)?.as_u64()?;
        usize::try_from(row).ok()
    }

    /// The text of the first field whose name begins with `start`.
    pub(super) fn text_by_start(&self, start: &str) -> Option<&str> {
        let mut fields = self.fields.iter();
        let (_, value) = fields.find(|(name, _)| name.starts_with(start))?;
        value.as_str()
    }

    /// Whether the field is there, is not empty and was not asked for.
    pub(super) fn is_unread(&self, name: &str) -> bool {
        let is_something = match self.fields.get(name) {
            None | Some(Value::Null | Value::Bool(false)) => false,
            Some(Value::Object(fields)) => !fields.is_empty(),
            Some(Value::Array(list)) => !list.is_empty(),
            Some(_) => true,
        };
        is_something && !self.asked.borrow().contains(name)
    }

    /// The names of fields that were not asked for and are not empty, in their order.
    pub(in super::super) fn unread(&self) -> impl Iterator<Item = &str> {
        let names = self.fields.keys().map(String::as_str);
        names.filter(|name| self.is_unread(name))
    }

    /// Every field that is a text, in their order.
    pub(in super::super) fn all_texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.fields.iter();
        fields.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
    }

    fn value(&self, name: &str) -> Option<&Value> {
        let value = self.fields.get(name).filter(|value| !value.is_null());
        if value.is_some() {
            self.asked.borrow_mut().insert(name.to_owned());
        }
        value
    }
}

/// A value as a message quotes it.
fn shown(value: &Value) -> String {
    quoted(&value.to_string())
}
