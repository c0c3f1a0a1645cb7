//! One input under several instructions: how far does each instruction move it from the others
//! (the paper's section 3.2.3, figures 4 to 7)?
//!
//! The full text of a prompt is `prompt + " " + input`; an empty prompt leaves the input alone.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::domain::alignment::Alignment;
use crate::domain::token::Token;
use crate::domain::trace::{ModelCard, TextInput, TracedText};

use super::comparison::{Comparison, comparison_of, shift};
use super::error::AnalysisError;
use super::null::{DriftNull, NullSettings};
use super::positions::{Positions, kept_positions};
use super::settings::{AnalysisSettings, ComparisonSettings};
use super::text_analysis::Analysis;

/// The paper's instructions.
pub const DEFAULT_PROMPTS: [&str; 3] = ["Summarize", "Translate to French", "Classify sentiment"];

/// The paper's input.
pub const DEFAULT_INPUT: &str = "The weather is nice today.";

/// An instruction in front of the input, as the model read both.
#[derive(Debug, Clone, PartialEq)]
pub struct Instruction {
    /// The prompt as given.
    pub prompt: String,
    /// The full text and what every layer made of it.
    pub traced: Arc<TracedText>,
    /// Byte offset into the full text where the input starts.
    pub input_start: usize,
    /// The tokens of the input in the full text, without special ones the model added.
    pub input_tokens: Range<usize>,
}

/// The answer: every pair of instructions compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Drift {
    /// The shared input.
    pub input: String,
    /// The analysis of each instruction, in the order given.
    pub instructions: Vec<Instruction>,
    /// What each full text is by itself, in the same order.
    pub analyses: Vec<Analysis>,
    /// Every pair, in the order (0, 1), (0, 2), ..., (1, 2), ...
    pub pairs: Vec<DriftPair>,
    /// How the full texts were compared.
    pub settings: ComparisonSettings,
    /// Which random instructions they are set beside, where that was asked.
    pub null: Option<NullSettings>,
    /// The same with each text's own positions, where that was asked for beside kept ones.
    pub own_positions: Option<Box<Drift>>,
    /// What a reader of the numbers must know, one sentence each.
    pub warnings: Vec<String>,
}

/// Two instructions compared.
#[derive(Debug, Clone, PartialEq)]
pub struct DriftPair {
    /// Place of the first instruction.
    pub a: usize,
    /// Place of the second instruction.
    pub b: usize,
    /// Their full texts compared.
    pub comparison: Comparison,
    /// The shift of the input alone.
    pub input: InputShift,
    /// Where the drift stands among those that random instructions make, once they were read.
    pub null: Option<DriftNull>,
}

/// The shift of the input's tokens, aligned one to one.
#[derive(Debug, Clone, PartialEq)]
pub struct InputShift {
    /// Place of each token of the input in both full texts.
    pub pairs: Vec<(usize, usize)>,
    /// `[layer][pair]`
    pub shifts: Vec<Vec<f64>>,
}

impl Drift {
    /// The layer that was looked at.
    pub fn layer(&self) -> usize {
        let first = self.pairs.first();
        first.map_or(0, |pair| pair.comparison.layer())
    }

    /// How far the input's token at `place` of the first text shifts between the instructions of each
    /// pair, in their order; `None` of a pair without it.
    pub fn input_shifts(&self, layer: usize, place: usize) -> Vec<Option<f64>> {
        let places = self.places_of_input(place);
        let shifts = self.pairs.iter().map(|pair| {
            let both = (*places.get(pair.a)?, *places.get(pair.b)?);
            let (a, b) = (both.0?, both.1?);
            let found = pair.input.pairs.iter().position(|&of| of == (a, b))?;
            let shift = *pair.input.shifts.get(layer)?.get(found)?;
            shift.is_finite().then_some(shift)
        });
        shifts.collect()
    }

    /// The mean of these; `None` where no pair has the token.
    pub fn mean_input_shift(&self, layer: usize, place: usize) -> Option<f64> {
        let shifts: Vec<f64> = self
            .input_shifts(layer, place)
            .into_iter()
            .flatten()
            .collect();
        (!shifts.is_empty()).then(|| shifts.iter().sum::<f64>() / shifts.len() as f64)
    }

    /// Where the input's token at `place` of the first text stands in each text.
    pub fn places_of_input(&self, place: usize) -> Vec<Option<usize>> {
        let with_first = |other: usize| {
            let mut pairs = self.pairs.iter();
            let pair = pairs.find(|pair| (pair.a, pair.b) == (0, other))?;
            let mut input = pair.input.pairs.iter();
            input.find(|(a, _)| *a == place).map(|&(_, b)| b)
        };
        let texts = 0..self.instructions.len();
        texts
            .map(|other| {
                if other == 0 {
                    Some(place)
                } else {
                    with_first(other)
                }
            })
            .collect()
    }
}

