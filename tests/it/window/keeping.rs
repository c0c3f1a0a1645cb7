//! What a person works on is on the disk soon, and what cannot be read of it is said.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use eframe::egui::{Key, Modifiers, ViewportEvent, ViewportId};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use glassbox::model::ModelSource;
use glassbox::model::hub::HubSettings;
use glassbox::ui::{App, Document, Opening, Remembered};

use crate::fixtures::in_project;

use super::corpus::window_with_findings;
use super::harness::{
    draw_until, drop_file, has, pause, press, settle, type_text, window, window_of,
    window_remembering,
};

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

/// The window that goes on with what lies at `place`.
fn reopened(place: &Path) -> Harness<'static, App> {
    let remembered = Remembered {
        place: Some(place.to_owned()),
        ..kept(place).unwrap()
    };
    let mut window = window_remembering(remembered, Opening::default());
    settle(&mut window);
    window
}

#[test]
fn a_window_that_is_killed_comes_back_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("session.json");
    let mut window = keeping(&place);
    type_text(&mut window, "Who is it?");
    pause(&mut window);
    pause(&mut window);
    draw_until(&mut window, "the session is kept", |_| {
        kept(&place).is_some_and(|kept| kept.document.prompt == "Who is it?")
    });
    // Killed: nothing is written any more, and its process is no longer there.
    let mut left = kept(&place).unwrap();
    assert_eq!(left.running, Some(std::process::id()));
    std::mem::forget(window);
    left.running = Some(u32::MAX);
    fs::write(&place, serde_json::to_vec(&left).unwrap()).unwrap();
    let mut again = reopened(&place);
    assert_eq!(again.state().prompt(), "Who is it?");
    assert!(has(&again, "Restored"), "the status bar says so");
    // What goes down with the window system writes what is not written yet.
    type_text(&mut again, " And why?");
    let typed = again.state().prompt().to_owned();
    drop(again);
    assert_eq!(kept(&place).unwrap().document.prompt, typed);
}

#[test]
fn a_session_with_a_file_is_saved_without_asking() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("canada.json");
    fs::write(&path, Document::default().session()).unwrap();
    let mut window = window();
    drop_file(&mut window, &path);
    type_text(&mut window, "Who is it?");
    press(&mut window, Modifiers::COMMAND, Key::S);
    let saved = Document::from_session(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(saved.prompt, "Who is it?");
    assert!(has(&window, "Saved "));
    // The title has a star from the next change on, and loses it with the next save.
    let context = window.ctx.clone();
    window
        .state_mut()
        .set_prompt(&context, "Who is it? And why?");
    draw_until(&mut window, "there is a star", |window| {
        window.state().title() == "*canada - Glassbox"
    });
    settle(&mut window);
    window.key_press_modifiers(Modifiers::COMMAND, Key::S);
    draw_until(&mut window, "the star is gone", |window| {
        window.state().title() == "canada - Glassbox"
    });
}

#[test]
fn a_window_does_not_close_over_a_run_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.txt");
    let line = "The soup was cold and the waiter was rude.\n";
    fs::write(&path, line.repeat(4000)).unwrap();
    let mut window = window();
    settle(&mut window);
    drop_file(&mut window, &path);
    window.get_by_label("Run").click();
    window.run_steps(3);
    let close = |window: &mut Harness<'_, App>| {
        let viewport = window.input_mut().viewports.entry(ViewportId::ROOT);
        viewport.or_default().events.push(ViewportEvent::Close);
        window.run_steps(2);
    };
    close(&mut window);
    assert!(has(&window, "The corpus is still being read"));
    window.get_by_label("Keep running").click();
    window.run_steps(2);
    assert!(!has(&window, "The corpus is still being read"));
    close(&mut window);
    window.get_by_label("Stop and close").click();
    settle(&mut window);
    assert!(!has(&window, "The corpus is still being read"));
}

#[test]
fn findings_come_back_with_the_session() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("session.json");
    let findings = place.with_file_name("session.findings");
    let mut window = window_with_findings(&folder, keeping(&place));
    pause(&mut window);
    pause(&mut window);
    draw_until(&mut window, "the findings are kept", |_| {
        findings.exists() && kept(&place).is_some_and(|kept| !kept.texts.files.is_empty())
    });
    drop(window);
    // A session that has none does not lie beside those of another.
    let other = folder.path().join("canada.json");
    fs::write(&other, Document::default().session()).unwrap();
    let mut without = super::harness::window();
    drop_file(&mut without, &other);
    let stale = other.with_extension("findings");
    fs::copy(&findings, &stale).unwrap();
    type_text(&mut without, "Who is it?");
    without.key_press_modifiers(Modifiers::COMMAND, Key::S);
    draw_until(&mut without, "the stale findings are gone", |_| {
        !stale.exists()
    });
    drop(without);
    let again = reopened(&place);
    assert!(has(&again, "The findings of the last run are back"));
    assert!(has(&again, "these findings were kept from an earlier run"));
    // Damaged ones are not shown.
    let mut bytes = fs::read(&findings).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&findings, bytes).unwrap();
    assert!(!has(&reopened(&place), "these findings were kept"));
}

#[test]
fn a_model_that_only_a_session_names_is_not_fetched_and_it_is_said_why() {
    let folder = tempfile::tempdir().unwrap();
    let document = Document {
        model: ModelSource::recorded("tiny/nowhere").unwrap(),
        ..Document::default()
    };
    let opening = Opening {
        hub: HubSettings {
            cache: folder.path().to_owned(),
            endpoint: "http://127.0.0.1:9".to_owned(),
            offline: false,
            ..HubSettings::nowhere()
        },
        ..Opening::default()
    };
    let mut window = window_of(document, opening);
    settle(&mut window);
    assert!(has(&window, "only a file or the last session names it"));
    assert!(!has(&window, "--offline"));
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
