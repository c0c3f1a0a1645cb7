//! The invariants of `src/lib.rs`, held against the source itself.

mod arrows;
mod modules;

use std::fs;
use std::path::{Path, PathBuf};

use crate::fixtures::in_project;

/// One source file: its room, and its code without comments and unit tests.
struct Source {
    path: PathBuf,
    room: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = in_project("src");
    let mut sources = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // Tests of a package, which are no part of the program.
                if path != root.join("kernel/tests") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push(source(&root, &path));
            }
        }
    }
    assert!(sources.len() > 20, "the source was not found");
    sources
}

fn source(src: &Path, path: &Path) -> Source {
    let inside = path.strip_prefix(src).unwrap();
    let top = inside.components().next().unwrap().as_os_str();
    let top = top.to_string_lossy();
    let text = fs::read_to_string(path).unwrap();
    Source {
        path: inside.to_owned(),
        room: top.trim_end_matches(".rs").to_owned(),
        code: code_of(&text),
    }
}

/// What is compiled into the program: no comments, and nothing from the unit tests on, which
/// stand at the bottom of a file.
fn code_of(text: &str) -> String {
    text.lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .map(|line| {
            if line.trim_start().starts_with("//") {
                ""
            } else {
                line
            }
        })
        .map(|line| line.split(" // ").next().unwrap_or(line))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Whether `code` names `name` as a whole word; one that ends in `_` or `:` may go on.
fn names(code: &str, name: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).any(|(start, _)| {
        let before = code[..start].chars().next_back();
        let after = code[start + name.len()..].chars().next();
        let starts = !before.is_some_and(part_of_name);
        let ends = name.ends_with(['_', ':']) || !after.is_some_and(part_of_name);
        starts && ends
    })
}

/// Fails for each file outside `rooms` that names one of `names_`.
fn only_in(rooms: &[&str], forbidden: &[&str]) {
    for source in sources() {
        if rooms.contains(&source.room.as_str()) {
            continue;
        }
        for name in forbidden {
            assert!(
                !names(&source.code, name),
                "{} names {name}, which only {rooms:?} may",
                source.path.display()
            );
        }
    }
}

/// Fails for each file of `room` that names one of `forbidden`.
fn never_in(room: &str, forbidden: &[&str]) {
    for source in sources().iter().filter(|source| source.room == room) {
        for name in forbidden {
            assert!(
                !names(&source.code, name),
                "{} names {name}, which {room} must not",
                source.path.display()
            );
        }
    }
}

#[test]
fn only_model_names_candle_tokenizers_and_safetensors() {
    only_in(
        &["model"],
        &[
            "candle_",
            "glassbox_kernel",
            "tokenizers::",
            "safetensors::",
        ],
    );
    only_in(&["kernel"], &["half::"]);
}

#[test]
fn only_paint_and_ui_name_egui() {
    // The door may start the window; nothing else may.
    only_in(&["paint", "ui"], &["egui", "epaint", "egui_extras"]);
    only_in(&["paint", "ui", "main"], &["eframe"]);
}

#[test]
fn only_paint_names_egui_plot() {
    only_in(&["paint"], &["egui_plot"]);
}

#[test]
fn only_export_draws_files() {
    only_in(&["export"], &["resvg", "krilla", "skrifa", "png::"]);
}

#[test]
fn only_disk_writes() {
    let writes = [
        "File::create",
        "fs::write",
        "fs::rename",
        "fs::remove_",
        "fs::create_",
        "fs::hard_link",
        "fs::copy",
        "fs::symlink",
        "tempfile::",
    ];
    for source in sources().iter().filter(|source| source.room != "disk") {
        let path = source.path.display();
        for write in writes {
            // A `DiskFile` is of the room `disk`.
            let code = source.code.replace("DiskFile::", "");
            assert!(
                !code.contains(write),
                "{path} has {write}, which only disk may"
            );
        }
    }
}

#[test]
fn domain_and_charts_know_no_files_threads_clocks_or_terminals() {
    let impure = [
        "std::fs",
        "std::io",
        "std::thread",
        "std::time",
        "std::env",
        "std::net",
        "std::process",
        // A table that is made once, by `LazyLock`, is as pure as a constant.
        "mpsc",
        "atomic",
        "Mutex",
        "RwLock",
        "Condvar",
        "Instant",
        "SystemTime",
    ];
    never_in("domain", &impure);
    never_in("charts", &impure);
}

#[test]
fn only_corpus_engine_and_kernel_start_threads() {
    for name in ["thread::spawn", "thread::Builder", "thread::scope"] {
        only_in(&["corpus", "engine", "kernel"], &[name]);
    }
}

