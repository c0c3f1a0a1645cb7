//! Finds out how a table is written, from its beginning: every dialect reads it, and the one that
//! makes the most lines into rows of one width is taken.

use crate::domain::corpus::RowFault;

use super::dialect::{DELIMITERS, Dialect, LineEnd, Quoting, ReadAs};
use super::error::InputError;
use super::files::{Format, InputFile};
use super::header::Header;
use super::lines::count;
use super::source::Sample;
use super::table::{Record, Records};

/// How many rows are looked at for what the columns hold.
const ROWS: usize = 100;

/// How a table is written, and its first rows.
#[derive(Debug)]
pub(super) struct TableLayout {
    pub(super) dialect: Dialect,
    pub(super) header: Header,
    /// What the columns are called: as the header has it, else their numbers from 1.
    pub(super) names: Vec<String>,
    /// The first rows below the header that fit it.
    pub(super) rows: Vec<Vec<String>>,
    /// How many bytes stand before the table: Excel's line that names the delimiter.
    pub(super) before: usize,
    /// What was found out and not said.
    found: Found,
}

#[derive(Debug, Clone, Copy)]
struct Found {
    /// The delimiter is another than that of the format.
    delimiter: bool,
    quoting: bool,
}

impl TableLayout {
    /// The layout of `file`, which begins with `sample`; `wanted` are the columns that were asked
    /// for.
    ///
    /// # Errors
    /// A first row that cannot be read.
    pub(super) fn of(
        file: &InputFile,
        sample: &Sample,
        read_as: &ReadAs,
        wanted: &[&str],
    ) -> Result<Self, InputError> {
        let line_end = LineEnd::of(&sample.bytes);
        let (before, hint) = hint_of_excel(&sample.bytes, line_end);
        let table = sample.bytes.get(before..).unwrap_or_default();
        let own = own_delimiter(file.format);
        let delimiter = read_as.delimiter.or(hint);
        let search = Search {
            table,
            whole: sample.whole,
            line_end,
        };
        let dialect = search.dialect(own, delimiter, read_as.quoting);
        let mut rows = search.rows(dialect, file)?;
        // Of blank lines alone every one is counted.
        let first = rows.first().cloned().unwrap_or_else(|| vec![String::new()]);
        let below = rows.get(1..).unwrap_or_default();
        let header = match read_as.header {
            Some(said) => Header::Said(said),
            None if rows.is_empty() => Header::Said(false),
            None => Header::of(&first, below, wanted),
        };
        let names = if header.is_there() {
            rows.drain(..rows.len().min(1));
            first
        } else {
            (1..=first.len()).map(|number| number.to_string()).collect()
        };
        rows.retain(|row| row.len() >= names.len());
        Ok(Self {
            dialect,
            header,
            names,
            rows,
            before,
            found: Found {
                delimiter: read_as.delimiter.is_none() && dialect.delimiter != own,
                quoting: read_as.quoting.is_none(),
            },
        })
    }

    /// Whether a quoted field with a line end and a delimiter in it is taken for a stray quote:
    /// tabs have no place in texts.
    pub(super) fn doubts_long_fields(&self) -> bool {
        self.found.quoting && self.dialect.delimiter == b'\t'
    }

    /// Whether a delimiter at the end of a row makes no field. A comma at the end of a single
    /// column is of its text, unless every row has one.
    pub(super) fn trailing(&self) -> bool {
        let mut rows = self.rows.iter();
        self.names.len() > 1 || rows.all(|row| row.len() > 1)
    }

    /// How it is written, a few words each.
    pub(super) fn description(&self) -> Vec<String> {
        let mut words = vec![format!(
            "{} between fields",
            delimiters(self.dialect.delimiter)
        )];
        words.push(quotes(self.dialect.quoting));
        words.extend(self.dialect.line_end.description());
        words.push(if self.header.is_there() {
            "a header".to_owned()
        } else {
            "no header".to_owned()
        });
        words
    }

    /// What was found out and is not what the file's ending says, one sentence each.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.found.delimiter {
            notes.push(format!(
                "read with {} between fields",
                delimiters(self.dialect.delimiter)
            ));
        }
        if self.found.quoting && !matches!(self.dialect.quoting, Quoting::Doubled(_)) {
            notes.push(quotes(self.dialect.quoting));
        }
        notes.extend(self.dialect.line_end.description());
        let header = self.header;
        let note = header.note();
        notes.extend(note.map(|note| format!("{note} ({})", header.other())));
        notes
    }
}

fn quotes(quoting: Quoting) -> String {
    match quoting {
        Quoting::None => "quotes are text like any other".to_owned(),
        Quoting::Doubled(b'"') => "quotes doubled within quotes".to_owned(),
        Quoting::Doubled(quote) => format!("text quoted with {}", char::from(quote)),
        Quoting::Backslash(_) => "quotes behind a backslash within quotes".to_owned(),
    }
}

fn delimiters(delimiter: u8) -> String {
    match delimiter {
        b',' => "commas".to_owned(),
        b';' => "semicolons".to_owned(),
        b'\t' => "tabs".to_owned(),
        b'|' => "bars".to_owned(),
        other => format!("{:?}", char::from(other)),
    }
}

/// What the ending of a file says is between its fields.
fn own_delimiter(format: Format) -> u8 {
    match format {
        Format::Tsv => b'\t',
        Format::Lines | Format::Csv | Format::JsonLines => b',',
    }
}

/// The line `sep=;` that Excel writes and reads: its length with the line end, and the delimiter.
fn hint_of_excel(sample: &[u8], end: LineEnd) -> (usize, Option<u8>) {
    let length = sample.iter().position(|&byte| byte == end.byte());
    let length = length.unwrap_or(sample.len());
    let line = sample.get(..length).unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    let line = line.strip_suffix(b"\"").unwrap_or(line);
    match line {
        [name @ .., delimiter] if name.eq_ignore_ascii_case(b"sep=") => {
            ((length + 1).min(sample.len()), Some(*delimiter))
        }
        _ => (0, None),
    }
}

