//! Integration tests: the library as its callers see it, and the real program, a folder per room.
//!
//! Nothing here needs a network, a home folder or a clock, and nothing sleeps.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a helper that finds its fixture broken stops the test; what was measured is printed"
)]

mod analysis;
mod architecture;
mod asking;
mod charts;
mod cli;
mod corpus;
mod disk;
mod domain;
mod engine;
mod export;
mod fixtures;
mod fuzz;
mod glossary;
mod golden;
mod hub;
mod kernel;
mod model;
mod packaging;
mod window;
