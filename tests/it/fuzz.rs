//! The fuzz targets without a fuzzer: seeded mutations of whole files, a few with every test run and
//! as many as are wanted by `GLASSBOX_FUZZ_CASES=100000 cargo test --test it fuzz:: -- --ignored`.

#[expect(unreachable_pub, reason = "of another package, where they are reached")]
#[path = "../../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use glassbox::AnalysisSettings;
use glassbox::corpus::input::{InputChoice, InputFile};
use glassbox::corpus::{CorpusRun, CorpusSettings, RunControl, Shard, run_shard};
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::fixtures::{fixture, in_project, tiny_bert};

/// What breaks parsers.
const PIECES: [&[u8]; 22] = [
    b"null",
    b"-1",
    b"0",
    b"1e999",
    b"18446744073709551616",
    b"\"\"",
    b"[]",
    b"{}",
    b"[[[[[[[[",
    b"\xff\xfe",
    b"\0\0\0\0",
    b"\\u0000",
    b"\\ud800",
    b"\"",
    b",",
    b"\r\n",
    b"../../x",
    b":",
    b"\xe2\x80\xa8",
    b"true",
    b"random-1:",
    b"\xef\xbb\xbf",
];

struct Target {
    name: &'static str,
    run: fn(&[u8]),
    /// How many cases belong to every test run.
    few: usize,
    /// Seeds that are not in `fuzz/seeds`.
    seeds: fn() -> Vec<Vec<u8>>,
}

const TARGETS: [Target; 8] = [
    Target {
        name: "model_files",
        run: targets::model_files,
        few: 150,
        seeds: model_seeds,
    },
    Target {
        name: "tokenizer",
        run: targets::tokenizer,
        few: 150,
        seeds: tokenizer_seeds,
    },
    Target {
        name: "pictures",
        run: targets::pictures,
        few: 500,
        seeds: picture_seeds,
    },
    Target {
        name: "session",
        run: targets::session,
        few: 500,
        seeds: Vec::new,
    },
    Target {
        name: "names",
        run: targets::names,
        few: 2000,
        seeds: Vec::new,
    },
    Target {
        name: "csv_rows",
        run: targets::csv_rows,
        few: 500,
        seeds: Vec::new,
    },
    Target {
        name: "json_rows",
        run: targets::json_rows,
        few: 500,
        seeds: Vec::new,
    },
    Target {
        name: "records",
        run: targets::records,
        few: 100,
        seeds: record_seeds,
    },
];

fn with_number(number: u8, path: &str) -> Vec<u8> {
    let mut seed = vec![number];
    seed.extend(fs::read(fixture(path)).unwrap());
    seed
}

fn model_seeds() -> Vec<Vec<u8>> {
    let index = br#"{"weight_map":{"embeddings.word_embeddings.weight":"a.safetensors"}}"#;
    vec![
        with_number(0, "tiny-bert/model.safetensors"),
        with_number(1, "tiny-bert/config.json"),
        [&[2], &index[..]].concat(),
    ]
}

fn tokenizer_seeds() -> Vec<Vec<u8>> {
    let settings =
        br#"{"do_lower_case":true,"tokenizer_class":"BertTokenizer","cls_token":"[CLS]"}"#;
    vec![
        with_number(0, "tiny-bert/tokenizer.json"),
        [&[1], &settings[..]].concat(),
    ]
}

fn picture_seeds() -> Vec<Vec<u8>> {
    let old = ["analysis.svg", "comparison.png", "comparison.json"];
    let old = old
        .iter()
        .map(|name| in_project("tests/golden/old").join(name));
    old.map(|path| fs::read(path).unwrap()).collect()
}

