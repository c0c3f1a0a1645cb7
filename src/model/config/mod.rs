//! `config.json`, parsed once into a type that cannot be wrong. The family is decided here; what
//! a family alone knows is in its own type.

mod activation;
mod deberta;
mod error;
mod family_fields;
mod family_names;
mod fields;
mod file;
mod layout;
mod like_bert;
mod modernbert;

use crate::domain::family::Family;
pub use layout::{
    Albert, Bert, Biases, Convolution, DebertaV2, Distances, Electra, Layout, ModernBert, Mpnet,
    Roberta, Rotation,
};

pub(super) use fields::Fields;
pub(super) use file::ConfigFile;

pub use glassbox_kernel::Activation;

use error::ConfigError;

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
    /// The architecture family.
    pub fn family(&self) -> Family {
        self.layout.family()
    }

    /// Width of the table of words.
    pub fn embedding_size(&self) -> usize {
        match &self.layout {
            Layout::Electra(electra) => electra.embedding_size,
            Layout::Albert(albert) => albert.embedding_size,
            Layout::DebertaV2(deberta) => deberta.embedding_size,
            Layout::Bert(_)
            | Layout::Roberta(_)
            | Layout::DistilBert
            | Layout::Mpnet(_)
            | Layout::ModernBert(_) => self.hidden_size,
        }
    }

    /// How many kinds of segments tokens may be of where the model is told of which; 0 where it is
    /// told nothing.
    pub fn token_types(&self) -> usize {
        match &self.layout {
            Layout::Bert(bert) => bert.token_types,
            Layout::Electra(electra) => electra.token_types,
            Layout::Albert(albert) => albert.token_types,
            Layout::DebertaV2(deberta) => deberta.token_types,
            Layout::Roberta(_) | Layout::DistilBert | Layout::Mpnet(_) | Layout::ModernBert(_) => 0,
        }
    }

    /// The same, what must hold in every family held.
    fn checked(self, fields: &Fields) -> Result<Self, ConfigError> {
        if !self.hidden_size.is_multiple_of(self.heads) {
            return Err(ConfigError::Wrong(format!(
                "the width {} is not a multiple of the {} attention heads",
                self.hidden_size, self.heads
            )));
        }
        if !(self.layer_norm_eps > 0.0 && self.layer_norm_eps < 1.0) {
            return Err(ConfigError::Wrong(format!(
                "layer_norm_eps is {}",
                self.layer_norm_eps
            )));
        }
        if self.family().has_kinds_of_positions() {
            match fields.text("position_embedding_type")? {
                None | Some("absolute") => {}
                Some(other) => {
                    return Err(ConfigError::not_read("position_embedding_type", other));
                }
            }
        }
        if self.family().may_be_a_decoder() && fields.is_set("is_decoder") {
            return Err(ConfigError::NotRead(
                "is_decoder is true: a decoder, not an encoder".to_owned(),
            ));
        }
        if fields.is_filled("pruned_heads") {
            return Err(ConfigError::NotRead(
                "pruned_heads: blocks with fewer heads".to_owned(),
            ));
        }
        Ok(self)
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
            ("{}", "has no model_type"),
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
            (
                r#"{"model_type":"distilbert"}"#,
                "num_hidden_layers is missing",
            ),
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
        let prelu = with(r#","hidden_act":"prelu""#);
        assert!(prelu.contains("hidden_act prelu is not read"), "{prelu}");
        let pruned = with(r#","pruned_heads":{"1":[0]}"#);
        assert!(pruned.contains("pruned_heads"), "{pruned}");
        let eps = with(r#","layer_norm_eps":0.0"#);
        assert!(eps.contains("layer_norm_eps"), "{eps}");
    }

    #[test]
    fn a_field_that_transformers_ignores_for_a_family_is_ignored() {
        let mpnet = r#","is_decoder":true,"position_embedding_type":"relative_key""#;
        assert!(parse_like_bert("mpnet", mpnet).is_ok());
        let albert = r#","embedding_size":4,"is_decoder":true"#;
        assert!(parse_like_bert("albert", albert).is_ok());
        let deberta = r#","position_embedding_type":"sans_pos""#;
        assert!(parse_like_bert("deberta-v2", deberta).is_ok());
    }

    #[test]
    fn a_distilberts_counts_have_two_names_each() {
        let distilbert = |counts: &str| {
            let json = format!(
                r#"{{"model_type":"distilbert","hidden_dim":16,"vocab_size":10,
                "max_position_embeddings":34{counts}}}"#
            );
            let config = parse(&json).unwrap();
            (config.layers, config.hidden_size, config.heads)
        };
        let own = r#","n_layers":2,"dim":8,"n_heads":4"#;
        let berts = r#","num_hidden_layers":3,"hidden_size":12,"num_attention_heads":6"#;
        assert_eq!(distilbert(own), (2, 8, 4));
        assert_eq!(distilbert(berts), (3, 12, 6));
        // transformers takes BERT's, in whatever order they stand.
        assert_eq!(distilbert(&format!("{own}{berts}")), (3, 12, 6));
        assert_eq!(distilbert(&format!("{berts}{own}")), (3, 12, 6));
        let mixed = r#","n_layers":2,"dim":8,"n_heads":4,"num_attention_heads":2"#;
        assert_eq!(distilbert(mixed), (2, 8, 2));
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
            let file = ConfigFile::parse(json.as_bytes(), "").unwrap();
            assert_eq!(file.family().unwrap(), Some(family));
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
