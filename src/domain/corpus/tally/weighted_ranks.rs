//! The ranks of the same tokens, over and over, with the texts weighted by how often each is drawn.
//!
//! Every variable is sorted once. After that a replicate is a walk along the sorted tokens, and
//! a sum over products of ranks; equal values share their mean rank.

/// How many variables are correlated: strength, then the baselines in their order.
pub(super) const VARIABLES: usize = 7;

/// How many tokens' ranks are looked up and multiplied at a time: they stay in the fastest cache.
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
    /// Sums of the squared ranks over the tokens, as often as they are drawn.
    squares: [f64; 2],
}

/// Sums of products of ranks, `[variable][variable]`, among all tokens and among those of the part.
pub(super) type Products = [[f64; VARIABLES]; VARIABLES];

impl Column {
    /// Sorts `values`, one per token and at most 65,536, all finite; `texts` has the text of each
    /// token, and `in_part` whether it is in the part; `never` is a text that is never drawn.
    pub(super) fn new(values: &[f64], texts: &[u32], in_part: &[bool], never: u32) -> Self {
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
        let drawn = |text: u32| i64::from(times.get(text as usize).copied().unwrap_or(0));
        let counts = |token: &Sorted| [drawn(token.text), drawn(token.text_of_part)];
        let mut walk = Walk::along(&mut ranks.of_cells, self.count);
        if self.count == self.sorted.len() {
            // Every token has a cell of its own.
            self.sorted
                .iter()
                .for_each(|token| walk.step(counts(token)));
        } else {
            for cell in self.sorted.chunk_by(|a, b| a.cell == b.cell) {
                let all = cell.iter().map(counts);
                walk.step(all.fold([0, 0], |a, b| [a[0] + b[0], a[1] + b[1]]));
            }
        }
        ranks.squares = walk.finish();
    }
}

/// A walk along the cells of a column, from the lowest rank up.
struct Walk<'a> {
    of_cells: &'a mut Vec<[f32; 2]>,
    /// How many tokens are below.
    before: [i64; 2],
    /// The sums of the cubes of how many share a cell.
    cubes: [i64; 2],
}

impl<'a> Walk<'a> {
    fn along(of_cells: &'a mut Vec<[f32; 2]>, count: usize) -> Self {
        of_cells.clear();
        of_cells.reserve(count);
        Self {
            of_cells,
            before: [0; 2],
            cubes: [0; 2],
        }
    }

    fn step(&mut self, [all, part]: [i64; 2]) {
        let [before_all, before_part] = self.before;
        // Doubled, the ranks (of which the mean is taken at the end) are whole numbers.
        let doubled = [2 * before_all + all, 2 * before_part + part];
        self.of_cells
            .push(doubled.map(|doubled| doubled as f32 * 0.5));
        self.before = [before_all + all, before_part + part];
        let [cubes_all, cubes_part] = self.cubes;
        self.cubes = [cubes_all + all.pow(3), cubes_part + part.pow(3)];
    }

    /// Takes the mean from the ranks; their squares.
    fn finish(self) -> [f64; 2] {
        let middle = self.before.map(|total| total as f32 * 0.5);
        for [all, part] in self.of_cells.iter_mut() {
            *all -= middle[0];
            *part -= middle[1];
        }
        // Without ties the squares sum to total^3 / 12, the integral of (x - total / 2)^2; a tie
        // of t takes t^3 / 12 from it.
        let squares = |total: i64, cubes: i64| ((total as f64).powi(3) - cubes as f64) / 12.0;
        [
            squares(self.before[0], self.cubes[0]),
            squares(self.before[1], self.cubes[1]),
        ]
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
