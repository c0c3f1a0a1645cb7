//! The run as the window drives it: cancelled, paused, held back while something urgent is read.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

use glassbox::analysis::AnalysisSettings;
use glassbox::corpus::input::{Format, InputChoice, InputFile};
use glassbox::corpus::{
    CorpusError, CorpusRun, CorpusSettings, FinishedRun, IndexedOutcome, LiveInput, LiveRun,
    Outcome, OutputOptions, RunControl, RunEnd, RunProgress, Shard, Sink, run_into_folder,
};

use glassbox::model::{Loading, Model, ModelSource};

use crate::fixtures::{tiny_bert, tiny_bert_folder};
use glassbox::model::Cancel;

const COUNT: usize = 1000;

/// A corpus of [`COUNT`] texts.
fn many() -> InputFile {
    texts(COUNT)
}

fn texts(count: usize) -> InputFile {
    let texts: Vec<String> = (0..count)
        .map(|n| format!("Text number {n} is here."))
        .collect();
    InputFile::embedded("many", Format::Lines, texts.join("\n").leak().as_bytes())
}

fn settings() -> CorpusSettings {
    let card = tiny_bert().card();
    CorpusSettings::for_model(
        card,
        &AnalysisSettings::default(),
        &InputChoice::default(),
        7,
        false,
    )
    .unwrap()
}

/// Collects, and does something at every outcome.
struct Collecting<F> {
    numbers: Vec<u64>,
    at_each: F,
}

impl<F: FnMut(usize)> Sink for Collecting<F> {
    fn take(&mut self, outcome: &IndexedOutcome) -> Result<(), CorpusError> {
        assert!(matches!(outcome.outcome, Outcome::Read(_)));
        self.numbers.push(outcome.number);
        (self.at_each)(self.numbers.len());
        Ok(())
    }

    fn on_progress(&mut self, progress: &RunProgress) {
        assert!(progress.fraction().is_some());
    }
}

fn run_with(control: &RunControl, at_each: impl FnMut(usize)) -> (RunEnd, Vec<u64>) {
    let mut sink = Collecting {
        numbers: Vec::new(),
        at_each,
    };
    let run = CorpusRun {
        model: tiny_bert(),
        files: &[many()],
        settings: &settings(),
        threads: 2,
        reference: None,
        states: None,
    };
    let end = run.run(Shard::WHOLE, control, &mut sink);
    (end.unwrap(), sink.numbers)
}

#[test]
fn a_run_hands_on_every_text_in_order() {
    let (end, numbers) = run_with(&RunControl::default(), |_| {});
    assert_eq!(numbers, (0..COUNT as u64).collect::<Vec<_>>());
    assert!(!end.cancelled);
    assert_eq!(end.progress.texts, COUNT as u64);
    assert_eq!(end.progress.total_texts, Some(COUNT as u64));
    assert_eq!(end.progress.fraction(), Some(1.0));
    assert_eq!(end.input.texts(), COUNT as u64);
    assert!(end.progress.tokens > COUNT as u64);
}

#[test]
fn a_cancelled_run_ends_with_the_texts_it_handed_on() {
    let control = RunControl::default();
    let (end, numbers) = run_with(&control, |count| {
        if count == COUNT / 5 {
            control.cancel();
        }
    });
    assert!(end.cancelled);
    assert!(
        numbers.len() >= COUNT / 5 && numbers.len() < COUNT,
        "{}",
        numbers.len()
    );
    assert_eq!(numbers, (0..numbers.len() as u64).collect::<Vec<_>>());
    assert_eq!(end.progress.texts, numbers.len() as u64);
}

#[test]
fn a_paused_run_goes_on_where_it_was() {
    let control = RunControl::default();
    let (paused, resume) = sync_channel(1);
    let steering = control.clone();
    let runner = std::thread::Builder::new().spawn(move || {
        run_with(&steering, |count| {
            if count == 10 {
                steering.pause();
                paused.send(()).unwrap();
            }
        })
    });
    resume.recv().unwrap();
    assert!(control.is_paused());
    control.resume();
    let (end, numbers) = runner.unwrap().join().unwrap();
    assert_eq!((numbers.len(), end.cancelled), (COUNT, false));
}

