//! How a `config.json` names the families of encoders.

use crate::domain::family::Family;

use super::super::ModelError;
use super::fields::Fields;

impl Family {
    /// The family that a configuration names; `None` where it names none. `place` names the file in
    /// errors.
    pub(super) fn named_in(fields: &Fields, place: &str) -> Result<Option<Self>, ModelError> {
        let wrong = |reason: String| ModelError::BadConfig {
            place: place.to_owned(),
            reason,
        };
        let model_type = fields.text("model_type").map_err(wrong)?;
        let classes = fields.texts("architectures").map_err(wrong)?;
        let found = match model_type {
            Some(model_type) => model_type.to_owned(),
            None if classes.is_empty() => return Ok(None),
            None => classes.join(", "),
        };
        let known = |family: &Self| match model_type {
            Some(model_type) => family.model_types().contains(&model_type),
            None => classes.iter().any(|class| family.has_class(class)),
        };
        Self::ALL
            .iter()
            .copied()
            .find(known)
            .map(Some)
            .ok_or_else(|| ModelError::UnknownFamily {
                found,
                known: Self::ALL
                    .iter()
                    .map(|family| family.title())
                    .collect::<Vec<_>>()
                    .join(", "),
                place: place.to_owned(),
            })
    }

    /// Whether transformers has read `position_embedding_type` for this family.
    pub(super) fn has_kinds_of_positions(self) -> bool {
        matches!(
            self,
            Self::Bert | Self::Roberta | Self::Electra | Self::Albert
        )
    }

    /// Whether transformers reads `is_decoder` for this family.
    pub(super) fn may_be_a_decoder(self) -> bool {
        matches!(self, Self::Bert | Self::Roberta | Self::Electra)
    }

    /// Every `model_type` that is of this family.
    fn model_types(self) -> &'static [&'static str] {
        match self {
            Self::Bert => &["bert"],
            Self::Roberta => &["roberta", "camembert", "xlm-roberta"],
            Self::DistilBert => &["distilbert"],
            Self::Electra => &["electra"],
            Self::Mpnet => &["mpnet"],
            Self::Albert => &["albert"],
            Self::DebertaV2 => &["deberta-v2"],
            Self::ModernBert => &["modernbert"],
        }
    }

    /// Whether `class`, an entry of `architectures`, is one of this family's models.
    fn has_class(self, class: &str) -> bool {
        let starts: &[&str] = match self {
            Self::Bert => &["Bert"],
            Self::Roberta => &["Roberta", "Camembert", "XLMRoberta"],
            Self::DistilBert => &["DistilBert"],
            Self::Electra => &["Electra"],
            Self::Mpnet => &["MPNet"],
            Self::Albert => &["Albert"],
            Self::DebertaV2 => &["DebertaV2"],
            Self::ModernBert => &["ModernBert"],
        };
        // What follows says what is on top: BertModel, BertForMaskedLM; not BertGeneration….
        starts
            .iter()
            .filter_map(|start| class.strip_prefix(start))
            .any(|rest| rest.starts_with("Model") || rest.starts_with("For"))
    }
}
