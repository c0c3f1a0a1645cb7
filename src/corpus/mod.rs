//! Many texts: from files through the model to a folder of tables.
//!
//! A run reads the texts of its files in order, in bounded memory; the threads of `engine` put
//! them through the model in batches; each becomes a record, and the records go on in the order of
//! the texts, whoever read them. What is made of them (tables, findings) depends on the records
//! and their order alone, so the parts that several machines read join into the same bytes.
//!
//! This room knows files and threads at work; it must not know of windows or terminals.

mod aside;
mod gathered;
pub mod input;
mod kept;
mod merge;
mod outcome;
mod parallel;
mod part;
mod passes;
mod progress;
mod results;
mod run;
mod run_control;
mod settings;
mod tables;
mod whole;

pub use aside::{KeepingAside, KeptAside};
pub use gathered::Gathered;
pub use merge::{MergeError, Merged, merge};
pub use outcome::{Numbered, Outcome};
pub use parallel::{WorkerPanicked, available_threads, map_in_order};
pub use part::{PartReport, run_part};
pub use progress::RunProgress;
pub use results::Wanted;
pub use run::{CorpusError, RunEnd, Sink, run};
pub use run_control::{PreemptGuard, RunControl};
pub use settings::{CorpusSettings, Part};
pub use whole::{CorpusReport, CorpusRun, RunNews, run_into_folder};
