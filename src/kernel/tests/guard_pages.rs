//! Tables that end where a page without access begins: a loop that reads or writes one number too
//! many ends this test with a signal.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]
#![expect(unsafe_code, reason = "pages without access have no safe form")]

use std::ops::{Deref, DerefMut};

use glassbox_kernel::{
    Activation, AttentionPoint, Heads, Linear, LogitSummary, MatrixView, NormPoint, PackedWeights,
    SimdLevel, StoredNumbers, TangentLayout, activate, activation_slopes, attention,
    attention_tangents, gated_tangents, layer_norm, layer_norm_tangents, linear, scale_tangents,
    summarise_logits, with_simd_level,
};

/// A table whose last number is the last before a page that nobody may touch; before its first is
/// such a page too, as far as it fills its own.
struct Guarded {
    map: *mut libc::c_void,
    bytes: usize,
    start: *mut f32,
    count: usize,
}

impl Guarded {
    fn new(numbers: &[f32]) -> Self {
        // SAFETY: it only asks.
        let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as usize;
        let room = size_of_val(numbers).next_multiple_of(page).max(page);
        let bytes = room + 2 * page;
        let (none, anywhere) = (libc::PROT_NONE, std::ptr::null_mut());
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
        // SAFETY: fresh pages of our own, of which the middle ones are made writable; the numbers
        // are copied to the end of those.
        unsafe {
            let map = libc::mmap(anywhere, bytes, none, flags, -1, 0);
            assert_ne!(map, libc::MAP_FAILED);
            let middle = map.byte_add(page);
            let writable = libc::PROT_READ | libc::PROT_WRITE;
            assert_eq!(libc::mprotect(middle, room, writable), 0);
            let start: *mut f32 = middle.byte_add(room - size_of_val(numbers)).cast();
            std::ptr::copy_nonoverlapping(numbers.as_ptr(), start, numbers.len());
            Self {
                map,
                bytes,
                start,
                count: numbers.len(),
            }
        }
    }
}

impl Deref for Guarded {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        // SAFETY: `new` put so many numbers there, which live as long as this.
        unsafe { std::slice::from_raw_parts(self.start, self.count) }
    }
}

impl DerefMut for Guarded {
    fn deref_mut(&mut self) -> &mut [f32] {
        // SAFETY: the same; and whoever has this borrowed has it alone.
        unsafe { std::slice::from_raw_parts_mut(self.start, self.count) }
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        // SAFETY: what `new` mapped, which nobody refers to any more.
        unsafe { libc::munmap(self.map, self.bytes) };
    }
}

/// Sizes around those of all vectors, of a tile's rows and of a piece.
const SIZES: [usize; 18] = [
    0, 1, 2, 3, 4, 5, 7, 8, 9, 13, 14, 15, 16, 17, 31, 32, 33, 65,
];

fn numbers(count: usize) -> Vec<f32> {
    (0..count).map(|i| (i as f32 * 0.7).sin()).collect()
}

fn guarded(count: usize) -> Guarded {
    Guarded::new(&numbers(count))
}

fn at_every_level(work: impl Fn()) {
    for level in SimdLevel::available() {
        with_simd_level(level, &work);
    }
}

#[test]
fn products_stay_within_their_tables() {
    at_every_level(|| {
        for rows in SIZES {
            for width in SIZES {
                for outputs in SIZES {
                    let (input, weight) = (guarded(rows * width), guarded(outputs * width));
                    let bias = guarded(outputs);
                    let map = Linear {
                        weight: (&weight[..]).into(),
                        bias: Some(&bias),
                        outputs,
                    };
                    let view = MatrixView {
                        numbers: &input,
                        rows,
                        width,
                        stride: width,
                    };
                    let mut output = guarded(rows * outputs);
                    let done = linear(view, &[map], Some(Activation::Gelu), &mut output, outputs);
                    assert_eq!(done.is_ok(), width > 0, "{rows} {width} {outputs}");
                    let Some(packed) = PackedWeights::new(StoredNumbers::F32(&weight), outputs)
                    else {
                        assert_eq!(width * outputs, 0);
                        continue;
                    };
                    let map = Linear {
                        weight: (&packed).into(),
                        ..map
                    };
                    linear(view, &[map], None, &mut output, outputs).unwrap();
                }
            }
        }
    });
}

