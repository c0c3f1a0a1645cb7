//! What is written of a corpus: a folder of files that appear all together or not at all; in it the
//! tables of tokens and texts, written row by row as the texts are read, and what was found.

#[cfg(feature = "parquet")]
mod columnar;
mod findings_data;
mod findings_display;
mod folder;
mod judged;
#[cfg(not(feature = "parquet"))]
mod no_columnar;
mod pairs;
mod pairs_json;
mod pairs_table;
mod summary;
mod summary_json;
mod texts;
mod tokens;

#[cfg(feature = "parquet")]
pub use columnar::ParquetTables;
pub use findings_display::table_from_findings;
pub use folder::{FolderFile, OutputFolder};
pub use judged::{JudgedText, TableSettings};
#[cfg(not(feature = "parquet"))]
pub use no_columnar::ParquetTables;
pub use pairs::PairsTable;
pub use pairs_table::table_from_pairs;
pub use summary::{CorpusSummary, FINDINGS_FILES, SummarySettings, files_from_findings};
pub use texts::TextsTable;
pub use tokens::TokensTable;

/// Whether this build writes Parquet.
pub const HAS_PARQUET: bool = cfg!(feature = "parquet");
