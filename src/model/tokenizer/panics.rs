//! The door to the tokenizers crate: it panics on some files and texts, and a stranger's file must
//! end in one line.

use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// What `work` returns, or what it said when it panicked; nothing is printed.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_QUIET.get() {
                before(info);
            }
        }));
    });
    let was_quiet = IS_QUIET.replace(true);
    // What is being built when it panics is dropped here and never seen again.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    IS_QUIET.set(was_quiet);
    result.map_err(|payload| said(payload.as_ref()))
}

fn said(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    first_line(text.unwrap_or("no reason was given"))
}

/// The first line of a foreign message, cut where it is very long.
pub(super) fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    match line.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_line() {
        assert_eq!(caught(|| 3), Ok(3));
        let failed = caught(|| panic!("no\nsuch {}", "token"));
        assert_eq!(failed, Err("no".to_owned()));
        assert!(!IS_QUIET.get());
        assert_eq!(first_line(&"é".repeat(400)).chars().count(), 301);
    }
}
