//! The lines of a file, none of them longer in memory than [`LONGEST_ROW`].

use std::io::{self, BufRead};

use super::dialect::LineEnd;

/// More than any model reads of a text; a longer row is a fault of the file.
pub(super) const LONGEST_ROW: usize = 1 << 20;

/// How often `byte` is in `bytes`.
pub(super) fn count(bytes: &[u8], byte: u8) -> usize {
    bytes.iter().map(|&other| usize::from(other == byte)).sum()
}

/// Reads a file line by line.
pub(super) struct Lines<R> {
    source: R,
    end: LineEnd,
    line: Vec<u8>,
    number: u64,
    /// Lines with a CR within that ends none.
    returns: u64,
}

/// One line without its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    Whole(&'a [u8]),
    TooLong,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(source: R, end: LineEnd) -> Self {
        Self {
            source,
            end,
            line: Vec::new(),
            number: 0,
            returns: 0,
        }
    }

    /// The next line and its number, from 1; `None` at the end of the file.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Line<'_>)>> {
        self.line.clear();
        let (mut any, mut too_long) = (false, false);
        loop {
            let there = self.source.fill_buf()?;
            if there.is_empty() {
                break;
            }
            any = true;
            let end = there.iter().position(|&byte| byte == self.end.byte());
            let part = there.get(..end.unwrap_or(there.len())).unwrap_or_default();
            too_long |= self.line.len() + part.len() > LONGEST_ROW;
            if !too_long {
                self.line.extend_from_slice(part);
            }
            let taken = part.len() + usize::from(end.is_some());
            self.source.consume(taken);
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.number += 1;
        let line = if too_long {
            Line::TooLong
        } else if self.end == LineEnd::Lf {
            let line = self.line.strip_suffix(b"\r").unwrap_or(&self.line);
            self.returns += u64::from(line.contains(&b'\r'));
            Line::Whole(line)
        } else {
            Line::Whole(&self.line)
        };
        Ok(Some((self.number, line)))
    }

    /// How many lines so far have a CR within, which ends none where lines end in LF.
    pub(super) fn returns(&self) -> u64 {
        self.returns
    }

    pub(super) fn source(&self) -> &R {
        &self.source
    }
}
