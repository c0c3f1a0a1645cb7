//! Flags as typed, of `lens` and `label`.

use clap::Args;

use crate::analysis::{LabelSettings, LensSettings};
use crate::charts::{ChartDef, Subject};

use super::output_flags::OutputFlags;
use super::question_flags::{QuestionFlags, chart_of};

/// The flags of `lens`.
#[derive(Debug, Args)]
pub struct LensFlags {
    /// The text; [MASK] in it is filled, - reads standard input
    #[arg(value_name = "TEXT", allow_negative_numbers = true)]
    pub(super) text: String,
    /// How many words are kept of each layer and token
    #[arg(long, value_name = "K", default_value_t = LensSettings::TOP, value_parser = top)]
    pub(super) top: usize,
    #[command(flatten)]
    pub(super) question: QuestionFlags,
    /// The chart that is drawn
    #[arg(long, value_name = "NAME", default_value = "words", value_parser = chart_of(Subject::Lens))]
    pub(super) chart: &'static dyn ChartDef,
    #[command(flatten)]
    pub(super) output: OutputFlags,
}

/// The flags of `label`.
#[derive(Debug, Args)]
pub struct LabelFlags {
    /// The text, or the first of a pair; - reads standard input
    #[arg(value_name = "TEXT", allow_negative_numbers = true)]
    pub(super) text: String,
    /// The second text of a pair, as a passage behind a question; - reads standard input
    #[arg(value_name = "TEXT_B", allow_negative_numbers = true)]
    pub(super) second: Option<String>,
    /// Another text: which words move the label from TEXT to this one? - reads standard input
    #[arg(long, value_name = "TEXT", allow_negative_numbers = true)]
    pub(super) compare: Option<String>,
    /// The label that is explained; default: the most probable, of --compare that of its text
    #[arg(long, value_name = "NAME")]
    label: Option<String>,
    /// Of a model that labels tokens, the token that is explained, counted from 0
    #[arg(long, value_name = "N")]
    token: Option<usize>,
    /// Steps of the integration; 0 doubles them until less than 1 % is left over
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = steps)]
    steps: usize,
    #[command(flatten)]
    pub(super) question: QuestionFlags,
    /// The chart that is drawn
    #[arg(long, value_name = "NAME", default_value = "reasons", value_parser = chart_of(Subject::Labels))]
    pub(super) chart: &'static dyn ChartDef,
    #[command(flatten)]
    pub(super) output: OutputFlags,
}

impl LabelFlags {
    /// The flags as meant.
    pub(super) fn settings(&self) -> LabelSettings {
        LabelSettings {
            label: self.label.clone(),
            token: self.token,
            steps: self.steps,
        }
    }
}

fn top(typed: &str) -> Result<usize, String> {
    match typed.parse() {
        Ok(top @ 1..=LensSettings::MOST) => Ok(top),
        _ => Err(format!(
            "a number of words is a whole number from 1 to {}",
            LensSettings::MOST
        )),
    }
}

fn steps(typed: &str) -> Result<usize, String> {
    match typed.parse() {
        Ok(steps @ 0..=1024) => Ok(steps),
        _ => Err("a number of steps is a whole number from 0 to 1024".to_owned()),
    }
}
