//! Whether the first row of a table names its columns. A row that looks like those below it does
//! not.

use super::columns::is_usual;

/// How it was decided that a table has a header, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Header {
    /// It was said.
    Said(bool),
    /// A name that was asked for or that is usual is in it.
    Named,
    /// It stands above numbers and is none.
    AboveNumbers,
    /// Nothing speaks against it.
    Assumed,
    /// The first row has a number above numbers.
    Number,
    /// The first row has a value that comes again below it.
    Repeated,
    /// The first row has a sentence.
    Sentence,
}

impl Header {
    /// What `first` is above `rows`; `wanted` are the columns that were asked for.
    pub(super) fn of(first: &[String], rows: &[Vec<String>], wanted: &[&str]) -> Self {
        let cells = || {
            first
                .iter()
                .enumerate()
                .filter(|(_, cell)| !cell.is_empty())
        };
        let is_number = |cell: &str| is_number(cell);
        if cells().any(|(_, cell)| is_usual(cell) || names(wanted, cell)) {
            Self::Named
        } else if cells().any(|(place, cell)| is_number(cell) && below(rows, place).all(is_number))
        {
            Self::Number
        } else if cells().any(|(place, cell)| {
            let mut below = below(rows, place).peekable();
            !is_number(cell) && below.peek().is_some() && below.all(is_number)
        }) {
            Self::AboveNumbers
        } else if is_repeated(first, rows) {
            Self::Repeated
        } else if cells().any(|(_, cell)| is_sentence(cell)) {
            Self::Sentence
        } else {
            Self::Assumed
        }
    }

    /// Whether there is a header.
    pub(super) fn is_there(self) -> bool {
        match self {
            Self::Said(there) => there,
            Self::Named | Self::AboveNumbers | Self::Assumed => true,
            Self::Number | Self::Repeated | Self::Sentence => false,
        }
    }

    /// What is said of it where it was found out and may be otherwise.
    pub(super) fn note(self) -> Option<&'static str> {
        match self {
            Self::Said(_) | Self::Named | Self::AboveNumbers => None,
            Self::Assumed => Some("the first row is taken for the header"),
            Self::Number => Some("no header: the first row has a number above numbers"),
            Self::Repeated => {
                Some("no header: the first row has a value that comes again below it")
            }
            Self::Sentence => Some("no header: the first row has a sentence"),
        }
    }

    /// The flag that has it otherwise, and what it does.
    pub(super) fn other(self) -> &'static str {
        if self.is_there() {
            "--no-header reads it as a text"
        } else {
            "--header takes it for one"
        }
    }
}

/// A name that was asked for; a number is a place and no name.
fn names(wanted: &[&str], cell: &str) -> bool {
    wanted.contains(&cell) && cell.parse::<usize>().is_err()
}

/// The values at `place` that are there.
fn below(rows: &[Vec<String>], place: usize) -> impl Iterator<Item = &str> {
    let values = rows.iter().filter_map(move |row| row.get(place));
    values
        .map(|value| value.trim())
        .filter(|value| !value.is_empty())
}

/// A number, a date, a share or a sum of money.
fn is_number(cell: &str) -> bool {
    let cell = cell.trim();
    cell.contains(|c: char| c.is_ascii_digit())
        && cell
            .chars()
            .all(|c| c.is_ascii_digit() || " .,:/-+%eETZ$€£".contains(c))
}

/// Whether a value of `first` comes again in its column; the whole row again is a header again.
fn is_repeated(first: &[String], rows: &[Vec<String>]) -> bool {
    if first.len() < 2 {
        return false;
    }
    let other = rows.iter().filter(|row| row.as_slice() != first);
    other.clone().any(|row| {
        let mut cells = first.iter().zip(row);
        cells.any(|(cell, value)| !cell.is_empty() && cell == value)
    })
}

/// More words than a name has, or what ends like a sentence.
fn is_sentence(cell: &str) -> bool {
    let words = cell.split_whitespace().count();
    let ends = cell.trim_end_matches(['"', '\'', '”', '’', ')']);
    words >= 4
        || (words >= 2 && ends.ends_with(['.', '!', '?', '…']))
        || ends.ends_with(['。', '！', '？'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: &[&[&str]], wanted: &[&str]) -> Header {
        let mut rows = rows.iter().map(|row| {
            let cells = row.iter().map(|cell| (*cell).to_owned());
            cells.collect::<Vec<String>>()
        });
        let first = rows.next().unwrap_or_default();
        Header::of(&first, &rows.collect::<Vec<_>>(), wanted)
    }

    #[test]
    fn rows_that_look_like_those_below_are_no_header() {
        for (rows, found) in [
            (&[&["id", "text"][..], &["1", "a"]][..], Header::Named),
            (&[&["nr", "review"], &["1", "a"]], Header::AboveNumbers),
            (&[&["1", "a b"], &["2", "c"]], Header::Number),
            (&[&["1"]], Header::Number),
            (
                &[&["ham", "hello"], &["spam", "win"], &["ham", "so"]],
                Header::Repeated,
            ),
            (
                &[&["The park was lovely"], &["So was she"]],
                Header::Sentence,
            ),
            (&[&["Lovely."], &["Good"]], Header::Assumed),
            (&[&["So lovely!"], &["Good"]], Header::Sentence),
            (&[&["comment"], &["Good"]], Header::Assumed),
            (
                &[
                    &["Zeit", "Wie hat es Ihnen gefallen?"],
                    &["1.2.2024 10:00", "gut"],
                ],
                Header::AboveNumbers,
            ),
        ] {
            assert_eq!(of(rows, &[]), found, "{rows:?}");
        }
        let rows: &[&[&str]] = &[&["1", "a"], &["2", "b"]];
        assert_eq!(of(rows, &["1"]), Header::Number, "a number is a place");
        assert_eq!(of(rows, &["a"]), Header::Named);
    }
}
