//! In what order lines are drawn, which are named at their ends, and where those names stand.

use crate::charts::{Line, LineChart, MarkRole};

/// Up to this many lines all of them are named, beyond it only the ones that stand out.
const FEW: usize = 14;

/// HIGH over LOW over the rest: the last is drawn over all others.
pub(crate) const DRAW_ORDER: [MarkRole; 5] = [
    MarkRole::Outside,
    MarkRole::Low,
    MarkRole::High,
    MarkRole::Second,
    MarkRole::First,
];

/// The room for names right of a chart of lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameColumn {
    /// Where it begins and ends, downwards.
    pub(crate) extent: (f64, f64),
    /// Least distance between two names.
    pub(crate) pitch: f64,
    /// What happens where the names need more room than there is.
    pub(crate) crowding: Crowding,
}

/// Which names go where not all have room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Crowding {
    /// The lowest: on paper every name that there is room for is printed, moved if need be.
    DropLowest,
    /// Those that would have to move: in the window a name stands where its line ends, and pointing
    /// at a line names it.
    #[cfg_attr(
        not(feature = "window"),
        expect(dead_code, reason = "the window drops names, files do not")
    )]
    DropMoved,
}

/// The name of a line, at its end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LineName<'a> {
    /// The line.
    pub(crate) line: &'a Line,
    /// Where the line ends.
    pub(crate) end: f64,
    /// Where its name stands.
    pub(crate) at: f64,
}

/// The names that `column` has room for, from the top: of all lines where they are few, else of
/// HIGH and of the one with the `highlight`ed token. `y` is where a value stands, downwards.
pub(crate) fn line_names(
    chart: &LineChart,
    column: NameColumn,
    highlight: Option<usize>,
    y: impl Fn(f64) -> f64,
) -> Vec<LineName<'_>> {
    let highlighted = |line: &Line| highlight == Some(line.token);
    let stands_out = |line: &Line| {
        let role = matches!(
            line.role,
            MarkRole::High | MarkRole::First | MarkRole::Second
        );
        role || highlighted(line)
    };
    let all = chart.lines.len() <= FEW;
    let mut names: Vec<(f64, &Line)> = chart
        .lines
        .iter()
        .filter(|line| all || stands_out(line))
        .filter_map(|line| Some((y(chart.end(line)?), line)))
        .collect();
    let rank = |line: &Line| (!highlighted(line), line.role != MarkRole::High);
    names.sort_by(|a, b| rank(a.1).cmp(&rank(b.1)).then(a.0.total_cmp(&b.0)));
    drop_crowded(&mut names, column);
    names.sort_by(|a, b| a.0.total_cmp(&b.0));
    let wanted: Vec<f64> = names.iter().map(|(end, _)| *end).collect();
    let places = spread(&wanted, column.pitch, column.extent);
    let names = names.into_iter().zip(places);
    names
        .map(|((end, line), at)| LineName { line, end, at })
        .collect()
}

/// Keeps the names that have room; the first are the ones to keep.
fn drop_crowded(names: &mut Vec<(f64, &Line)>, column: NameColumn) {
    let NameColumn { extent, pitch, .. } = column;
    let room = extent.1 - extent.0;
    match column.crowding {
        Crowding::DropLowest => names.truncate((room / pitch) as usize),
        Crowding::DropMoved if names.len() as f64 * pitch > room => {
            let mut taken: Vec<f64> = Vec::new();
            names.retain(|&(y, _)| {
                let free = taken.iter().all(|other| (other - y).abs() >= pitch);
                if free {
                    taken.push(y);
                }
                free
            });
        }
        Crowding::DropMoved => {}
    }
}

/// Places `pitch` apart, between `top` and `bottom`, and else as near to `wanted` as can be; both
/// from the top down.
fn spread(wanted: &[f64], pitch: f64, (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut places: Vec<f64> = Vec::with_capacity(wanted.len());
    for (place, &y) in wanted.iter().enumerate() {
        let before = places.last().map_or(top + pitch / 2.0, |last| last + pitch);
        // Those below still need their room.
        let lowest = bottom - pitch / 2.0 - (wanted.len() - 1 - place) as f64 * pitch;
        places.push(y.max(before).min(lowest.max(before)));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::{Axis, Ticks, TokenLabel};

    #[test]
    fn names_keep_their_distance_and_stay_inside() {
        let places = spread(&[10.0, 10.5, 11.0, 50.0], 5.0, (0.0, 60.0));
        assert_eq!(places, [10.0, 15.0, 20.0, 50.0]);
        let low = spread(&[58.0, 59.0, 60.0], 5.0, (0.0, 60.0));
        assert_eq!(low, [47.5, 52.5, 57.5]);
    }

    /// Lines that end at these values, the first of them HIGH.
    fn chart(ends: &[f64]) -> LineChart {
        let line = |(token, &end): (usize, &f64)| Line {
            label: TokenLabel {
                text: token.to_string(),
                special: false,
            },
            token,
            values: vec![Some(0.0), Some(end)],
            role: if token == 0 {
                MarkRole::High
            } else {
                MarkRole::Low
            },
        };
        LineChart {
            title: String::new(),
            axis: Axis {
                label: String::new(),
                min: 0.0,
                max: 100.0,
                ticks: Ticks::Numbers,
            },
            layers: 1,
            lines: ends.iter().enumerate().map(line).collect(),
            marked: [0, 1],
        }
    }

    fn named(chart: &LineChart, room: f64, crowding: Crowding, highlight: usize) -> Vec<usize> {
        let column = NameColumn {
            extent: (100.0 - room, 100.0),
            pitch: 10.0,
            crowding,
        };
        let names = line_names(chart, column, Some(highlight), |value| 100.0 - value);
        names.iter().map(|name| name.line.token).collect()
    }

    #[test]
    fn names_that_have_no_room_go_and_high_stays() {
        let chart = chart(&[1.0, 30.0, 31.0, 32.0]);
        for crowding in [Crowding::DropLowest, Crowding::DropMoved] {
            assert_eq!(named(&chart, 100.0, crowding, 9), [3, 2, 1, 0]);
        }
        assert_eq!(named(&chart, 20.0, Crowding::DropLowest, 9), [3, 0]);
        assert_eq!(named(&chart, 35.0, Crowding::DropMoved, 9), [3, 0]);
        assert_eq!(named(&chart, 35.0, Crowding::DropMoved, 2), [2, 0]);
    }

    #[test]
    fn of_many_lines_only_high_and_the_highlighted_one_are_named() {
        let many: Vec<f64> = (0..20_u8).map(f64::from).collect();
        assert_eq!(named(&chart(&many), 900.0, Crowding::DropMoved, 7), [7, 0]);
    }
}
