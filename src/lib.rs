//! Glassbox: see which tokens light up inside BERT.
//!
//! The number shown is the *activation strength*: the L2 norm of a token's hidden state at one
//! layer, as in "Towards Explainability of SLMs by investigating Token Level Activation"
//! (arXiv 2605.22377). Layer 0 is the output of the embeddings, Layer 8 is `hidden_states[8]` of
//! Hugging Face transformers.
//!
//! # Rooms
//! | room | for |
//! |---|---|
//! | [`domain`] | the paper's maths: text facts and numbers in and out |
//! | [`model`] | encoders: files, tokens, the forward pass |
//! | [`analysis`] | the questions, as plain blocking calls |
//! | [`engine`] | waiting: one worker thread around the questions |
//! | [`corpus`] | many texts: from files through the model to a folder of tables |
//! | [`charts`] | pictures-to-be as plain data, and their colours |
//! | [`paint`] | chart data to egui, and the theme |
//! | [`export`] | results to JSON, CSV and tables, charts to SVG and PNG, and the atomic write |
//! | [`ui`] | the window |
//! | [`cli`] | the command line |
//!
//! # Invariants
//! 1. `domain` and `charts` are pure: no candle, egui, threads, clock, files. Same input, same
//!    output.
//! 2. Only `model` names candle, tokenizers and safetensors, and of it only `model::hub` names
//!    `hf_hub` and what speaks HTTP. A tensor never leaves `model`; plain tables do.
//!    Vectors, the threads that compute a pass and their `unsafe` code are in `src/kernel`, a
//!    package of its own, `glassbox_kernel`, which only `model` names.
//! 3. Only `paint` and `ui` name egui; only `paint` names `egui_plot`; only `export` names resvg.
//!    `engine` wakes the window through a closure.
//! 4. The window's thread never waits: no model call and no file read inside a frame.
//! 5. Every answer carries the request it answers; an older answer never replaces a newer one.
//! 6. No network unless the user asked for a model by name, in the window or on the command
//!    line; a model that is in the shared cache is used without a request.
//! 7. The window and the command line share `analysis`, `corpus`, `charts` and `export`.
//! 8. What is held of a corpus is bounded: the row that is being read (at most 1 MiB), at most 8,192
//!    texts between it and the results, a sample of 50,000 tokens, and counts for each entry of the
//!    vocabulary. One thing grows: to know duplicates, a hash of 64 bits for each different text.
//!
//! Arrows: `main → ui, cli`; `ui → engine, paint, export, corpus`; `cli → analysis, export, corpus`;
//! `corpus → analysis, export`; `engine → analysis → model → domain`;
//! `paint, export → charts → analysis, domain`. The test `architecture` holds them.

pub mod analysis;
pub mod charts;
#[cfg(feature = "cli")]
pub mod cli;
pub mod corpus;
pub mod domain;
pub mod engine;
pub mod export;
pub mod model;
#[cfg(feature = "window")]
pub mod paint;
#[cfg(feature = "window")]
pub mod ui;

pub use analysis::{AnalysisSettings, Answer, Asked, ComparisonSettings, Question};
pub use engine::{AskError, ask};
pub use model::{Cancel, Loading, Model, ModelError, ModelSource};

/// The programs in the README and the guide, compiled and run as tests.
#[cfg(doctest)]
mod readme {
    #[doc = include_str!("../README.md")]
    struct Readme;

    #[doc = include_str!("../GUIDE.md")]
    struct Guide;
}
