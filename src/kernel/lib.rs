//! The encoder's arithmetic on the processor: products with weights, attention, activation functions
//! and `LayerNorm`, in vectors, over a small pool of threads.
//!
//! A sentence is short and a model is large, so a pass takes about as long as its weights take to
//! arrive from memory. Each weight is therefore read once, in as many bytes as its file has for it,
//! by one thread, while the ones behind it are on their way. Weights that are used again and again are
//! [packed](PackedWeights) once, in the order in which they are read.
//!
//! **The same numbers in any batch.** What a row (a token) becomes depends on that row and on the
//! weights alone, bit for bit: not on how many rows are computed with it, nor on the number of
//! threads. Every sum is taken in an order that only its own length decides. Processors that round
//! a multiply-add twice differ by rounding from those that round it once.
//!
//! This package and the memory map of the weights hold all `unsafe` code of Glassbox: vector
//! instructions and tables that several threads fill have no safe form. What the package exports is
//! safe to call with any arguments.
//!
//! It knows nothing of models and files: tables of numbers in, tables of numbers out.

#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the vectors that compute"
)]
#![expect(
    clippy::many_single_char_names,
    reason = "registers that are added pair by pair have no names"
)]

// What an encoder computes.
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

mod activation;
mod activation_kind;
mod elementwise;
mod layer_norm;
mod logits;
mod packed;

// What small changes of the input do to it.
mod tangents;

// What that is made of.
#[expect(unsafe_code, reason = "vectors run along rows")]
mod panel;
#[expect(unsafe_code, reason = "vectors run along rows")]
mod products;
#[expect(unsafe_code, reason = "vectors run along rows")]
mod tile;

mod math;

// What computes.
mod simd;

#[expect(
    unsafe_code,
    reason = "threads that live on work with what is borrowed"
)]
mod thread_pool;

mod pieces;
mod sync;

// What it is measured against.
mod peak;

// What it computes with.
mod error;
mod matrix;
mod pages;
mod scratch;
#[expect(unsafe_code, reason = "threads fill parts of one table")]
mod shared_output;
mod stored;

pub use activation::activate;
pub use activation_kind::Activation;
pub use attention::{Heads, Scores, attention};
pub use error::ShapeMismatch;
pub use layer_norm::layer_norm;
pub use linear::{Linear, Weights, linear};
pub use logits::{LogitSummary, summarise_logits};
pub use matrix::MatrixView;
pub use packed::PackedWeights;
pub use peak::multiply_adds;
pub use pieces::in_parallel;
pub use scratch::Scratch;
pub use simd::{SimdLevel, with_simd_level};
pub use stored::{StoredNumbers, all_finite, floats_from_bf16, floats_from_f16, floats_from_f32};
pub use tangents::TangentLayout;
pub use tangents::activation::activation_slopes;
pub use tangents::attention::{AttentionPoint, attention_tangents};
pub use tangents::norm::{NormPoint, layer_norm_tangents};
pub use tangents::rows::{gated_tangents, scale_tangents};
pub use thread_pool::{on_one_thread, threads};
