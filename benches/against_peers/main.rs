//! Glassbox, candle's own BERT, plain memory and bare multiply-adds as peers of `run.py`, which says
//! what to measure.
//!
//! `against_peers NAME FOLDER` reads one JSON task a line from standard input and answers each with
//! one line: milliseconds, a list. Alone it measures nothing.
#![expect(clippy::print_stdout, reason = "answers go to standard output")]

use std::cell::Cell;
use std::hint::black_box;
use std::io::BufRead as _;
use std::path::Path;
use std::thread::ScopedJoinHandle;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use glassbox::corpus::map_in_order;
use glassbox::domain::trace::TextInput;
use glassbox::model::Cancel;
use glassbox::model::{Loading, Model, ModelSource, SimdLevel, on_one_thread, threads};
use glassbox_kernel::multiply_adds;
use serde::Deserialize;

/// As the program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What is measured, `rounds` times.
#[derive(Deserialize)]
struct Task {
    /// Texts read as one question.
    texts: Vec<String>,
    /// The same texts as token ids, for peers that do not tokenize.
    ids: Vec<Vec<u32>>,
    /// Ends at this layer, for who can show it before the last; the last if none.
    layer: Option<usize>,
    /// More than 1 for a corpus: texts in a batch.
    batch: usize,
    rounds: usize,
}

/// One of those compared.
trait Peer {
    /// Milliseconds for one round of `task`.
    fn round(&self, task: &Task) -> Result<f64>;
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, folder] = arguments.as_slice() else {
        println!("benches/against_peers/run.py runs this: see there");
        return Ok(());
    };
    let folder = Path::new(folder);
    let peer: Box<dyn Peer> = match name.as_str() {
        "glassbox" => Box::new(Glassbox::load(folder)?),
        "candle" => Box::new(Candle::load(folder)?),
        "memory" => Box::new(Memory::new(folder)?),
        "peak" => Box::new(Peak),
        "about" => {
            println!("{}, {} threads", SimdLevel::widest().name(), threads());
            return Ok(());
        }
        other => bail!("{other} is no peer: give glassbox, candle, memory or peak"),
    };
    println!("ready");
    for line in std::io::stdin().lock().lines() {
        let task: Task = serde_json::from_str(&line?).context("a task is one line of JSON")?;
        let rounds = (0..task.rounds).map(|_| peer.round(&task));
        let times = rounds.collect::<Result<Vec<f64>>>()?;
        println!("{}", serde_json::to_string(&times)?);
    }
    Ok(())
}

/// Glassbox's library: tokens, every layer's hidden states and their norms.
struct Glassbox(Model);

impl Glassbox {
    fn load(folder: &Path) -> Result<Self> {
        let source = ModelSource::Folder(folder.to_owned());
        Ok(Self(Model::load(&source, &Loading::quiet())?))
    }
}

impl Glassbox {
    /// As a corpus is read: batches side by side, one per thread.
    fn corpus(&self, task: &Task) -> Result<f64> {
        let started = Instant::now();
        let mut batches = task.texts.chunks(task.batch);
        let read = |texts: &[String]| {
            let texts: Vec<TextInput> = texts.iter().map(TextInput::new).collect();
            on_one_thread(|| self.0.trace_all(&texts, &Cancel::never()))
        };
        map_in_order::<_, _, anyhow::Error>(
            threads(),
            2 * threads(),
            &mut || Ok(batches.next()),
            &read,
            &mut |read| {
                black_box(read?);
                Ok(())
            },
        )?;
        Ok(started.elapsed().as_secs_f64() * 1e3)
    }
}

