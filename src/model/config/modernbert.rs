//! What a `ModernBERT` says in its `config.json`, as published and as transformers 5 writes it
//! anew; what is meant where a field is missing is transformers' `ModernBertConfig`.

use super::fields::Fields;
use super::layout::{
    Layout, MOST_DISTANT, MOST_HEADS, MOST_LAYERS, MOST_POSITIONS, MOST_WORDS, WIDEST,
    WIDEST_INSIDE,
};
use super::{Activation, EncoderConfig, activation_of};

/// What `ModernBERT` has beside its blocks.
#[derive(Debug, Clone, PartialEq)]
pub struct ModernBert {
    /// Whether the attention of each block is local.
    pub local: Vec<bool>,
    /// How many tokens to each side a token attends to where attention is local.
    pub window: usize,
    /// How positions turn queries and keys in blocks that attend to the whole text.
    pub global_rotation: Rotation,
    /// How they do in local blocks.
    pub local_rotation: Rotation,
    /// Which maps have biases.
    pub biases: Biases,
}

/// The base of the angles by which positions turn queries and keys, theta.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rotation(pub f64);

/// Which parts have biases; the published models have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Biases {
    /// The maps of the attention.
    pub attention: bool,
    /// The maps of the feed-forward part.
    pub feed_forward: bool,
    /// Each `LayerNorm`.
    pub norm: bool,
}

/// The configuration in `fields`.
pub(super) fn modernbert_config(fields: &Fields) -> Result<EncoderConfig, String> {
    let layers = fields.count("num_hidden_layers", MOST_LAYERS)?;
    let hidden_size = fields.count("hidden_size", WIDEST)?;
    let heads = fields.count("num_attention_heads", MOST_HEADS)?;
    if !(hidden_size / heads).is_multiple_of(2) {
        return Err(format!(
            "a head of hidden_size {hidden_size} / num_attention_heads {heads} has no halves to turn"
        ));
    }
    let layout = ModernBert {
        local: local(fields, layers)?,
        window: fields.count_or("local_attention", 128, MOST_POSITIONS)? / 2,
        global_rotation: rotation(fields, "full_attention", "global_rope_theta", 160_000.0)?,
        local_rotation: rotation(fields, "sliding_attention", "local_rope_theta", 10_000.0)?,
        biases: Biases {
            attention: fields.flag_or("attention_bias", false)?,
            feed_forward: fields.flag_or("mlp_bias", false)?,
            norm: fields.flag_or("norm_bias", false)?,
        },
    };
    Ok(EncoderConfig {
        layout: Layout::ModernBert(layout),
        layers,
        hidden_size,
        heads,
        intermediate_size: fields.count("intermediate_size", WIDEST_INSIDE)?,
        vocabulary: fields.count("vocab_size", MOST_WORDS)?,
        positions: fields.count_or("max_position_embeddings", 8192, MOST_DISTANT)?,
        layer_norm_eps: fields.number_or("norm_eps", 1e-5)?,
        activation: activation_of(fields, "hidden_activation", Activation::Gelu)?,
    })
}

/// Which blocks are local: `layer_types` says it of each; in older files all are but each n-th.
fn local(fields: &Fields, layers: usize) -> Result<Vec<bool>, String> {
    let types = fields.texts("layer_types")?;
    if types.is_empty() {
        let every = fields.count_or("global_attn_every_n_layers", 3, MOST_LAYERS)?;
        return Ok((0..layers).map(|layer| layer % every != 0).collect());
    }
    if types.len() != layers {
        return Err(format!(
            "layer_types has {} entries for {layers} layers",
            types.len()
        ));
    }
    let is_local = |kind: &&str| match *kind {
        "full_attention" => Ok(false),
        "sliding_attention" => Ok(true),
        other => Err(format!("layer_types {other} is not read")),
    };
    types.iter().map(is_local).collect()
}

fn rotation(fields: &Fields, kind: &str, older: &str, default: f64) -> Result<Rotation, String> {
    if fields.object("rope_scaling")?.is_some() {
        return Err("rope_scaling is not read".to_owned());
    }
    let default = fields.number_or(older, default)?;
    let own = match fields.object("rope_parameters")? {
        Some(parameters) => parameters.object(kind)?,
        None => None,
    };
    let theta = match own {
        None => default,
        Some(own) => {
            if let Some(other) = own.text("rope_type")?.filter(|&name| name != "default") {
                return Err(format!("rope_type {other} is not read"));
            }
            own.number_or("rope_theta", default)?
        }
    };
    if theta.is_finite() && theta >= 1.0 {
        Ok(Rotation(theta))
    } else {
        Err(format!("the rope theta of {kind} is {theta}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(more: &str) -> Result<ModernBert, String> {
        let json = format!(
            r#"{{"model_type":"modernbert","num_hidden_layers":4,"hidden_size":8,
            "intermediate_size":16,"vocab_size":10,"max_position_embeddings":512,
            "num_attention_heads":2{more}}}"#
        );
        match modernbert_config(&Fields::parse(json.as_bytes())?)?.layout {
            Layout::ModernBert(layout) => Ok(layout),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn published_files_and_those_written_anew_say_the_same() {
        let published = parse(
            r#","global_attn_every_n_layers":3,"global_rope_theta":160000.0,
            "local_rope_theta":10000.0,"local_attention":128,"attention_bias":false"#,
        )
        .unwrap();
        let anew = parse(
            r#","layer_types":["full_attention","sliding_attention","sliding_attention",
            "full_attention"],"rope_parameters":{"full_attention":{"rope_type":"default",
            "rope_theta":160000.0},"sliding_attention":{"rope_theta":10000.0}},
            "norm_bias":false"#,
        )
        .unwrap();
        assert_eq!(published, anew);
        assert_eq!(published, parse("").unwrap());
        assert_eq!(published.local, [false, true, true, false]);
        assert_eq!(published.window, 64);
        assert_eq!(published.global_rotation, Rotation(160_000.0));
        assert_eq!(published.local_rotation, Rotation(10_000.0));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for (more, says) in [
            (r#","layer_types":["full_attention"]"#, "1 entries for 4"),
            (
                r#","layer_types":["a","a","a","a"]"#,
                "layer_types a is not read",
            ),
            (r#","rope_scaling":{"factor":2.0}"#, "rope_scaling"),
            (
                r#","rope_parameters":{"full_attention":{"rope_type":"yarn"}}"#,
                "rope_type yarn",
            ),
            (
                r#","global_rope_theta":0.0"#,
                "theta of full_attention is 0",
            ),
            (r#","num_attention_heads":8"#, "no halves"),
            (
                r#","max_position_embeddings":16777216"#,
                "outside 1 to 65536",
            ),
        ] {
            let error = parse(more).unwrap_err();
            assert!(error.contains(says), "{more}: {error}");
        }
    }
}
