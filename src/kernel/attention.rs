//! Attention of one text and one head at a time: `softmax(Q K^T * scale + bias) V`.
//!
//! Keys become panels, so that a vector holds one number of many keys; a few queries go through them
//! at a time. Every score and every number of the result is summed in
//! the order of its own row, so that what a token becomes depends on its own text alone.

use super::error::ShapeMismatch;
use super::math::softmax;
use super::matrix::MatrixView;
use super::panel::{Ahead, pack, panel_width};
use super::products::products;
use super::scratch::Scratch;
use super::shared_output::SharedOutput;
use super::simd::{SimdKernel, SimdLevel, SimdVector, dispatch};
use super::thread_pool;

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
    thread_pool::for_each(&pieces, |piece| {
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

#[cfg(test)]
mod tests {
    use super::super::{on_one_thread, with_simd_level};
    use super::*;

    fn heads(count: usize, size: usize) -> Heads {
        let scale = 1.0 / (size as f32).sqrt();
        Heads { count, size, scale }
    }

    fn states(tokens: usize, heads: Heads) -> Vec<f32> {
        let count = tokens * 3 * heads.count * heads.size;
        (0..count).map(|i| (i as f32 * 1.618).sin() * 2.0).collect()
    }

    fn bias_of(length: usize, heads: Heads) -> Vec<f32> {
        let count = heads.count * length * length;
        (0..count).map(|i| (i as f32 * 0.77).cos()).collect()
    }

    fn attended(states: &[f32], lengths: &[usize], heads: Heads, biases: &[&[f32]]) -> Vec<f32> {
        let mut output = vec![f32::NAN; states.len() / 3];
        let scores = Scores {
            biases,
            blinded: &[],
        };
        attention(states, lengths, heads, scores, &mut output, None).unwrap();
        output
    }

    /// One text in float64.
    fn expected(states: &[f32], heads: Heads, bias: Option<&[f32]>) -> Vec<f64> {
        let width = heads.count * heads.size;
        let tokens = states.len() / 3 / width;
        let at = |token: usize, part: usize, head: usize, i: usize| {
            f64::from(states[token * 3 * width + part * width + head * heads.size + i])
        };
        let mut output = vec![0.0; tokens * width];
        for head in 0..heads.count {
            for query in 0..tokens {
                let score = |key: usize| {
                    let dot: f64 = (0..heads.size)
                        .map(|i| at(query, 0, head, i) * at(key, 1, head, i))
                        .sum();
                    let bias = bias.map_or(0.0, |bias| {
                        f64::from(bias[(head * tokens + query) * tokens + key])
                    });
                    dot * f64::from(heads.scale) + bias
                };
                let scores: Vec<f64> = (0..tokens).map(score).collect();
                let most = scores.iter().copied().fold(f64::MIN, f64::max);
                let sum: f64 = scores.iter().map(|score| (score - most).exp()).sum();
                for i in 0..heads.size {
                    let value = (0..tokens)
                        .map(|key| (scores[key] - most).exp() / sum * at(key, 2, head, i));
                    output[query * width + head * heads.size + i] = value.sum();
                }
            }
        }
        output
    }

    #[test]
    fn attention_is_that_of_float64_on_every_level() {
        for (tokens, count, size) in [(1, 1, 1), (3, 2, 8), (12, 3, 64), (19, 2, 32), (100, 1, 80)]
        {
            let heads = heads(count, size);
            let states = states(tokens, heads);
            let bias = bias_of(tokens, heads);
            for level in SimdLevel::available() {
                for bias in [None, Some(&bias[..])] {
                    let found = with_simd_level(level, || {
                        attended(&states, &[tokens], heads, bias.as_slice())
                    });
                    for (found, expected) in found.iter().zip(expected(&states, heads, bias)) {
                        let error = (f64::from(*found) - expected).abs();
                        let name = level.name();
                        assert!(error < 3e-6, "{name} {tokens}: {found} {expected}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_blinded_might_as_well_not_be_there() {
        let heads = heads(2, 24);
        let width = heads.count * heads.size;
        let all = states(9, heads);
        let blinded: Vec<bool> = (0..9).map(|token| token % 3 == 1).collect();
        let rows = all.chunks_exact(3 * width).zip(&blinded);
        let seen: Vec<f32> = rows
            .filter(|(_, blinded)| !**blinded)
            .flat_map(|(row, _)| row.iter().copied())
            .collect();
        for level in SimdLevel::available() {
            with_simd_level(level, || {
                let mut output = vec![f32::NAN; 9 * width];
                let scores = Scores {
                    biases: &[],
                    blinded: &blinded,
                };
                attention(&all, &[9], heads, scores, &mut output, None).unwrap();
                let found = output.chunks_exact(width).zip(&blinded);
                let found = found.filter(|(_, blinded)| !**blinded);
                let found = found.flat_map(|(row, _)| row.iter().copied());
                for (found, expected) in found.zip(attended(&seen, &[6], heads, &[])) {
                    assert!((found - expected).abs() < 1e-6, "{found} {expected}");
                }
            });
        }
        let scores = Scores {
            biases: &[],
            blinded: &blinded[1..],
        };
        let refused = attention(&all, &[9], heads, scores, &mut vec![0.0; 9 * width], None);
        assert_eq!(refused, Err(ShapeMismatch));
    }

    #[test]
    fn a_text_is_the_same_in_any_company_and_on_any_number_of_threads() {
        let heads = heads(3, 24);
        let lengths = [5, 1, 130, 17];
        let states = states(lengths.iter().sum(), heads);
        let bias = |&length: &usize| bias_of(length, heads);
        let biases: Vec<Vec<f32>> = lengths.iter().map(bias).collect();
        let biases: Vec<&[f32]> = biases.iter().map(Vec::as_slice).collect();
        let width = heads.count * heads.size;
        for level in SimdLevel::available() {
            with_simd_level(level, || {
                let all = attended(&states, &lengths, heads, &biases);
                assert_eq!(
                    on_one_thread(|| attended(&states, &lengths, heads, &biases)),
                    all
                );
                let mut start = 0;
                for (&length, &bias) in lengths.iter().zip(&biases) {
                    let end = start + length;
                    let own = &states[start * 3 * width..end * 3 * width];
                    let alone = attended(own, &[length], heads, &[bias]);
                    assert_eq!(alone, all[start * width..end * width]);
                    start = end;
                }
            });
        }
    }

    #[test]
    fn tables_that_do_not_fit_are_refused() {
        let heads = heads(2, 4);
        let states = states(3, heads);
        let bias = bias_of(3, heads);
        let result = |states: &[f32], lengths: &[usize], biases: &[&[f32]], outputs: usize| {
            let mut output = vec![0.0; outputs];
            let scores = Scores {
                biases,
                blinded: &[],
            };
            attention(states, lengths, heads, scores, &mut output, None)
        };
        assert_eq!(result(&states, &[3], &[&bias], 24), Ok(()));
        for refused in [
            result(&states, &[2], &[], 24),
            result(&states[1..], &[3], &[], 24),
            result(&states, &[3], &[&bias[1..]], 24),
            result(&states, &[1, 2], &[&bias], 24),
            result(&states, &[3], &[], 23),
        ] {
            assert_eq!(refused, Err(ShapeMismatch));
        }
        for (weights, expected) in [(18, Ok(())), (17, Err(ShapeMismatch))] {
            let (mut output, mut weights) = (vec![0.0; 24], vec![0.0; weights]);
            let result = attention(
                &states,
                &[3],
                heads,
                Scores::default(),
                &mut output,
                Some(&mut weights),
            );
            assert_eq!(result, expected);
        }
    }
}
