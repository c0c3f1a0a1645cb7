//! The records of a table in one dialect, none of them longer in memory than [`LONGEST_ROW`].
//!
//! The csv crate holds a record whole, however long it is, and csv-core says neither that a quote
//! was left open nor what stands behind a closing one, passes over blank lines, and drops every
//! backslash; what was lost could not be counted. So the records are parted here, and tests hold
//! them against the csv crate.
//!
//! A quote opens a field only at its very beginning; anywhere else it is a character like any
//! other.

use std::io::{self, BufRead};

use crate::domain::corpus::RowFault;

use super::dialect::{Dialect, LineEnd, Quoting};
use super::lines::LONGEST_ROW;

/// Reads a table record by record.
pub(super) struct Records<R> {
    source: R,
    dialect: Dialect,
    /// The line that is read next, from 1.
    line: u64,
    record: Record,
    fault: Option<RowFault>,
}

/// The fields of one record, one after the other.
#[derive(Debug, Default)]
pub(super) struct Record {
    bytes: Vec<u8>,
    /// Where each field ends in `bytes`.
    ends: Vec<usize>,
    /// How many lines it takes.
    pub(super) lines: u64,
    /// Whether text stands behind a closing quote.
    pub(super) stray: bool,
    /// Whether a quoted field holds a line end and a delimiter.
    pub(super) swallowed: bool,
    /// Whether a CR stands outside quotes and ends no line.
    pub(super) returns: bool,
}

impl Record {
    /// How many fields there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether this is an empty line.
    pub(super) fn is_blank(&self) -> bool {
        self.len() <= 1 && self.bytes.iter().all(u8::is_ascii_whitespace)
    }

    /// Whether it has a field for each of so many columns, and behind them at most empty ones, as
    /// a delimiter at the end of every line makes them.
    pub(super) fn fits(&self, columns: usize) -> bool {
        let end = |place: usize| self.ends.get(place).copied();
        let last = columns.checked_sub(1).and_then(end);
        self.len() == columns || last == Some(self.bytes.len())
    }

    /// The bytes of the field at `place`.
    pub(super) fn bytes_of(&self, place: usize) -> Option<&[u8]> {
        let end = *self.ends.get(place)?;
        let start = place.checked_sub(1).map_or(0, |before| {
            self.ends.get(before).copied().unwrap_or_default()
        });
        self.bytes.get(start..end)
    }

    /// The field at `place`; `None` where it is not UTF-8 or there is none.
    pub(super) fn field(&self, place: usize) -> Option<&str> {
        std::str::from_utf8(self.bytes_of(place)?).ok()
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        (self.lines, self.stray) = (0, false);
        (self.swallowed, self.returns) = (false, false);
    }
}

/// Where in a record a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    /// Behind a backslash within a quoted field.
    Escaped,
    /// Behind a quote within a quoted field: its end, or the first of two.
    QuoteInQuoted,
    /// Behind white space behind a closing quote.
    Behind,
}

/// What becomes of a byte.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Drop,
    Keep,
    /// With the backslash before it, which escaped nothing.
    KeepBoth,
    EndField,
    EndRecord,
}

impl Dialect {
    fn step(self, state: State, byte: u8) -> (State, Act) {
        let is_quote = self.quoting.mark() == Some(byte);
        match state {
            State::Quoted if is_quote => (State::QuoteInQuoted, Act::Drop),
            State::Quoted if byte == b'\\' && matches!(self.quoting, Quoting::Backslash(_)) => {
                (State::Escaped, Act::Drop)
            }
            State::Quoted => (State::Quoted, Act::Keep),
            State::Escaped if is_quote || byte == b'\\' => (State::Quoted, Act::Keep),
            State::Escaped => (State::Quoted, Act::KeepBoth),
            _ if byte == self.line_end.byte() => (State::FieldStart, Act::EndRecord),
            _ if byte == self.delimiter => (State::FieldStart, Act::EndField),
            State::FieldStart if is_quote => (State::Quoted, Act::Drop),
            State::QuoteInQuoted if is_quote => (State::Quoted, Act::Keep),
            State::QuoteInQuoted | State::Behind if byte.is_ascii_whitespace() => {
                (State::Behind, Act::Keep)
            }
            State::FieldStart | State::Plain | State::QuoteInQuoted | State::Behind => {
                (State::Plain, Act::Keep)
            }
        }
    }
}

/// What a quoted field holds that ends others.
#[derive(Clone, Copy, Default)]
struct Held {
    line_end: bool,
    delimiter: bool,
}

impl<R: BufRead> Records<R> {
    /// The records of `source`, whose next line is `line`.
    pub(super) fn new(source: R, dialect: Dialect, line: u64) -> Self {
        Self {
            source,
            dialect,
            line,
            record: Record::default(),
            fault: None,
        }
    }

    /// Goes on to the next record; the line it begins on, or none at the end of the file.
    pub(super) fn advance(&mut self) -> io::Result<Option<u64>> {
        let Self {
            source,
            dialect,
            line,
            record,
            fault,
        } = self;
        let begins = *line;
        record.clear();
        let mut state = State::FieldStart;
        let mut held = Held::default();
        let (mut any, mut too_long, mut ended) = (false, false, false);
        // The byte before, to tell the CR of a line end from one within quotes.
        let mut before = 0;
        while !ended {
            let there = source.fill_buf()?;
            if there.is_empty() {
                break;
            }
            any = true;
            let mut taken = 0;
            for &byte in there {
                taken += 1;
                *line += u64::from(byte == dialect.line_end.byte());
                let (next, act) = dialect.step(state, byte);
                record.returns |= before == b'\r'
                    && byte != b'\n'
                    && !matches!(state, State::Quoted | State::Escaped);
                match state {
                    State::FieldStart => held = Held::default(),
                    State::Quoted | State::Escaped => {
                        held.line_end |= byte == dialect.line_end.byte();
                        held.delimiter |= byte == dialect.delimiter;
                        record.swallowed |= held.line_end && held.delimiter;
                    }
                    State::QuoteInQuoted | State::Behind => record.stray |= next == State::Plain,
                    State::Plain => {}
                }
                state = next;
                if !too_long {
                    match act {
                        Act::Drop | Act::EndRecord => {}
                        Act::Keep => record.bytes.push(byte),
                        Act::KeepBoth => record.bytes.extend([b'\\', byte]),
                        Act::EndField => record.ends.push(record.bytes.len()),
                    }
                    too_long = record.bytes.len() + record.ends.len() > LONGEST_ROW;
                }
                if act == Act::EndRecord {
                    ended = true;
                    break;
                }
                before = byte;
            }
            source.consume(taken);
        }
        if !any {
            return Ok(None);
        }
        // Behind a line end there is no line more.
        let goes_on = !ended && before != dialect.line_end.byte();
        record.lines = *line - begins + u64::from(goes_on);
        *fault = if matches!(state, State::Quoted | State::Escaped) {
            Some(RowFault::OpenQuote)
        } else if too_long {
            Some(RowFault::TooLong)
        } else {
            if before == b'\r' && dialect.line_end == LineEnd::Lf {
                record.bytes.pop();
            }
            record.ends.push(record.bytes.len());
            None
        };
        Ok(Some(begins))
    }

    /// The record that was reached last.
    pub(super) fn record(&self) -> Result<&Record, RowFault> {
        match &self.fault {
            Some(fault) => Err(fault.clone()),
            None => Ok(&self.record),
        }
    }

    /// How many lines the last record took.
    pub(super) fn lines(&self) -> u64 {
        self.record.lines
    }

    pub(super) fn source(&self) -> &R {
        &self.source
    }
}
