//! How long a person waits: `cargo bench --bench window` prints medians in milliseconds.
//!
//! The whole app runs without a display: egui's input, layout and tessellation, the engine's
//! thread, the embedded model. What a large model takes is measured with one of 12 layers and 12
//! heads, seeded and made here, or with the one in the folder that `GLASSBOX_BENCH_MODEL` names.
//! Only the graphics card's part is missing. Numbers are for reading, not for asserting: they depend
//! on the machine and on what else it does.
#![expect(clippy::print_stdout, reason = "a bench prints its results")]

mod behind;
mod bench;
mod seeded_model;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Instant;

use glassbox::ui::ViewId;

use bench::{Bench, HIGH_WINDOW, WINDOW, milliseconds};

const ROUNDS: usize = 30;
/// Where a round may take a second.
const SLOW_ROUNDS: usize = 9;
/// What can be asked for: `cargo bench --bench window -- frames`, and of some views alone:
/// `cargo bench --bench window -- frames Attention Match`.
const PARTS: [&str; 6] = ["keys", "layers", "effects", "lens", "frames", "large"];
/// A folder with another model to read by, for example a larger one.
const MODEL: &str = "GLASSBOX_BENCH_MODEL";
const VIEWS: [ViewId; 9] = [
    ViewId::new("Tokens"),
    ViewId::new("Layers"),
    ViewId::new("Attention"),
    ViewId::new("Compare"),
    ViewId::new("Drift"),
    ViewId::new("Match"),
    ViewId::new("Models"),
    ViewId::new("Effects"),
    ViewId::new("Paper"),
];
/// What shows all heads or all layers of a large model; the seeded one has a head of words too.
const LARGE_VIEWS: [ViewId; 3] = [
    ViewId::new("Attention"),
    ViewId::new("Match"),
    ViewId::new("Lens"),
];

fn main() -> std::io::Result<()> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let all = !asked.iter().any(|word| PARTS.contains(&word.as_str()));
    let wanted = |part: &str| all || asked.iter().any(|word| word == part);

    let started = Instant::now();
    let mut bench = Bench::new(ViewId::new("Tokens"))?;
    bench.show("Who is the prime minister of Canada?");
    println!(
        "new process to first bars, without opening a window: {:.0} ms",
        milliseconds(started.elapsed())
    );
    if wanted("keys") {
        keys(&mut bench)?;
    }
    if wanted("layers") {
        layers(&mut bench);
    }
    if wanted("effects") {
        effects()?;
    }
    if wanted("lens") {
        lens()?;
    }
    if wanted("frames") {
        let named = |view: &ViewId| asked.iter().any(|word| word == view.name());
        let some: Vec<ViewId> = VIEWS.into_iter().filter(named).collect();
        if some.is_empty() {
            frames(&mut bench);
        } else {
            frames_of(&mut bench, &some);
        }
    }
    if wanted("large") {
        large(&mut bench)?;
    }
    Ok(())
}

fn keys(bench: &mut Bench) -> std::io::Result<()> {
    println!("\nfrom a key to its bars on screen, and back by undo, median of {ROUNDS}");
    for tokens in [10, 100] {
        let [there, back] = bench.key_to_bars(tokens).map(milliseconds);
        println!("{tokens:>4} tokens {there:>8.1} ms {back:>8.1} ms");
    }
    println!("\nthe same with two prompts of 10 tokens, median of {ROUNDS}");
    let mut pair = Bench::new(ViewId::new("Compare"))?;
    for (name, both) in [("key in one", false), ("both new", true)] {
        let time = milliseconds(pair.key_to_pair(both));
        println!("{name:>14} {time:>6.1} ms");
    }
    println!("\nfrom a changed word of A to the matrix of a match, median of {ROUNDS}");
    let mut matched = Bench::new(ViewId::new("Match"))?;
    for tokens in [12, 100] {
        let time = milliseconds(matched.key_to_match(tokens));
        println!("{tokens:>4} tokens {time:>8.1} ms");
    }
    Ok(())
}

fn layers(bench: &mut Bench) {
    println!(
        "\nfrom a key to bars at the chosen layer, and until every layer is there, median of \
         {SLOW_ROUNDS}"
    );
    if let Ok(folder) = std::env::var(MODEL) {
        bench.model(&folder);
    }
    let name = bench.model_name();
    for tokens in [12, 128, 512] {
        let [first, whole] = bench.key_to_layers(tokens).map(milliseconds);
        println!("{tokens:>4} tokens {first:>8.1} ms {whole:>8.1} ms  {name}");
    }
    bench.model("minilm");
}

