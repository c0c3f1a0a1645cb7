//! Runs a command: reads the texts, asks, writes the results.

use std::io::{self, Read as _};
use std::path::Path;

use crate::analysis::{
    AnalysisError, Answer, Asked, DEFAULT_INPUT, DEFAULT_PROMPTS, Question, RemovalSettings,
};
use crate::domain::trace::ModelIdentity;
use crate::engine::{ask, ask_beside};
use crate::model::{Cancel, EMBEDDED_ID, Model, Randomization};

use super::comparison_flags::{CompareFlags, DriftFlags};
use super::error::CommandError;
use super::flags::{AnalyzeFlags, Command, CompareModelsFlags, EffectsFlags, PaperFlags};
use super::load_model::ModelFlags;
use super::outputs::Outputs;
use super::reference::{needless_reference, reference_texts, statistics_of};
use super::run_corpus::run_corpus;
use super::run_match::run_match;
use super::run_models::run_models;

/// A model reads at most a few hundred tokens; more text than this is a corpus.
const LONGEST_TEXT: u64 = 4 << 20;

/// Runs `command` with the model that `model` names.
///
/// # Errors
/// What went wrong and what to do, in one line.
pub fn run(command: &Command, model: ModelFlags<'_>) -> Result<(), CommandError> {
    match command {
        Command::Analyze(flags) => run_analyze(flags, model),
        Command::Effects(flags) => run_effects(flags, model),
        Command::Compare(flags) => run_compare(flags, model),
        Command::Drift(flags) => run_drift(flags, model),
        Command::CompareModels(flags) => run_compare_models(flags, model),
        Command::Match(flags) => run_match(flags, model),
        Command::Corpus(flags) => run_corpus(flags, model),
        Command::Paper(flags) => run_paper(flags, model),
        Command::Models(flags) => run_models(flags, model),
    }
}

fn run_analyze(flags: &AnalyzeFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    let outputs = Outputs::from_flags(&flags.output)?;
    let text = required_text(&flags.text, "the text")?;
    let asked = Asked::Analyze {
        text,
        parts: flags.parts,
    };
    let question = Question::new(asked).with(flags.question.settings());
    let answer = answer(&question, model, flags.question.reference())?;
    outputs.write(&answer, Some(flags.chart))
}

fn run_effects(flags: &EffectsFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    let outputs = Outputs::from_flags(&flags.output)?;
    let text = required_text(&flags.text, "the text")?;
    let settings = RemovalSettings {
        removal: flags.removal.removal,
        seed: flags.seed,
    };
    let question = Question::effects(text, settings).with(flags.question.settings());
    let answer = answer(&question, model, flags.question.reference())?;
    outputs.write(&answer, Some(flags.chart))
}

fn run_compare(flags: &CompareFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    let outputs = Outputs::from_flags(&flags.output)?;
    if flags.text_a == "-" && flags.text_b == "-" {
        return Err(CommandError::Usage(
            "both texts are to come from standard input: give one of them as an argument"
                .to_owned(),
        ));
    }
    let asked = Asked::Compare {
        text_a: required_text(&flags.text_a, "the first text")?,
        text_b: required_text(&flags.text_b, "the second text")?,
        settings: flags.comparison.settings(),
        paired_by_hand: Vec::new(),
        beside_own_positions: false,
        null: flags.null(),
    };
    let question = Question::new(asked).with(flags.comparison.question.settings());
    let answer = answer(&question, model, flags.comparison.question.reference())?;
    outputs.write(&answer, Some(flags.chart))
}

fn run_drift(flags: &DriftFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    let outputs = Outputs::from_flags(&flags.output)?;
    let mut prompts = flags.prompts.clone();
    if prompts.is_empty() {
        prompts.extend(DEFAULT_PROMPTS.map(str::to_owned));
    }
    if prompts.len() < 2 {
        return Err(AnalysisError::TooFewPrompts.into());
    }
    let input = flags.input.as_deref().unwrap_or(DEFAULT_INPUT);
    let asked = Asked::Drift {
        input: required_text(input, "the input")?,
        prompts,
        settings: flags.comparison.settings(),
        beside_own_positions: false,
    };
    let question = Question::new(asked).with(flags.comparison.question.settings());
    let answer = answer(&question, model, flags.comparison.question.reference())?;
    outputs.write(&answer, Some(flags.chart))
}

fn run_compare_models(
    flags: &CompareModelsFlags,
    model: ModelFlags<'_>,
) -> Result<(), CommandError> {
    let outputs = Outputs::from_flags(&flags.output)?;
    let text = required_text(&flags.text, "the text")?;
    let second = second_named(&flags.second, model.model.unwrap_or(EMBEDDED_ID));
    let second_flags = ModelFlags {
        model: Some(&second),
        ..model
    };
    let (first, second) = (model.load()?, second_flags.load()?);
    let asked = Asked::CompareModels {
        text,
        second_model: ModelIdentity::from(second.card()),
        layer_of_second: flags.layer_of_second,
        merge: flags.merge,
    };
    let question = Question::new(asked).with(flags.question.settings());
    let answer = ask_with(&[&first, &second], &question, flags.question.reference())?;
    outputs.write(&answer, Some(flags.chart))
}

fn run_paper(flags: &PaperFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    let outputs = Outputs::without_charts(
        flags.json.as_deref(),
        flags.csv.as_deref(),
        flags.out.as_deref(),
    )?;
    let answer = answer(&Question::new(Asked::Paper), model, None)?;
    outputs.write(&answer, None)
}

fn answer(
    question: &Question,
    model: ModelFlags<'_>,
    reference: Option<&Path>,
) -> Result<Answer, CommandError> {
    let model = model.load()?;
    ask_with(&[&model], question, reference)
}

/// Asks `models`, each of which reads the reference texts first where the question needs them.
fn ask_with(
    models: &[&Model],
    question: &Question,
    reference: Option<&Path>,
) -> Result<Answer, CommandError> {
    if !question.needs_reference() {
        if reference.is_some() {
            return Err(needless_reference());
        }
        return Ok(ask(models, question, &Cancel::never())?);
    }
    for model in models {
        question.check(model.card())?;
    }
    let texts = reference_texts(reference)?;
    let reference_of = |model: &Model| statistics_of(model, &texts).map(Some);
    Ok(ask_beside(
        models,
        question,
        &Cancel::never(),
        &reference_of,
    )?)
}

/// `random` and `shuffled` without a model mean the first one's.
fn second_named(typed: &str, first: &str) -> String {
    let word = typed.split('-').next().unwrap_or(typed);
    let randomized = Randomization::ALL.iter().any(|how| how.name() == word);
    if randomized && !typed.contains([':', '/']) {
        format!("{typed}:{first}")
    } else {
        typed.to_owned()
    }
}

/// The text itself, or standard input for `-`; it must not be empty, and `name` says which one is.
pub(super) fn required_text(typed: &str, name: &str) -> Result<String, CommandError> {
    let text = text_or_stdin(typed)?;
    if text.trim().is_empty() {
        return Err(CommandError::Failed(format!(
            "{name} is empty: give a sentence, or - to read one from standard input"
        )));
    }
    Ok(text)
}

/// The text itself, or standard input for `-`, without the line end a shell puts there.
fn text_or_stdin(typed: &str) -> Result<String, CommandError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_randomized_model_without_a_name_is_the_first_models() {
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
