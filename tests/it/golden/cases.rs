//! Every command with its charts and tables, run as a person runs it.

use std::fs;

use glassbox::ui::Document;
use tempfile::TempDir;

use crate::fixtures::{fixture, glassbox, tiny_bert_folder};

use super::{Elsewhere, Files, assert_golden, assert_golden_but};

const CANADA: &str = "Who is the prime minister of Canada?";
const FRANCE: &str = "Who is the president of France?";
/// What a table has to quote, in letters of the fonts inside the program: a picture of other letters
/// depends on the fonts of the system.
const QUOTED: &str = "Na\u{ef}ve \"quotes\", <b> & 50% unbelievably_long";
const ODD: &str = "Na\u{ef}ve \"quotes\", <b> & 50% unbelievably_long \u{4f60}\u{597d} \u{1f355}";
const PRINTED: &str = "printed.txt";

/// A folder that the program runs in.
struct Bench {
    folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Runs the program in the folder and returns what it printed.
    fn run(&self, arguments: &[&str]) -> Vec<u8> {
        let mut command = glassbox();
        let home = self.folder.path().join("no-cache");
        command.current_dir(self.folder.path()).args(arguments);
        for variable in ["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"] {
            command.env_remove(variable);
        }
        command.env("XDG_CACHE_HOME", &home);
        let output = command.env("HF_HOME", home).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        output.stdout
    }

    /// The files of a folder in it.
    fn files(&self, name: &str) -> Files {
        let entries = fs::read_dir(self.folder.path().join(name)).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .map(|path| {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, fs::read(path).unwrap())
            })
            .collect()
    }
}

/// Every chart and table of `arguments`.
fn all_of(arguments: &[&str]) -> Files {
    let bench = Bench::new();
    let pictures = [arguments, &["--scale", "1", "--all", "all"]].concat();
    assert!(bench.run(&pictures).is_empty());
    bench.files("all")
}

/// Every table of `arguments`, and what they print.
fn tables_of(arguments: &[&str]) -> Files {
    let bench = Bench::new();
    let mut files = Files::new();
    let mut tables = arguments.to_vec();
    for (flag, name) in [
        ("--json", "result.json"),
        ("--csv", "table.csv"),
        ("--markdown", "table.md"),
        ("--latex", "table.tex"),
    ] {
        tables.extend([flag, name]);
        files.insert(name.to_owned(), Vec::new());
    }
    assert!(bench.run(&tables).is_empty());
    for (name, bytes) in &mut files {
        *bytes = fs::read(bench.folder.path().join(name)).unwrap();
    }
    files.insert(PRINTED.to_owned(), bench.run(arguments));
    files
}

#[test]
fn golden_analyze() {
    assert_golden("analyze", all_of(&["analyze", CANADA]));
    assert_golden("analyze-odd", tables_of(&["analyze", ODD]));
}

#[test]
fn golden_analyze_with_parts_and_another_measure() {
    let bench = Bench::new();
    fs::write(bench.folder.path().join("texts.txt"), sentences()).unwrap();
    let mut files = Files::new();
    for (name, flags) in [
        ("parts", &["--parts"][..]),
        ("centred", &["--measure", "centred"]),
        ("surprise", &["--measure", "surprise", "--parts"]),
    ] {
        let reference = ["analyze", CANADA, "--reference", "texts.txt"];
        for (ending, output) in [
            ("json", &["--json", "-"][..]),
            ("csv", &["--csv", "-"]),
            ("txt", &[]),
        ] {
            let printed = bench.run(&[&reference, flags, output].concat());
            files.insert(format!("{name}.{ending}"), printed);
        }
    }
    assert_golden("analyze-parts", files);
}

#[test]
fn golden_effects() {
    let mut files = all_of(&["effects", CANADA]);
    files.extend(tables_of(&["effects", CANADA, "--removal", "blind"]));
    assert_golden("effects", files);
}

