//! Every step of everything that writes fails once, in every way, as the tests of `SQLite` do it: what was
//! there is whole or what was to come is, and the next run clears up.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::Path;

use glassbox::AnalysisSettings;
use glassbox::corpus::input::{InputChoice, InputFile};
use glassbox::corpus::{
    CorpusRun, CorpusSettings, OutputOptions, RunControl, Shard, run_into_folder, run_shard,
};
use glassbox::disk::MARK;
use glassbox::disk::faults::{Fault, steps, with_fault};
use glassbox::export::{WholeFiles, WriteError};
use glassbox::model::hub;

use crate::fixtures::tiny_bert;
use crate::hub::client::{REPOSITORY, hosted, id, pull, settings};
use crate::hub::server::HubServer;

type Files = BTreeMap<String, Vec<u8>>;

/// Every file of a folder by its name; what is in folders of it too.
fn files_in(folder: &Path) -> Files {
    let mut files = Files::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            let inner = files_in(&path).into_iter();
            files.extend(inner.map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
            files.entry(format!("{name}/")).or_default();
        } else {
            files.insert(name, fs::read(path).unwrap());
        }
    }
    files
}

/// The files that a person sees, but for the mark.
fn seen(files: &Files) -> Files {
    let seen = files.iter();
    let seen = seen.filter(|(name, _)| !name.starts_with('.') && *name != MARK);
    seen.map(|(name, bytes)| (name.clone(), bytes.clone()))
        .collect()
}

/// Fails with the names of the files that differ.
fn same(left: &Files, right: &Files, case: &str) {
    let names = left.keys().chain(right.keys());
    let differ: Vec<&String> = names
        .filter(|name| left.get(*name) != right.get(*name))
        .collect();
    assert!(differ.is_empty(), "{differ:?} differ: {case}");
}

