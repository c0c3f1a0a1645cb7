//! The products of an encoder alone, against what the processor and its memory can do at most:
//! `cargo bench -p glassbox-kernel --bench products -- [stored|f16] [TOKENS]...`. Weights are packed, as
//! an encoder has them; or as they are stored, or packed and of 16 bits.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench"
)]

use std::hint::black_box;
use std::time::Instant;

use glassbox_kernel::{
    Activation, Heads, Linear, MatrixView, PackedWeights, Scores, SimdLevel, StoredNumbers,
    Weights, attention, linear, multiply_adds, threads,
};

/// Rounds of which the median is shown.
const ROUNDS: usize = 15;

/// An encoder's sizes.
struct Sizes {
    name: &'static str,
    layers: usize,
    hidden: usize,
    inner: usize,
}

const MODELS: [Sizes; 2] = [
    Sizes {
        name: "bert-base",
        layers: 12,
        hidden: 768,
        inner: 3072,
    },
    Sizes {
        name: "minilm",
        layers: 6,
        hidden: 384,
        inner: 1536,
    },
];

fn main() {
    let wanted = std::env::args().filter_map(|argument| argument.parse().ok());
    let mut lengths: Vec<usize> = wanted.collect();
    if lengths.is_empty() {
        lengths = vec![1, 4, 12, 16, 24, 32, 48, 128, 512];
    }
    let kind = std::env::args().find(|argument| ["stored", "f16"].contains(&argument.as_str()));
    let kind = kind.unwrap_or_default();
    let alone = on_every_thread(1);
    let together = on_every_thread(threads());
    let level = SimdLevel::widest().name();
    println!(
        "{level}: multiply-adds {alone:.0} GFLOP/s on one thread, {together:.0} on {}",
        threads()
    );
    for sizes in &MODELS {
        let blocks = Blocks::new(sizes, &kind);
        let bytes = blocks.numbers() * 4;
        let read = median(|| blocks.read());
        let speed = bytes as f64 / read / 1e6;
        println!(
            "{}: weights read in {read:.2} ms, {speed:.1} GB/s",
            sizes.name
        );
        for &tokens in &lengths {
            let input = vec![0.1; tokens * sizes.inner];
            let mut output = vec![0.0; tokens * sizes.inner];
            let time = median(|| blocks.map(&input, tokens, &mut output));
            let rate = 2.0 * (blocks.numbers() * tokens) as f64 / time / 1e6;
            let (of_peak, of_memory) = (100.0 * rate / together, time / read);
            println!(
                "  {tokens:4} tokens {time:8.2} ms {rate:5.0} GFLOP/s {of_peak:3.0} % of the peak, {of_memory:.2} x reading"
            );
        }
        for &tokens in &lengths {
            let attention = Attention::new(sizes, tokens);
            let time = median(|| attention.attend());
            println!("  {tokens:4} tokens {time:8.2} ms of attention");
        }
    }
}

/// Milliseconds of the median round.
fn median(mut work: impl FnMut()) -> f64 {
    work();
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let started = Instant::now();
            work();
            started.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}

/// The most multiply-adds that so many threads do, in GFLOP/s.
fn on_every_thread(threads: usize) -> f64 {
    let mut done = 0;
    let time = median(|| {
        let each = || multiply_adds(5_000_000);
        done = std::thread::scope(|scope| {
            let started: Vec<_> = (0..threads).map(|_| scope.spawn(each)).collect();
            started
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .sum()
        });
    });
    2.0 * done as f64 / time / 1e6
}

/// The weights of all products of an encoder.
struct Blocks<'a> {
    sizes: &'a Sizes,
    maps: Vec<Vec<f32>>,
    /// The same, as products take them; none where they take them as they are.
    packed: Vec<PackedWeights>,
}

impl<'a> Blocks<'a> {
    fn new(sizes: &'a Sizes, kind: &str) -> Self {
        let Sizes { hidden, inner, .. } = *sizes;
        let of_block = [
            hidden * 3 * hidden,
            hidden * hidden,
            inner * hidden,
            hidden * inner,
        ];
        let count = of_block.len() * sizes.layers;
        let counts = of_block.iter().cycle().take(count);
        let maps: Vec<Vec<f32>> = counts.map(|&count| vec![0.01; count]).collect();
        let halves = [0x00, 0x21].repeat(inner * hidden);
        let packed = maps.iter().enumerate().map(|(index, weight)| {
            let outputs = weight.len() / inputs_of(sizes, index);
            let weight = match kind {
                "f16" => StoredNumbers::F16(&halves[..2 * weight.len()]),
                _ => StoredNumbers::F32(weight),
            };
            PackedWeights::new(weight, outputs).unwrap()
        });
        let packed = packed.take(if kind == "stored" { 0 } else { count });
        Self {
            sizes,
            packed: packed.collect(),
            maps,
        }
    }

    fn numbers(&self) -> usize {
        self.maps.iter().map(Vec::len).sum()
    }

    /// Reads every number once, each thread its part.
    fn read(&self) {
        let (threads, maps) = (threads(), &self.maps);
        std::thread::scope(|scope| {
            for thread in 0..threads {
                scope.spawn(move || {
                    for map in maps {
                        let part = map.len().div_ceil(threads);
                        black_box(sum(&map[part * thread..map.len().min(part * (thread + 1))]));
                    }
                });
            }
        });
    }

    /// All products of a pass, of one length of rows after the other.
    fn map(&self, input: &[f32], rows: usize, output: &mut [f32]) {
        for (index, stored) in self.maps.iter().enumerate() {
            let inputs = inputs_of(self.sizes, index);
            let activation = (index % 4 == 2).then_some(Activation::Gelu);
            let outputs = stored.len() / inputs;
            let packed = self.packed.get(index).map(Weights::from);
            let map = Linear {
                weight: packed.unwrap_or_else(|| stored.as_slice().into()),
                bias: None,
                outputs,
            };
            let input = MatrixView::contiguous(&input[..rows * inputs], inputs);
            linear(
                input,
                &[map],
                activation,
                &mut output[..rows * outputs],
                outputs,
            )
            .unwrap();
        }
    }
}

/// How many inputs a map has.
fn inputs_of(sizes: &Sizes, index: usize) -> usize {
    if index % 4 == 3 {
        sizes.inner
    } else {
        sizes.hidden
    }
}

/// In many sums at once, so that memory alone sets the pace.
fn sum(numbers: &[f32]) -> f32 {
    let mut sums = [0.0; 128];
    for block in numbers.as_chunks::<128>().0 {
        for (sum, number) in sums.iter_mut().zip(block) {
            *sum += number;
        }
    }
    sums.iter().sum()
}

/// The attention of an encoder, without its products with weights.
struct Attention<'a> {
    sizes: &'a Sizes,
    states: Vec<f32>,
    tokens: usize,
}

impl<'a> Attention<'a> {
    fn new(sizes: &'a Sizes, tokens: usize) -> Self {
        let states = (0..tokens * 3 * sizes.hidden).map(|i| (i as f32).sin());
        Self {
            sizes,
            states: states.collect(),
            tokens,
        }
    }

    /// That of all layers.
    fn attend(&self) {
        let heads = Heads {
            count: 12,
            size: self.sizes.hidden / 12,
            scale: 0.125,
        };
        let mut output = vec![0.0; self.tokens * self.sizes.hidden];
        for _ in 0..self.sizes.layers {
            let scores = Scores::default();
            attention(
                &self.states,
                &[self.tokens],
                heads,
                scores,
                &mut output,
                None,
            )
            .unwrap();
        }
    }
}
