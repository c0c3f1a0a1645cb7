//! The rows of a file of JSON objects: which field holds the texts, and what is wrong with objects
//! that have none.

use std::io;

use serde_json::{Map, Value};

use crate::domain::corpus::RowFault;

use super::columns::FIELD;
use super::elements::Elements;
use super::error::InputError;
use super::files::{InputChoice, InputFile};
use super::json::{no_object, value};
use super::lines::Lines;
use super::objects::{FieldFound, ObjectLayout};
use super::row::{Met, Row, paired, row_of_text, text_of_line, utf8};
use super::source::{Sample, Source};

/// Objects under way.
pub(super) struct ObjectRows {
    objects: Objects,
    field: String,
    /// That of the second text, where rows are pairs.
    second: Option<String>,
    /// The fields of the first objects.
    names: Vec<String>,
    /// Whether strings are texts, where there are no objects.
    takes_strings: bool,
    /// Whether the field was asked for.
    asked: bool,
    /// Whether an object had the field.
    found: bool,
    nulls: u64,
    /// How many rows were met.
    met: u64,
}

enum Objects {
    Lines(Lines<Source>),
    Elements(Elements<Source>),
}

impl ObjectRows {
    /// The objects of `file` from `source`, which begins with `sample`, and what was found out.
    ///
    /// # Errors
    /// Several fields that may hold the texts.
    pub(super) fn open(
        file: &InputFile,
        source: Source,
        sample: &Sample,
        choice: &InputChoice,
    ) -> Result<(Self, Vec<String>), InputError> {
        let layout = ObjectLayout::of(sample);
        let mut notes = layout.notes();
        let own = file.column.as_ref().or(choice.field.as_ref());
        let field = match (own, layout.field()) {
            (Some(field), _) => field.clone(),
            (None, FieldFound::Several(there)) => {
                return Err(InputError::WhichColumn {
                    file: file.name.clone(),
                    what: FIELD.what,
                    there,
                    flag: FIELD.flag,
                });
            }
            (None, found) => match found.told() {
                Some((field, note)) => {
                    notes.extend(note);
                    field
                }
                None => "text".to_owned(),
            },
        };
        let rows = Self {
            objects: if layout.elements {
                Objects::Elements(Elements::new(source))
            } else {
                Objects::Lines(Lines::new(source, layout.line_end))
            },
            field,
            second: choice.second.clone(),
            names: layout.names,
            takes_strings: !layout.strings.is_empty() && choice.second.is_none(),
            asked: choice.field.is_some(),
            found: false,
            nulls: 0,
            met: 0,
        };
        Ok((rows, notes))
    }

    /// The next row; `None` at the end of the file.
    pub(super) fn next(&mut self) -> io::Result<Option<Met>> {
        let (line, json, lines) = match &mut self.objects {
            Objects::Lines(lines) => match lines.next()? {
                None => return Ok(None),
                Some((line, text)) => (line, text_of_line(&text).map(str::to_owned), 1),
            },
            Objects::Elements(elements) => {
                let Some((line, element)) = elements.next()? else {
                    return Ok(None);
                };
                let json = element.and_then(|json| utf8(json).map(str::to_owned));
                (line, json, elements.lines())
            }
        };
        self.met += 1;
        let id = match self.objects {
            Objects::Lines(_) => line,
            Objects::Elements(_) => self.met,
        };
        let row = json.and_then(|json| self.row(&json));
        let row = row.unwrap_or_else(|fault| Row::Bad(fault, lines));
        Ok(Some(Met { line, id, row }))
    }

    fn row(&mut self, json: &str) -> Result<Row, RowFault> {
        if json.trim().is_empty() {
            return Ok(Row::Blank);
        }
        let object = match value(json)? {
            Value::Object(object) => object,
            Value::String(text) if self.takes_strings => return row_of_text(&text),
            other => return Err(no_object(&other)),
        };
        self.found |= object.contains_key(&self.field);
        let row = row_of_object(&object, &self.field).inspect_err(|fault| {
            self.nulls += u64::from(matches!(fault, RowFault::Null(_)));
        })?;
        match &self.second {
            None => Ok(row),
            Some(second) => paired(row, object.get(second).and_then(Value::as_str)),
        }
    }

    /// What the rows have in common so far.
    pub(super) fn note(&self) -> Option<String> {
        let are = match self.nulls {
            0 => return None,
            1 => "1 object, which is".to_owned(),
            many => format!("{many} objects, which are"),
        };
        Some(format!(
            "the field {:?} is null in {are} skipped",
            self.field
        ))
    }

    /// Fails where there were objects and none of them had the field.
    pub(super) fn check_field(&self, file: &InputFile) -> Result<(), InputError> {
        if self.found || self.names.is_empty() {
            return Ok(());
        }
        if !self.asked {
            return Err(InputError::NoTextField {
                file: file.name.clone(),
                there: self.names.clone(),
            });
        }
        Err(InputError::NoSuchColumn {
            file: file.name.clone(),
            what: FIELD.what,
            name: self.field.clone(),
            there: self.names.clone(),
            flag: FIELD.flag,
        })
    }

    /// How many lines so far have a CR within; in one document it is white space.
    pub(super) fn returns(&self) -> u64 {
        match &self.objects {
            Objects::Lines(lines) => lines.returns(),
            Objects::Elements(_) => 0,
        }
    }

    pub(super) fn source(&self) -> &Source {
        match &self.objects {
            Objects::Lines(lines) => lines.source(),
            Objects::Elements(elements) => elements.source(),
        }
    }
}

fn row_of_object(object: &Map<String, Value>, field: &str) -> Result<Row, RowFault> {
    match object.get(field) {
        Some(Value::String(text)) => row_of_text(text),
        Some(Value::Null) => Err(RowFault::Null(field.to_owned())),
        Some(_) => Err(RowFault::NotText(field.to_owned())),
        None => Err(RowFault::NoField(field.to_owned())),
    }
}
