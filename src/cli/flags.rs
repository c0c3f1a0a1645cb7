//! Flags as typed.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::LazyLock;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};

use crate::analysis::RemovalSettings;
use crate::charts::{ChartDef, Subject};
use crate::domain::app::{APP_VERSION, LICENCES, TARGET, features};
use crate::domain::word_strength::Merge;

use super::attention_flags::AttentionFlags;
use super::comparison_flags::{CompareFlags, DriftFlags};
use super::corpus_flags::CorpusFlags;
use super::error::CommandError;
use super::heads_flags::{LabelFlags, LensFlags};
use super::match_flags::MatchFlags;
use super::output_flags::OutputFlags;
use super::outputs::print;
use super::question_flags::{QuestionFlags, chart_of, one_of};
use super::removal_flags::RemovalFlags;
use super::states_flags::StatesFlags;

/// See which tokens light up inside BERT.
///
/// Without a command the window opens. The number shown is the activation strength: the L2 norm
/// of a token's hidden state. Layer 8 means `hidden_states[8]` of Hugging Face transformers.
#[derive(Debug, Parser)]
#[command(name = "glassbox", version = APP_VERSION, long_version = BUILD.as_str(), subcommand_negates_reqs = true)]
pub struct Flags {
    /// What to do; `None` opens the window.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// minilm (embedded, the default), a Hugging Face id such as bert-base-uncased or
    /// owner/name@revision (downloaded once), or a folder with config.json, tokenizer.json,
    /// model.safetensors
    #[arg(long, global = true, value_name = "M")]
    pub model: Option<String>,
    /// Never touch the network: a model that is not on this computer is refused
    #[arg(long, global = true)]
    pub offline: bool,
    /// The text the window opens with
    #[arg(long, value_name = "TEXT")]
    pub prompt: Option<String>,
    /// A second text: the window opens with both side by side
    #[arg(long, value_name = "TEXT")]
    pub compare: Option<String>,
    /// A session, a figure or a result that the window opens; a desktop may give none
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    pub open: Vec<PathBuf>,
    /// Print under which licences everything in the program is given away
    #[arg(long)]
    pub licences: bool,
}

impl Flags {
    /// What was typed, the name of the program first; ends the program where help was asked for or a flag is unknown.
    ///
    /// # Errors
    /// A text that would be taken for a flag.
    pub fn typed(arguments: &[OsString]) -> Result<Self, CommandError> {
        Self::try_parse_from(arguments).map_err(|error| {
            let typed = arguments.iter().skip(1);
            let typed: Vec<String> = typed
                .map(|argument| argument.to_string_lossy().into_owned())
                .collect();
            match text_taken_for_a_flag(&error, &typed) {
                Some(text) => CommandError::Usage(format!(
                    "the text {text:?} starts with a dash: put -- before it, and flags before that"
                )),
                None => error.exit(),
            }
        })
    }
}

impl Flags {
    /// Whether something was typed that only the window takes.
    pub fn is_for_window(&self) -> bool {
        self.prompt.is_some() || self.compare.is_some() || !self.open.is_empty()
    }

    /// Prints the licences.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn print_licences(&self) -> Result<(), CommandError> {
        print(LICENCES.as_bytes())
    }
}

/// The version, what it was built with and for.
static BUILD: LazyLock<String> = LazyLock::new(|| {
    let features = features().collect::<Vec<_>>().join(" ");
    format!("{APP_VERSION}\nfeatures: {features}\nbuilt for: {TARGET}")
});

/// The argument that looks like a flag and can only be a text: flags have no spaces.
fn text_taken_for_a_flag<'a>(error: &clap::Error, typed: &'a [String]) -> Option<&'a str> {
    let texts = typed.iter().take_while(|argument| *argument != "--");
    let is_text = |argument: &&String| {
        let name = argument.split('=').next().unwrap_or_default();
        argument.starts_with('-') && name.contains(char::is_whitespace)
    };
    let text = texts.into_iter().find(is_text)?;
    (error.kind() == ErrorKind::UnknownArgument).then_some(text)
}

/// A question put on the command line.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// One text: strengths, ranks, threshold, buckets
    Analyze(AnalyzeFlags),
    /// One text: what removing tokens does to the sentence embedding (or --output), beside their
    /// strength
    Effects(EffectsFlags),
    /// One text, or two: what the tokens attend to in one block, beside their strength
    Attention(AttentionFlags),
    /// Two texts: aligned shift of each token, and how much of it the HIGH tokens carry
    Compare(CompareFlags),
    /// One input under several instructions: pairwise drift
    Drift(DriftFlags),
    /// One text through two models, word by word: which words stand out in both
    CompareModels(CompareModelsFlags),
    /// Two texts, or a query and the passages of a file: why are they similar, word by word?
    Match(MatchFlags),
    /// One text: the word that a masked-language-model head reads at every layer; [MASK] is filled
    Lens(LensFlags),
    /// One text or a pair: the labels of a classification head, and what they rest on
    Label(LabelFlags),
    /// Many texts: tables of tokens and of texts, written as they are read
    Corpus(CorpusFlags),
    /// Every table and figure of the paper: printed beside measured, and what recomputing the
    /// printed numbers shows
    Paper(PaperFlags),
    /// What is embedded, what is in the shared Hugging Face cache, what is usable
    Models(ModelsFlags),
    /// Write the pages of the manual and the completions of shells, for who makes packages
    #[command(hide = true)]
    PackageFiles(PackageFilesFlags),
}