#[test]
fn rows_that_are_apart_end_with_the_last() {
    at_every_level(|| {
        for (rows, width, gap) in [
            (3, 5, 1),
            (7, 17, 3),
            (2, 1024, 0),
            (5, 1000, 24),
            (130, 3, 2),
            (13, 255, 1),
            (14, 256, 0),
            (15, 257, 1),
            (29, 513, 3),
            (513, 17, 0),
        ] {
            let stride = width + gap;
            let input = guarded((rows - 1) * stride + width);
            let maps = [guarded(3 * width), guarded(6 * width)];
            let maps = [3, 6].map(|outputs| Linear {
                weight: (&maps[outputs / 6][..]).into(),
                bias: None,
                outputs,
            });
            let view = MatrixView {
                numbers: &input,
                rows,
                width,
                stride,
            };
            let mut output = guarded((rows - 1) * 11 + 9);
            linear(view, &maps, None, &mut output, 11).unwrap();
            let untouched = numbers(output.len());
            // What lies between two rows is nobody's.
            let between = |at: &usize| at % 11 >= 9;
            assert!(
                (0..output.len())
                    .filter(between)
                    .all(|at| output[at] == untouched[at])
            );
        }
    });
}

/// Bytes that end where a page without access begins.
fn guarded_halves(count: usize) -> (Guarded, usize) {
    let ones = [0x00, 0x3c].repeat(count.next_multiple_of(2));
    let floats: Vec<f32> = ones
        .as_chunks()
        .0
        .iter()
        .map(|&bytes| f32::from_le_bytes(bytes))
        .collect();
    (Guarded::new(&floats), count % 2 * 2)
}

#[test]
fn halves_stay_within_their_tables() {
    at_every_level(|| {
        for rows in [1, 14, 15] {
            for width in SIZES.into_iter().filter(|&width| width > 0) {
                for outputs in SIZES {
                    let (table, unused) = guarded_halves(outputs * width);
                    // SAFETY: the bytes of floats, less those before the first that is wanted.
                    let bytes = unsafe {
                        let bytes = table.start.cast::<u8>().add(unused);
                        std::slice::from_raw_parts(bytes, 2 * outputs * width)
                    };
                    let input = guarded(rows * width);
                    for weight in [StoredNumbers::F16(bytes), StoredNumbers::Bf16(bytes)] {
                        let map = Linear {
                            weight: weight.into(),
                            bias: None,
                            outputs,
                        };
                        let mut output = guarded(rows * outputs);
                        let view = MatrixView::contiguous(&input, width);
                        linear(view, &[map], None, &mut output, outputs).unwrap();
                        let Some(packed) = PackedWeights::new(weight, outputs) else {
                            assert_eq!(outputs, 0);
                            continue;
                        };
                        let map = Linear {
                            weight: (&packed).into(),
                            ..map
                        };
                        linear(view, &[map], None, &mut output, outputs).unwrap();
                    }
                }
            }
        }
    });
}

