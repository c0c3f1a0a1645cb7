//! The derivative of attention: what tangents of queries, keys and values do to what a head makes
//! of them.
//!
//! With scores `S`, weights `P = softmax(S)` and values `V`: `dS = (dQ K^T + Q dK^T) * scale`,
//! `dP = P * (dS - sum(P * dS))` row by row, and the result changes by `dP V + P dV`. Each pair of
//! products is one, of rows and tables that stand side by side.

use super::super::attention::Heads;
use super::super::error::ShapeMismatch;
use super::super::matrix::MatrixView;
use super::super::pieces;
use super::super::products::products;
use super::super::scratch::Scratch;
use super::super::shared_output::SharedOutput;
use super::super::simd::{SimdKernel, SimdLevel, SimdVector, dispatch};
use super::layout::TangentLayout;
use super::norm::dot;
use super::tables::{QUERY, Tables, copy};

/// Tangents that a thread takes at a time.
const TANGENTS: usize = 4;

/// Attention where it is known.
#[derive(Debug, Clone, Copy)]
pub struct AttentionPoint<'a> {
    /// Queries, keys and values, `[point][token][3][head][number]`.
    pub states: &'a [f32],
    /// The attention weights, `[point][head][token][token]`.
    pub weights: &'a [f32],
    /// The heads.
    pub heads: Heads,
}

/// What `tangents` of the queries, keys and values, `[point][tangent][token][3][head][number]`, do
/// to the result of attention at `point`; into `output`, `[point][tangent][token][head][number]`.
/// `scores` holds what changes the scores besides, before they are scaled,
/// `[point][tangent][head][token][token]`, or is `None`.
///
/// # Errors
/// A table is not as long as the others ask for.
pub fn attention_tangents(
    point: AttentionPoint<'_>,
    tangents: &[f32],
    scores: Option<&[f32]>,
    layout: TangentLayout,
    output: &mut [f32],
) -> Result<(), ShapeMismatch> {
    let Heads { count, size, .. } = point.heads;
    let width = count.checked_mul(size).ok_or(ShapeMismatch)?;
    let points = layout.points(output.len(), width)?;
    let rows = points * layout.tokens;
    let square = layout.tokens.checked_mul(layout.tokens);
    let square = square.and_then(|square| square.checked_mul(count));
    let all = square.and_then(|square| square.checked_mul(points * layout.tangents));
    let fits = output.len().checked_mul(3) == Some(tangents.len())
        && point.states.len() == rows * 3 * width
        && square.and_then(|square| square.checked_mul(points)) == Some(point.weights.len())
        && scores.is_none_or(|scores| Some(scores.len()) == all);
    if !fits {
        return Err(ShapeMismatch);
    }
    let work = Work {
        point,
        tangents,
        scores,
        layout,
        output: SharedOutput::new(output),
    };
    let pieces: Vec<Piece> = (0..points)
        .flat_map(|point| (0..count).map(move |head| (point, head)))
        .flat_map(|(point, head)| {
            let firsts = (0..layout.tangents).step_by(TANGENTS);
            firsts.map(move |first| Piece { point, head, first })
        })
        .collect();
    let level = SimdLevel::current();
    let work = &work;
    pieces::for_each(&pieces, |piece| {
        dispatch(level, AttentionPiece { work, piece });
    });
    Ok(())
}

/// Tables that [`attention_tangents`] found to fit each other.
struct Work<'a> {
    point: AttentionPoint<'a>,
    tangents: &'a [f32],
    scores: Option<&'a [f32]>,
    layout: TangentLayout,
    output: SharedOutput<'a>,
}

/// What one thread does at a time: some tangents of one head at one point.
struct Piece {
    point: usize,
    head: usize,
    first: usize,
}

struct AttentionPiece<'a> {
    work: &'a Work<'a>,
    piece: &'a Piece,
}

impl SimdKernel for AttentionPiece<'_> {
    #[inline(always)]
    fn run<V: SimdVector>(self) {
        let tokens = self.work.layout.tokens;
        let size = self.work.point.heads.size;
        let mut tables = Tables::new::<V>(tokens, size);
        let first_row = self.piece.point * tokens;
        let at_point = |token: usize, part: usize| {
            self.row_of(self.work.point.states, first_row + token, part)
        };
        tables.fill(0, tokens, size, at_point);
        let end = self.work.layout.tangents.min(self.piece.first + TANGENTS);
        for tangent in self.piece.first..end {
            let number = self.piece.point * self.work.layout.tangents + tangent;
            let of_tangent = |token: usize, part: usize| {
                self.row_of(self.work.tangents, number * tokens + token, part)
            };
            tables.fill(1, tokens, size, of_tangent);
            self.queries::<V>(number, &tables);
        }
    }
}

