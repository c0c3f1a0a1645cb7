//! The head of a column, and how it prints its cells: unit, precision, alignment.

use std::borrow::Cow;

use crate::domain::format::{decimals, signed_decimals};

use super::cell::Cell;

/// The head of a column, and how its cells are printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What the column is called.
    pub name: Cow<'static, str>,
    /// The side its cells are flush with, where a format aligns them.
    pub align: Align,
    /// The unit and precision of its numbers.
    pub format: NumberFormat,
    /// The least width, in columns of a terminal, of a number in front of a bar.
    pub number_width: usize,
}

/// The side that cells are flush with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// As words are.
    Left,
    /// As numbers are.
    Right,
}

/// Unit and precision of the numbers of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFormat {
    /// The shortest text that reads back as the same number.
    Exact,
    /// So many digits behind the point.
    Fixed(usize),
    /// The same, with a plus before what is not negative.
    Signed(usize),
    /// A share, printed in percent with so many digits behind the point.
    Percent(usize),
}

impl Column {
    /// A column of words.
    pub fn text(name: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            align: Align::Left,
            format: NumberFormat::Exact,
            number_width: 0,
        }
    }

    /// A column of numbers, or of texts that stand for numbers.
    pub fn number(name: impl Into<Cow<'static, str>>, format: NumberFormat) -> Self {
        Self {
            align: Align::Right,
            format,
            ..Self::text(name)
        }
    }

    /// A column of counts, or of numbers that lose nothing.
    pub fn exact(name: impl Into<Cow<'static, str>>) -> Self {
        Self::number(name, NumberFormat::Exact)
    }

    /// A column of numbers with `digits` behind the point.
    pub fn fixed(name: impl Into<Cow<'static, str>>, digits: usize) -> Self {
        Self::number(name, NumberFormat::Fixed(digits))
    }

    /// A column of bars behind numbers that are at least `number_width` wide, with `digits` behind
    /// the point.
    pub fn bars(name: impl Into<Cow<'static, str>>, number_width: usize, digits: usize) -> Self {
        Self {
            format: NumberFormat::Fixed(digits),
            number_width,
            ..Self::text(name)
        }
    }

    /// `cell` as this column prints it, not yet escaped; `None` where there is nothing.
    pub fn print<'a>(&self, cell: &'a Cell) -> Option<Cow<'a, str>> {
        match cell {
            Cell::Missing => None,
            Cell::Text(text) => Some(Cow::Borrowed(text)),
            Cell::Integer(integer) => Some(Cow::Owned(integer.to_string())),
            Cell::Number(number) => self.format.print(Some(*number)).map(Cow::Owned),
            Cell::Bar(bar) => self.format.print(bar.value).map(Cow::Owned),
        }
    }
}

impl NumberFormat {
    /// `value` in this format; `None` where there is none, or none that is finite.
    pub fn print(self, value: Option<f64>) -> Option<String> {
        match self {
            Self::Exact => value
                .filter(|value| value.is_finite())
                .map(|value| value.to_string()),
            Self::Fixed(digits) => decimals(value, digits),
            Self::Signed(digits) => signed_decimals(value, digits),
            Self::Percent(digits) => {
                decimals(value.map(|share| 100.0 * share), digits).map(|text| format!("{text} %"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_their_column_says() {
        for (format, value, text) in [
            (NumberFormat::Exact, 0.1 + 0.2, "0.30000000000000004"),
            (NumberFormat::Exact, 3.0, "3"),
            (NumberFormat::Fixed(2), -0.456, "-0.46"),
            (NumberFormat::Signed(2), 0.5, "+0.50"),
            (NumberFormat::Percent(1), 0.255, "25.5 %"),
        ] {
            assert_eq!(format.print(Some(value)).as_deref(), Some(text));
            for missing in [None, Some(f64::NAN), Some(f64::INFINITY)] {
                assert_eq!(format.print(missing), None);
            }
        }
    }
}
