//! Runs the commands that compare texts.

use crate::analysis::{AnalysisError, DEFAULT_INPUT, DEFAULT_PROMPTS, compare, drift};
use crate::export::figure::{figure_from_comparison, figure_from_drift};
use crate::export::{
    Answer, csv_from_comparison, csv_from_drift, json_from_comparison, json_from_drift,
    latex_from_comparison, latex_from_drift, markdown_from_comparison, markdown_from_drift,
    table_from_comparison, table_from_drift,
};

use super::comparison_flags::{CompareFlags, DriftFlags};
use super::load_model::ModelFlags;
use super::outputs::{Outputs, Texts};
use super::run::{CommandError, text_meant, unanswered};

pub(super) fn run_compare(flags: &CompareFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    let outputs = Outputs::of(&flags.output)?;
    if flags.text_a == "-" && flags.text_b == "-" {
        return Err(CommandError::Usage(
            "both texts are to come from standard input: give one of them as an argument"
                .to_owned(),
        ));
    }
    let text_a = text_needed(&flags.text_a, "the first text")?;
    let text_b = text_needed(&flags.text_b, "the second text")?;
    let model = model.load()?;
    let answer = compare(&model, &text_a, &text_b, &flags.asked.asked(), &|| true);
    let comparison = answer.map_err(unanswered)?;
    outputs.write(
        &Texts {
            json: &|| json_from_comparison(&comparison),
            csv: &|| csv_from_comparison(&comparison),
            markdown: &|| markdown_from_comparison(&comparison),
            latex: &|| latex_from_comparison(&comparison),
            table: &|| table_from_comparison(&comparison),
        },
        Answer::Comparison(&comparison),
        &|| Some(figure_from_comparison(&comparison, flags.chart)),
    )
}

pub(super) fn run_drift(flags: &DriftFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    let outputs = Outputs::of(&flags.output)?;
    let input = flags.input.as_deref().unwrap_or(DEFAULT_INPUT);
    let mut prompts: Vec<&str> = flags.prompts.iter().map(String::as_str).collect();
    if prompts.is_empty() {
        prompts.extend(DEFAULT_PROMPTS);
    }
    let asked = flags.asked.asked();
    if prompts.len() < 2 {
        return Err(unanswered(AnalysisError::TooFewPrompts));
    }
    let input = text_needed(input, "the input")?;
    let model = model.load()?;
    let drift = drift(&model, &input, &prompts, &asked, &|| true).map_err(unanswered)?;
    outputs.write(
        &Texts {
            json: &|| json_from_drift(&drift),
            csv: &|| csv_from_drift(&drift),
            markdown: &|| markdown_from_drift(&drift),
            latex: &|| latex_from_drift(&drift),
            table: &|| table_from_drift(&drift),
        },
        Answer::Drift(&drift, None),
        &|| figure_from_drift(&drift, None, flags.chart),
    )
}

/// A text that must not be empty; `name` says which one is.
pub(super) fn text_needed(typed: &str, name: &str) -> Result<String, CommandError> {
    let text = text_meant(typed)?;
    if text.trim().is_empty() {
        return Err(CommandError::Failed(format!(
            "{name} is empty: give a sentence, or - to read one from standard input"
        )));
    }
    Ok(text)
}
