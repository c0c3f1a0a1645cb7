//! `config.json`, parsed once into a type that cannot be wrong. The family is decided here; what
//! a family alone knows is in its own type.

mod deberta;
mod family;
mod fields;
mod layout;
mod modernbert;

use crate::domain::family::Family;
pub use deberta::{Convolution, DebertaV2, Distances};
pub use layout::{Albert, Bert, Electra, Layout, Mpnet, Roberta};
pub use modernbert::{Biases, ModernBert, Rotation};

pub use glassbox_kernel::Activation;

use super::ModelError;
use fields::Fields;

/// The shape of an encoder, checked: every count is at least 1 and heads divide the width.
#[derive(Debug, Clone, PartialEq)]
pub struct EncoderConfig {
    /// Which blocks, which tensor names, and what only this family has.
    pub layout: Layout,
    /// Number of blocks a hidden state goes through.
    pub layers: usize,
    /// Width of a hidden state.
    pub hidden_size: usize,
    /// Attention heads in a block.
    pub heads: usize,
    /// Width inside the feed-forward part.
    pub intermediate_size: usize,
    /// Rows of the word embedding.
    pub vocabulary: usize,
    /// The most tokens a text may have, special tokens counted.
    pub positions: usize,
    /// Added to the variance in `LayerNorm`.
    pub layer_norm_eps: f64,
    /// Inside the feed-forward part.
    pub activation: Activation,
}

impl EncoderConfig {
    /// Parses the bytes of a `config.json`; `place` names the file in errors.
    ///
    /// # Errors
    /// What is wrong with the file, or that its family is not one Glassbox reads.
    pub fn parse(bytes: &[u8], place: &str) -> Result<Self, ModelError> {
        let wrong = |reason: String| ModelError::BadConfig {
            place: place.to_owned(),
            reason,
        };
        let fields = Fields::parse(bytes).map_err(wrong)?;
        let family = Family::of(&fields, place)?;
        Self::of(family, &fields).map_err(wrong)
    }

    /// The architecture family.
    pub fn family(&self) -> Family {
        self.layout.family()
    }

    fn of(family: Family, fields: &Fields) -> Result<Self, String> {
        let config = layout::config_of(family, fields)?;
        if !config.hidden_size.is_multiple_of(config.heads) {
            return Err(format!(
                "the width {} is not a multiple of the {} attention heads",
                config.hidden_size, config.heads
            ));
        }
        if !(config.layer_norm_eps > 0.0 && config.layer_norm_eps < 1.0) {
            return Err(format!("layer_norm_eps is {}", config.layer_norm_eps));
        }
        match fields.text("position_embedding_type")? {
            None | Some("absolute") => {}
            Some(other) => {
                return Err(format!("position_embedding_type {other} is not read"));
            }
        }
        if fields.is_set("is_decoder") {
            return Err("is_decoder is true: a decoder, not an encoder".to_owned());
        }
        Ok(config)
    }
}

