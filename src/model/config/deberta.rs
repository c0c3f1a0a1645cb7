//! What a DeBERTa-v2 or v3 says in its `config.json`; the names and what is meant where one is
//! missing are those of transformers' `DebertaV2Config`.

use super::activation::activation_of;
use super::error::ConfigError;
use super::fields::Fields;
use super::layout::{Convolution, DebertaV2, Distances, Layout};
use super::like_bert::{MOST_DISTANT, MOST_POSITIONS, MOST_TYPES, WIDEST, like_bert};
use super::{Activation, EncoderConfig};

/// The configuration in `fields`.
pub(super) fn deberta_config(fields: &Fields) -> Result<EncoderConfig, ConfigError> {
    let hidden_size = fields.count("hidden_size", WIDEST)?;
    fields.count("max_position_embeddings", MOST_DISTANT)?;
    let attends = fields.words("pos_att_type")?;
    let attends_to = |kind: &str| attends.iter().any(|word| word.eq_ignore_ascii_case(kind));
    let layout = DebertaV2 {
        token_types: fields.row_or("type_vocab_size", 0, MOST_TYPES)?,
        embedding_size: fields.count_or("embedding_size", hidden_size, WIDEST)?,
        absolute_positions: fields.flag_or("position_biased_input", true)?,
        content_to_position: attends_to("c2p"),
        position_to_content: attends_to("p2c"),
        distances: distances(fields)?,
        convolution: convolution(fields, hidden_size)?,
    };
    let config = like_bert(fields, Layout::DebertaV2(layout))?;
    let head_size = config.hidden_size / config.heads;
    if fields.count_or("attention_head_size", head_size, WIDEST)? != head_size {
        return Err(ConfigError::NotRead(format!(
            "attention_head_size is not hidden_size / num_attention_heads, {head_size}"
        )));
    }
    Ok(EncoderConfig {
        layer_norm_eps: fields.number_or("layer_norm_eps", 1e-7)?,
        ..config
    })
}

fn distances(fields: &Fields) -> Result<Option<Distances>, String> {
    if !fields.flag_or("relative_attention", false)? {
        return Ok(None);
    }
    let farthest = match fields.positive("max_relative_positions", MOST_POSITIONS)? {
        Some(farthest) => farthest,
        None => fields.count("max_position_embeddings", MOST_POSITIONS)?,
    };
    let buckets = fields.positive("position_buckets", MOST_POSITIONS)?;
    // Below this the logarithm between the nearest and the farthest bucket has no meaning.
    if let Some(buckets) = buckets
        && (buckets < 2 || buckets / 2 + 1 >= farthest)
    {
        return Err(format!(
            "position_buckets is {buckets}, and the farthest distance told apart {farthest}"
        ));
    }
    Ok(Some(Distances {
        rows: buckets.unwrap_or(farthest),
        in_buckets: buckets.is_some(),
        farthest,
        shared_maps: fields.flag_or("share_att_key", false)?,
        normalised: fields.words("norm_rel_ebd")?.contains(&"layer_norm"),
    }))
}

fn convolution(fields: &Fields, hidden_size: usize) -> Result<Option<Convolution>, ConfigError> {
    let Some(kernel) = fields.positive("conv_kernel_size", MOST_POSITIONS)? else {
        return Ok(None);
    };
    let groups = fields.count_or("conv_groups", 1, hidden_size)?;
    if kernel.is_multiple_of(2) || !hidden_size.is_multiple_of(groups) {
        return Err(ConfigError::NotRead(format!(
            "a convolution of conv_kernel_size {kernel} and conv_groups {groups} is not read"
        )));
    }
    Ok(Some(Convolution {
        kernel,
        groups,
        activation: activation_of(fields, "conv_act", Activation::Tanh)?,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a config with `more` says, the counts that matter not left out.
    fn parse(more: &str) -> Result<DebertaV2, String> {
        let json = format!(
            r#"{{"model_type":"deberta-v2","num_hidden_layers":2,"hidden_size":8,
            "intermediate_size":16,"vocab_size":10,"max_position_embeddings":512,
            "num_attention_heads":2{more}}}"#
        );
        match deberta_config(&Fields::parse(json.as_bytes())?)?.layout {
            Layout::DebertaV2(layout) => Ok(layout),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn the_published_v3_is_read() {
        // The fields of microsoft/deberta-v3-base that matter here.
        let layout = parse(
            r#","relative_attention":true,"position_buckets":256,"norm_rel_ebd":"layer_norm",
            "share_att_key":true,"pos_att_type":"p2c|c2p","max_relative_positions":-1,
            "position_biased_input":false,"type_vocab_size":0"#,
        )
        .unwrap();
        let expected = DebertaV2 {
            token_types: 0,
            embedding_size: 8,
            absolute_positions: false,
            content_to_position: true,
            position_to_content: true,
            distances: Some(Distances {
                rows: 256,
                in_buckets: true,
                farthest: 512,
                shared_maps: true,
                normalised: true,
            }),
            convolution: None,
        };
        assert_eq!(layout, expected);
    }

    #[test]
    fn what_is_left_out_is_as_transformers_has_it() {
        let layout = parse("").unwrap();
        assert_eq!((layout.distances, layout.convolution), (None, None));
        assert!(layout.absolute_positions && !layout.content_to_position);
        let layout = parse(r#","pos_att_type":["c2p"],"conv_kernel_size":3"#).unwrap();
        assert!(layout.content_to_position && !layout.position_to_content);
        let convolution = layout.convolution.unwrap();
        assert_eq!(convolution.activation, Activation::Tanh);
        assert_eq!((convolution.kernel, convolution.groups), (3, 1));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for (more, says) in [
            (r#","conv_kernel_size":4"#, "conv_kernel_size 4"),
            (r#","conv_kernel_size":3,"conv_groups":3"#, "conv_groups 3"),
            (
                r#","relative_attention":true,"position_buckets":1"#,
                "position_buckets is 1",
            ),
            (
                r#","relative_attention":true,"position_buckets":1024"#,
                "farthest distance told apart 512",
            ),
            (r#","relative_attention":"yes""#, "not true or false"),
            (r#","attention_head_size":5"#, "attention_head_size"),
            (
                r#","max_position_embeddings":16777216"#,
                "outside 1 to 65536",
            ),
            (r#","pos_att_type":7"#, "pos_att_type is 7"),
        ] {
            let error = parse(more).unwrap_err();
            assert!(error.contains(says), "{more}: {error}");
        }
    }
}
