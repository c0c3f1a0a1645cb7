//! How much attention each token receives, recorded while blocks attend; of a single block also every
//! weight, where that is wanted.
//!
//! The norm `|f_h(x)|` of what head `h` makes of a token is taken head by head, without the bias of
//! the output map, which belongs to no head. With `v` the token's value in the head and `W`
//! the head's rows of the output map, `|v W|^2 = v (W W^T) v^T`: the matrix in the middle is small
//! and the same for every token.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use candle_core::{Result, Tensor};
use glassbox_kernel::{Linear as LinearArgs, MatrixView};

use crate::domain::attention::{AttentionReceived, BlockAttention};

use super::linear::Linear;

/// Records the attention of every block of a pass.
pub(in super::super) struct AttentionRecorder {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    texts: Vec<RecordedText>,
    heads: usize,
    /// Numbers in a head's value.
    size: usize,
    /// Whether every weight is kept.
    keeps_weights: bool,
}

/// What was recorded of one text.
#[derive(Default)]
struct RecordedText {
    /// Which of its tokens are special.
    special: Vec<bool>,
    /// Of the block under way: for each head the attention that each token receives from all
    /// sources, `[head * token]`.
    from_all: Vec<f64>,
    /// The same from sources that are not special.
    from_text: Vec<f64>,
    /// `[head][token][d]`
    values: Vec<f32>,
    /// Every weight of the block under way, `[head][source][token]`, where they are kept.
    weights: Vec<f32>,
    /// Of the blocks that are done.
    received: Vec<AttentionReceived>,
    /// The last block that is done, where its weights are kept.
    block: Option<BlockAttention>,
}

/// Records the attention of one text; without a recorder it does nothing.
#[derive(Clone, Copy)]
pub(super) struct TextRecorder<'a> {
    recorder: Option<&'a AttentionRecorder>,
    text: usize,
    offset: Offset,
}

/// Where a table of weights begins in the text, when it does not hold all of them.
#[derive(Clone, Copy, Default)]
struct Offset {
    source: usize,
    token: usize,
}

/// `W W^T` for the rows `W` of each head, `[head][d][d]`, computed when first asked for.
#[derive(Default)]
pub(super) struct HeadProducts(OnceLock<Vec<f32>>);

impl AttentionRecorder {
    /// For texts whose tokens are `special` or not, `[text][token]`.
    pub(in super::super) fn new(special: Vec<Vec<bool>>) -> Self {
        let record = |special| RecordedText {
            special,
            ..RecordedText::default()
        };
        Self {
            state: Mutex::new(State {
                texts: special.into_iter().map(record).collect(),
                ..State::default()
            }),
        }
    }

    /// The same for the pass of a single block, of which every weight is kept.
    pub(in super::super) fn keeping_weights(special: Vec<Vec<bool>>) -> Self {
        let recorder = Self::new(special);
        recorder.lock().keeps_weights = true;
        recorder
    }

    /// Records all texts at once, as the kernel has them: the `weights` of each,
    /// `[head][source][token]`, one text behind the other, and `states`, `[token][3][head][d]`:
    /// queries, keys and values.
    pub(super) fn record(&self, weights: &[f32], states: &[f32], heads: usize, size: usize) {
        let mut state = self.lock();
        (state.heads, state.size) = (heads, size);
        let width = heads * size;
        let (mut weights, mut states) = (weights, states);
        let keeps = state.keeps_weights;
        for record in &mut state.texts {
            let count = record.special.len();
            let own = weights.split_off(..heads * count * count);
            let own = own.unwrap_or_default();
            record.add(own, heads, count, Offset::default());
            if keeps {
                record.keep(own, heads, count, Offset::default());
            }
            let own = states.split_off(..3 * width * count).unwrap_or_default();
            for head in 0..heads {
                let start = 2 * width + head * size;
                let values = own.chunks_exact(3 * width);
                let values = values.filter_map(|token| token.get(start..start + size));
                record.values.extend(values.flatten());
            }
        }
    }

    /// Ends a block whose heads are followed by the map `output`.
    pub(super) fn end_block(&self, output: &Linear, products: &HeadProducts) -> Result<()> {
        let mut state = self.lock();
        let norms = state.norms(products.of_heads(output, state.heads, state.size)?)?;
        let heads = state.heads;
        let all: usize = state.texts.iter().map(|text| text.special.len()).sum();
        let mut start = 0;
        for record in &mut state.texts {
            let count = record.special.len();
            // `[head][token]` of this text alone.
            let own = norms.chunks_exact(all.max(1)).flat_map(|of_head| {
                let own = of_head.get(start..start + count);
                own.unwrap_or_default().iter().copied()
            });
            record.end_block(own, heads);
            start += count;
        }
        Ok(())
    }

    /// What the tokens of each text received, `[text][block]`.
    pub(in super::super) fn received(self) -> Vec<Vec<AttentionReceived>> {
        let state = self.state.into_inner();
        let texts = state.unwrap_or_else(PoisonError::into_inner).texts;
        texts.into_iter().map(|record| record.received).collect()
    }

