//! Looking on while blocks mix tokens: how much attention each token receives.
//!
//! The norm `|f_h(x)|` of what head `h` makes of a token is taken head by head; the bias of the
//! output map belongs to no head and is left out. With `v` the token's value in the head and `W`
//! the head's rows of the output map, `|v W|^2 = v (W W^T) v^T`: the matrix in the middle is small
//! and the same for every token.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use candle_core::{Result, Tensor};
use glassbox_kernel::{Linear as LinearArgs, MatrixView};

use crate::domain::attention::AttentionReceived;

use super::linear::Linear;

/// What a pass keeps of the attention of its blocks.
pub(in super::super) struct Watch {
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    texts: Vec<Watched>,
    heads: usize,
    /// Numbers in a head's value.
    size: usize,
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
    values: Vec<f32>,
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
pub(super) struct HeadProducts(OnceLock<Vec<f32>>);

impl Watch {
    /// For texts whose tokens are `special` or not, `[text][token]`.
    pub(in super::super) fn new(special: Vec<Vec<bool>>) -> Self {
        let watched = |special| Watched {
            special,
            ..Watched::default()
        };
        Self {
            seen: Mutex::new(Seen {
                texts: special.into_iter().map(watched).collect(),
                ..Seen::default()
            }),
        }
    }

    pub(super) fn text(&self, text: usize) -> WatchedText<'_> {
        WatchedText { watch: self, text }
    }

    /// Sees all texts at once, as the kernel has them: the `weights` of each, `[head][source][token]`,
    /// one text behind the other, and `states`, `[token][3][head][d]`: queries, keys and values.
    pub(super) fn see(&self, weights: &[f32], states: &[f32], heads: usize, size: usize) {
        let mut seen = self.lock();
        (seen.heads, seen.size) = (heads, size);
        let width = heads * size;
        let (mut weights, mut states) = (weights, states);
        for watched in &mut seen.texts {
            let count = watched.special.len();
            let own = weights.split_off(..heads * count * count);
            watched.add(own.unwrap_or_default(), heads, count, (0, 0));
            let own = states.split_off(..3 * width * count).unwrap_or_default();
            for head in 0..heads {
                let start = 2 * width + head * size;
                let values = own.chunks_exact(3 * width);
                let values = values.filter_map(|token| token.get(start..start + size));
                watched.values.extend(values.flatten());
            }
        }
    }

    /// Ends a block: `output` is the map behind its heads.
    pub(super) fn end_block(&self, output: &Linear, products: &HeadProducts) -> Result<()> {
        let mut seen = self.lock();
        let norms = seen.norms(products.of(output, seen.heads, seen.size)?)?;
        let heads = seen.heads;
        let all: usize = seen.texts.iter().map(|text| text.special.len()).sum();
        let mut start = 0;
        for watched in &mut seen.texts {
            let count = watched.special.len();
            // `[head][token]` of this text alone.
            let own = norms.chunks_exact(all.max(1)).flat_map(|of_head| {
                let own = of_head.get(start..start + count);
                own.unwrap_or_default().iter().copied()
            });
            watched.end_block(own, heads);
            start += count;
        }
        Ok(())
    }

    /// What each text's tokens received, `[text][block]`.
    pub(in super::super) fn received(self) -> Vec<Vec<AttentionReceived>> {
        let seen = self.seen.into_inner();
        let texts = seen.unwrap_or_else(PoisonError::into_inner).texts;
        texts.into_iter().map(|watched| watched.received).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
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
        let (heads, _, tokens) = weights.dims3()?;
        let weights: Vec<f32> = weights.flatten_all()?.to_vec1()?;
        if let Some(watched) = self.watch.lock().texts.get_mut(self.text) {
            watched.add(&weights, heads, tokens, (first_source, first_token));
        }
        Ok(())
    }

