//! Which model a misspelt id was probably meant to be.

use super::CURATED;

/// The curated id that a misspelt `repository` was probably meant to be.
pub(super) fn nearest(repository: &str) -> Option<&'static str> {
    let typed = repository.to_ascii_lowercase();
    let name_typed = typed.rsplit('/').next().unwrap_or(&typed);
    let distance_to = |id: &str| {
        let id = id.to_ascii_lowercase();
        let name = id.rsplit('/').next().unwrap_or(&id);
        distance(&typed, &id).min(distance(name_typed, name))
    };
    let close = CURATED
        .iter()
        .map(|model| (distance_to(model.id), model.id))
        .min()?;
    (close.0 <= 1 + typed.len() / 8).then_some(close.1)
}

/// The least insertions, deletions and replacements of bytes that turn `a` into `b`.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, from) in a.bytes().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(b.bytes()) {
            let replaced = diagonal + usize::from(from != to);
            diagonal = *cell;
            left = replaced.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = index + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_counted_by_hand() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
            ("bert", "bret", 2),
            ("bert", "bert", 0),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn a_slip_is_told_from_another_model() {
        for (typed, meant) in [
            ("bert-base-uncase", Some("bert-base-uncased")),
            ("bret-base-uncased", Some("bert-base-uncased")),
            ("google/bert-base-uncasd", Some("bert-base-uncased")),
            (
                "all-mpnet-base-v2",
                Some("sentence-transformers/all-mpnet-base-v2"),
            ),
            ("roberta-bas", Some("roberta-base")),
            ("gpt2", None),
            ("someone/something-else", None),
        ] {
            assert_eq!(nearest(typed), meant, "{typed}");
        }
    }
}
