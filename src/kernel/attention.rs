//! Attention of one text and one head at a time: `softmax(Q K^T * scale + bias) V`.
//!
//! Keys become panels, so that a vector holds one number of many keys; a few queries go through them
//! at a time. Every score and every number of the result is summed in
//! the order of its own row, so that what a token becomes depends on its own text alone.

use super::error::ShapeMismatch;
use super::math::softmax;
use super::matrix::MatrixView;
use super::panel::{Ahead, pack, panel_width};
use super::pieces;
use super::products::products;
use super::scratch::Scratch;
use super::shared_output::SharedOutput;
use super::simd::{SimdKernel, SimdLevel, SimdVector, dispatch};

/// Queries that a thread takes at a time: each time it turns all keys, which then hardly shows.
const QUERIES: usize = 256;

/// Where a token's parts lie in its row of states.
const QUERY: usize = 0;
const KEY: usize = 1;
const VALUE: usize = 2;

/// The heads of a block.
#[derive(Debug, Clone, Copy)]
pub struct Heads {
    /// How many.
    pub count: usize,
    /// Numbers in a query, key or value of one head.
    pub size: usize,
    /// What each score is multiplied by.
    pub scale: f32,
}

/// What is done to the scores of queries and keys besides.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scores<'a> {
    /// What is added to the scores of each text, `[head][token][token]`, or nothing.
    pub biases: &'a [&'a [f32]],
    /// Which tokens no token attends to, one entry for each token of all texts, or nothing. In a
    /// text all of whose tokens are blinded each counts the same.
    pub blinded: &'a [bool],
}

/// Multi-head attention within each of several texts. `states` has one row per token with its
/// queries, keys and values side by side, head by head; the texts, of `lengths` tokens, lie one
/// below the other. The result goes into `output`, `[token][head][number]`; the
/// attention weights, which sum to 1 for each token, go into `weights` where they are wanted,
/// `[head][token][token]` for each text in turn.
///
/// # Errors
/// A table is not as long as the others ask for.
pub fn attention(
    states: &[f32],
    lengths: &[usize],
    heads: Heads,
    scores: Scores<'_>,
    output: &mut [f32],
    weights: Option<&mut [f32]>,
) -> Result<(), ShapeMismatch> {
    let Scores { biases, blinded } = scores;
    let count = heads
        .count
        .checked_mul(heads.size)
        .filter(|&width| width > 0)
        .zip(tokens_of(lengths))
        .and_then(|(width, tokens)| width.checked_mul(tokens));
    let bias_fits =
        |(bias, &length): (&&[f32], &usize)| weights_of(length, heads) == Some(bias.len());
    let biases_fit = biases.is_empty()
        || biases.len() == lengths.len() && biases.iter().zip(lengths).all(bias_fits);
    let states_fit = output.len().checked_mul(3) == Some(states.len());
    let blinded_fit = blinded.is_empty() || Some(blinded.len()) == tokens_of(lengths);
    let mut sizes = lengths.iter().map(|&length| weights_of(length, heads));
    let all_weights = sizes.try_fold(0, |sum: usize, size| sum.checked_add(size?));
    let weights_fit = weights
        .as_ref()
        .is_none_or(|weights| Some(weights.len()) == all_weights);
    let scores_fit = biases_fit && blinded_fit;
    if count != Some(output.len()) || !states_fit || !scores_fit || !weights_fit {
        return Err(ShapeMismatch);
    }
    let texts = Texts {
        states,
        heads,
        blinded,
        output: SharedOutput::new(output),
        weights: weights.map(SharedOutput::new),
    };
    let pieces = pieces(lengths, heads, biases);
    let level = SimdLevel::current();
    let texts = &texts;
    pieces::for_each(&pieces, |piece| {
        dispatch(level, AttentionPiece { texts, piece });
    });
    Ok(())
}

/// How many tokens texts of `lengths` tokens have; `None` if no table could hold them.
fn tokens_of(lengths: &[usize]) -> Option<usize> {
    lengths.iter().copied().try_fold(0, usize::checked_add)
}

/// How many attention weights a text of `length` tokens has; `None` if no table could hold them.
fn weights_of(length: usize, heads: Heads) -> Option<usize> {
    length.checked_mul(length)?.checked_mul(heads.count)
}

/// Tables that [`attention`] found to fit each other.
struct Texts<'a> {
    states: &'a [f32],
    heads: Heads,
    /// One entry for each token of all texts, or nothing.
    blinded: &'a [bool],
    output: SharedOutput<'a>,
    weights: Option<SharedOutput<'a>>,
}

/// What one thread does at a time: some queries of one head of one text.
struct Piece<'a> {
    /// The text's first token.
    start: usize,
    /// How many tokens the text has.
    length: usize,
    head: usize,
    /// The first query, counted in the text.
    first: usize,
    /// Where the weights of the head begin, if they are wanted.
    weights: usize,
    /// `[token][token]`
    bias: Option<&'a [f32]>,
}

fn pieces<'a>(lengths: &[usize], heads: Heads, biases: &[&'a [f32]]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let (mut start, mut weights) = (0, 0);
    for (text, &length) in lengths.iter().enumerate() {
        for head in 0..heads.count {
            let size = length * length;
            let bias = biases.get(text);
            let bias = bias.and_then(|bias| bias.get(head * size..(head + 1) * size));
            pieces.extend((0..length).step_by(QUERIES).map(|first| Piece {
                start,
                length,
                head,
                first,
                weights: weights + head * size,
                bias,
            }));
        }
        start += length;
        weights += heads.count * length * length;
    }
    pieces
}

