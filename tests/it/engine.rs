//! The worker and its desk. Gates, never sleeps: a request under way stands still until its test
//! lets it go on.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use glassbox::analysis::Positions;
use glassbox::domain::trace::TracedText;
use glassbox::engine::{
    self, Answer, Desk, Failure, Found, LoadRequest, LoadedModel, Loader, Reading, Request, Work,
    Worker,
};
use glassbox::model::hub::HubSettings;
use glassbox::model::{LoadProgress, Loading, ModelError, ModelSource};

use crate::fixtures::tiny_bert_folder;
use glassbox::model::Cancel;

/// More than any test ever queues.
const ENOUGH: usize = 64;

/// A gate that stays shut this long will never open.
const PATIENCE: Duration = Duration::from_mins(1);

fn news<T>(gate: &Receiver<T>) -> T {
    gate.recv_timeout(PATIENCE).expect("nothing happened")
}

/// A worker that tells when it starts a request and works on it when told to.
struct Gated {
    // Let go of first, so that a test that fails does not leave the thread waiting.
    go: SyncSender<()>,
    worker: Worker<u32, u32>,
    started: Receiver<u32>,
    woken: Receiver<()>,
}

impl Gated {
    /// Answers a request with ten times its number.
    fn start(
        work: impl Fn(u32, &dyn Fn() -> bool) -> Result<u32, Failure> + Send + 'static,
    ) -> Self {
        let (tell_started, started) = sync_channel(ENOUGH);
        let (go, may_go) = sync_channel::<()>(ENOUGH);
        let (wake, woken) = sync_channel(ENOUGH);
        let worker = Worker::start(
            "gated",
            move |&request: &u32, cancel: &Cancel| {
                tell_started.send(request).unwrap();
                may_go.recv().unwrap();
                work(request, cancel)
            },
            move || wake.send(()).unwrap(),
        )
        .unwrap();
        Self {
            go,
            worker,
            started,
            woken,
        }
    }

    fn tenfold() -> Self {
        Self::start(|request, _| Ok(request * 10))
    }

    /// Gives up when something newer waits.
    fn impatient() -> Self {
        Self::start(|request, cancel| {
            if cancel() {
                Ok(request * 10)
            } else {
                Err(Failure::Interrupted)
            }
        })
    }

    fn next_started(&self) -> u32 {
        news(&self.started)
    }

    fn go_on(&self) {
        self.go.send(()).unwrap();
    }

    fn next_answer(&self) -> Answer<u32, u32> {
        news(&self.woken);
        self.worker.take_answer().unwrap()
    }
}

fn answer(ticket: u64, request: u32) -> Answer<u32, u32> {
    Answer {
        ticket,
        request,
        outcome: Ok(request * 10),
    }
}

#[test]
fn of_three_requests_made_while_the_worker_is_busy_only_the_newest_is_answered() {
    let gated = Gated::tenfold();
    assert_eq!(gated.worker.submit(1), 1);
    assert_eq!(gated.next_started(), 1);
    assert_eq!(
        [2, 3, 4].map(|request| gated.worker.submit(request)),
        [2, 3, 4]
    );
    gated.go_on();
    assert_eq!(gated.next_answer(), answer(1, 1));
    assert_eq!(gated.next_started(), 4, "2 and 3 are never begun");
    gated.go_on();
    assert_eq!(gated.next_answer(), answer(4, 4));
    assert!(!gated.worker.is_busy());
}

#[test]
fn every_answer_carries_its_request_and_its_ticket() {
    let gated = Gated::tenfold();
    for (ticket, request) in [(1, 7), (2, 7), (3, 8)] {
        assert_eq!(gated.worker.submit(request), ticket);
        assert_eq!(gated.next_started(), request);
        gated.go_on();
        assert_eq!(gated.next_answer(), answer(ticket, request));
    }
}

#[test]
fn an_answer_not_taken_gives_way_to_a_newer_one_and_is_taken_once() {
    let gated = Gated::tenfold();
    for request in [1, 2] {
        gated.worker.submit(request);
        gated.go_on();
        news(&gated.woken);
    }
    assert_eq!(gated.worker.take_answer(), Some(answer(2, 2)));
    assert_eq!(gated.worker.take_answer(), None);
}

