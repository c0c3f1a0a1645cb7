//! Two texts: how similar does the model hold them, and which words make them so?

mod measured;
mod ranking;
mod settings;
mod side;
mod split;
mod used_pooling;
mod warnings;

use std::sync::Arc;

use crate::domain::matching::{
    DimensionShares, LateInteraction, MatchMatrix, NullTexts, StrongPair, TokenParts, cosine,
    percentile,
};
use crate::domain::quadrature::Steps;
use crate::domain::trace::{ModelCard, TracedText};

use super::error::AnalysisError;
use super::question::Measured;
use super::settings::AnalysisSettings;
use split::{Split, late_interaction};
use warnings::MatchFacts;

pub use measured::{CarriedParts, Direction, MatchMeasured};
pub use ranking::{CarryingPair, MatchRanking, RankedPassage};
pub use settings::{MatchMethod, MatchSettings};
pub use side::{LeftOut, MatchSide, WordEffect};
pub use used_pooling::{PoolingSource, UsedPooling};

/// The answer: the similarity of two texts, pair by pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The model that read them.
    pub model: Arc<ModelCard>,
    /// How it was asked.
    pub settings: MatchSettings,
    /// What was asked besides, which this answer hands on.
    pub analysis: AnalysisSettings,
    /// How tokens became an embedding.
    pub pooling: UsedPooling,
    /// The layer whose tokens the matrix is of.
    pub layer: usize,
    /// At which points Jacobians were taken, where they were.
    pub steps: Option<Steps>,
    /// The first text.
    pub a: MatchSide,
    /// The second text.
    pub b: MatchSide,
    /// The similarity over pairs of tokens.
    pub matrix: MatchMatrix,
    /// The same with the tokens of each word added up.
    pub words: MatchMatrix,
    /// The pairs of words that add most, special tokens left out, the strongest first.
    pub pairs: Vec<StrongPair>,
    /// The part of the sum over all pairs of tokens that lies in pairs with a special token; `None`
    /// where that sum is next to nothing.
    pub special_share: Option<f64>,
    /// The part that the ten strongest pairs of tokens carry.
    pub top_ten_share: Option<f64>,
    /// The cosine of the embeddings, whatever the matrix is of.
    pub cosine: f64,
    /// The cosine by dimension; `None` where it is next to nothing.
    pub dimensions: Option<DimensionShares>,
    /// Each token with its like; `None` where hidden states were not kept.
    pub late_interaction: Option<LateInteraction>,
    /// The similarity among those with random texts; `None` where there are none.
    pub null: Option<MatchNull>,
    /// What is still to be measured.
    pub awaits: Awaits,
    /// What a reader of the numbers must know, one sentence each.
    pub warnings: Vec<String>,
}

/// The cosine among those with random texts in the place of B.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchNull {
    /// How many random texts there are.
    pub texts: usize,
    /// The cosine with each of them in the place of B.
    pub cosines: Vec<f64>,
    /// The mean cosine with B replaced.
    pub mean: f64,
    /// The part of these cosines that are less than that of A and B, of 1.
    pub percentile: f64,
    /// The mean cosine of every two of the random texts.
    pub anisotropy: Option<f64>,
}

/// What was asked for and is not there yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Awaits {
    /// The random texts.
    pub null: bool,
    /// The texts without each of their words.
    pub left_out: bool,
}

/// So many pairs of words are kept in their order; nobody reads more.
const MOST_PAIRS: usize = 1000;

impl MatchNull {
    /// Where the cosine stands among those with random texts, in words.
    pub fn standing(&self) -> String {
        let texts = self.texts;
        let percent = format!("{:.1}", 100.0 * self.percentile);
        match percent.as_str() {
            "100.0" => format!("above every one of {texts} random texts in the place of B"),
            "0.0" => format!("below every one of {texts} random texts in the place of B"),
            _ => format!("above {percent} % of {texts} random texts in the place of B"),
        }
    }
}

