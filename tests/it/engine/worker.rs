//! The worker, the measurer and the engine made of both. Gates, never sleeps: a request under way stands still until its test
//! lets it go on.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use glassbox::analysis::{
    AnalysisSettings, Asked, ComparisonSettings, Measured, Positions, Question, RemovalSettings,
};
use glassbox::domain::trace::{ModelIdentity, TextInput};
use glassbox::engine::{
    Answered, AskError, Engine, EngineReply, Failure, LoadRequest, LoadedModel, Loader,
    Measurement, Measurer, Reply, Request, Worker, ask,
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
    fn start(work: impl Fn(u32, &Cancel) -> Result<u32, Failure> + Send + 'static) -> Self {
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
            if cancel.is_cancelled() {
                Err(Failure::Interrupted)
            } else {
                Ok(request * 10)
            }
        })
    }

    fn next_started(&self) -> u32 {
        news(&self.started)
    }

    fn go_on(&self) {
        self.go.send(()).unwrap();
    }

    fn next_answer(&self) -> Reply<u32, u32> {
        news(&self.woken);
        self.worker.take_answer().unwrap()
    }
}

fn answer(request_id: u64, request: u32) -> Reply<u32, u32> {
    Reply {
        request_id,
        request,
        outcome: Ok(request * 10),
    }
}

