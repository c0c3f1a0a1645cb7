//! What the system tells a program by signals, taken as what they mean: a file that may not grow
//! further is a write that fails, and a run that is to stop clears up first.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Lets a write beyond the limit on the size of files (`ulimit -f`) fail, in place of ending the
/// program without a word.
pub fn take_size_limit_as_error() {
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
}

/// Whether somebody asked the program to stop, by SIGINT (Ctrl C) or SIGTERM. Who asks twice does
/// not wait.
#[derive(Default)]
pub(super) struct StopSignals {
    asked: Arc<AtomicBool>,
    signal: Arc<AtomicUsize>,
}

impl StopSignals {
    /// Begins to listen.
    pub(super) fn listen() -> Self {
        let signals = Self::default();
        #[cfg(unix)]
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            use signal_hook::flag;
            // In this order: the first signal is noted, the second ends the program.
            let _ = flag::register_conditional_default(signal, Arc::clone(&signals.asked));
            let _ = flag::register_usize(signal, Arc::clone(&signals.signal), signal as usize);
            let _ = flag::register(signal, Arc::clone(&signals.asked));
        }
        signals
    }

    /// Set once somebody asked.
    pub(super) fn asked(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.asked)
    }

    /// Ends the program by the signal that it was asked to stop with, if it was.
    pub(super) fn obey(&self) {
        #[cfg(unix)]
        if let Ok(signal @ 1..) = i32::try_from(self.signal.load(Ordering::SeqCst)) {
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    }
}
