//! Runs `match`: two texts, or a query and the passages of a file.

use crate::analysis::{Asked, Question};
use crate::engine::ask;
use crate::model::Cancel;

use super::error::CommandError;
use super::load_model::ModelFlags;
use super::match_flags::MatchFlags;
use super::outputs::Outputs;
use super::text::text_needed;

pub(super) fn run_match(flags: &MatchFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    let settings = flags.settings()?;
    let Some(text_b) = &flags.text_b else {
        return Err(CommandError::Usage("not yet".to_owned()));
    };
    let outputs = Outputs::of(&flags.output)?;
    if flags.text_a == "-" && text_b == "-" {
        return Err(CommandError::Usage(
            "both texts are to come from standard input: give one of them as an argument"
                .to_owned(),
        ));
    }
    let asked = Asked::Match {
        text_a: text_needed(&flags.text_a, "the first text")?,
        text_b: text_needed(text_b, "the second text")?,
        settings,
    };
    let question = Question::new(asked).with(flags.analysis());
    let model = model.load()?;
    let answer = ask(&[&model], &question, &Cancel::never())?;
    outputs.write(&answer, Some(flags.chart))
}
