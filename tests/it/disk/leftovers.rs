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
        (1..1000).find(|&at| faulty(at).is_ok() || is_marked(folder.path()))
    };
    write(&["a.json", "b.csv"]);
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
    // What is not there any more is of no run.
    killed().unwrap();
    assert!(is_marked(folder.path()));
    fs::remove_file(place("a.json")).unwrap();
    write(&["b.csv"]);
    assert!(!is_marked(folder.path()));
}

#[test]
fn a_part_with_the_mark_is_not_joined() {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", "Good.\n");
    printed(&mut sandbox.corpus(&["a.txt", "--out", "part", "--shard", "1/1"]));
    sandbox.file(&format!("part/{MARK}"), "");
    let merge = ["corpus", "merge", "part", "--out", "out"];
    let mut command = crate::fixtures::glassbox();
    let said = one_line_of_failure(command.args(merge).current_dir(sandbox.place("")), 1);
    assert!(
        said.contains(MARK) && said.contains("run that part again"),
        "{said}"
    );
    fs::remove_file(sandbox.place("part").join(MARK)).unwrap();
    let mut command = crate::fixtures::glassbox();
    printed(command.args(merge).current_dir(sandbox.place("")));
}

/// `glassbox corpus` in a shell under `limits`.
fn limited(sandbox: &Sandbox, limits: &str, arguments: &str) -> assert_cmd::Command {
    let mut shell = assert_cmd::Command::new("sh");
    let program = assert_cmd::cargo::cargo_bin!("glassbox")
        .display()
        .to_string();
    let model = crate::fixtures::tiny_bert_folder().display().to_string();
    shell
        .arg("-c")
        .arg(format!(
            "{limits}; exec {program} --model {model} {arguments}"
        ))
        .current_dir(sandbox.place(""));
    shell
}

#[test]
fn limits_of_the_system_are_a_line_and_leave_nothing() {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", "Who is it?\n".repeat(3000));
    fs::create_dir(sandbox.place("out")).unwrap();
    let corpus = "corpus a.txt --out out --no-charts --replicates 2";
    let new = "corpus a.txt --out new --no-charts --replicates 2";
    for (limits, arguments, said) in [
        ("ulimit -f 20", corpus, "ulimit -f"),
        ("ulimit -n 6", corpus, ": "),
        ("ulimit -n 4", new, ": "),
        ("ulimit -n 6", new, ": "),
        ("ulimit -f 1", "analyze hi --png a.png", "ulimit -f"),
    ] {
        let message = one_line_of_failure(&mut limited(&sandbox, limits, arguments), 1);
        assert!(message.contains(said), "{limits}: {message}");
        assert!(sandbox.files("out").is_empty(), "{limits}: {message}");
        assert!(!sandbox.place("a.png").exists());
    }
    let left = fs::read_dir(sandbox.place("")).unwrap().count();
    assert_eq!(left, 2, "the texts and the folder, and no new one");
}

#[test]
fn a_run_that_is_stopped_by_a_signal_clears_up() {
    use std::io::Write as _;
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::{Command, Stdio};
    for (signal, number) in [("-INT", 2), ("-TERM", 15)] {
        let sandbox = Sandbox::new();
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("glassbox"))
            .current_dir(sandbox.place(""))
            .arg("--model")
            .arg(crate::fixtures::tiny_bert_folder())
            .args(["corpus", "-", "--out", "out"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // More than the pipe and all that is read ahead hold: once it is written, it is under way.
        let mut stdin = child.stdin.take().unwrap();
        let text = "Who is the prime minister of Canada, and why is nobody telling us today?\n";
        stdin.write_all(text.repeat(12_000).as_bytes()).unwrap();
        assert!(sandbox.place("out/.glassbox-corpus").exists());
        let asked = Command::new("kill")
            .arg(signal)
            .arg(child.id().to_string())
            .status();
        assert!(asked.unwrap().success());
        drop(stdin);
        assert_eq!(child.wait().unwrap().signal(), Some(number));
        assert!(!sandbox.place("out").exists());
    }
}
