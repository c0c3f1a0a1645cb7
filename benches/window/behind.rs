//! What follows the bars of a text: the effects of its tokens, its words at every layer.

use std::time::{Duration, Instant};

use eframe::egui::Event;
use glassbox::ui::App;

use super::SLOW_ROUNDS;
use super::bench::{Bench, median, text_of};

impl Bench {
    /// From a key to the bars; to what the removal of each token alone does; to all of it, the random
    /// sets too; and from a key typed while these are being removed to its bars.
    pub(crate) fn key_to_effects(&mut self, tokens: usize) -> [Duration; 4] {
        let rounds = (0..SLOW_ROUNDS).map(|round| {
            let (started, bars) = self.type_into(tokens, round);
            let first = self.shown_since(started, |app| of_prompt(app, app.shown_effects()));
            let whole = self.shown_since(started, |app| {
                app.shown_effects().is_some_and(|(_, sets)| sets.is_whole())
            });
            let (next, _) = self.type_into(tokens, round + SLOW_ROUNDS);
            self.shown_since(next, |app| of_prompt(app, app.shown_effects()));
            let cancelling = self.type_key();
            [bars, first, whole, cancelling]
        });
        medians(&rounds.collect::<Vec<_>>())
    }

    /// From a key to the bars; to the words at the chosen layer and the last; to those of every layer.
    pub(crate) fn key_to_lens(&mut self, tokens: usize) -> [Duration; 3] {
        let rounds = (0..SLOW_ROUNDS).map(|round| {
            let (started, bars) = self.type_into(tokens, round);
            let first = self.shown_since(started, |app| of_prompt(app, app.shown_lens()));
            let whole = self.shown_since(started, |app| {
                app.shown_lens().is_some_and(|(_, whole)| whole)
            });
            [bars, first, whole]
        });
        medians(&rounds.collect::<Vec<_>>())
    }

    /// Types a key behind a text of about so many tokens that was not read before: when, and how long
    /// until its bars are shown.
    fn type_into(&mut self, tokens: usize, round: usize) -> (Instant, Duration) {
        let text = format!("{} {round}", text_of(tokens - 1));
        self.show(&text);
        self.settle();
        let started = Instant::now();
        (started, self.type_key())
    }

    /// From a key to the bars of the text.
    fn type_key(&mut self) -> Duration {
        let before = self.app.prompt().to_owned();
        let started = Instant::now();
        self.draw(vec![Event::Text("s".to_owned())]);
        assert_ne!(self.app.prompt(), before, "the key reached the prompt");
        self.shown_since(started, |app| app.shown_text() == Some(app.prompt()))
    }

    /// From `started` until `is_there` is drawn.
    fn shown_since(&mut self, started: Instant, is_there: impl Fn(&App) -> bool) -> Duration {
        self.update_while(|app| !is_there(app));
        self.draw(Vec::new());
        started.elapsed()
    }
}

/// Whether something is of the text in the prompt.
fn of_prompt<T>(app: &App, shown: Option<(&str, T)>) -> bool {
    shown.is_some_and(|(text, _)| text == app.prompt())
}

/// The median of each of some times that were taken again and again.
fn medians<const COUNT: usize>(rounds: &[[Duration; COUNT]]) -> [Duration; COUNT] {
    std::array::from_fn(|place| {
        let times = rounds.iter().filter_map(|times| times.get(place));
        median(times.copied())
    })
}
