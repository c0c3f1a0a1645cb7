//! How long a person waits: `cargo bench --bench window` prints medians in milliseconds.
//!
//! The whole app runs without a display: egui's input, layout and tessellation, the engine's
//! thread, the embedded model, or one from the folder that `GLASSBOX_BENCH_MODEL` names where layers
//! are timed. Only the graphics card's part is missing. Numbers are for reading,
//! not for asserting: they depend on the machine and on what else it does.
#![expect(clippy::print_stdout, reason = "a bench prints its results")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use eframe::egui::accesskit::{Action, ActionRequest, TreeId};
use eframe::egui::{
    Context, Event, Key, Modifiers, PlatformOutput, Pos2, RawInput, Rect, Vec2, vec2,
};
use glassbox::model::ModelSource;
use glassbox::ui::{App, Opening, Remembered, ViewId};

const ROUNDS: usize = 30;
/// Where a round may take a second.
const SLOW_ROUNDS: usize = 9;
/// What can be asked for: `cargo bench --bench window -- frames`.
const PARTS: [&str; 3] = ["keys", "layers", "frames"];
/// A folder with another model to read by, for example a larger one.
const MODEL: &str = "GLASSBOX_BENCH_MODEL";
/// The window as it opens, in points.
const WINDOW: Vec2 = vec2(1180.0, 800.0);
/// One that shows every chart of a view.
const HIGH_WINDOW: Vec2 = vec2(1180.0, 2400.0);
const VIEWS: [ViewId; 7] = [
    ViewId::new("Tokens"),
    ViewId::new("Layers"),
    ViewId::new("Compare"),
    ViewId::new("Drift"),
    ViewId::new("Match"),
    ViewId::new("Models"),
    ViewId::new("Paper"),
];
const WORDS: &str = "the prime minister of canada enjoys a beautiful walk at the beach and ";

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
    if wanted("frames") {
        frames(&mut bench);
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
    let model = bench.app.model();
    let name = model.map_or_else(String::new, |model| model.display_name.clone());
    for tokens in [12, 128, 512] {
        let [first, whole] = bench.key_to_layers(tokens).map(milliseconds);
        println!("{tokens:>4} tokens {first:>8.1} ms {whole:>8.1} ms  {name}");
    }
    bench.model("minilm");
}

fn frames(bench: &mut Bench) {
    println!(
        "\none frame at rest (layout and tessellation), median of {ROUNDS}, in ms of its thread's time; \
         in brackets a window so high that every chart of the view is in sight; then the slowest frame of those \
         in which new texts come in, median of {SLOW_ROUNDS}"
    );
    println!("{:>8} {:>14} {:>14} {:>14}", "", "12", "128", "512 tokens");
    for view in VIEWS {
        let mut line = format!("{:>8}", format!("{view:?}").to_lowercase());
        let mut news = String::new();
        for tokens in [12, 128, 512] {
            bench.open(view.clone(), tokens);
            let [low, high] = [WINDOW, HIGH_WINDOW].map(|size| bench.frame(size));
            let (low, high) = (milliseconds(low), milliseconds(high));
            let _ = write!(line, " {low:>6.2} ({high:>5.2})");
            let slowest = milliseconds(bench.slowest_with_news(&view, tokens));
            let _ = write!(news, " {slowest:>6.2}");
        }
        println!("{line}   {news}");
    }
    bench.read_sample_corpus();
    let [low, high] = [WINDOW, HIGH_WINDOW].map(|size| milliseconds(bench.frame(size)));
    println!("  corpus {low:>6.2} ({high:>5.2}), 840 sentences");
}

struct Bench {
    ctx: Context,
    app: App,
    time: f64,
    size: Vec2,
    /// The frame that took longest, since somebody asked.
    slowest: Duration,
}

impl Bench {
    fn new(view: ViewId) -> std::io::Result<Self> {
        let ctx = Context::default();
        let mut remembered = Remembered::default();
        remembered.document.settings.view = view;
        Ok(Self {
            app: App::new(&ctx, remembered, Opening::default())?,
            ctx,
            time: 0.0,
            size: WINDOW,
            slowest: Duration::ZERO,
        })
    }