#[test]
fn the_worker_is_busy_from_the_request_to_the_answer() {
    let gated = Gated::tenfold();
    assert!(!gated.worker.is_busy());
    gated.worker.submit(1);
    assert!(gated.worker.is_busy());
    assert_eq!(gated.next_started(), 1);
    assert!(gated.worker.is_busy());
    assert_eq!(gated.worker.take_answer(), None);
    gated.go_on();
    news(&gated.woken);
    assert!(!gated.worker.is_busy());
}

#[test]
fn work_is_wanted_until_something_newer_waits() {
    let gated = Gated::impatient();
    gated.worker.submit(1);
    assert_eq!(gated.next_started(), 1);
    gated.go_on();
    assert_eq!(gated.next_answer(), answer(1, 1));
}

#[test]
fn the_request_after_an_interrupted_one_is_seen_through() {
    let gated = Gated::impatient();
    gated.worker.submit(1);
    assert_eq!(gated.next_started(), 1);
    gated.worker.submit(2);
    gated.go_on();
    assert_eq!(gated.next_started(), 2, "1 is given up without an answer");
    gated.worker.submit(3);
    gated.go_on();
    assert_eq!(
        gated.next_answer(),
        answer(2, 2),
        "2 is wanted though 3 waits"
    );
    assert_eq!(gated.next_started(), 3);
    gated.worker.submit(4);
    gated.go_on();
    assert_eq!(gated.next_started(), 4, "3 can be given up again");
    gated.go_on();
    assert_eq!(gated.next_answer(), answer(4, 4));
}

#[test]
fn what_is_cancelled_is_neither_begun_nor_answered() {
    let gated = Gated::impatient();
    gated.worker.submit(1);
    assert_eq!(gated.next_started(), 1);
    gated.worker.submit(2);
    gated.worker.cancel();
    assert_eq!(gated.worker.submit(3), 3);
    gated.go_on();
    assert_eq!(gated.next_started(), 3, "1 is given up, 2 never begun");
    gated.worker.cancel();
    gated.worker.submit(4);
    gated.go_on();
    assert_eq!(
        gated.next_started(),
        4,
        "3 was to be seen through but for the cancel"
    );
    gated.go_on();
    assert_eq!(gated.next_answer(), answer(4, 4));
}

#[test]
fn what_goes_wrong_is_an_answer_too() {
    let gated = Gated::start(|_, _| Err(Failure::Wrong("no such model".to_owned())));
    gated.worker.submit(5);
    gated.go_on();
    let answer = gated.next_answer();
    assert_eq!((answer.ticket, answer.request), (1, 5));
    assert_eq!(answer.outcome, Err("no such model".to_owned()));
}

#[test]
fn a_panic_is_an_answer_and_the_worker_goes_on() {
    let gated = Gated::start(|request, _| {
        if request == 13 {
            // A panic without its message on the terminal.
            resume_unwind(Box::new("out of luck"));
        }
        Ok(request * 10)
    });
    gated.worker.submit(13);
    gated.go_on();
    let broken = gated.next_answer();
    assert_eq!((broken.ticket, broken.request), (1, 13));
    let message = broken.outcome.unwrap_err();
    assert!(message.contains("out of luck"), "{message}");
    assert!(message.contains("fault in Glassbox"), "{message}");
    gated.worker.submit(14);
    gated.go_on();
    assert_eq!(gated.next_answer(), answer(2, 14));
}

#[test]
fn the_window_is_woken_once_an_answer_and_never_for_an_interruption() {
    let wakes = Arc::new(AtomicUsize::new(0));
    let (tell_started, started) = sync_channel(ENOUGH);
    let (go, may_go) = sync_channel::<()>(ENOUGH);
    let (tell_woken, woken) = sync_channel(ENOUGH);
    let counted = Arc::clone(&wakes);
    let worker = Worker::start(
        "counted",
        move |&request: &u32, cancel: &Cancel| {
            tell_started.send(request).unwrap();
            may_go.recv().unwrap();
            if cancel() {
                Ok(request)
            } else {
                Err(Failure::Interrupted)
            }
        },
        move || {
            counted.fetch_add(1, Ordering::SeqCst);
            tell_woken.send(()).unwrap();
        },
    )
    .unwrap();
    worker.submit(1);
    assert_eq!(news(&started), 1);
    worker.submit(2);
    go.send(()).unwrap();
    assert_eq!(news(&started), 2);
    go.send(()).unwrap();
    news(&woken);
    worker.submit(3);
    go.send(()).unwrap();
    news(&woken);
    drop(worker);
    assert_eq!(wakes.load(Ordering::SeqCst), 2, "2 and 3 were answered");
}

