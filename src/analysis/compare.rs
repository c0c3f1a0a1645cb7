//! Two texts: how far did each token shift between them, and who carries the shift (the paper's
//! sections 2.3 and 3.3)?

use std::sync::Arc;

use crate::domain::alignment::{Alignment, AlignmentKind, Pair};
use crate::domain::shift::{HighFrom, Shift};
use crate::domain::shift_sums::{JudgedPair, ShiftSums};
use crate::domain::token_scores::Bucket;
use crate::domain::trace::{ModelCard, TracedText};
use crate::model::{Model, ModelError, Placed};

use super::analyze::{Analysis, AnalysisError, Question, check_layers, judge};
use super::positions::{Positions, kept_positions, shared_ending};

/// What is asked of two texts.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ComparisonQuestion {
    /// What is asked of each of them.
    pub question: Question,
    /// How their tokens are aligned.
    pub alignment: AlignmentKind,
    /// Whose buckets decide which pairs are HIGH.
    pub high_from: HighFrom,
    /// Which position ids the texts are read with.
    pub positions: Positions,
}

/// The answer: two texts judged, aligned, and every pair's shift at every layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The first text.
    pub a: Analysis,
    /// The second text.
    pub b: Analysis,
    /// What was asked.
    pub asked: ComparisonQuestion,
    /// Which token belongs to which.
    pub alignment: Alignment,
    /// The shift of every pair of the alignment, `[layer][pair]`; none in gaps.
    pub shifts: Vec<Vec<Option<Shift>>>,
    /// The bucket of every pair of the alignment, `[layer][pair]`; none in gaps and outside the
    /// token set.
    pub buckets: Vec<Vec<Option<Bucket>>>,
    /// Sums over all pairs, `[layer]`.
    pub sums: Vec<ShiftSums>,
    /// Sums over the pairs whose words did not change, `[layer]`: the ripple.
    pub sums_unchanged: Vec<ShiftSums>,
    /// What a reader of the numbers must know, a sentence each.
    pub warnings: Vec<String>,
}

/// Reads both texts and answers `asked` about them.
///
/// # Errors
/// A layer the model does not have, a text it cannot read, kept positions that it does not have,
/// or an interruption.
pub fn compare(
    model: &Model,
    text_a: &str,
    text_b: &str,
    asked: &ComparisonQuestion,
    still_wanted: &dyn Fn() -> bool,
) -> Result<Comparison, AnalysisError> {
    check_layers(model.card(), &asked.question)?;
    let (a, b) = read_both(model, text_a, text_b, asked.positions, still_wanted)?;
    judge_comparison(Arc::new(model.card().clone()), a, b, asked)
}

/// Reads two texts, at the positions asked for; the same text is read once.
///
/// # Errors
/// A text the model cannot read, kept positions that it does not have, or an interruption.
pub fn read_both(
    model: &Model,
    text_a: &str,
    text_b: &str,
    positions: Positions,
    still_wanted: &dyn Fn() -> bool,
) -> Result<(Arc<TracedText>, Arc<TracedText>), ModelError> {
    let texts = place_both(model, text_a, text_b, positions)?;
    let mut read = model.trace_all(&texts, still_wanted)?.into_iter();
    let both = read.next().zip(read.next());
    both.ok_or(ModelError::NothingToRead)
}

/// Two texts as they are to be read, at the positions asked for.
///
/// # Errors
/// A text without tokens.
pub fn place_both<'a>(
    model: &Model,
    text_a: &'a str,
    text_b: &'a str,
    positions: Positions,
) -> Result<[Placed<'a>; 2], ModelError> {
    let mut texts = [Placed::own(text_a), Placed::own(text_b)];
    if positions == Positions::Kept {
        let (tokens_a, tokens_b) = (model.tokens(text_a)?, model.tokens(text_b)?);
        let (from_a, from_b) = shared_ending(&tokens_a, &tokens_b);
        let to = from_a.max(from_b);
        let [a, b] = &mut texts;
        a.positions = Some(kept_positions(tokens_a.len(), from_a, to));
        b.positions = Some(kept_positions(tokens_b.len(), from_b, to));
    }
    Ok(texts)
}