    /// Sees the values of all tokens, `[head][token][d]`.
    pub(super) fn see_values(self, values: &Tensor) -> Result<()> {
        let (heads, _, size) = values.dims3()?;
        let values = values.flatten_all()?.to_vec1()?;
        let mut seen = self.watch.lock();
        (seen.heads, seen.size) = (heads, size);
        if let Some(watched) = seen.texts.get_mut(self.text) {
            watched.values = values;
        }
        Ok(())
    }
}

impl Seen {
    /// `|f_h(x)|` of every head and token, `[head * token]`, the tokens of all texts one behind the
    /// other; `products` are the heads' `W W^T`.
    fn norms(&self, products: &[f32]) -> Result<Vec<f64>> {
        let size = self.size;
        let mut norms = Vec::new();
        let (mut values, mut mapped) = (Vec::new(), Vec::new());
        for (head, product) in products.chunks_exact((size * size).max(1)).enumerate() {
            values.clear();
            for watched in &self.texts {
                let count = watched.special.len() * size;
                let own = watched.values.get(head * count..(head + 1) * count);
                values.extend_from_slice(own.unwrap_or_default());
            }
            mapped.resize(values.len(), 0.0);
            let map = LinearArgs {
                weight: product,
                bias: None,
                outputs: size,
            };
            glassbox_kernel::linear(
                MatrixView::contiguous(&values, size),
                &[map],
                None,
                &mut mapped,
                size,
            )
            .map_err(candle_core::Error::wrap)?;
            let rows = values.chunks_exact(size).zip(mapped.chunks_exact(size));
            norms.extend(rows.map(|(value, mapped)| {
                let parts = value.iter().zip(mapped);
                let square: f64 = parts.map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
                // Rounding may put nothing a bit below nothing.
                square.max(0.0).sqrt()
            }));
        }
        Ok(norms)
    }
}

impl Watched {
    /// Adds `weights`, `[head][source][token]`, for `tokens` tokens, whose first source and first
    /// token are the `first` ones.
    fn add(&mut self, weights: &[f32], heads: usize, tokens: usize, first: (usize, usize)) {
        let count = self.special.len();
        self.from_all.resize(heads * count, 0.0);
        self.from_text.resize(heads * count, 0.0);
        let sources = weights.len() / (heads * tokens).max(1);
        for (row, weights) in weights.chunks_exact(tokens.max(1)).enumerate() {
            let (head, source) = (row / sources, row % sources + first.0);
            let place = head * count + first.1;
            let special = self.special.get(source).copied().unwrap_or(true);
            add(&mut self.from_all, place, weights);
            if !special {
                add(&mut self.from_text, place, weights);
            }
        }
    }

    /// Ends a block; `norms` are those of its tokens, `[head * token]`.
    fn end_block(&mut self, norms: impl Iterator<Item = f64>, heads: usize) {
        let count = self.special.len();
        let special = self.special.iter().filter(|&&special| special).count();
        let of_heads = |table: &[f64], sources: usize| {
            let means = mean_of_rows(table, count, heads * sources);
            means.into_iter().map(|mean| mean as f32).collect()
        };
        let weighted = self.from_all.iter().zip(norms);
        let weighted: Vec<f64> = weighted.map(|(sum, norm)| sum * norm).collect();
        self.received.push(AttentionReceived {
            received: of_heads(&self.from_all, count),
            from_text: of_heads(&self.from_text, count - special),
            norm_weighted: of_heads(&weighted, count),
        });
        self.from_all.clear();
        self.from_text.clear();
        self.values.clear();
    }
}

impl HeadProducts {
    /// Those of `heads` heads of `size`, behind which `output` maps.
    fn of(&self, output: &Linear, heads: usize, size: usize) -> Result<&[f32]> {
        if let Some(products) = self.0.get() {
            return Ok(products);
        }
        let by_input = output.by_input()?;
        let outputs = by_input.dims2()?.1;
        let rows = by_input.reshape((heads, size, outputs))?;
        let products = rows.matmul(&rows.t()?.contiguous()?)?;
        let products = products.flatten_all()?.to_vec1()?;
        Ok(self.0.get_or_init(|| products))
    }
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
