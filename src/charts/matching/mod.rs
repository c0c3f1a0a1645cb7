//! Charts of two texts that are matched.

mod composition;
mod dimensions;
mod left_out;
mod match_grid;
mod pairs;
mod token_shares;

pub use composition::{Composition, composition_rows};
pub use dimensions::{MatchDimensions, dimension_bars};
pub use left_out::{LeftOutBars, left_out_bars};
pub use match_grid::{MatchGrid, group_size, match_grid, merged_note};
pub use pairs::{StrongestPairs, pair_rows};
pub use token_shares::{TokenShares, share_bars};

use super::palette::Series;
use super::{
    Axis, ChartKey, KeyShape, LegendEntry, LegendMark, MarkRole, RowMark, RowShape, Ticks, extent,
};

use crate::domain::format::part;

/// What adds to the similarity, and what takes from it: a mark's role by the sign of its value.
fn role_of(value: f64) -> MarkRole {
    if value < 0.0 {
        MarkRole::Takes
    } else {
        MarkRole::Adds
    }
}

/// The same of rows.
fn series_of(value: f64) -> Series {
    if value < 0.0 {
        Series::Takes
    } else {
        Series::Adds
    }
}

/// A bar of a row from 0 to `value`.
fn row_bar(value: f64) -> RowMark {
    RowMark {
        series: series_of(value),
        shape: RowShape::Bar(value, None),
        text: part(value),
    }
}

/// What the colours of rows stand for, as far as they are there.
fn row_keys<'a>(marks: impl Iterator<Item = &'a RowMark>) -> Vec<ChartKey> {
    let mut series: Vec<Series> = marks.map(|mark| mark.series).collect();
    series.sort_unstable();
    series.dedup();
    let key = |series: Series| ChartKey {
        series,
        mark: KeyShape::Box,
        text: if series == Series::Takes {
            "takes from it".to_owned()
        } else {
            "adds to the similarity".to_owned()
        },
    };
    series.into_iter().map(key).collect()
}

/// What the colours of bars stand for, as far as they are there.
fn bar_keys(values: impl Iterator<Item = f64>) -> Vec<LegendEntry> {
    let mut keys = vec![LegendEntry::new(
        LegendMark::Bar(MarkRole::Adds),
        "adds to the similarity",
    )];
    if values.into_iter().any(|value| value < 0.0) {
        keys.push(LegendEntry::new(
            LegendMark::Bar(MarkRole::Takes),
            "takes from it",
        ));
    }
    keys
}

/// An axis about 0 with room for what is written at the ends of bars.
fn axis_about_zero(label: &str, values: impl Iterator<Item = f64>) -> Axis {
    let (low, high) = extent(values.chain([0.0])).unwrap_or((0.0, 0.0));
    let room = 0.12 * (high - low);
    Axis {
        label: label.to_owned(),
        min: if low < 0.0 { low - room } else { 0.0 },
        max: if high > low { high + room } else { low + 1.0 },
        ticks: Ticks::Numbers,
    }
}