    /// Runs one frame and tessellates it, as the window does.
    fn draw(&mut self, events: Vec<Event>) -> PlatformOutput {
        let started = ThreadTime::now();
        self.time += 0.016;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(self.time),
            events,
            ..RawInput::default()
        };
        let app = &mut self.app;
        let mut output = self.ctx.run_ui(input, |ui| {
            app.update(ui.ctx());
            app.draw(ui);
        });
        output.textures_delta.clear();
        let shapes = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        std::hint::black_box(shapes);
        self.slowest = self.slowest.max(started.elapsed());
        output.platform_output
    }

    /// Presses the button `name` once it is there.
    fn press(&mut self, name: &str) {
        self.ctx.enable_accesskit();
        let target_node = loop {
            let update = self.draw(Vec::new()).accesskit_update;
            let nodes = update.map_or_else(Vec::new, |update| update.nodes);
            let mut nodes = nodes.into_iter();
            if let Some((id, _)) = nodes.find(|(_, node)| node.label() == Some(name)) {
                break id;
            }
        };
        self.draw(vec![Event::AccessKitActionRequest(ActionRequest {
            action: Action::Click,
            target_tree: TreeId::ROOT,
            target_node,
            data: None,
        })]);
        self.ctx.disable_accesskit();
        self.settle();
    }

    /// Opens the corpus view with the findings of the sample corpus.
    fn read_sample_corpus(&mut self) {
        let mut document = self.app.document();
        document.settings.view = ViewId::new("Corpus");
        self.app.restore(document);
        self.press("Use the sample corpus");
        self.press("Run");
    }

    /// Draws until the bars of `text` are on screen and the layout has settled.
    fn show(&mut self, text: &str) {
        self.app.set_prompt(&self.ctx, text);
        self.draw_until_shown();
        for _ in 0..5 {
            self.draw(Vec::new());
        }
    }

    fn draw_until_shown(&mut self) {
        while self.app.shown_text() != Some(self.app.prompt()) {
            std::thread::yield_now();
            if !self.app.is_busy() || self.app.model().is_none() {
                self.draw(Vec::new());
            }
        }
        self.draw(Vec::new());
    }

    /// Takes up another model.
    fn model(&mut self, name: &str) {
        let mut document = self.app.document();
        // What cannot be named cannot be opened either, and the window says why.
        document.model = ModelSource::named(name).unwrap_or_default().from_anywhere();
        self.app.restore(document);
        self.settle();
    }

    /// Draws until nothing is under way.
    fn settle(&mut self) {
        self.draw(Vec::new());
        while self.app.is_busy() {
            std::thread::yield_now();
            self.draw(Vec::new());
        }
        for _ in 0..5 {
            self.draw(Vec::new());
        }
    }

    /// From a key to the bars of the layer that is looked at, and to the end of the pass.
    fn key_to_layers(&mut self, tokens: usize) -> [Duration; 2] {
        let mut both = [Vec::new(), Vec::new()];
        for round in 0..SLOW_ROUNDS {
            self.show(&format!("{} {round}", text_of(tokens - 1)));
            let started = Instant::now();
            self.draw(vec![Event::Text("s".to_owned())]);
            while self.app.shown_text() != Some(self.app.prompt()) {
                // As the window does: a frame is drawn when there is news.
                std::thread::yield_now();
                self.app.update(&self.ctx);
            }
            self.draw(Vec::new());
            let [first, whole] = &mut both;
            first.push(started.elapsed());
            while self.app.is_busy() {
                std::thread::yield_now();
                self.app.update(&self.ctx);
            }
            self.draw(Vec::new());
            whole.push(started.elapsed());
        }
        both.map(|times| median(times.into_iter()))
    }

    /// From a key to its bars, and from undoing it to the bars before.
    fn key_to_bars(&mut self, tokens: usize) -> [Duration; 2] {
        let mut both = [Vec::new(), Vec::new()];
        for round in 0..ROUNDS {
            let text = format!("{} {round}", text_of(tokens - 1));
            self.show(&text);
            // A pause makes the key a step of its own.
            self.time += 2.0;
            let events = [vec![Event::Text("s".to_owned())], vec![undo()]];
            for (events, times) in events.into_iter().zip(&mut both) {
                let before = self.app.prompt().to_owned();
                let started = Instant::now();
                self.draw(events);
                assert_ne!(self.app.prompt(), before, "the key reached the prompt");
                self.draw_until_shown();
                times.push(started.elapsed());
            }
        }
        both.map(|times| median(times.into_iter()))
    }

    /// From a change of one or both prompts to the shifts on screen.
    fn key_to_pair(&mut self, both: bool) -> Duration {
        median((0..ROUNDS).map(|round| {
            let (a, b) = (text_of(10), text_of(9));
            let first = if both {
                format!("{a} {round} {both}")
            } else {
                a
            };
            let second = format!("{b} {round} {both}");
            let started = Instant::now();
            self.app.set_prompts(&self.ctx, &first, &second);
            self.draw(Vec::new());
            while self.app.shown_pair() != Some([first.as_str(), second.as_str()]) {
                std::thread::yield_now();
                if !self.app.is_busy() || self.app.model().is_none() {
                    self.draw(Vec::new());
                }
            }
            self.draw(Vec::new());
            started.elapsed()
        }))
    }

    /// From a change of the first of two texts to their matrix on screen.
    fn key_to_match(&mut self, tokens: usize) -> Duration {
        let second = text_of(tokens);
        median((0..ROUNDS).map(|round| {
            self.settle();
            let first = format!("{} {round}", text_of(tokens - 1));
            let started = Instant::now();
            self.app.set_prompts(&self.ctx, &first, &second);
            self.draw(Vec::new());
            while self.app.shown_match() != Some([first.as_str(), second.as_str()]) {
                std::thread::yield_now();
                // As the window does: a frame is drawn when there is news.
                self.app.update(&self.ctx);
            }
            self.draw(Vec::new());
            started.elapsed()
        }))
    }

    /// Opens `view` with texts of so many tokens and draws until everything has come.
    fn open(&mut self, view: ViewId, tokens: usize) {
        let mut document = self.app.document();
        document.settings.view = view;
        document.prompt = text_of(tokens);
        document.prompt_b = text_of(tokens).replace("beach", "park");
        // The longest instruction and the input fill the model's positions together.
        document.drift_input = text_of(tokens.saturating_sub(4).max(6));
        self.app.restore(document);
        self.settle();
    }

    /// The longest that a frame takes from a change of every text until its answers are shown.
    fn slowest_with_news(&mut self, view: &ViewId, tokens: usize) -> Duration {
        self.size = WINDOW;
        median((0..SLOW_ROUNDS).map(|round| {
            self.open(view.clone(), tokens);
            let mut document = self.app.document();
            let other = |text: &str| {
                let (others, _) = text.rsplit_once(' ').unwrap_or_default();
                format!("{others} {round}")
            };
            // As many tokens, which were not read before; the second text is unlike the first.
            document.prompt = other(&document.prompt);
            document.drift_input = other(&document.drift_input);
            let words: Vec<&str> = document.prompt.split(' ').rev().collect();
            document.prompt_b = words.join(" ");
            self.app.restore(document);
            self.slowest = Duration::ZERO;
            self.settle();
            self.slowest
        }))
    }

    fn frame(&mut self, size: Vec2) -> Duration {
        self.size = size;
        for _ in 0..5 {
            self.draw(Vec::new());
        }
        median((0..ROUNDS).map(|_| {
            let started = ThreadTime::now();
            self.draw(Vec::new());
            started.elapsed()
        }))
    }
}

fn undo() -> Event {
    Event::Key {
        key: Key::Z,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::COMMAND,
    }
}

/// A text of about this many tokens, `[CLS]` and `[SEP]` counted.
fn text_of(tokens: usize) -> String {
    let words = WORDS.split_whitespace().cycle().take(tokens - 2);
    words.collect::<Vec<_>>().join(" ")
}

fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<Duration> = times.collect();
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