impl InputShift {
    /// The total shift of the input at `layer`.
    pub fn total(&self, layer: usize) -> f64 {
        let shifts = self.shifts.get(layer).into_iter().flatten();
        shifts.fold(0.0, |total, shift| total + shift)
    }

    /// The mean shift of its tokens; `None` if the input was cut off.
    pub fn mean(&self, layer: usize) -> Option<f64> {
        let count = self.pairs.len();
        (count > 0).then(|| self.total(layer) / count as f64)
    }
}

/// What is asked of the full texts of a drift.
pub(super) struct DriftRequest<'a> {
    pub(super) input: &'a str,
    pub(super) prompts: &'a [String],
    pub(super) analysis: AnalysisSettings,
    pub(super) comparison: ComparisonSettings,
}

/// The full texts of `input` behind every prompt. With kept positions the input stands, behind
/// every prompt, where it stands behind the longest.
pub(super) fn drift_inputs<E>(
    input: &str,
    prompts: &[String],
    positions: Positions,
    tokenize: &dyn Fn(&str) -> Result<Vec<Token>, E>,
) -> Result<Vec<TextInput>, E> {
    let full = prompts.iter().map(|prompt| full_text(prompt, input));
    let full: Vec<(String, usize)> = full.collect();
    if positions == Positions::AsIs {
        let own = full.into_iter().map(|(text, _)| TextInput::new(text));
        return Ok(own.collect());
    }
    let begins = |(text, start): &(String, usize)| -> Result<(usize, usize), E> {
        let tokens = tokenize(text)?;
        Ok((tokens.len(), tokens_from(&tokens, *start).start))
    };
    let counts = full.iter().map(begins).collect::<Result<Vec<_>, E>>()?;
    let to = counts.iter().map(|&(_, from)| from).max().unwrap_or(0);
    let kept = full.into_iter().zip(counts);
    Ok(kept
        .map(|((text, _), (count, from))| TextInput {
            text,
            position_ids: Some(kept_positions(count, from, to)),
            second: None,
        })
        .collect())
}

impl Drift {
    /// Compares every two instructions that were read; as many texts again are the same with their
    /// own positions.
    pub(super) fn new(
        model: &Arc<ModelCard>,
        texts: &[Arc<TracedText>],
        request: &DriftRequest<'_>,
    ) -> Result<Self, AnalysisError> {
        let count = request.prompts.len();
        let (asked, own) = texts
            .split_at_checked(count)
            .ok_or(AnalysisError::OtherTexts)?;
        let mut drift = compared(model, asked, request, request.comparison)?;
        if !own.is_empty() {
            let settings = ComparisonSettings {
                positions: Positions::AsIs,
                ..request.comparison
            };
            drift.own_positions = Some(Box::new(compared(model, own, request, settings)?));
        }
        Ok(drift)
    }
}

fn compared(
    model: &Arc<ModelCard>,
    texts: &[Arc<TracedText>],
    request: &DriftRequest<'_>,
    settings: ComparisonSettings,
) -> Result<Drift, AnalysisError> {
    if texts.len() != request.prompts.len() {
        return Err(AnalysisError::OtherTexts);
    }
    let read = request.prompts.iter().zip(texts);
    let instructions: Vec<Instruction> = read
        .map(|(prompt, traced)| Instruction::new(prompt, request.input, traced))
        .collect();
    let analyses = texts
        .iter()
        .map(|traced| Analysis::new(Arc::clone(model), Arc::clone(traced), &request.analysis))
        .collect::<Result<Vec<_>, _>>()?;
    let mut pairs = Vec::new();
    let both = || instructions.iter().zip(&analyses).enumerate();
    for (a, (instruction_a, analysis_a)) in both() {
        for (b, (instruction_b, analysis_b)) in both().skip(a + 1) {
            let (tokens_a, tokens_b) = (&analysis_a.traced.tokens, &analysis_b.traced.tokens);
            let alignment = Alignment::of(tokens_a, tokens_b, settings.alignment);
            let (one, other) = (analysis_a.clone(), analysis_b.clone());
            let comparison = comparison_of(one, other, settings, alignment);
            pairs.push(DriftPair {
                a,
                b,
                input: input_shift(instruction_a, instruction_b, &comparison),
                null: None,
                comparison,
            });
        }
    }
    let warnings = warnings(&instructions, &analyses);
    Ok(Drift {
        input: request.input.to_owned(),
        instructions,
        analyses,
        pairs,
        settings,
        null: None,
        own_positions: None,
        warnings,
    })
}

