//! Runs a command: reads the text, asks, writes the results.

use std::io::{self, Read as _};

use crate::analysis::{AnalysisError, analyze};
use crate::export::figure::figure_from_analysis;
use crate::export::{
    Answer, csv_from_analysis, json_from_analysis, latex_from_analysis, markdown_from_analysis,
    table_from_analysis,
};
use crate::model::ModelError;

use super::flags::{AnalyzeFlags, Command};
use super::load_model::ModelFlags;
use super::outputs::{Outputs, Texts};
use super::run_comparison::{run_compare, run_drift};
use super::run_corpus::run_corpus;
use super::run_model_comparison::run_compare_models;
use super::run_models::run_models;
use super::run_paper::run_paper;

/// A model reads at most a few hundred tokens; more text than this is a corpus.
const LONGEST_TEXT: u64 = 4 << 20;

/// Why a command did not do what it was asked. The message is one line.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The flags make no sense together or for this model: exit code 2.
    #[error("{0}")]
    Usage(String),
    /// Something went wrong: exit code 1.
    #[error("{0}")]
    Failed(String),
}

impl CommandError {
    /// 1 for a failure, 2 for wrong usage.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Failed(_) => 1,
        }
    }
}

/// Runs `command` with the model that `model` names.
///
/// # Errors
/// What went wrong and what to do, in one line.
pub fn run(command: &Command, model: ModelFlags<'_>) -> Result<(), CommandError> {
    match command {
        Command::Analyze(flags) => run_analyze(flags, model),
        Command::Compare(flags) => run_compare(flags, model),
        Command::Drift(flags) => run_drift(flags, model),
        Command::CompareModels(flags) => run_compare_models(flags, model),
        Command::Corpus(flags) => run_corpus(flags, model),
        Command::Paper(flags) => run_paper(flags, model),
        Command::Models(flags) => run_models(flags, model),
    }
}

fn run_analyze(flags: &AnalyzeFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    let outputs = Outputs::of(&flags.output)?;
    let text = text_meant(&flags.text)?;
    if text.trim().is_empty() {
        return Err(CommandError::Failed(
            "the text is empty: give a sentence, or - to read one from standard input".to_owned(),
        ));
    }
    let model = model.load()?;
    let answer = analyze(&model, &text, &flags.question.question(), &|| true);
    let analysis = answer.map_err(unanswered)?;
    outputs.write(
        &Texts {
            json: &|| json_from_analysis(&analysis),
            csv: &|| csv_from_analysis(&analysis),
            markdown: &|| markdown_from_analysis(&analysis, None),
            latex: &|| latex_from_analysis(&analysis, None),
            table: &|| table_from_analysis(&analysis),
        },
        Answer::Analysis(&analysis),
        &|| Some(figure_from_analysis(&analysis, flags.chart)),
    )
}

/// A question that makes no sense is wrong usage.
pub(super) fn unanswered(error: AnalysisError) -> CommandError {
    match error {
        AnalysisError::NoSuchLayer { .. } | AnalysisError::TooFewPrompts => {
            CommandError::Usage(error.to_string())
        }
        AnalysisError::Model(error) => failed(error),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
pub(super) fn failed(error: ModelError) -> CommandError {
    CommandError::Failed(error.to_string())
}

/// The text itself, or standard input for `-`, without the line end a shell puts there.
pub(super) fn text_meant(typed: &str) -> Result<String, CommandError> {
    if typed != "-" {
        return Ok(typed.to_owned());
    }
    let mut bytes = Vec::new();
    let read = io::stdin().take(LONGEST_TEXT + 1).read_to_end(&mut bytes);
    read.map_err(|error| {
        CommandError::Failed(format!(
            "standard input could not be read ({error}): pipe a text in"
        ))
    })?;
    if bytes.len() as u64 > LONGEST_TEXT {
        return Err(CommandError::Failed(
            "standard input holds more than 4 MiB: give one sentence or one paragraph".to_owned(),
        ));
    }
    let mut text = String::from_utf8(bytes).map_err(|_| {
        CommandError::Failed(
            "standard input is not UTF-8: convert it, for example with iconv".to_owned(),
        )
    })?;
    let line_end = text.len() - text.trim_end_matches(['\r', '\n']).len();
    text.truncate(text.len() - line_end);
    Ok(text)
}
