//! The numbers that a chart draws, as tables to be pasted into a spreadsheet.

use crate::charts::{
    BarChart, Chart, CurveChart, GridChart, Heatmap, LineChart, Matrix, RowChart, RowShape, Share,
    TileChart, TokenLabel,
};

use super::table::{Cell, Column, Table, TableFormat, write};

/// The numbers of `charts` with all their digits, between tabs; a line is free
/// between two of them.
pub fn chart_data(charts: &[Chart]) -> String {
    let tables = charts.iter().map(table_of);
    let texts: Vec<String> = tables
        .map(|table| write(&table, TableFormat::Clipboard))
        .collect();
    texts.join("\n")
}

fn table_of(chart: &Chart) -> Table {
    match chart {
        Chart::Bars(chart) => of_bars(chart),
        Chart::Heatmap(chart) => of_heatmap(chart),
        Chart::Lines(chart) => of_lines(chart),
        Chart::Matrix(chart) => of_matrix(chart),
        Chart::Grid(chart) => of_grid(chart),
        Chart::Tiles(chart) => of_tiles(chart),
        Chart::Shares(shares) => of_shares(shares),
        Chart::Rows(chart) => of_rows(chart),
        Chart::Curves(chart) => of_curves(chart),
    }
}

/// A column of names, and one of numbers for each of `heads`.
fn table(first: &str, heads: impl IntoIterator<Item = String>, rows: Vec<Vec<Cell>>) -> Table {
    let numbers = heads.into_iter().map(Column::exact);
    Table {
        caption: String::new(),
        columns: std::iter::once(Column::text(first.to_owned()))
            .chain(numbers)
            .collect(),
        rows,
    }
}

/// A row of a name and its numbers.
fn row<C: Into<Cell>>(name: &str, numbers: impl IntoIterator<Item = C>) -> Vec<Cell> {
    let numbers = numbers.into_iter().map(Into::into);
    std::iter::once(Cell::from(name)).chain(numbers).collect()
}

fn names(labels: &[TokenLabel]) -> impl Iterator<Item = String> {
    labels.iter().map(|label| label.text.clone())
}

fn layer_names(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|layer| format!("layer {layer}"))
}

/// A row for each row of each tile.
fn of_tiles(chart: &TileChart) -> Table {
    let side = chart.tiles.iter().flatten().map(|tile| tile.side);
    let side = side.max().unwrap_or(0);
    let rows = (1..).zip(&chart.tiles).flat_map(|(of_row, tiles)| {
        (1..)
            .zip(tiles)
            .flat_map(move |(of_column, tile): (usize, _)| {
                let lines = (1..).zip(tile.cells.chunks_exact(tile.side.max(1)));
                lines.map(move |(line, cells): (usize, _)| {
                    let name = format!(
                        "{} {of_row}, {} {of_column}, row {line}",
                        chart.row_name, chart.column_name
                    );
                    row(&name, cells.iter().copied().map(f64::from))
                })
            })
    });
    let heads = (1..=side).map(|column| column.to_string());
    table("row", heads, rows.collect())
}

fn of_bars(chart: &BarChart) -> Table {
    let heads = chart.series.iter().map(|series| series.name.clone());
    let rows = chart.labels.iter().enumerate().map(|(slot, label)| {
        let bars = chart.series.iter().map(|series| {
            let bar = series.bars.get(slot).and_then(Option::as_ref);
            bar.map(|bar| bar.value)
        });
        row(&label.text, bars)
    });
    table("token", heads, rows.collect())
}

fn of_heatmap(chart: &Heatmap) -> Table {
    let rows = chart.labels.iter().enumerate().map(|(column, label)| {
        let layers = chart.cells.iter();
        let cells = layers.map(|cells| cells.get(column).copied().flatten());
        row(&label.text, cells)
    });
    table("token", layer_names(chart.cells.len()), rows.collect())
}