impl Instruction {
    /// `prompt` before `input`, as it was read.
    pub(super) fn new(prompt: &str, input: &str, traced: &Arc<TracedText>) -> Self {
        let (_, input_start) = full_text(prompt, input);
        Self {
            prompt: prompt.to_owned(),
            traced: Arc::clone(traced),
            input_start,
            input_tokens: tokens_from(&traced.tokens, input_start),
        }
    }
}

/// The full text of `input` behind each prompt.
pub(super) fn full_texts(input: &str, prompts: &[&str]) -> Vec<String> {
    let full = prompts.iter().map(|prompt| full_text(prompt, input).0);
    full.collect()
}

/// The full text, and the byte offset at which the input starts in it.
fn full_text(prompt: &str, input: &str) -> (String, usize) {
    if prompt.trim().is_empty() {
        (input.to_owned(), 0)
    } else {
        (format!("{prompt} {input}"), prompt.len() + 1)
    }
}

/// The tokens whose bytes lie at `start` or later, without those the model added.
fn tokens_from(tokens: &[Token], start: usize) -> Range<usize> {
    let inside = |token: &Token| token.end > token.start && token.start >= start;
    let first = tokens.iter().position(inside);
    let last = tokens.iter().rposition(inside);
    // None where the prompt alone fills the model; what ends the text is the closing special token.
    let nothing = tokens.len().saturating_sub(1);
    let span = first.zip(last).map(|(first, last)| first..last + 1);
    span.unwrap_or(nothing..nothing)
}

/// The input's tokens in both texts, paired. A tokenizer may spell the first word with more pieces
/// behind a space than at the beginning of a text, so they are counted from their end; from their
/// beginning where the end of a text was left out.
fn input_pairs(a: &Instruction, b: &Instruction) -> Vec<(usize, usize)> {
    let (tokens_a, tokens_b) = (a.input_tokens.clone(), b.input_tokens.clone());
    if a.traced.truncated_tokens > 0 || b.traced.truncated_tokens > 0 {
        return tokens_a.zip(tokens_b).collect();
    }
    let mut pairs: Vec<_> = tokens_a.rev().zip(tokens_b.rev()).collect();
    pairs.reverse();
    pairs
}

/// The shift of the input, of which `comparison` has most pairs already.
pub(super) fn input_shift(a: &Instruction, b: &Instruction, comparison: &Comparison) -> InputShift {
    let pairs = input_pairs(a, b);
    let compared = comparison.alignment.pairs.iter().enumerate();
    let compared: BTreeMap<(usize, usize), usize> = compared
        .filter_map(|(index, pair)| Some((pair.both()?, index)))
        .collect();
    let places: Vec<Option<usize>> = pairs
        .iter()
        .map(|pair| compared.get(pair).copied())
        .collect();
    let texts = [&*a.traced, &*b.traced];
    let of_layer = |layer| {
        let found = pairs.iter().zip(&places).map(|(&pair, &place)| {
            let known = place.and_then(|place| comparison.shift(layer, place));
            known.or_else(|| shift(texts, layer, pair))
        });
        found
            .map(|found| found.map_or(f64::NAN, |found| found.shift))
            .collect()
    };
    InputShift {
        shifts: (0..=a.traced.layers()).map(of_layer).collect(),
        pairs,
    }
}

/// What an instruction is called where its text has no room: A for the first one; a number from the
/// 27th on.
pub fn instruction_letter(place: usize) -> String {
    let letter = u8::try_from(place).ok().filter(|place| *place < 26);
    letter.map_or_else(
        || (place + 1).to_string(),
        |place| char::from(b'A' + place).to_string(),
    )
}

fn warnings(instructions: &[Instruction], analyses: &[Analysis]) -> Vec<String> {
    let named = analyses.iter().enumerate();
    let named = named.map(|(place, analysis)| {
        (
            format!("instruction {}", instruction_letter(place)),
            analysis,
        )
    });
    let mut warnings = Analysis::warnings_of(named);
    let ids = |instruction: &Instruction| -> Vec<u32> {
        let tokens = instruction
            .traced
            .tokens
            .get(instruction.input_tokens.clone());
        tokens.into_iter().flatten().map(|token| token.id).collect()
    };
    let mut every = instructions.iter().map(ids);
    let first = every.next();
    if every.any(|other| Some(other) != first) {
        warnings.push(
            "the input is not read as the same tokens behind every prompt: only as many as both \
             texts of a pair have enter its input shift"
                .to_owned(),
        );
    }
    warnings
}
