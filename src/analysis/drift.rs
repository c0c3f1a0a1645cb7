//! One input under several instructions: how far does each instruction move it from the others
//! (the paper's section 3.2.3, figures 4 to 7)?
//!
//! The full text of a prompt is `prompt + " " + input`; an empty prompt leaves the input alone.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::domain::alignment::Alignment;
use crate::domain::token::Token;
use crate::model::{Model, ModelCard, ModelError, Placed, TracedText};

use super::analyze::{Analysis, AnalysisError, check_layers, judge};
use super::compare::{Comparison, ComparisonQuestion, comparison_of, shift};
use super::positions::{Positions, kept_positions};

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
    /// Each instruction judged, in the order given.
    pub instructions: Vec<Instruction>,
    /// What each full text is by itself, in the same order.
    pub analyses: Vec<Analysis>,
    /// Every pair, in the order (0, 1), (0, 2), ..., (1, 2), ...
    pub pairs: Vec<DriftPair>,
    /// What was asked.
    pub asked: ComparisonQuestion,
    /// What a reader of the numbers must know, a sentence each.
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
}

/// The shift of the input's tokens, aligned one to one.
#[derive(Debug, Clone, PartialEq)]
pub struct InputShift {
    /// Place of each token of the input in both full texts.
    pub pairs: Vec<(usize, usize)>,
    /// `[layer][pair]`
    pub shifts: Vec<Vec<f64>>,
}

impl InputShift {
    /// The total shift of the input at `layer`.
    pub fn total(&self, layer: usize) -> f64 {
        let shifts = self.shifts.get(layer).into_iter().flatten();
        shifts.fold(0.0, |total, shift| total + shift)
    }

    /// The mean shift of its tokens; none if the input was cut off.
    pub fn mean(&self, layer: usize) -> Option<f64> {
        let count = self.pairs.len();
        (count > 0).then(|| self.total(layer) / count as f64)
    }
}

/// Reads `input` behind every prompt and compares every two of them.
///
/// # Errors
/// Fewer than two prompts, a layer or a position the model does not have, a text it cannot read,
/// or an interruption.
pub fn drift<P: AsRef<str>>(
    model: &Model,
    input: &str,
    prompts: &[P],
    asked: &ComparisonQuestion,
    still_wanted: &dyn Fn() -> bool,
) -> Result<Drift, AnalysisError> {
    check_layers(model.card(), &asked.question)?;
    if prompts.len() < 2 {
        return Err(AnalysisError::TooFewPrompts);
    }
    let instructions = read_drift(model, input, prompts, asked.positions, still_wanted)?;
    judge_drift(&Arc::new(model.card().clone()), input, instructions, asked)
}

/// Reads `input` behind every prompt. With kept positions the input stands, behind every prompt,
/// where it stands behind the longest.
///
/// # Errors
/// A text the model cannot read, kept positions that it does not have, or an interruption.
pub fn read_drift<P: AsRef<str>>(
    model: &Model,
    input: &str,
    prompts: &[P],
    positions: Positions,
    still_wanted: &dyn Fn() -> bool,
) -> Result<Vec<Instruction>, ModelError> {
    let placed = place_drift(model, input, prompts, positions)?;
    let read = model.trace_all(&placed.texts(), still_wanted)?;
    Ok(placed.instructions(read))
}

/// The full texts of a drift, before they are read.
#[derive(Debug, Clone)]
pub struct PlacedDrift {
    prompts: Vec<PlacedPrompt>,
}

#[derive(Debug, Clone)]
struct PlacedPrompt {
    prompt: String,
    full: String,
    input_start: usize,
    input_tokens: Range<usize>,
    positions: Option<Vec<u32>>,
}

/// The full texts of `input` behind every prompt, at the positions asked for.
///
/// # Errors
/// A text without tokens.
pub fn place_drift<P: AsRef<str>>(
    model: &Model,
    input: &str,
    prompts: &[P],
    positions: Positions,
) -> Result<PlacedDrift, ModelError> {
    let mut counts = Vec::with_capacity(prompts.len());
    let mut placed = Vec::with_capacity(prompts.len());
    for prompt in prompts {
        let (full, input_start) = full_text(prompt.as_ref(), input);
        let tokens = model.tokens(&full)?;
        counts.push(tokens.len());
        placed.push(PlacedPrompt {
            prompt: prompt.as_ref().to_owned(),
            input_tokens: tokens_from(&tokens, input_start),
            full,
            input_start,
            positions: None,
        });
    }
    if positions == Positions::Kept {
        let to = placed.iter().map(|prompt| prompt.input_tokens.start).max();
        for (prompt, count) in placed.iter_mut().zip(counts) {
            let from = prompt.input_tokens.start;
            prompt.positions = Some(kept_positions(count, from, to.unwrap_or(0)));
        }
    }
    Ok(PlacedDrift { prompts: placed })
}

impl PlacedDrift {
    /// What is to be read, a text a prompt.
    pub fn texts(&self) -> Vec<Placed<'_>> {
        let placed = self.prompts.iter().map(|prompt| Placed {
            text: &prompt.full,
            positions: prompt.positions.clone(),
        });
        placed.collect()
    }

    /// The instructions, once their texts were read; in the same order.
    pub fn instructions(self, read: Vec<Arc<TracedText>>) -> Vec<Instruction> {
        let prompts = self.prompts.into_iter().zip(read);
        let instructions = prompts.map(|(prompt, traced)| Instruction {
            prompt: prompt.prompt,
            traced,
            input_start: prompt.input_start,
            input_tokens: prompt.input_tokens,
        });
        instructions.collect()
    }
}

/// Compares instructions that were read before; never runs the model.
///
/// # Errors
/// Fewer than two instructions, or a layer the model does not have.
pub fn judge_drift(
    model: &Arc<ModelCard>,
    input: &str,
    instructions: Vec<Instruction>,
    asked: &ComparisonQuestion,
) -> Result<Drift, AnalysisError> {
    if instructions.len() < 2 {
        return Err(AnalysisError::TooFewPrompts);
    }
    let judged = instructions.iter().map(|instruction| {
        let traced = Arc::clone(&instruction.traced);
        judge(Arc::clone(model), traced, &asked.question)
    });
    let analyses: Vec<Analysis> = judged.collect::<Result<_, _>>()?;
    let mut pairs = Vec::new();
    let both = || instructions.iter().zip(&analyses).enumerate();
    for (a, (instruction_a, analysis_a)) in both() {
        for (b, (instruction_b, analysis_b)) in both().skip(a + 1) {
            let (tokens_a, tokens_b) = (&analysis_a.traced.tokens, &analysis_b.traced.tokens);
            let alignment = Alignment::of(tokens_a, tokens_b, asked.alignment);
            let (one, other) = (analysis_a.clone(), analysis_b.clone());
            let comparison = comparison_of(one, other, asked, alignment);
            pairs.push(DriftPair {
                a,
                b,
                input: input_shift(instruction_a, instruction_b, &comparison),
                comparison,
            });
        }
    }
    let warnings = warnings(&instructions, &analyses);
    Ok(Drift {
        input: input.to_owned(),
        instructions,
        analyses,
        pairs,
        asked: *asked,
        warnings,
    })
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
fn input_shift(a: &Instruction, b: &Instruction, comparison: &Comparison) -> InputShift {
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

fn warnings(instructions: &[Instruction], analyses: &[Analysis]) -> Vec<String> {
    let named = analyses.iter().enumerate();
    let named = named.map(|(place, analysis)| (format!("prompt {}", place + 1), analysis));
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