/// The activation function that the field `name` names.
fn activation_of(fields: &Fields, name: &str, default: Activation) -> Result<Activation, String> {
    match fields.text(name)? {
        None => Ok(default),
        Some("gelu" | "gelu_python") => Ok(Activation::Gelu),
        Some("gelu_new" | "gelu_fast" | "gelu_pytorch_tanh") => Ok(Activation::GeluTanh),
        Some("relu") => Ok(Activation::Relu),
        Some("tanh") => Ok(Activation::Tanh),
        Some(other) => Err(format!("{name} {other} is not read")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<EncoderConfig, String> {
        EncoderConfig::parse(json.as_bytes(), "config.json").map_err(|error| error.to_string())
    }

    /// A config of `model_type` with BERT's names for its counts, and `more`.
    fn parse_like_bert(model_type: &str, more: &str) -> Result<EncoderConfig, String> {
        parse(&format!(
            r#"{{"model_type":"{model_type}","num_hidden_layers":4,"hidden_size":8,
            "intermediate_size":16,"vocab_size":10,"max_position_embeddings":34,
            "num_attention_heads":2{more}}}"#
        ))
    }

    #[test]
    fn a_config_says_what_is_wrong_with_it() {
        for (json, says) in [
            ("weights", "not JSON"),
            ("[1, 2]", "not a JSON object"),
            ("{}", "model_type is missing"),
            (r#"{"model_type":7}"#, "model_type is 7, not a text"),
            (r#"{"model_type":"gpt2"}"#, "is a gpt2"),
            (
                r#"{"architectures":["GPT2LMHeadModel"]}"#,
                "GPT2LMHeadModel",
            ),
            (
                r#"{"architectures":["BertGenerationEncoder"]}"#,
                "BertGenerationEncoder",
            ),
            (r#"{"model_type":"bert"}"#, "num_hidden_layers is missing"),
            (
                r#"{"model_type":"bert","num_hidden_layers":0}"#,
                "is 0, outside 1 to",
            ),
            (
                r#"{"model_type":"bert","num_hidden_layers":-3}"#,
                "is -3, outside 1 to",
            ),
            (r#"{"model_type":"distilbert"}"#, "n_layers is missing"),
        ] {
            let error = parse(json).unwrap_err();
            assert!(error.contains(says), "{json}: {error}");
            assert!(!error.contains('\n'));
        }
    }

    #[test]
    fn a_config_is_checked_as_a_whole() {
        let with = |more: &str| parse_like_bert("bert", more).unwrap_err();
        let heads = with(r#","num_attention_heads":3"#);
        assert!(heads.contains("not a multiple"), "{heads}");
        let decoder = with(r#","is_decoder":true"#);
        assert!(decoder.contains("decoder"), "{decoder}");
        let relative = with(r#","position_embedding_type":"relative_key""#);
        assert!(relative.contains("relative_key"), "{relative}");
        let swish = with(r#","hidden_act":"swish""#);
        assert!(swish.contains("swish"), "{swish}");
        let eps = with(r#","layer_norm_eps":0.0"#);
        assert!(eps.contains("layer_norm_eps"), "{eps}");
    }

    #[test]
    fn what_a_config_leaves_out_is_as_the_family_has_it() {
        let bert = parse_like_bert("bert", "").unwrap();
        assert_eq!(bert.layout, Layout::Bert(Bert { token_types: 2 }));
        assert_eq!(bert.activation, Activation::Gelu);
        assert_eq!(bert.layer_norm_eps, 1e-12);
        assert_eq!(bert.positions, 34);
        let albert = parse_like_bert("albert", r#","embedding_size":4"#).unwrap();
        assert_eq!(albert.activation, Activation::GeluTanh);
    }

    #[test]
    fn the_rows_up_to_the_paddings_are_no_positions() {
        for (model_type, more, positions) in [
            ("roberta", "", 32),
            ("xlm-roberta", r#","pad_token_id":1"#, 32),
            ("camembert", r#","pad_token_id":0"#, 33),
            ("mpnet", "", 32),
        ] {
            let config = parse_like_bert(model_type, more).unwrap();
            assert_eq!(config.positions, positions, "{model_type}");
        }
        let error = parse_like_bert("roberta", r#","pad_token_id":33"#).unwrap_err();
        assert!(error.contains("pad_token_id is 33"), "{error}");
    }

    #[test]
    fn a_family_is_known_by_its_classes_where_model_type_is_missing() {
        for (class, family) in [
            ("BertForMaskedLM", Family::Bert),
            ("XLMRobertaModel", Family::Roberta),
            ("CamembertForMaskedLM", Family::Roberta),
            ("MPNetModel", Family::Mpnet),
        ] {
            let json = format!(r#"{{"architectures":["{class}"]}}"#);
            let fields = Fields::parse(json.as_bytes()).unwrap();
            assert_eq!(Family::of(&fields, "").unwrap(), family);
        }
    }

    #[test]
    fn alberts_groups_share_the_layers_among_them() {
        let albert = |more: &str| {
            let more = format!(r#","embedding_size":4{more}"#);
            let config = parse_like_bert("albert", &more)?;
            let Layout::Albert(albert) = config.layout else {
                return Err("another family".to_owned());
            };
            Ok((config.layers, albert.order()))
        };
        assert_eq!(albert("").unwrap(), (4, vec![0, 0, 0, 0]));
        let groups = albert(r#","num_hidden_groups":2,"inner_group_num":2"#).unwrap();
        assert_eq!(groups, (8, vec![0, 1, 0, 1, 2, 3, 2, 3]));
        let many = albert(r#","num_hidden_groups":5"#).unwrap_err();
        assert!(many.contains("num_hidden_groups is 5"), "{many}");
    }
}
