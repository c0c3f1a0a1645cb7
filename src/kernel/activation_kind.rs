//! Which activation functions there are.

/// The activation function inside the feed-forward part of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// GELU by the error function: exact.
    Gelu,
    /// GELU by the tanh approximation.
    GeluTanh,
    /// Rectified linear unit.
    Relu,
    /// Hyperbolic tangent.
    Tanh,
    /// Exact GELU, cut at -10 and 10.
    GeluClipped,
    /// `x sigmoid(1.702 x)`.
    QuickGelu,
    /// `x sigmoid(x)`, also called swish.
    Silu,
    /// `1 / (1 + e^-x)`.
    Sigmoid,
    /// `x tanh(ln(1 + e^x))`.
    Mish,
    /// `x clamp(x + 3, 0, 6) / 6`.
    HardSwish,
    /// Rectified linear unit, cut at 6.
    Relu6,
    /// The square of the rectified linear unit.
    ReluSquared,
    /// Rectified linear unit that lets a hundredth of what is below 0 pass.
    LeakyRelu,
    /// The share of a normal distribution below `x` (Ma et al. 2022, arXiv 2209.10655).
    Laplace,
    /// The square root of `ln(1 + e^x)`.
    SqrtSoftplus,
    /// `x` itself.
    Linear,
}

impl Activation {
    /// Every activation function.
    pub const ALL: [Self; 16] = [
        Self::Gelu,
        Self::GeluTanh,
        Self::Relu,
        Self::Tanh,
        Self::GeluClipped,
        Self::QuickGelu,
        Self::Silu,
        Self::Sigmoid,
        Self::Mish,
        Self::HardSwish,
        Self::Relu6,
        Self::ReluSquared,
        Self::LeakyRelu,
        Self::Laplace,
        Self::SqrtSoftplus,
        Self::Linear,
    ];
}
