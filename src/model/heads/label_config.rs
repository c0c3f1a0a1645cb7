//! What a `config.json` says of labels: their names, and what their logits mean.

use crate::domain::labels::{LabelKind, LabelSet};

use super::super::ModelError;
use super::super::config::{ConfigFile, Fields};

/// The most names that are read.
const MOST_LABELS: usize = 1 << 20;

/// Whether the labels are of the whole text or of each token, as the class that the file names
/// says; `None` where it names no class of either kind.
pub(super) fn is_per_token(file: &ConfigFile) -> Result<Option<bool>, ModelError> {
    let classes = file.fields().texts("architectures");
    let classes = classes.map_err(|reason| file.wrong(reason))?;
    let ends = |end: &str| classes.iter().any(|class| class.ends_with(end));
    Ok(if ends("ForTokenClassification") {
        Some(true)
    } else if ends("ForSequenceClassification") {
        Some(false)
    } else {
        None
    })
}

/// Whether the file names a class with another head than these.
pub(super) fn names_another_head(file: &ConfigFile) -> bool {
    let classes = file.fields().texts("architectures").unwrap_or_default();
    classes.iter().any(|class| class.contains("For"))
}

/// The labels of a head that gives `outputs` logits.
///
/// # Errors
/// There are not as many names as logits, or what they mean is not known.
pub(super) fn labels(
    file: &ConfigFile,
    outputs: usize,
    per_token: bool,
) -> Result<LabelSet, ModelError> {
    let names = names(file)?;
    let names = match names {
        None => (0..outputs).map(|label| format!("LABEL_{label}")).collect(),
        Some(names) if names.len() == outputs => names,
        Some(names) => {
            return Err(file.wrong(format!(
                "id2label has {} names and the classifier of the weights gives {outputs} logits",
                names.len()
            )));
        }
    };
    let kind = match problem_type(file)? {
        _ if per_token => LabelKind::Single,
        Some(kind) => kind,
        // As in transformers' pipeline: a single logit goes through a sigmoid.
        None if outputs == 1 => LabelKind::Multi,
        None => LabelKind::Single,
    };
    Ok(LabelSet {
        names,
        kind,
        per_token,
    })
}

fn problem_type(file: &ConfigFile) -> Result<Option<LabelKind>, ModelError> {
    let named = file.fields().text("problem_type");
    Ok(match named.map_err(|reason| file.wrong(reason))? {
        None => None,
        Some("regression") => Some(LabelKind::Regression),
        Some("single_label_classification") => Some(LabelKind::Single),
        Some("multi_label_classification") => Some(LabelKind::Multi),
        Some(other) => return Err(file.wrong(format!("problem_type is {other:?}"))),
    })
}

/// The names in the order of their numbers.
fn names(file: &ConfigFile) -> Result<Option<Vec<String>>, ModelError> {
    let given = file.fields().object("id2label");
    let Some(given) = given.map_err(|reason| file.wrong(reason))? else {
        return Ok(None);
    };
    let name = |label: usize| match given.text(&label.to_string()) {
        Ok(Some(name)) => Some(Ok(name.to_owned())),
        Ok(None) => None,
        Err(reason) => Some(Err(file.wrong(format!("id2label {reason}")))),
    };
    let names = (0..MOST_LABELS).map_while(name);
    let names = names.collect::<Result<Vec<_>, _>>()?;
    check_all_are_read(file, &given, names.len())?;
    Ok(Some(names))
}

/// Refuses names that are not numbered from 0 on.
fn check_all_are_read(file: &ConfigFile, named: &Fields, read: usize) -> Result<(), ModelError> {
    match named.unread().next() {
        None => Ok(()),
        Some(other) => Err(file.wrong(format!(
            "id2label has a name for {other:?}, which is not a number from 0 to {read}"
        ))),
    }
}
