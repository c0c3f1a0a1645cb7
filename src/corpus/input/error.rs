//! Why a file or a row of it cannot be read. A file that cannot be read stops the run; a row is
//! counted, named and skipped.

use crate::domain::corpus::RowFault;

use super::foreign::Foreign;

/// Why a file cannot be read. Each message says what to do.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each case is")]
pub enum InputError {
    #[error("there is no file {0}: check the name")]
    NotFound(String),
    #[error("{0} is a folder: name the files in it")]
    Folder(String),
    #[error("{file} could not be read ({reason}): check the file and its permissions")]
    Unreadable { file: String, reason: String },
    #[error(
        "{0} is no kind of file that texts are read from: give .txt (a text per line), .csv, .tsv, .jsonl or .json, or say which it is with --format"
    )]
    UnknownEnding(String),
    #[error("{}", what.told(file))]
    Foreign { file: String, what: Foreign },
    #[error("{0} is empty: there is nothing to read, give a file with a text per line or row")]
    Empty(String),
    #[error("there is no text in {files}: {}", no_text(*blank, *bad, first_bad.as_deref()))]
    NoText {
        files: String,
        blank: u64,
        bad: u64,
        /// The first bad row and what is wrong with it.
        first_bad: Option<String>,
    },
    #[error(
        "{file} has no {what} {name:?}: choose one of {} with {flag}",
        listed(there)
    )]
    NoSuchColumn {
        file: String,
        what: &'static str,
        name: String,
        there: Vec<String>,
        flag: &'static str,
    },
    #[error(
        "{file} has several {what}s and none called text, sentence or prompt: choose one of {} with {flag}",
        listed(there)
    )]
    WhichColumn {
        file: String,
        what: &'static str,
        there: Vec<String>,
        flag: &'static str,
    },
    #[error(
        "no field of {file} holds text: there is {}, and what lies within other values is not read",
        listed(there)
    )]
    NoTextField { file: String, there: Vec<String> },
    #[error(
        "{file} has two columns called {name:?}: choose one by its number from 1, as in --column 2"
    )]
    TwoColumns { file: String, name: String },
    #[error("the first row of {file} cannot be read ({reason}): check the file, and --quote")]
    BadHeader { file: String, reason: RowFault },
    #[error(
        "{0} has a text per line and no columns: give pairs as .csv, .tsv or .jsonl with both texts in a row"
    )]
    NoColumns(String),
    #[error("{file} has its first and its second text both in {name:?}: name two columns")]
    SameColumn { file: String, name: String },
    #[error("{0} is given twice: name each file once")]
    GivenTwice(String),
}

/// The names that are there, as many as fit a line.
fn listed(names: &[String]) -> String {
    const MOST: usize = 20;
    let shown: Vec<String> = names
        .iter()
        .take(MOST)
        .map(|name| format!("{name:?}"))
        .collect();
    let more = names.len().saturating_sub(MOST);
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{}{rest}", shown.join(", "))
}

fn no_text(blank: u64, bad: u64, first_bad: Option<&str>) -> String {
    let bad = match (first_bad, bad) {
        (None, _) => None,
        (Some(first), 1) => Some(format!("1 row is bad, {first}")),
        (Some(first), many) => Some(format!("of {many} bad rows the first is {first}")),
    };
    let blank = match blank {
        0 => None,
        1 => Some("1 line is blank".to_owned()),
        many => Some(format!("{many} lines are blank")),
    };
    match (blank, bad) {
        (Some(blank), Some(bad)) => format!("{blank}, and {bad}"),
        (None, Some(bad)) => bad,
        (Some(blank), None) => format!("{blank}, give a file with a text per line or row"),
        (None, None) => "it has no rows, give a file with a text per line or row".to_owned(),
    }
}
