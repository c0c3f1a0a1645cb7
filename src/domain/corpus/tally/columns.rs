//! The ranks of the same tokens, over and over, as sentences are drawn more or less often.
//!
//! Every variable is sorted once. After that a replicate is a walk along the sorted tokens, and
//! a sum over products of ranks; equal values share their mean rank.

/// How many variables are correlated: strength, then the baselines in their order.
pub(super) const VARIABLES: usize = 7;

/// Ranks are looked up and multiplied for so many tokens at a time, which stay in the fastest cache.
const BLOCK: usize = 256;
const LANES: usize = 8;

/// One variable of all tokens, sorted.
#[derive(Default)]
pub(super) struct Column {
    /// The cell of each token: tokens of equal value share a cell, cells rise with the value.
    cells: Vec<u16>,
    /// How many cells there are.
    count: usize,
    /// The tokens in the order of their cells.
    sorted: Vec<Sorted>,
}

struct Sorted {
    cell: u32,
    text: u32,
    /// The same, but the text that is never drawn where the token is outside the part.
    text_of_part: u32,
}

/// The ranks of one variable's cells in one replicate, less their mean: among all tokens, and
/// among the tokens of the part. Half numbers below 2^23, so exact.
#[derive(Default, Clone)]
pub(super) struct Ranks {
    of_cells: Vec<[f32; 2]>,
    /// How often the tokens of each cell are drawn.
    counts: Vec<[u32; 2]>,
    /// Sums of the squared ranks over the tokens, as often as they are drawn.
    squares: [f64; 2],
}

/// Sums of products of ranks, `[variable][variable]`, among all tokens and among those of the part.
pub(super) type Products = [[f64; VARIABLES]; VARIABLES];

impl Column {
    /// Sorts `values`, one a token and at most 65,536, all finite; `texts` has the text of each
    /// token, and `in_part` whether it is in the part; `never` is a text that is never drawn.
    pub(super) fn of(values: &[f64], texts: &[u32], in_part: &[bool], never: u32) -> Self {
        let mut order: Vec<(f64, usize)> = values.iter().copied().zip(0..).collect();
        order.sort_unstable_by(|(a, a_place), (b, b_place)| {
            a.total_cmp(b).then(a_place.cmp(b_place))
        });
        let mut column = Self {
            cells: vec![0; values.len()],
            count: 0,
            sorted: Vec::with_capacity(values.len()),
        };
        let mut last = None;
        for (value, token) in order {
            column.count += usize::from(last != Some(value));
            last = Some(value);
            let text = texts.get(token).copied().unwrap_or(never);
            let inside = in_part.get(token).copied().unwrap_or(false);
            let cell = u16::try_from(column.count - 1).unwrap_or(u16::MAX);
            column.sorted.push(Sorted {
                cell: u32::from(cell),
                text,
                text_of_part: if inside { text } else { never },
            });
            if let Some(of_token) = column.cells.get_mut(token) {
                *of_token = cell;
            }
        }
        column
    }

    /// The ranks of the cells when each text is drawn as often as `times` says.
    pub(super) fn rank(&self, times: &[u32], ranks: &mut Ranks) {
        let drawn = |text: u32| times.get(text as usize).copied().unwrap_or(0);
        ranks.counts.clear();
        ranks.counts.resize(self.count, [0; 2]);
        let (mut all, mut part) = (0, 0);
        for token in &self.sorted {
            if let Some(counts) = ranks.counts.get_mut(token.cell as usize) {
                let (of_all, of_part) = (drawn(token.text), drawn(token.text_of_part));
                *counts = [counts[0] + of_all, counts[1] + of_part];
                all += of_all;
                part += of_part;
            }
        }
        ranks.of_cells.clear();
        let mut before = [-i64::from(all), -i64::from(part)];
        let mut cubes = [0, 0];
        for &[of_all, of_part] in &ranks.counts {
            let (of_all, of_part) = (i64::from(of_all), i64::from(of_part));
            // Doubled, the ranks are whole numbers.
            let doubled = [before[0] + of_all, before[1] + of_part];
            ranks
                .of_cells
                .push([doubled[0] as f32 * 0.5, doubled[1] as f32 * 0.5]);
            before = [doubled[0] + of_all, doubled[1] + of_part];
            cubes = [cubes[0] + of_all.pow(3), cubes[1] + of_part.pow(3)];
        }
        // Without ties the squares sum to total^3 / 12, the integral of (x - total / 2)^2; a tie of
        // t takes t^3 / 12 from it.
        let squares = |total: u32, cubes: i64| (f64::from(total).powi(3) - cubes as f64) / 12.0;
        ranks.squares = [squares(all, cubes[0]), squares(part, cubes[1])];
    }
}

