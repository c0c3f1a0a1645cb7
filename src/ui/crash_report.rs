//! What is kept of a fault in the program, for a person to send: where it happened, never a text.

use std::any::Any;
use std::backtrace::Backtrace;
use std::fmt::Write as _;
use std::panic::{self, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::thread;

use crate::disk::{create_dir_all, rename};
use crate::domain::app::{TARGET, features, software};
use crate::export::WholeFiles;

/// The file of the newest fault.
const REPORT: &str = "crash-report.txt";

/// The file of one that was told.
const TOLD: &str = "crash-report-told.txt";

/// From now on each panic leaves a report in `folder`, and is printed as before.
pub(super) fn install(folder: PathBuf) {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        before(info);
        let report = report_of(info, &Backtrace::force_capture());
        // A fault while a fault is told ends here.
        let _ = write(&folder, &report);
    }));
}

/// The report that this run or an earlier one left in `folder`, moved aside so that it is told once.
pub(super) fn take(folder: &Path) -> Option<PathBuf> {
    let (report, told) = (folder.join(REPORT), folder.join(TOLD));
    rename(&report, &told).ok()?;
    Some(told)
}

fn write(folder: &Path, report: &str) -> Option<()> {
    create_dir_all(folder).ok()?;
    let mut file = WholeFiles::private();
    file.prepare(&folder.join(REPORT), report.as_bytes()).ok()?;
    file.publish().ok()
}

fn report_of(info: &PanicHookInfo<'_>, backtrace: &Backtrace) -> String {
    let thread = thread::current();
    let place = info.location().map(ToString::to_string);
    let features = features().collect::<Vec<_>>().join(" ");
    let mut report = String::new();
    let mut line = |what: &str, value: &str| {
        let _ = writeln!(report, "{what:<10}{value}");
    };
    line("program", &software());
    line("features", &features);
    line("target", TARGET);
    line("thread", thread.name().unwrap_or("unnamed"));
    line("place", place.as_deref().unwrap_or("unknown"));
    line("message", message_of(info.payload()));
    let _ = write!(
        report,
        "\nThis file holds none of your texts. Please send it with what you did before.\n\n{backtrace}"
    );
    report
}

/// What was said of the fault, if it is in the program as it stands: one that was put together may
/// quote a text.
fn message_of(payload: &(dyn Any + Send)) -> &'static str {
    let literal = payload.downcast_ref::<&'static str>().copied();
    literal.unwrap_or("left out, for it may quote a text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_may_quote_a_text_is_left_out() {
        let literal = panic::catch_unwind(|| panic!("no such layer")).unwrap_err();
        assert_eq!(message_of(literal.as_ref()), "no such layer");
        let secret = String::from("what I typed");
        let quoted = panic::catch_unwind(|| panic!("no such token: {secret}")).unwrap_err();
        assert!(!message_of(quoted.as_ref()).contains("typed"));
    }

    #[test]
    fn a_report_is_told_once_and_replaced_by_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("glassbox");
        assert_eq!(take(&inside), None);
        for report in ["the first", "the second"] {
            write(&inside, report).unwrap();
            let told = take(&inside).unwrap();
            assert_eq!(std::fs::read_to_string(told).unwrap(), report);
            assert_eq!(take(&inside), None);
        }
    }
}
