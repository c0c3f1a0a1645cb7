//! Flags as typed, of `corpus`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::corpus::input::{Format, InputChoice, InputError, InputFile};
use crate::corpus::{CorpusSettings, OutputOptions, Shard, available_threads};
use crate::domain::corpus::TallySettings;
use crate::domain::corpus::pairs::PairSource;
use crate::domain::frequency::FrequencySource;
use crate::domain::trace::ModelCard;
use crate::export::corpus::HAS_PARQUET;

use super::error::CommandError;
use super::input_flags::InputFlags;
use super::question_flags::{QuestionFlags, one_of};
use super::removal_flags::RemovalFlags;
use super::states_flags::StatesFlags;

/// The flags of `corpus`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct CorpusFlags {
    /// What else can be done; `None` reads files
    #[command(subcommand)]
    pub(super) action: Option<CorpusAction>,
    /// The files: .txt (a text per line), .csv or .tsv (a table), .jsonl or .json (an object per
    /// line, or an array of them), in UTF-8; how a table is written is found out and said; - reads
    /// standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The folder the results go into; what an earlier run left there is replaced
    #[arg(long, value_name = "DIR", required = true)]
    out: Option<PathBuf>,
    /// The seed of everything that is drawn at random
    #[arg(long, value_name = "N", default_value_t = CorpusSettings::SEED)]
    seed: u64,
    /// Leave out how much attention tokens receive, which takes time
    #[arg(long)]
    no_baselines: bool,
    /// Where the frequency rank of a token comes from: a list of English words, or its row in the
    /// vocabulary, a proxy for other languages
    #[arg(long, value_name = "NAME", default_value = "list", value_parser = one_of(FrequencySource::ALL, FrequencySource::name))]
    frequency: FrequencySource,
    /// How many times the texts are resampled for the intervals; 0 leaves the intervals out
    #[arg(long, value_name = "N", default_value_t = TallySettings::REPLICATES, value_parser = replicates)]
    replicates: usize,
    #[command(flatten)]
    pub(super) output: TableOutputFlags,
    #[command(flatten)]
    pub(super) states: StatesFlags,
    /// How many passes run side by side; default: as many as there are processors
    #[arg(long, value_name = "N", value_parser = threads)]
    threads: Option<usize>,
    /// Read every N-th text only, from the I-th on, and keep the records: `glassbox corpus merge`
    /// joins the parts into the same bytes as one run
    #[arg(long, value_name = "I/N", value_parser = shard)]
    pub(super) shard: Option<Shard>,
    #[command(flatten)]
    question: QuestionFlags,
    #[command(flatten)]
    effects: EffectFlags,
    #[command(flatten)]
    pairs: PairFlags,
    #[command(flatten)]
    input: InputFlags,
}

/// Which texts are compared: is it the HIGH tokens that shift, more than chance has it?
#[derive(Debug, Args)]
struct PairFlags {
    /// Compare each text with that of another column or field of its row: do HIGH tokens carry more
    /// of the shift than chance has it?
    #[arg(long, help_heading = "Pairs", requires = "second_column")]
    #[arg(conflicts_with_all = ["swaps", "split_sentences"])]
    pairs: bool,
    /// The column, by name or by number from 1, or field of the second text of --pairs
    #[arg(
        long,
        value_name = "NAME|N",
        help_heading = "Pairs",
        requires = "pairs"
    )]
    second_column: Option<String>,
    /// Compare each text with itself after one word was swapped for another of its kind and
    /// frequency; English only
    #[arg(long, help_heading = "Pairs")]
    swaps: bool,
}

/// Whether removing the HIGH tokens does more than removing others.
#[derive(Debug, Args)]
struct EffectFlags {
    /// Test by removal: does removing the HIGH tokens change the sentence embedding (or --output) more
    /// than removing as many others? Takes some hundred passes for each text
    #[arg(long, help_heading = "Removal test")]
    effects: bool,
    #[command(flatten)]
    removal: RemovalFlags,
    /// Ask where words settle: does a token become HIGH where a masked-language-model head makes up
    /// its mind? Needs a model with such a head, and takes about five times as long
    #[arg(long, help_heading = "Lens")]
    settling: bool,
}

impl PairFlags {
    fn source(&self) -> Option<PairSource> {
        if self.swaps {
            Some(PairSource::Swaps)
        } else {
            self.second_column.clone().map(PairSource::Column)
        }
    }
}

/// What else can be done with a corpus.
#[derive(Debug, Subcommand)]
pub(super) enum CorpusAction {
    /// Join the parts that --shard wrote, into the same bytes as one run
    Merge(MergeFlags),
}

