//! Rows over one another: how high each is, and what its marks are made of.

use crate::charts::{Row, RowChart, RowShape};

/// The heights that rows are built from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RowPitch {
    /// Height of a mark.
    pub(crate) mark: f64,
    /// Height around the marks of a row.
    pub(crate) around: f64,
}

/// A row in its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowSlot<'a> {
    /// The row.
    pub(crate) row: &'a Row,
    /// Its upper edge.
    pub(crate) top: f64,
    /// Its height.
    pub(crate) height: f64,
    pitch: RowPitch,
}

impl RowPitch {
    /// Every height times `unit`.
    #[must_use]
    pub(crate) fn scaled(self, unit: f64) -> Self {
        Self {
            mark: self.mark * unit,
            around: self.around * unit,
        }
    }

    /// The height of all rows.
    pub(crate) fn whole(self, chart: &RowChart) -> f64 {
        chart.rows.iter().map(|row| self.height(row)).sum()
    }

    /// The rows from `top` down.
    pub(crate) fn slots(self, chart: &RowChart, top: f64) -> impl Iterator<Item = RowSlot<'_>> {
        chart.rows.iter().scan(top, move |next, row| {
            let (top, height) = (*next, self.height(row));
            *next += height;
            Some(RowSlot {
                row,
                top,
                height,
                pitch: self,
            })
        })
    }

    fn height(self, row: &Row) -> f64 {
        self.around + self.mark * row.marks.len().max(1) as f64
    }
}

impl RowSlot<'_> {
    /// The middle of each mark, from the top.
    pub(crate) fn middles(&self) -> impl Iterator<Item = f64> {
        let RowPitch { mark, around } = self.pitch;
        let first = self.top + f64::midpoint(around, mark);
        (0..self.row.marks.len()).map(move |place| first + place as f64 * mark)
    }
}

/// A part of a mark. All of them are symmetrical about the middle of the mark, so that x values and
/// half heights say everything; `thick` is the width of a stroke.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum RowPart {
    /// A line along the middle.
    Level { from: f64, to: f64, thick: f64 },
    /// A line across the middle, `half` above it and below.
    Upright { at: f64, half: f64, thick: f64 },
    /// A filled rectangle with an outline, `half` above the middle and below.
    Body {
        from: f64,
        to: f64,
        half: f64,
        thick: f64,
    },
    /// A dot in the shape of its series.
    Dot { at: f64 },
    /// The value in words, behind a mark that ends at `end`, or has its dot there.
    Value { end: f64, is_dot: bool },
}

/// What a mark `height` high is made of, in the order it is drawn: boxes with whiskers, bars from 0,
/// dots, and intervals whose ends are `cap` above the middle and below. `x` is where a value stands.
pub(crate) fn row_parts(
    shape: RowShape,
    height: f64,
    cap: f64,
    x: impl Fn(f64) -> f64,
) -> Vec<RowPart> {
    match shape {
        RowShape::Box {
            low,
            lower,
            median,
            upper,
            high,
        } => {
            let half = 0.36 * height;
            let end = |value: f64| upright(x(value), 0.55 * half);
            vec![
                level(x(low), x(lower)),
                level(x(upper), x(high)),
                end(low),
                end(high),
                RowPart::Body {
                    from: x(lower),
                    to: x(upper),
                    half,
                    thick: 1.5,
                },
                RowPart::Upright {
                    at: x(median),
                    half,
                    thick: 3.0,
                },
            ]
        }
        RowShape::Bar(value, interval) => {
            let mut parts = vec![RowPart::Body {
                from: x(value.min(0.0)),
                to: x(value.max(0.0)),
                half: 0.38 * height,
                thick: 1.0,
            }];
            parts.extend(whiskers(interval, cap, &x));
            let end = interval.map_or(value, |(_, high)| high.max(value));
            parts.push(RowPart::Value {
                end: x(end.max(0.0)),
                is_dot: false,
            });
            parts
        }
        RowShape::Dot(value, interval) => {
            let mut parts: Vec<RowPart> = whiskers(interval, cap, &x).collect();
            parts.push(RowPart::Dot { at: x(value) });
            if interval.is_none() {
                parts.push(RowPart::Value {
                    end: x(value),
                    is_dot: true,
                });
            }
            parts
        }
    }
}

fn level(from: f64, to: f64) -> RowPart {
    RowPart::Level {
        from,
        to,
        thick: 1.5,
    }
}

fn upright(at: f64, half: f64) -> RowPart {
    RowPart::Upright {
        at,
        half,
        thick: 1.5,
    }
}

fn whiskers(
    interval: Option<(f64, f64)>,
    cap: f64,
    x: impl Fn(f64) -> f64,
) -> impl Iterator<Item = RowPart> {
    let ends = interval.map(|(low, high)| (x(low), x(high)));
    let parts = ends.map(|(low, high)| [level(low, high), upright(low, cap), upright(high, cap)]);
    parts.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::palette::Series;
    use crate::charts::{Axis, RowMark, Ticks};

    fn row(marks: usize) -> Row {
        let mark = RowMark {
            series: Series::First,
            shape: RowShape::Dot(1.0, None),
            text: String::new(),
        };
        Row {
            name: String::new(),
            indent: 0,
            detail: String::new(),
            marks: vec![mark; marks],
            item: 0,
        }
    }

    #[test]
    fn rows_stand_under_one_another_and_marks_in_their_middle() {
        let chart = RowChart {
            title: String::new(),
            axis: Axis {
                label: String::new(),
                min: 0.0,
                max: 1.0,
                ticks: Ticks::Numbers,
            },
            rows: vec![row(1), row(0), row(2)],
            reference_lines: Vec::new(),
            keys: Vec::new(),
        };
        let pitch = RowPitch {
            mark: 10.0,
            around: 4.0,
        };
        assert_eq!(pitch.whole(&chart), 52.0);
        assert_eq!(pitch.scaled(0.5).whole(&chart), 26.0);
        let slots: Vec<RowSlot<'_>> = pitch.slots(&chart, 100.0).collect();
        let tops: Vec<(f64, f64)> = slots.iter().map(|slot| (slot.top, slot.height)).collect();
        assert_eq!(tops, [(100.0, 14.0), (114.0, 14.0), (128.0, 24.0)]);
        let middles = |slot: &RowSlot<'_>| slot.middles().collect::<Vec<f64>>();
        assert_eq!(middles(&slots[0]), [107.0]);
        assert!(middles(&slots[1]).is_empty());
        assert_eq!(middles(&slots[2]), [135.0, 145.0]);
    }

    #[test]
    fn a_bar_begins_at_zero_and_its_value_stands_behind_its_interval() {
        let parts = row_parts(RowShape::Bar(-2.0, Some((-3.0, 1.0))), 10.0, 3.0, |x| x);
        let body = RowPart::Body {
            from: -2.0,
            to: 0.0,
            half: 3.8,
            thick: 1.0,
        };
        assert_eq!(parts.first(), Some(&body));
        let value = RowPart::Value {
            end: 1.0,
            is_dot: false,
        };
        assert_eq!(parts.last(), Some(&value));
        let dot = row_parts(RowShape::Dot(2.0, Some((1.0, 3.0))), 10.0, 3.0, |x| x);
        assert_eq!(dot.last(), Some(&RowPart::Dot { at: 2.0 }));
    }
}
