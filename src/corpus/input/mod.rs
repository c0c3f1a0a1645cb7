//! From files to texts, in bounded memory however large the files and their rows are.

mod error;
mod files;
mod lines;
mod preview;
mod rows;
mod source;
mod table;
mod texts;

pub use error::{Encoding, InputError};
pub use files::{Format, InputChoice, InputFile};
pub use preview::{PREVIEW_ROWS, Preview, PreviewColumn, preview};
pub use texts::{CorpusText, Texts, sentences};
