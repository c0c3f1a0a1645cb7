//! The run as the window drives it: cancelled, paused, held back while something urgent is read.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

use glassbox::analysis::AnalysisSettings;
use glassbox::corpus::input::{Format, InputChoice, InputFile};
use glassbox::corpus::{
    CorpusError, CorpusSettings, Numbered, Outcome, Part, RunControl, RunEnd, RunProgress, Sink,
    run,
};

use crate::fixtures::tiny_bert;
use glassbox::model::Cancel;

const COUNT: usize = 1000;

/// A corpus of [`COUNT`] texts.
fn many() -> InputFile {
    let texts: Vec<String> = (0..COUNT)
        .map(|n| format!("Text number {n} is here."))
        .collect();
    InputFile::embedded("many", Format::Lines, texts.join("\n").leak().as_bytes())
}

fn settings() -> CorpusSettings {
    let card = tiny_bert().card();
    CorpusSettings::of(
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
    fn take(&mut self, outcome: &Numbered) -> Result<(), CorpusError> {
        assert!(matches!(outcome.outcome, Outcome::Read(_)));
        self.numbers.push(outcome.number);
        (self.at_each)(self.numbers.len());
        Ok(())
    }

    fn progress(&mut self, progress: &RunProgress) {
        assert!(progress.fraction().is_some());
    }
}

fn run_with(control: &Arc<RunControl>, at_each: impl FnMut(usize)) -> (RunEnd, Vec<u64>) {
    let mut sink = Collecting {
        numbers: Vec::new(),
        at_each,
    };
    let end = run(
        tiny_bert(),
        &[many()],
        &settings(),
        Part::WHOLE,
        2,
        control,
        &mut sink,
    );
    (end.unwrap(), sink.numbers)
}

#[test]
fn a_run_hands_on_every_text_in_order() {
    let (end, numbers) = run_with(&Arc::default(), |_| {});
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
    let control = Arc::<RunControl>::default();
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
    let control = Arc::new(RunControl::default());
    let (paused, resume) = sync_channel(1);
    let steering = Arc::clone(&control);
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
    let control = Arc::new(RunControl::default());
    let urgent = control.hold_back();
    let done = Arc::new(AtomicUsize::new(0));
    let (steering, counting) = (Arc::clone(&control), Arc::clone(&done));
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
        let end = run(
            tiny_bert(),
            &[many()],
            &settings(),
            Part { number, of: 3 },
            1,
            &Arc::default(),
            &mut sink,
        );
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
