//! Paper mode: every table and figure of the paper, printed beside measured, and what recomputing
//! the printed numbers shows.
//!
//! Printed numbers are facts of `domain::paper`; every other number comes out of the same
//! functions as everywhere else, at the paper's depth. Sentences are made from those numbers.

mod asked;
mod attention;
mod drifts;
mod findings;
mod matching;
mod report;
mod sentences;
mod shifts;
mod strengths;
mod trial;

use std::sync::Arc;

pub use report::{
    PaperCard, PaperCell, PaperFact, PaperItem, PaperMeasure, PaperReport, PaperRow, PaperSource,
    PaperText, Quantity, Verdict, VerdictKind,
};

pub use trial::TRIAL;

use crate::domain::family::Family;
use crate::domain::layer::{paper_layer, second_layer};
use crate::domain::paper::{
    ARXIV, BEACH, LAYER, LAYERS, MODEL, PARK, PRESIDENT_OF_CANADA, PRESIDENT_OF_FRANCE,
    PRIME_MINISTER, QUANTILE, SECOND_LAYER, is_papers_model_id,
};
use crate::domain::removal::RemovalSubject;
use crate::domain::threshold::{QuantileMethod, ThresholdRule};
use crate::domain::token::TokenSet;
use crate::domain::trace::{ModelCard, TextInput, TracedText};

use super::comparison::{Comparison, ComparisonRequest};
use super::drift::{DEFAULT_INPUT, DEFAULT_PROMPTS, Drift, DriftRequest, full_texts};
use super::error::AnalysisError;
use super::question::Measured;
use super::settings::{AnalysisSettings, ComparisonSettings};
use super::text_analysis::Analysis;
use asked::Asked;

/// The answers that all cards are made from.
struct Answers {
    prime_minister: Arc<Analysis>,
    president_of_france: Arc<Analysis>,
    president_of_canada: Arc<Analysis>,
    park_and_beach: Arc<Comparison>,
    instructions: Arc<Drift>,
}

/// The texts of every table and figure, in the order in which [`paper_report`] takes their traces.
pub(super) fn paper_inputs() -> Vec<TextInput> {
    let texts = [
        PRIME_MINISTER,
        PRESIDENT_OF_FRANCE,
        PRESIDENT_OF_CANADA,
        PARK,
        BEACH,
    ];
    let own = texts.into_iter().map(TextInput::new);
    let instructions = full_texts(DEFAULT_INPUT, &DEFAULT_PROMPTS);
    own.chain(instructions.into_iter().map(TextInput::new))
        .collect()
}

/// How many of the texts are sentences of the paper, each its own question; they come first.
const SENTENCES: usize = 5;

/// The sentences of the paper whose tokens are removed, at its depth, once they are measured.
pub(super) fn trial_subjects(measured: &Measured, seed: u64) -> Vec<RemovalSubject<'_>> {
    let sentences = measured.texts.iter().take(SENTENCES);
    let subject = |text| RemovalSubject {
        text,
        layer: paper_layer(measured.model.layers),
        rule: ThresholdRule::default(),
        seed,
    };
    sentences.map(|text| subject(text.as_ref())).collect()
}

/// Everything the paper measured, at its depth, beside the printed numbers.
///
/// # Errors
/// Traces of other texts.
pub(super) fn paper_report(measured: &Measured) -> Result<PaperReport, AnalysisError> {
    let answers = answers(measured)?;
    let card = &measured.model;
    let asked = Asked {
        model: card,
        is_papers_model: is_papers_model(card),
    };
    let every = settings_of(TokenSet::All, QuantileMethod::Linear);
    let sentences = measured.texts.iter().take(SENTENCES);
    let sentences = sentences
        .map(|traced| Analysis::new(Arc::clone(card), Arc::clone(traced), &every))
        .collect::<Result<Vec<_>, _>>()?;
    let attention = attention::section_4(&asked, &sentences);
    Ok(PaperReport {
        is_papers_model: asked.is_papers_model,
        layer: paper_layer(card.layers),
        second_layer: second_layer(paper_layer(card.layers), card.layers),
        trial: trial::verdict(&measured.trial),
        notes: notes(&asked),
        cards: cards(&asked, &answers)
            .into_iter()
            .chain(attention)
            .collect(),
        model: Arc::clone(card),
    })
}

/// The rule of the paper's equation 3 as it reads: over all tokens of the sentence. Table 5 lists
/// words alone, and its printed threshold is the midpoint quantile.
fn settings_of(tokens: TokenSet, method: QuantileMethod) -> AnalysisSettings {
    AnalysisSettings {
        rule: ThresholdRule {
            quantile: QUANTILE,
            method,
            tokens,
        },
        ..AnalysisSettings::default()
    }
}