#[test]
fn parts_of_an_answer_come_before_it_with_its_ticket() {
    let (go, may_go) = sync_channel::<()>(ENOUGH);
    let (wake, woken) = sync_channel(ENOUGH);
    let worker = Worker::start_with_parts(
        "in parts",
        move |&request: &u32, _: &dyn Fn() -> bool, leave: &dyn Fn(u32)| {
            for part in 1..=2 {
                leave(request + part);
                may_go.recv().unwrap();
            }
            Ok(request * 10)
        },
        move || wake.send(()).unwrap(),
    )
    .unwrap();
    let ticket = worker.submit(7);
    for outcome in [8, 9] {
        news(&woken);
        let part = worker.take_answer().unwrap();
        assert_eq!((part.ticket, part.outcome), (ticket, Ok(outcome)));
        assert!(worker.is_busy(), "more is to come");
        go.send(()).unwrap();
    }
    news(&woken);
    assert_eq!(worker.take_answer(), Some(answer(ticket, 7)));
    assert!(!worker.is_busy());
}

#[test]
fn a_part_not_taken_gives_way_to_the_whole() {
    let (wake, woken) = sync_channel(ENOUGH);
    let worker = Worker::start_with_parts(
        "in parts",
        |&request: &u32, _: &dyn Fn() -> bool, leave: &dyn Fn(u32)| {
            leave(request);
            Ok(request * 10)
        },
        move || wake.send(()).unwrap(),
    )
    .unwrap();
    worker.submit(7);
    news(&woken);
    news(&woken);
    assert_eq!(worker.take_answer(), Some(answer(1, 7)));
    assert_eq!(worker.take_answer(), None);
}

#[test]
fn dropping_the_worker_ends_its_thread_even_in_the_middle_of_a_request() {
    let held_by_thread = Arc::new(());
    let still_held = Arc::downgrade(&held_by_thread);
    let (tell_started, started) = sync_channel(1);
    let worker: Worker<u32, u32> = Worker::start(
        "dropped",
        move |_: &u32, cancel: &Cancel| {
            assert_eq!(Arc::strong_count(&held_by_thread), 1);
            let name = std::thread::current().name().map(str::to_owned);
            tell_started.send(name).unwrap();
            while cancel() {
                std::thread::yield_now();
            }
            Err(Failure::Interrupted)
        },
        || {},
    )
    .unwrap();
    worker.submit(1);
    assert_eq!(news(&started).as_deref(), Some("dropped"));
    drop(worker);
    assert_eq!(still_held.strong_count(), 0);
}

fn loaded(source: &ModelSource) -> LoadedModel {
    LoadedModel::load(source, &Loading::quiet()).unwrap()
}

fn tiny_source() -> ModelSource {
    ModelSource::Folder(tiny_bert_folder())
}

fn tiny(work: Work) -> Request {
    static TINY: LazyLock<LoadedModel> = LazyLock::new(|| loaded(&tiny_source()));
    Request {
        model: TINY.clone(),
        work,
        awaited_layer: None,
    }
}

fn text(text: &str) -> Work {
    Work::Text(text.to_owned())
}

fn pair(a: &str, b: &str, positions: Positions) -> Work {
    Work::Pair {
        a: a.to_owned(),
        b: b.to_owned(),
        positions,
    }
}

/// The one text of a reading.
fn read_text(found: Found) -> Arc<TracedText> {
    match found {
        Found::Text(text) => text,
        other => panic!("not one text: {other:?}"),
    }
}

/// The two texts of a reading, and the same with their own positions.
fn read_pair(found: Found) -> ([Arc<TracedText>; 2], Option<[Arc<TracedText>; 2]>) {
    match found {
        Found::Pair { texts, as_is } => (texts, as_is),
        other => panic!("not two texts: {other:?}"),
    }
}

