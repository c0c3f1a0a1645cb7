//! What other programs and killed runs left in a folder.

use std::fs;
use std::os::unix::fs::symlink;

use glassbox::disk::{MARK, is_marked};
use glassbox::export::WholeFiles;

use crate::corpus::Sandbox;
use crate::fixtures::{analyze_tiny, one_line_of_failure, printed};

#[test]
fn a_link_in_place_of_the_hidden_folder_is_not_followed() {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", "Good.\n");
    fs::create_dir(sandbox.place("private")).unwrap();
    fs::create_dir(sandbox.place("out")).unwrap();
    sandbox.file("private/thesis.txt", "years of work");
    sandbox.file("private/tokens.csv", "also mine");
    symlink("../private", sandbox.place("out/.glassbox-corpus")).unwrap();
    let said = one_line_of_failure(&mut sandbox.corpus(&["a.txt", "--out", "out"]), 1);
    assert!(said.contains("something else is there"), "{said}");
    let kept = sandbox.files("private");
    assert_eq!(kept["thesis.txt"], b"years of work");
    assert_eq!(kept["tokens.csv"], b"also mine");
    assert_eq!(kept.len(), 2);
}

#[test]
fn a_strangers_files_in_the_hidden_folder_stay_and_are_not_in_the_way() {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", "Good.\n");
    fs::create_dir_all(sandbox.place("out/.glassbox-corpus/folder")).unwrap();
    sandbox.file("out/.glassbox-corpus/mine.txt", "mine");
    sandbox.file("out/.glassbox-corpus/texts.csv", "half");
    printed(&mut sandbox.corpus(&["a.txt", "--out", "out"]));
    let left = sandbox.files("out/.glassbox-corpus/folder");
    assert!(left.is_empty());
    let mine = fs::read(sandbox.place("out/.glassbox-corpus/mine.txt")).unwrap();
    assert_eq!(mine, b"mine");
    assert!(!sandbox.place("out/.glassbox-corpus/texts.csv").exists());
    assert!(sandbox.place("out/summary.json").exists());
}

#[test]
fn what_a_killed_run_left_beside_its_results_goes_with_the_next() {
    let sandbox = Sandbox::new();
    sandbox.file(".glassbox-aB3dE9.tmp", "half a picture");
    sandbox.file(".glassbox-aB3dE9.tmp.kept", "the old picture");
    sandbox.file(".glassbox-notes", "a stranger's");
    sandbox.file("private.txt", "a stranger's");
    symlink("private.txt", sandbox.place(".glassbox-link00.tmp")).unwrap();
    let mut analyze = analyze_tiny();
    let json = sandbox.place("a.json");
    printed(analyze.args(["hi there", "--json"]).arg(&json));
    let mut names: Vec<String> = sandbox.files("").into_keys().collect();
    names.sort();
    let expected = [
        ".glassbox-link00.tmp",
        ".glassbox-notes",
        "a.json",
        "private.txt",
    ];
    assert_eq!(names, expected);
}

#[test]
fn the_mark_goes_once_all_that_it_names_is_of_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let write = |names: &[&str]| {
        let mut files = WholeFiles::default();
        for name in names {
            files.prepare(&place(name), b"new").unwrap();
        }
        files.publish().unwrap();
    };
    let killed = || {
        let faulty = |at| {
            glassbox::disk::faults::with_fault(glassbox::disk::faults::Fault::Killed, at, || {
                let mut files = WholeFiles::default();
                for name in ["a.json", "b.csv"] {
                    files.prepare(&place(name), b"killed")?;
                }
                files.publish()
            })
        };
        (1..).find(|&at| faulty(at).is_ok() || is_marked(folder.path()))
    };
    killed().unwrap();
    let text = fs::read_to_string(place(MARK)).unwrap();
    assert!(text.contains("a.json\nb.csv\n"), "{text}");
    // One of the two is not enough.
    write(&["b.csv"]);
    let text = fs::read_to_string(place(MARK)).unwrap();
    assert!(
        text.contains("a.json\n") && !text.contains("b.csv"),
        "{text}"
    );
    write(&["a.json"]);
    assert!(!is_marked(folder.path()));
}