#[test]
fn unsafe_code_is_in_the_kernel_and_the_memory_map_alone() {
    for source in sources() {
        if source.room == "kernel" {
            continue;
        }
        let unsafe_here = names(&source.code, "unsafe");
        let is_the_map = source.path == Path::new("model/mapped.rs");
        assert_eq!(unsafe_here, is_the_map, "{}", source.path.display());
    }
}

#[test]
fn only_the_hub_reaches_for_the_network() {
    // The hub's client, and what it is made of; the files that ask it are the only way out.
    let ways_out = [
        "hf_hub",
        "reqwest",
        "tokio",
        "futures_util",
        "std::net",
        "TcpStream",
        "UdpSocket",
        "ureq",
    ];
    let mut hub = 0;
    for source in sources() {
        if source.path.starts_with("model/hub/client") {
            hub += usize::from(names(&source.code, "hf_hub"));
            continue;
        }
        for name in ways_out {
            assert!(
                !names(&source.code, name),
                "{} names {name}, which only model/hub/client may",
                source.path.display()
            );
        }
    }
    assert!(hub > 0, "model/hub/client was not found");
}

#[test]
fn the_window_touches_files_on_threads_alone() {
    let touches = [
        "std::fs",
        "fs::",
        ".exists(",
        ".try_exists(",
        ".is_file(",
        ".is_dir(",
        ".metadata(",
        ".read_dir(",
        ".canonicalize(",
    ];
    let on_threads = [
        // Dialogs and the files chosen in them: each is opened and written by a named thread.
        "ui/files.rs",
        // What the window keeps between runs: read before the first frame and by named threads.
        "ui/remembering.rs",
        // What such a thread is given to do: whether a file is there already.
        "ui/app/file_actions.rs",
        // What such a thread is given to do: the folder that a run is saved into.
        "ui/corpus/shown.rs",
    ];
    let in_frames = ["ui", "paint"];
    for source in sources() {
        if !in_frames.contains(&source.room.as_str()) {
            continue;
        }
        let found = touches.iter().find(|touch| source.code.contains(**touch));
        let named = on_threads.iter().any(|file| source.path == Path::new(file));
        let file = source.path.display();
        match found {
            Some(touch) => assert!(
                named,
                "{file} has {touch}: a frame must not wait for a disk"
            ),
            None => assert!(!named, "{file} touches no files and is named as if it did"),
        }
    }
}

#[test]
fn only_the_app_takes_the_whole_app() {
    for source in sources() {
        if source.room == "ui" && !source.path.starts_with("ui/app") {
            let taken = ["mut App", "&App"]
                .iter()
                .find(|whole| names(&source.code, whole));
            let file = source.path.display();
            assert!(
                taken.is_none(),
                "{file} takes the app: give it what it needs"
            );
        }
    }
}

#[test]
fn nothing_unwraps_outside_unit_tests() {
    for source in sources() {
        for call in [
            ".unwrap()",
            ".expect(",
            ".unwrap_err()",
            "panic!(",
            "todo!(",
        ] {
            assert!(
                !source.code.contains(call),
                "{} has {call} in what users run",
                source.path.display()
            );
        }
    }
}

#[test]
fn unit_tests_stand_at_the_bottom_of_their_file() {
    // The other tests here stop reading a file where its unit tests begin.
    let root = in_project("src");
    for source in sources() {
        let text = fs::read_to_string(root.join(&source.path)).unwrap();
        let Some((_, tests)) = text.split_once("\n#[cfg(test)]\n") else {
            continue;
        };
        let items = tests
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with(' ') && !line.starts_with("//"));
        let items: Vec<&str> = items.collect();
        assert_eq!(
            items,
            ["mod tests {", "}"],
            "{} goes on after its unit tests",
            source.path.display()
        );
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    let root = in_project("src");
    for source in sources() {
        let text = fs::read_to_string(root.join(&source.path)).unwrap();
        assert!(text.starts_with("//! "), "{}", source.path.display());
    }
}

#[test]
fn names_are_found_as_whole_words() {
    assert!(names("use egui::Ui;", "egui"));
    assert!(!names("use egui_plot::Plot;", "egui"));
    assert!(names("use candle_core::Tensor;", "candle_"));
    assert!(names("use half::f16;", "half::"));
    assert!(!names("behalf::of", "half::"));
    assert!(!names(
        &code_of("a();\n// egui\n#[cfg(test)]\negui"),
        "egui"
    ));
}