    /// What the tokens of each text received in the last block, and all of its weights.
    pub(in super::super) fn last_block(self) -> Vec<(AttentionReceived, BlockAttention)> {
        let state = self.state.into_inner();
        let texts = state.unwrap_or_else(PoisonError::into_inner).texts;
        let of_text = |mut text: RecordedText| text.received.pop().zip(text.block);
        texts.into_iter().filter_map(of_text).collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> TextRecorder<'a> {
    /// For the text with the number `text` in its batch.
    pub(super) fn new(recorder: Option<&'a AttentionRecorder>, text: usize) -> Self {
        Self {
            recorder,
            text,
            offset: Offset::default(),
        }
    }

    /// The same, for weights of which the first source is `source` and the first token `token`.
    pub(super) fn starting_at(self, source: usize, token: usize) -> Self {
        let offset = Offset { source, token };
        Self { offset, ..self }
    }

    /// Records weights of attention, `[head][source][token]`.
    pub(super) fn record_weights(self, weights: &Tensor) -> Result<()> {
        let Some(recorder) = self.recorder else {
            return Ok(());
        };
        let (heads, _, tokens) = weights.dims3()?;
        let weights: Vec<f32> = weights.flatten_all()?.to_vec1()?;
        let mut state = recorder.lock();
        let keeps = state.keeps_weights;
        if let Some(record) = state.texts.get_mut(self.text) {
            record.add(&weights, heads, tokens, self.offset);
            if keeps {
                record.keep(&weights, heads, tokens, self.offset);
            }
        }
        Ok(())
    }

    /// Records the values of all tokens, `[head][token][d]`.
    pub(super) fn record_values(self, values: &Tensor) -> Result<()> {
        let Some(recorder) = self.recorder else {
            return Ok(());
        };
        let (heads, _, size) = values.dims3()?;
        let values = values.flatten_all()?.to_vec1()?;
        let mut state = recorder.lock();
        (state.heads, state.size) = (heads, size);
        if let Some(record) = state.texts.get_mut(self.text) {
            record.values = values;
        }
        Ok(())
    }
}

impl State {
    /// `|f_h(x)|` of every head and token, `[head * token]`, the tokens of all texts one behind the
    /// other; `products` are the heads' `W W^T`.
    fn norms(&self, products: &[f32]) -> Result<Vec<f64>> {
        let size = self.size;
        let mut norms = Vec::new();
        let (mut values, mut mapped) = (Vec::new(), Vec::new());
        for (head, product) in products.chunks_exact((size * size).max(1)).enumerate() {
            values.clear();
            for record in &self.texts {
                let count = record.special.len() * size;
                let own = record.values.get(head * count..(head + 1) * count);
                values.extend_from_slice(own.unwrap_or_default());
            }
            mapped.resize(values.len(), 0.0);
            let map = LinearArgs {
                weight: product.into(),
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
                // Rounding may put 0 a bit below 0.
                square.max(0.0).sqrt()
            }));
        }
        Ok(norms)
    }
}

impl RecordedText {
    /// Adds `weights`, `[head][source][token]`, of `tokens` tokens, the first source and token of
    /// which are those at `offset`.
    fn add(&mut self, weights: &[f32], heads: usize, tokens: usize, offset: Offset) {
        let count = self.special.len();
        self.from_all.resize(heads * count, 0.0);
        self.from_text.resize(heads * count, 0.0);
        let sources = weights.len() / (heads * tokens).max(1);
        for (row, weights) in weights.chunks_exact(tokens.max(1)).enumerate() {
            let (head, source) = (row / sources, row % sources + offset.source);
            let place = head * count + offset.token;
            let special = self.special.get(source).copied().unwrap_or(true);
            add(&mut self.from_all, place, weights);
            if !special {
                add(&mut self.from_text, place, weights);
            }
        }
    }

    /// Keeps `weights`, as [`add`](Self::add) is given them. Keys that a query does not reach stay 0.
    fn keep(&mut self, weights: &[f32], heads: usize, tokens: usize, offset: Offset) {
        let count = self.special.len();
        self.weights.resize(heads * count * count, 0.0);
        let sources = weights.len() / (heads * tokens).max(1);
        for (row, weights) in weights.chunks_exact(tokens.max(1)).enumerate() {
            let (head, source) = (row / sources, row % sources + offset.source);
            let start = (head * count + source) * count + offset.token;
            let kept = self.weights.iter_mut().skip(start);
            for (kept, &weight) in kept.zip(weights) {
                *kept = weight;
            }
        }
    }

    /// Ends a block; `norms` are those of its tokens, `[head * token]`.
    fn end_block(&mut self, norms: impl Iterator<Item = f64>, heads: usize) {
        let norms: Vec<f64> = norms.collect();
        let count = self.special.len();
        let special = self.special.iter().filter(|&&special| special).count();
        let of_heads = |table: &[f64], sources: usize| {
            let means = mean_of_rows(table, count, heads * sources);
            means.into_iter().map(|mean| mean as f32).collect()
        };
        let weighted = self.from_all.iter().zip(&norms);
        let weighted: Vec<f64> = weighted.map(|(sum, norm)| sum * norm).collect();
        self.received.push(AttentionReceived {
            received: of_heads(&self.from_all, count),
            from_text: of_heads(&self.from_text, count - special),
            norm_weighted: of_heads(&weighted, count),
        });
        if !self.weights.is_empty() {
            self.block = Some(BlockAttention {
                heads,
                tokens: count,
                weights: Arc::new(std::mem::take(&mut self.weights)),
                value_norms: norms.iter().map(|&norm| norm as f32).collect(),
                window: None,
                zeroing: None,
            });
        }
        self.from_all.clear();
        self.from_text.clear();
        self.values.clear();
    }
}

impl HeadProducts {
    /// Those of `heads` heads of `size` that are followed by the map `output`.
    fn of_heads(&self, output: &Linear, heads: usize, size: usize) -> Result<&[f32]> {
        if let Some(products) = self.0.get() {
            return Ok(products);
        }
        let transposed = output.transposed_weight()?;
        let outputs = transposed.dims2()?.1;
        let rows = transposed.reshape((heads, size, outputs))?;
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

/// The rows of `count` numbers of `table` summed, divided by `divisor`; 0 where that is 0.
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