/// The flags of `analyze`.
#[derive(Debug, Args)]
pub struct AnalyzeFlags {
    /// The text; - reads standard input
    #[arg(value_name = "TEXT", allow_negative_numbers = true)]
    pub text: String,
    #[command(flatten)]
    pub(super) question: QuestionFlags,
    /// Say too what each strength is made of, and what would be usual
    #[arg(long)]
    pub(super) parts: bool,
    #[command(flatten)]
    pub(super) states: StatesFlags,
    /// The chart that is drawn
    #[arg(long, value_name = "NAME", default_value = "strengths", value_parser = chart_of(Subject::Text))]
    pub(super) chart: &'static dyn ChartDef,
    #[command(flatten)]
    pub(super) output: OutputFlags,
}

/// The flags of `effects`.
#[derive(Debug, Args)]
pub struct EffectsFlags {
    /// The text; - reads standard input
    #[arg(value_name = "TEXT", allow_negative_numbers = true)]
    pub(super) text: String,
    #[command(flatten)]
    pub(super) question: QuestionFlags,
    #[command(flatten)]
    pub(super) removal: RemovalFlags,
    /// The seed of the random sets
    #[arg(long, value_name = "N", default_value_t = RemovalSettings::SEED)]
    pub(super) seed: u64,
    /// The chart that is drawn
    #[arg(long, value_name = "NAME", default_value = "effects", value_parser = chart_of(Subject::Removal))]
    pub(super) chart: &'static dyn ChartDef,
    #[command(flatten)]
    pub(super) output: OutputFlags,
}

/// The flags of `compare-models`.
#[derive(Debug, Args)]
pub struct CompareModelsFlags {
    /// The text; - reads standard input
    #[arg(value_name = "TEXT", allow_negative_numbers = true)]
    pub(super) text: String,
    /// The second model, named as for --model; random and shuffled are the first one's architecture
    /// without its training, random-7 the same by another seed
    #[arg(long = "with", value_name = "M")]
    pub(super) second: String,
    /// The layer of the second model; default: the one as deep as the first model's
    #[arg(long, value_name = "N")]
    pub(super) layer_of_second: Option<usize>,
    /// How the strengths of a word's pieces become one
    #[arg(long, value_name = "HOW", default_value = "max", value_parser = one_of(Merge::ALL, Merge::name))]
    pub(super) merge: Merge,
    #[command(flatten)]
    pub(super) question: QuestionFlags,
    #[command(flatten)]
    pub(super) output: OutputFlags,
    /// The chart that is drawn
    #[arg(long, value_name = "NAME", default_value = "z-scores", value_parser = chart_of(Subject::Models))]
    pub(super) chart: &'static dyn ChartDef,
}

/// The flags of `paper`.
#[derive(Debug, Args)]
pub struct PaperFlags {
    /// Write a folder: report.html, which needs nothing beside it, the numbers as JSON and CSV, the
    /// pictures as SVG and PDF
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Write JSON; - is standard output
    #[arg(long, value_name = "FILE")]
    pub(super) json: Option<PathBuf>,
    /// Write CSV, a row for each number; - is standard output
    #[arg(long, value_name = "FILE")]
    pub(super) csv: Option<PathBuf>,
}

/// The flags of `package-files`.
#[derive(Debug, Args)]
pub struct PackageFilesFlags {
    /// A folder that becomes `share` of an installation
    #[arg(value_name = "DIR")]
    pub(super) share: PathBuf,
}

/// The flags of `models`.
#[derive(Debug, Args)]
pub struct ModelsFlags {
    /// What to do; `None` lists.
    #[command(subcommand)]
    pub action: Option<ModelsAction>,
    #[command(flatten)]
    pub(super) output: ListFlags,
}

/// What to do with models.
#[derive(Debug, Subcommand)]
pub enum ModelsAction {
    /// List the models that are usable without a download
    List,
    /// Download a model of the Hugging Face hub into the shared cache; what an earlier try left
    /// is not fetched again
    Pull {
        /// An id such as bert-base-uncased or owner/name@revision
        id: String,
    },
    /// Load a model, run it once, and say what it is or what is wrong with it
    Check {
        /// A Hugging Face id, a folder with config.json, tokenizer.json and model.safetensors, or
        /// minilm
        #[arg(value_name = "ID|FOLDER")]
        name: String,
    },
}

/// Where a list of models goes.
#[derive(Debug, Args)]
pub(super) struct ListFlags {
    /// Write JSON; - is standard output
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) json: Option<PathBuf>,
    /// Write CSV; - is standard output
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) csv: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_flags_are_consistent() {
        Flags::command().debug_assert();
    }

    #[test]
    fn a_text_with_a_dash_is_told_from_a_flag() {
        let taken = |typed: &[&str]| {
            let typed: Vec<String> = typed.iter().map(|&typed| typed.to_owned()).collect();
            let error = Flags::try_parse_from(["glassbox".to_owned()].iter().chain(&typed));
            let error = error.unwrap_err();
            text_taken_for_a_flag(&error, &typed).map(str::to_owned)
        };
        assert_eq!(taken(&["analyze", "- item"]).as_deref(), Some("- item"));
        assert_eq!(taken(&["compare", "-x y", "z"]).as_deref(), Some("-x y"));
        assert_eq!(taken(&["analyze", "--no-such-flag", "hi"]), None);
        assert_eq!(taken(&["analyze", "hi", "--tokens", "some"]), None);
    }
}