fn of_lines(chart: &LineChart) -> Table {
    let lines = chart.lines.iter();
    let rows = lines.map(|line| row(&line.label.text, line.values.iter().copied()));
    table("token", layer_names(chart.layers + 1), rows.collect())
}

fn of_matrix(chart: &Matrix) -> Table {
    let rows = chart.names.iter().zip(&chart.cells);
    let rows = rows.map(|(name, cells)| row(name, cells.iter().copied()));
    table("", chart.names.iter().cloned(), rows.collect())
}

fn of_grid(chart: &GridChart) -> Table {
    let rows = chart.rows.iter().enumerate();
    let rows = rows.map(|(at, label)| row(&label.text, chart.cells.row(at)));
    let corner = format!("{} | {}", chart.row_name, chart.column_name);
    table(&corner, names(&chart.columns), rows.collect())
}

fn of_shares(shares: &[Share]) -> Table {
    let heads = ["C_H", "C_L", "R_H"].map(str::to_owned);
    let rows = shares.iter().map(|share| {
        let numbers = [Some(share.high), Some(share.low), share.high_ratio];
        row(&share.name, numbers)
    });
    table("pairs", heads, rows.collect())
}

/// A line for each mark of a row.
fn of_rows(chart: &RowChart) -> Table {
    let heads = ["value", "low", "high", "lower quartile", "upper quartile"];
    let marks = chart.rows.iter().flat_map(|of| {
        of.marks.iter().map(|mark| {
            let numbers = match mark.shape {
                RowShape::Box {
                    low,
                    lower,
                    median,
                    upper,
                    high,
                } => [median, low, high, lower, upper].map(Some),
                RowShape::Bar(value, interval) | RowShape::Dot(value, interval) => {
                    let (low, high) = interval.unzip();
                    [Some(value), low, high, None, None]
                }
            };
            row(&of.name, numbers)
        })
    });
    let table = table("row", heads.map(str::to_owned), marks.collect());
    table.without_empty_columns()
}

/// A line for each point of a curve.
fn of_curves(chart: &CurveChart) -> Table {
    let heads = [chart.across.label.as_str(), "value", "low", "high"];
    let points = chart.curves.iter().flat_map(|curve| {
        curve.points.iter().flatten().map(|point| {
            let (low, high) = point.band.unzip();
            row(&curve.name, [Some(point.x), Some(point.value), low, high])
        })
    });
    let table = table("curve", heads.map(str::to_owned), points.collect());
    table.without_empty_columns()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::{Axis, Bar, BarSeries, MarkRole};

    #[test]
    fn every_bar_is_there_with_all_its_digits() {
        let bars = [Bar::new(0.1 + 0.2, MarkRole::High), None];
        let chart = BarChart {
            title: "Bars".to_owned(),
            axis: Axis::numbers("n", 0.0, 1.0),
            labels: ["a\tb", "c"].map(TokenLabel::plain).to_vec(),
            tokens: vec![0, 1],
            series: vec![BarSeries::new("Layer 4", bars.to_vec())],
            reference_lines: Vec::new(),
            stacked: false,
        };
        let table = of_bars(&chart);
        let text = write(&table, TableFormat::Clipboard);
        assert_eq!(text, "token\tLayer 4\na b\t0.30000000000000004\nc\t-\n");
    }

    #[test]
    fn the_rows_of_a_heatmap_are_its_tokens() {
        let heatmap = Heatmap {
            texts: Vec::new(),
            title: String::new(),
            axis: Axis::numbers("n", 0.0, 1.0),
            centred: false,
            labels: ["a", "b"].map(TokenLabel::plain).to_vec(),
            cells: vec![vec![Some(1.0), None], vec![Some(2.0), Some(3.5)]],
            chosen_row: 0,
        };
        let text = write(&of_heatmap(&heatmap), TableFormat::Clipboard);
        assert_eq!(text, "token\tlayer 0\tlayer 1\na\t1\t2\nb\t-\t3.5\n");
    }
}
