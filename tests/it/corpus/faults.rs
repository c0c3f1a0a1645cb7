//! What goes wrong with a corpus: one line, and nothing left behind.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use crate::corpus::Sandbox;
use crate::fixtures::{one_line_of_failure, printed, tiny_bert_folder};

#[test]
fn what_is_wrong_with_a_file_is_said_before_anything_is_made() {
    let sandbox = Sandbox::new();
    sandbox.file("good.txt", "Good.\n");
    sandbox.file("empty.txt", "");
    sandbox.file("table.csv", "id,body\n1,a\n");
    sandbox.file("notes.doc", "x");
    let utf16: Vec<u8> = "\u{feff}Hi\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    sandbox.file("wide.txt", utf16);
    for (file, code, said) in [
        ("empty.txt", 1, "empty.txt is empty"),
        ("missing.txt", 1, "there is no file missing.txt"),
        (
            "table.csv",
            2,
            "choose one of \"id\", \"body\" with --column",
        ),
        ("notes.doc", 2, "--format"),
        ("wide.txt", 1, "iconv -f UTF-16 -t UTF-8 wide.txt"),
        ("good.txt", 2, "good.txt is given twice"),
    ] {
        let mut command = sandbox.corpus(&["good.txt", file, "--out", "out"]);
        let message = one_line_of_failure(&mut command, code);
        assert!(message.contains(said), "{file}: {message}");
        assert!(!sandbox.place("out").exists(), "{file}");
    }
    let mut command = sandbox.corpus(&["table.csv", "--out", "out", "--column", "text"]);
    let message = one_line_of_failure(&mut command, 2);
    assert!(message.contains("has no column \"text\""), "{message}");
    let mut command = sandbox.corpus(&["good.txt", "--out", "out", "--layer", "13"]);
    let message = one_line_of_failure(&mut command, 2);
    assert!(message.contains("no layer 13"), "{message}");
    assert!(!sandbox.place("out").exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_one_line() {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", "Good.\n");
    sandbox.file("file", "x");
    for (out, said) in [
        ("no/such/folder", "make the folder first"),
        ("file", "give a folder, not a file"),
    ] {
        let message = one_line_of_failure(&mut sandbox.corpus(&["a.txt", "--out", out]), 1);
        assert!(message.contains(said), "{out}: {message}");
    }
    // Something that is no file stands in the way of a table.
    fs::create_dir_all(sandbox.place("out/tokens.csv")).unwrap();
    let message = one_line_of_failure(&mut sandbox.corpus(&["a.txt", "--out", "out"]), 1);
    assert!(message.contains("tokens.csv"), "{message}");
    assert_eq!(fs::read_dir(sandbox.place("out")).unwrap().count(), 1);
}

#[test]
fn a_file_that_is_read_is_never_replaced() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.place("out")).unwrap();
    let table = "text\nGood.\n";
    sandbox.file("out/texts.csv", table);
    let message = one_line_of_failure(&mut sandbox.corpus(&["out/texts.csv", "--out", "out"]), 2);
    assert!(message.contains("would be replaced"), "{message}");
    assert_eq!(
        fs::read_to_string(sandbox.place("out/texts.csv")).unwrap(),
        table
    );
}

#[test]
fn earlier_results_are_replaced_and_strangers_files_stay() {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", "Good.\n");
    fs::create_dir(sandbox.place("out")).unwrap();
    for name in ["out/tokens.csv", "out/notes.md", "out/tokens.parquet"] {
        sandbox.file(name, "old");
    }
    printed(&mut sandbox.corpus(&["a.txt", "--out", "out"]));
    let files = sandbox.files("out");
    assert_eq!(files["notes.md"], b"old");
    assert!(files["tokens.csv"].starts_with(b"file,text_id"));
    assert!(
        !files.contains_key("tokens.parquet"),
        "it is of another run"
    );
}

#[test]
fn a_killed_run_leaves_no_half_file_and_the_next_one_clears_up() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.place("out")).unwrap();
    sandbox.file("out/texts.csv", "old");
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("glassbox"))
        .current_dir(sandbox.place(""))
        .arg("--model")
        .arg(tiny_bert_folder())
        .args(["corpus", "-", "--out", "out"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // More than the pipe and all that is read ahead hold: once it is written, texts were done.
    let mut stdin = child.stdin.take().unwrap();
    let text = "Who is the prime minister of Canada, and why is nobody telling us today?\n";
    stdin.write_all(text.repeat(12_000).as_bytes()).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let entries = fs::read_dir(sandbox.place("out")).unwrap();
    let mut left: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, [".glassbox-corpus", "texts.csv"]);
    assert_eq!(
        fs::read_to_string(sandbox.place("out/texts.csv")).unwrap(),
        "old"
    );
    let half = fs::metadata(sandbox.place("out/.glassbox-corpus/tokens.csv")).unwrap();
    assert!(half.len() > 0, "it was under way");
    sandbox.file("a.txt", "Good.\n");
    printed(&mut sandbox.corpus(&["a.txt", "--out", "out"]));
    assert!(!sandbox.files("out").contains_key(".glassbox-corpus"));
}
