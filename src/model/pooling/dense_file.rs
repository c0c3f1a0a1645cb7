//! The files of a dense layer: its `config.json`, and its numbers beside it.

use crate::domain::pooling::{DenseActivation, DenseLayer};

use super::super::ModelError;
use super::super::config::Fields;
use super::super::file_names::{CONFIG, WEIGHTS};
use super::super::folder::ModelFolder;
use super::super::folder_weights::weights_of_file;
use super::super::quoted::quoted;
use super::super::randomized::RandomizedModel;
use super::faults::{bad, unread};

/// The widest layer that is read.
const WIDEST: usize = 1 << 16;

/// What a layer may be given: what is pooled, or each token.
const OF_POOLED: &str = "sentence_embedding";
const OF_TOKENS: &str = "token_embeddings";

/// What the files say.
pub(super) struct DenseFile {
    pub(super) layer: DenseLayer,
    /// Whether it is for each token, and not for the pooled vector.
    pub(super) of_tokens: bool,
    pub(super) notes: Vec<String>,
}

/// Reads the files in `folder`; the layer is for each token where it does not say and
/// `of_tokens` does.
///
/// # Errors
/// A file is missing or damaged, or asks for what is not computed.
pub(super) fn read(
    folder: &ModelFolder,
    of_tokens: bool,
    randomized: Option<RandomizedModel>,
) -> Result<DenseFile, ModelError> {
    let place = folder.place(CONFIG);
    if !folder.has(CONFIG) {
        return Err(folder.missing(CONFIG));
    }
    let fields = Fields::parse(&folder.read(CONFIG)?);
    let fields = fields.map_err(|reason| bad(&place, reason))?;
    let shape = Shape::read(&fields, of_tokens, &place)?;
    if !folder.has(WEIGHTS) {
        return Err(folder.without_weights(WEIGHTS));
    }
    let mut weights = weights_of_file(folder, WEIGHTS)?.with_randomized(randomized);
    let (inputs, outputs) = (shape.inputs, shape.outputs);
    let weight = weights.numbers("linear.weight", &[outputs, inputs])?;
    let bias = if shape.has_bias {
        Some(weights.numbers("linear.bias", &[outputs])?.into_vec())
    } else {
        None
    };
    Ok(DenseFile {
        layer: DenseLayer {
            weight: weight.into_vec(),
            bias,
            inputs,
            activation: shape.activation,
        },
        of_tokens: shape.of_tokens,
        notes: unread(&place, &fields).into_iter().collect(),
    })
}

/// What the configuration says.
struct Shape {
    inputs: usize,
    outputs: usize,
    has_bias: bool,
    activation: DenseActivation,
    of_tokens: bool,
}

impl Shape {
    fn read(fields: &Fields, of_tokens: bool, place: &str) -> Result<Self, ModelError> {
        let damaged = |reason: String| bad(place, reason);
        let refused = |reason: String| ModelError::HeadNotRead {
            place: place.to_owned(),
            reason,
        };
        if fields.flag_or("use_residual", false).map_err(damaged)? {
            return Err(refused("use_residual".to_owned()));
        }
        let usual = if of_tokens { OF_TOKENS } else { OF_POOLED };
        let input = fields.text("module_input_name").map_err(damaged)?;
        let input = input.unwrap_or(usual);
        let output = fields.text("module_output_name").map_err(damaged)?;
        if ![OF_POOLED, OF_TOKENS].contains(&input) || output.is_some_and(|output| output != input)
        {
            let output = output.unwrap_or(input);
            return Err(refused(format!(
                "a dense layer from {} to {}",
                quoted(input),
                quoted(output)
            )));
        }
        let activation = fields.text("activation_function").map_err(damaged)?;
        Ok(Self {
            inputs: fields.count("in_features", WIDEST).map_err(damaged)?,
            outputs: fields.count("out_features", WIDEST).map_err(damaged)?,
            has_bias: fields.flag_or("bias", true).map_err(damaged)?,
            activation: match activation {
                // What the library takes where the file does not say.
                None => DenseActivation::Tanh,
                Some(class) => activation_of(class)
                    .ok_or_else(|| refused(format!("activation_function {}", quoted(class))))?,
            },
            of_tokens: input == OF_TOKENS,
        })
    }
}

/// The function of a class of torch.
fn activation_of(class: &str) -> Option<DenseActivation> {
    let name = class.strip_prefix("torch.nn.")?;
    Some(match name.rsplit('.').next()? {
        "Identity" => DenseActivation::Identity,
        "Tanh" => DenseActivation::Tanh,
        "ReLU" => DenseActivation::Relu,
        "Sigmoid" => DenseActivation::Sigmoid,
        "SiLU" => DenseActivation::Silu,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> Result<Shape, String> {
        let fields = Fields::parse(text.as_bytes()).unwrap();
        Shape::read(&fields, false, "config.json").map_err(|error| error.to_string())
    }

    #[test]
    fn a_layer_is_read_as_sentence_transformers_writes_it() {
        let read = shape(
            r#"{"in_features": 64, "out_features": 16, "bias": false,
                "activation_function": "torch.nn.modules.linear.Identity",
                "module_input_name": "sentence_embedding",
                "module_output_name": "sentence_embedding"}"#,
        )
        .unwrap();
        assert_eq!((read.inputs, read.outputs), (64, 16));
        assert_eq!(read.activation, DenseActivation::Identity);
        assert!(!read.has_bias && !read.of_tokens);
        let bare = shape(r#"{"in_features": 2, "out_features": 3}"#).unwrap();
        assert_eq!(bare.activation, DenseActivation::Tanh);
        assert!(bare.has_bias);
    }

    #[test]
    fn what_is_not_computed_is_refused_by_name() {
        for (field, reason) in [
            (
                r#""activation_function": "torch.nn.modules.activation.GELU""#,
                "activation.GELU",
            ),
            (r#""activation_function": "mine.Tanh""#, "mine.Tanh"),
            (r#""use_residual": true"#, "use_residual"),
            (
                r#""module_input_name": "cls""#,
                "a dense layer from cls to cls",
            ),
            (r#""in_features": 0"#, "in_features is 0"),
        ] {
            let text = format!(r#"{{"in_features": 2, "out_features": 3, {field}}}"#);
            let error = shape(&text).err().unwrap();
            assert!(error.contains(reason) && !error.contains('\n'), "{error}");
        }
    }
}