#[test]
fn of_three_requests_while_busy_only_the_newest_is_answered() {
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
fn every_answer_carries_its_request_and_its_id() {
    let gated = Gated::tenfold();
    for (request_id, request) in [(1, 7), (2, 7), (3, 8)] {
        assert_eq!(gated.worker.submit(request), request_id);
        assert_eq!(gated.next_started(), request);
        gated.go_on();
        assert_eq!(gated.next_answer(), answer(request_id, request));
    }
}

#[test]
fn an_answer_not_taken_gives_way_to_a_newer_one() {
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
    assert_eq!((answer.request_id, answer.request), (1, 5));
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
    assert_eq!((broken.request_id, broken.request), (1, 13));
    let message = broken.outcome.unwrap_err();
    assert!(message.contains("out of luck"), "{message}");
    assert!(message.contains("fault in Glassbox"), "{message}");
    gated.worker.submit(14);
    gated.go_on();
    assert_eq!(gated.next_answer(), answer(2, 14));
}

#[test]
fn the_window_is_woken_once_per_answer() {
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
            if cancel.is_cancelled() {
                Err(Failure::Interrupted)
            } else {
                Ok(request)
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
fn parts_of_an_answer_come_before_it_under_its_id() {
    let (go, may_go) = sync_channel::<()>(ENOUGH);
    let (wake, woken) = sync_channel(ENOUGH);
    let worker = Worker::start_with_parts(
        "in parts",
        move |&request: &u32, _: &Cancel, post_partial: &dyn Fn(u32)| {
            for part in 1..=2 {
                post_partial(request + part);
                may_go.recv().unwrap();
            }
            Ok(request * 10)
        },
        move || wake.send(()).unwrap(),
    )
    .unwrap();
    let request_id = worker.submit(7);
    for outcome in [8, 9] {
        news(&woken);
        let part = worker.take_answer().unwrap();
        assert_eq!((part.request_id, part.outcome), (request_id, Ok(outcome)));
        assert!(worker.is_busy(), "more is to come");
        go.send(()).unwrap();
    }
    news(&woken);
    assert_eq!(worker.take_answer(), Some(answer(request_id, 7)));
    assert!(!worker.is_busy());
}

#[test]
fn a_part_not_taken_gives_way_to_the_whole() {
    let (wake, woken) = sync_channel(ENOUGH);
    let worker = Worker::start_with_parts(
        "in parts",
        |&request: &u32, _: &Cancel, post_partial: &dyn Fn(u32)| {
            post_partial(request);
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
fn dropping_the_worker_ends_its_thread_in_mid_request() {
    let held_by_thread = Arc::new(());
    let still_held = Arc::downgrade(&held_by_thread);
    let (tell_started, started) = sync_channel(1);
    let worker: Worker<u32, u32> = Worker::start(
        "dropped",
        move |_: &u32, cancel: &Cancel| {
            assert_eq!(Arc::strong_count(&held_by_thread), 1);
            let name = std::thread::current().name().map(str::to_owned);
            tell_started.send(name).unwrap();
            while !cancel.is_cancelled() {
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

fn tiny() -> LoadedModel {
    static TINY: LazyLock<LoadedModel> = LazyLock::new(|| loaded(&tiny_source()));
    TINY.clone()
}

/// A token that says stop at once.
fn cancelled() -> Cancel {
    let cancel = Cancel::new();
    cancel.cancel();
    cancel
}

fn compare(a: &str, b: &str, positions: Positions) -> Question {
    Question::new(Asked::Compare {
        text_a: a.to_owned(),
        text_b: b.to_owned(),
        settings: ComparisonSettings {
            positions,
            ..ComparisonSettings::default()
        },
        paired_by_hand: Vec::new(),
        beside_own_positions: positions == Positions::Kept,
        null: None,
    })
}

fn drift(positions: Positions) -> Question {
    Question::new(Asked::Drift {
        input: "the weather is nice".to_owned(),
        prompts: vec!["summarize".to_owned(), String::new()],
        settings: ComparisonSettings {
            positions,
            ..ComparisonSettings::default()
        },
        beside_own_positions: positions == Positions::Kept,
        null: None,
    })
}

fn inputs_of(question: &Question, model: &LoadedModel) -> Vec<TextInput> {
    question.inputs(&|text| model.model().tokens(text)).unwrap()
}

/// Measures what `question` asks of a model, whole.
fn measure(
    measurer: &mut Measurer,
    model: &LoadedModel,
    question: &Question,
    cancel: &Cancel,
) -> Result<Measured, ModelError> {
    let measurement = Measurement {
        model,
        inputs: &inputs_of(question, model),
        awaited_layer: None,
    };
    measurer.measure(&measurement, cancel, &|_| {})
}

#[test]
fn a_text_measured_before_is_the_same_pass_again() {
    let mut measurer = Measurer::default();
    let both = compare("a walk", "the park", Positions::AsIs);
    let first = measure(&mut measurer, &tiny(), &both, &Cancel::never()).unwrap();
    assert_eq!(first.texts.len(), 2);
    let alone = Question::analyze("the park");
    let again = measure(&mut measurer, &tiny(), &alone, &cancelled()).unwrap();
    assert!(Arc::ptr_eq(&first.model, &again.model));
    assert!(Arc::ptr_eq(&first.texts[1], &again.texts[0]));
    assert_eq!(again.texts[0].text, "the park");
}

/// What a measurer that posts every part posted on the way to the whole.
fn parts_of(question: &Question, awaited_layer: Option<usize>) -> (Vec<Measured>, Measured) {
    let model = tiny();
    let measurement = Measurement {
        model: &model,
        inputs: &inputs_of(question, &model),
        awaited_layer,
    };
    let parts = std::cell::RefCell::new(Vec::new());
    let mut measurer = Measurer::with_min_time_left(Duration::ZERO);
    let post = |part| parts.borrow_mut().push(part);
    let whole = measurer.measure(&measurement, &Cancel::never(), &post);
    (parts.into_inner(), whole.unwrap())
}

#[test]
fn the_layer_that_is_looked_at_comes_before_the_last_one() {
    let question = Question::analyze("a beautiful day at the park");
    let (parts, whole) = parts_of(&question, Some(8));
    let whole = &whole.texts[0];
    assert_eq!(whole.layers(), 12);
    assert_eq!(parts[0].texts[0].layers(), 8);
    for part in parts {
        let part = &part.texts[0];
        let layers = part.layers();
        assert!(layers < 12);
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
    for (positions, texts) in [(Positions::AsIs, 2), (Positions::Kept, 4)] {
        let question = compare("a walk", "the nice walk", positions);
        let (parts, whole) = parts_of(&question, Some(3));
        assert_eq!((parts[0].texts.len(), whole.texts.len()), (texts, texts));
        for (part, whole) in parts[0].texts.iter().zip(&whole.texts) {
            assert_eq!(part.text, whole.text);
            assert_eq!(part.trace.strengths, whole.trace.strengths[..=3]);
        }
    }
}

#[test]
fn nothing_comes_early_that_is_unseen_or_over_at_once() {
    let question = Question::analyze("a walk");
    let (parts, _) = parts_of(&question, None);
    assert!(parts.is_empty());
    let (parts, _) = parts_of(&question, Some(12));
    assert!(parts.is_empty(), "the last layer is the whole");
    let model = tiny();
    let measurement = Measurement {
        model: &model,
        inputs: &inputs_of(&question, &model),
        awaited_layer: Some(0),
    };
    let mut patient = Measurer::with_min_time_left(Duration::MAX);
    let read = patient.measure(&measurement, &Cancel::never(), &|_| {
        panic!("a part of a short pass")
    });
    assert!(read.is_ok());
}

#[test]
fn a_part_is_never_kept() {
    let (model, question) = (tiny(), Question::analyze("a walk"));
    let measurement = Measurement {
        model: &model,
        inputs: &inputs_of(&question, &model),
        awaited_layer: Some(2),
    };
    let mut measurer = Measurer::with_min_time_left(Duration::ZERO);
    let cancel = Cancel::new();
    let given_up = measurer.measure(&measurement, &cancel, &|_| cancel.cancel());
    assert!(matches!(given_up, Err(ModelError::Interrupted)));
    assert!(cancel.is_cancelled(), "it was given up after a part");
    let again = measurer.measure(&measurement, &cancelled(), &|_| {});
    let kept_nothing = matches!(again, Err(ModelError::Interrupted));
    assert!(kept_nothing, "nothing of it was kept");
}

#[test]
fn whatever_was_measured_is_not_measured_again() {
    let mut measurer = Measurer::default();
    for question in [
        compare("nice", "the weather is nice", Positions::Kept),
        drift(Positions::AsIs),
        drift(Positions::Kept),
        Question::new(Asked::Paper),
    ] {
        let first = measure(&mut measurer, &tiny(), &question, &Cancel::never()).unwrap();
        let again = measure(&mut measurer, &tiny(), &question, &cancelled()).unwrap();
        assert_eq!(first, again);
    }
}

#[test]
fn kept_positions_come_with_each_texts_own_beside_them() {
    let (short, long) = ("the weather is nice", "a beautiful day the weather is nice");
    let question = compare(short, long, Positions::Kept);
    let answer = ask(&[tiny().model()], &question, &Cancel::never()).unwrap();
    let comparison = answer.comparison().unwrap();
    let own = comparison.own_positions.as_ref().unwrap();
    assert_eq!(own.settings.positions, Positions::AsIs);
    assert_ne!(comparison.a.traced, own.a.traced, "the shorter text moved");
    assert_eq!(comparison.b.traced, own.b.traced, "the longer one did not");
}

#[test]
fn a_drift_reads_the_input_behind_every_instruction() {
    let question = drift(Positions::AsIs);
    let answer = ask(&[tiny().model()], &question, &Cancel::never()).unwrap();
    let drift = answer.drift().unwrap();
    assert_eq!(drift.own_positions, None);
    let texts: Vec<&str> = drift
        .instructions
        .iter()
        .map(|instruction| instruction.traced.text.as_str())
        .collect();
    assert_eq!(
        texts,
        ["summarize the weather is nice", "the weather is nice"]
    );
}

#[test]
fn another_model_measures_the_same_text_anew() {
    let mut measurer = Measurer::default();
    let embedded = loaded(&ModelSource::Embedded);
    let question = Question::analyze("a walk");
    let never = Cancel::never();
    let by_tiny = measure(&mut measurer, &tiny(), &question, &never).unwrap();
    let by_minilm = measure(&mut measurer, &embedded, &question, &never).unwrap();
    assert_eq!(by_minilm.model.id, "minilm");
    assert_eq!(by_minilm.texts[0].layers(), 6);
    assert_eq!(by_tiny.texts[0].layers(), 12);
    let back = measure(&mut measurer, &tiny(), &question, &cancelled()).unwrap();
    assert!(Arc::ptr_eq(&back.texts[0], &by_tiny.texts[0]));
}

#[test]
fn a_text_without_tokens_is_an_error_in_words() {
    for blank in ["", "   ", "\u{1}\u{2}"] {
        let question = Question::analyze(blank);
        let error = ask(&[tiny().model()], &question, &Cancel::never()).unwrap_err();
        assert!(matches!(error, AskError::Model(ModelError::NothingToRead)));
        let message = error.to_string();
        assert!(message.contains("no tokens"), "{blank:?}: {message}");
    }
}

#[test]
fn reading_stops_between_layers_once_it_is_not_wanted() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let cancel = Cancel::when(move || counted.fetch_add(1, Ordering::SeqCst) >= 2);
    let question = Question::analyze("a walk");
    let outcome = measure(&mut Measurer::default(), &tiny(), &question, &cancel);
    assert!(matches!(outcome, Err(ModelError::Interrupted)));
    assert_eq!(
        asked.load(Ordering::SeqCst),
        3,
        "asked before each of 12 layers"
    );
}

/// An engine and the news of it.
struct Awaited {
    engine: Engine,
    woken: Receiver<()>,
}

impl Awaited {
    fn start() -> Self {
        let (wake, woken) = sync_channel(ENOUGH);
        let tell = move || {
            // More news than anybody waits for is no failure.
            let _ = wake.try_send(());
        };
        // Every part is posted.
        let measurer = Measurer::with_min_time_left(Duration::ZERO);
        let engine = Engine::start_with(measurer, tell).unwrap();
        Self { engine, woken }
    }

    fn next_reply(&self) -> EngineReply {
        loop {
            if let Some(reply) = self.engine.take_answer() {
                return reply;
            }
            news(&self.woken);
        }
    }

    /// The answer once it is whole, and how many came before it.
    fn whole(&self) -> (usize, Answered) {
        let mut parts = 0;
        loop {
            let answered = self.next_reply().outcome.unwrap();
            if answered.answer.is_whole() {
                return (parts, answered);
            }
            parts += 1;
        }
    }
}

fn request(question: Question, awaited_layer: Option<usize>) -> Request {
    Request {
        models: vec![tiny()],
        question,
        awaited_layer,
        reference: None,
    }
}

#[test]
fn the_engine_answers_questions_and_tells_what_goes_wrong() {
    let awaited = Awaited::start();
    let asked = request(Question::analyze("Who is the president of France?"), None);
    awaited.engine.submit(asked.clone());
    let reply = awaited.next_reply();
    assert_eq!(reply.request, asked);
    let answer = reply.outcome.unwrap().answer;
    assert_eq!(answer.analysis().unwrap().traced.tokens.len(), 9);

    awaited.engine.submit(request(Question::analyze(" "), None));
    let message = awaited.next_reply().outcome.unwrap_err();
    assert!(message.contains("no tokens"), "{message}");
}

#[test]
fn another_layer_or_threshold_is_answered_from_the_same_traces() {
    let awaited = Awaited::start();
    let question = Question::analyze("a beautiful day");
    awaited.engine.submit(request(question.clone(), None));
    let (_, first) = awaited.whole();
    let mut other = question;
    other.settings.layer = Some(2);
    other.settings.rule.quantile = 0.5;
    awaited.engine.submit(request(other.clone(), None));
    let reply = awaited.next_reply();
    assert_eq!(reply.request.question, other);
    let answer = reply.outcome.unwrap().answer;
    let (first, second) = (first.answer.analysis().unwrap(), answer.analysis().unwrap());
    assert_eq!(second.layer, 2);
    assert!(Arc::ptr_eq(&first.traced, &second.traced));
}

#[test]
fn the_layer_that_is_asked_for_is_in_every_answer() {
    let awaited = Awaited::start();
    let mut question = Question::analyze("a beautiful day at the park");
    question.settings.layer = Some(8);
    awaited.engine.submit(request(question, Some(8)));
    let whole = loop {
        let answer = awaited.next_reply().outcome.unwrap().answer;
        let analysis = Arc::clone(answer.analysis().unwrap());
        assert!(analysis.traced.layers() >= 8, "a part without its layer");
        assert!(!analysis.strengths().is_empty());
        if analysis.is_whole() {
            break analysis;
        }
    };
    assert_eq!(whole.traced.layers(), 12);
}

#[test]
fn two_models_read_one_text() {
    let awaited = Awaited::start();
    let second = loaded(&ModelSource::Embedded);
    let asked = Asked::CompareModels {
        text: "a walk".to_owned(),
        second_model: ModelIdentity::from(&*second.card),
        layer_of_second: None,
        merge: glassbox::domain::word_strength::Merge::default(),
    };
    awaited.engine.submit(Request {
        models: vec![tiny(), second],
        question: Question::new(asked),
        awaited_layer: None,
        reference: None,
    });
    let (_, answered) = awaited.whole();
    let layers: Vec<usize> = answered.models.iter().map(|model| model.layers).collect();
    assert_eq!(layers, [12, 6]);
    let comparison = answered.answer.models().unwrap();
    let sides = comparison.sides.each_ref();
    assert_eq!(sides.map(|side| side.traced.layers()), [12, 6]);
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

fn next_loaded(loader: &Loader, woken: &Receiver<()>) -> Reply<LoadRequest, LoadedModel> {
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
    let answer = ask(
        &[model.model()],
        &Question::analyze("a walk"),
        &Cancel::never(),
    );
    assert_eq!(answer.unwrap().analysis().unwrap().traced.text, "a walk");
}

#[test]
fn a_model_that_cannot_be_loaded_is_an_answer() {
    let (loader, woken) = loader();
    loader.load(load_request(ModelSource::Folder("no/such/folder".into())));
    let message = next_loaded(&loader, &woken).outcome.unwrap_err();
    assert!(message.contains("no such model folder"), "{message}");
    loader.load(load_request(tiny_source()));
    assert!(next_loaded(&loader, &woken).outcome.is_ok());
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

    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let given_up = Loading {
        cancel: Cancel::when(move || counted.fetch_add(1, Ordering::SeqCst) >= 3),
        ..Loading::quiet()
    };
    let error = LoadedModel::load(&tiny_source(), &given_up).unwrap_err();
    assert!(matches!(error, ModelError::Interrupted), "{error}");
    assert_eq!(asked.load(Ordering::SeqCst), 4, "asked before each tensor");
}

#[test]
fn what_the_removal_of_tokens_does_comes_behind_the_strengths() {
    let awaited = Awaited::start();
    let question = Question::effects("Who is the prime minister?", RemovalSettings::default());
    awaited.engine.submit(request(question, None));
    let effects = loop {
        let answered = awaited.next_reply().outcome.unwrap();
        match answered.answer.effects() {
            Some(effects) if effects.is_whole() => break effects.clone(),
            // What each token does alone comes before sets of them.
            Some(effects) => assert!(effects.effect(1).is_some()),
            None => assert!(answered.answer.analysis().is_some()),
        }
    };
    let alone = &effects.test.alone;
    assert_eq!(alone.len(), effects.analysis.traced.tokens.len());
    assert!(effects.test.rivals.len() >= 5, "attention was captured too");
}

#[test]
fn another_layer_removes_other_tokens() {
    let question = Question::effects("Who is the prime minister?", RemovalSettings::default());
    let at = |layer: usize| {
        let settings = AnalysisSettings {
            layer: Some(layer),
            ..AnalysisSettings::default()
        };
        request(question.clone().with(settings), None)
    };
    assert!(at(3).measures_the_same(&at(3)));
    assert!(!at(3).measures_the_same(&at(4)));
}
