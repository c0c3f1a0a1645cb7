//! Looking on while blocks mix tokens: how much attention each token receives.
//!
//! The norm `|f_h(x)|` of what head `h` makes of a token is taken head by head; the bias of the
//! output map belongs to no head and is left out. With `v` the token's value in the head and `W`
//! the head's rows of the output map, `|v W|^2 = v (W W^T) v^T`: the matrix in the middle is small
//! and the same for every token.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use candle_core::{Result, Tensor};

use crate::domain::attention::AttentionReceived;

use super::linear::Linear;

/// What a pass keeps of the attention of its blocks.
pub(in super::super) struct Watch {
    texts: Mutex<Vec<Watched>>,
}

/// What was seen of one text.
#[derive(Default)]
struct Watched {
    /// Which of its tokens are special.
    special: Vec<bool>,
    /// The block under way: for each head the attention that each token receives from all
    /// sources, `[head * token]`.
    from_all: Vec<f64>,
    /// The same from sources that are not special.
    from_text: Vec<f64>,
    /// `[head][token][d]`
    values: Option<Tensor>,
    /// The blocks behind it.
    received: Vec<AttentionReceived>,
}

/// The place of one text in a [`Watch`].
#[derive(Clone, Copy)]
pub(super) struct WatchedText<'a> {
    watch: &'a Watch,
    text: usize,
}

/// `W W^T` for the rows `W` of each head, `[head][d][d]`, made when it is first asked for.
#[derive(Default)]
pub(super) struct HeadProducts(OnceLock<Tensor>);

impl Watch {
    /// For texts whose tokens are `special` or not, `[text][token]`.
    pub(in super::super) fn new(special: Vec<Vec<bool>>) -> Self {
        let watched = |special| Watched {
            special,
            ..Watched::default()
        };
        Self {
            texts: Mutex::new(special.into_iter().map(watched).collect()),
        }
    }

    pub(super) fn text(&self, text: usize) -> WatchedText<'_> {
        WatchedText { watch: self, text }
    }

    /// Ends a block: `output` is the map behind its heads.
    pub(super) fn end_block(&self, output: &Linear, products: &HeadProducts) -> Result<()> {
        for watched in self.lock().iter_mut() {
            watched.end_block(output, products)?;
        }
        Ok(())
    }

    /// What each text's tokens received, `[text][block]`.
    pub(in super::super) fn received(self) -> Vec<Vec<AttentionReceived>> {
        let texts = self.texts.into_inner();
        let texts = texts.unwrap_or_else(PoisonError::into_inner);
        texts.into_iter().map(|watched| watched.received).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Watched>> {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WatchedText<'_> {
    /// Sees all of a text at once: the `weights` of its attention, `[head][source][token]`, and the
    /// `values` they weigh, `[head][token][d]`.
    pub(super) fn see(self, weights: &Tensor, values: &Tensor) -> Result<()> {
        self.see_weights(weights, 0, 0)?;
        self.see_values(values)
    }

    /// Sees the weights of some sources, from `first_source` on, for some tokens, from
    /// `first_token` on.
    pub(super) fn see_weights(
        self,
        weights: &Tensor,
        first_source: usize,
        first_token: usize,
    ) -> Result<()> {
        let (heads, sources, tokens) = weights.dims3()?;
        let weights: Vec<f32> = weights.flatten_all()?.to_vec1()?;
        let mut texts = self.watch.lock();
        let Some(watched) = texts.get_mut(self.text) else {
            return Ok(());
        };
        let count = watched.special.len();
        watched.from_all.resize(heads * count, 0.0);
        watched.from_text.resize(heads * count, 0.0);
        for (row, weights) in weights.chunks_exact(tokens.max(1)).enumerate() {
            let (head, source) = (row / sources, row % sources + first_source);
            let first = head * count + first_token;
            let special = watched.special.get(source).copied().unwrap_or(true);
            add(&mut watched.from_all, first, weights);
            if !special {
                add(&mut watched.from_text, first, weights);
            }
        }
        Ok(())
    }

    /// Sees the values of all tokens, `[head][token][d]`.
    pub(super) fn see_values(self, values: &Tensor) -> Result<()> {
        let values = values.contiguous()?;
        if let Some(watched) = self.watch.lock().get_mut(self.text) {
            watched.values = Some(values);
        }
        Ok(())
    }
}

impl Watched {
    fn end_block(&mut self, output: &Linear, products: &HeadProducts) -> Result<()> {
        let Some(values) = self.values.take() else {
            candle_core::bail!("a block's attention was not seen");
        };
        let (heads, count, _) = values.dims3()?;
        let norms = products.norms(output, &values)?;
        let special = self.special.iter().filter(|&&special| special).count();
        let of_heads = |table: &[f64], sources: usize| {
            let table = mean_of_rows(table, count, heads * sources);
            table.into_iter().map(|mean| mean as f32).collect()
        };
        let weighted = self.from_all.iter().zip(&norms);
        let weighted: Vec<f64> = weighted.map(|(sum, &norm)| sum * f64::from(norm)).collect();
        self.received.push(AttentionReceived {
            received: of_heads(&self.from_all, count),
            from_text: of_heads(&self.from_text, count - special),
            norm_weighted: of_heads(&weighted, count),
        });
        self.from_all.clear();
        self.from_text.clear();
        Ok(())
    }
}

impl HeadProducts {
    /// `|f_h(x)|` of every head and token, `[head * token]`, for `values` of shape
    /// `[head][token][d]` and the map `output` behind the heads.
    fn norms(&self, output: &Linear, values: &Tensor) -> Result<Vec<f32>> {
        let (heads, _, size) = values.dims3()?;
        let products = if let Some(products) = self.0.get() {
            products
        } else {
            let products = products(&output.by_input()?, heads, size)?;
            self.0.get_or_init(|| products)
        };
        let squares = (values.matmul(products)? * values)?.sum(2)?;
        // Rounding may put nothing a bit below nothing.
        squares.relu()?.sqrt()?.flatten_all()?.to_vec1()
    }
}

/// `[head * d][output]` to `[head][d][d]`.
fn products(by_input: &Tensor, heads: usize, size: usize) -> Result<Tensor> {
    let outputs = by_input.dims2()?.1;
    let rows = by_input.reshape((heads, size, outputs))?;
    rows.matmul(&rows.t()?.contiguous()?)
}

/// Adds `numbers` to those of `sums` from place `first` on.
fn add(sums: &mut [f64], first: usize, numbers: &[f32]) {
    for (sum, &number) in sums.iter_mut().skip(first).zip(numbers) {
        *sum += f64::from(number);
    }
}

/// The rows of `count` numbers of `table` summed, by `divisor`; nothing where that is 0.
fn mean_of_rows(table: &[f64], count: usize, divisor: usize) -> Vec<f64> {
    let mut sums = vec![0.0; count];
    for row in table.chunks_exact(count.max(1)) {
        for (sum, number) in sums.iter_mut().zip(row) {
            *sum += number;
        }
    }
    let divisor = divisor.max(1) as f64;
    sums.into_iter().map(|sum| sum / divisor).collect()
}