fn answers(measured: &Measured) -> Result<Answers, AnalysisError> {
    let every = settings_of(TokenSet::All, QuantileMethod::Linear);
    let words = settings_of(TokenSet::Words, QuantileMethod::Midpoint);
    let model = &measured.model;
    let [
        minister,
        france,
        canada,
        pair @ ..,
        summarize,
        translate,
        classify,
    ] = measured.texts.as_slice()
    else {
        return Err(AnalysisError::OtherTexts);
    };
    let analysis = |traced: &Arc<TracedText>, settings: &AnalysisSettings| {
        Analysis::new(Arc::clone(model), Arc::clone(traced), settings).map(Arc::new)
    };
    let of_pair = ComparisonRequest {
        analysis: every,
        comparison: ComparisonSettings::default(),
        paired_by_hand: &[],
    };
    let of_instructions = DriftRequest {
        input: DEFAULT_INPUT,
        prompts: &DEFAULT_PROMPTS.map(str::to_owned),
        analysis: every,
        comparison: ComparisonSettings::default(),
    };
    let instructions = [summarize, translate, classify].map(Arc::clone);
    Ok(Answers {
        prime_minister: analysis(minister, &every)?,
        president_of_france: analysis(france, &every)?,
        president_of_canada: analysis(canada, &words)?,
        park_and_beach: Arc::new(Comparison::new(model, pair, &of_pair, None)?),
        instructions: Arc::new(Drift::new(model, &instructions, &of_instructions)?),
    })
}

/// The cards in the order of the paper.
fn cards(asked: &Asked<'_>, answers: &Answers) -> Vec<PaperCard> {
    let table_1 = strengths::table_1(asked, &answers.prime_minister);
    let table_2 = strengths::table_2(asked, &answers.president_of_france);
    let table_3 = strengths::table_3(asked, &answers.prime_minister);
    let figure_1 = strengths::as_figure(&table_1, 1, "Table 1 as bars");
    let figure_2 = strengths::as_figure(&table_2, 2, "Table 2 as bars");
    let figure_3 = strengths::as_figure(&table_3, 3, "Table 3 as bars: two layers side by side");
    let mut cards = vec![table_1, figure_1, table_2, figure_2, table_3, figure_3];
    cards.push(shifts::table_4(asked, &answers.park_and_beach));
    // Places of the instructions in `DEFAULT_PROMPTS`, as the captions pair them.
    for (number, pair) in [(4, (0, 2)), (5, (0, 1)), (6, (1, 2))] {
        cards.extend(drifts::figure_of_pair(&answers.instructions, number, pair));
    }
    cards.push(drifts::figure_7(&answers.instructions));
    cards.push(strengths::table_5(asked, &answers.president_of_canada));
    cards.push(shifts::table_6());
    cards
}

/// Whether `card` goes by the name of the paper's model and has its shape.
fn is_papers_model(card: &ModelCard) -> bool {
    is_papers_model_id(&card.id)
        && card.family == Family::Bert
        && card.layers == LAYERS
        && card.hidden_size == 768
}

fn notes(asked: &Asked<'_>) -> Vec<String> {
    let model = asked.model;
    let mut notes = Vec::new();
    if asked.is_papers_model {
        notes.push(format!("{} is the paper's model.", model.display_name));
    } else {
        notes.push(format!(
            "The paper's model is {MODEL}; what is measured here is {}. Get the paper's with \
             `glassbox models pull {MODEL}`, then run `glassbox --model {MODEL} paper`.",
            model.display_name
        ));
    }
    let layer = paper_layer(model.layers);
    if model.layers != LAYERS {
        notes.push(format!(
            "The model has {} layers: the paper's Layers {LAYER} and {SECOND_LAYER} of {LAYERS} \
             are Layers {layer} and {} here, {layer} for its depth and the one beside it.",
            model.layers,
            second_layer(layer, model.layers)
        ));
    }
    let high = 100.0 * (1.0 - QUANTILE);
    notes.push(format!(
        "A quantile of {QUANTILE} puts about {high:.0} % of the tokens in HIGH by construction, \
         whatever they mean."
    ));
    notes.push(format!(
        "Printed numbers are those of {ARXIV}. Its corpus of 732 sentences is not published, so \
         what it says of the corpus cannot be recomputed."
    ));
    let of_model = model.reading_notes();
    notes.extend(of_model.map(|note| format!("Note: {note}.")));
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(id: &str, family: Family, layers: usize) -> ModelCard {
        ModelCard {
            id: id.to_owned(),
            display_name: id.to_owned(),
            family,
            layers,
            hidden_size: 768,
            positions: 512,
            sha256: String::new(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn the_papers_model_is_known_by_name_and_shape() {
        for id in [
            "bert-base-uncased",
            "google-bert/bert-base-uncased",
            "bert-base-uncased@main",
        ] {
            assert!(is_papers_model(&card(id, Family::Bert, 12)), "{id}");
        }
        for id in [
            "minilm",
            "someone/bert-base-uncased",
            "random:bert-base-uncased",
        ] {
            assert!(!is_papers_model(&card(id, Family::Bert, 12)), "{id}");
        }
        assert!(!is_papers_model(&card(
            "bert-base-uncased",
            Family::Bert,
            6
        )));
        assert!(!is_papers_model(&card(
            "bert-base-uncased",
            Family::Roberta,
            12
        )));
    }
}