/// Answers `asked` about two texts that were read before; never runs the model.
///
/// # Errors
/// A layer the model does not have.
pub fn judge_comparison(
    model: Arc<ModelCard>,
    a: Arc<TracedText>,
    b: Arc<TracedText>,
    asked: &ComparisonQuestion,
) -> Result<Comparison, AnalysisError> {
    let alignment = Alignment::of(&a.tokens, &b.tokens, asked.alignment);
    judge_aligned(model, a, b, asked, alignment)
}

/// Like [`judge_comparison`], with an alignment of the two texts that may hold pairs made by
/// hand.
///
/// # Errors
/// A layer the model does not have.
pub fn judge_aligned(
    model: Arc<ModelCard>,
    a: Arc<TracedText>,
    b: Arc<TracedText>,
    asked: &ComparisonQuestion,
    alignment: Alignment,
) -> Result<Comparison, AnalysisError> {
    let a = judge(Arc::clone(&model), a, &asked.question)?;
    let b = judge(model, b, &asked.question)?;
    Ok(comparison_of(a, b, asked, alignment))
}

/// Answers another question about two texts that were compared before, pair by pair as they were:
/// the shifts, which the hidden states and the pairs alone decide, are not computed again.
///
/// # Errors
/// A layer the model does not have.
pub fn judge_again(
    before: &Comparison,
    asked: &ComparisonQuestion,
) -> Result<Comparison, AnalysisError> {
    let judged = |of: &Analysis| {
        let (model, traced) = (Arc::clone(&of.model), Arc::clone(&of.traced));
        judge(model, traced, &asked.question)
    };
    let (a, b) = (judged(&before.a)?, judged(&before.b)?);
    let (alignment, shifts) = (before.alignment.clone(), before.shifts.clone());
    Ok(comparison_with(a, b, asked, alignment, shifts))
}

/// Two judged texts, compared.
pub(super) fn comparison_of(
    a: Analysis,
    b: Analysis,
    asked: &ComparisonQuestion,
    alignment: Alignment,
) -> Comparison {
    // Of texts still being read, the layers that both have.
    let layers = 0..=a.traced.layers().min(b.traced.layers());
    let of_layer = |layer| {
        let pairs = alignment.pairs.iter();
        let texts = [&*a.traced, &*b.traced];
        pairs
            .map(|pair| shift(texts, layer, pair.both()?))
            .collect()
    };
    let shifts = layers.map(of_layer).collect();
    comparison_with(a, b, asked, alignment, shifts)
}

/// Two judged texts and the shift of every pair, `[layer][pair]`.
fn comparison_with(
    a: Analysis,
    b: Analysis,
    asked: &ComparisonQuestion,
    alignment: Alignment,
    shifts: Vec<Vec<Option<Shift>>>,
) -> Comparison {
    let pairs = &alignment.pairs;
    let buckets: Vec<Vec<Option<Bucket>>> = (0..shifts.len())
        .map(|layer| {
            let bucket = |pair| bucket(&a, &b, layer, pair, asked.high_from);
            pairs.iter().map(bucket).collect()
        })
        .collect();
    let firsts = first_special(&a.traced).zip(first_special(&b.traced));
    let sums = |wanted: &dyn Fn(&Pair) -> bool| {
        let layers = shifts.iter().zip(&buckets);
        layers
            .map(|(shifts, buckets)| {
                let judged = pairs.iter().zip(shifts).zip(buckets);
                ShiftSums::of(judged.filter(|((pair, _), _)| wanted(pair)).filter_map(
                    |((pair, shift), bucket)| {
                        Some(JudgedPair {
                            shift: (*shift)?.shift,
                            bucket: *bucket,
                            is_cls: pair.both() == firsts,
                        })
                    },
                ))
            })
            .collect()
    };
    let (sums, sums_unchanged) = (sums(&|_| true), sums(&|pair| !pair.word_changed));
    Comparison {
        warnings: warnings(&a, &b, &alignment),
        a,
        b,
        asked: *asked,
        shifts,
        buckets,
        sums,
        sums_unchanged,
        alignment,
    }
}

impl Comparison {
    /// Whether every layer of the model is there; while the texts are being read, the last ones
    /// may be missing.
    pub fn is_whole(&self) -> bool {
        self.a.is_whole() && self.b.is_whole()
    }

