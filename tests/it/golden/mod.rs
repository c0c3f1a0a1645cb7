//! Golden files: what the program writes today, file by file, held in `tests/golden`.
//!
//! Each case runs the real program once and compares every file it wrote, and what it printed, with
//! the folder of that name. Tables and JSON are stored whole; figures, reports and records, which
//! are large, as two hashes each in `files.sha256`: one of the bytes, one of their *skeleton*, the
//! text without its numbers, colours and embedded font.
//!
//! A pass adds its numbers up in an order that depends on the width of the processor's vectors, so
//! the last digits differ between kinds of processors. Where the vectors and the platform are those
//! the files were written on (the first line of `files.sha256`), every byte must be the same.
//! Elsewhere numbers may differ in the last digits, and all that is not a number must be the same.
//!
//! `GLASSBOX_UPDATE_GOLDEN=1 cargo test golden` writes the files anew; look at the difference before
//! you commit it. `tests/golden/old` is not written anew: files that people have.

mod cases;
mod lines;
mod opened;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use glassbox::domain::app::APP_VERSION;
use glassbox::model::SimdLevel;

use crate::fixtures::{fixture, in_project};

use lines::{first_different_line, hash, is_same_within, skeleton_hash};

const MANIFEST: &str = "files.sha256";

/// What a case wrote: file names and bytes.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Where and on what the bytes were made: numbers are the same, bit for bit, on the same.
fn platform() -> String {
    let libc = if cfg!(target_env = "gnu") {
        "gnu"
    } else {
        "other"
    };
    let (vectors, os) = (SimdLevel::widest().name(), std::env::consts::OS);
    format!("{vectors}, {os}, {libc}")
}

/// How near the numbers of a case are on other vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Elsewhere {
    /// The last digits differ.
    LastDigits,
    /// Percentiles are read off cells of a histogram, and a value may fall into the next one.
    NextCell,
    /// Some numbers are differences of nothing but rounding, so only the file names are the same.
    NoNumbers,
}

/// Compares what a case wrote with the folder of its name.
pub(crate) fn assert_golden(case: &str, files: Files) {
    assert_golden_but(Elsewhere::LastDigits, case, files);
}

/// The same where numbers are less near on other vectors.
fn assert_golden_but(elsewhere: Elsewhere, case: &str, mut files: Files) {
    let names_commit = APP_VERSION.contains('+');
    assert!(
        !names_commit,
        "golden files name no commit: set GLASSBOX_COMMIT to nothing"
    );
    for bytes in files.values_mut() {
        *bytes = without_places(std::mem::take(bytes));
    }
    let folder = in_project("tests/golden").join(case);
    if std::env::var_os("GLASSBOX_UPDATE_GOLDEN").is_some() {
        write(&folder, &files);
        return;
    }
    let differences = differences(&folder, &files, elsewhere);
    if !differences.is_empty() {
        let kept = in_project("target/golden").join(case);
        write(&kept, &files);
        let differences = differences.join("\n");
        let kept = kept.display();
        panic!("{case}: what was written now is in {kept}\n{differences}");
    }
}

/// The folder of the project is another one elsewhere.
fn without_places(bytes: Vec<u8>) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return bytes;
    };
    let fixtures = fixture("").canonicalize().unwrap();
    let fixtures = format!("{}/", fixtures.display());
    let named = fixture("");
    let text = text.replace(&fixtures, "FIXTURES/");
    text.replace(&*named.to_string_lossy(), "FIXTURES/")
        .into_bytes()
}

fn write(folder: &Path, files: &Files) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).unwrap();
    let mut manifest = format!("{}\n", platform());
    for (name, bytes) in files {
        let _ = writeln!(manifest, "{} {} {name}", hash(bytes), skeleton_hash(bytes));
        if is_stored(name) {
            fs::write(folder.join(name), bytes).unwrap();
        }
    }
    fs::write(folder.join(MANIFEST), manifest).unwrap();
}

fn is_stored(name: &str) -> bool {
    [".json", ".csv", ".md", ".tex", ".txt"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

fn differences(folder: &Path, files: &Files, elsewhere: Elsewhere) -> Vec<String> {
    let manifest = fs::read_to_string(folder.join(MANIFEST)).unwrap_or_default();
    let mut lines = manifest.lines();
    let to_the_bit = lines.next() == Some(platform().as_str());
    let mut expected: BTreeMap<&str, (&str, &str)> = lines
        .map(|line| {
            let mut parts = line.splitn(3, ' ');
            let mut part = || parts.next().unwrap();
            let hashes = (part(), part());
            (part(), hashes)
        })
        .collect();
    let nearness = match elsewhere {
        Elsewhere::NextCell => 1e-3,
        Elsewhere::LastDigits | Elsewhere::NoNumbers => 2e-6,
    };
    let mut found = Vec::new();
    for (name, bytes) in files {
        let Some((whole, skeleton)) = expected.remove(name.as_str()) else {
            found.push(format!("{name} is new"));
            continue;
        };
        let is_same = if to_the_bit {
            hash(bytes) == whole
        } else {
            elsewhere == Elsewhere::NoNumbers
        };
        if is_same {
            continue;
        }
        let difference = if is_stored(name) {
            let golden = fs::read_to_string(folder.join(name)).unwrap();
            let now = std::str::from_utf8(bytes).unwrap();
            let exact = first_different_line(&golden, now, |a, b| a == b);
            let apart = first_different_line(&golden, now, |a, b| is_same_within(nearness, a, b));
            if to_the_bit { apart.or(exact) } else { apart }
        } else if skeleton != skeleton_hash(bytes) {
            Some("differs in more than numbers and colours".to_owned())
        } else {
            to_the_bit.then(|| "differs in numbers or colours".to_owned())
        };
        found.extend(difference.map(|difference| format!("{name}: {difference}")));
    }
    found.extend(expected.keys().map(|name| format!("{name} is missing")));
    found
}