fn effects() -> std::io::Result<()> {
    println!(
        "\nfrom a key to its bars, until it is shown what each token does alone, and until every set of \
         tokens was removed; then from a key typed meanwhile to its bars, median of {SLOW_ROUNDS}"
    );
    let mut bench = Bench::new(ViewId::new("Effects"))?;
    for tokens in [12, 24] {
        let times = bench.key_to_effects(tokens).map(milliseconds);
        print_times(tokens, &times, &bench.model_name());
    }
    Ok(())
}

fn lens() -> std::io::Result<()> {
    println!(
        "\nfrom a key to the words at the chosen layer and the last, with the strengths, and to those of \
         every layer; then from a key typed meanwhile to its first words, median of {SLOW_ROUNDS}"
    );
    let made = tempfile::tempdir()?;
    let mut bench = Bench::new(ViewId::new("Lens"))?;
    bench.model(&large_model(made.path())?);
    for tokens in [12, 128] {
        let times = bench.key_to_lens(tokens).map(milliseconds);
        print_times(tokens, &times, &bench.model_name());
    }
    Ok(())
}

fn print_times(tokens: usize, times: &[f64], model: &str) {
    let mut line = format!("{tokens:>4} tokens");
    for time in times {
        let _ = write!(line, " {time:>8.1} ms");
    }
    println!("{line}  {model}");
}

/// The folder of a large model: the one that is named, or one that is made in `folder`.
fn large_model(folder: &Path) -> std::io::Result<String> {
    if let Ok(named) = std::env::var(MODEL) {
        return Ok(named);
    }
    seeded_model::write(folder)?;
    Ok(folder.display().to_string())
}

fn frames(bench: &mut Bench) {
    println!(
        "\none frame at rest (layout and tessellation), median of {ROUNDS}, in ms of its thread's time; \
         in brackets a window so high that every chart of the view is in sight; then the slowest frame of those \
         in which new texts come in, median of {SLOW_ROUNDS}"
    );
    frames_of(bench, &VIEWS);
    for (name, open) in [
        ("corpus", Bench::read_sample_corpus as fn(&mut Bench)),
        ("search", Bench::search_sample_corpus),
    ] {
        open(bench);
        let [low, high] = [WINDOW, HIGH_WINDOW].map(|size| milliseconds(bench.frame(size)));
        println!("{name:>10} {low:>6.2} ({high:>5.2}), 840 sentences");
    }
    let news = milliseconds(bench.slowest_with_hits());
    println!(
        "{:>10} {news:>6.2}, with a new query of 12 tokens",
        "search"
    );
}

fn frames_of(bench: &mut Bench, views: &[ViewId]) {
    println!("{:>10} {:>14} {:>14} {:>14}", "", "12", "128", "512 tokens");
    for view in views {
        let mut line = format!("{:>10}", view.name());
        let mut news = String::new();
        for tokens in [12, 128, 512] {
            bench.open(view.clone(), tokens);
            let [low, high] = [WINDOW, HIGH_WINDOW].map(|size| bench.frame(size));
            let (low, high) = (milliseconds(low), milliseconds(high));
            let _ = write!(line, " {low:>6.2} ({high:>5.2})");
            let slowest = milliseconds(bench.slowest_with_news(view, tokens));
            let _ = write!(news, " {slowest:>6.2}");
        }
        println!("{line}   {news}");
    }
}

/// The attention of 12 x 12 heads, as fast as it is typed, and what it holds; then its frames.
fn large(bench: &mut Bench) -> std::io::Result<()> {
    let made = tempfile::tempdir()?;
    bench.model(&large_model(made.path())?);
    println!(
        "\nfrom a key to the matrix of a head, and until every head is there, median of \
         {SLOW_ROUNDS}; then the memory held, with the model"
    );
    bench.open(ViewId::new("Attention"), 12);
    for tokens in [12, 128, 512] {
        let [first, whole] = bench.key_to_attention(tokens).map(milliseconds);
        let held = resident().map_or_else(String::new, |bytes| format!("{:.0} MB", bytes / 1e6));
        println!("{tokens:>4} tokens {first:>8.1} ms {whole:>8.1} ms {held:>8}");
    }
    println!("\nframes of the same model, as above");
    frames_of(bench, &LARGE_VIEWS);
    bench.model("minilm");
    Ok(())
}

/// Bytes of memory that this process holds; `None` where the system does not say.
fn resident() -> Option<f64> {
    let pages = fs::read_to_string("/proc/self/statm").ok()?;
    let pages: f64 = pages.split_whitespace().nth(1)?.parse().ok()?;
    Some(4096.0 * pages)
}