/// Lets every step of `work` fail in every way, over the files of `old`, and returns how many runs
/// that were. `work` writes into the folder it is given.
fn fail_at_every_step<E: Debug>(old: &Files, work: impl Fn(&Path) -> Result<(), E>) -> u64 {
    let start = || {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in old {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        folder
    };
    let folder = start();
    let (done, count) = steps(|| work(folder.path()));
    done.unwrap();
    assert!(count > 0, "nothing goes through the steps");
    let new = files_in(folder.path());
    same(
        &new,
        &seen(&new),
        "a run that ends well leaves nothing hidden",
    );
    for fault in Fault::ALL {
        for at in 1..=count {
            let folder = start();
            let done = with_fault(fault, at, || work(folder.path()));
            let left = files_in(folder.path());
            let case = format!("{fault:?} at step {at} of {count}: {done:?}");
            whole_or_marked(&left, old, &new, &case);
            match (fault, &done) {
                (Fault::ShortWrite, _) => assert!(done.is_ok(), "{case}"),
                (Fault::Killed, _) => {}
                // The mark says so where the last step of all failed.
                (_, Err(_)) if left.contains_key(MARK) => {}
                (_, Err(_)) => same(&seen(&left), old, &case),
                (_, Ok(())) => same(&seen(&left), &new, &case),
            }
            work(folder.path()).unwrap();
            same(&files_in(folder.path()), &new, &format!("after {case}"));
        }
    }
    count * Fault::ALL.len() as u64
}

/// Each file is the old one or the new one, and where some are old and some new the mark is there.
fn whole_or_marked(left: &Files, old: &Files, new: &Files, case: &str) {
    let names: Vec<&String> = old.keys().chain(new.keys()).collect();
    for name in &names {
        let is = |files: &Files| left.get(*name) == files.get(*name);
        assert!(
            is(old) || is(new),
            "{name} is neither the old nor the new one: {case}"
        );
    }
    let are = |files: &Files| seen(left) == *files;
    assert!(
        are(old) || are(new) || left.contains_key(MARK),
        "files of two runs and no mark: {case}"
    );
}

fn files(pairs: &[(&str, &str)]) -> Files {
    let pairs = pairs.iter();
    pairs
        .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
        .collect()
}

fn write_together(folder: &Path, names: &[&str]) -> Result<(), WriteError> {
    let mut whole = WholeFiles::default();
    for name in names {
        whole.prepare(&folder.join(name), format!("new {name}").as_bytes())?;
    }
    whole.publish()
}

#[test]
fn a_session_is_the_old_one_or_the_new_one() {
    let old = files(&[("session.json", "old"), ("notes.txt", "a stranger's")]);
    let runs = fail_at_every_step(&old, |folder| write_together(folder, &["session.json"]));
    println!("{runs} runs");
}

#[test]
fn results_of_one_run_are_of_one_run() {
    let old = files(&[
        ("a.json", "old"),
        ("b.csv", "old"),
        ("notes.txt", "a stranger's"),
    ]);
    let names = ["a.json", "b.csv", "c.png", "d.svg"];
    let runs = fail_at_every_step(&old, |folder| write_together(folder, &names));
    println!("{runs} runs");
}

#[test]
fn a_corpus_run_replaces_an_earlier_one_whole_or_not_at_all() {
    let inputs = tempfile::tempdir().unwrap();
    let text = inputs.path().join("a.txt");
    fs::write(&text, "Who is it?\nNobody knows.\n").unwrap();
    let input = [InputFile::named(&text, None).unwrap()];
    let (analysis, choice) = (AnalysisSettings::default(), InputChoice::default());
    let settings = CorpusSettings::for_model(tiny_bert().card(), &analysis, &choice, 1, false);
    let settings = CorpusSettings {
        replicates: 2,
        ..settings.unwrap()
    };
    let run = CorpusRun {
        model: tiny_bert(),
        files: &input,
        settings: &settings,
        threads: 1,
        reference: None,
        states: None,
    };
    let options = OutputOptions {
        charts: false,
        parquet: false,
    };
    let control = RunControl::default();
    let old = files(&[
        ("summary.json", "old"),
        ("tokens.csv", "old"),
        ("pairs.csv", "of a run with pairs"),
        ("notes.txt", "a stranger's"),
    ]);
    let whole = fail_at_every_step(&old, |folder| {
        run_into_folder(run, folder, options, &control, &mut |_| {}).map(drop)
    });
    // The hidden states beside them are of the same run, and those of an earlier one go.
    let mut with_states = old.clone();
    with_states.extend(files(&[
        ("s-00001.safetensors", "old"),
        ("s-00002.safetensors", "old"),
        ("s.safetensors.index.json", "old"),
    ]));
    let with_states = fail_at_every_step(&with_states, |folder| {
        let run = CorpusRun {
            states: Some(&folder.join("s.safetensors")),
            ..run
        };
        run_into_folder(run, folder, options, &control, &mut |_| {}).map(drop)
    });
    let shard = Shard { number: 1, of: 2 };
    let part = fail_at_every_step(&old, |folder| {
        run_shard(run, shard, folder, &control, &mut |_| {}).map(drop)
    });
    println!("{whole} runs, {with_states} with states, {part} of a part");
}

#[test]
fn a_download_leaves_a_cache_that_the_next_one_completes() {
    let server = HubServer::start(hosted());
    let cache = tempfile::tempdir().unwrap();
    let (pulled, count) = steps(|| pull(&server, &cache));
    pulled.unwrap();
    assert!(count > 0, "nothing goes through the steps");
    let whole = files_in(cache.path());
    for fault in Fault::ALL {
        for at in 1..=count {
            let cache = tempfile::tempdir().unwrap();
            let done = with_fault(fault, at, || pull(&server, &cache));
            let case = format!("{fault:?} at step {at} of {count}: {done:?}");
            let here = hub::cached(&id(REPOSITORY), &settings(&server.endpoint, &cache));
            if let Some(here) = here {
                // What is offered is whole.
                let weights = fs::read(here.folder.join("model.safetensors")).unwrap();
                assert!(weights == crate::hub::client::weights(), "{case}");
            } else {
                assert!(done.is_err(), "{case}");
            }
            pull(&server, &cache).unwrap();
            let now = files_in(cache.path());
            for (name, bytes) in &whole {
                assert!(now.get(name) == Some(bytes), "{name} after {case}");
            }
        }
    }
    println!("{} downloads", count * Fault::ALL.len() as u64);
}