#[test]
fn what_is_urgent_is_read_while_the_run_stands_still() {
    let control = RunControl::default();
    let urgent = control.preempt();
    let done = Arc::new(AtomicUsize::new(0));
    let (steering, counting) = (control.clone(), Arc::clone(&done));
    let runner = std::thread::Builder::new().spawn(move || {
        run_with(&steering, |_| {
            counting.fetch_add(1, Ordering::SeqCst);
        })
    });
    // The run asks between layers, so not one text can be done before this is.
    let traced = tiny_bert()
        .trace("typed meanwhile", &Cancel::never())
        .unwrap();
    assert!(traced.tokens.len() > 2);
    assert_eq!(done.load(Ordering::SeqCst), 0);
    drop(urgent);
    let (end, numbers) = runner.unwrap().join().unwrap();
    assert_eq!((numbers.len(), end.cancelled), (COUNT, false));
}

#[test]
fn parts_share_the_texts_between_them() {
    let mut all = Vec::new();
    for number in 1..=3 {
        let mut sink = Collecting {
            numbers: Vec::new(),
            at_each: |_| {},
        };
        let run = CorpusRun {
            model: tiny_bert(),
            files: &[many()],
            settings: &settings(),
            threads: 1,
            reference: None,
            states: None,
        };
        let shard = Shard { number, of: 3 };
        let end = run.run(shard, &RunControl::default(), &mut sink);
        assert_eq!(
            end.unwrap().input.texts(),
            COUNT as u64,
            "every part meets all"
        );
        assert!(sink.numbers.iter().all(|text| text % 3 == number - 1));
        all.extend(sink.numbers);
    }
    all.sort_unstable();
    assert_eq!(all, (0..COUNT as u64).collect::<Vec<_>>());
}

fn files_in(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let named = entries.map(|entry| entry.file_name().into_string().unwrap());
    named
        .map(|name| (name.clone(), std::fs::read(folder.join(&name)).unwrap()))
        .collect()
}

/// A live run over `file` with few replicates, and what tells of its news.
fn live_run(file: InputFile) -> (LiveRun, CorpusSettings, Receiver<()>) {
    let source = ModelSource::Folder(tiny_bert_folder());
    let settings = CorpusSettings {
        replicates: 20,
        ..settings()
    };
    let input = LiveInput {
        model: Arc::new(Model::load(&source, &Loading::quiet()).unwrap()),
        files: vec![file],
        settings: settings.clone(),
    };
    let (wake, woken) = sync_channel(1);
    let run = LiveRun::start(input, move || {
        // One that waits is as good as two.
        let _ = wake.try_send(());
    });
    (run.unwrap(), settings, woken)
}

fn finished(run: &LiveRun, woken: &Receiver<()>) -> FinishedRun {
    loop {
        woken.recv().unwrap();
        if let Some(outcome) = run.take_outcome() {
            return outcome.unwrap();
        }
    }
}

#[test]
fn a_live_run_saves_the_bytes_of_a_run_into_a_folder() {
    let few = || texts(150);
    let (live, settings, woken) = live_run(few());
    let FinishedRun { report, spooled } = finished(&live, &woken);
    let folders = tempfile::tempdir().unwrap();
    let [saved, written] = ["saved", "written"].map(|name| folders.path().join(name));
    spooled
        .save(&saved, &report.facts, &report.findings)
        .unwrap();
    let run = CorpusRun {
        model: tiny_bert(),
        files: &[few()],
        settings: &settings,
        threads: 1,
        reference: None,
        states: None,
    };
    let options = OutputOptions::default();
    let direct =
        run_into_folder(run, &written, options, &RunControl::default(), &mut |_| {}).unwrap();
    assert_eq!(direct.facts, report.facts);
    assert_eq!(direct.findings, report.findings);
    let (saved, written) = (files_in(&saved), files_in(&written));
    assert!(saved.contains_key("tokens.csv") && saved.contains_key("effects.png"));
    assert_eq!(
        saved.keys().collect::<Vec<_>>(),
        written.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &saved {
        assert!(*bytes == written[name], "{name} differs");
    }
}

#[test]
fn a_cancelled_live_run_keeps_what_it_found_and_says_so() {
    let (live, _, woken) = live_run(many());
    live.pause();
    assert!(live.is_halted());
    live.cancel();
    assert!(!live.is_halted());
    let report = finished(&live, &woken).report;
    assert_eq!(report.facts.cancelled, report.findings.texts < COUNT as u64);
    assert_eq!(report.progress.texts, report.findings.texts);
    assert!(live.take_outcome().is_none(), "once only");
}
