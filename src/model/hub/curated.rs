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
    /// What stands on top of it, if that is read.
    pub head: Option<HeadKind>,
}

/// What a head is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadKind {
    /// Filling masked words.
    MaskedWords,
    /// Giving labels.
    Labels,
}

/// The list, the paper's model first.
pub const CURATED: [CuratedModel; 12] = [
    CuratedModel {
        id: "bert-base-uncased",
        phrase: "the paper's model: English, all in lower case",
        millions: 110,
        layers: 12,
        head: Some(HeadKind::MaskedWords),
    },
    CuratedModel {
        id: "bert-large-uncased",
        phrase: "its larger sister: English, all in lower case",
        millions: 336,
        layers: 24,
        head: Some(HeadKind::MaskedWords),
    },
    CuratedModel {
        id: "bert-base-cased",
        phrase: "English, tells capitals apart",
        millions: 109,
        layers: 12,
        head: Some(HeadKind::MaskedWords),
    },
    CuratedModel {
        id: "distilbert-base-uncased",
        phrase: "BERT distilled to half the depth",
        millions: 67,
        layers: 6,
        head: Some(HeadKind::MaskedWords),
    },
    CuratedModel {
        id: "roberta-base",
        phrase: "BERT trained longer on more English",
        millions: 125,
        layers: 12,
        head: Some(HeadKind::MaskedWords),
    },
    CuratedModel {
        id: "xlm-roberta-base",
        phrase: "RoBERTa for a hundred languages",
        millions: 279,
        layers: 12,
        head: Some(HeadKind::MaskedWords),
    },
    CuratedModel {
        id: "sentence-transformers/all-mpnet-base-v2",
        phrase: "trained to tell whether sentences mean the same",
        millions: 109,
        layers: 12,
        head: None,
    },
    CuratedModel {
        id: "google/electra-base-discriminator",
        phrase: "trained to find replaced words",
        millions: 110,
        layers: 12,
        head: None,
    },
    CuratedModel {
        id: "bert-base-multilingual-cased",
        phrase: "BERT for a hundred languages",
        millions: 179,
        layers: 12,
        head: Some(HeadKind::MaskedWords),
    },
    CuratedModel {
        id: "distilbert-base-uncased-finetuned-sst-2-english",
        phrase: "labels English sentences positive or negative",
        millions: 67,
        layers: 6,
        head: Some(HeadKind::Labels),
    },
    CuratedModel {
        id: "cross-encoder/ms-marco-MiniLM-L6-v2",
        phrase: "scores a passage for a question: a pair of texts",
        millions: 23,
        layers: 6,
        head: Some(HeadKind::Labels),
    },
    CuratedModel {
        id: "dslim/bert-base-NER",
        phrase: "labels names of people, places and organisations",
        millions: 108,
        layers: 12,
        head: Some(HeadKind::Labels),
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
