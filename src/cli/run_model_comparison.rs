//! Runs the command that compares two models.

use crate::analysis::{ModelQuestion, compare_models};
use crate::export::figure::figure_from_model_comparison;
use crate::export::{
    Answer, csv_from_model_comparison, json_from_model_comparison, latex_from_model_comparison,
    markdown_from_model_comparison, table_from_model_comparison,
};
use crate::model::{EMBEDDED_ID, Randomization};

use super::flags::CompareModelsFlags;
use super::load_model::ModelFlags;
use super::outputs::{Outputs, Texts};
use super::run::{CommandError, unanswered};
use super::run_comparison::text_needed;

pub(super) fn run_compare_models(
    flags: &CompareModelsFlags,
    model: ModelFlags<'_>,
) -> Result<(), CommandError> {
    let outputs = Outputs::of(&flags.output)?;
    let text = text_needed(&flags.text, "the text")?;
    let second = second_named(&flags.second, model.model.unwrap_or(EMBEDDED_ID));
    let of_second = ModelFlags {
        model: Some(&second),
        ..model
    };
    let (first, second) = (model.load()?, of_second.load()?);
    let asked = ModelQuestion {
        question: flags.question.question(),
        layer_of_second: flags.layer_of_second,
        merge: flags.merge,
    };
    let answer = compare_models([&first, &second], &text, &asked, &|| true);
    let comparison = answer.map_err(unanswered)?;
    outputs.write(
        &Texts {
            json: &|| json_from_model_comparison(&comparison),
            csv: &|| csv_from_model_comparison(&comparison),
            markdown: &|| markdown_from_model_comparison(&comparison),
            latex: &|| latex_from_model_comparison(&comparison),
            table: &|| table_from_model_comparison(&comparison),
        },
        Answer::Models(&comparison),
        &|| Some(figure_from_model_comparison(&comparison, flags.chart)),
    )
}

/// `random` and `shuffled` without a model mean the first one's.
fn second_named(typed: &str, first: &str) -> String {
    let word = typed.split('-').next().unwrap_or(typed);
    let randomized = Randomization::EVERY
        .into_iter()
        .any(|how| how.name() == word);
    if randomized && !typed.contains([':', '/']) {
        format!("{typed}:{first}")
    } else {
        typed.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_twin_without_a_model_is_the_first_models() {
        for (typed, meant) in [
            ("random", "random:minilm"),
            ("shuffled-7", "shuffled-7:minilm"),
            ("random:other", "random:other"),
            ("owner/random", "owner/random"),
            ("bert-base-uncased", "bert-base-uncased"),
        ] {
            assert_eq!(second_named(typed, "minilm"), meant);
        }
    }
}
