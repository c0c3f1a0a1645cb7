//! Runs a command: reads the texts, asks, writes the results.

use std::path::Path;

use crate::analysis::{
    AnalysisError, Answer, Asked, DEFAULT_INPUT, DEFAULT_PROMPTS, LensSettings, Question,
    RemovalSettings,
};
use crate::domain::trace::ModelIdentity;
use crate::engine::{ask, ask_beside};
use crate::model::{Cancel, EMBEDDED_ID, Model, Randomization};

use super::attention_flags::AttentionFlags;
use super::comparison_flags::{CompareFlags, DriftFlags};
use super::error::CommandError;
use super::flags::{AnalyzeFlags, Command, CompareModelsFlags, EffectsFlags, PaperFlags};
use super::heads_flags::{LabelFlags, LensFlags};
use super::load_model::ModelFlags;
use super::outputs::Outputs;
use super::package_files::run_package_files;
use super::reference::{needless_reference, reference_texts, statistics_of};
use super::run_corpus::run_corpus;
use super::run_match::run_match;
use super::run_models::run_models;
use super::states_flags::states_file;
use super::typed_text::required_text;

/// Runs `command` with the model that `model` names.
///
/// # Errors
/// What went wrong and what to do, in one line.
pub fn run(command: &Command, model: ModelFlags<'_>) -> Result<(), CommandError> {
    match command {
        Command::Analyze(flags) => run_analyze(flags, model),
        Command::Effects(flags) => run_effects(flags, model),
        Command::Attention(flags) => run_attention(flags, model),
        Command::Compare(flags) => run_compare(flags, model),
        Command::Drift(flags) => run_drift(flags, model),
        Command::CompareModels(flags) => run_compare_models(flags, model),
        Command::Match(flags) => run_match(flags, model),
        Command::Lens(flags) => run_lens(flags, model),
        Command::Label(flags) => run_label(flags, model),
        Command::Corpus(flags) => run_corpus(flags, model),
        Command::Paper(flags) => run_paper(flags, model),
        Command::Models(flags) => run_models(flags, model),
        Command::PackageFiles(flags) => run_package_files(flags),
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
    let place = flags.states.place()?;
    let model = model.load()?;
    let answer = ask_with(&[&model], &question, flags.question.reference())?;
    let states = states_file(&model, &question, place, &["hidden_states"])?;
    outputs.with(states)?.write(&answer, Some(flags.chart))
}

fn run_effects(flags: &EffectsFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    let outputs = Outputs::from_flags(&flags.output)?;
    let text = required_text(&flags.text, "the text")?;
    let settings = RemovalSettings {
        output: flags.removal.output_of_model,
        removal: flags.removal.removal,
        seed: flags.seed,
    };
    let question = Question::effects(text, settings).with(flags.question.settings());
    let answer = answer(&question, model, flags.question.reference())?;
    outputs.write(&answer, Some(flags.chart))
}

fn run_lens(flags: &LensFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    let outputs = Outputs::from_flags(&flags.output)?;
    let asked = Asked::Lens {
        text: required_text(&flags.text, "the text")?,
        settings: LensSettings { top: flags.top },
    };
    let question = Question::new(asked).with(flags.question.settings());
    let answer = answer(&question, model, flags.question.reference())?;
    outputs.write(&answer, Some(flags.chart))
}

fn run_attention(flags: &AttentionFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    let outputs = Outputs::from_flags(&flags.output)?;
    let text = required_text(&flags.text, "the text")?;
    let text_b = flags.text_b.as_deref();
    let text_b = text_b.map(|typed| required_text(typed, "the second text"));
    let (settings, of_attention) = flags.settings()?;
    let question = Question::attending(text, text_b.transpose()?, of_attention).with(settings);
    let answer = answer(&question, model, flags.question.reference())?;
    outputs.write(&answer, Some(flags.chart))
}

fn run_label(flags: &LabelFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    let outputs = Outputs::from_flags(&flags.output)?;
    if flags.second.is_some() && flags.compare.is_some() {
        return Err(CommandError::Usage(
            "a second text makes a pair, which is read as one; --compare sets one text against \
             another: leave out one of them"
                .to_owned(),
        ));
    }
    let other = flags.second.as_deref().or(flags.compare.as_deref());
    if flags.text == "-" && other == Some("-") {
        return Err(one_from_standard_input());
    }
    let second = |typed: Option<&str>| {
        let text = typed.map(|typed| required_text(typed, "the second text"));
        text.transpose()
    };
    let asked = Asked::Label {
        text: required_text(&flags.text, "the text")?,
        second: second(flags.second.as_deref())?,
        compared: second(flags.compare.as_deref())?,
        settings: flags.settings(),
    };
    let question = Question::new(asked).with(flags.question.settings());
    let answer = answer(&question, model, flags.question.reference())?;
    outputs.write(&answer, Some(flags.chart))
}

/// Two texts cannot both come from standard input.
fn one_from_standard_input() -> CommandError {
    CommandError::Usage(
        "both texts are to come from standard input: give one of them as an argument".to_owned(),
    )
}

fn run_compare(flags: &CompareFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    let outputs = Outputs::from_flags(&flags.output)?;
    if flags.text_a == "-" && flags.text_b == "-" {
        return Err(one_from_standard_input());
    }
    let asked = Asked::Compare {
        text_a: required_text(&flags.text_a, "the first text")?,
        text_b: required_text(&flags.text_b, "the second text")?,
        settings: flags.comparison.settings(),
        paired_by_hand: Vec::new(),
        beside_own_positions: false,
        null: flags.random_words.null(&flags.comparison),
    };
    let question = Question::new(asked).with(flags.comparison.question.settings());
    let place = flags.states.place()?;
    let model = model.load()?;
    let answer = ask_with(&[&model], &question, flags.comparison.question.reference())?;
    let tensors = ["a.hidden_states", "b.hidden_states"];
    let states = states_file(&model, &question, place, &tensors)?;
    outputs.with(states)?.write(&answer, Some(flags.chart))
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
        null: flags.random_words.null(&flags.comparison),
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
