//! A first look at a file: how it is made, what its columns hold.

use serde_json::Value;

use super::columns::{COLUMN, place_of, place_of_sentences};
use super::dialect::LineEnd;
use super::error::InputError;
use super::files::{Format, InputChoice, InputFile};
use super::lines::{Line, Lines};
use super::objects::ObjectLayout;
use super::rows::note_of_tabs;
use super::sniff::TableLayout;
use super::source::{Sample, Source};
use super::table_rows::{note_of_column, usual_column};

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
    /// Whether the file names its columns; else they are called by their numbers from 1.
    pub has_names: bool,
    /// Which of the columns holds the texts, where that is clear without being told.
    pub usual: Option<usize>,
    /// The only column with sentences, where that is not clear.
    pub with_sentences: Option<usize>,
    /// How it is written, a few words each.
    pub written: Vec<String>,
    /// What was found out and may be otherwise, one sentence each.
    pub notes: Vec<String>,
    /// How many bytes it has, where that is known.
    pub bytes: Option<u64>,
}

/// A column or field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewColumn {
    /// Its name; empty where there is a text per line, and its number where there is no header.
    pub name: String,
    /// Its first values, at most [`PREVIEW_ROWS`]; empty ones where a row has none.
    pub values: Vec<String>,
}

impl Preview {
    /// The place of the column or field called `wanted`, or of the column counted so from 1.
    pub fn place_of(&self, wanted: &str) -> Option<usize> {
        place_of("", &self.names(), wanted, COLUMN).ok()
    }

    /// What to ask for to have the column or field at `place`: its name, or the number of a column
    /// whose name says something else.
    pub fn name_to_ask(&self, place: usize) -> String {
        match self.columns.get(place) {
            Some(column) if self.place_of(&column.name) == Some(place) => column.name.clone(),
            _ => (place + 1).to_string(),
        }
    }

    fn names(&self) -> Vec<String> {
        let columns = self.columns.iter();
        columns.map(|column| column.name.clone()).collect()
    }
}

/// Looks at the first rows of `file` as `choice` would read it; rows that cannot be read are left
/// out.
///
/// # Errors
/// A file that cannot be read, is empty, or is not UTF-8.
pub fn preview(file: &InputFile, choice: &InputChoice) -> Result<Preview, InputError> {
    let (_, sample) = Source::open(file, &choice.read_as)?;
    if sample.bytes.is_empty() {
        return Err(InputError::Empty(file.name.clone()));
    }
    let look = match file.format {
        Format::Lines => lines(&sample),
        Format::Csv | Format::Tsv => table(file, &sample, choice)?,
        Format::JsonLines => objects(&sample),
    };
    let mut written = look.written;
    if let Some(encoding) = choice.read_as.encoding {
        written.push(encoding.name());
    }
    Ok(Preview {
        format: file.format,
        with_sentences: with_sentences(&look.columns),
        columns: look.columns,
        has_names: look.has_names,
        usual: look.usual,
        written,
        notes: look.notes,
        bytes: file.bytes(),
    })
}

fn with_sentences(columns: &[PreviewColumn]) -> Option<usize> {
    let columns = columns.iter();
    place_of_sentences(columns.map(|column| column.values.iter().map(String::as_str)))
}

struct Look {
    columns: Vec<PreviewColumn>,
    has_names: bool,
    usual: Option<usize>,
    written: Vec<String>,
    notes: Vec<String>,
}

fn lines(sample: &Sample) -> Look {
    let end = LineEnd::of(&sample.bytes);
    let mut lines = Lines::new(sample.bytes.as_slice(), end);
    let mut values = Vec::new();
    for _ in 0..MOST_ROWS {
        // What is read from memory does not fail.
        let Ok(Some((_, line))) = lines.next() else {
            break;
        };
        let Line::Whole(line) = line else { continue };
        let text = std::str::from_utf8(line).ok();
        values.extend(
            text.filter(|text| !text.trim().is_empty())
                .map(str::to_owned),
        );
    }
    values.truncate(PREVIEW_ROWS);
    let mut written = vec!["a text per line".to_owned()];
    written.extend(end.description());
    Look {
        columns: vec![PreviewColumn {
            name: String::new(),
            values,
        }],
        has_names: false,
        usual: Some(0),
        written,
        notes: note_of_tabs(sample, end).into_iter().collect(),
    }
}

fn table(file: &InputFile, sample: &Sample, choice: &InputChoice) -> Result<Look, InputError> {
    let wanted: Vec<&str> = [&choice.column, &choice.second]
        .into_iter()
        .filter_map(|name| name.as_deref())
        .collect();
    let layout = TableLayout::of(file, sample, &choice.read_as, &wanted)?;
    let columns = layout.names.iter().enumerate().map(|(place, name)| {
        let rows = layout.rows.iter().take(PREVIEW_ROWS);
        let values = rows.map(|row| row.get(place).cloned().unwrap_or_default());
        PreviewColumn {
            name: name.clone(),
            values: values.collect(),
        }
    });
    let usual = usual_column(&layout);
    let header = layout.header.note().map(str::to_owned);
    let seen = usual.filter(|(_, seen)| *seen && choice.column.is_none());
    let column = seen.map(|(place, _)| note_of_column(place));
    Ok(Look {
        columns: columns.collect(),
        has_names: layout.header.is_there(),
        usual: usual.map(|(place, _)| place),
        written: layout.description(),
        notes: header.into_iter().chain(column).collect(),
    })
}

fn objects(sample: &Sample) -> Look {
    let layout = ObjectLayout::of(sample);
    let strings = layout.strings.iter().take(PREVIEW_ROWS).cloned();
    let strings = (!layout.strings.is_empty()).then(|| PreviewColumn {
        name: String::new(),
        values: strings.collect(),
    });
    let has_names = strings.is_none();
    let (usual, note) = layout.field().told().unzip();
    let columns = layout.names.iter().map(|name| {
        let rows = layout.rows.iter().take(PREVIEW_ROWS);
        let values = rows.map(|object| match object.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        });
        PreviewColumn {
            name: name.clone(),
            values: values.collect(),
        }
    });
    let mut written = vec![if layout.elements {
        "one JSON document".to_owned()
    } else {
        "a JSON object per line".to_owned()
    }];
    written.extend(layout.line_end.description());
    Look {
        usual: match usual {
            None => strings.is_some().then_some(0),
            Some(usual) => layout.names.iter().position(|name| *name == usual),
        },
        columns: columns.chain(strings).collect(),
        has_names,
        written,
        notes: note.flatten().into_iter().collect(),
    }
}
