//! A first look at a file: how it is made, what its columns hold.

use serde_json::Value;

use super::error::InputError;
use super::files::{Format, InputFile};
use super::lines::{Line, Lines};
use super::rows::{header, usual_name};
use super::source::Source;
use super::table::Records;

/// How many rows are looked at.
pub const PREVIEW_ROWS: usize = 5;

/// How many rows are looked through for those.
const MOST_ROWS: usize = 100;

/// The beginning of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// How texts stand in it.
    pub format: Format,
    /// Its columns or fields; one without a name where there is a text per line.
    pub columns: Vec<PreviewColumn>,
    /// Which of the columns holds the texts, where that is clear without being told.
    pub usual: Option<usize>,
    /// How many bytes it has, where that is known.
    pub bytes: Option<u64>,
}

/// A column or field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewColumn {
    /// Its name; empty where there is a text per line.
    pub name: String,
    /// Its first values, at most [`PREVIEW_ROWS`]; empty ones where a row has none.
    pub values: Vec<String>,
}

/// Looks at the first rows of `file`; rows that cannot be read are left out.
///
/// # Errors
/// A file that cannot be read, is empty, or is no UTF-8.
pub fn preview(file: &InputFile) -> Result<Preview, InputError> {
    let source = Source::open(file)?;
    let (columns, usual) = match file.format {
        Format::Lines => lines(file, Lines::new(source))?,
        Format::Csv => table(file, Records::new(source, b','))?,
        Format::Tsv => table(file, Records::new(source, b'\t'))?,
        Format::JsonLines => objects(file, Lines::new(source))?,
    };
    Ok(Preview {
        format: file.format,
        columns,
        usual,
        bytes: file.bytes(),
    })
}

type Columns = (Vec<PreviewColumn>, Option<usize>);

fn lines(file: &InputFile, lines: Lines) -> Result<Columns, InputError> {
    let values = first_lines(file, lines)?;
    let column = PreviewColumn {
        name: String::new(),
        values: values.into_iter().take(PREVIEW_ROWS).collect(),
    };
    Ok((vec![column], Some(0)))
}

fn table(file: &InputFile, mut records: Records) -> Result<Columns, InputError> {
    let names = header(file, &mut records)?;
    let mut columns = columns_named(&names);
    let unreadable = |error| InputError::unreadable(file, &error);
    let mut rows = 0;
    for _ in 0..MOST_ROWS {
        let Some((_, record)) = records.next().map_err(unreadable)? else {
            break;
        };
        let Ok(record) = record else { continue };
        if record.is_blank() || record.len() != names.len() {
            continue;
        }
        for (place, column) in columns.iter_mut().enumerate() {
            let value = record.field(place).unwrap_or_default();
            column.values.push(value.to_owned());
        }
        rows += 1;
        if rows == PREVIEW_ROWS {
            break;
        }
    }
    let usual = usual_name(&names);
    Ok((columns, place_of(&names, usual.as_ref())))
}

fn objects(file: &InputFile, lines: Lines) -> Result<Columns, InputError> {
    let rows = first_lines(file, lines)?;
    let objects = rows
        .iter()
        .filter_map(|row| match serde_json::from_str(row) {
            Ok(Value::Object(object)) => Some(object),
            _ => None,
        });
    let objects: Vec<_> = objects.take(PREVIEW_ROWS).collect();
    let first = objects.first();
    let names: Vec<String> = first.into_iter().flat_map(|o| o.keys().cloned()).collect();
    let is_text = |name: &&String| {
        first
            .and_then(|o| o.get(*name))
            .is_some_and(Value::is_string)
    };
    let texts: Vec<String> = names.iter().filter(is_text).cloned().collect();
    let usual = usual_name(&texts);
    let mut columns = columns_named(&names);
    for column in &mut columns {
        let values = objects.iter().map(|object| match object.get(&column.name) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        });
        column.values = values.collect();
    }
    Ok((columns, place_of(&names, usual.as_ref())))
}

fn columns_named(names: &[String]) -> Vec<PreviewColumn> {
    let columns = names.iter().map(|name| PreviewColumn {
        name: name.clone(),
        values: Vec::new(),
    });
    columns.collect()
}

fn place_of(names: &[String], name: Option<&String>) -> Option<usize> {
    names.iter().position(|other| Some(other) == name)
}

/// The first lines with something in them.
fn first_lines(file: &InputFile, mut lines: Lines) -> Result<Vec<String>, InputError> {
    let mut found = Vec::new();
    let mut any = false;
    for _ in 0..MOST_ROWS {
        let next = lines.next();
        let Some((_, line)) = next.map_err(|error| InputError::unreadable(file, &error))? else {
            break;
        };
        any = true;
        let Line::Whole(bytes) = line else { continue };
        let Ok(text) = std::str::from_utf8(bytes) else {
            continue;
        };
        if !text.trim().is_empty() {
            found.push(text.to_owned());
        }
        if found.len() == PREVIEW_ROWS {
            break;
        }
    }
    if any {
        Ok(found)
    } else {
        Err(InputError::Empty(file.name.clone()))
    }
}
