//! Flags as typed, of the commands that compare texts.

use clap::Args;

use crate::analysis::{ComparisonSettings, NullSettings, Positions};
use crate::charts::{ChartDef, Subject};
use crate::domain::alignment::AlignmentKind;
use crate::domain::shift::HighFrom;

use super::output_flags::OutputFlags;
use super::question_flags::{QuestionFlags, chart_of, one_of};
use super::states_flags::StatesFlags;

/// The flags of `compare`.
#[derive(Debug, Args)]
pub struct CompareFlags {
    /// The first text; - reads standard input
    #[arg(value_name = "TEXT_A", allow_negative_numbers = true)]
    pub(super) text_a: String,
    /// The second text; - reads standard input
    #[arg(value_name = "TEXT_B", allow_negative_numbers = true)]
    pub(super) text_b: String,
    #[command(flatten)]
    pub(super) comparison: ComparisonFlags,
    #[command(flatten)]
    pub(super) random_words: NullFlags,
    #[command(flatten)]
    pub(super) states: StatesFlags,
    /// The chart that is drawn
    #[arg(long, value_name = "NAME", default_value = "shifts", value_parser = chart_of(Subject::Pair))]
    pub(super) chart: &'static dyn ChartDef,
    #[command(flatten)]
    pub(super) output: OutputFlags,
}

/// The flags of `drift`.
#[derive(Debug, Args)]
pub struct DriftFlags {
    /// The input that every prompt stands before; - reads standard input; default: the paper's,
    /// "The weather is nice today."
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(super) input: Option<String>,
    /// An instruction, at least two; an empty one leaves the input alone; default: the paper's
    /// "Summarize", "Translate to French", "Classify sentiment"
    #[arg(long = "prompt", value_name = "P", allow_hyphen_values = true)]
    pub(super) prompts: Vec<String>,
    #[command(flatten)]
    pub(super) comparison: ComparisonFlags,
    #[command(flatten)]
    pub(super) random_words: NullFlags,
    /// The chart that is drawn
    #[arg(long, value_name = "NAME", default_value = "matrix", value_parser = chart_of(Subject::Instructions))]
    pub(super) chart: &'static dyn ChartDef,
    #[command(flatten)]
    pub(super) output: OutputFlags,
}

/// What chance would make of the shifts.
#[derive(Debug, Args)]
pub(super) struct NullFlags {
    /// How many random words of the same class and frequency stand beside each shift, and of two texts
    /// `R_H` beside a permutation of the buckets; 0 leaves both out
    #[arg(long, value_name = "K", value_parser = replacements)]
    null: Option<usize>,
    /// The seed of the random words
    #[arg(long, value_name = "N", default_value_t = NullSettings::SEED)]
    seed: u64,
}

/// Which numbers are asked for of two texts.
#[derive(Debug, Args)]
pub(super) struct ComparisonFlags {
    #[command(flatten)]
    pub(super) question: QuestionFlags,
    /// How tokens are aligned: by edit distance on whole words, or position by position
    #[arg(long, value_name = "KIND", default_value = "edit", value_parser = one_of(AlignmentKind::ALL, AlignmentKind::name))]
    alignment: AlignmentKind,
    /// Whose buckets decide which pairs are HIGH
    #[arg(long, value_name = "WHICH", default_value = "a", value_parser = one_of(HighFrom::ALL, HighFrom::name))]
    high_from: HighFrom,
    /// Give what the texts share at their end the same position ids in all of them
    #[arg(long)]
    keep_positions: bool,
}

impl NullFlags {
    /// The random words as meant: without the flag the usual number, none where positions are kept.
    pub(super) fn null(&self, comparison: &ComparisonFlags) -> Option<NullSettings> {
        let usual = if comparison.keep_positions {
            0
        } else {
            NullSettings::REPLACEMENTS
        };
        let replacements = self.null.unwrap_or(usual);
        (replacements > 0).then_some(NullSettings {
            replacements,
            seed: self.seed,
        })
    }
}

impl ComparisonFlags {
    /// The flags as meant.
    pub(super) fn settings(&self) -> ComparisonSettings {
        ComparisonSettings {
            alignment: self.alignment,
            high_from: self.high_from,
            positions: if self.keep_positions {
                Positions::Kept
            } else {
                Positions::AsIs
            },
        }
    }
}

fn replacements(typed: &str) -> Result<usize, String> {
    let replacements = typed
        .parse()
        .ok()
        .filter(|&count| count <= NullSettings::MOST);
    replacements.ok_or_else(|| {
        format!(
            "a number of random words is a whole number from 0 to {}",
            NullSettings::MOST
        )
    })
}
