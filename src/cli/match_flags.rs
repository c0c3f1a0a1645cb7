//! Flags as typed, of `match`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::analysis::{AnalysisSettings, MatchMethod, MatchSettings};
use crate::charts::{ChartDef, Subject};
use crate::corpus::input::{Format, InputFile};
use crate::domain::pooling::PoolingMode;

use super::corpus_flags::input_error;
use super::error::CommandError;
use super::input_flags::InputFlags;
use super::output_flags::OutputFlags;
use super::question_flags::{chart_of, layer, one_of};

/// The flags of `match`.
#[derive(Debug, Args)]
pub struct MatchFlags {
    /// The first text, or the query of --against; - reads standard input
    #[arg(value_name = "TEXT_A", allow_negative_numbers = true)]
    pub(super) text_a: String,
    /// The second text; - reads standard input
    #[arg(
        value_name = "TEXT_B",
        allow_negative_numbers = true,
        required_unless_present = "against",
        conflicts_with = "against"
    )]
    pub(super) text_b: Option<String>,
    /// How the similarity is split over pairs of tokens: exact, at the output; jacobians, at
    /// --layer and through the layers above; maxsim, each token with its like
    #[arg(long, value_name = "NAME", default_value = "exact", value_parser = one_of(MatchMethod::ALL, MatchMethod::name))]
    method: MatchMethod,
    /// The layer of --method jacobians, 0..L; default: the paper's depth, Layer 8 of 12
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = layer)]
    layer: Option<usize>,
    /// Points at which --method jacobians takes them; 0 adds them until the residual is under 1
    /// % of the score
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = steps)]
    steps: usize,
    /// How tokens become an embedding; default: what the model's files say, else the mean
    #[arg(long, value_name = "NAME", value_parser = one_of(PoolingMode::ALL, PoolingMode::name))]
    pooling: Option<PoolingMode>,
    /// The prompt of the model that is put before the first text or the query, by its name, for
    /// example query
    #[arg(long, value_name = "NAME")]
    pub(super) prompt_a: Option<String>,
    /// The prompt that is put before the second text or each passage, for example passage
    #[arg(long, value_name = "NAME")]
    pub(super) prompt_b: Option<String>,
    /// How many random texts of the sample corpus take the place of B; 0 leaves them out
    #[arg(long, value_name = "K", default_value_t = MatchSettings::NULL_TEXTS, value_parser = null)]
    null: usize,
    /// The seed of the random texts
    #[arg(long, value_name = "N", default_value_t = MatchSettings::SEED)]
    seed: u64,
    /// Leave out no word in turn, which takes a pass for each
    #[arg(long)]
    no_leave_one_out: bool,
    /// The chart that is drawn
    #[arg(long, value_name = "NAME", default_value = "matrix", value_parser = chart_of(Subject::Match))]
    pub(super) chart: &'static dyn ChartDef,
    #[command(flatten)]
    pub(super) search: SearchFlags,
    #[command(flatten)]
    pub(super) output: OutputFlags,
}

impl SearchFlags {
    /// The file as meant.
    ///
    /// # Errors
    /// A file of no known kind.
    pub(super) fn file(&self, path: &Path) -> Result<InputFile, CommandError> {
        if path == Path::new(SAMPLE) && !path.exists() {
            return Ok(InputFile::sample());
        }
        let mut file = InputFile::named(path, self.input.format).map_err(input_error)?;
        if self.input.format.is_none() && self.input.is_table_by_flags(&file) {
            file.format = Format::Tsv;
        }
        Ok(file)
    }
}

/// What the corpus that comes with the program is called.
const SAMPLE: &str = "sample";

/// Where the query is looked for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Search")]
pub(super) struct SearchFlags {
    /// Rank the passages of a file against the query, and explain the best: .txt, .csv, .tsv,
    /// .jsonl or .json; `sample` is the corpus that comes with the program
    #[arg(long, value_name = "FILE")]
    pub(super) against: Option<PathBuf>,
    /// How many passages are shown and explained
    #[arg(long, value_name = "K", default_value_t = 10, requires = "against", value_parser = top)]
    pub(super) top: usize,
    #[command(flatten)]
    pub(super) input: InputFlags,
}

impl MatchFlags {
    /// The flags as meant.
    ///
    /// # Errors
    /// A flag of one method beside another.
    pub(super) fn settings(&self) -> Result<MatchSettings, CommandError> {
        let of_jacobians = [
            ("--layer", self.layer.is_some()),
            ("--steps", self.steps > 0),
        ];
        let lost = of_jacobians.into_iter().find(|&(_, given)| given);
        if let Some((flag, _)) = lost.filter(|_| self.method != MatchMethod::Jacobians) {
            return Err(CommandError::Usage(format!(
                "{flag} is for --method jacobians: the other methods read the last layer"
            )));
        }
        Ok(MatchSettings {
            method: self.method,
            steps: self.steps,
            pooling: self.pooling,
            null_texts: self.null,
            seed: self.seed,
            leave_one_out: !self.no_leave_one_out,
        })
    }

    /// The layer that is asked for.
    pub(super) fn analysis(&self) -> AnalysisSettings {
        AnalysisSettings {
            layer: self.layer,
            ..AnalysisSettings::default()
        }
    }
}

fn steps(typed: &str) -> Result<usize, String> {
    match typed.parse() {
        Ok(steps @ 0..=1024) => Ok(steps),
        _ => Err("a number of steps is a whole number from 0 to 1024".to_owned()),
    }
}

fn null(typed: &str) -> Result<usize, String> {
    match typed.parse() {
        Ok(texts @ 0..=1000) => Ok(texts),
        _ => Err("a number of random texts is a whole number from 0 to 1000".to_owned()),
    }
}

fn top(typed: &str) -> Result<usize, String> {
    match typed.parse() {
        Ok(top @ 1..=1000) => Ok(top),
        _ => Err("a number of passages is a whole number from 1 to 1000".to_owned()),
    }
}
