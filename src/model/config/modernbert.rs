//! What a `ModernBERT` says in its `config.json`, as published and as transformers 5 writes it
//! anew; what is meant where a field is missing is transformers' `ModernBertConfig`.

use super::activation::activation_of;
use super::error::ConfigError;
use super::fields::Fields;
use super::layout::{Biases, Layout, ModernBert, Rotation};
use super::like_bert::{
    MOST_DISTANT, MOST_HEADS, MOST_LAYERS, MOST_POSITIONS, MOST_WORDS, WIDEST, WIDEST_INSIDE,
};
use super::{Activation, EncoderConfig};

/// The configuration in `fields`.
pub(super) fn modernbert_config(fields: &Fields) -> Result<EncoderConfig, ConfigError> {
    let layers = fields.count("num_hidden_layers", MOST_LAYERS)?;
    let hidden_size = fields.count("hidden_size", WIDEST)?;
    let heads = fields.count("num_attention_heads", MOST_HEADS)?;
    if !(hidden_size / heads).is_multiple_of(2) {
        return Err(ConfigError::Wrong(format!(
            "a head of hidden_size {hidden_size} / num_attention_heads {heads} has no halves to turn"
        )));
    }
    let global_theta = fields.number_or("global_rope_theta", 160_000.0)?;
    // Null is not missing here: local blocks then turn as the others do.
    let local_theta = if fields.is_null("local_rope_theta") {
        global_theta
    } else {
        fields.number_or("local_rope_theta", 10_000.0)?
    };
    let layout = ModernBert {
        local: local(fields, layers)?,
        window: window(fields)?,
        global_rotation: rotation(fields, "full_attention", global_theta)?,
        local_rotation: rotation(fields, "sliding_attention", local_theta)?,
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

/// How many tokens to each side are near: `sliding_window`, which transformers takes where it is
/// given, or half of `local_attention`.
fn window(fields: &Fields) -> Result<usize, ConfigError> {
    let half = fields.count_or("local_attention", 128, MOST_POSITIONS)? / 2;
    Ok(fields.row_or("sliding_window", half, MOST_POSITIONS)?)
}

/// Which blocks are local: `layer_types` says it of each; in older files all are but each n-th.
fn local(fields: &Fields, layers: usize) -> Result<Vec<bool>, ConfigError> {
    let types = fields.texts("layer_types")?;
    if types.is_empty() {
        let every = fields.count_or("global_attn_every_n_layers", 3, MOST_LAYERS)?;
        return Ok((0..layers).map(|layer| layer % every != 0).collect());
    }
    if types.len() != layers {
        return Err(ConfigError::Wrong(format!(
            "layer_types has {} entries for {layers} layers",
            types.len()
        )));
    }
    let is_local = |kind: &&str| match *kind {
        "full_attention" | "attention" => Ok(false),
        "sliding_attention" => Ok(true),
        other => Err(ConfigError::not_read("layer_types", other)),
    };
    types.iter().map(is_local).collect()
}

/// The rotation of blocks of this `kind`: as `rope_parameters` has it, over which `rope_scaling`
/// is laid, as transformers does.
fn rotation(fields: &Fields, kind: &str, theta: f64) -> Result<Rotation, ConfigError> {
    let scaling = fields.object("rope_scaling")?;
    let own = match fields.object("rope_parameters")? {
        Some(parameters) => parameters.object(kind)?,
        None => None,
    };
    let laid: Vec<&Fields> = scaling.iter().chain(&own).collect();
    let text = |name: &str| {
        let mut found = laid.iter().map(|fields| fields.text(name));
        found.find(|found| *found != Ok(None)).unwrap_or(Ok(None))
    };
    let number = |name: &str, default: f64| {
        let given = laid.iter().find(|fields| !fields.is_missing(name));
        match given {
            Some(fields) if fields.is_null(name) => Err(format!("{name} of {kind} is null")),
            Some(fields) => fields.number_or(name, default),
            None => Ok(default),
        }
    };
    let rope_type = match text("rope_type")? {
        None if own.is_some() => text("type")?,
        named => named,
    };
    let theta = number("rope_theta", theta)?;
    let factor = match rope_type {
        // The dynamic kind differs for texts longer than the model has positions for.
        None | Some("default" | "dynamic") => 1.0,
        Some("linear") => number("factor", f64::NAN)?,
        Some(other) => return Err(ConfigError::not_read("rope_type", other)),
    };
    let parts = number("partial_rotary_factor", 1.0)?;
    if parts != 1.0 {
        return Err(ConfigError::NotRead(format!(
            "partial_rotary_factor {parts} is not read"
        )));
    }
    if !(theta.is_finite() && theta >= 1.0) {
        return Err(ConfigError::Wrong(format!(
            "the rope theta of {kind} is {theta}"
        )));
    }
    if !(factor.is_finite() && factor > 0.0) {
        return Err(ConfigError::Wrong(format!(
            "rope_type linear of {kind} has no factor above 0"
        )));
    }
    Ok(Rotation { theta, factor })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLOBAL: Rotation = Rotation {
        theta: 160_000.0,
        factor: 1.0,
    };
    const LOCAL: Rotation = Rotation {
        theta: 10_000.0,
        factor: 1.0,
    };

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
        assert_eq!(published.global_rotation, GLOBAL);
        assert_eq!(published.local_rotation, LOCAL);
    }

    #[test]
    fn null_and_newer_names_are_read_as_transformers_does() {
        let null = parse(r#","global_rope_theta":80000.0,"local_rope_theta":null"#).unwrap();
        assert_eq!(null.local_rotation, null.global_rotation);
        assert_eq!(null.local_rotation.theta, 80_000.0);
        for (more, window) in [
            (r#","local_attention":12"#, 6),
            (r#","sliding_window":12"#, 12),
            (r#","local_attention":12,"sliding_window":3"#, 3),
            (r#","local_attention":12,"sliding_window":null"#, 6),
            (r#","local_attention":1"#, 0),
        ] {
            assert_eq!(parse(more).unwrap().window, window, "{more}");
        }
        // Not by kind: transformers then keeps the defaults.
        let flat = parse(r#","rope_parameters":{"rope_theta":500.0}"#).unwrap();
        assert_eq!(flat.global_rotation, GLOBAL);
        let linear = parse(
            r#","rope_parameters":{"full_attention":{"type":"linear","factor":4.0},
            "sliding_attention":{"rope_type":"dynamic","factor":2.0,"rope_theta":500.0}}"#,
        )
        .unwrap();
        assert_eq!(
            linear.global_rotation,
            Rotation {
                factor: 4.0,
                ..GLOBAL
            }
        );
        assert_eq!(
            linear.local_rotation,
            Rotation {
                theta: 500.0,
                ..LOCAL
            }
        );
        let laid = parse(r#","rope_scaling":{"rope_type":"linear","factor":4.0}"#).unwrap();
        assert_eq!(laid.global_rotation.factor, 4.0);
        let older = parse(r#","rope_scaling":{"type":"linear","factor":4.0}"#).unwrap();
        assert_eq!(older.global_rotation, GLOBAL);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for (more, says) in [
            (r#","layer_types":["full_attention"]"#, "1 entries for 4"),
            (
                r#","layer_types":["a","a","a","a"]"#,
                "layer_types a is not read",
            ),
            (
                r#","rope_scaling":{"rope_type":"longrope"}"#,
                "rope_type longrope",
            ),
            (
                r#","rope_parameters":{"sliding_attention":{"rope_type":"linear"}}"#,
                "no factor above 0",
            ),
            (
                r#","rope_parameters":{"full_attention":{"rope_theta":null}}"#,
                "rope_theta of full_attention is null",
            ),
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
