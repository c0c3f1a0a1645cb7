//! Integration tests: the library as its callers see it, and the real program, a module a room.
//!
//! Nothing here needs a network, a home folder or a clock, and nothing sleeps.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a helper that finds its fixture broken stops the test; what was measured is printed"
)]

mod alignment;
mod architecture;
mod attention;
mod charts;
mod command_line;
mod command_line_compare;
mod command_line_figures;
mod comparison;
mod corpus;
mod corpus_charts;
mod corpus_dialects;
mod corpus_faults;
mod corpus_input;
mod corpus_json;
mod corpus_pairs;
mod corpus_parquet;
mod corpus_run;
mod corpus_shards;
mod corpus_summary;
mod corpus_window;
mod drift;
mod engine;
mod families;
mod family_tokens;
mod figures;
mod fixtures;
mod hub;
mod hub_command_line;
mod hub_faults;
mod hub_server;
mod model_comparison;
mod model_files;
mod model_numbers;
mod pairs;
mod paper;
mod paper_report;
mod paths;
mod published;
mod quantiles;
mod relative_families;
mod second_oracle;
mod statistics;
mod tagger;
mod texts;
mod tokenizer_files;
mod weight_shards;
mod window;
