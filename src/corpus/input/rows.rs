//! The rows of one file, whatever its format: each a text, blank, or at fault.

use serde_json::Value;

use crate::domain::corpus::RowFault;

use super::error::InputError;
use super::files::{Format, InputChoice, InputFile};
use super::lines::{Line, Lines};
use super::source::Source;
use super::table::{Record, Records};

/// What texts are in when nobody says it, the first of these that is there.
const USUAL_NAMES: [&str; 3] = ["text", "sentence", "prompt"];

/// A file under way.
pub(super) struct Rows {
    file: InputFile,
    kind: Kind,
}

/// A row of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Row {
    Text(String),
    /// Both texts of a pair.
    Pair(String, String),
    Blank,
    Bad(RowFault),
}

enum Kind {
    Lines(Lines),
    Table {
        records: Records,
        columns: Vec<String>,
        column: usize,
        /// That of the second text, where rows are pairs.
        second: Option<usize>,
    },
    Objects {
        lines: Lines,
        /// The field; none before the first object where nobody named it.
        field: Option<String>,
        /// That of the second text, where rows are pairs.
        second: Option<String>,
        /// The fields of the first object.
        seen: Vec<String>,
        /// Whether an object had the field.
        found: bool,
    },
}

impl Rows {
    /// Opens `file` and finds its column.
    ///
    /// # Errors
    /// A file that cannot be read, or a column that is not there.
    pub(super) fn open(file: &InputFile, choice: &InputChoice) -> Result<Self, InputError> {
        let source = Source::open(file)?;
        if file.format == Format::Lines && choice.second.is_some() {
            return Err(InputError::NoColumns(file.name.clone()));
        }
        let kind = match file.format {
            Format::Lines => Kind::Lines(Lines::new(source)),
            Format::Csv => table(file, Records::new(source, b','), choice)?,
            Format::Tsv => table(file, Records::new(source, b'\t'), choice)?,
            Format::JsonLines => Kind::Objects {
                lines: Lines::new(source),
                field: choice.field.clone(),
                second: choice.second.clone(),
                seen: Vec::new(),
                found: false,
            },
        };
        Ok(Self {
            file: file.clone(),
            kind,
        })
    }

    /// The next row and the line it begins on, from 1; none at the end of the file.
    ///
    /// # Errors
    /// A file that stops to be readable, or whose objects have no such field.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Row)>, InputError> {
        let Self { file, kind } = self;
        let unreadable = |error: std::io::Error| InputError::unreadable(file, &error);
        match kind {
            Kind::Lines(lines) => {
                let next = lines.next().map_err(unreadable)?;
                Ok(next.map(|(number, line)| (number, row_of_line(&line))))
            }
            Kind::Table {
                records,
                columns,
                column,
                second,
            } => {
                let next = records.next().map_err(unreadable)?;
                Ok(next.map(|(number, record)| {
                    let row = match record {
                        Ok(record) => {
                            let row = row_of_record(record, *column, columns.len());
                            match second {
                                Some(second) => paired(row, record.field(*second)),
                                None => row,
                            }
                        }
                        Err(fault) => Row::Bad(fault),
                    };
                    (number, row)
                }))
            }
            Kind::Objects {
                lines,
                field,
                second,
                seen,
                found,
            } => {
                let Some((number, line)) = lines.next().map_err(unreadable)? else {
                    return match field {
                        Some(name) if !*found && !seen.is_empty() => {
                            Err(InputError::NoSuchColumn {
                                file: file.name.clone(),
                                what: "field",
                                name: name.clone(),
                                there: seen.clone(),
                                flag: "--field",
                            })
                        }
                        _ => Ok(None),
                    };
                };
                let row = match row_of_line(&line) {
                    Row::Text(text) => match serde_json::from_str(&text) {
                        Ok(Value::Object(mut object)) => {
                            if seen.is_empty() {
                                *seen = object.keys().cloned().collect();
                            }
                            if field.is_none() {
                                *field = usual_field(file, &object)?;
                            }
                            let name = field.as_deref().unwrap_or("text");
                            let value = object.remove(name);
                            *found |= value.is_some();
                            let row = row_of_value(value, name);
                            match second {
                                Some(second) => {
                                    paired(row, object.get(second).and_then(Value::as_str))
                                }
                                None => row,
                            }
                        }
                        _ => Row::Bad(RowFault::NotAnObject),
                    },
                    other => other,
                };
                Ok(Some((number, row)))
            }
        }
    }

    /// Bytes read so far.
    pub(super) fn bytes(&self) -> u64 {
        match &self.kind {
            Kind::Lines(lines) | Kind::Objects { lines, .. } => lines.source().bytes(),
            Kind::Table { records, .. } => records.source().bytes(),
        }
    }

    /// The SHA-256 of what was read.
    pub(super) fn sha256(self) -> String {
        match self.kind {
            Kind::Lines(lines) | Kind::Objects { lines, .. } => lines.into_source().sha256(),
            Kind::Table { records, .. } => records.into_source().sha256(),
        }
    }
}

