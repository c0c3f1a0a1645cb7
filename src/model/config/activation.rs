//! The names of activation functions, those of transformers' `ACT2FN`.

use super::Activation;
use super::error::ConfigError;
use super::fields::Fields;

/// The activation function that the field `name` names.
pub(super) fn activation_of(
    fields: &Fields,
    name: &str,
    default: Activation,
) -> Result<Activation, ConfigError> {
    Ok(match fields.text(name)? {
        None => default,
        Some("gelu" | "gelu_python") => Activation::Gelu,
        Some(
            "gelu_new" | "gelu_fast" | "gelu_pytorch_tanh" | "gelu_python_tanh" | "gelu_accurate",
        ) => Activation::GeluTanh,
        Some("gelu_10") => Activation::GeluClipped,
        Some("quick_gelu") => Activation::QuickGelu,
        Some("silu" | "swish") => Activation::Silu,
        Some("sigmoid") => Activation::Sigmoid,
        Some("mish") => Activation::Mish,
        Some("hardswish") => Activation::HardSwish,
        Some("relu") => Activation::Relu,
        Some("relu2") => Activation::ReluSquared,
        Some("relu6") => Activation::Relu6,
        Some("leaky_relu") => Activation::LeakyRelu,
        Some("laplace") => Activation::Laplace,
        Some("sqrtsoftplus") => Activation::SqrtSoftplus,
        Some("linear") => Activation::Linear,
        Some("tanh") => Activation::Tanh,
        Some(other) => return Err(ConfigError::not_read(name, other)),
    })
}
