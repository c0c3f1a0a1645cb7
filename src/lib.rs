//! Glassbox: see which tokens light up inside BERT.
//!
//! The number shown is the *activation strength*: the L2 norm of a token's hidden state at one
//! layer, as in "Towards Explainability of SLMs by investigating Token Level Activation"
//! (arXiv 2605.22377). Layer 0 is the output of the embeddings, Layer 8 is `hidden_states[8]` of
//! Hugging Face transformers.
//!
//! # Use
//! A [`Question`] is plain data, a [`Model`] measures its texts, and the [`Answer`] is a function of
//! both. [`ask`] does all of it on the calling thread:
//!
//! ```
//! use glassbox::{AnalysisSettings, Cancel, Model, Question, ask};
//!
//! let model = Model::embedded()?;
//! let settings = AnalysisSettings { layer: Some(6), ..AnalysisSettings::default() };
//! let question = Question::analyze("Who is the prime minister of Canada?").with(settings);
//! let answer = ask(&[&model], &question, &Cancel::never())?;
//! let analysis = answer.analysis().expect("one text was asked about");
//! for (token, strength) in analysis.traced.tokens.iter().zip(analysis.strengths()) {
//!     println!("{} {strength}", token.shown);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | to | see |
//! |---|---|
//! | read another model, from a folder or the hub | [`ModelSource::named`], [`Model::load`] |
//! | have the hidden states themselves | [`Model::trace`], [`export::StatesFile`] |
//! | compare texts, instructions or models | the other questions of [`Question`] and [`Asked`] |
//! | write tables and JSON | [`export::text()`] |
//! | draw charts as SVG or PNG | [`export::figure`] |
//! | read many texts | [`corpus::run_into_folder`], [`corpus::CorpusRun`] |
//!
//! `examples` has whole programs. All that follows is for who changes Glassbox.
//!
//! # Rooms
//! | room | for | names |
//! |---|---|---|
//! | [`disk`] | every write: files that appear whole or not at all | |
//! | [`domain`] | the paper's maths: text facts and numbers in and out | |
//! | [`model`] | encoders: files, tokens, the forward pass | disk, domain |
//! | [`analysis`] | the questions and their answers, as plain data and pure functions | domain |
//! | [`glossary`] | what every word of the trade means | |
//! | [`charts`] | pictures-to-be as plain data, and their colours | analysis, domain |
//! | [`engine`] | waiting: worker threads that measure and answer | analysis, domain, model |
//! | [`export`] | answers to tables and text, charts to SVG, PNG and PDF, files of both | analysis, charts, disk, domain, model |
//! | [`corpus`] | many texts: from files through the model to a folder of tables | analysis, disk, domain, export, model |
//! | `paint` | chart data to egui, words explained, and the theme | charts, domain, glossary |
//! | [`cli`] | the command line | analysis, charts, corpus, disk, domain, engine, export, model |
//! | [`ui`] | the window | analysis, charts, corpus, disk, domain, engine, export, glossary, model, paint |
//! | [`door`] | what was typed: the window or a command | cli, domain, model, ui |
//! | `main` | the program | door |
//!
//! Arrows: a room names the rooms in its last column and no others, each of them stands above it,
//! and no files of one room use each other in a circle, but those that ask the list of views.
//!
//! # Invariants
//! 1. `domain` and `charts` are pure: no candle, egui, threads, clock, files. Same input, same
//!    output.
//! 2. Only `model` names candle, tokenizers and safetensors, and of it only `model/hub/client`
//!    names `hf_hub` and what speaks HTTP. A tensor never leaves `model`; plain tables do.
//!    Vectors, the threads that compute a pass and their `unsafe` code are in `src/kernel`, a
//!    package of its own, `glassbox_kernel`, which only `model` names.
//! 3. Only `paint` and `ui` name egui; only `paint` names `egui_plot`; only `export` names resvg and krilla.
//!    `engine` wakes the window through a closure.
//! 4. The window's thread never waits: no model call and no file read inside a frame. Views draw
//!    and send actions; only `ui::app` has the whole app.
//! 5. Every answer carries the request it answers; an older answer never replaces a newer one.
//! 6. No network unless the user asked for a model by name, in the window or on the command
//!    line; a model that is in the shared cache is used without a request.
//! 7. The window and the command line share `analysis`, `engine`, `corpus`, `charts` and `export`.
//! 8. Only `disk` makes, writes, moves or removes a file.
//! 9. What is held of a corpus is bounded: the row that is being read (at most 1 MiB of it), at most
//!    8,192 texts between it and the results, a sample of 50,000 tokens, and counts for each entry
//!    of the vocabulary. One thing grows: to know duplicates, a hash of 64 bits for each different
//!    text is kept in memory. A search is no corpus run: it holds its passages and their
//!    embeddings, at most 500,000 of them.
//!
//! The tests in `tests/it/architecture` hold the table and what can be read off the source.
//!
//! # Features
//! - `hub`: models of the Hugging Face hub, the shared cache and the download into it.
//! - `cli`: [`cli`], the command line.
//! - `window`: [`ui`], the window; it offers models to download, so `hub` comes with it.
//! - `parquet`: tables of a corpus run as Parquet files too.
//! - `accelerate`, `cuda`, `metal`, `mkl`: the library or the graphics card that computes.
//!
//! The first three are on unless left out. Without them the library reads the embedded model and
//! folders, and refuses a model of the hub in one line.

pub mod analysis;
pub mod charts;
#[cfg(feature = "cli")]
pub mod cli;
pub mod corpus;
pub mod disk;
pub mod domain;
#[cfg(all(feature = "cli", feature = "window"))]
pub mod door;
pub mod engine;
pub mod export;
pub mod glossary;
pub mod model;
#[cfg(feature = "window")]
mod paint;
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