/// The records of a whole run of two texts.
fn record_seeds() -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("a.txt");
    fs::write(&text, "Who is it?\nNobody.\n").unwrap();
    let files = [InputFile::named(&text, None).unwrap()];
    let (analysis, choice) = (AnalysisSettings::default(), InputChoice::default());
    let settings = CorpusSettings::for_model(tiny_bert().card(), &analysis, &choice, 1, false);
    let run = CorpusRun {
        model: tiny_bert(),
        files: &files,
        settings: &CorpusSettings {
            replicates: 2,
            ..settings.unwrap()
        },
        threads: 1,
        reference: None,
        states: None,
    };
    let (part, whole) = (folder.path().join("part"), Shard { number: 1, of: 1 });
    run_shard(run, whole, &part, &RunControl::default(), &mut |_| {}).unwrap();
    vec![fs::read(part.join("shard.records")).unwrap()]
}

fn seeds_of(target: &Target) -> Vec<Vec<u8>> {
    let mut seeds = (target.seeds)();
    let folder = fs::read_dir(in_project("fuzz/seeds").join(target.name));
    let mut paths: Vec<_> = folder
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    seeds.extend(paths.iter().map(|path| fs::read(path).unwrap()));
    seeds
}

/// One of `seeds`, changed in a few places.
fn mutant(seeds: &[Vec<u8>], random: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = seeds.choose(random).unwrap().clone();
    for _ in 0..random.random_range(1..=4) {
        // Near the beginning is where headers are.
        let reach = if random.random() {
            bytes.len()
        } else {
            bytes.len().min(2000)
        };
        let at = random.random_range(0..=reach);
        let end = (at + random.random_range(0..40)).min(bytes.len());
        match random.random_range(0..7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.random_range(0..8),
            1 if at < bytes.len() => bytes[at] = random.random(),
            2 => drop(bytes.splice(at..end, PIECES.choose(random).unwrap().iter().copied())),
            3 => drop(bytes.drain(at..end)),
            4 => bytes.truncate(at),
            5 => {
                let copy = bytes[at..end].to_vec();
                let to = random.random_range(0..=bytes.len());
                drop(bytes.splice(to..to, copy.repeat(random.random_range(1..5))));
            }
            _ => {
                let other = seeds.choose(random).unwrap();
                let from = random.random_range(0..=other.len());
                let part = &other[from..(from + 60).min(other.len())];
                drop(bytes.splice(at..end, part.iter().copied()));
            }
        }
    }
    bytes
}

fn run(target: &Target, cases: usize, seed: u64) {
    let seeds = seeds_of(target);
    assert!(!seeds.is_empty(), "{} has no seeds", target.name);
    for seed in &seeds {
        (target.run)(seed);
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    for case in 0..cases {
        let bytes = mutant(&seeds, &mut random);
        if catch_unwind(AssertUnwindSafe(|| (target.run)(&bytes))).is_err() {
            let kept = std::env::temp_dir().join(format!("glassbox-{}-{case}", target.name));
            fs::write(&kept, &bytes).unwrap();
            panic!(
                "{} failed on {}: put it into fuzz/seeds",
                target.name,
                kept.display()
            );
        }
    }
    println!("{}: {cases} mutants of {} seeds", target.name, seeds.len());
}

#[test]
fn every_target_comes_back_from_a_few_mutants() {
    for target in &TARGETS {
        run(target, target.few, 1);
    }
}

#[test]
#[ignore = "as long as it is wanted: GLASSBOX_FUZZ_CASES, GLASSBOX_FUZZ_TARGET, GLASSBOX_FUZZ_SEED"]
fn every_target_comes_back_from_many_mutants() {
    let variable = |name: &str| std::env::var(name).ok();
    let number = |name: &str| variable(name).and_then(|number| number.parse().ok());
    let cases = number("GLASSBOX_FUZZ_CASES").unwrap_or(10_000);
    let only = variable("GLASSBOX_FUZZ_TARGET");
    let wanted = |target: &&Target| only.as_ref().is_none_or(|only| only == target.name);
    for target in TARGETS.iter().filter(wanted) {
        run(
            target,
            cases as usize,
            number("GLASSBOX_FUZZ_SEED").unwrap_or(2),
        );
    }
}