#[test]
fn a_text_read_before_is_the_same_pass_again() {
    let mut desk = Desk::default();
    let both = pair("a walk", "the park", Positions::AsIs);
    let first = desk.read(&tiny(both), &Cancel::never(), &|_| {}).unwrap();
    let model = Arc::clone(&first.model);
    let (texts, as_is) = read_pair(first.found);
    assert_eq!(as_is, None);
    let again = desk
        .read(&tiny(text("the park")), &|| false, &|_| {})
        .unwrap();
    assert!(Arc::ptr_eq(&model, &again.model));
    let again = read_text(again.found);
    assert!(Arc::ptr_eq(&texts[1], &again));
    assert_eq!(again.text, "the park");
}

/// What a desk that shows every part left on the way to an answer.
fn parts_of(work: Work, awaited_layer: Option<usize>) -> (Vec<Reading>, Reading) {
    let request = Request {
        awaited_layer,
        ..tiny(work)
    };
    let parts = std::cell::RefCell::new(Vec::new());
    let mut desk = Desk::showing_parts_of(Duration::ZERO);
    let leave = |part| parts.borrow_mut().push(part);
    let whole = desk.read(&request, &Cancel::never(), &leave).unwrap();
    (parts.into_inner(), whole)
}

#[test]
fn the_layer_that_is_looked_at_comes_before_the_last_one() {
    let (parts, whole) = parts_of(text("a beautiful day at the park"), Some(8));
    assert!(whole.is_whole());
    let whole = read_text(whole.found);
    assert_eq!(parts[0].layers_done, 8);
    for part in parts {
        assert!(!part.is_whole());
        let layers = part.layers_done;
        let part = read_text(part.found);
        assert_eq!(part.layers(), layers);
        assert_eq!((&part.text, &part.tokens), (&whole.text, &whole.tokens));
        assert_eq!(part.trace.strengths, whole.trace.strengths[..=layers]);
        for (part, whole) in part
            .trace
            .hidden_states
            .iter()
            .zip(&whole.trace.hidden_states)
        {
            assert!(Arc::ptr_eq(part, whole), "hidden states are shared");
        }
    }
}

#[test]
fn both_texts_of_a_pair_come_up_to_the_layer_that_is_looked_at() {
    for positions in [Positions::AsIs, Positions::Kept] {
        let (parts, whole) = parts_of(pair("a walk", "the nice walk", positions), Some(3));
        let (texts, own) = read_pair(whole.found);
        assert_eq!(parts[0].layers_done, 3);
        let (part, part_own) = read_pair(parts[0].found.clone());
        let all = texts.iter().chain(own.iter().flatten());
        let parts: Vec<_> = part.iter().chain(part_own.iter().flatten()).collect();
        assert_eq!(parts.len(), all.clone().count());
        for (part, whole) in parts.into_iter().zip(all) {
            assert_eq!(part.text, whole.text);
            assert_eq!(part.trace.strengths, whole.trace.strengths[..=3]);
        }
    }
}

#[test]
fn nothing_comes_early_that_nobody_looks_at_or_that_is_over_at_once() {
    let (parts, _) = parts_of(text("a walk"), None);
    assert!(parts.is_empty());
    let (parts, _) = parts_of(text("a walk"), Some(12));
    assert!(parts.is_empty(), "the last layer is the whole");
    let request = Request {
        awaited_layer: Some(0),
        ..tiny(text("a walk"))
    };
    let mut patient = Desk::showing_parts_of(Duration::MAX);
    let read = patient.read(&request, &Cancel::never(), &|_| {
        panic!("a part of a short pass")
    });
    assert!(read.is_ok());
}

#[test]
fn a_part_is_never_kept() {
    let request = Request {
        awaited_layer: Some(2),
        ..tiny(text("a walk"))
    };
    let mut desk = Desk::showing_parts_of(Duration::ZERO);
    let left = std::cell::Cell::new(false);
    let given_up = desk.read(&request, &|| !left.get(), &|_| left.set(true));
    assert_eq!(given_up, Err(Failure::Interrupted));
    assert!(left.get(), "it was given up after a part");
    let again = desk.read(&request, &|| false, &|_| {});
    assert_eq!(again, Err(Failure::Interrupted), "nothing of it was kept");
}

