//! What a long sitting leaves in memory.
//!
//! `cargo test --test it an_hour_of_typing -- --ignored --nocapture` prints it for each round.

use std::fs;

use eframe::egui::Event;
use egui_kittest::Harness;
use glassbox::ui::{App, Document, ViewId};
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::harness::{settle, window_of};

const VIEWS: [&str; 6] = [
    "Tokens",
    "Layers",
    "Attention",
    "Effects",
    "Compare",
    "Match",
];
/// An hour of somebody who types steadily, a minute in each view in turn.
const ROUNDS: usize = 10;
const KEYS_A_MINUTE: usize = 200;
/// A sentence is cleared for the next one after so many words, at most.
const LONGEST_SENTENCE: usize = 14;
const WORDS: [&str; 24] = [
    "the",
    "ferry",
    "crossed",
    "a",
    "grey",
    "river",
    "while",
    "children",
    "counted",
    "gulls",
    "and",
    "teachers",
    "explained",
    "why",
    "rivers",
    "bend",
    "slowly",
    "towards",
    "every",
    "sea",
    "unusual",
    "harbours",
    "of",
    "Ελλάδα",
];

/// MB of memory that this process holds, where the system says so.
fn held() -> Option<f64> {
    let pages = fs::read_to_string("/proc/self/statm").ok()?;
    let pages: f64 = pages.split_whitespace().nth(1)?.parse().ok()?;
    Some(4096.0 * pages / 1e6)
}

/// Types for a minute, and waits for the answer to every word.
fn type_for_a_minute(window: &mut Harness<'_, App>, random: &mut ChaCha8Rng) {
    let (mut keys, mut words) = (0, 0);
    while keys < KEYS_A_MINUTE {
        if words == 0 {
            words = random.random_range(1..=LONGEST_SENTENCE);
            let mut document = window.state().document();
            document.prompt.clear();
            window.state_mut().restore(document);
        }
        for letter in WORDS.choose(random).unwrap().chars().chain([' ']) {
            window.event(Event::Text(letter.to_string()));
            window.step();
            keys += 1;
        }
        settle(window);
        words -= 1;
    }
}

#[test]
#[ignore = "some minutes"]
fn an_hour_of_typing_leaves_memory_as_it_was() {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut window = window_of(Document::default(), glassbox::ui::Opening::default());
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        for view in VIEWS {
            let mut document = window.state().document();
            document.settings.view = ViewId::new(view);
            document.prompt_b = "Children count grey gulls by the river.".to_owned();
            window.state_mut().restore(document);
            settle(&mut window);
            type_for_a_minute(&mut window, &mut random);
            let typed = window.state().prompt().to_owned();
            assert!(!typed.is_empty(), "the keys reached the prompt in {view}");
        }
        let Some(held) = held() else {
            return;
        };
        println!("round {}: {held:.0} MB", round + 1);
        rounds.push(held);
    }
    // The passes of earlier texts, up to 256 MB, fill up in the first seven rounds.
    let (early, late) = (rounds[7], rounds[ROUNDS - 1]);
    assert!(late < 1.02 * early, "{early:.0} MB, then {late:.0} MB");
}