#[test]
fn golden_analyze_with_flags() {
    let flags = [
        "--layer",
        "3",
        "--second-layer",
        "1",
        "--quantile",
        "0.9",
        "--quantile-method",
        "midpoint",
        "--tokens",
        "words",
        "--theme",
        "dark",
        "--width",
        "700",
        "--text-size",
        "13",
    ];
    assert_golden(
        "analyze-flags",
        all_of(&[&["analyze", QUOTED], &flags[..]].concat()),
    );
}

#[test]
fn golden_compare() {
    assert_golden("compare", all_of(&["compare", CANADA, FRANCE]));
    let index = ["--alignment", "index", "--high-from", "either"];
    let command = [&["compare", FRANCE, CANADA], &index[..]].concat();
    assert_golden("compare-index", tables_of(&command));
}

#[test]
fn golden_match() {
    let park = "Enjoying a beautiful day at the park!";
    let dog = "The dog chases a kitten.";
    assert_golden("match", all_of(&["match", park, dog, "--null", "20"]));
    let late = ["--method", "maxsim", "--null", "0", "--no-leave-one-out"];
    let command = [&["match", CANADA, FRANCE], &late[..]].concat();
    assert_golden("match-late", tables_of(&command));
    let layers = ["--method", "jacobians", "--layer", "3", "--null", "0"];
    let command = [&["match", CANADA, FRANCE], &layers[..]].concat();
    assert_golden("match-layers", tables_of(&command));
}

#[test]
fn golden_compare_with_kept_positions() {
    let command = [
        "compare",
        "Summarize The weather is nice today.",
        "Translate to French The weather is nice today.",
        "--keep-positions",
        "--high-from",
        "both",
        "--size",
        "single",
    ];
    assert_golden("compare-kept", all_of(&command));
    let from_b = [
        "compare",
        CANADA,
        FRANCE,
        "--high-from",
        "b",
        "--layer",
        "6",
    ];
    assert_golden("compare-from-b", tables_of(&from_b));
}

#[test]
fn golden_drift() {
    let mut files = all_of(&["drift"]);
    files.insert(PRINTED.to_owned(), Bench::new().run(&["drift"]));
    assert_golden("drift", files);
    let command = [
        "drift",
        "--input",
        FRANCE,
        "--prompt",
        "",
        "--prompt",
        "Shorten",
        "--alignment",
        "index",
        "--keep-positions",
    ];
    assert_golden("drift-kept", tables_of(&command));
}

#[test]
fn golden_compare_models() {
    let random = ["compare-models", CANADA, "--with", "random"];
    // Without training, LayerNorm makes every token as strong as every other, but for rounding.
    assert_golden_but(Elsewhere::NoNumbers, "models-random", all_of(&random));
}

#[test]
fn golden_compare_models_of_two_tokenizers() {
    let tiny = tiny_bert_folder();
    let tiny = tiny.to_str().unwrap();
    let shuffled = [
        "--model",
        tiny,
        "compare-models",
        CANADA,
        "--with",
        "shuffled-7",
        "--merge",
        "l2",
    ];
    assert_golden("models-shuffled", tables_of(&shuffled));
    let pair = [
        "compare-models",
        CANADA,
        "--with",
        tiny,
        "--layer-of-second",
        "9",
    ];
    assert_golden("models-pair", tables_of(&pair));
}

#[test]
fn golden_paper() {
    let bench = Bench::new();
    let printed = bench.run(&[
        "paper",
        "--out",
        "out",
        "--json",
        "numbers.json",
        "--csv",
        "numbers.csv",
    ]);
    let mut files = bench.files("out");
    files.insert(PRINTED.to_owned(), printed);
    for name in ["numbers.json", "numbers.csv"] {
        let bytes = fs::read(bench.folder.path().join(name)).unwrap();
        files.insert(name.to_owned(), bytes);
    }
    assert_golden("paper", files);
}

