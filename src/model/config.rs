//! `config.json`, parsed once into a type that cannot be wrong. The family is decided here.

use serde::Deserialize;

use super::ModelError;

/// An architecture family: the same blocks, the same tensor names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Post-LayerNorm, absolute positions, token types (Devlin et al. 2019).
    Bert,
}

impl Family {
    /// Every family Glassbox reads.
    pub const EVERY: [Self; 1] = [Self::Bert];

    /// The name in `config.json`'s `model_type` and in our files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bert => "bert",
        }
    }
}

/// The activation function inside the feed-forward part of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// GELU by the error function: exact.
    Gelu,
    /// GELU by the tanh approximation.
    GeluTanh,
    /// Rectified linear unit.
    Relu,
}

/// The shape of an encoder, checked: every count is at least 1 and heads divide the width.
#[derive(Debug, Clone, PartialEq)]
pub struct EncoderConfig {
    /// Which blocks, which tensor names.
    pub family: Family,
    /// Number of blocks.
    pub layers: usize,
    /// Width of a hidden state.
    pub hidden_size: usize,
    /// Attention heads in a block.
    pub heads: usize,
    /// Width inside the feed-forward part.
    pub intermediate_size: usize,
    /// Rows of the word embedding.
    pub vocabulary: usize,
    /// Rows of the position embedding: the most tokens a text may have.
    pub positions: usize,
    /// Rows of the token type embedding.
    pub token_types: usize,
    /// Added to the variance in `LayerNorm`.
    pub layer_norm_eps: f64,
    /// Inside the feed-forward part.
    pub activation: Activation,
}

/// The file as published; only what matters to a hidden state.
#[derive(Deserialize)]
struct ConfigFile {
    model_type: Option<String>,
    #[serde(default)]
    architectures: Option<Vec<String>>,
    num_hidden_layers: Option<usize>,
    hidden_size: Option<usize>,
    num_attention_heads: Option<usize>,
    intermediate_size: Option<usize>,
    vocab_size: Option<usize>,
    max_position_embeddings: Option<usize>,
    type_vocab_size: Option<usize>,
    layer_norm_eps: Option<f64>,
    hidden_act: Option<String>,
    position_embedding_type: Option<String>,
    is_decoder: Option<bool>,
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
        let value: serde_json::Value =
            serde_json::from_slice(bytes).map_err(|error| wrong(format!("not JSON: {error}")))?;
        if !value.is_object() {
            return Err(wrong("not a JSON object".to_owned()));
        }
        let file: ConfigFile =
            serde_json::from_value(value).map_err(|error| wrong(error.to_string()))?;
        let family = family_of(&file, place)?;
        let count = |name: &str, value: Option<usize>, most: usize| match value {
            None => Err(wrong(format!("{name} is missing"))),
            Some(value) if value == 0 || value > most => {
                Err(wrong(format!("{name} is {value}, outside 1 to {most}")))
            }
            Some(value) => Ok(value),
        };
        let config = Self {
            family,
            layers: count("num_hidden_layers", file.num_hidden_layers, 1_000)?,
            hidden_size: count("hidden_size", file.hidden_size, 1 << 20)?,
            heads: count("num_attention_heads", file.num_attention_heads, 1 << 16)?,
            intermediate_size: count("intermediate_size", file.intermediate_size, 1 << 22)?,
            vocabulary: count("vocab_size", file.vocab_size, 1 << 28)?,
            positions: count(
                "max_position_embeddings",
                file.max_position_embeddings,
                1 << 24,
            )?,
            token_types: count("type_vocab_size", file.type_vocab_size.or(Some(2)), 1 << 16)?,
            layer_norm_eps: file.layer_norm_eps.unwrap_or(1e-12),
            activation: activation_of(file.hidden_act.as_deref()).map_err(wrong)?,
        };
        if !config.hidden_size.is_multiple_of(config.heads) {
            return Err(wrong(format!(
                "hidden_size {} is not a multiple of num_attention_heads {}",
                config.hidden_size, config.heads
            )));
        }
        if !(config.layer_norm_eps > 0.0 && config.layer_norm_eps < 1.0) {
            return Err(wrong(format!(
                "layer_norm_eps is {}",
                config.layer_norm_eps
            )));
        }
        match file.position_embedding_type.as_deref() {
            None | Some("absolute") => {}
            Some(other) => {
                return Err(wrong(format!(
                    "position_embedding_type {other} is not read"
                )));
            }
        }
        if file.is_decoder == Some(true) {
            return Err(wrong(
                "is_decoder is true: a decoder, not an encoder".to_owned(),
            ));
        }
        Ok(config)
    }
}

