//! Many small matrices in rows and columns, each a tile, all to one scale of colours.

use super::Axis;

/// Tiles in rows and columns.
#[derive(Debug, Clone, PartialEq)]
pub struct TileChart {
    /// What the picture shows.
    pub title: String,
    /// What a colour means.
    pub axis: Axis,
    /// What the rows are of.
    pub row_name: String,
    /// What the columns are of.
    pub column_name: String,
    /// `[row][column]`
    pub tiles: Vec<Vec<Tile>>,
    /// The row and the column of the tile that is looked at.
    pub chosen: Option<(usize, usize)>,
}

/// A small square matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    /// Its cells, row by row.
    pub cells: Vec<f32>,
    /// How many of them a row has.
    pub side: usize,
    /// What it says when it is pointed at, a line each.
    pub facts: Vec<String>,
}

impl TileChart {
    /// How many tiles the longest row has.
    pub fn columns(&self) -> usize {
        self.tiles.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// Where `value` lies on the scale of colours: 0 is its least, 1 its greatest value.
    pub fn share(&self, value: f32) -> f64 {
        self.axis.share(f64::from(value))
    }
}
