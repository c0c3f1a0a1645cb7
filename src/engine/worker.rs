//! One thread, one waiting slot where the newest request wins, one slot for the newest answer.
//! Work that takes long may post partial answers there before it is done.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crate::model::{Cancel, ModelError};

/// A worker thread that answers requests of type `Q` with answers of type `A`.
pub struct Worker<Q, A> {
    shared: Arc<Shared<Q, A>>,
    thread: Option<JoinHandle<()>>,
}

/// An answer and the request it answers. Work that posts partial answers is answered more than
/// once under one request id.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply<Q, A> {
    /// Counts requests from 1 in the order they were submitted.
    pub request_id: u64,
    /// What was asked.
    pub request: Q,
    /// What came of it: the answer, or a sentence on what went wrong.
    pub outcome: Result<A, String>,
}

/// Why the work on a request ended without an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It was no longer wanted; the newer request will be answered instead.
    Interrupted,
    /// It went wrong; the sentence is for the person who asked.
    Wrong(String),
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::Interrupted => Self::Interrupted,
            other => Self::Wrong(other.to_string()),
        }
    }
}

struct Shared<Q, A> {
    slots: Mutex<Slots<Q, A>>,
    news: Condvar,
}

struct Slots<Q, A> {
    waiting: Option<(u64, Q)>,
    under_way: bool,
    /// How the request under way is told that it is no longer wanted.
    cancel: Cancel,
    /// Whether the request under way is seen through even if a newer one waits.
    see_through: bool,
    answer: Option<Reply<Q, A>>,
    last_id: u64,
    closed: bool,
}

impl<Q, A> Worker<Q, A>
where
    Q: Clone + Send + 'static,
    A: Send + 'static,
{
    /// Starts the thread. `work` answers one request and asks its second argument, now and
    /// then, whether to stop; `wake` is called after each answer.
    ///
    /// # Errors
    /// The system could not start a thread.
    pub fn start<W>(
        name: &str,
        mut work: W,
        wake: impl Fn() + Send + 'static,
    ) -> std::io::Result<Self>
    where
        W: FnMut(&Q, &Cancel) -> Result<A, Failure> + Send + 'static,
    {
        let whole = move |request: &Q, cancel: &Cancel, _: &dyn Fn(A)| work(request, cancel);
        Self::start_with_parts(name, whole, wake)
    }

    /// As [`start`](Self::start); `work` may post partial answers on the way by its third
    /// argument. `wake` is called after each of them too.
    ///
    /// # Errors
    /// The system could not start a thread.
    pub fn start_with_parts<W>(
        name: &str,
        work: W,
        wake: impl Fn() + Send + 'static,
    ) -> std::io::Result<Self>
    where
        W: FnMut(&Q, &Cancel, &dyn Fn(A)) -> Result<A, Failure> + Send + 'static,
    {
        let shared = Arc::new(Shared {
            slots: Mutex::new(Slots {
                waiting: None,
                under_way: false,
                see_through: false,
                cancel: Cancel::new(),
                answer: None,
                last_id: 0,
                closed: false,
            }),
            news: Condvar::new(),
        });
        let for_thread = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || for_thread.serve(work, &wake))?;
        Ok(Self {
            shared,
            thread: Some(thread),
        })
    }

    /// Puts `request` into the waiting slot, over any that waits there, and returns its id.
    pub fn submit(&self, request: Q) -> u64 {
        let mut slots = self.shared.lock();
        slots.last_id += 1;
        let request_id = slots.last_id;
        slots.waiting = Some((request_id, request));
        if !slots.see_through {
            slots.cancel.cancel();
        }
        self.shared.news.notify_all();
        request_id
    }

    /// Lets go of every request submitted so far: none of them is begun any more, and the one under
    /// way is no longer wanted. One that is seen through all the same is answered.
    pub fn cancel(&self) {
        let mut slots = self.shared.lock();
        slots.cancel.cancel();
        slots.waiting = None;
    }

    /// Takes the newest answer, if there is one that was not taken before.
    pub fn take_answer(&self) -> Option<Reply<Q, A>> {
        self.shared.lock().answer.take()
    }

    /// Whether a request waits or is under way.
    pub fn is_busy(&self) -> bool {
        let slots = self.shared.lock();
        slots.under_way || slots.waiting.is_some()
    }
}

impl<Q, A> Drop for Worker<Q, A> {
    fn drop(&mut self) {
        {
            let mut slots = self.shared.lock();
            slots.closed = true;
            slots.cancel.cancel();
        }
        self.shared.news.notify_all();
        if let Some(thread) = self.thread.take() {
            // A worker that panicked outside a request has nothing left to say.
            let _ = thread.join();
        }
    }
}

impl<Q, A> Shared<Q, A> {
    /// The slots stay consistent between statements, so a panic elsewhere does not spoil them.
    fn lock(&self) -> MutexGuard<'_, Slots<Q, A>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<Q: Clone, A> Shared<Q, A> {
    fn serve<W>(&self, mut work: W, wake: &dyn Fn())
    where
        W: FnMut(&Q, &Cancel, &dyn Fn(A)) -> Result<A, Failure>,
    {
        // A person who types faster than the model reads must still see bars move: a request
        // that follows an interrupted one is seen through.
        let mut see_through = false;
        while let Some((request_id, request, cancel)) = self.next(see_through) {
            let post_partial = |part: A| {
                self.lock().answer = Some(Reply {
                    request_id,
                    request: request.clone(),
                    outcome: Ok(part),
                });
                wake();
            };
            let outcome = catch_unwind(AssertUnwindSafe(|| work(&request, &cancel, &post_partial)))
                .unwrap_or_else(|panic| Err(Failure::Wrong(message_of(panic.as_ref()))));
            see_through = outcome.as_ref().err() == Some(&Failure::Interrupted);
            let outcome = match outcome {
                Ok(answer) => Ok(answer),
                Err(Failure::Wrong(message)) => Err(message),
                Err(Failure::Interrupted) => {
                    self.lock().under_way = false;
                    continue;
                }
            };
            {
                let mut slots = self.lock();
                slots.under_way = false;
                slots.answer = Some(Reply {
                    request_id,
                    request,
                    outcome,
                });
            }
            wake();
        }
    }

    /// Waits for a request; `None` once the worker is dropped.
    fn next(&self, see_through: bool) -> Option<(u64, Q, Cancel)> {
        let mut slots = self.lock();
        loop {
            if slots.closed {
                return None;
            }
            if let Some((request_id, request)) = slots.waiting.take() {
                slots.under_way = true;
                slots.see_through = see_through;
                slots.cancel = Cancel::new();
                return Some((request_id, request, slots.cancel.clone()));
            }
            slots = self
                .news
                .wait(slots)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    format!(
        "something broke while reading the text ({text}): this is a fault in Glassbox, change the text to go on"
    )
}
