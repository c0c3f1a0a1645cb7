//! The elements of a JSON array, or JSON documents one after the other, each over as many lines as
//! it likes and none of them longer in memory than [`LONGEST_ROW`].

use std::io::{self, BufRead};

use crate::domain::corpus::RowFault;

use super::lines::LONGEST_ROW;

/// Reads elements one by one. Arrays within arrays are not told apart.
pub(super) struct Elements<R> {
    source: R,
    /// The line that is read next, from 1.
    line: u64,
    element: Vec<u8>,
    /// How many lines the last element took.
    lines: u64,
    /// How many arrays of elements were opened.
    arrays: u64,
}

/// An element and the line it begins on.
type Element<'a> = (u64, Result<&'a [u8], RowFault>);

/// Where in the file a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Between,
    /// In an object, with so many brackets open.
    Object(usize),
    /// In what is neither object nor array.
    Bare,
    /// In a string, to go on with the rest of its object, or of itself alone.
    String {
        depth: usize,
        escaped: bool,
    },
}

/// What becomes of a byte.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Drop,
    Keep,
    KeepAndEnd,
    End,
}

impl State {
    fn step(self, byte: u8) -> (Self, Act) {
        let string = |depth| Self::String {
            depth,
            escaped: false,
        };
        let within = |depth| match depth {
            0 => Self::Bare,
            depth => Self::Object(depth),
        };
        match (self, byte) {
            (Self::Between, b'[' | b']' | b',') => (self, Act::Drop),
            (Self::Between, space) if space.is_ascii_whitespace() => (self, Act::Drop),
            (Self::Between, b'{') => (Self::Object(1), Act::Keep),
            (Self::Between | Self::Bare, b'"') => (string(0), Act::Keep),
            (Self::Bare, b',' | b']' | b'\n') => (Self::Between, Act::End),
            (Self::Object(depth), b'"') => (string(depth), Act::Keep),
            (Self::Object(depth), b'{' | b'[') => (Self::Object(depth + 1), Act::Keep),
            (Self::Object(1), b'}' | b']') => (Self::Between, Act::KeepAndEnd),
            (Self::Object(depth), b'}' | b']') => (Self::Object(depth - 1), Act::Keep),
            (Self::Object(_), _) => (self, Act::Keep),
            (Self::Between | Self::Bare, _) => (Self::Bare, Act::Keep),
            (
                Self::String {
                    depth,
                    escaped: false,
                },
                b'"',
            ) => (within(depth), Act::Keep),
            (Self::String { depth, escaped }, byte) => {
                let escaped = !escaped && byte == b'\\';
                (Self::String { depth, escaped }, Act::Keep)
            }
        }
    }
}

impl<R: BufRead> Elements<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            line: 1,
            element: Vec::new(),
            lines: 0,
            arrays: 0,
        }
    }

    /// The next element and the line it begins on; `None` at the end of the file.
    pub(super) fn next(&mut self) -> io::Result<Option<Element<'_>>> {
        let Self {
            source,
            line,
            element,
            lines,
            arrays,
        } = self;
        element.clear();
        let mut state = State::Between;
        let (mut begins, mut last) = (None, *line);
        let (mut too_long, mut ended) = (false, false);
        while !ended {
            let there = source.fill_buf()?;
            if there.is_empty() {
                break;
            }
            let mut taken = 0;
            for &byte in there {
                taken += 1;
                *arrays += u64::from(state == State::Between && byte == b'[');
                let (next, act) = state.step(byte);
                state = next;
                if matches!(act, Act::Keep | Act::KeepAndEnd) {
                    begins = begins.or(Some(*line));
                    last = *line;
                    too_long |= element.len() == LONGEST_ROW;
                    if !too_long {
                        element.push(byte);
                    }
                }
                if byte == b'\n' {
                    *line += 1;
                }
                if matches!(act, Act::KeepAndEnd | Act::End) {
                    ended = true;
                    break;
                }
            }
            source.consume(taken);
        }
        let Some(begins) = begins else {
            return Ok(None);
        };
        *lines = last - begins + 1;
        let element = if too_long {
            Err(RowFault::TooLong)
        } else {
            Ok(element.as_slice())
        };
        Ok(Some((begins, element)))
    }

    /// Whether so far the elements are those of one array at most, and not of rows of a table.
    pub(super) fn are_of_one_array(&self) -> bool {
        self.arrays <= 1
    }

    /// How many lines the last element took.
    pub(super) fn lines(&self) -> u64 {
        self.lines
    }

    pub(super) fn source(&self) -> &R {
        &self.source
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(json: &str) -> Vec<(u64, String, u64)> {
        let mut elements = Elements::new(json.as_bytes());
        let mut found = Vec::new();
        while let Some((line, element)) = elements.next().unwrap() {
            let element = String::from_utf8(element.unwrap().to_vec()).unwrap();
            found.push((line, element, elements.lines()));
        }
        found
    }

    #[test]
    fn elements_are_found_however_they_are_laid_out() {
        let wanted = |rows: &[(u64, &str, u64)]| -> Vec<(u64, String, u64)> {
            let rows = rows.iter();
            rows.map(|&(line, json, lines)| (line, json.to_owned(), lines))
                .collect()
        };
        assert_eq!(
            elements("[{\"a\": \"}]\\\"{\"}, {\"b\": [1, {}]}]"),
            wanted(&[(1, "{\"a\": \"}]\\\"{\"}", 1), (1, "{\"b\": [1, {}]}", 1)])
        );
        assert_eq!(
            elements("[\n {\n  \"a\": 1\n },\n {}\n]\n"),
            wanted(&[(2, "{\n  \"a\": 1\n }", 3), (5, "{}", 1)])
        );
        assert_eq!(
            elements("{\n\"a\":1}\n{}\n{"),
            wanted(&[(1, "{\n\"a\":1}", 2), (3, "{}", 1), (4, "{", 1)])
        );
        assert_eq!(
            elements("[1, \"two, [2]\", null\n]"),
            wanted(&[(1, "1", 1), (1, "\"two, [2]\"", 1), (1, "null", 1)])
        );
        assert_eq!(elements("[]\n"), []);
    }
}
