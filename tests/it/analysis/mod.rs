//! Questions and their answers, from the library.

mod chance_permutation;
mod comparison;
mod drift;
mod match_models;
mod matching;
mod measures;
mod model_comparison;
mod null;
mod null_reference;
mod paper_report;
