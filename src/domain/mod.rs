//! The paper's maths: text facts and plain numbers in, plain numbers out.
//!
//! This room must not know of models, windows, threads, clocks or files. Its words are those of
//! the paper "Towards Explainability of SLMs by investigating Token Level Activation"
//! (arXiv 2605.22377): *activation strength*, *threshold*, *bucket*, *shift*.

mod accumulate;
pub mod alignment;
pub mod app;
pub mod attention;
pub mod characters;
pub mod corpus;
mod edit_distance;
pub mod family;
pub mod format;
pub mod frequency;
pub mod jacobian;
pub mod layer;
pub mod matching;
pub mod measure;
pub mod null_band;
pub mod paper;
pub mod permutation;
pub mod pooling;
pub mod quadrature;
pub mod reference;
pub mod reference_corpus;
pub mod removal;
pub mod shift;
pub mod shift_sums;
pub mod statistics;
pub mod strength;
pub mod strength_parts;
pub mod swap;
pub mod tagger;
pub mod threshold;
pub mod token;
pub mod token_scores;
pub mod trace;
pub mod word_class;
pub mod word_strength;
mod word_unit;
