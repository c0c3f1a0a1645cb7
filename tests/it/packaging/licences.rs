//! What `--licences` prints is about the libraries that are in the program now.

use std::collections::BTreeSet;
use std::fs;

use crate::fixtures::{glassbox, in_project, printed};

/// Names and versions, as `Cargo.lock` has them.
fn locked() -> BTreeSet<(String, String)> {
    let lock = fs::read_to_string(in_project("Cargo.lock")).unwrap();
    let packages = lock.split("[[package]]").skip(1);
    let field = |package: &str, name: &str| {
        let line = package.lines().find(|line| line.starts_with(name));
        let value = line.and_then(|line| line.split('"').nth(1));
        value.unwrap_or_default().to_owned()
    };
    let both = packages.map(|package| (field(package, "name = "), field(package, "version = ")));
    both.collect()
}

/// The libraries that are listed.
fn listed() -> BTreeSet<(String, String)> {
    let list = fs::read_to_string(in_project("assets/licences/licences.txt")).unwrap();
    let (_, rest) = list.split_once("\nLIBRARIES").unwrap();
    let (libraries, _) = rest.split_once("\nTEXTS").unwrap();
    let lines = libraries.lines().skip(1).filter(|line| !line.is_empty());
    let both = lines.map(|line| {
        let mut words = line.split_whitespace().map(str::to_owned);
        (words.next().unwrap(), words.next().unwrap())
    });
    both.collect()
}

#[test]
fn the_licences_are_those_of_the_libraries_in_use() {
    let (locked, listed) = (locked(), listed());
    let anew = "run packaging/licences.py";
    let outdated: Vec<_> = listed.difference(&locked).collect();
    assert!(outdated.is_empty(), "{anew}: {outdated:?} are not in use");
    // Each direct dependency at least; what these bring was listed with them.
    let manifest = fs::read_to_string(in_project("Cargo.toml")).unwrap();
    let (_, dependencies) = manifest.split_once("\n[dependencies]\n").unwrap();
    let (dependencies, _) = dependencies.split_once("\n[dev-dependencies]").unwrap();
    for line in dependencies.lines() {
        let Some((name, _)) = line.split_once(" = ") else {
            continue;
        };
        let is_name = name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        let is_package = is_name && !line.contains("path = ");
        let is_listed = listed.iter().any(|(library, _)| library == name);
        assert!(!is_package || is_listed, "{anew}: {name} is not listed");
    }
}

#[test]
fn the_program_prints_them() {
    let said = printed(glassbox().arg("--licences"));
    for what in [
        "all-MiniLM-L6-v2",
        "DejaVu Sans",
        "candle-core",
        "egui",
        "CC-BY-SA-4.0",
    ] {
        assert!(said.contains(what), "{what} is not mentioned");
    }
}
