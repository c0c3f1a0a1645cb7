//! What a match and a search take: `cargo bench --bench matching` prints the median and the range
//! of each in milliseconds. A part alone: `cargo bench --bench matching -- jacobians`.
//!
//! The window's own part, from a key to the matrix on screen, is in the bench `window`.
#![expect(clippy::print_stdout, reason = "a bench prints its results")]
#![expect(clippy::unwrap_used, reason = "a bench that finds no model stops")]

use std::fs;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use glassbox::analysis::Asked;
use glassbox::analysis::matching::{MatchSettings, UsedPooling};
use glassbox::corpus::input::{InputChoice, InputFile};
use glassbox::corpus::search::{Passage, PassageIndex, Passages, Search, SearchBuild, build_index};
use glassbox::domain::corpus::{InputFacts, TextPlace};
use glassbox::domain::jacobian::Completeness;
use glassbox::domain::reference_corpus::reference_sentences;
use glassbox::domain::trace::TextInput;
use glassbox::model::{Cancel, Model};
use glassbox::{Question, ask};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// What can be asked for.
const PARTS: [&str; 4] = ["matrix", "jacobians", "ranking", "embedding"];
const ROUNDS: usize = 15;
/// Where a round takes a second.
const SLOW_ROUNDS: usize = 5;
const WIDTH: usize = 384;
/// Passages that are embedded to see how fast that is.
const EMBEDDED: usize = 2000;
const WORDS: &str = "the prime minister of canada enjoys a beautiful walk at the beach and ";

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let all = !asked.iter().any(|word| PARTS.contains(&word.as_str()));
    let wanted = |part: &str| all || asked.iter().any(|word| word == part);
    let model = Model::embedded().unwrap();
    if wanted("matrix") {
        matrices(&model);
    }
    if wanted("jacobians") {
        jacobians(&model);
    }
    if wanted("ranking") {
        rankings();
    }
    if wanted("embedding") {
        embedding(&model);
    }
}

/// The passes of two texts alone, and the whole of the first answer.
fn matrices(model: &Model) {
    println!("two texts of so many tokens: their passes, and the first answer with its matrix");
    for tokens in [12, 100, 500] {
        let texts = pair_of(tokens);
        let inputs = texts.each_ref().map(TextInput::new);
        let rounds = if tokens > 100 { SLOW_ROUNDS } else { ROUNDS };
        let passes = times(rounds, || {
            black_box(model.trace_all(&inputs, &Cancel::never()).unwrap());
        });
        let [text_a, text_b] = texts.clone();
        let question = Question::new(Asked::Match {
            text_a,
            text_b,
            settings: MatchSettings {
                null_texts: 0,
                leave_one_out: false,
                ..MatchSettings::default()
            },
        });
        let answers = times(rounds, || {
            black_box(ask(&[model], &question, &Cancel::never()).unwrap());
        });
        println!("{tokens:>6} tokens  passes {passes}  answer {answers}");
    }
}

/// The tokens of a layer carried through the layers above, of two texts.
fn jacobians(model: &Model) {
    println!("integrated Jacobians of two texts of so many tokens, residual under 1 %");
    let head = model.sentence_head().unwrap();
    let never = Cancel::never();
    for tokens in [12, 100] {
        let texts = pair_of(tokens);
        let rounds = if tokens > 12 { 1 } else { SLOW_ROUNDS };
        for layer in 0..=model.card().layers {
            let mut said = String::new();
            let took = times(rounds, || {
                let [a, b] = texts
                    .each_ref()
                    .map(|text| model.jacobian_path(text, layer, &never).unwrap());
                let [a, b] = model.jacobian_pair([&a, &b], head, None, &never).unwrap();
                let found = Completeness::of(&a.path, &b.path).unwrap();
                let percent = 100.0 * found.residual_share();
                said = format!("{} steps, residual {percent:.2} %", a.path.steps.count);
            });
            println!("{tokens:>6} tokens  Layer {layer}  {took}  {said}");
        }
    }
}

/// A query against passages whose embeddings are there.
fn rankings() {
    println!("ranking so many passages by a query, {WIDTH} numbers each");
    let mut random = ChaCha8Rng::seed_from_u64(7);
    for count in [10_000, 100_000] {
        let before = resident();
        let directions = (0..count).flat_map(|_| direction(&mut random)).collect();
        let passages = Arc::new(passages(count));
        let index = PassageIndex::from_directions(passages, WIDTH, directions, vec![0; count]);
        let query = direction(&mut random);
        let took = times(ROUNDS, || {
            black_box(index.rank(&query, 12).unwrap());
        });
        let held = resident().zip(before).map(|(now, before)| now - before);
        let held = held.map_or_else(String::new, |bytes| format!("{:.0} MB held", bytes / 1e6));
        println!("{count:>8} passages  {took}  {held}");
    }
}