    /// The layer judged.
    pub fn layer(&self) -> usize {
        self.a.layer
    }

    /// Sums over all pairs at the judged layer.
    pub fn sums_at_layer(&self) -> ShiftSums {
        self.sums.get(self.layer()).copied().unwrap_or_default()
    }

    /// Sums over the pairs whose words did not change, at the judged layer.
    pub fn unchanged_at_layer(&self) -> ShiftSums {
        let sums = self.sums_unchanged.get(self.layer());
        sums.copied().unwrap_or_default()
    }

    /// The shift of a pair at `layer`; none in a gap.
    pub fn shift(&self, layer: usize, pair: usize) -> Option<Shift> {
        self.shifts.get(layer)?.get(pair).copied().flatten()
    }

    /// The bucket of a pair at the judged layer; none in a gap and outside the token set.
    pub fn bucket(&self, pair: usize) -> Option<Bucket> {
        let buckets = self.buckets.get(self.layer())?;
        buckets.get(pair).copied().flatten()
    }

    /// `day → walk` for a pair of a changed word, each word as its text spells it; none where only
    /// its tokens are others.
    pub fn label(&self, pair: &Pair) -> Option<String> {
        let (a, b) = pair.both().filter(|_| pair.word_changed)?;
        let (a, b) = (spelled(&self.a.traced, a), spelled(&self.b.traced, b));
        (a != b).then(|| format!("{a} → {b}"))
    }
}

/// The whole word that `token` belongs to, as the text spells it; what is shown of a special token
/// and of spaces.
fn spelled(traced: &TracedText, token: usize) -> &str {
    let Some(token) = traced.tokens.get(token) else {
        return "";
    };
    let pieces = traced.tokens.iter();
    let word = pieces.filter(|other| token.word.is_some() && other.word == token.word);
    let spans = word.map(|piece| piece.start..piece.end);
    let whole = spans.reduce(|whole, piece| whole.start..piece.end);
    // The space before a word may be a piece of its own.
    let text = whole.and_then(|span| traced.text.get(span)).map(str::trim);
    let text = text.filter(|text| !text.is_empty());
    text.unwrap_or(&token.shown)
}

/// The shift between two tokens at a layer that both texts have.
pub(super) fn shift(
    [a, b]: [&TracedText; 2],
    layer: usize,
    (token_a, token_b): (usize, usize),
) -> Option<Shift> {
    let state_a = a.trace.hidden_state(layer, token_a)?;
    let state_b = b.trace.hidden_state(layer, token_b)?;
    let length = |text: &TracedText, token: usize| text.strengths(layer).get(token).copied();
    let lengths = [length(a, token_a)?, length(b, token_b)?];
    Some(Shift::of_lengths(state_a, state_b, lengths))
}

fn bucket(
    a: &Analysis,
    b: &Analysis,
    layer: usize,
    pair: &Pair,
    high_from: HighFrom,
) -> Option<Bucket> {
    let (token_a, token_b) = pair.both()?;
    let of = |analysis: &Analysis, token: usize| {
        let score = analysis.scores.get(layer)?.tokens.get(token)?.as_ref();
        score.map(|score| score.bucket)
    };
    high_from.bucket(of(a, token_a), of(b, token_b))
}

fn first_special(traced: &TracedText) -> Option<usize> {
    traced.tokens.iter().position(|token| token.special)
}

fn warnings(a: &Analysis, b: &Analysis, alignment: &Alignment) -> Vec<String> {
    let (only_a, only_b) = alignment.gaps();
    let gaps = [(only_a, "a", "b"), (only_b, "b", "a")].into_iter();
    let mut warnings: Vec<String> = gaps
        .filter(|&(count, _, _)| count > 0)
        .map(|(count, here, there)| match count {
            1 => format!("1 token of {here} has no partner in {there}: it enters no sum"),
            many => {
                format!("{many} tokens of {here} have no partner in {there}: they enter no sum")
            }
        })
        .collect();
    let named = [("a", a), ("b", b)].into_iter();
    let named = named.map(|(name, analysis)| (name.to_owned(), analysis));
    warnings.extend(Analysis::warnings_of(named));
    warnings
}
