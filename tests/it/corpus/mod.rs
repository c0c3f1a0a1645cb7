//! Many texts, from files to a folder of tables.

mod dialects;
mod faults;
mod input;
mod json;
mod pairs;
mod parquet;
mod run;
mod search;
mod shards;
mod summary;
mod tables;

pub(crate) use tables::{Sandbox, TEXTS, rows};