/// Passages read by the model, and a search in them with its hits explained.
fn embedding(model: &Model) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passages.txt");
    let texts: Vec<String> = passages(EMBEDDED)
        .all
        .into_iter()
        .map(|one| one.text)
        .collect();
    fs::write(&path, texts.join("\n")).unwrap();
    let pooling = UsedPooling::new(model.sentence_head().unwrap(), None);
    let build = SearchBuild {
        model,
        head: &pooling.head,
        files: &[InputFile::named(&path, None).unwrap()],
        choice: &InputChoice::default(),
        prompt: "",
        store: None,
    };
    let never = Cancel::never();
    let mut index = None;
    let took = times(3, || {
        index = Some(build_index(&build, &never, &mut |_| {}).unwrap());
    });
    let seconds = took.median().as_secs_f64();
    let per_second = EMBEDDED as f64 / seconds;
    println!("{EMBEDDED} passages read by the model: {took}, {per_second:.0} per second");
    println!(
        "so 10,000 take about {:.0} s and 100,000 about {:.0} s",
        10_000.0 / per_second,
        100_000.0 / per_second
    );
    let Some(index) = index else { return };
    let search = Search {
        model,
        card: &Arc::new(model.card().clone()),
        pooling: &pooling,
        index: &index,
        prompts: ["", ""],
    };
    let first = std::cell::Cell::new(None);
    let mut firsts = Vec::new();
    let whole = times(SLOW_ROUNDS, || {
        let begun = Instant::now();
        first.set(None);
        let post = |_: &_| {
            if first.get().is_none() {
                first.set(Some(begun.elapsed()));
            }
        };
        let query = "customer service never answered my email";
        black_box(search.find(query, 12, &never, &post).unwrap());
        firsts.extend(first.get());
    });
    let first = Times::of(firsts);
    println!("from a query to its ranking {first}, to the words of 12 hits {whole}");
}

/// Times of the same work, the shortest first.
struct Times(Vec<Duration>);

impl Times {
    fn of(mut times: Vec<Duration>) -> Self {
        times.sort();
        Self(times)
    }

    fn median(&self) -> Duration {
        self.0.get(self.0.len() / 2).copied().unwrap_or_default()
    }
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
        let [first, last] = [self.0.first(), self.0.last()]
            .map(|time| milliseconds(time.copied().unwrap_or_default()));
        write!(
            f,
            "{:.2} ms ({first:.2} to {last:.2})",
            milliseconds(self.median())
        )
    }
}

fn times(rounds: usize, mut work: impl FnMut()) -> Times {
    work();
    let once = |_| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    };
    Times::of((0..rounds).map(once).collect())
}

/// Two texts of about so many tokens, `[CLS]` and `[SEP]` counted.
fn pair_of(tokens: usize) -> [String; 2] {
    let words = WORDS.split_whitespace().cycle();
    let a: Vec<&str> = words.take(tokens - 2).collect();
    let b: Vec<&str> = a.iter().rev().copied().collect();
    [a.join(" "), b.join(" ")]
}

/// Passages of everyday English, each with a number that makes it one of a kind.
fn passages(count: usize) -> Passages {
    let sentences = reference_sentences().iter().cycle();
    let all = sentences.take(count).enumerate().map(|(at, text)| Passage {
        place: TextPlace {
            file: 0,
            line: at as u64 + 1,
            sentence: 0,
        },
        text: format!("{text} {at}"),
    });
    Passages {
        files: vec!["passages.txt".to_owned()],
        all: all.collect(),
        facts: InputFacts::default(),
    }
}

/// An embedding of length 1.
fn direction(random: &mut ChaCha8Rng) -> Vec<f32> {
    let numbers: Vec<f32> = (0..WIDTH).map(|_| random.random_range(-1.0..1.0)).collect();
    let norm = numbers.iter().map(|x| x * x).sum::<f32>().sqrt();
    numbers.iter().map(|x| x / norm).collect()
}

/// Bytes of memory that this process holds; `None` where the system does not say.
fn resident() -> Option<f64> {
    let pages = fs::read_to_string("/proc/self/statm").ok()?;
    let pages: f64 = pages.split_whitespace().nth(1)?.parse().ok()?;
    Some(4096.0 * pages)
}
