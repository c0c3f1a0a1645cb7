//! Weights that were turned into panels once, for maps that are computed again and again.

use super::pages::Pages;
use super::panel::{panel_width_of, turn};
use super::pieces;
use super::simd::{SimdKernel, SimdLevel, SimdVector, dispatch};
use super::stored::StoredNumbers;

/// The weights of a map in the order in which products take them, `[panel][input][column]`: as many
/// bytes as in their file, up to a panel more. 16-bit numbers stay as they are.
pub struct PackedWeights {
    pages: Pages,
    kind: Kind,
    inputs: usize,
    outputs: usize,
    /// Columns of a panel, each an output; those of the last beyond the last output are arbitrary.
    width: usize,
}

/// What kind of numbers pages hold.
#[derive(Clone, Copy)]
enum Kind {
    F32,
    F16,
    Bf16,
}

impl PackedWeights {
    /// Turns `weight`, `[output][input]`; `None` where that is no table of `outputs` rows, or where
    /// there is no memory for another.
    pub fn new(weight: StoredNumbers<'_>, outputs: usize) -> Option<Self> {
        let inputs = weight.len().checked_div(outputs)?;
        if inputs == 0 || inputs.checked_mul(outputs) != Some(weight.len()) {
            return None;
        }
        let level = SimdLevel::widest();
        let width = panel_width_of(level);
        let (_, size) = weight.start();
        let count = outputs.next_multiple_of(width).checked_mul(inputs)?;
        let mut pages = Pages::zeroed(count.checked_mul(size)?).ok()?;
        let kind = match weight {
            StoredNumbers::F32(weight) => {
                turn_floats(weight, (inputs, width), level, &mut pages);
                Kind::F32
            }
            StoredNumbers::F16(weight) => {
                turn_halves(weight, (inputs, width), &mut pages);
                Kind::F16
            }
            StoredNumbers::Bf16(weight) => {
                turn_halves(weight, (inputs, width), &mut pages);
                Kind::Bf16
            }
        };
        Some(Self {
            pages,
            kind,
            inputs,
            outputs,
            width,
        })
    }

    /// How many numbers a row is mapped from.
    pub(crate) fn inputs(&self) -> usize {
        self.inputs
    }

    /// How many numbers there are, without those beyond the last output.
    pub fn len(&self) -> usize {
        self.inputs * self.outputs
    }

    /// Whether there is no number; there is always one.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Columns of a panel.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// The numbers from column `output % width` of the row `input` of that output's panel on.
    pub(crate) fn from(&self, output: usize, input: usize) -> StoredNumbers<'_> {
        let (panel, column) = (output / self.width, output % self.width);
        self.panels()
            .from((panel * self.inputs + input) * self.width + column)
    }

    /// All panels, one behind the other.
    fn panels(&self) -> StoredNumbers<'_> {
        match self.kind {
            Kind::F32 => {
                let numbers = bytemuck::try_cast_slice(&self.pages);
                StoredNumbers::F32(numbers.unwrap_or_default())
            }
            Kind::F16 => StoredNumbers::F16(&self.pages),
            Kind::Bf16 => StoredNumbers::Bf16(&self.pages),
        }
    }

    /// The weights as floats, `[output][input]`.
    pub fn to_floats(&self) -> Vec<f32> {
        let panels = self.panels().to_floats();
        let mut floats = Vec::with_capacity(self.len());
        for output in 0..self.outputs {
            let (panel, column) = (output / self.width, output % self.width);
            let first = panel * self.inputs * self.width + column;
            let row = panels.get(first..).unwrap_or_default();
            floats.extend(row.iter().step_by(self.width).take(self.inputs));
        }
        floats
    }
}

/// Turns rows of so many inputs into panels of so many columns, as they are in `pages`.
fn turn_floats(
    weight: &[f32],
    (inputs, width): (usize, usize),
    level: SimdLevel,
    pages: &mut Pages,
) {
    let numbers: &mut [f32] = bytemuck::try_cast_slice_mut(pages).unwrap_or_default();
    let panels = numbers.chunks_mut(width * inputs);
    let rows = weight.chunks(width * inputs);
    pieces::in_parallel(panels.zip(rows), |(panel, rows)| {
        let piece = TurnedPanel {
            rows,
            inputs,
            panel,
            width,
        };
        dispatch(level, piece);
    });
}

/// Some rows of floats, and the panel that they become.
struct TurnedPanel<'a> {
    rows: &'a [f32],
    inputs: usize,
    panel: &'a mut [f32],
    width: usize,
}

impl SimdKernel for TurnedPanel<'_> {
    #[inline(always)]
    fn run<V: SimdVector>(self) {
        let columns = self.rows.chunks(V::COUNT * self.inputs).zip(0..);
        for (rows, block) in columns {
            let count = rows.len() / self.inputs;
            let panel = self.panel.get_mut(block * V::COUNT..).unwrap_or_default();
            let into = (panel, self.width);
            turn::<V>((rows, self.inputs), count, self.inputs, into, None);
        }
    }
}

/// The same of 16-bit numbers.
fn turn_halves(weight: &[u8], (inputs, width): (usize, usize), pages: &mut Pages) {
    let panels = pages.chunks_mut(2 * width * inputs);
    let rows = weight.chunks(2 * width * inputs);
    pieces::in_parallel(panels.zip(rows), |(panel, rows)| {
        let (rows, _) = rows.as_chunks::<2>();
        let (panel, _) = panel.as_chunks_mut::<2>();
        for (input, columns) in panel.chunks_mut(width).enumerate() {
            let of_input = rows.get(input..).unwrap_or_default();
            for (to, half) in columns.iter_mut().zip(of_input.iter().step_by(inputs)) {
                *to = *half;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_what_it_was() {
        for (inputs, outputs) in [(1, 1), (5, 3), (17, 32), (33, 65), (256, 40)] {
            let floats: Vec<f32> = (0..inputs * outputs).map(|at| at as f32).collect();
            let packed = PackedWeights::new(StoredNumbers::F32(&floats), outputs).unwrap();
            assert_eq!(packed.to_floats(), floats);
            let bytes: Vec<u8> = (0..floats.len()).flat_map(|at| [at as u8, 0x3c]).collect();
            for stored in [StoredNumbers::F16(&bytes), StoredNumbers::Bf16(&bytes)] {
                let packed = PackedWeights::new(stored, outputs).unwrap();
                assert_eq!(packed.to_floats(), stored.to_floats());
                assert_eq!((packed.len(), packed.is_empty()), (floats.len(), false));
            }
        }
        assert!(PackedWeights::new(StoredNumbers::F32(&[1.0; 6]), 4).is_none());
        assert!(PackedWeights::new(StoredNumbers::F32(&[]), 0).is_none());
        assert!(PackedWeights::new(StoredNumbers::F32(&[]), 4).is_none());
        assert!(PackedWeights::new(StoredNumbers::F32(&[1.0; 6]), usize::MAX).is_none());
    }
}