#[test]
fn whatever_was_read_is_not_read_again() {
    let drift = |positions| Work::Drift {
        input: "the weather is nice".to_owned(),
        prompts: vec!["summarize".to_owned(), String::new()],
        positions,
    };
    let mut desk = Desk::default();
    for work in [
        pair("nice", "the weather is nice", Positions::Kept),
        drift(Positions::AsIs),
        drift(Positions::Kept),
        Work::Paper,
    ] {
        let first = desk
            .read(&tiny(work.clone()), &Cancel::never(), &|_| {})
            .unwrap();
        let again = desk.read(&tiny(work), &|| false, &|_| {}).unwrap();
        assert_eq!(first, again);
    }
}

#[test]
fn kept_positions_come_with_each_texts_own_beside_them() {
    let (short, long) = ("the weather is nice", "a beautiful day the weather is nice");
    let kept = tiny(pair(short, long, Positions::Kept));
    let reading = Desk::default()
        .read(&kept, &Cancel::never(), &|_| {})
        .unwrap();
    let (texts, as_is) = read_pair(reading.found);
    let as_is = as_is.unwrap();
    assert_ne!(texts[0], as_is[0], "the shorter text moved");
    assert_eq!(texts[1], as_is[1], "the longer one did not");
}

#[test]
fn a_drift_reads_the_input_behind_every_instruction() {
    let work = Work::Drift {
        input: "the weather is nice".to_owned(),
        prompts: vec!["summarize".to_owned(), String::new()],
        positions: Positions::AsIs,
    };
    let reading = Desk::default()
        .read(&tiny(work), &Cancel::never(), &|_| {})
        .unwrap();
    let Found::Drift {
        instructions,
        as_is,
    } = reading.found
    else {
        panic!("not a drift");
    };
    assert_eq!(as_is, None);
    let texts: Vec<&str> = instructions
        .iter()
        .map(|i| i.traced.text.as_str())
        .collect();
    assert_eq!(
        texts,
        ["summarize the weather is nice", "the weather is nice"]
    );
}

#[test]
fn another_model_reads_the_same_text_anew() {
    let mut desk = Desk::default();
    let embedded = Request {
        model: loaded(&ModelSource::Embedded),
        work: text("a walk"),
        awaited_layer: None,
    };
    let by_tiny = read_text(
        desk.read(&tiny(text("a walk")), &Cancel::never(), &|_| {})
            .unwrap()
            .found,
    );
    let by_minilm = desk.read(&embedded, &Cancel::never(), &|_| {}).unwrap();
    assert_eq!(by_minilm.model.id, "minilm");
    assert_eq!(read_text(by_minilm.found).layers(), 6);
    assert_eq!(by_tiny.layers(), 12);
    let back = read_text(
        desk.read(&tiny(text("a walk")), &Cancel::never(), &|_| {})
            .unwrap()
            .found,
    );
    assert!(Arc::ptr_eq(&back, &by_tiny));
}

#[test]
fn two_models_read_one_text() {
    let mut desk = Desk::default();
    let work = Work::Models {
        text: "a walk".to_owned(),
        second: loaded(&ModelSource::Embedded),
    };
    let reading = desk.read(&tiny(work), &Cancel::never(), &|_| {}).unwrap();
    let Found::Models { texts, second } = reading.found else {
        panic!("not two models");
    };
    assert_eq!((reading.model.layers, second.layers), (12, 6));
    assert_eq!(texts.each_ref().map(|text| text.layers()), [12, 6]);
    let alone = read_text(
        desk.read(&tiny(text("a walk")), &|| false, &|_| {})
            .unwrap()
            .found,
    );
    assert!(Arc::ptr_eq(&alone, &texts[0]), "kept from the pair");
}

/// A loader and the news of it.
fn loader() -> (Loader, Receiver<()>) {
    let (wake, woken) = sync_channel(ENOUGH);
    let tell = move || {
        // More news than anybody waits for is no failure.
        let _ = wake.try_send(());
    };
    (Loader::start(HubSettings::nowhere(), tell).unwrap(), woken)
}

fn load_request(source: ModelSource) -> LoadRequest {
    LoadRequest {
        source,
        offline: true,
    }
}

