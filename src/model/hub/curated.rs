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

#[cfg(test)]
mod tests {
    use super::super::HubId;
    use super::*;

    #[test]
    fn every_curated_id_can_be_asked_for() {
        for model in CURATED {
            assert_eq!(HubId::parse(model.id).unwrap().to_string(), model.id);
        }
    }
}
