//! What follows the bars of a text: the effects of its tokens, its words at every layer.

use std::time::{Duration, Instant};

use eframe::egui::Event;
use glassbox::domain::removal::Progress;
use glassbox::ui::App;

use super::SLOW_ROUNDS;
use super::bench::{Bench, median, text_of};

impl Bench {
    /// From a key to the bars; to what the removal of each token alone does; to all of it, the random
    /// sets too; and from a key typed while these are being removed to its bars.
    pub(crate) fn key_to_effects(&mut self, tokens: usize) -> [Duration; 4] {
        let bars = |app: &App| app.shown_text() == Some(app.prompt());
        let alone = |app: &App| of_prompt(app, app.shown_effects()).is_some();
        let every = |app: &App| of_prompt(app, app.shown_effects()).is_some_and(Progress::is_whole);
        self.in_rounds(tokens, |bench| {
            let key = bench.type_key();
            let (bars_at, alone_at) = (bench.since(key, bars), bench.since(key, alone));
            let every_at = bench.since(key, every);
            let _ = bench.type_key_and_see(alone);
            [bars_at, alone_at, every_at, bench.type_key_and_see(bars)]
        })
    }

    /// From a key to the words at the chosen layer and the last, with the strengths; to the words of
    /// every layer; and from a key typed while these are being read to its first words.
    pub(crate) fn key_to_lens(&mut self, tokens: usize) -> [Duration; 3] {
        let some = |app: &App| of_prompt(app, app.shown_lens()).is_some();
        let every = |app: &App| of_prompt(app, app.shown_lens()) == Some(true);
        self.in_rounds(tokens, |bench| {
            let key = bench.type_key();
            let (some_at, every_at) = (bench.since(key, some), bench.since(key, every));
            let _ = bench.type_key_and_see(some);
            [some_at, every_at, bench.type_key_and_see(some)]
        })
    }

    /// The medians of what `times` takes, each time with another text of about so many tokens, of
    /// which everything is there.
    fn in_rounds<const COUNT: usize>(
        &mut self,
        tokens: usize,
        times: impl Fn(&mut Self) -> [Duration; COUNT],
    ) -> [Duration; COUNT] {
        let rounds = (0..SLOW_ROUNDS).map(|round| {
            let text = format!("{} {round}", text_of(tokens - 1));
            self.app.set_prompt(&self.ctx, &text);
            self.settle();
            times(self)
        });
        let rounds: Vec<_> = rounds.collect();
        std::array::from_fn(|place| {
            let times = rounds.iter().filter_map(|times| times.get(place));
            median(times.copied())
        })
    }

    /// Types a key, and says when.
    fn type_key(&mut self) -> Instant {
        let before = self.app.prompt().to_owned();
        let typed = Instant::now();
        self.draw(vec![Event::Text("s".to_owned())]);
        assert_ne!(self.app.prompt(), before, "the key reached the prompt");
        typed
    }

    /// From `typed` until what `is_there` is drawn.
    fn since(&mut self, typed: Instant, is_there: impl Fn(&App) -> bool) -> Duration {
        self.update_while(|app| !is_there(app));
        self.draw(Vec::new());
        typed.elapsed()
    }

    /// From a key until what `is_there` is drawn.
    fn type_key_and_see(&mut self, is_there: impl Fn(&App) -> bool) -> Duration {
        let typed = self.type_key();
        self.since(typed, is_there)
    }
}

/// What is shown, if it is of the text in the prompt.
fn of_prompt<T>(app: &App, shown: Option<(&str, T)>) -> Option<T> {
    let (_, what) = shown.filter(|(text, _)| *text == app.prompt())?;
    Some(what)
}