fn row_of_line(line: &Line<'_>) -> Row {
    match line {
        Line::TooLong => Row::Bad(RowFault::TooLong),
        Line::Whole(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => row_of_text(text),
            Err(_) => Row::Bad(RowFault::NotUtf8),
        },
    }
}

fn row_of_text(text: &str) -> Row {
    if text.trim().is_empty() {
        Row::Blank
    } else {
        Row::Text(text.to_owned())
    }
}

fn row_of_record(record: &Record, column: usize, columns: usize) -> Row {
    if record.is_blank() {
        return Row::Blank;
    }
    if record.len() != columns {
        return Row::Bad(RowFault::Fields {
            found: record.len(),
            expected: columns,
        });
    }
    record
        .field(column)
        .map_or(Row::Bad(RowFault::NotUtf8), row_of_text)
}

/// `row` as a pair with the text `second`.
fn paired(row: Row, second: Option<&str>) -> Row {
    match (row, second) {
        (Row::Text(text), Some(second)) if !second.trim().is_empty() => {
            Row::Pair(text, second.to_owned())
        }
        (Row::Text(_), _) => Row::Bad(RowFault::NoSecond),
        (row, _) => row,
    }
}

fn row_of_value(value: Option<Value>, name: &str) -> Row {
    match value {
        Some(Value::String(text)) => row_of_text(&text),
        Some(_) => Row::Bad(RowFault::NotText(name.to_owned())),
        None => Row::Bad(RowFault::NoField(name.to_owned())),
    }
}

fn table(file: &InputFile, mut records: Records, choice: &InputChoice) -> Result<Kind, InputError> {
    let columns = header(file, &mut records)?;
    let name = match &choice.column {
        Some(name) => name.clone(),
        None => usual_name(&columns).ok_or_else(|| InputError::WhichColumn {
            file: file.name.clone(),
            what: "column",
            there: columns.clone(),
            flag: "--column",
        })?,
    };
    let column = place_of(file, &columns, &name, "--column")?;
    let second = match &choice.second {
        Some(second) if *second == name => {
            return Err(InputError::SameColumn {
                file: file.name.clone(),
                name,
            });
        }
        Some(second) => Some(place_of(file, &columns, second, "--second-column")?),
        None => None,
    };
    Ok(Kind::Table {
        records,
        column,
        second,
        columns,
    })
}

/// Where the column `name` stands.
fn place_of(
    file: &InputFile,
    columns: &[String],
    name: &str,
    flag: &'static str,
) -> Result<usize, InputError> {
    let places = columns.iter().enumerate();
    let mut places = places.filter(|(_, column)| *column == name);
    match (places.next(), places.next()) {
        (Some((column, _)), None) => Ok(column),
        (Some(_), Some(_)) => Err(InputError::TwoColumns {
            file: file.name.clone(),
            name: name.to_owned(),
        }),
        (None, _) => Err(InputError::NoSuchColumn {
            file: file.name.clone(),
            what: "column",
            name: name.to_owned(),
            there: columns.to_vec(),
            flag,
        }),
    }
}

/// The names of the columns, without space around them.
pub(super) fn header(file: &InputFile, records: &mut Records) -> Result<Vec<String>, InputError> {
    let bad = |reason: RowFault| InputError::BadHeader {
        file: file.name.clone(),
        reason,
    };
    let read = records.next();
    let Some((_, first)) = read.map_err(|error| InputError::unreadable(file, &error))? else {
        return Err(InputError::Empty(file.name.clone()));
    };
    let first = first.map_err(bad)?;
    let names = (0..first.len()).map(|place| first.field(place));
    names
        .map(|name| name.map(|name| name.trim().to_owned()))
        .collect::<Option<_>>()
        .ok_or_else(|| bad(RowFault::NotUtf8))
}

/// The only name, or the first usual one.
pub(super) fn usual_name(names: &[String]) -> Option<String> {
    match names {
        [only] => Some(only.clone()),
        several => USUAL_NAMES
            .into_iter()
            .find(|usual| several.iter().any(|name| name == usual))
            .map(str::to_owned),
    }
}

/// The field of `object` that is meant where nobody says it: the only one that holds a text, or
/// one with a usual name. None where no field holds a text.
fn usual_field(
    file: &InputFile,
    object: &serde_json::Map<String, Value>,
) -> Result<Option<String>, InputError> {
    let texts = object.iter().filter(|(_, value)| value.is_string());
    let texts: Vec<String> = texts.map(|(name, _)| name.clone()).collect();
    match usual_name(&texts) {
        None if !texts.is_empty() => Err(InputError::WhichColumn {
            file: file.name.clone(),
            what: "field",
            there: texts,
            flag: "--field",
        }),
        usual => Ok(usual),
    }
}
