//! What is written of a corpus: a folder of files that appear all together or not at all, and the
//! tables in it, written row by row as the texts are read.

mod folder;
mod judged;
mod table;
mod texts;
mod tokens;

pub use folder::{FolderFile, OutputFolder};
pub use judged::{JudgedText, TableSettings};
pub use table::table_from_findings;
pub use texts::TextsTable;
pub use tokens::TokensTable;
