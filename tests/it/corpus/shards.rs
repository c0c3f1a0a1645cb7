//! Parts read apart and joined: the same bytes as one run, and nothing joined that is not one run.

use std::fs;

use crate::corpus::{Sandbox, TEXTS};
use crate::fixtures::{glassbox, one_line_of_failure, printed};

/// Two files with everything that is counted: bad rows, blank lines, duplicates, cut texts.
fn sandbox() -> Sandbox {
    desk_with(60)
}

/// The same with `count` lines besides the odd ones.
fn desk_with(count: usize) -> Sandbox {
    let sandbox = Sandbox::new();
    let mut lines: Vec<String> = (0..count)
        .map(|n| format!("{} and number {}", TEXTS[n % TEXTS.len()], n / 2))
        .collect();
    lines.insert(3, String::new());
    lines.insert(30, "word ".repeat(60));
    lines.insert(31, "\u{200b}".to_owned());
    sandbox.file("a.txt", lines.join("\n"));
    sandbox.file(
        "b.csv",
        "text,n\nOne.,1\nbad,row,2\n\"Two, three.\",3\nOne.,4\n",
    );
    sandbox
}

fn part(sandbox: &Sandbox, part: &str, out: &str, more: &[&str]) {
    let mut command = sandbox.corpus(&["a.txt", "b.csv", "--out", out, "--shard", part]);
    printed(command.args(more));
}

fn merge(sandbox: &Sandbox, parts: &[&str]) -> assert_cmd::Command {
    let mut command = glassbox();
    command
        .current_dir(sandbox.place(""))
        .args(["corpus", "merge"]);
    command.args(parts).args(["--out", "merged", "--no-charts"]);
    command
}

#[test]
fn three_parts_join_into_the_bytes_of_one_run() {
    for more in [
        &[][..],
        &["--split-sentences", "--skip-duplicates", "--layer", "2"],
    ] {
        let sandbox = sandbox();
        let mut whole = sandbox.corpus(&["a.txt", "b.csv", "--out", "whole"]);
        let said = printed(whole.args(more));
        part(&sandbox, "1/3", "p1", more);
        part(&sandbox, "2/3", "p2", more);
        part(&sandbox, "3/3", "p3", more);
        let merged = printed(&mut merge(&sandbox, &["p3", "p1", "p2"]));
        let (whole, joined) = (sandbox.files("whole"), sandbox.files("merged"));
        assert!(whole.len() >= 2);
        assert_eq!(
            whole.keys().collect::<Vec<_>>(),
            joined.keys().collect::<Vec<_>>()
        );
        for (name, bytes) in &whole {
            assert!(*bytes == joined[name], "{name} differs");
        }
        for line in [
            "bad rows        2",
            "blank lines     1",
            "line 32: no token",
        ] {
            assert!(
                said.contains(line) && merged.contains(line),
                "{line}: {said}{merged}"
            );
        }
    }
}

#[test]
fn one_part_of_one_is_the_whole_charts_and_all() {
    let sandbox = desk_with(32);
    printed(&mut sandbox.corpus_with_charts(&["a.txt", "b.csv", "--out", "whole"]));
    let whole = sandbox.files("whole");
    assert!(whole.contains_key("effects.svg") && whole.contains_key("effects.png"));
    part(&sandbox, "1/1", "p1", &[]);
    assert_eq!(
        sandbox.files("p1").keys().collect::<Vec<_>>(),
        ["shard.records"]
    );
    let mut with_charts = glassbox();
    with_charts.current_dir(sandbox.place(""));
    printed(with_charts.args(["corpus", "merge", "p1", "--out", "merged"]));
    assert!(whole == sandbox.files("merged"));
    // Charts of an earlier run would not belong to the tables of this one.
    printed(&mut merge(&sandbox, &["p1"]));
    let without = sandbox.files("merged");
    assert!(!without.contains_key("effects.svg"));
    assert!(without.iter().all(|(name, bytes)| whole[name] == *bytes));
}

#[test]
fn what_is_not_one_run_is_not_joined() {
    let sandbox = sandbox();
    part(&sandbox, "1/2", "p1", &[]);
    part(&sandbox, "2/2", "p2", &[]);
    part(&sandbox, "2/2", "layer", &["--layer", "1"]);
    part(&sandbox, "2/3", "third", &[]);
    let refused = |parts: &[&str], said: &str| {
        let message = one_line_of_failure(&mut merge(&sandbox, parts), 1);
        assert!(message.contains(said), "{parts:?}: {message}");
        assert!(!sandbox.place("merged").exists(), "{parts:?}");
    };
    refused(&["p1"], "part 2 of 2 is missing");
    refused(&["p1", "p1"], "part 1 of 2 is there twice");
    refused(&["p1", "p2", "p2"], "part 2 of 2 is there twice");
    refused(&["p1", "layer"], "differ in the settings");
    refused(&["p1", "third"], "differ in the number of parts");
    refused(&["p1", "nowhere"], "nowhere has no part of a corpus");

    // The same names, other texts.
    sandbox.file("b.csv", "text,n\nOther.,1\n");
    part(&sandbox, "2/2", "other", &[]);
    refused(&["p1", "other"], "cannot be used");
    let records = fs::read(sandbox.place("p2/shard.records")).unwrap();
    fs::create_dir(sandbox.place("half")).unwrap();
    sandbox.file("half/shard.records", &records[..records.len() / 2]);
    refused(&["p1", "half"], "damaged or was never finished");
    fs::create_dir(sandbox.place("longer")).unwrap();
    sandbox.file("longer/shard.records", [records, b"x".to_vec()].concat());
    refused(&["p1", "longer"], "damaged or was never finished");

    let mut command = glassbox();
    command.current_dir(sandbox.place(""));
    command.args(["corpus", "merge", "p1", "p2", "--out", "p1"]);
    let message = one_line_of_failure(&mut command, 2);
    assert!(message.contains("is one of the parts"), "{message}");
}

#[test]
fn a_part_is_named_by_its_number_and_reads_files_that_last() {
    let sandbox = sandbox();
    for wrong in ["0/3", "4/3", "3", "a/b", "1/0"] {
        let mut command = sandbox.corpus(&["a.txt", "--out", "out", "--shard", wrong]);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
    let mut command = sandbox.corpus(&["-", "--out", "out", "--shard", "1/2"]);
    let message = one_line_of_failure(command.write_stdin("One.\n"), 2);
    assert!(message.contains("can be read only once"), "{message}");
}
