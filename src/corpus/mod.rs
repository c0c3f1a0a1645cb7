//! Many texts: from files through the model to a folder of tables.
//!
//! A run reads the texts of its files in order, in bounded memory; several threads put them through
//! the model in batches; each becomes a record, and the records go on in the order of the texts,
//! whichever thread read them. What is made of them (tables, findings) depends on the records and
//! their order alone, so the shards that several machines read join into the same bytes.
//!
//! This room knows files and threads; it must not know of windows or terminals.

mod accumulator;
mod batching;
mod cache_folder;
mod error;
mod folder_run;
pub mod input;
mod live_run;
mod merge;
mod outcome;
mod output;
mod parallel;
mod progress;
mod record_file;
pub mod reference;
mod run;
mod run_control;
pub mod search;
mod settings;
mod shard;
mod spool;
mod states_output;
mod tables;
mod waiting_states;

pub use accumulator::{CorpusAccumulator, CorpusReport};
pub use error::{CorpusError, MergeError};
pub use folder_run::run_into_folder;
pub use live_run::{FinishedRun, LiveInput, LiveRun, PartialFindings, RunStage, RunStatus};
pub use merge::{Merged, merge};
pub use outcome::{IndexedOutcome, Outcome, Sink};
pub use output::results_in;
pub use parallel::{WorkerPanicked, available_threads, map_in_order};
pub use progress::{RunEvent, RunProgress};
pub use run::{CorpusRun, MAX_TEXTS_HELD, RunEnd};
pub use run_control::{PreemptGuard, RunControl};
pub use settings::{CorpusSettings, OutputOptions, Shard};
pub use shard::{ShardReport, run_shard};
pub use spool::{Spool, SpooledRun};
pub use waiting_states::WaitingStates;
