//! What a person works on is on the disk soon, and what cannot be read of it is said.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use egui_kittest::Harness;
use glassbox::ui::{App, Document, Opening, Remembered};

use crate::fixtures::in_project;

use super::harness::{drop_file, has, pause, type_text, window, window_remembering};

fn keeping(place: &Path) -> Harness<'static, App> {
    let remembered = Remembered {
        place: Some(place.to_owned()),
        ..Remembered::default()
    };
    window_remembering(remembered, Opening::default())
}

fn kept(place: &Path) -> Option<Remembered> {
    serde_json::from_slice(&fs::read(place).ok()?).ok()
}

#[test]
fn what_is_typed_is_on_the_disk_a_second_later_with_no_further_event() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("session.json");
    let mut window = keeping(&place);
    type_text(&mut window, "Who is it?");
    pause(&mut window);
    pause(&mut window);
    super::harness::draw_until(&mut window, "the session is kept", |_| {
        kept(&place).is_some_and(|kept| kept.document.prompt == "Who is it?")
    });
    let mode = place.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "for nobody else to read");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    // Nothing else is written while nothing changes.
    let written = place.metadata().unwrap().modified().unwrap();
    pause(&mut window);
    pause(&mut window);
    assert_eq!(place.metadata().unwrap().modified().unwrap(), written);
}

#[test]
fn files_made_to_do_harm_are_refused_in_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let twins = format!(
        "{{\"schema\":\"glassbox.session.v1\",\"model\":\"{}minilm\"}}",
        "shuffled-1:".repeat(100_000)
    );
    fs::write(place("twins.json"), twins).unwrap();
    let long = Document {
        prompt: "word ".repeat(1 << 20),
        ..Document::default()
    };
    fs::write(place("long.json"), long.session()).unwrap();
    let result = fs::read(in_project("tests/golden/old/analysis.json")).unwrap();
    let mut figure: serde_json::Value = serde_json::from_slice(&result).unwrap();
    figure["text"] = "word ".repeat(1 << 18).into();
    fs::write(place("figure.json"), figure.to_string()).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(place("pipe.json"))
        .status();
    assert!(made.unwrap().success());
    std::os::unix::fs::symlink("/dev/zero", place("zeros.png")).unwrap();
    let mut window = window();
    for (name, said) in [
        ("twins.json", "too long for the name of a model"),
        ("long.json", "bytes long, and the window takes"),
        ("figure.json", "bytes long, and the window takes"),
        ("pipe.json", "it is no file"),
        ("zeros.png", "it is no file"),
    ] {
        drop_file(&mut window, &place(name));
        assert!(has(&window, said), "{name}");
        assert!(window.state().prompt().is_empty(), "{name}");
    }
}

#[test]
fn a_fault_of_the_window_loses_nothing_that_was_typed() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("session.json");
    let fault = catch_unwind(AssertUnwindSafe(|| {
        let mut window = keeping(&place);
        type_text(&mut window, "Who is it?");
        assert_eq!(kept(&place), None, "it is not on the disk yet");
        panic!("as asked for");
    }));
    assert!(fault.is_err());
    assert_eq!(kept(&place).unwrap().document.prompt, "Who is it?");
}

#[test]
fn the_window_opens_the_file_that_a_desktop_gives_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("glassbox-session.json");
    let document = Document {
        prompt: "Who is it?".to_owned(),
        ..Document::default()
    };
    fs::write(&file, document.session()).unwrap();
    let opening = Opening {
        file: Some(file),
        ..Opening::default()
    };
    let mut window = window_remembering(Remembered::default(), opening);
    super::harness::draw_until(&mut window, "the session is opened", |window| {
        window.state().prompt() == "Who is it?"
    });
}
