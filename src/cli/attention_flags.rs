//! Flags as typed, of `attention`.

use clap::Args;

use crate::analysis::{AnalysisSettings, AttentionSettings};
use crate::charts::{ChartDef, Subject};
use crate::domain::attention::{AttentionKind, HeadChoice};

use super::error::CommandError;
use super::output_flags::OutputFlags;
use super::question_flags::{QuestionFlags, chart_of, one_of};

/// The flags of `attention`.
#[derive(Debug, Args)]
pub struct AttentionFlags {
    /// The text; - reads standard input
    #[arg(value_name = "TEXT", allow_negative_numbers = true)]
    pub(super) text: String,
    /// A second text, to see what is different
    #[arg(value_name = "TEXT_B", allow_negative_numbers = true)]
    pub(super) text_b: Option<String>,
    /// The block, from 1; block N leads to Layer N; default: the paper's depth, block 8 of 12
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = block)]
    block: Option<usize>,
    /// A head, from 1, or mean or max over the heads
    #[arg(long, value_name = "H", allow_negative_numbers = true, value_parser = head)]
    head: Option<HeadChoice>,
    /// Which numbers: the attention weights; the norms of what is taken, weight times value; or how
    /// far each token's state turns without another's value, which knows no heads
    #[arg(long, value_name = "NAME", default_value = "weights", value_parser = one_of(AttentionKind::ALL, AttentionKind::name))]
    kind: AttentionKind,
    #[command(flatten)]
    pub(super) question: QuestionFlags,
    /// The chart that is drawn
    #[arg(long, value_name = "NAME", default_value = "matrix", value_parser = chart_of(Subject::Attention))]
    pub(super) chart: &'static dyn ChartDef,
    #[command(flatten)]
    pub(super) output: OutputFlags,
}

impl AttentionFlags {
    /// The flags as meant.
    ///
    /// # Errors
    /// A head of what has none; a block and a layer that are not the same.
    pub(super) fn settings(&self) -> Result<(AnalysisSettings, AttentionSettings), CommandError> {
        if let (Some(head), false) = (self.head, self.kind.has_heads()) {
            return Err(CommandError::Usage(format!(
                "--kind {} is of the whole block and knows no heads: leave out --head {head}",
                self.kind.name()
            )));
        }
        let settings = self.question.settings();
        let layer = match (self.block, settings.layer) {
            (Some(block), Some(layer)) if block != layer => {
                return Err(CommandError::Usage(format!(
                    "block {block} leads to Layer {block}, not {layer}: leave out --layer"
                )));
            }
            (block, layer) => block.or(layer),
        };
        let of_attention = AttentionSettings {
            head: self.head.unwrap_or_default(),
            kind: self.kind,
        };
        Ok((AnalysisSettings { layer, ..settings }, of_attention))
    }
}

fn block(typed: &str) -> Result<usize, String> {
    let block = typed.parse().ok().filter(|&block| block > 0);
    block.ok_or_else(|| "blocks count from 1; block N leads to Layer N".to_owned())
}

fn head(typed: &str) -> Result<HeadChoice, String> {
    typed.parse()
}