/// The sums of products of the variables' ranks, each token as often as `drawn` says: those of
/// strength (the first variable) with all others, and in the part also those of the last two with
/// all others. The rest stays 0.
pub(super) fn products(
    variables: &[Option<(&Column, &Ranks)>; VARIABLES],
    drawn: &[f32],
    drawn_of_part: &[f32],
) -> [Products; 2] {
    let mut sums = [[[0.0; VARIABLES]; VARIABLES]; 2];
    for (set, sums) in sums.iter_mut().enumerate() {
        for (place, variable) in variables.iter().enumerate() {
            let squares = variable.and_then(|(_, ranks)| ranks.squares.get(set));
            let own = sums.get_mut(place).and_then(|row| row.get_mut(place));
            if let (Some(squares), Some(own)) = (squares, own) {
                *own = *squares;
            }
        }
    }
    let mut block = [[[0.0f32; BLOCK]; VARIABLES]; 2];
    let mut weighted = [0.0f32; BLOCK];
    for start in (0..drawn.len()).step_by(BLOCK) {
        let size = BLOCK.min(drawn.len() - start);
        for (place, variable) in variables.iter().enumerate() {
            let Some((column, ranks)) = variable else {
                continue;
            };
            let cells = column.cells.get(start..start + size).unwrap_or_default();
            let [all, part] = &mut block;
            if let (Some(all), Some(part)) = (all.get_mut(place), part.get_mut(place)) {
                for ((&cell, all), part) in cells.iter().zip(all).zip(part) {
                    let [of_all, of_part] = ranks
                        .of_cells
                        .get(cell as usize)
                        .copied()
                        .unwrap_or_default();
                    (*all, *part) = (of_all, of_part);
                }
            }
        }
        let [in_all, in_part] = &mut sums;
        let [of_all, of_part] = &block;
        for (sums, drawn, ranks, firsts) in [
            (in_all, drawn, of_all, &[0][..]),
            (in_part, drawn_of_part, of_part, &[0, 5, 6][..]),
        ] {
            let drawn = drawn.get(start..start + size).unwrap_or_default();
            for &first in firsts {
                let (Some(of_first), Some(row)) = (ranks.get(first), sums.get_mut(first)) else {
                    continue;
                };
                for ((weighted, rank), drawn) in weighted.iter_mut().zip(of_first).zip(drawn) {
                    *weighted = rank * drawn;
                }
                for (second, of_second) in ranks.iter().enumerate() {
                    let absent = variables.get(second).is_none_or(Option::is_none);
                    if second == first || absent {
                        continue;
                    }
                    if let (Some(sum), Some(a), Some(b)) = (
                        row.get_mut(second),
                        weighted.get(..size),
                        of_second.get(..size),
                    ) {
                        *sum += dot(a, b);
                    }
                }
            }
        }
    }
    sums
}

/// The sum of products, in double precision, several at a time.
fn dot(a: &[f32], b: &[f32]) -> f64 {
    let mut lanes = [0.0f64; LANES];
    let (a_lanes, b_lanes) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f64 = a_lanes
        .remainder()
        .iter()
        .zip(b_lanes.remainder())
        .map(|(&a, &b)| f64::from(a) * f64::from(b))
        .sum();
    for (a, b) in a_lanes.zip(b_lanes) {
        for ((lane, &a), &b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += f64::from(a) * f64::from(b);
        }
    }
    rest + lanes.iter().sum::<f64>()
}
