//! Two texts: how far did each token shift between them, and who carries the shift (the paper's
//! sections 2.3 and 3.3)?

use std::sync::Arc;

use crate::domain::alignment::{Alignment, Pair, repaired};
use crate::domain::null_band::NullBand;
use crate::domain::shift::{HighFrom, Shift};
use crate::domain::shift_sums::{PairShift, ShiftSums};
use crate::domain::token::Token;
use crate::domain::token_scores::Bucket;
use crate::domain::trace::{ModelCard, TextInput, TracedText};

use super::error::AnalysisError;
use super::guessed_pairs::guessed_pairs;
use super::null::ComparisonNull;
use super::positions::{Positions, kept_positions, shared_ending};
use super::settings::{AnalysisSettings, ComparisonSettings};
use super::text_analysis::Analysis;

/// The answer: two texts analyzed and aligned, and every pair's shift at every layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The first text.
    pub a: Analysis,
    /// The second text.
    pub b: Analysis,
    /// How they were compared.
    pub settings: ComparisonSettings,
    /// Which token belongs to which.
    pub alignment: Alignment,
    /// The shift of every pair of the alignment, `[layer][pair]`; `None` in gaps.
    pub shifts: Vec<Vec<Option<Shift>>>,
    /// The bucket of every pair of the alignment, `[layer][pair]`; `None` in gaps and outside the
    /// token set.
    pub buckets: Vec<Vec<Option<Bucket>>>,
    /// Sums over all pairs, `[layer]`.
    pub sums: Vec<ShiftSums>,
    /// Sums over the pairs whose words did not change, `[layer]`: the ripple.
    pub sums_unchanged: Vec<ShiftSums>,
    /// The same two texts, each with its own positions, where that was asked for beside kept ones.
    pub own_positions: Option<Box<Comparison>>,
    /// What chance makes of the same two texts, where that was asked.
    pub null: Option<ComparisonNull>,
    /// What a reader of the numbers must know, one sentence each.
    pub warnings: Vec<String>,
}

/// What is asked of two texts that were read.
pub(super) struct ComparisonRequest<'a> {
    pub(super) analysis: AnalysisSettings,
    pub(super) comparison: ComparisonSettings,
    /// Tokens of A and B that a person paired, in the order in which they were.
    pub(super) paired_by_hand: &'a [(usize, usize)],
}

/// Two texts as they are to be read, at the positions asked for.
pub(super) fn comparison_inputs<E>(
    [text_a, text_b]: [&str; 2],
    positions: Positions,
    tokenize: &dyn Fn(&str) -> Result<Vec<Token>, E>,
) -> Result<Vec<TextInput>, E> {
    let (mut a, mut b) = (TextInput::new(text_a), TextInput::new(text_b));
    if positions == Positions::Kept {
        let (tokens_a, tokens_b) = (tokenize(text_a)?, tokenize(text_b)?);
        let (from_a, from_b) = shared_ending(&tokens_a, &tokens_b);
        let to = from_a.max(from_b);
        a.position_ids = Some(kept_positions(tokens_a.len(), from_a, to));
        b.position_ids = Some(kept_positions(tokens_b.len(), from_b, to));
    }
    Ok(vec![a, b])
}

impl Comparison {
    /// Compares two texts that were read; never runs the model.
    ///
    /// # Errors
    /// A layer the model does not have.
    pub fn from_traces(
        model: &Arc<ModelCard>,
        [a, b]: [&Arc<TracedText>; 2],
        analysis: AnalysisSettings,
        comparison: ComparisonSettings,
    ) -> Result<Self, AnalysisError> {
        let request = ComparisonRequest {
            analysis,
            comparison,
            paired_by_hand: &[],
        };
        compared(model, [a, b], &request, None)
    }

    /// Compares two texts that were read; two more are the same with their own positions. What
    /// `before` has of the same traces, paired alike, is used again.
    pub(super) fn new(
        model: &Arc<ModelCard>,
        texts: &[Arc<TracedText>],
        request: &ComparisonRequest<'_>,
        before: Option<&Arc<Self>>,
    ) -> Result<Self, AnalysisError> {
        let (both, own) = match texts {
            [a, b] => ([a, b], None),
            [a, b, own_a, own_b] => ([a, b], Some([own_a, own_b])),
            _ => return Err(AnalysisError::OtherTexts),
        };
        let mut comparison = compared(model, both, request, before.map(Arc::as_ref))?;
        if let Some(own) = own {
            let before = before.and_then(|before| before.own_positions.as_deref());
            let mut own = compared(model, own, request, before)?;
            own.settings.positions = Positions::AsIs;
            comparison.own_positions = Some(Box::new(own));
        }
        Ok(comparison)
    }
}

