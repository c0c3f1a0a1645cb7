//! Finds out how JSON objects lie in a file, and what their fields hold, from its beginning.

use serde_json::{Map, Value};

use super::columns::{is_usual, place_of_sentences, usual_place};
use super::dialect::LineEnd;
use super::elements::Elements;
use super::json::value;
use super::lines::{Line, Lines};
use super::source::Sample;

/// How objects lie in a file, and the first of them.
#[derive(Debug)]
pub(super) struct ObjectLayout {
    /// Whether they go over lines as they like, in an array or one after the other.
    pub(super) elements: bool,
    pub(super) line_end: LineEnd,
    /// Every field of these objects, in the order they come.
    pub(super) names: Vec<String>,
    /// Those of the sample.
    pub(super) rows: Vec<Map<String, Value>>,
    /// The strings of the sample, where it has no objects: texts as they stand.
    pub(super) strings: Vec<String>,
}

/// What is known of a field where nobody names one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FieldFound {
    /// It has a usual name, or is the only field.
    Clear(String),
    /// It is the only text among several fields.
    OnlyText(String),
    /// It is the only one with sentences in it.
    Sentences(String),
    /// Several hold texts.
    Several(Vec<String>),
    /// None does.
    NoText,
}

impl FieldFound {
    /// The field, if one was found, and what is said of it where its name does not say it.
    pub(super) fn told(self) -> Option<(String, Option<String>)> {
        let note = |name: &str, why| format!("texts are those of the field {name:?}, {why}");
        match self {
            Self::Clear(name) => Some((name, None)),
            Self::OnlyText(name) => {
                let note = note(&name, "the only one with text");
                Some((name, Some(note)))
            }
            Self::Sentences(name) => {
                let note = note(&name, "the only one with sentences");
                Some((name, Some(note)))
            }
            Self::Several(_) | Self::NoText => None,
        }
    }
}

impl ObjectLayout {
    pub(super) fn of(sample: &Sample) -> Self {
        let line_end = LineEnd::of(&sample.bytes);
        let elements = goes_over_lines(&sample.bytes);
        let values = if elements {
            of_elements(sample)
        } else {
            of_lines(sample, line_end)
        };
        let (mut rows, mut strings) = (Vec::new(), Vec::new());
        for value in values {
            match value {
                Value::Object(object) => rows.push(object),
                Value::String(text) => strings.push(text),
                _ => {}
            }
        }
        if !rows.is_empty() {
            strings.clear();
        }
        let mut names: Vec<String> = Vec::new();
        for name in rows.iter().flat_map(Map::keys) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        Self {
            elements,
            line_end,
            names,
            rows,
            strings,
        }
    }

    /// Which field holds the texts: by its name, if it is text or null in one of the objects; else
    /// the only one that is text, or whose texts are sentences.
    pub(super) fn field(&self) -> FieldFound {
        let any = |name: &String, is: fn(&Value) -> bool| {
            let values = self.rows.iter().filter_map(|row| row.get(name));
            values.into_iter().any(is)
        };
        let usual = self.names.iter().filter(|name| {
            is_usual(name) && any(name, |value| value.is_string() || value.is_null())
        });
        let usual: Vec<String> = usual.cloned().collect();
        if let Some(name) = usual_place(&usual).and_then(|place| usual.get(place)) {
            return FieldFound::Clear(name.clone());
        }
        let texts = self.names.iter().filter(|name| any(name, Value::is_string));
        let texts: Vec<String> = texts.cloned().collect();
        match texts.as_slice() {
            [] => return FieldFound::NoText,
            [only] if self.names.len() == 1 => return FieldFound::Clear(only.clone()),
            [only] => return FieldFound::OnlyText(only.clone()),
            _ => {}
        }
        let values = texts.iter().map(|name| {
            let values = self.rows.iter().filter_map(|row| row.get(name));
            values.filter_map(Value::as_str)
        });
        match place_of_sentences(values).and_then(|place| texts.get(place)) {
            Some(name) => FieldFound::Sentences(name.clone()),
            None => FieldFound::Several(texts),
        }
    }

    /// What was found out, one sentence each.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.elements {
            notes.push("read as one JSON document and not as an object per line: text_id counts its elements"
                    .to_owned());
        }
        notes.extend(self.line_end.description());
        if !self.strings.is_empty() {
            notes.push("strings are texts: there are no objects".to_owned());
        }
        notes
    }
}

/// Whether `sample` begins an array, or an object over several lines.
fn goes_over_lines(sample: &[u8]) -> bool {
    let sample = sample.trim_ascii_start();
    let line = sample.split(|&byte| matches!(byte, b'\n' | b'\r')).next();
    match line.unwrap_or_default().trim_ascii_end() {
        b"{" => true,
        line => line.starts_with(b"["),
    }
}

fn of_lines(sample: &Sample, line_end: LineEnd) -> Vec<Value> {
    let mut lines = Lines::new(sample.bytes.as_slice(), line_end);
    let mut rows = Vec::new();
    // What is read from memory does not fail.
    while let Ok(Some((_, line))) = lines.next() {
        if let Line::Whole(line) = line {
            rows.extend(
                std::str::from_utf8(line)
                    .ok()
                    .and_then(|line| value(line).ok()),
            );
        }
    }
    rows
}

fn of_elements(sample: &Sample) -> Vec<Value> {
    let mut elements = Elements::new(sample.bytes.as_slice());
    let mut rows = Vec::new();
    while let Ok(Some((_, element))) = elements.next() {
        let element = element.ok().and_then(|json| std::str::from_utf8(json).ok());
        rows.extend(element.and_then(|json| value(json).ok()));
    }
    if !elements.are_of_one_array() {
        rows.retain(|value: &Value| !value.is_string());
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(json: &str) -> FieldFound {
        let layout = ObjectLayout::of(&Sample {
            bytes: json.as_bytes().to_vec(),
            whole: true,
        });
        layout.field()
    }

    #[test]
    fn a_field_is_chosen_by_name_then_by_what_it_holds() {
        let clear = |name: &str| FieldFound::Clear(name.to_owned());
        let only = |name: &str| FieldFound::OnlyText(name.to_owned());
        for (json, field) in [
            (
                "{\"title\": \"a\"}\n{\"title\": \"b\", \"text\": \"c\"}",
                clear("text"),
            ),
            ("{\"title\": \"a\", \"text\": null}", clear("text")),
            ("{\"text\": 3, \"title\": \"a\"}", only("title")),
            ("{\"id\": 1, \"body\": \"a\"}", only("body")),
            ("{\"id\": 1, \"Text\": \"a\"}", clear("Text")),
            ("[{\"body\": \"a\"}]", clear("body")),
            ("{\"id\": 1}", FieldFound::NoText),
            (
                "{\"lang\": \"en\", \"body\": \"She left the shop.\"}",
                FieldFound::Sentences("body".to_owned()),
            ),
            (
                "{\"body\": \"No.\", \"lang\": \"en\"}",
                FieldFound::Several(vec!["body".to_owned(), "lang".to_owned()]),
            ),
        ] {
            assert_eq!(found(json), field, "{json}");
        }
    }

    #[test]
    fn a_field_that_comes_late_is_seen() {
        let untitled = "{\"title\": \"a\"}\n".repeat(300);
        let late = "{\"title\": \"a\", \"text\": \"b\"}\n";
        assert_eq!(
            found(&format!("{untitled}{late}")),
            FieldFound::Clear("text".to_owned())
        );
    }
}