/// The flags of `corpus merge`.
#[derive(Debug, Args)]
pub(super) struct MergeFlags {
    /// The folders of all parts, in any order
    #[arg(value_name = "DIR", required = true)]
    pub(super) shards: Vec<PathBuf>,
    /// The folder the results go into; what an earlier run left there is replaced
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    #[command(flatten)]
    pub(super) output: TableOutputFlags,
}

/// What is written besides the tables.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct TableOutputFlags {
    /// Write the tables of tokens and of texts as Parquet too
    #[arg(long)]
    parquet: bool,
    /// Draw no charts, which takes some seconds
    #[arg(long)]
    no_charts: bool,
}

impl TableOutputFlags {
    /// The flags as meant.
    ///
    /// # Errors
    /// Parquet in a build that has none.
    pub(super) fn options(self) -> Result<OutputOptions, CommandError> {
        if self.parquet && !HAS_PARQUET {
            return Err(CommandError::Usage(
                "this build of Glassbox writes no Parquet: build it with `cargo build --release \
                 --features parquet`, or leave out --parquet"
                    .to_owned(),
            ));
        }
        Ok(OutputOptions {
            charts: !self.no_charts,
            parquet: self.parquet,
        })
    }
}

impl CorpusFlags {
    /// The files as meant.
    ///
    /// # Errors
    /// A file of no known kind.
    pub(super) fn files(&self) -> Result<Vec<InputFile>, CommandError> {
        let files = self.files.iter();
        let files = files.map(|path| InputFile::named(path, self.input.format));
        let mut files: Vec<InputFile> = files.collect::<Result<_, _>>().map_err(input_error)?;
        let is_table = |file: &InputFile| matches!(file.format, Format::Csv | Format::Tsv);
        if self.input.format.is_none() && !files.iter().any(is_table) {
            for file in &mut files {
                if self.input.is_table_by_flags(file) {
                    file.format = Format::Tsv;
                }
            }
        }
        Ok(files)
    }

    /// The folder the results go into.
    pub(super) fn out(&self) -> Result<&PathBuf, CommandError> {
        self.out.as_ref().ok_or_else(|| {
            CommandError::Usage("no folder for the results: give --out DIR".to_owned())
        })
    }

    /// What the numbers depend on.
    ///
    /// # Errors
    /// A layer that `model` does not have.
    pub(super) fn settings(&self, model: &ModelCard) -> Result<CorpusSettings, CommandError> {
        let question = self.question.settings();
        let (choice, baselines) = (self.choice(), !self.no_baselines);
        let settings = CorpusSettings::for_model(model, &question, &choice, self.seed, baselines);
        Ok(CorpusSettings {
            frequency: self.frequency,
            replicates: self.replicates,
            pairs: self.pairs.source(),
            removal: self.effects.effects.then_some(self.effects.removal.removal),
            removal_output: self.effects.removal.output_of_model,
            settling: self.effects.settling,
            ..settings?
        })
    }

    /// The file of reference texts.
    pub(super) fn reference(&self) -> Option<&Path> {
        self.question.reference()
    }

    /// Which texts are wanted of the files.
    pub(super) fn choice(&self) -> InputChoice {
        InputChoice {
            second: self.pairs.second_column.clone(),
            ..self.input.choice()
        }
    }

    /// How many passes run side by side.
    pub(super) fn threads(&self) -> usize {
        self.threads.unwrap_or_else(available_threads)
    }
}

/// A file or column that was named wrong is wrong usage; a file that is wrong is a failure.
pub(super) fn input_error(error: InputError) -> CommandError {
    match error {
        InputError::UnknownEnding(_)
        | InputError::Folder(_)
        | InputError::NoSuchColumn { .. }
        | InputError::WhichColumn { .. }
        | InputError::NoColumns(_)
        | InputError::SameColumn { .. }
        | InputError::GivenTwice(_) => CommandError::Usage(error.to_string()),
        other => CommandError::Failed(other.to_string()),
    }
}

fn shard(typed: &str) -> Result<Shard, String> {
    let numbers = typed.split_once('/');
    let numbers = numbers.and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
    match numbers {
        Some((number, of)) if (1..=of).contains(&number) => Ok(Shard { number, of }),
        _ => Err("a part is I/N, its number from 1 and how many parts there are".to_owned()),
    }
}

fn replicates(typed: &str) -> Result<usize, String> {
    match typed.parse() {
        Ok(replicates @ 0..=100_000) => Ok(replicates),
        _ => Err("a number of replicates is a whole number from 0 to 100000".to_owned()),
    }
}

fn threads(typed: &str) -> Result<usize, String> {
    match typed.parse() {
        Ok(threads @ 1..=256) => Ok(threads),
        _ => Err("a number of threads is a whole number from 1 to 256".to_owned()),
    }
}