#[test]
fn attention_stays_within_its_tables() {
    at_every_level(|| {
        for length in SIZES {
            for size in [1, 3, 8, 17, 32, 64] {
                for lengths in [vec![length], vec![length, 3, length]] {
                    let heads = Heads {
                        count: 2,
                        size,
                        scale: 0.5,
                    };
                    let tokens: usize = lengths.iter().sum();
                    let squares = lengths.iter().map(|length| length * length * 2);
                    let states = guarded(tokens * 2 * size * 3);
                    let biases: Vec<Guarded> = squares.clone().map(guarded).collect();
                    let biases: Vec<&[f32]> = biases.iter().map(|bias| &**bias).collect();
                    let mut output = guarded(tokens * 2 * size);
                    let mut weights = guarded(squares.sum());
                    let blinded: Vec<bool> = (0..tokens).map(|token| token % 3 == 1).collect();
                    for blinded in [&[][..], &blinded] {
                        let weights = Some(&mut *weights);
                        let scores = glassbox_kernel::Scores {
                            biases: &biases,
                            blinded,
                        };
                        attention(&states, &lengths, heads, scores, &mut output, weights).unwrap();
                    }
                }
            }
        }
    });
}

#[test]
fn rows_and_single_numbers_stay_within_their_tables() {
    at_every_level(|| {
        for count in SIZES {
            for activation in [Activation::Gelu, Activation::Relu, Activation::Mish] {
                activate(activation, &mut guarded(count));
                activation_slopes(activation, &mut guarded(count));
            }
            for rows in SIZES {
                let (gamma, beta) = (guarded(count), guarded(count));
                let residual = guarded(rows * count);
                let mut table = guarded(rows * count);
                let done = layer_norm(&mut table, Some(&residual), &gamma, &beta, 1e-5);
                assert_eq!(done.is_ok(), count > 0);
            }
        }
    });
}

#[test]
fn tangents_stay_within_their_tables() {
    const POINTS: usize = 2;
    at_every_level(|| {
        for tokens in [1, 2, 7, 8, 17, 33] {
            for size in [1, 3, 8, 17, 32] {
                for tangents in [1, 3, 4, 5] {
                    let layout = TangentLayout { tokens, tangents };
                    let (width, square) = (2 * size, 2 * tokens * tokens);
                    let (rows, moved) = (POINTS * tokens, POINTS * tangents * tokens);
                    let (states, weights) = (guarded(rows * 3 * width), guarded(POINTS * square));
                    let point = AttentionPoint {
                        states: &states,
                        weights: &weights,
                        heads: Heads {
                            count: 2,
                            size,
                            scale: 0.5,
                        },
                    };
                    let of_states = guarded(moved * 3 * width);
                    let of_scores = guarded(POINTS * tangents * square);
                    let mut output = guarded(moved * width);
                    for scores in [None, Some(&of_scores[..])] {
                        attention_tangents(point, &of_states, scores, layout, &mut output).unwrap();
                    }
                    let (at, residual) = (guarded(rows * width), guarded(rows * width));
                    let norm = NormPoint::new(&at, Some(&residual), width, 1e-5).unwrap();
                    let (gamma, residual) = (guarded(width), guarded(moved * width));
                    layer_norm_tangents(&mut output, Some(&residual), &gamma, &norm, layout)
                        .unwrap();
                    scale_tangents(&mut output, &at, width, layout).unwrap();
                    let halves = guarded(2 * moved * width);
                    let gated = gated_tangents(&halves, &at, &at, width, layout).unwrap();
                    assert_eq!(gated.len(), output.len());
                }
            }
        }
    });
}

#[test]
fn logits_stay_within_their_tables() {
    at_every_level(|| {
        for words in SIZES.into_iter().chain([1023, 1024, 1025, 2049]) {
            for (rows, gap) in [(1, 0), (3, 0), (3, 5)] {
                let stride = words + gap;
                let numbers = guarded((rows - 1) * stride + words);
                let view = MatrixView {
                    numbers: &numbers,
                    rows,
                    width: words,
                    stride,
                };
                let mut summaries = vec![LogitSummary::new(0.0, 3); rows];
                summarise_logits(view, 0, &mut summaries).unwrap();
                let above = numbers[..words].iter().filter(|&&logit| logit > 0.0);
                assert_eq!(
                    summaries.first().map_or(0, LogitSummary::above),
                    above.count()
                );
            }
        }
    });
}