fn family_of(file: &ConfigFile, place: &str) -> Result<Family, ModelError> {
    let found = match (&file.model_type, &file.architectures) {
        (Some(model_type), _) => model_type.clone(),
        (None, Some(architectures)) => architectures.join(", "),
        (None, None) => {
            return Err(ModelError::BadConfig {
                place: place.to_owned(),
                reason: "model_type is missing".to_owned(),
            });
        }
    };
    let known = |family: &Family| {
        found == family.name() || (file.model_type.is_none() && found.starts_with("Bert"))
    };
    Family::EVERY
        .into_iter()
        .find(known)
        .ok_or_else(|| ModelError::UnknownFamily {
            found,
            known: Family::EVERY
                .map(|family| family.name().to_uppercase())
                .join(", "),
            place: place.to_owned(),
        })
}

fn activation_of(name: Option<&str>) -> Result<Activation, String> {
    match name {
        None | Some("gelu" | "gelu_python") => Ok(Activation::Gelu),
        Some("gelu_new" | "gelu_pytorch_tanh") => Ok(Activation::GeluTanh),
        Some("relu") => Ok(Activation::Relu),
        Some(other) => Err(format!("hidden_act {other} is not read")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<EncoderConfig, String> {
        EncoderConfig::parse(json.as_bytes(), "config.json").map_err(|error| error.to_string())
    }

    #[test]
    fn a_config_says_what_is_wrong_with_it() {
        for (json, says) in [
            ("weights", "not JSON"),
            ("[1, 2]", "not a JSON object"),
            ("{}", "model_type is missing"),
            (r#"{"model_type":"gpt2"}"#, "is a gpt2"),
            (
                r#"{"architectures":["GPT2LMHeadModel"]}"#,
                "GPT2LMHeadModel",
            ),
            (r#"{"model_type":"bert"}"#, "num_hidden_layers is missing"),
            (
                r#"{"model_type":"bert","num_hidden_layers":0}"#,
                "outside 1 to",
            ),
            (
                r#"{"model_type":"bert","num_hidden_layers":-3}"#,
                "invalid value",
            ),
        ] {
            let error = parse(json).unwrap_err();
            assert!(error.contains(says), "{json}: {error}");
            assert!(!error.contains('\n'));
        }
    }

    #[test]
    fn a_config_is_checked_as_a_whole() {
        let with = |extra: &str| {
            parse(&format!(
                r#"{{"model_type":"bert","num_hidden_layers":2,"hidden_size":8,
                "intermediate_size":16,"vocab_size":10,"max_position_embeddings":32,{extra}}}"#
            ))
        };
        assert_eq!(with(r#""num_attention_heads":2"#).unwrap().token_types, 2);
        let heads = with(r#""num_attention_heads":3"#).unwrap_err();
        assert!(heads.contains("not a multiple"), "{heads}");
        let decoder = with(r#""num_attention_heads":2,"is_decoder":true"#).unwrap_err();
        assert!(decoder.contains("decoder"), "{decoder}");
        let relative = with(r#""num_attention_heads":2,"position_embedding_type":"relative_key""#);
        assert!(relative.unwrap_err().contains("relative_key"));
        let swish = with(r#""num_attention_heads":2,"hidden_act":"swish""#).unwrap_err();
        assert!(swish.contains("swish"), "{swish}");
    }
}
