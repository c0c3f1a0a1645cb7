//! The rows of a table: which column holds the texts, and what is wrong with rows that have none.

use std::io::{self, Read as _};

use crate::domain::corpus::RowFault;

use super::columns::{
    COLUMN, SECOND_COLUMN, place_of, place_of_sentences, place_of_usual, usual_place,
};
use super::error::InputError;
use super::files::{InputChoice, InputFile};
use super::row::{Met, Row, paired, row_of_text};
use super::sniff::TableLayout;
use super::source::{Sample, Source};
use super::table::{Record, Records};

/// A table under way.
pub(super) struct TableRows {
    records: Records<Source>,
    columns: usize,
    column: usize,
    /// That of the second text, where rows are pairs.
    second: Option<usize>,
    delimiter: char,
    doubts_long_fields: bool,
    /// Whether a delimiter at the end of a row makes no field.
    trailing: bool,
    /// Rows whose text goes on behind a closing quote.
    strays: u64,
    /// Rows with a CR that ends no line.
    returns: u64,
}

/// What is said of a column that was told by its values.
pub(super) fn note_of_column(place: usize) -> String {
    let number = place + 1;
    format!("texts are those of column {number}, the only one with sentences")
}

impl TableRows {
    /// The rows of `file` from `source`, which begins with `sample`, and what was found out.
    ///
    /// # Errors
    /// A first row that cannot be read, or a column that is not there.
    pub(super) fn open(
        file: &InputFile,
        mut source: Source,
        sample: &Sample,
        choice: &InputChoice,
    ) -> Result<(Self, Vec<String>), InputError> {
        let own = file.column.as_ref().or(choice.column.as_ref());
        let wanted: Vec<&str> = [own, choice.second.as_ref()]
            .into_iter()
            .filter_map(|name| name.map(String::as_str))
            .collect();
        let layout = TableLayout::of(file, sample, &choice.read_as, &wanted)?;
        let mut notes = layout.notes();
        let column = if let Some(wanted) = own {
            place_of(&file.name, &layout.names, wanted, COLUMN)?
        } else {
            let (place, seen) = usual_column(&layout).ok_or_else(|| InputError::WhichColumn {
                file: file.name.clone(),
                what: COLUMN.what,
                there: layout.names.clone(),
                flag: COLUMN.flag,
            })?;
            if seen {
                notes.push(note_of_column(place));
            }
            place_of_usual(&file.name, &layout.names, place)?
        };
        let second = match &choice.second {
            None => None,
            Some(wanted) => Some(place_of(&file.name, &layout.names, wanted, SECOND_COLUMN)?),
        };
        if second == Some(column) {
            return Err(InputError::SameColumn {
                file: file.name.clone(),
                name: layout.names.get(column).cloned().unwrap_or_default(),
            });
        }
        let failed = |error: io::Error| file.unreadable(&error);
        let first_line = skip(&mut source, layout.before).map_err(failed)?;
        let mut records = Records::new(source, layout.dialect, first_line);
        if layout.header.is_there() {
            while records.advance().map_err(failed)?.is_some() {
                if !records.record().is_ok_and(Record::is_blank) {
                    break;
                }
            }
        }
        let rows = Self {
            records,
            columns: layout.names.len(),
            column,
            second,
            delimiter: layout.dialect.delimiter.into(),
            doubts_long_fields: layout.doubts_long_fields(),
            trailing: layout.trailing(),
            strays: 0,
            returns: 0,
        };
        Ok((rows, notes))
    }

    /// The next row; `None` at the end of the file.
    pub(super) fn next(&mut self) -> io::Result<Option<Met>> {
        let Some(line) = self.records.advance()? else {
            return Ok(None);
        };
        let row = match self.records.record() {
            Err(fault) => Err(fault),
            Ok(record) => self.row(record),
        };
        if let (Ok(Row::Text(_) | Row::Pair(..)), Ok(record)) = (&row, self.records.record()) {
            self.strays += u64::from(record.stray);
        }
        let record = self.records.record();
        self.returns += u64::from(record.is_ok_and(|record| record.returns));
        let lines = self.records.lines();
        let row = row.unwrap_or_else(|fault| Row::Bad(fault, lines));
        Ok(Some(Met::on_line(line, row)))
    }

    fn row(&self, record: &Record) -> Result<Row, RowFault> {
        if record.is_blank() {
            return Ok(Row::Blank);
        }
        let doubted = record.swallowed && self.doubts_long_fields;
        if record.lines > 1 && (record.stray || doubted) {
            return Err(RowFault::StrayQuote);
        }
        let fits = record.len() == self.columns || (self.trailing && record.fits(self.columns));
        if !fits {
            return Err(RowFault::Fields {
                found: record.len(),
                expected: self.columns,
                delimiter: self.delimiter,
            });
        }
        let text = record.field(self.column).ok_or(RowFault::NotUtf8)?;
        let row = row_of_text(text)?;
        match self.second {
            None => Ok(row),
            Some(second) => paired(row, record.field(second)),
        }
    }

    /// What the rows have in common so far.
    pub(super) fn note(&self) -> Option<String> {
        let rows = match self.strays {
            0 => return None,
            1 => "1 row goes".to_owned(),
            many => format!("{many} rows go"),
        };
        Some(format!(
            "{rows} on behind a closing quote, which is left out (--quote none keeps it)"
        ))
    }

    /// How many rows so far have a CR outside quotes that ends no line.
    pub(super) fn returns(&self) -> u64 {
        self.returns
    }

    pub(super) fn source(&self) -> &Source {
        self.records.source()
    }
}

/// Goes on behind the first `count` bytes, which are a line or none; the number of the next line.
fn skip(source: &mut Source, count: usize) -> io::Result<u64> {
    let mut line = vec![0; count];
    source.read_exact(&mut line)?;
    Ok(1 + u64::from(count > 0))
}

/// The column that holds the texts where nobody says it, and whether it was told by its values:
/// in a table without a header there are no names.
pub(super) fn usual_column(layout: &TableLayout) -> Option<(usize, bool)> {
    if layout.header.is_there() || layout.names.len() == 1 {
        return usual_place(&layout.names).map(|place| (place, false));
    }
    let columns = (0..layout.names.len()).map(|place| {
        let values = layout.rows.iter().filter_map(move |row| row.get(place));
        values.map(String::as_str)
    });
    place_of_sentences(columns).map(|place| (place, true))
}
