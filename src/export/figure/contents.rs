//! What a figure contains, before it has a size.

use crate::charts::{Chart, Key};

use super::recipe::Recipe;

/// A picture to be: charts over one another, and what a reader must know of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What the picture shows.
    pub title: String,
    /// The texts it was made from, one line each.
    pub texts: Vec<String>,
    /// What marks and colours stand for.
    pub keys: Vec<Key>,
    /// The charts, from the top.
    pub charts: Vec<Chart>,
    /// What a reader of the picture must know, one sentence each.
    pub notes: Vec<String>,
    /// How the numbers came about: model, layer, threshold rule, version.
    pub facts: String,
    /// Everything needed to make the figure again.
    pub recipe: Recipe,
}
