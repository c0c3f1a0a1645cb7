//! Trying again: which failures pass, how long to wait for them, and how a wait is given up.

use std::error::Error;
use std::pin::pin;
use std::time::Duration;

use hf_hub::HFError;
use tokio::time::{Instant, sleep, timeout};

use super::HubError;
use crate::model::{LoadProgress, Loading, ModelError};

/// How often it is asked whether the loading is still wanted.
const POLL: Duration = Duration::from_millis(40);

/// Failures in a row after which the server is given up.
const MOST_FAILURES: u32 = 5;

/// A hub that cannot be reached at all is given up sooner: nobody waits for a missing cable.
const MOST_UNREACHED: u32 = 2;

/// Why one attempt did not succeed.
#[derive(Debug)]
pub(super) enum Failure {
    /// It would be the same again.
    Final(ModelError),
    /// The server could not be reached.
    Unreachable(String),
    /// The connection ended early or fell silent.
    Broken(String),
    /// The server says that it is out of order.
    ServerFailed(u16),
}

impl Failure {
    /// What an error of the HTTP client below means.
    pub(super) fn of_request(error: &reqwest::Error) -> Self {
        let reason = innermost(error);
        if error.is_connect() {
            Self::Unreachable(reason)
        } else {
            Self::Broken(reason)
        }
    }

    /// What an error of the hub's client means that is not a refusal of the server.
    pub(super) fn of_client(error: &HFError) -> Self {
        match error {
            HFError::Request { source, .. } => Self::of_request(source),
            other => Self::Broken(innermost(other)),
        }
    }
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        Self::Final(error)
    }
}

impl From<HubError> for Failure {
    fn from(error: HubError) -> Self {
        Self::Final(error.into())
    }
}

/// Counts failures in a row and waits between attempts.
pub(super) struct Attempts<'a> {
    loading: &'a Loading<'a>,
    failures: u32,
}

impl<'a> Attempts<'a> {
    /// No failure yet.
    pub(super) fn new(loading: &'a Loading<'a>) -> Self {
        Self {
            loading,
            failures: 0,
        }
    }

    /// Something arrived: the next failure is the first again.
    pub(super) fn progressed(&mut self) {
        self.failures = 0;
    }

    /// Waits until the next attempt is due; or gives the failure back once there were enough.
    pub(super) async fn after(&mut self, failure: Failure) -> Result<(), Failure> {
        self.failures += 1;
        let most = match failure {
            Failure::Final(_) => 0,
            Failure::Unreachable(_) => MOST_UNREACHED,
            Failure::Broken(_) | Failure::ServerFailed(_) => MOST_FAILURES,
        };
        if self.failures >= most {
            return Err(failure);
        }
        (self.loading.progress)(LoadProgress::Retrying {
            failures: self.failures,
        });
        let delay = self.loading.hub.retry_delay * 2_u32.saturating_pow(self.failures - 1);
        let until = Instant::now() + delay;
        while Instant::now() < until {
            check_cancelled(self.loading)?;
            sleep(POLL.min(until - Instant::now())).await;
        }
        Ok(())
    }
}

/// Runs `future` as long as the loading is wanted and the server's silence is bearable.
pub(super) async fn while_wanted<T>(
    loading: &Loading<'_>,
    future: impl Future<Output = T>,
) -> Result<T, Failure> {
    let mut future = pin!(future);
    let started = Instant::now();
    loop {
        check_cancelled(loading)?;
        if let Ok(done) = timeout(POLL, future.as_mut()).await {
            return Ok(done);
        }
        if started.elapsed() >= loading.hub.patience {
            let seconds = loading.hub.patience.as_secs();
            return Err(Failure::Broken(format!("no answer for {seconds} seconds")));
        }
    }
}

/// Waits a moment for something that cannot be waited for.
pub(super) async fn a_moment(loading: &Loading<'_>) -> Result<(), ModelError> {
    check_cancelled(loading)?;
    sleep(POLL).await;
    Ok(())
}

/// Ends the loading once nobody wants it.
pub(super) fn check_cancelled(loading: &Loading<'_>) -> Result<(), ModelError> {
    if loading.cancel.is_cancelled() {
        Err(ModelError::Interrupted)
    } else {
        Ok(())
    }
}

/// The innermost cause, which names no address and fits a line.
fn innermost(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    let text = cause.to_string();
    text.lines().next().unwrap_or_default().to_owned()
}