struct AttentionPiece<'a> {
    texts: &'a Texts<'a>,
    piece: &'a Piece<'a>,
}

impl SimdKernel for AttentionPiece<'_> {
    #[inline(always)]
    fn run<V: SimdVector>(self) {
        let (texts, piece) = (self.texts, self.piece);
        let wide_length = piece.length.next_multiple_of(panel_width::<V>());
        let wide_size = texts.heads.size.next_multiple_of(panel_width::<V>());
        let keys = self.keys::<V>(wide_length);
        let values = self.values::<V>(wide_size);
        let mut scores = Scratch::with_len(V::ROWS * wide_length);
        let mut results = Scratch::with_len(V::ROWS * wide_size);
        let end = piece.length.min(piece.first + QUERIES);
        for query in (piece.first..end).step_by(V::ROWS) {
            let count = V::ROWS.min(end - query);
            products::<V>(self.queries(query, count), &keys, &mut scores, wide_length);
            let own = scores.chunks_exact_mut(wide_length).take(count);
            for (index, scores) in own.enumerate() {
                let scores = scores.get_mut(..piece.length).unwrap_or_default();
                self.weigh::<V>(query + index, scores);
            }
            let weights = MatrixView {
                numbers: &scores,
                rows: count,
                width: piece.length,
                stride: wide_length,
            };
            products::<V>(weights, &values, &mut results, wide_size);
            let own = results.chunks_exact(wide_size).take(count);
            for (index, result) in own.enumerate() {
                self.write(query + index, result);
            }
        }
    }
}

impl AttentionPiece<'_> {
    /// The queries of `count` tokens of the text from `first` on.
    #[inline(always)]
    fn queries(&self, first: usize, count: usize) -> MatrixView<'_> {
        MatrixView {
            numbers: self.rows_from(first, QUERY),
            rows: count,
            width: self.texts.heads.size,
            stride: self.stride(),
        }
    }

    /// From the query, key or value of a token to that of the next.
    #[inline(always)]
    fn stride(&self) -> usize {
        3 * self.texts.heads.count * self.texts.heads.size
    }

    /// The table from the query, key or value, by `part`, of a token of the text on.
    #[inline(always)]
    fn rows_from(&self, token: usize, part: usize) -> &[f32] {
        let Heads { count, size, .. } = self.texts.heads;
        let row = (self.piece.start + token) * 3 + part;
        let start = row * count * size + self.piece.head * size;
        self.texts.states.get(start..).unwrap_or_default()
    }

    /// Panels of keys, `[panel][number][key]`.
    #[inline(always)]
    fn keys<V: SimdVector>(&self, wide_length: usize) -> Scratch {
        let (wide, size) = (panel_width::<V>(), self.texts.heads.size);
        let mut keys = Scratch::with_len(wide_length * size);
        for (index, panel) in keys.chunks_exact_mut(wide * size).enumerate() {
            let first = index * wide;
            let rows = wide.min(self.piece.length - first);
            let table = self.rows_from(first, KEY);
            let nothing = Ahead::nothing(table);
            pack::<V>(table.into(), self.stride(), rows, size, panel, nothing);
        }
        keys
    }

    /// Panels of values, `[panel][key][number]`, zeros beyond the last number.
    #[inline(always)]
    fn values<V: SimdVector>(&self, wide_size: usize) -> Scratch {
        let (wide, size, length) = (panel_width::<V>(), self.texts.heads.size, self.piece.length);
        let mut values = Scratch::with_len(wide_size * length);
        if wide_size > size {
            values.fill(0.0);
        }
        for (index, panel) in values.chunks_exact_mut(wide * length).enumerate() {
            let first = index * wide;
            let count = wide.min(size - first);
            for (token, to) in panel.chunks_exact_mut(wide).enumerate() {
                let from = self.rows_from(token, VALUE).get(first..first + count);
                copy(from.unwrap_or_default(), to);
            }
        }
        values
    }

    /// Turns the products of a query and all keys into attention weights.
    #[inline(always)]
    fn weigh<V: SimdVector>(&self, query: usize, scores: &mut [f32]) {
        let Self { texts, piece } = self;
        for score in scores.iter_mut() {
            *score *= texts.heads.scale;
        }
        if let Some(bias) = piece.bias {
            let bias = bias.get(query * piece.length..).unwrap_or_default();
            for (score, &bias) in scores.iter_mut().zip(bias) {
                *score += bias;
            }
        }
        let blinded = texts.blinded.iter().skip(piece.start);
        for (score, &blinded) in scores.iter_mut().zip(blinded) {
            if blinded {
                *score = f32::MIN;
            }
        }
        softmax::<V>(scores);
        if let Some(weights) = texts.weights {
            let start = piece.weights + query * piece.length;
            // SAFETY: `attention` checked that each head of each text has a table of its own, a
            // row of `piece.length` for each query; this query's is this thread's alone.
            let own = unsafe { weights.slice(start, piece.length) };
            copy(scores, own);
        }
    }

    /// Writes what a query made of the values.
    #[inline(always)]
    fn write(&self, query: usize, result: &[f32]) {
        let Heads { count, size, .. } = self.texts.heads;
        let start = (self.piece.start + query) * count * size + self.piece.head * size;
        // SAFETY: `attention` checked that each token has a row of `count * size` numbers; those of
        // this head and this query are this thread's alone.
        let own = unsafe { self.texts.output.slice(start, size) };
        copy(result, own);
    }
}

/// Copies as many numbers as both have.
#[inline(always)]
fn copy<'a>(from: &[f32], to: impl IntoIterator<Item = &'a mut f32>) {
    for (to, &from) in to.into_iter().zip(from) {
        *to = from;
    }
}
