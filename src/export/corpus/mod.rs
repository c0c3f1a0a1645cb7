//! What is written of a corpus: a folder of files that appear all together or not at all; in it the
//! tables of tokens and texts, written row by row as the texts are read, and what was found.

mod estimate_json;
mod findings_data;
mod findings_display;
mod findings_files;
mod folder;
mod pairs;
mod pairs_json;
mod pairs_table;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
mod parquet_disabled;
mod removal_json;
mod removal_table;
mod scored_text;
mod summary;
mod summary_json;
mod texts;
mod tokens;

#[cfg(feature = "parquet")]
pub use self::parquet::ParquetTables;
pub use findings_display::table_from_findings;
pub use findings_files::{FINDINGS_FILES, REMOVAL_FILE, files_from_findings};
pub use folder::{FolderFile, OutputFolder};
pub use pairs::PairsTable;
pub use pairs_table::table_from_pairs;
#[cfg(not(feature = "parquet"))]
pub use parquet_disabled::ParquetTables;
pub use removal_table::table_from_removal;
pub use scored_text::{ScoredText, TableSettings};
pub use summary::{CorpusSummary, SummarySettings};
pub use texts::TextsTable;
pub use tokens::TokensTable;

/// Whether this build writes Parquet.
pub const HAS_PARQUET: bool = cfg!(feature = "parquet");