/// The beginning of a table, to be read in every dialect.
#[derive(Clone, Copy)]
struct Search<'a> {
    table: &'a [u8],
    whole: bool,
    line_end: LineEnd,
}

/// How well a dialect fits.
#[derive(Clone, Copy)]
struct Fit {
    dialect: Dialect,
    /// Fields of the first row.
    fields: usize,
    /// Lines in rows of that width that are quoted as the dialect has it.
    good: u64,
}

impl Search<'_> {
    /// The dialect that fits best, `own` where none has columns.
    fn dialect(self, own: u8, delimiter: Option<u8>, quoting: Option<Quoting>) -> Dialect {
        let best_of = |delimiter| self.best_quoting(delimiter, quoting);
        if let Some(delimiter) = delimiter {
            return best_of(delimiter).dialect;
        }
        let lines = self.lines();
        let mut best: Option<Fit> = None;
        for delimiter in DELIMITERS {
            if delimiter != own && self.is_prose(delimiter) {
                continue;
            }
            let fit = best_of(delimiter);
            // One that half of the lines disagree with parts nothing.
            let parts = fit.fields > 1 && fit.good * 2 > lines;
            if parts && best.is_none_or(|best| fit.good > best.good) {
                best = Some(fit);
            }
        }
        best.unwrap_or_else(|| best_of(own)).dialect
    }

    /// How many lines have something in them.
    fn lines(self) -> u64 {
        let lines = self.table.split(|&byte| byte == self.line_end.byte());
        let there = lines.filter(|line| !line.iter().all(u8::is_ascii_whitespace));
        there.count() as u64
    }

    /// Whether `delimiter` is mostly followed by a space, as in a sentence.
    fn is_prose(self, delimiter: u8) -> bool {
        let pairs = self.table.windows(2);
        let of_it = pairs.filter(|pair| pair.first() == Some(&delimiter));
        let (mut all, mut spaced) = (0_usize, 0_usize);
        for pair in of_it {
            all += 1;
            spaced += usize::from(pair.last() == Some(&b' '));
        }
        spaced * 2 > all
    }

    fn best_quoting(self, delimiter: u8, quoting: Option<Quoting>) -> Fit {
        let fit = |quoting| {
            self.fit(Dialect {
                delimiter,
                quoting,
                line_end: self.line_end,
            })
        };
        if let Some(quoting) = quoting {
            return fit(quoting);
        }
        let [first, others @ ..] = Quoting::ALL;
        let mut best = fit(first);
        for quoting in others {
            let other = fit(quoting);
            if other.good > best.good {
                best = other;
            }
        }
        best
    }

    fn fit(self, dialect: Dialect) -> Fit {
        let (mut fields, mut good) = (0, 0);
        self.each(dialect, |record| {
            let Ok(record) = record else { return true };
            if fields == 0 {
                fields = record.len();
            }
            let swallows = dialect.delimiter == b'\t' && record.swallowed;
            if record.fits(fields) && !record.stray && !swallows && !is_quoted(record, dialect) {
                good += record.lines;
            }
            true
        });
        Fit {
            dialect,
            fields,
            good,
        }
    }

    /// The first rows; those that cannot be read are left out, but for the very first.
    fn rows(self, dialect: Dialect, file: &InputFile) -> Result<Vec<Vec<String>>, InputError> {
        if self.table.is_empty() {
            return Err(InputError::Empty(file.name.clone()));
        }
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut fault = None;
        let mut any = false;
        self.each(dialect, |record| {
            any = true;
            match record {
                Err(found) if rows.is_empty() => fault = fault.take().or(Some(found)),
                Err(_) => {}
                Ok(record) => {
                    if rows.first().is_none_or(|first| record.fits(first.len())) {
                        let fields = (0..record.len()).map(|place| record.bytes_of(place));
                        let fields = fields.map(Option::unwrap_or_default);
                        let text = |field| String::from_utf8_lossy(field);
                        rows.push(fields.map(|field| text(field).trim().to_owned()).collect());
                    }
                }
            }
            rows.len() <= ROWS && fault.is_none()
        });
        if !any && !self.whole {
            fault = Some(RowFault::TooLong);
        }
        match fault {
            Some(reason) => Err(InputError::BadHeader {
                file: file.name.clone(),
                reason,
            }),
            None => Ok(rows),
        }
    }

    /// Hands over each record that is not blank until `take` has enough, but for one that is cut.
    fn each(self, dialect: Dialect, mut take: impl FnMut(Result<&Record, RowFault>) -> bool) {
        let mut records = Records::new(self.table, dialect, 1);
        loop {
            // What is read from memory does not fail.
            let Ok(Some(_)) = records.advance() else {
                return;
            };
            if records.source().is_empty() && !self.whole {
                return;
            }
            let record = records.record();
            let blank = record.as_ref().is_ok_and(|record| record.is_blank());
            if !blank && !take(record) {
                return;
            }
        }
    }
}

/// Whether a field that is read without quotes stands in quotes as a whole.
fn is_quoted(record: &Record, dialect: Dialect) -> bool {
    let quoted = |field: &[u8]| match field {
        [b'"', text @ .., b'"'] => {
            let quotes = count(text, b'"');
            let doubled = text.windows(2).filter(|pair| *pair == b"\"\"").count();
            quotes <= doubled * 2
        }
        _ => false,
    };
    let mut fields = (0..record.len()).filter_map(|place| record.bytes_of(place));
    dialect.quoting == Quoting::None && fields.any(quoted)
}
