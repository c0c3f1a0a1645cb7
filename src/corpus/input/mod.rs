//! From files to texts, in bounded memory however large the files and their rows are. How a file
//! is written is found out from its beginning, unless it is said.

mod columns;
mod decoded;
mod dialect;
mod elements;
mod error;
mod files;
mod foreign;
mod header;
mod json;
mod lines;
mod object_rows;
mod objects;
mod preview;
mod row;
mod rows;
mod sniff;
mod source;
mod table;
mod table_rows;
mod texts;

pub use dialect::{DELIMITERS, Quoting, ReadAs, TextEncoding, delimiter_name, delimiter_named};
pub use error::InputError;
pub use files::{Format, InputChoice, InputFile};
pub use foreign::Foreign;
pub use preview::{PREVIEW_ROWS, Preview, PreviewColumn, preview};
pub use texts::{CorpusText, Texts, sentences};
