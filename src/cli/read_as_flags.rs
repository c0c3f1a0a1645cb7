//! Flags as typed, of how files of texts are written.

use clap::Args;

use crate::corpus::input::{Quoting, ReadAs, TextEncoding, delimiter_named};

/// What is said of how files are written; the rest is found out.
#[derive(Debug, Args)]
pub(super) struct ReadAsFlags {
    /// What is between the fields of .csv and .tsv: one character, or tab; default: found out of
    /// comma, semicolon, tab, bar and Excel's line sep=
    #[arg(long, value_name = "C|tab", value_parser = delimiter_named)]
    delimiter: Option<u8>,
    /// How fields of .csv and .tsv are quoted: by one character that is doubled within, backslash
    /// (\" within "), or none; default: found out
    #[arg(long, value_name = "C|backslash|none")]
    quote: Option<Quoting>,
    /// The first row of .csv and .tsv is a text like any other; default: found out
    #[arg(long)]
    no_header: bool,
    /// The first row of .csv and .tsv names the columns, whatever it looks like
    #[arg(long, conflicts_with = "no_header")]
    header: bool,
    /// How all files are encoded: windows-1252, latin1, utf-16, gb18030 and the like; default:
    /// UTF-8, and what is not is refused
    #[arg(long, value_name = "NAME")]
    encoding: Option<TextEncoding>,
}

impl ReadAsFlags {
    /// Whether they say how a table is written.
    pub(super) fn is_of_table(&self) -> bool {
        let said = self.read_as();
        said.delimiter.is_some() || said.quoting.is_some() || said.header.is_some()
    }

    /// The flags as meant.
    pub(super) fn read_as(&self) -> ReadAs {
        let header = self.header || self.no_header;
        ReadAs {
            encoding: self.encoding,
            delimiter: self.delimiter,
            quoting: self.quote,
            header: header.then_some(self.header),
        }
    }
}
