//! A `config.json` as it came: what it says of itself beside the shape of an encoder.

use super::super::ModelError;
use super::super::quoted::quoted;
use super::activation::activation_of;
use super::family_fields::config_of;
use super::fields::Fields;
use super::{Activation, EncoderConfig, Family};

/// Fields that change the numbers of some encoder: one that is there and was not asked for is
/// worth a word.
const TELLING: [&str; 26] = [
    "activation",
    "alibi_starting_size",
    "attention_head_size",
    "conv_kernel_size",
    "embedding_size",
    "feed_forward_type",
    "global_attn_every_n_layers",
    "head_dim",
    "hidden_act",
    "hidden_activation",
    "is_decoder",
    "layer_norm_eps",
    "local_attention",
    "local_rope_theta",
    "norm_eps",
    "num_key_value_heads",
    "position_buckets",
    "position_embedding_type",
    "pruned_heads",
    "relative_attention",
    "relative_attention_num_buckets",
    "rope_parameters",
    "rope_scaling",
    "rope_theta",
    "sliding_window",
    "type_vocab_size",
];

/// A parsed `config.json`.
pub(in super::super) struct ConfigFile {
    fields: Fields,
    place: String,
}

impl EncoderConfig {
    /// Parses the bytes of a `config.json`; `place` names the file in errors.
    ///
    /// # Errors
    /// What is wrong with the file, or that its family is not one Glassbox reads.
    pub fn parse(bytes: &[u8], place: &str) -> Result<Self, ModelError> {
        let file = ConfigFile::parse(bytes, place)?;
        let family = file.family()?.ok_or_else(|| ModelError::NoModelType {
            place: place.to_owned(),
            fitting: String::new(),
        })?;
        file.encoder(family)
    }
}

impl ConfigFile {
    /// Parses the bytes of the file; `place` names it in errors.
    ///
    /// # Errors
    /// It is not a JSON object.
    pub(in super::super) fn parse(bytes: &[u8], place: &str) -> Result<Self, ModelError> {
        let fields = Fields::parse(bytes).map_err(|reason| ModelError::BadConfig {
            place: place.to_owned(),
            reason,
        })?;
        Ok(Self {
            fields,
            place: place.to_owned(),
        })
    }

    /// The family that the file names; `None` if it names no family.
    ///
    /// # Errors
    /// It names one that Glassbox does not read.
    pub(in super::super) fn family(&self) -> Result<Option<Family>, ModelError> {
        Family::named_in(&self.fields, &self.place)
    }

    /// The family of a file that names none, from those that its model's tensors `fit`.
    ///
    /// # Errors
    /// [`ModelError::NoModelType`] where they fit none, or several that would be read differently.
    pub(in super::super) fn family_of_tensors(&self, fit: &[Family]) -> Result<Family, ModelError> {
        // BERT pads with its first token and RoBERTa with its second.
        let by_padding = || match self.fields.row("pad_token_id") {
            Some(0) => Some(Family::Bert),
            Some(1) => Some(Family::Roberta),
            _ => None,
        };
        let told = match fit {
            [family] => Some(*family),
            several => by_padding().filter(|family| several.contains(family)),
        };
        told.ok_or_else(|| {
            let names: Vec<&str> = fit.iter().map(|family| family.title()).collect();
            ModelError::NoModelType {
                place: self.place.clone(),
                fitting: match names.as_slice() {
                    [] => " (its tensors are of no family that is read)".to_owned(),
                    names => format!(" (its tensors fit {})", names.join(" and ")),
                },
            }
        })
    }

    /// The encoder of `family` that the file describes.
    ///
    /// # Errors
    /// A field is missing or wrong, or asks for something that is not computed.
    pub(in super::super) fn encoder(&self, family: Family) -> Result<EncoderConfig, ModelError> {
        let config = config_of(family, &self.fields);
        let config = config.and_then(|config| config.checked(&self.fields));
        config.map_err(|error| error.of(&self.place, self.custom_code()))
    }

    /// The code of its own that the model brings, as `auto_map` names it.
    pub(in super::super) fn custom_code(&self) -> Option<String> {
        let map = self.fields.object("auto_map").ok()??;
        let named = map.text_by_start("AutoModel");
        let named = named.or_else(|| map.text_by_start("AutoConfig"));
        named.map(quoted)
    }

    /// Whether a head may share its table with the words, as `tie_word_embeddings` says.
    pub(in super::super) fn ties_words(&self) -> bool {
        self.fields
            .flag_or("tie_word_embeddings", true)
            .unwrap_or(true)
    }

    /// True or false; `default` where the field is missing.
    ///
    /// # Errors
    /// It is something else.
    pub(in super::super) fn flag_or(&self, name: &str, default: bool) -> Result<bool, ModelError> {
        let flag = self.fields.flag_or(name, default);
        flag.map_err(|reason| self.wrong(reason))
    }

    /// The activation function that the field `name` names.
    ///
    /// # Errors
    /// There is none of that name.
    pub(in super::super) fn activation(
        &self,
        name: &str,
        default: Activation,
    ) -> Result<Activation, ModelError> {
        let found = activation_of(&self.fields, name, default);
        found.map_err(|error| error.of(&self.place, None))
    }

    /// The fields themselves.
    pub(in super::super) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// That the file is wrong, for this reason.
    pub(in super::super) fn wrong(&self, reason: String) -> ModelError {
        ModelError::BadConfig {
            place: self.place.clone(),
            reason,
        }
    }

    /// Fields that could matter and were not asked for.
    pub(in super::super) fn unread(&self) -> Vec<&'static str> {
        let unread = TELLING.into_iter();
        unread.filter(|name| self.fields.is_unread(name)).collect()
    }
}
