//! The rows of one file, whatever its format: each a text, blank, or at fault.

use crate::domain::corpus::RowFault;

use super::dialect::{LineEnd, ReadAs};
use super::error::InputError;
use super::files::{Format, InputChoice, InputFile};
use super::foreign::Foreign;
use super::lines::{Line, Lines, count};
use super::object_rows::ObjectRows;
use super::row::{Met, Row, row_of_text, text_of_line};
use super::source::{Sample, Source};
use super::table_rows::TableRows;

/// A file under way.
pub(super) struct Rows {
    file: InputFile,
    kind: Kind,
    /// How it is read, as far as that was found out.
    found: Vec<String>,
    /// Whether rows that are not UTF-8 may be those of another encoding: what can be read only once
    /// and had no letter beyond ASCII yet.
    doubtful: bool,
}

enum Kind {
    Lines(Lines<Source>),
    Table(TableRows),
    Objects(ObjectRows),
}

impl Rows {
    /// Opens `file`, finds out how it is written, and finds its column.
    ///
    /// # Errors
    /// A file that cannot be read, or a column that is not there.
    pub(super) fn open(file: &InputFile, choice: &InputChoice) -> Result<Self, InputError> {
        let (source, sample) = Source::open(file, &choice.read_as)?;
        if file.format == Format::Lines && choice.second.is_some() {
            return Err(InputError::NoColumns(file.name.clone()));
        }
        let doubtful = !sample.whole && !file.is_lasting() && sample.bytes.is_ascii();
        let (kind, found) = match file.format {
            Format::Lines => {
                let end = LineEnd::of(&sample.bytes);
                let lines = Lines::new(source, end);
                (Kind::Lines(lines), notes_of_lines(&sample, end))
            }
            Format::Csv | Format::Tsv => {
                let (table, notes) = TableRows::open(file, source, &sample, choice)?;
                (Kind::Table(table), notes)
            }
            Format::JsonLines => {
                let (objects, notes) = ObjectRows::open(file, source, &sample, choice)?;
                (Kind::Objects(objects), notes)
            }
        };
        Ok(Self {
            file: file.clone(),
            kind,
            found,
            doubtful,
        })
    }

    /// The next row; `None` at the end of the file.
    ///
    /// # Errors
    /// A file that stops to be readable, that turns out to be not UTF-8, or whose objects have no
    /// such field.
    pub(super) fn next(&mut self) -> Result<Option<Met>, InputError> {
        let file = &self.file;
        let next = match &mut self.kind {
            Kind::Lines(lines) => lines.next().map(|next| {
                let (number, line) = next?;
                Some(Met::on_line(number, row_of_line(&line)))
            }),
            Kind::Table(table) => table.next(),
            Kind::Objects(objects) => objects.next(),
        };
        let next = next.map_err(|error| file.unreadable(&error))?;
        let Some(met) = next else {
            if let Kind::Objects(objects) = &self.kind {
                objects.check_field(file)?;
            }
            return Ok(None);
        };
        match &met.row {
            Row::Bad(RowFault::NotUtf8, _) if self.doubtful => {
                return Err(InputError::Foreign {
                    file: file.name.clone(),
                    what: Foreign::Letters {
                        line: met.line,
                        byte: None,
                    },
                });
            }
            Row::Text(text) => self.doubtful &= text.is_ascii(),
            _ => {}
        }
        Ok(Some(met))
    }

    /// How the file is read as far as that was found out, and what its rows have in common so far,
    /// one sentence each.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = self.found.clone();
        notes.extend(match &self.kind {
            Kind::Lines(_) => None,
            Kind::Table(table) => table.note(),
            Kind::Objects(objects) => objects.note(),
        });
        let returns = match &self.kind {
            Kind::Lines(lines) => lines.returns(),
            Kind::Table(table) => table.returns(),
            Kind::Objects(objects) => objects.returns(),
        };
        notes.extend(note_of_returns(returns));
        if self.source().was_replaced() {
            notes.push("bytes that the encoding does not have were read as U+FFFD".to_owned());
        }
        if let Some(encoding) = self.source().doubtful_encoding() {
            notes.push(format!(
                "read as {encoding} as was said, though every letter of it is valid UTF-8: leave \
                 --encoding out if letters look wrong"
            ));
        }
        notes
    }

    /// Bytes read so far.
    pub(super) fn bytes(&self) -> u64 {
        self.source().bytes()
    }

    /// The SHA-256 of what was read.
    pub(super) fn sha256(&self) -> String {
        self.source().sha256()
    }

    fn source(&self) -> &Source {
        match &self.kind {
            Kind::Lines(lines) => lines.source(),
            Kind::Table(table) => table.source(),
            Kind::Objects(objects) => objects.source(),
        }
    }
}

impl InputFile {
    /// Whether it is read a text per line although every line has as many tabs as the others.
    pub fn is_tabbed(&self) -> bool {
        let sample = || Source::open(self, &ReadAs::default()).ok();
        let tabs = |sample: &Sample| tabs(sample, LineEnd::of(&sample.bytes));
        self.format == Format::Lines
            && self.is_lasting()
            && sample().is_some_and(|(_, sample)| tabs(&sample).is_some())
    }
}

/// What is said of lines with a CR within.
fn note_of_returns(lines: u64) -> Option<String> {
    let have = match lines {
        0 => return None,
        1 => "1 line has".to_owned(),
        many => format!("{many} lines have"),
    };
    Some(format!(
        "{have} a CR within, which ends no line where most lines end in LF"
    ))
}

/// What was found out of a file with a text per line.
fn notes_of_lines(sample: &Sample, end: LineEnd) -> Vec<String> {
    let tabs = note_of_tabs(sample, end);
    let tabs = tabs.map(|note| format!("{note} (--format tsv --column N reads a column)"));
    [end.description(), tabs].into_iter().flatten().collect()
}

/// What is said of lines that look like those of a table.
pub(super) fn note_of_tabs(sample: &Sample, end: LineEnd) -> Option<String> {
    let count = tabs(sample, end)?;
    let tabs = if count == 1 { "tab" } else { "tabs" };
    Some(format!(
        "every line has {count} {tabs}, as in a table, and is read as one text"
    ))
}

/// How many tabs every line has, if all have as many.
fn tabs(sample: &Sample, end: LineEnd) -> Option<usize> {
    const LINES: usize = 100;
    let lines = sample.bytes.split(|&byte| byte == end.byte());
    let lines = lines.filter(|line| !line.trim_ascii().is_empty());
    let mut tabs = lines.map(|line| count(line, b'\t')).take(LINES);
    let first = tabs.next().filter(|&first| first > 0)?;
    let second = tabs.next()?;
    (second == first && tabs.all(|tabs| tabs == first)).then_some(first)
}

fn row_of_line(line: &Line<'_>) -> Row {
    let row = text_of_line(line).and_then(row_of_text);
    row.unwrap_or_else(|fault| Row::Bad(fault, 1))
}