fn compared(
    model: &Arc<ModelCard>,
    [a, b]: [&Arc<TracedText>; 2],
    request: &ComparisonRequest<'_>,
    before: Option<&Comparison>,
) -> Result<Comparison, AnalysisError> {
    let analysis = |traced| Analysis::new(Arc::clone(model), Arc::clone(traced), &request.analysis);
    let (analysis_a, analysis_b) = (analysis(a)?, analysis(b)?);
    let same_traces =
        |before: &&Comparison| Arc::ptr_eq(&before.a.traced, a) && Arc::ptr_eq(&before.b.traced, b);
    let aligned = Alignment::of(&a.tokens, &b.tokens, request.comparison.alignment);
    let by_hand = request.paired_by_hand.iter();
    let alignment = by_hand.fold(aligned, |alignment, &(a, b)| repaired(&alignment, a, b));
    let before = before.filter(same_traces);
    let shifts = before.filter(|before| before.alignment == alignment);
    let shifts = shifts.map(|before| before.shifts.clone());
    let settings = request.comparison;
    Ok(match shifts {
        Some(shifts) => comparison_with(analysis_a, analysis_b, settings, alignment, shifts),
        None => comparison_of(analysis_a, analysis_b, settings, alignment),
    })
}

/// Two analyzed texts, compared.
pub(super) fn comparison_of(
    a: Analysis,
    b: Analysis,
    settings: ComparisonSettings,
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
    comparison_with(a, b, settings, alignment, shifts)
}

/// Two analyzed texts and the shift of every pair, `[layer][pair]`.
fn comparison_with(
    a: Analysis,
    b: Analysis,
    settings: ComparisonSettings,
    alignment: Alignment,
    shifts: Vec<Vec<Option<Shift>>>,
) -> Comparison {
    let pairs = &alignment.pairs;
    let buckets: Vec<Vec<Option<Bucket>>> = (0..shifts.len())
        .map(|layer| {
            let bucket = |pair| bucket(&a, &b, layer, pair, settings.high_from);
            pairs.iter().map(bucket).collect()
        })
        .collect();
    let firsts = first_special(&a.traced).zip(first_special(&b.traced));
    let sums = |wanted: &dyn Fn(&Pair) -> bool| {
        let layers = shifts.iter().zip(&buckets);
        layers
            .map(|(shifts, buckets)| {
                let with_buckets = pairs.iter().zip(shifts).zip(buckets);
                ShiftSums::of(
                    with_buckets
                        .filter(|((pair, _), _)| wanted(pair))
                        .filter_map(|((pair, shift), bucket)| {
                            Some(PairShift {
                                shift: (*shift)?.shift,
                                bucket: *bucket,
                                is_cls: pair.both() == firsts,
                            })
                        }),
                )
            })
            .collect()
    };
    let (sums, sums_unchanged) = (sums(&|_| true), sums(&|pair| !pair.word_changed));
    Comparison {
        warnings: warnings(&a, &b, &alignment),
        a,
        b,
        settings,
        own_positions: None,
        null: None,
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

    /// The selected layer.
    pub fn layer(&self) -> usize {
        self.a.layer
    }

    /// Sums over all pairs at the selected layer.
    pub fn sums_at_layer(&self) -> ShiftSums {
        self.sums.get(self.layer()).copied().unwrap_or_default()
    }

    /// Sums over the pairs whose words did not change, at the selected layer.
    pub fn unchanged_at_layer(&self) -> ShiftSums {
        let sums = self.sums_unchanged.get(self.layer());
        sums.copied().unwrap_or_default()
    }

    /// The shift of a pair at `layer`; `None` in a gap.
    pub fn shift(&self, layer: usize, pair: usize) -> Option<Shift> {
        self.shifts.get(layer)?.get(pair).copied().flatten()
    }

    /// The bucket of a pair at the selected layer; `None` in a gap and outside the token set.
    pub fn bucket(&self, pair: usize) -> Option<Bucket> {
        let buckets = self.buckets.get(self.layer())?;
        buckets.get(pair).copied().flatten()
    }

    /// Where the shift of a pair stands among those that random words make, at the selected layer.
    pub fn band(&self, pair: usize) -> Option<NullBand> {
        self.null.as_ref()?.bands.get(pair).copied().flatten()
    }

    /// For each pair, whether edit distance guessed it: where several words in a row changed, no
    /// one of them became the other.
    pub fn guessed_pairs(&self) -> Vec<bool> {
        let sides = [&self.a, &self.b].map(|side| side.traced.tokens.as_slice());
        guessed_pairs(&self.alignment.pairs, sides, self.settings.alignment)
    }

    /// `day → walk` for a pair of a changed word, each word as its text spells it; `None` where
    /// only its tokens are others.
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
    let gaps = [(only_a, "A", "B"), (only_b, "B", "A")].into_iter();
    let mut warnings: Vec<String> = gaps
        .filter(|&(count, _, _)| count > 0)
        .map(|(count, here, there)| match count {
            1 => format!("1 token of {here} has no partner in {there}: it enters no sum"),
            many => {
                format!("{many} tokens of {here} have no partner in {there}: they enter no sum")
            }
        })
        .collect();
    let named = [("A", a), ("B", b)].into_iter();
    let named = named.map(|(name, analysis)| (name.to_owned(), analysis));
    warnings.extend(Analysis::warnings_of(named));
    warnings
}
