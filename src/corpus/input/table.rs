//! The records of a CSV or TSV file by RFC 4180, none of them longer in memory than
//! [`LONGEST_ROW`]; the csv crate holds a record whole, however long it is.
//!
//! A quote opens a field only at its very beginning; anywhere else it is a character like any
//! other. Line ends are LF or CRLF.

use std::io;

use crate::domain::corpus::RowFault;

use super::lines::LONGEST_ROW;
use super::source::Source;

/// Reads a table record by record.
pub(super) struct Records {
    source: Source,
    delimiter: u8,
    /// The line that is read next, from 1.
    line: u64,
    record: Record,
}

/// The fields of one record, one after the other.
#[derive(Debug, Default)]
pub(super) struct Record {
    bytes: Vec<u8>,
    /// Where each field ends in `bytes`.
    ends: Vec<usize>,
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

    /// The field at `place`; none where it is no UTF-8 or there is none.
    pub(super) fn field(&self, place: usize) -> Option<&str> {
        let end = *self.ends.get(place)?;
        let start = place.checked_sub(1).map_or(0, |before| {
            self.ends.get(before).copied().unwrap_or_default()
        });
        std::str::from_utf8(self.bytes.get(start..end)?).ok()
    }
}

/// Where in a record a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    /// Behind a quote within a quoted field: its end, or the first of two.
    QuoteInQuoted,
}

impl Records {
    pub(super) fn new(source: Source, delimiter: u8) -> Self {
        Self {
            source,
            delimiter,
            line: 1,
            record: Record::default(),
        }
    }

    /// The next record and the line it begins on; none at the end of the file.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Result<&Record, RowFault>)>> {
        let Self {
            source,
            delimiter,
            line,
            record,
        } = self;
        let begins = *line;
        record.bytes.clear();
        record.ends.clear();
        let mut state = State::FieldStart;
        let (mut any, mut too_long, mut ended) = (false, false, false);
        // The byte before, to tell the CR of a line end from one within quotes.
        let mut before = 0;
        while !ended {
            let there = source.peek()?;
            if there.is_empty() {
                break;
            }
            any = true;
            let mut taken = 0;
            for &byte in there {
                taken += 1;
                *line += u64::from(byte == b'\n');
                let mut keep = false;
                state = match (state, byte) {
                    (State::Quoted, b'"') => State::QuoteInQuoted,
                    (State::Quoted, _) => {
                        keep = true;
                        State::Quoted
                    }
                    (_, b'\n') => {
                        ended = true;
                        State::FieldStart
                    }
                    (_, byte) if byte == *delimiter => {
                        if !too_long {
                            record.ends.push(record.bytes.len());
                        }
                        State::FieldStart
                    }
                    (State::FieldStart, b'"') => State::Quoted,
                    (State::QuoteInQuoted, b'"') => {
                        keep = true;
                        State::Quoted
                    }
                    _ => {
                        keep = true;
                        State::Plain
                    }
                };
                if keep && !too_long {
                    record.bytes.push(byte);
                }
                too_long |= record.bytes.len() + record.ends.len() > LONGEST_ROW;
                if ended {
                    break;
                }
                before = byte;
            }
            source.skip(taken);
        }
        if !any {
            return Ok(None);
        }
        let outcome = if state == State::Quoted {
            Err(RowFault::OpenQuote)
        } else if too_long {
            Err(RowFault::TooLong)
        } else {
            if before == b'\r' {
                record.bytes.pop();
            }
            record.ends.push(record.bytes.len());
            Ok(&*record)
        };
        Ok(Some((begins, outcome)))
    }

    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    pub(super) fn into_source(self) -> Source {
        self.source
    }
}
