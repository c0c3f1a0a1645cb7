//! What a reader of a match must know.

use crate::domain::matching::{MOST_LEFT_OUT, TokenParts};
use crate::domain::pooling::SentenceHead;
use crate::domain::trace::ModelCard;

use super::super::text_analysis::reading_warnings;
use super::settings::{MatchMethod, MatchSettings};
use super::side::MatchSide;
use super::used_pooling::UsedPooling;

/// What the warnings are about.
#[derive(Clone, Copy)]
pub(super) struct MatchFacts<'a> {
    pub(super) model: &'a ModelCard,
    pub(super) settings: &'a MatchSettings,
    pub(super) pooling: &'a UsedPooling,
    /// A and B.
    pub(super) sides: [&'a MatchSide; 2],
    /// The sums that their embeddings are.
    pub(super) parts: &'a [TokenParts; 2],
    /// How many tokens at the start of each are a prompt that is not pooled.
    pub(super) unpooled: [usize; 2],
}

impl MatchFacts<'_> {
    /// One sentence for each thing to know.
    pub(super) fn warnings(self) -> Vec<String> {
        let mut warnings: Vec<String> = Vec::new();
        warnings.extend(self.model.reading_notes().map(str::to_owned));
        let names = ["A", "B"].into_iter();
        for ((name, side), unpooled) in names.zip(self.sides).zip(self.unpooled) {
            warnings.extend(self.of_side(name, side, unpooled));
        }
        if self.settings.method == MatchMethod::MaxSim && !self.pooling.head.late_interaction {
            warnings.push(
                "late interaction is what ColBERT models are trained for: of any other it is a \
                 measurement, not the model's score"
                    .to_owned(),
            );
        }
        if self.settings.method == MatchMethod::Exact && has_one_part(self.parts) {
            warnings.push(format!(
                "{} pooling reads one token of each text: the matrix has one cell with a value; \
                 `--method jacobians` carries it to the words",
                self.pooling.name()
            ));
        }
        warnings
    }

    /// What is to be known of one of the two texts.
    fn of_side(self, name: &str, side: &MatchSide, unpooled: usize) -> Vec<String> {
        let of_text = reading_warnings(&side.traced, self.model).into_iter();
        let mut warnings: Vec<String> = of_text
            .map(|warning| format!("{name}: {warning}"))
            .collect();
        if unpooled > 0 {
            warnings.push(format!(
                "{name} begins with a prompt of the model, which reads it and does not pool it: \
                 its {unpooled} tokens add nothing by themselves"
            ));
        }
        warnings.extend(without_prompt(&self.pooling.head, name, side));
        if self.settings.leave_one_out && side.words.len() > MOST_LEFT_OUT {
            warnings.push(format!(
                "{name} has more than {MOST_LEFT_OUT} words: it is not read again without each of \
                 them"
            ));
        }
        if side.own_tokens() == 1 {
            warnings.push(format!(
                "{name} has one token of its own: there is little to tell apart"
            ));
        }
        warnings
    }
}

/// That a text begins with no prompt where the model expects one.
fn without_prompt(head: &SentenceHead, name: &str, side: &MatchSide) -> Option<String> {
    if side.prompt > 0 {
        return None;
    }
    let usual = head.default_prompt.as_deref();
    let usual = usual.and_then(|usual| head.prompt_named(usual));
    if let Some(prompt) = usual.filter(|prompt| !prompt.text.is_empty()) {
        return Some(format!(
            "{name} is read as it is written: sentence-transformers puts the prompt “{}” before a \
             text unless told otherwise",
            prompt.text
        ));
    }
    let every = !head.prompts.is_empty() && head.prompts_to_offer().count() == head.prompts.len();
    every.then(|| {
        let prompts: Vec<String> = head
            .prompts
            .iter()
            .map(|prompt| format!("“{}”", prompt.text))
            .collect();
        format!(
            "{name} begins with none of the prompts that the model expects: {}",
            prompts.join(", ")
        )
    })
}

/// Whether a single token of each text is all of its embedding.
fn has_one_part(parts: &[TokenParts; 2]) -> bool {
    let is_one = |parts: &TokenParts| {
        let not_zero = parts
            .iter()
            .filter(|part| part.iter().any(|&one| one != 0.0));
        parts.tokens() > 1 && not_zero.count() == 1
    };
    parts.iter().all(is_one)
}