impl AttentionPiece<'_> {
    /// All queries of the tangent with the number `number` among those of all points.
    #[inline(always)]
    fn queries<V: SimdVector>(&self, number: usize, tables: &Tables) {
        let tokens = self.work.layout.tokens;
        let Heads { size, scale, .. } = self.work.point.heads;
        let mut queries = Scratch::with_len(V::ROWS * 2 * size);
        let mut scores = Scratch::with_len(V::ROWS * tables.wide_length);
        let mut weights = Scratch::with_len(V::ROWS * 2 * tokens);
        let mut results = Scratch::with_len(V::ROWS * tables.wide_size);
        for first in (0..tokens).step_by(V::ROWS) {
            let count = V::ROWS.min(tokens - first);
            let rows = queries.chunks_exact_mut(2 * size).take(count);
            for (query, row) in (first..).zip(rows) {
                let row_of = |table, row| self.row_of(table, row, QUERY);
                let (change, own) = row.split_at_mut(size);
                copy(change, row_of(self.work.tangents, number * tokens + query));
                let at_point = self.piece.point * tokens + query;
                copy(own, row_of(self.work.point.states, at_point));
            }
            let rows = MatrixView {
                rows: count,
                ..MatrixView::contiguous(&queries, 2 * size)
            };
            products::<V>(rows, &tables.keys, &mut scores, tables.wide_length);
            let both = weights.chunks_exact_mut(2 * tokens).take(count);
            let both = both.zip(scores.chunks_exact_mut(tables.wide_length));
            for (query, (row, scores)) in (first..).zip(both) {
                let scores = scores.get_mut(..tokens).unwrap_or_default();
                self.add_scores(number, query, scores);
                let own = self.weights_of(query);
                let mean = dot::<V>(own, scores);
                let (change, same) = row.split_at_mut(tokens);
                for ((to, &score), &weight) in change.iter_mut().zip(&*scores).zip(own) {
                    *to = weight * (score - mean) * scale;
                }
                copy(same, own);
            }
            let rows = MatrixView {
                rows: count,
                ..MatrixView::contiguous(&weights, 2 * tokens)
            };
            products::<V>(rows, &tables.values, &mut results, tables.wide_size);
            let results = results.chunks_exact(tables.wide_size).take(count);
            for (index, result) in results.enumerate() {
                self.write(number * tokens + first + index, result);
            }
        }
    }

    /// The query, key or value, by `part`, in row `row` of `table`.
    #[inline(always)]
    fn row_of<'t>(&self, table: &'t [f32], row: usize, part: usize) -> &'t [f32] {
        let Heads { count, size, .. } = self.work.point.heads;
        let start = (row * 3 + part) * count * size + self.piece.head * size;
        table.get(start..start + size).unwrap_or_default()
    }

    /// The attention weights of a query at the point.
    #[inline(always)]
    fn weights_of(&self, query: usize) -> &[f32] {
        let tokens = self.work.layout.tokens;
        let head = self.piece.point * self.work.point.heads.count + self.piece.head;
        let start = (head * tokens + query) * tokens;
        let weights = self.work.point.weights.get(start..start + tokens);
        weights.unwrap_or_default()
    }

    /// Adds what changes the scores of a query besides.
    #[inline(always)]
    fn add_scores(&self, number: usize, query: usize, scores: &mut [f32]) {
        let Some(besides) = self.work.scores else {
            return;
        };
        let tokens = self.work.layout.tokens;
        let head = number * self.work.point.heads.count + self.piece.head;
        let start = (head * tokens + query) * tokens;
        let own = besides.get(start..start + tokens).unwrap_or_default();
        for (score, &own) in scores.iter_mut().zip(own) {
            *score += own;
        }
    }

    /// Writes what became of a query, whose row in the output is `row`.
    #[inline(always)]
    fn write(&self, row: usize, result: &[f32]) {
        let Heads { count, size, .. } = self.work.point.heads;
        let start = row * count * size + self.piece.head * size;
        // SAFETY: `attention_tangents` checked that each token of each tangent has a row of
        // `count * size` numbers; those of this head and this tangent are this thread's alone.
        let own = unsafe { self.work.output.slice(start, size) };
        copy(own, result);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{attention, on_one_thread, with_simd_level};
    use super::*;

    struct Case {
        heads: Heads,
        layout: TangentLayout,
        points: usize,
        states: Vec<f32>,
        bias: Vec<f32>,
        tangents: Vec<f32>,
        scores: Vec<f32>,
    }

    fn numbers(count: usize, seed: f32) -> Vec<f32> {
        (0..count)
            .map(|i| (i as f32 * 1.618 + seed).sin())
            .collect()
    }

    impl Case {
        fn new(tokens: usize, tangents: usize, points: usize, count: usize, size: usize) -> Self {
            let scale = 1.0 / (size as f32).sqrt();
            let rows = points * tokens * 3 * count * size;
            Self {
                heads: Heads { count, size, scale },
                layout: TangentLayout { tokens, tangents },
                points,
                states: numbers(rows, 0.0),
                bias: numbers(count * tokens * tokens, 5.0),
                tangents: numbers(rows * tangents, 3.0),
                scores: numbers(points * tangents * count * tokens * tokens, 9.0),
            }
        }

        fn width(&self) -> usize {
            self.heads.count * self.heads.size
        }

        /// Attention of one point's `states` with `bias`, and its weights.
        fn attended(&self, states: &[f32], bias: &[f32]) -> (Vec<f32>, Vec<f32>) {
            let mut output = vec![0.0; states.len() / 3];
            let mut weights = vec![0.0; bias.len()];
            let lengths = [self.layout.tokens];
            let wanted = Some(&mut weights[..]);
            let scores = crate::Scores {
                biases: &[bias],
                blinded: &[],
            };
            attention(states, &lengths, self.heads, scores, &mut output, wanted).unwrap();
            (output, weights)
        }

        fn found(&self, scores: Option<&[f32]>) -> Vec<f32> {
            let states = self.states.chunks(self.states.len() / self.points);
            let weights = states.flat_map(|states| self.attended(states, &self.bias).1);
            let weights: Vec<f32> = weights.collect();
            let point = AttentionPoint {
                states: &self.states,
                weights: &weights,
                heads: self.heads,
            };
            let mut output = vec![f32::NAN; self.tangents.len() / 3];
            let tangents = &self.tangents;
            attention_tangents(point, tangents, scores, self.layout, &mut output).unwrap();
            output
        }

        /// Finite differences.
        fn expected(&self, with_scores: bool) -> Vec<f32> {
            let step = 1.0 / 128.0;
            let (tokens, width) = (self.layout.tokens, self.width());
            let own = tokens * 3 * width;
            let square = self.bias.len();
            let mut expected = Vec::new();
            for number in 0..self.points * self.layout.tangents {
                let point = number / self.layout.tangents;
                let moved = |step: f32| {
                    let states = self.states[point * own..(point + 1) * own].iter();
                    let tangent = &self.tangents[number * own..(number + 1) * own];
                    let states = states.zip(tangent).map(|(x, t)| x + step * t);
                    let states: Vec<f32> = states.collect();
                    let scores = &self.scores[number * square..(number + 1) * square];
                    let factor = if with_scores {
                        step * self.heads.scale
                    } else {
                        0.0
                    };
                    let bias = self.bias.iter().zip(scores).map(|(b, s)| b + factor * s);
                    self.attended(&states, &bias.collect::<Vec<_>>()).0
                };
                let differences = moved(step).into_iter().zip(moved(-step));
                expected.extend(differences.map(|(above, below)| (above - below) / (2.0 * step)));
            }
            expected
        }
    }

    #[test]
    fn tangents_are_those_of_finite_differences_at_every_level() {
        for (tokens, tangents, points, count, size) in [
            (1, 1, 1, 1, 1),
            (3, 2, 2, 2, 8),
            (9, 5, 1, 3, 20),
            (20, 1, 2, 1, 64),
        ] {
            let case = Case::new(tokens, tangents, points, count, size);
            for level in SimdLevel::available() {
                for with_scores in [false, true] {
                    let scores = with_scores.then_some(&case.scores[..]);
                    let found = with_simd_level(level, || case.found(scores));
                    let expected = case.expected(with_scores);
                    for (found, expected) in found.iter().zip(expected) {
                        let error = (found - expected).abs();
                        assert!(error < 2e-3, "{tokens} x {size}: {found} {expected}");
                    }
                    let alone = with_simd_level(level, || on_one_thread(|| case.found(scores)));
                    assert_eq!(found, alone);
                }
            }
        }
    }

    #[test]
    fn tables_that_do_not_fit_are_refused() {
        let case = Case::new(3, 2, 1, 2, 4);
        let weights = vec![0.0; 18];
        let point = AttentionPoint {
            states: &case.states,
            weights: &weights,
            heads: case.heads,
        };
        let refused = |point: AttentionPoint<'_>, tangents: &[f32], outputs: usize| {
            let mut output = vec![0.0; outputs];
            attention_tangents(point, tangents, None, case.layout, &mut output)
        };
        assert_eq!(refused(point, &case.tangents, 48), Ok(()));
        assert_eq!(refused(point, &case.tangents, 47), Err(ShapeMismatch));
        assert_eq!(refused(point, &case.tangents[3..], 48), Err(ShapeMismatch));
        let fewer = AttentionPoint {
            weights: &weights[1..],
            ..point
        };
        assert_eq!(refused(fewer, &case.tangents, 48), Err(ShapeMismatch));
    }
}
