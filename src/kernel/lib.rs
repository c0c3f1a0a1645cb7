//! The encoder's arithmetic on the processor: products with weights in the layout of their file,
//! attention, activation functions and `LayerNorm`, in vectors, over a small team of threads.
//!
//! A sentence is short and a model is large, so a pass takes about as long as its weights take to
//! arrive from memory. Each weight is therefore read once, where it lies, by one thread, while the
//! ones behind it are on their way.
//!
//! **Same numbers in any company.** What a row (a token) becomes depends on that row and on the
//! weights alone, bit for bit: not on how many rows are computed with it, nor on the number of
//! threads. Every sum is taken in an order that only its own length and the [`Path`] decide.
//! Processors with another path differ by rounding.
//!
//! This package and the memory map of the weights hold all `unsafe` code of Glassbox: vector
//! instructions and tables that several threads fill have no safe form. What the package gives out
//! is safe for all arguments.
//!
//! It knows nothing of models and files: plain tables in, plain tables out.

#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the vectors that compute"
)]
#![expect(
    clippy::many_single_char_names,
    reason = "registers that are added pair by pair have no names"
)]

#[expect(
    unsafe_code,
    reason = "threads fill the columns of one table, vectors run along rows"
)]
mod affine;
mod elementwise;
#[expect(
    unsafe_code,
    reason = "vector instructions, chosen when the program runs"
)]
mod lanes;
#[expect(
    unsafe_code,
    reason = "threads fill the columns of one table, vectors run along rows"
)]
mod mix;
mod pointwise;
mod scratch;
#[expect(
    unsafe_code,
    reason = "threads that live on work with what is borrowed"
)]
mod team;
#[expect(unsafe_code, reason = "vectors run along rows")]
mod tile;

pub use affine::{Map, Panel, map};
pub use mix::{Heads, mix};
pub use pointwise::{activate, normalise_sums};
pub use scratch::Scratch;

pub use lanes::{Path, on_path};
pub use team::{on_one_thread, threads};

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

/// Why a product was refused: its tables do not fit each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("tables of numbers do not fit each other")]
pub struct Misfit;