impl Match {
    /// Explains the match of the first two texts of `measured`; never runs the model.
    ///
    /// # Errors
    /// A layer the model does not have, a text without a token of its own, an embedding without a
    /// direction, or one that is no sum of its tokens where the method needs that.
    pub(super) fn new(
        measured: &Measured,
        settings: &MatchSettings,
        analysis: &AnalysisSettings,
    ) -> Result<Self, AnalysisError> {
        let [a, b] = measured.texts.as_slice() else {
            return Err(AnalysisError::OtherTexts);
        };
        let extra = &measured.for_match;
        let pooling = extra.pooling.as_ref().ok_or(AnalysisError::OtherTexts)?;
        for (name, text) in [("A", a), ("B", b)] {
            if text.tokens.iter().all(|token| token.special) {
                return Err(AnalysisError::NothingToMatch(name));
            }
        }
        let split = Split::new(measured, [a, b], settings, pooling)?;
        let [parts_a, parts_b] = &split.parts;
        let cosine =
            cosine(parts_a.embedding(), parts_b.embedding()).ok_or(AnalysisError::NoDirection)?;
        let late_interaction = late_interaction(a, b, pooling);
        let matrix = match settings.method {
            MatchMethod::MaxSim => {
                let late = late_interaction.as_ref().ok_or(AnalysisError::OtherTexts)?;
                MatchMatrix::of_cells(late.best_of_rows())
            }
            MatchMethod::Exact | MatchMethod::Jacobians => {
                MatchMatrix::of_cosine(parts_a, parts_b).ok_or(AnalysisError::NoDirection)?
            }
        };
        let side = |text: &Arc<TracedText>, sums| {
            let prompt = pooling.head.prompt_of(&text.text);
            let prompt = prompt.map_or(0, |prompt| prompt.text.len());
            MatchSide::new(Arc::clone(text), prompt, sums)
        };
        let (side_a, side_b) = (side(a, matrix.row_sums()), side(b, matrix.column_sums()));
        let words = matrix.merged(&side_a.word_ranges(), &side_b.word_ranges());
        let special = matrix.sum_with(&|at| side_a.is_special(at), &|at| side_b.is_special(at));
        let ten = matrix.strongest(10).into_iter().map(|pair| pair.value);
        let mut answer = Self {
            model: Arc::clone(&measured.model),
            settings: *settings,
            analysis: *analysis,
            pooling: pooling.clone(),
            layer: split.layer,
            steps: split.steps,
            pairs: strongest_pairs(&words, &side_a, &side_b),
            words,
            special_share: matrix.share(special),
            top_ten_share: matrix.share(ten.sum()),
            a: side_a,
            b: side_b,
            cosine,
            dimensions: DimensionShares::of(parts_a, parts_b),
            late_interaction,
            matrix,
            null: None,
            awaits: Awaits {
                null: settings.null_texts > 0 && extra.null.is_none(),
                left_out: settings.leave_one_out && extra.left_out.is_none(),
            },
            warnings: Vec::new(),
        };
        if let Some(null) = &extra.null {
            answer.compare_with(null, &split.parts);
        }
        if let Some([without_a, without_b]) = &extra.left_out {
            answer.a.leave_out(without_a, parts_b.embedding(), cosine);
            answer.b.leave_out(without_b, parts_a.embedding(), cosine);
        }
        let facts = MatchFacts {
            model: &answer.model,
            settings,
            pooling,
            sides: [&answer.a, &answer.b],
            parts: &split.parts,
            unpooled: extra.unpooled,
        };
        answer.warnings = facts.warnings();
        Ok(answer)
    }

    fn compare_with(&mut self, null: &[Arc<NullTexts>; 2], [a, b]: &[TokenParts; 2]) {
        let exact = self.settings.method == MatchMethod::Exact;
        let [instead_of_a, instead_of_b] = null;
        let for_a = instead_of_b.replacing(a, exact);
        let for_b = instead_of_a.replacing(b, exact);
        if exact {
            self.a.compare_with(&for_a);
            self.b.compare_with(&for_b);
        }
        let percentile = percentile(&for_a.cosines, self.cosine);
        let mean = for_a.mean();
        self.null = mean.zip(percentile).map(|(mean, percentile)| MatchNull {
            texts: for_a.cosines.len(),
            cosines: for_a.cosines,
            mean,
            percentile,
            anisotropy: instead_of_b.anisotropy(),
        });
    }

    /// Whether everything that was asked for is there; the random texts and those without a word
    /// come behind the first answer.
    pub fn is_whole(&self) -> bool {
        self.awaits == Awaits::default()
    }

    /// What a token, row or column adds as a part of what all pairs add; `None` where that is next
    /// to nothing.
    pub fn share(&self, part: f64) -> Option<f64> {
        self.matrix.share(part)
    }

    /// The pairs of words that add most, special tokens left out, at most `most` of them.
    pub fn strongest_words(&self, most: usize) -> &[StrongPair] {
        self.pairs.get(..most).unwrap_or(&self.pairs)
    }

    /// Both words of a pair, as they are written.
    pub fn pair_of_words(&self, pair: &StrongPair) -> [&str; 2] {
        [(&self.a, pair.a), (&self.b, pair.b)]
            .map(|(side, at)| side.words.get(at).map_or("", |word| word.shown.as_str()))
    }

    /// What the numbers of the matrix are, as axes and tables name them.
    pub fn unit(&self) -> &'static str {
        match self.settings.method {
            MatchMethod::Exact | MatchMethod::Jacobians => "part of the cosine",
            MatchMethod::MaxSim => "cosine of the tokens",
        }
    }
}

/// The pairs of words that add most, the strongest first, without special tokens.
fn strongest_pairs(words: &MatchMatrix, a: &MatchSide, b: &MatchSide) -> Vec<StrongPair> {
    let own = |side: &MatchSide, at: usize| side.words.get(at).is_some_and(|word| !word.special);
    let mut pairs = words.strongest(usize::MAX);
    pairs.retain(|pair| pair.value != 0.0 && own(a, pair.a) && own(b, pair.b));
    pairs.truncate(MOST_PAIRS);
    pairs
}
