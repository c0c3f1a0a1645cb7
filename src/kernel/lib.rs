//! The encoder's arithmetic on the processor: products with weights in the layout of their file,
//! attention, activation functions and `LayerNorm`, in vectors, over a small team of threads.
//!
//! A sentence is short and a model is large, so a pass takes about as long as its weights take to
//! arrive from memory. Each weight is therefore read once, where it lies, by one thread, while the
//! ones behind it are on their way.
//!
//! **Same numbers in any company.** What a row (a token) becomes depends on that row and on the
//! weights alone, bit for bit: not on how many rows are computed with it, nor on the number of
//! threads. Every sum is taken in an order that only its own length and the [`SimdLevel`] decide.
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
mod attention;
#[expect(
    unsafe_code,
    reason = "threads fill the columns of one table, vectors run along rows"
)]
mod linear;
mod pointwise;
mod scratch;
#[expect(
    unsafe_code,
    reason = "vector instructions, chosen when the program runs"
)]
mod simd;
#[expect(
    unsafe_code,
    reason = "threads that live on work with what is borrowed"
)]
mod thread_pool;
#[expect(unsafe_code, reason = "vectors run along rows")]
mod tile;

pub use attention::{Heads, attention};
pub use linear::{Linear, MatrixView, linear};
pub use pointwise::{activate, layer_norm};
pub use scratch::Scratch;

pub use simd::{SimdLevel, with_simd_level};
pub use thread_pool::{on_one_thread, threads};

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
}

/// Why a product was refused: its tables do not fit each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("tables of numbers do not fit each other")]
pub struct ShapeMismatch;
