//! Questions asked at once, with the answer taken apart.

use std::sync::Arc;

use glassbox::analysis::paper::PaperReport;
use glassbox::analysis::{
    Analysis, AnalysisSettings, Asked, Comparison, ComparisonSettings, Drift, ModelComparison,
    Question,
};
use glassbox::domain::trace::ModelIdentity;
use glassbox::domain::word_strength::Merge;
use glassbox::engine::{AskError, ask};
use glassbox::model::{Cancel, Model};

/// How two texts are read and compared.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Comparing {
    pub(crate) analysis: AnalysisSettings,
    pub(crate) comparison: ComparisonSettings,
}

/// One text.
pub(crate) fn analyze(
    model: &Model,
    text: &str,
    settings: &AnalysisSettings,
) -> Result<Arc<Analysis>, AskError> {
    let question = Question::analyze(text).with(*settings);
    let answer = ask(&[model], &question, &Cancel::never())?;
    Ok(Arc::clone(answer.analysis().unwrap()))
}

/// The question about two texts.
pub(crate) fn comparison_question(
    a: &str,
    b: &str,
    comparing: &Comparing,
    by_hand: &[(usize, usize)],
) -> Question {
    let asked = Asked::Compare {
        text_a: a.to_owned(),
        text_b: b.to_owned(),
        settings: comparing.comparison,
        paired_by_hand: by_hand.to_vec(),
        beside_own_positions: false,
        null: None,
    };
    Question::new(asked).with(comparing.analysis)
}

/// Two texts.
pub(crate) fn compare(
    model: &Model,
    a: &str,
    b: &str,
    comparing: &Comparing,
) -> Result<Arc<Comparison>, AskError> {
    let question = comparison_question(a, b, comparing, &[]);
    let answer = ask(&[model], &question, &Cancel::never())?;
    Ok(Arc::clone(answer.comparison().unwrap()))
}

/// One input under several instructions.
pub(crate) fn drift<P: AsRef<str>>(
    model: &Model,
    input: &str,
    prompts: &[P],
    comparing: &Comparing,
) -> Result<Arc<Drift>, AskError> {
    let asked = Asked::Drift {
        input: input.to_owned(),
        prompts: prompts.iter().map(|one| one.as_ref().to_owned()).collect(),
        settings: comparing.comparison,
        beside_own_positions: false,
        null: None,
    };
    let question = Question::new(asked).with(comparing.analysis);
    let answer = ask(&[model], &question, &Cancel::never())?;
    Ok(Arc::clone(answer.drift().unwrap()))
}

/// One text through two models, each at its usual layer or at `layer_of_second`.
pub(crate) fn compare_models(
    models: [&Model; 2],
    text: &str,
    (settings, layer_of_second, merge): (&AnalysisSettings, Option<usize>, Merge),
) -> Result<Arc<ModelComparison>, AskError> {
    let asked = Asked::CompareModels {
        text: text.to_owned(),
        second_model: ModelIdentity::from(models[1].card()),
        layer_of_second,
        merge,
    };
    let question = Question::new(asked).with(*settings);
    let answer = ask(&models, &question, &Cancel::never())?;
    Ok(Arc::clone(answer.models().unwrap()))
}

/// Everything the paper measured.
pub(crate) fn paper(model: &Model) -> Result<Arc<PaperReport>, AskError> {
    let question = Question::new(Asked::Paper);
    let answer = ask(&[model], &question, &Cancel::never())?;
    Ok(Arc::clone(answer.paper().unwrap()))
}
