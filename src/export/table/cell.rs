//! What stands in a table: a text, a number, a bar, or nothing.

use crate::domain::token_scores::Bucket;

/// What stands in a row under a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing is known here.
    Missing,
    /// A text as it is: the writers escape it.
    Text(String),
    /// A count or a position.
    Integer(u64),
    /// A number, printed as the column says; one that is not finite counts as missing.
    Number(f64),
    /// A number with a bar beside it, where a format draws bars.
    Bar(Bar),
}

/// A number and the bar for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// The number.
    pub value: Option<f64>,
    /// The number whose bar has full width.
    pub full: f64,
    /// Which bucket the bar is drawn for.
    pub bucket: Option<Bucket>,
}

impl Bar {
    /// How much of the full width the bar has, 0 to 1; `None` where there is nothing to draw.
    pub fn share(&self) -> Option<f64> {
        let value = self.value.filter(|value| value.is_finite())?;
        (self.full.is_finite() && self.full > 0.0).then_some(value / self.full)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Text(value.to_string())
    }
}

impl From<u32> for Cell {
    fn from(integer: u32) -> Self {
        Self::Integer(integer.into())
    }
}

impl From<u64> for Cell {
    fn from(integer: u64) -> Self {
        Self::Integer(integer)
    }
}

impl From<usize> for Cell {
    fn from(integer: usize) -> Self {
        Self::Integer(integer as u64)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<Bar> for Cell {
    fn from(bar: Bar) -> Self {
        Self::Bar(bar)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_a_share_of_the_fullest() {
        let bar = |value, full| Bar {
            value,
            full,
            bucket: None,
        };
        assert_eq!(bar(Some(1.0), 4.0).share(), Some(0.25));
        assert_eq!(bar(None, 4.0).share(), None);
        assert_eq!(bar(Some(1.0), 0.0).share(), None);
        assert_eq!(bar(Some(f64::NAN), 1.0).share(), None);
        assert_eq!(bar(Some(1.0), f64::INFINITY).share(), None);
    }
}
