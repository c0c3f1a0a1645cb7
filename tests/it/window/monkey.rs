//! A monkey at the window: seeded random keys, texts, clicks on whatever a screen reader finds, sizes
//! and dropped files. Nothing panics, a saved session opens the same, and undo leads back.
//!
//! `GLASSBOX_MONKEY_SEED=7 cargo test --test it monkey -- --ignored --nocapture` takes 100,000 steps
//! (`GLASSBOX_MONKEY_STEPS` takes others), and lists what it never reached. `GLASSBOX_MONKEY_VIEW=Match`
//! takes those of one view alone.

use std::collections::BTreeSet;
use std::path::PathBuf;

use eframe::egui::accesskit::Role;
use eframe::egui::{Event, Key, Modifiers, Pos2, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use glassbox::ui::{App, Command, Document, ViewId};
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::fixtures::{fixture, in_project};

use super::harness::{drop_file, pause, press, settle, window_showing};

/// What a person can press.
const CONTROLS: [Role; 12] = [
    Role::Button,
    Role::CheckBox,
    Role::RadioButton,
    Role::ComboBox,
    Role::Slider,
    Role::SpinButton,
    Role::Tab,
    Role::MenuItem,
    Role::Link,
    Role::TextInput,
    Role::MultilineTextInput,
    Role::ListBoxOption,
];

/// These would ask the system for a path, write where no test may, or read a corpus for minutes.
const FORBIDDEN: [&str; 9] = [
    "Open",
    "Save",
    "Export all",
    "Write",
    "Choose a file",
    "Add files",
    "pull",
    "Download",
    "Run",
];

const TEXTS: [&str; 12] = [
    "Who is the prime minister of Canada?",
    " ",
    "a",
    "مرحبا بالعالم",
    "Ωραία μέρα, 3 €",
    "👩‍👩‍👧‍👦🍕 e\u{301}\u{301}\u{301}",
    "\u{202e}right to left\u{202c}",
    "\u{0}\u{7}\u{1b}[31m",
    "minilm",
    "shuffled-3:minilm",
    "3.14e999 -0 ½ ²",
    "the the the the the the the the the the the the the the the the the the the the",
];

/// Whether a command needs the system's dialogs.
fn asks_for_a_path(command: Command) -> bool {
    matches!(
        command,
        Command::Open | Command::SaveSession | Command::SaveSessionAs | Command::ExportAll
    )
}

struct Monkey {
    window: Harness<'static, App>,
    size: Vec2,
    random: ChaCha8Rng,
    files: Vec<PathBuf>,
    seen: BTreeSet<String>,
    reached: BTreeSet<String>,
}

impl Monkey {
    fn new(view: &'static str, seed: u64, files: Vec<PathBuf>) -> Self {
        Self {
            window: window_showing(ViewId::new(view), glassbox::ui::Opening::default()),
            size: Vec2::new(1180.0, 800.0),
            random: ChaCha8Rng::seed_from_u64(seed),
            files,
            seen: BTreeSet::new(),
            reached: BTreeSet::new(),
        }
    }

    fn step(&mut self) {
        match self.random.random_range(0..100) {
            0..40 => self.click(),
            40..55 => self.command(),
            55..70 => self.key(),
            70..85 => {
                let text = TEXTS.choose(&mut self.random).unwrap();
                self.window.event(Event::Text((*text).to_owned()));
            }
            85..90 => {
                let lengths = [400.0, 560.0, 1180.0, 2000.0];
                let mut side = || *lengths.choose(&mut self.random).unwrap();
                self.size = Vec2::new(side(), side());
                self.window.set_size(self.size);
            }
            90..94 => pause(&mut self.window),
            94..97 => settle(&mut self.window),
            97 => {
                let file = self.files.choose(&mut self.random).unwrap().clone();
                drop_file(&mut self.window, &file);
            }
            _ => self.point(),
        }
        self.window.step();
    }

    /// Presses one of the controls that are there.
    fn click(&mut self) {
        let is_control = |role: Role| CONTROLS.contains(&role);
        let controls = self.window.query_all_by(|node| is_control(node.role()));
        let controls: Vec<_> = controls
            .filter_map(|node| {
                let label = node.accesskit_node().label().unwrap_or_default();
                let name = format!("{:?} {label}", node.accesskit_node().role());
                let is_forbidden = FORBIDDEN.iter().any(|word| label.contains(word));
                (!is_forbidden).then_some((name, node))
            })
            .collect();
        self.seen
            .extend(controls.iter().map(|(name, _)| name.clone()));
        // What was never pressed is pressed first, most of the time.
        let new = controls
            .iter()
            .filter(|(name, _)| !self.reached.contains(name));
        let new: Vec<_> = new.collect();
        let chosen = match new.choose(&mut self.random) {
            Some(chosen) if self.random.random_bool(0.7) => *chosen,
            _ => match controls.choose(&mut self.random) {
                Some(chosen) => chosen,
                None => return,
            },
        };
        chosen.1.click();
        self.reached.insert(chosen.0.clone());
    }

    fn command(&mut self) {
        let commands: Vec<Command> = Command::all()
            .into_iter()
            .filter(|command| !asks_for_a_path(*command))
            .collect();
        let shortcut = commands.choose(&mut self.random).unwrap().shortcut();
        self.window
            .key_press_modifiers(shortcut.modifiers, shortcut.logical_key);
    }

    fn key(&mut self) {
        let keys = [
            Key::Tab,
            Key::Escape,
            Key::Backspace,
            Key::Delete,
            Key::ArrowLeft,
            Key::ArrowRight,
            Key::ArrowUp,
            Key::ArrowDown,
            Key::Home,
            Key::End,
            Key::PageDown,
            Key::Space,
            Key::A,
        ];
        let modifiers = [Modifiers::NONE, Modifiers::SHIFT, Modifiers::COMMAND];
        let key = *keys.choose(&mut self.random).unwrap();
        let modifiers = *modifiers.choose(&mut self.random).unwrap();
        self.window.key_press_modifiers(modifiers, key);
    }

    /// Moves, drags or scrolls anywhere.
    fn point(&mut self) {
        let drags: bool = self.random.random();
        let mut along = |length: f32| self.random.random_range(0.0..=length.max(1.0));
        let places = [0, 1].map(|_| Pos2::new(along(self.size.x), along(self.size.y)));
        if drags {
            self.window.drag_at(places[0]);
            self.window.step();
            self.window.drop_at(places[1]);
        } else {
            self.window.hover_at(places[0]);
            let scroll = Vec2::new(along(40.0), along(400.0) - 200.0);
            self.window.event(Event::MouseWheel {
                unit: eframe::egui::MouseWheelUnit::Point,
                delta: scroll,
                phase: eframe::egui::TouchPhase::Move,
                source: eframe::egui::MouseWheelSource::Unknown,
                modifiers: Modifiers::NONE,
            });
        }
    }

    /// What must hold whatever was done.
    fn check(&mut self) {
        settle(&mut self.window);
        let document = self.window.state().document();
        let again = Document::from_session(document.session().as_bytes());
        assert_eq!(again.as_ref(), Ok(&document), "a session opens the same");
    }

    /// Undo leads back to where it began, as long as all steps are kept; the view stays.
    fn back_to(&mut self, start: &Document) {
        press(&mut self.window, Modifiers::NONE, Key::Escape);
        for _ in 0..250 {
            self.window.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        }
        settle(&mut self.window);
        let document = self.window.state().document();
        let mut expected = start.clone();
        expected.settings.view = document.settings.view.clone();
        assert_eq!(document, expected, "undo leads back");
    }
}

/// Files to let go of over the window: good ones, and damaged ones.
fn files(folder: &std::path::Path) -> Vec<PathBuf> {
    let old = in_project("tests/golden/old");
    let mut files: Vec<PathBuf> = [
        "analysis.json",
        "analysis.svg",
        "comparison.png",
        "corpus.svg",
    ]
    .iter()
    .map(|name| old.join(name))
    .collect();
    files.push(fixture("tiny-bert/config.json"));
    let session = Document {
        prompt: "Who is it?".to_owned(),
        ..Document::default()
    };
    let session = session.session();
    for (name, text) in [
        ("session.json", session.as_str()),
        ("half.json", &session[..session.len() / 2]),
        ("texts.txt", "One.\nTwo.\n"),
        ("table.csv", "text,n\n\"a\nb\",1\n"),
        ("empty.png", ""),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
        files.push(folder.join(name));
    }
    files
}

fn let_loose(steps: usize, seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path());
    let views: Vec<&'static str> = Command::all()
        .into_iter()
        .filter_map(|command| match command {
            Command::ShowView(view) => Some(view),
            _ => None,
        })
        .collect();
    let (mut there, mut reached) = (BTreeSet::new(), BTreeSet::new());
    let only = std::env::var("GLASSBOX_MONKEY_VIEW").ok();
    let wanted = |view: &str| only.as_ref().is_none_or(|only| only == view);
    for (place, view) in views.iter().enumerate().filter(|(_, view)| wanted(view)) {
        println!(
            "{view}: {} steps with seed {}",
            steps / views.len(),
            seed + place as u64
        );
        let mut monkey = Monkey::new(view, seed + place as u64, files.clone());
        settle(&mut monkey.window);
        let start = monkey.window.state().document();
        for step in 1..=steps / views.len() {
            monkey.step();
            if step == 60 {
                monkey.back_to(&start);
            }
            if step % 50 == 0 {
                monkey.check();
            }
        }
        monkey.check();
        there.append(&mut monkey.seen);
        reached.append(&mut monkey.reached);
    }
    let never: Vec<&String> = there.difference(&reached).collect();
    println!(
        "{} controls pressed, {} never: {never:#?}",
        reached.len(),
        never.len()
    );
}

#[test]
fn three_hundred_steps_of_a_monkey_break_nothing() {
    let_loose(301, 1);
}

#[test]
#[ignore = "an hour"]
fn a_hundred_thousand_steps_of_a_monkey_break_nothing() {
    let number = |name: &str| std::env::var(name).ok()?.parse().ok();
    let steps = number("GLASSBOX_MONKEY_STEPS").unwrap_or(100_000);
    let_loose(steps, number("GLASSBOX_MONKEY_SEED").unwrap_or(1) as u64);
}
