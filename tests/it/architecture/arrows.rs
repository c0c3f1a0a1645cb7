//! Which room may name which, no more and no less; and no circles of files inside a room.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::fs;

use crate::fixtures::in_project;

use super::modules::{Module, Modules};

/// Each room with the rooms it names. `lib` declares them all; `kernel` is a package of its own.
const ARROWS: [(&str, &[&str]); 14] = [
    ("disk", &[]),
    ("domain", &[]),
    ("model", &["disk", "domain"]),
    ("analysis", &["domain"]),
    ("glossary", &[]),
    ("charts", &["analysis", "domain"]),
    ("engine", &["analysis", "domain", "model"]),
    ("export", &["analysis", "charts", "disk", "domain", "model"]),
    ("corpus", &["analysis", "disk", "domain", "export", "model"]),
    ("paint", &["charts", "domain", "glossary"]),
    (
        "cli",
        &[
            "analysis", "charts", "corpus", "disk", "domain", "engine", "export", "model",
        ],
    ),
    (
        "ui",
        &[
            "analysis", "charts", "corpus", "disk", "domain", "engine", "export", "glossary",
            "model", "paint",
        ],
    ),
    ("door", &["cli", "domain", "model", "ui"]),
    ("main", &["door"]),
];

/// Uses that may close a circle of files. The list of views names every view, and a view may send
/// a command or open another view; what a view is called, its keys, and what it shows are its own
/// to say, so that these files ask the list.
const ASK_THE_LIST_OF_VIEWS: [(&str, &str); 4] = [
    ("ui::command", "ui::views"),
    ("ui::views::context", "ui::views"),
    ("ui::views::paper::card", "ui::views"),
    ("ui::views::welcome", "ui::views"),
];

#[test]
fn rooms_name_exactly_the_rooms_they_may() {
    let modules = Modules::of_source();
    let in_house = |module: &&Module| !["lib", "kernel"].contains(&module.room());
    let rooms: BTreeSet<&str> = modules.iter().filter(in_house).map(Module::room).collect();
    assert_eq!(rooms, ARROWS.iter().map(|&(room, _)| room).collect());
    for (room, may_name) in ARROWS {
        let mut named = BTreeSet::new();
        for module in modules.iter().filter(|module| module.room() == room) {
            for path in modules.named_by(module) {
                let other = path.first().expect("a path has a room").clone();
                // A name that only the crate's root re-exports would hide the room it is of.
                let is_room = rooms.contains(other.as_str());
                assert!(is_room, "{} names crate::{other}", module.name());
                let listed = other == room || may_name.contains(&other.as_str());
                assert!(listed, "{} names {}", module.name(), path.join("::"));
                named.insert(other);
            }
        }
        for other in may_name {
            assert!(
                named.contains(*other),
                "{room} may name {other} and does not"
            );
        }
    }
}

#[test]
fn the_crates_documentation_lists_the_same_arrows() {
    let text = fs::read_to_string(in_project("src/lib.rs")).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | "));
    let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    let listed: Vec<(String, String)> = cells
        .filter(|cells| cells[0].ends_with('`') || cells[0].ends_with(']'))
        .map(|cells| (cells[0].replace(['[', '`', ']'], ""), cells[2].to_owned()))
        .collect();
    let arrows = ARROWS.map(|(room, may_name)| (room.to_owned(), may_name.join(", ")));
    assert_eq!(listed, arrows);
}

#[test]
fn the_arrows_have_no_circle() {
    // Each room names only those that stand before it.
    for (place, (room, may_name)) in ARROWS.iter().enumerate() {
        for other in *may_name {
            let before = ARROWS[..place].iter().any(|(room, _)| room == other);
            assert!(before, "{room} names {other}, which stands after it");
        }
    }
}

#[test]
fn no_room_re_exports_another() {
    let modules = Modules::of_source();
    for module in modules.iter().filter(|module| module.room() != "lib") {
        for path in modules.exported_by(module) {
            let own = path.first().is_some_and(|room| room == module.room());
            assert!(own, "{} re-exports {}", module.name(), path.join("::"));
        }
    }
}

#[test]
fn no_room_has_a_circle_of_files() {
    let modules = Modules::of_source();
    let circles: BTreeSet<String> = modules
        .iter()
        .filter_map(|module| circle_through(&modules, module))
        .collect();
    let circles: Vec<String> = circles.into_iter().collect();
    assert!(circles.is_empty(), "\n{}", circles.join("\n"));
    for (from, to) in ASK_THE_LIST_OF_VIEWS {
        let uses = |module: &Module| modules.used_by(module).iter().any(|used| used.name() == to);
        let found = modules.iter().find(|module| module.name() == from);
        assert!(found.is_some_and(uses), "{from} may use {to} and does not");
    }
}

/// The shortest way from `start` back to it along what files of its room use, if there is one.
fn circle_through(modules: &Modules, start: &Module) -> Option<String> {
    let mut came_from: HashMap<String, String> = HashMap::new();
    let mut next = VecDeque::from([start]);
    while let Some(module) = next.pop_front() {
        for used in modules.used_by(module) {
            if ASK_THE_LIST_OF_VIEWS.contains(&(&module.name(), &used.name())) {
                continue;
            }
            if used.path == start.path {
                let mut way = vec![module.name(), start.name()];
                while way[0] != start.name() {
                    way.insert(0, came_from[&way[0]].clone());
                }
                return Some(way.join(" → "));
            }
            if used.room() == start.room() && !came_from.contains_key(&used.name()) {
                came_from.insert(used.name(), module.name());
                next.push_back(used);
            }
        }
    }
    None
}
