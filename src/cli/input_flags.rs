//! Flags as typed, of which texts are wanted of a file.

use clap::Args;

use crate::corpus::input::{Format, InputChoice, InputFile};

use super::question_flags::one_of;
use super::read_as_flags::ReadAsFlags;

/// Which texts are wanted of the files.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(super) struct InputFlags {
    /// The column of .csv and .tsv by its name, or by its number from 1; default: the only one, or
    /// one called text, sentence or prompt; without a header the only one with sentences
    #[arg(long, value_name = "NAME|N")]
    column: Option<String>,
    /// The field of .jsonl; default: one called text, sentence or prompt, or the only text, or the
    /// only one with sentences
    #[arg(long, value_name = "NAME")]
    field: Option<String>,
    #[command(flatten)]
    read_as: ReadAsFlags,
    /// How all files are read, whatever their names end in
    #[arg(long, value_name = "NAME", value_parser = one_of(Format::ALL, Format::name))]
    pub(super) format: Option<Format>,
    /// Make every sentence a text of its own
    #[arg(long)]
    pub(super) split_sentences: bool,
    /// Leave out texts that were there before; without this they are counted
    #[arg(long)]
    pub(super) skip_duplicates: bool,
}

impl InputFlags {
    /// The flags as meant.
    pub(super) fn choice(&self) -> InputChoice {
        InputChoice {
            column: self.column.clone(),
            field: self.field.clone(),
            read_as: self.read_as.read_as(),
            second: None,
            split_sentences: self.split_sentences,
            skip_duplicates: self.skip_duplicates,
        }
    }

    /// Whether the flags are of a table where the ending of `file` says that it has a text per
    /// line, and no other file is meant.
    pub(super) fn is_table_by_flags(&self, file: &InputFile) -> bool {
        file.format == Format::Lines
            && (self.read_as.is_of_table() || (self.column.is_some() && file.is_tabbed()))
    }
}
