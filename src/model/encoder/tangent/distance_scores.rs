//! What a table of distances adds to the scores of disentangled attention, by plain numbers: the
//! same for states and for their tangents, since it is linear in the queries and keys.

use candle_core::{Error, Result, Tensor};
use glassbox_kernel::{Heads, Linear as LinearArgs, MatrixView};

/// Queries and keys against a table of distances, in texts of one length.
pub(in super::super) struct DistanceScores {
    /// Queries against the positions of keys.
    pub(in super::super) content_to_position: Option<Side>,
    /// Keys against the positions of queries.
    pub(in super::super) position_to_content: Option<Side>,
}

/// One of the two.
pub(in super::super) struct Side {
    /// Of each head, the rows of the table that a text of this length needs, `[head][row][d]`.
    table: Vec<Vec<f32>>,
    /// Which of those rows token `first` has for token `second`, `[first][second]`.
    rows: Vec<usize>,
}

impl Side {
    /// Takes from `table`, `[head][d][row]`, what `rows` name, `[head][first][second]` and alike
    /// for every head.
    pub(in super::super) fn new(table: &Tensor, rows: &Tensor) -> Result<Self> {
        let rows: Vec<u32> = rows.get(0)?.flatten_all()?.to_vec1()?;
        let mut used = rows.clone();
        used.sort_unstable();
        used.dedup();
        let place = |row: &u32| used.binary_search(row).unwrap_or_default();
        let columns = Tensor::new(used.as_slice(), table.device())?;
        let table = table.transpose(1, 2)?.contiguous()?;
        let table = table.index_select(&columns, 1)?;
        let (heads, ..) = table.dims3()?;
        let of_head = |head: usize| table.get(head)?.flatten_all()?.to_vec1();
        Ok(Self {
            table: (0..heads).map(of_head).collect::<Result<_>>()?,
            rows: rows.iter().map(place).collect(),
        })
    }
}

/// Where a token's query and key lie in its row of states.
const QUERY: usize = 0;
const KEY: usize = 1;

impl DistanceScores {
    /// What is added to the scores before they are scaled, `[text][head][token][token]`, by
    /// `states`, `[text][token][3][head][d]`.
    pub(in super::super) fn scores(
        &self,
        states: &[f32],
        tokens: usize,
        heads: Heads,
    ) -> Result<Vec<f32>> {
        let row = 3 * heads.count * heads.size;
        let texts = states.len().checked_div(row * tokens).unwrap_or(0);
        let mut scores = vec![0.0; texts * heads.count * tokens * tokens];
        if let Some(side) = &self.content_to_position {
            side.add(states, QUERY, tokens, heads, &mut scores)?;
        }
        if let Some(side) = &self.position_to_content {
            side.add(states, KEY, tokens, heads, &mut scores)?;
        }
        Ok(scores)
    }
}

impl Side {
    /// Adds what the queries or keys, by `part`, make of the table.
    fn add(
        &self,
        states: &[f32],
        part: usize,
        tokens: usize,
        heads: Heads,
        scores: &mut [f32],
    ) -> Result<()> {
        let Heads { count, size, .. } = heads;
        let stride = 3 * count * size;
        let square = tokens * tokens;
        for (head, table) in self.table.iter().enumerate() {
            let start = (part * count + head) * size;
            let input = MatrixView {
                numbers: states.get(start..).unwrap_or_default(),
                rows: states.len() / stride,
                width: size,
                stride,
            };
            let outputs = table.len() / size;
            let map = LinearArgs {
                weight: table.as_slice().into(),
                bias: None,
                outputs,
            };
            let mut products = vec![0.0; input.rows * outputs];
            glassbox_kernel::linear(input, &[map], None, &mut products, outputs)
                .map_err(Error::wrap)?;
            for (row, products) in products.chunks_exact(outputs.max(1)).enumerate() {
                let (text, first) = (row / tokens, row % tokens);
                let own = (text * count + head) * square;
                let rows = self.rows.get(first * tokens..(first + 1) * tokens);
                for (second, &at) in rows.unwrap_or_default().iter().enumerate() {
                    let (query, key) = match part {
                        QUERY => (first, second),
                        _ => (second, first),
                    };
                    let score = scores.get_mut(own + query * tokens + key);
                    if let (Some(score), Some(product)) = (score, products.get(at)) {
                        *score += product;
                    }
                }
            }
        }
        Ok(())
    }
}