#[test]
fn golden_lists_of_models() {
    let bench = Bench::new();
    let tiny = tiny_bert_folder();
    let tiny = tiny.to_str().unwrap();
    let mut files = Files::new();
    for (name, command) in [
        ("list", &["models", "list"][..]),
        ("check", &["models", "check", tiny]),
    ] {
        for (ending, flags) in [
            ("txt", &[][..]),
            ("json", &["--json", "-"]),
            ("csv", &["--csv", "-"]),
        ] {
            let printed = bench.run(&[command, flags].concat());
            files.insert(format!("{name}.{ending}"), printed);
        }
    }
    // A graphics card may be there, or none.
    let device = |line: &str| !line.contains("device");
    for bytes in files.values_mut() {
        *bytes = lines_that(bytes, device);
    }
    assert_golden("models-list", files);
}

/// The lines of a text that `wanted` keeps.
fn lines_that(bytes: &[u8], wanted: impl Fn(&str) -> bool) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap();
    let lines = text.split_inclusive('\n').filter(|line| wanted(line));
    lines.collect::<String>().into_bytes()
}

/// Sentences without their tags, some words odd, some lines twice, one cut.
fn sentences() -> String {
    let tagged = fs::read_to_string(fixture("tagged_sentences.txt")).unwrap();
    let word = |pair: &str| {
        pair.rsplit_once('/')
            .map_or("", |(word, _)| word)
            .to_owned()
    };
    let sentence = |line: &str| line.split(' ').map(word).collect::<Vec<_>>().join(" ");
    let mut lines: Vec<String> = tagged.lines().take(16).map(sentence).collect();
    lines.insert(3, String::new());
    lines.push(lines[0].clone());
    lines.push(QUOTED.to_owned());
    lines.join("\n")
}

fn corpus(bench: &Bench, flags: &[&str]) -> Vec<u8> {
    let printed = bench.run(&[&["corpus", "--replicates", "20"], flags].concat());
    lines_that(&printed, |line| !line.starts_with("time"))
}

#[test]
fn golden_corpus() {
    let bench = Bench::new();
    fs::write(bench.folder.path().join("texts.txt"), sentences()).unwrap();
    let printed = corpus(&bench, &["texts.txt", "--swaps", "--out", "out"]);
    let mut files = bench.files("out");
    files.insert(PRINTED.to_owned(), printed);
    assert_golden_but(Elsewhere::NextCell, "corpus", files);
}

#[test]
fn golden_corpus_of_pairs() {
    let bench = Bench::new();
    let rows = format!(
        "a,b,n\n{CANADA},{FRANCE},1\nbad,row\n\"No, thanks.\",\"Yes, please!\",2\nOne.,,3\n{FRANCE},{CANADA},4\n"
    );
    fs::write(bench.folder.path().join("rows.csv"), rows).unwrap();
    let flags = [
        "rows.csv",
        "--column",
        "a",
        "--pairs",
        "--second-column",
        "b",
        "--layer",
        "2",
        "--no-charts",
        "--no-baselines",
        "--frequency",
        "vocabulary-id",
        "--out",
        "out",
    ];
    let printed = corpus(&bench, &flags);
    let mut files = bench.files("out");
    files.insert(PRINTED.to_owned(), printed);
    assert_golden_but(Elsewhere::NextCell, "corpus-pairs", files);
}

#[test]
fn golden_corpus_of_shards() {
    let bench = Bench::new();
    fs::write(bench.folder.path().join("texts.txt"), sentences()).unwrap();
    let mut files = Files::new();
    for (shard, out) in [("1/2", "p1"), ("2/2", "p2")] {
        let flags = [
            "texts.txt",
            "--skip-duplicates",
            "--shard",
            shard,
            "--out",
            out,
        ];
        files.insert(format!("{out}.txt"), corpus(&bench, &flags));
        for (name, bytes) in bench.files(out) {
            files.insert(format!("{out}-{name}"), bytes);
        }
    }
    let printed = bench.run(&["corpus", "merge", "p2", "p1", "--out", "out", "--no-charts"]);
    let printed = lines_that(&printed, |line| !line.starts_with("time"));
    files.insert(PRINTED.to_owned(), printed);
    files.extend(bench.files("out"));
    assert_golden_but(Elsewhere::NextCell, "corpus-shards", files);
}

#[test]
fn golden_new_session() {
    let session = Document::default().session().into_bytes();
    let files = Files::from([("session.json".to_owned(), session)]);
    assert_golden("session", files);
}
