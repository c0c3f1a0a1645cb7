//! The window without a display, driven as a person drives it, and what its answers take.

use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use eframe::egui::accesskit::{Action, ActionRequest, TreeId};
use eframe::egui::{
    Context, Event, Key, Modifiers, PlatformOutput, Pos2, RawInput, Rect, Vec2, vec2,
};
use glassbox::model::ModelSource;
use glassbox::ui::{App, Opening, Remembered, ViewId};

use super::{ROUNDS, SLOW_ROUNDS};

/// The window as it opens, in points.
pub(crate) const WINDOW: Vec2 = vec2(1180.0, 800.0);
/// One that shows every chart of a view.
pub(crate) const HIGH_WINDOW: Vec2 = vec2(1180.0, 2400.0);
/// Removing each of 512 tokens takes longer than anybody waits, and nine rounds of it longer still.
const PATIENCE: Duration = Duration::from_secs(20);
/// Words that are one token each, also to the model of [`super::seeded_model`].
const WORDS: &str = "who is the prime minister of canada and was he at the beach today ";

pub(crate) struct Bench {
    pub(super) ctx: Context,
    pub(super) app: App,
    time: f64,
    size: Vec2,
    /// The frame that took longest, since somebody asked.
    slowest: Duration,
}

impl Bench {
    pub(crate) fn new(view: ViewId) -> std::io::Result<Self> {
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
    pub(super) fn draw(&mut self, events: Vec<Event>) -> PlatformOutput {
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
    pub(crate) fn read_sample_corpus(&mut self) {
        let mut document = self.app.document();
        document.settings.view = ViewId::new("Corpus");
        self.app.restore(document);
        self.press("Use the sample corpus");
        self.press("Run");
    }

    /// Draws until the bars of `text` are on screen and the layout has settled.
    pub(crate) fn show(&mut self, text: &str) {
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

    /// What the model in use is called.
    pub(crate) fn model_name(&self) -> String {
        let model = self.app.model();
        model.map_or_else(String::new, |model| model.display_name.clone())
    }

    /// Takes up another model.
    pub(crate) fn model(&mut self, name: &str) {
        let mut document = self.app.document();
        // What cannot be named cannot be opened either, and the window says why.
        document.model = ModelSource::named(name).unwrap_or_default().from_anywhere();
        self.app.restore(document);
        self.settle();
    }

    /// Draws until nothing is under way, or [`PATIENCE`] is at its end.
    pub(super) fn settle(&mut self) {
        let started = Instant::now();
        self.draw(Vec::new());
        while self.app.is_busy() && started.elapsed() < PATIENCE {
            std::thread::yield_now();
            self.draw(Vec::new());
        }
        for _ in 0..5 {
            self.draw(Vec::new());
        }
    }

    /// Takes answers up as the window does, which draws a frame when there is news.
    pub(super) fn update_while(&mut self, is_waiting: impl Fn(&App) -> bool) {
        while is_waiting(&self.app) {
            std::thread::yield_now();
            self.app.update(&self.ctx);
        }
    }

    /// From `started` to the frame with the first answer, which is there, and to that with all of it.
    fn first_and_whole(&mut self, started: Instant) -> [Duration; 2] {
        self.draw(Vec::new());
        let first = started.elapsed();
        self.update_while(App::is_busy);
        self.draw(Vec::new());
        [first, started.elapsed()]
    }

    /// From a key to the bars of the layer that is looked at, and to the end of the pass.
    pub(crate) fn key_to_layers(&mut self, tokens: usize) -> [Duration; 2] {
        let mut both = [Vec::new(), Vec::new()];
        for round in 0..SLOW_ROUNDS {
            self.show(&format!("{} {round}", text_of(tokens - 1)));
            let started = Instant::now();
            self.draw(vec![Event::Text("s".to_owned())]);
            self.update_while(|app| app.shown_text() != Some(app.prompt()));
            let times = both.iter_mut().zip(self.first_and_whole(started));
            times.for_each(|(all, time)| all.push(time));
        }
        both.map(|times| median(times.into_iter()))
    }

    /// From a key to its bars, and from undoing it to the bars before.
    pub(crate) fn key_to_bars(&mut self, tokens: usize) -> [Duration; 2] {
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
    pub(crate) fn key_to_pair(&mut self, both: bool) -> Duration {
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
    pub(crate) fn key_to_match(&mut self, tokens: usize) -> Duration {
        let second = text_of(tokens);
        median((0..ROUNDS).map(|round| {
            self.settle();
            let first = format!("{} {round}", text_of(tokens - 1));
            let started = Instant::now();
            self.app.set_prompts(&self.ctx, &first, &second);
            self.draw(Vec::new());
            let texts = [first.as_str(), second.as_str()];
            self.update_while(|app| app.shown_match() != Some(texts));
            self.draw(Vec::new());
            started.elapsed()
        }))
    }

    /// From a key to the matrix of the chosen head on screen, and until the heads of every block are
    /// there.
    pub(crate) fn key_to_attention(&mut self, tokens: usize) -> [Duration; 2] {
        let mut both = [Vec::new(), Vec::new()];
        for round in 0..SLOW_ROUNDS {
            self.settle();
            let text = format!("{} {round}", text_of(tokens - 1));
            let started = Instant::now();
            self.app.set_prompts(&self.ctx, &text, "");
            self.draw(Vec::new());
            self.update_while(|app| app.shown_attention() != Some(text.as_str()));
            let times = both.iter_mut().zip(self.first_and_whole(started));
            times.for_each(|(all, time)| all.push(time));
        }
        both.map(|times| median(times.into_iter()))
    }

    /// Opens the search view with the sample corpus and a query.
    pub(crate) fn search_sample_corpus(&mut self) {
        let mut document = self.app.document();
        document.settings.view = ViewId::new("Search");
        document.search_query = text_of(12);
        self.app.restore(document);
        self.press("Read the passages");
    }

    /// The longest that a frame takes from a new query until its hits are shown, the median of
    /// [`SLOW_ROUNDS`].
    pub(crate) fn slowest_with_hits(&mut self) -> Duration {
        self.size = WINDOW;
        median((0..SLOW_ROUNDS).map(|round| {
            let mut document = self.app.document();
            document.search_query = format!("{} {round}", text_of(11));
            self.app.restore(document);
            self.slowest = Duration::ZERO;
            self.settle();
            self.slowest
        }))
    }

    /// Opens `view` with texts of so many tokens and draws until everything has come.
    pub(crate) fn open(&mut self, view: ViewId, tokens: usize) {
        let mut document = self.app.document();
        document.settings.view = view;
        document.prompt = text_of(tokens);
        document.prompt_b = text_of(tokens).replace("beach", "park");
        // The longest instruction and the input fill the model's positions together.
        document.drift_input = text_of(tokens.saturating_sub(4).max(6));
        self.app.restore(document);
        self.settle();
    }

    /// The longest that a frame takes from a change of every text until its answers are shown, the
    /// median of [`SLOW_ROUNDS`] or of as many as fit into [`PATIENCE`].
    pub(crate) fn slowest_with_news(&mut self, view: &ViewId, tokens: usize) -> Duration {
        self.size = WINDOW;
        self.open(view.clone(), tokens);
        let opened = self.app.document();
        let started = Instant::now();
        let rounds =
            (0..SLOW_ROUNDS).take_while(|&round| round == 0 || started.elapsed() < PATIENCE);
        median(rounds.map(|round| {
            let mut document = opened.clone();
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

    pub(crate) fn frame(&mut self, size: Vec2) -> Duration {
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
pub(crate) fn text_of(tokens: usize) -> String {
    let words = WORDS.split_whitespace().cycle().take(tokens - 2);
    words.collect::<Vec<_>>().join(" ")
}

pub(super) fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<Duration> = times.collect();
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