fn next_loaded(loader: &Loader, woken: &Receiver<()>) -> Answer<LoadRequest, LoadedModel> {
    loop {
        news(woken);
        if let Some(answer) = loader.take_answer() {
            return answer;
        }
    }
}

#[test]
fn a_model_is_loaded_beside_the_engine() {
    let (loader, woken) = loader();
    loader.load(load_request(tiny_source()));
    let answer = next_loaded(&loader, &woken);
    assert_eq!(answer.request, load_request(tiny_source()));
    let model = answer.outcome.unwrap();
    assert_eq!(model.card.layers, 12);
    assert_eq!(loader.state(), None, "nothing is under way any more");
    let request = Request {
        model,
        work: text("a walk"),
        awaited_layer: None,
    };
    let read = Desk::default()
        .read(&request, &Cancel::never(), &|_| {})
        .unwrap();
    assert_eq!(read_text(read.found).text, "a walk");
}

#[test]
fn a_model_that_cannot_be_loaded_is_an_answer_and_the_loader_goes_on() {
    let (loader, woken) = loader();
    loader.load(load_request(ModelSource::Folder("no/such/folder".into())));
    let message = next_loaded(&loader, &woken).outcome.unwrap_err();
    assert!(message.contains("no such model folder"), "{message}");
    loader.load(load_request(tiny_source()));
    assert!(next_loaded(&loader, &woken).outcome.is_ok());
}

#[test]
fn a_text_without_tokens_is_an_error_in_words() {
    for blank in ["", "   ", "\u{1}\u{2}"] {
        let failure = Desk::default()
            .read(&tiny(text(blank)), &Cancel::never(), &|_| {})
            .unwrap_err();
        let Failure::Wrong(message) = failure else {
            panic!("{blank:?} was interrupted");
        };
        assert!(message.contains("no tokens"), "{blank:?}: {message}");
    }
}

#[test]
fn reading_stops_between_layers_once_it_is_not_wanted() {
    let asked = AtomicUsize::new(0);
    let cancel = || asked.fetch_add(1, Ordering::SeqCst) < 2;
    let outcome = Desk::default().read(&tiny(text("a walk")), &cancel, &|_| {});
    assert_eq!(outcome, Err(Failure::Interrupted));
    assert_eq!(
        asked.load(Ordering::SeqCst),
        3,
        "asked before each of 12 layers"
    );
}

#[test]
fn the_engine_reads_texts_and_tells_what_goes_wrong() {
    let (wake, woken) = sync_channel(ENOUGH);
    let engine = engine::start(move || wake.send(()).unwrap()).unwrap();
    let request = tiny(text("Who is the president of France?"));
    let ticket = engine.submit(request.clone());
    news(&woken);
    let answer = engine.take_answer().unwrap();
    assert_eq!((answer.ticket, &answer.request), (ticket, &request));
    assert_eq!(read_text(answer.outcome.unwrap().found).tokens.len(), 9);

    engine.submit(tiny(text(" ")));
    news(&woken);
    let message = engine.take_answer().unwrap().outcome.unwrap_err();
    assert!(message.contains("no tokens"), "{message}");
}

#[test]
fn loading_tells_how_far_it_is_and_ends_once_it_is_not_wanted() {
    let steps = std::cell::RefCell::new(Vec::new());
    let loading = Loading {
        progress: &|step| steps.borrow_mut().push(step),
        ..Loading::quiet()
    };
    LoadedModel::load(&tiny_source(), &loading).unwrap();
    let read: Vec<(usize, usize)> = steps
        .borrow()
        .iter()
        .filter_map(|step| match step {
            LoadProgress::Reading { done, total } => Some((*done, *total)),
            _ => None,
        })
        .collect();
    assert!(read.is_sorted() && read.len() > 100, "a step a tensor");
    let (done, total) = *read.last().unwrap();
    assert!(done <= total && done * 10 > total * 8, "{done} of {total}");

    let asked = AtomicUsize::new(0);
    let given_up = Loading {
        cancel: &|| asked.fetch_add(1, Ordering::SeqCst) < 3,
        ..Loading::quiet()
    };
    let error = LoadedModel::load(&tiny_source(), &given_up).unwrap_err();
    assert!(matches!(error, ModelError::Interrupted), "{error}");
    assert_eq!(asked.load(Ordering::SeqCst), 4, "asked before each tensor");
}