impl Peer for Glassbox {
    fn round(&self, task: &Task) -> Result<f64> {
        if task.batch > 1 {
            return self.corpus(task);
        }
        let texts: Vec<TextInput> = task.texts.iter().map(TextInput::new).collect();
        let started = Instant::now();
        let reached = Cell::new(None);
        let layer = |done: usize| {
            if Some(done) == task.layer {
                reached.set(Some(started.elapsed()));
            }
        };
        let read = self
            .0
            .trace_by_layers(&texts, &Cancel::never(), &|so_far| layer(so_far.layer))?;
        black_box(read);
        let elapsed = reached.get().unwrap_or_else(|| started.elapsed());
        Ok(elapsed.as_secs_f64() * 1e3)
    }
}

/// candle-transformers' BERT, which gives out its last layer alone.
struct Candle(BertModel);

impl Candle {
    fn load(folder: &Path) -> Result<Self> {
        let config: Config = serde_json::from_slice(&std::fs::read(folder.join("config.json"))?)?;
        let weights = std::fs::read(folder.join("model.safetensors"))?;
        let weights = VarBuilder::from_buffered_safetensors(weights, DType::F32, &Device::Cpu)?;
        Ok(Self(BertModel::load(weights, &config)?))
    }
}

impl Peer for Candle {
    fn round(&self, task: &Task) -> Result<f64> {
        let started = Instant::now();
        for texts in task.ids.chunks(task.batch.max(1)) {
            let longest = texts.iter().map(Vec::len).max().unwrap_or(0);
            let padded = |of: &dyn Fn(&Vec<u32>, usize) -> u32| -> candle_core::Result<Tensor> {
                let rows = texts
                    .iter()
                    .flat_map(|ids| (0..longest).map(move |i| of(ids, i)));
                Tensor::from_vec(rows.collect(), (texts.len(), longest), &Device::Cpu)
            };
            let ids = padded(&|ids, i| ids.get(i).copied().unwrap_or(0))?;
            let mask = padded(&|ids, i| u32::from(i < ids.len()))?;
            let states = self.0.forward(&ids, &ids.zeros_like()?, Some(&mask))?;
            black_box(states);
        }
        Ok(started.elapsed().as_secs_f64() * 1e3)
    }
}

/// As many numbers as the blocks have weights, read once by every thread's share: no pass over them
/// can take less.
struct Memory(Vec<f32>);

impl Memory {
    fn new(folder: &Path) -> Result<Self> {
        let config: serde_json::Value =
            serde_json::from_slice(&std::fs::read(folder.join("config.json"))?)?;
        let number = |name: &str| config.get(name).and_then(serde_json::Value::as_u64);
        let (Some(layers), Some(hidden), Some(inner)) = (
            number("num_hidden_layers"),
            number("hidden_size"),
            number("intermediate_size"),
        ) else {
            bail!("config.json has no sizes");
        };
        let weights = layers * (4 * hidden * hidden + 2 * hidden * inner);
        Ok(Self(vec![0.5; usize::try_from(weights)?]))
    }
}

impl Peer for Memory {
    fn round(&self, _task: &Task) -> Result<f64> {
        let started = Instant::now();
        let share = self.0.len().div_ceil(threads());
        let sum: f32 = std::thread::scope(|scope| {
            let shares = self.0.chunks(share);
            let started: Vec<_> = shares.map(|share| scope.spawn(|| sum(share))).collect();
            let ended = started.into_iter().map(ScopedJoinHandle::join);
            ended.map(Result::unwrap_or_default).sum()
        });
        black_box(sum);
        Ok(started.elapsed().as_secs_f64() * 1e3)
    }
}

/// Multiply-adds in registers, on every thread: no product of so many can take less.
struct Peak;

impl Peak {
    /// How many on all threads together are called a round.
    const COUNT: f64 = 1e10;
}

impl Peer for Peak {
    fn round(&self, _task: &Task) -> Result<f64> {
        let share = Self::COUNT / threads() as f64;
        let rounds = share / multiply_adds(1) as f64;
        let started = Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..threads() {
                scope.spawn(|| black_box(multiply_adds(rounds as usize)));
            }
        });
        Ok(started.elapsed().as_secs_f64() * 1e3)
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
