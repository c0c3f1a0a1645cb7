//! A few encoders worth a first look. Everything else is typed by its id.

/// An encoder of the hub that the window offers by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CuratedModel {
    /// The id to type.
    pub id: &'static str,
    /// What it is, in a few plain words.
    pub phrase: &'static str,
    /// About how many numbers it has, in millions.
    pub millions: u32,
    /// Number of blocks.
    pub layers: usize,
}

/// The list, the paper's model first.
pub const CURATED: [CuratedModel; 9] = [
    CuratedModel {
        id: "bert-base-uncased",
        phrase: "the paper's model: English, all in lower case",
        millions: 110,
        layers: 12,
    },
    CuratedModel {
        id: "bert-large-uncased",
        phrase: "its larger sister: English, all in lower case",
        millions: 336,
        layers: 24,
    },
    CuratedModel {
        id: "bert-base-cased",
        phrase: "English, tells capitals apart",
        millions: 109,
        layers: 12,
    },
    CuratedModel {
        id: "distilbert-base-uncased",
        phrase: "BERT distilled to half the depth",
        millions: 67,
        layers: 6,
    },
    CuratedModel {
        id: "roberta-base",
        phrase: "BERT trained longer on more English",
        millions: 125,
        layers: 12,
    },
    CuratedModel {
        id: "xlm-roberta-base",
        phrase: "RoBERTa for a hundred languages",
        millions: 279,
        layers: 12,
    },
    CuratedModel {
        id: "sentence-transformers/all-mpnet-base-v2",
        phrase: "trained to tell whether sentences mean the same",
        millions: 109,
        layers: 12,
    },
    CuratedModel {
        id: "google/electra-base-discriminator",
        phrase: "trained to find replaced words",
        millions: 110,
        layers: 12,
    },
    CuratedModel {
        id: "bert-base-multilingual-cased",
        phrase: "BERT for a hundred languages",
        millions: 179,
        layers: 12,
    },
];

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

    #[test]
    fn every_curated_id_can_be_asked_for() {
        for model in CURATED {
            assert_eq!(
                crate::model::hub::HubId::parse(model.id)
                    .unwrap()
                    .to_string(),
                model.id
            );
        }
    }
}
