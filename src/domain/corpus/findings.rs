//! What many texts say together. Every number that was estimated carries its interval.

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use super::estimate::Estimate;
use super::pairs::PairFindings;
use super::record::TextPlace;
use super::removal::RemovalFindings;
use super::settling::SettlingFindings;
use crate::domain::word_class::{WordClass, WordGroup};

/// The middle of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quartiles {
    /// A quarter is below.
    pub lower: f64,
    /// Half is below.
    pub median: f64,
    /// Three quarters are below.
    pub upper: f64,
}

/// A kind of token that is counted: a group of word classes, or one word class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TokenKind {
    /// Content, function, punctuation or special.
    Group(WordGroup),
    /// One part of speech.
    Class(WordClass),
}

impl TokenKind {
    /// The name in files and in the window: that of the group, or the tag of the class.
    pub fn name(self) -> &'static str {
        match self {
            Self::Group(group) => group.name(),
            Self::Class(class) => class.tag(),
        }
    }
}

/// The tokens of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassFindings {
    /// Which tokens.
    pub kind: TokenKind,
    /// How many there are.
    pub tokens: u64,
    /// How many texts have one.
    pub texts: u64,
    /// Where they stand at each layer, `[layer]`.
    pub layers: Vec<ClassAtLayer>,
    /// Sentences with such a token.
    pub examples: Vec<Example>,
}

/// The tokens of one kind at one layer. The numbers are those of all texts; quantiles are known to
/// 1/8192 of their size. Strengths that are not finite are left out; where none are left, the
/// numbers are NaN.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ClassAtLayer {
    /// Mean strength.
    pub mean: f64,
    /// The 5th percentile of the strengths.
    pub p5: f64,
    /// The middle of the strengths.
    pub quartiles: Quartiles,
    /// The 95th percentile of the strengths.
    pub p95: f64,
    /// How many of them are in the token set and have a bucket.
    pub judged: u64,
    /// How many of those are HIGH.
    pub judged_high: u64,
    /// `judged_high / judged`; `None` where no token is judged. By chance it would be
    /// [`EffectAtLayer::high_share`].
    pub high_rate: Option<Estimate>,
}

/// Content against function words at one layer, over the tokens of the token set. The estimates are
/// those of all texts, their intervals as wide as the sample makes them: wider than need be where it
/// is not the whole corpus.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct EffectAtLayer {
    /// Content tokens.
    pub content: u64,
    /// Function tokens.
    pub function: u64,
    /// The chance that a content token is stronger than a function token, ties counting half: the
    /// area under the ROC curve. `None` without both kinds.
    pub auc: Option<Estimate>,
    /// Cliff's delta, `2 AUC - 1`: from -1 to 1, 0 for no difference.
    pub cliffs_delta: Option<Estimate>,
    /// The same chance for two tokens of one sentence: what differs between sentences is out.
    pub auc_within_sentence: Option<Estimate>,
    /// The share of HIGH tokens among all judged tokens.
    pub high_share: Option<f64>,
    /// The share of the bootstrap's replicates in which this layer's AUC lies farther from one half
    /// than any other layer's: how surely this layer is the one where the two differ most. `None`
    /// without intervals.
    pub argmax_share: Option<f64>,
}

/// What strength is compared with on the same tokens.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, VariantArray, IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum Baseline {
    /// Attention received, mean over heads and sources.
    Attention,
    /// Attention received from tokens that are not special.
    AttentionFromText,
    /// Norm-weighted attention received.
    NormWeightedAttention,
    /// The norm at layer 0.
    EmbeddingNorm,
    /// The rank of the word in a frequency list: 1 is the most frequent.
    FrequencyRank,
    /// The place in the sequence, from 0.
    Position,
}

impl Baseline {
    /// Every baseline, in the order of tables.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The name in files.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// How one baseline goes with strength.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BaselineFindings {
    /// Which baseline.
    pub baseline: Baseline,
    /// At each layer, `[layer]`. The attention at layer `l` is that of the block that leads there;
    /// layer 0 has none, and its embedding norm is the strength itself.
    pub layers: Vec<CorrelationAtLayer>,
}

/// Spearman's rho of strength with a baseline at one layer, over the sample's tokens that are in the
/// token set.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct CorrelationAtLayer {
    /// How many tokens have both numbers.
    pub tokens: u64,
    /// Spearman's rho; `None` where it is undefined.
    pub rho: Option<Estimate>,
    /// How many of the tokens have a frequency rank too.
    pub partial_tokens: u64,
    /// Rho over those, with frequency rank and position held constant (the other one alone, for
    /// these two themselves).
    pub partial: Option<Estimate>,
}

/// What could explain strength without the word meaning anything.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, VariantArray, IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum Confound {
    /// The rank of the word in a frequency list.
    FrequencyRank,
    /// The place in the sequence.
    Position,
    /// How many tokens the text has.
    Length,
    /// How many pieces the word has.
    Pieces,
}

impl Confound {
    /// Every confound, in the order of tables.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The name in files.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// Strength along one confound, over the tokens of the token set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConfoundFindings {
    /// Which confound.
    pub confound: Confound,
    /// Its range in steps, rising; steps without a token are left out. Each step of the frequency
    /// rank is twice as wide as the one before; position and length go up by 1 to 7, then in four
    /// steps to each power of two; 5 pieces and more are one step.
    pub bins: Vec<ConfoundBin>,
}

/// The tokens within one step of a confound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConfoundBin {
    /// The smallest value of the step.
    pub from: f64,
    /// The largest value of the step.
    pub to: f64,
    /// How many tokens are in it.
    pub tokens: u64,
    /// The middle of their strengths, `[layer]`.
    pub layers: Vec<Quartiles>,
    /// Sentences with such a token.
    pub examples: Vec<Example>,
}

/// A token of the vocabulary over the corpus.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TokenFindings {
    /// As the vocabulary spells it.
    pub piece: String,
    /// As a reader sees it.
    pub shown: String,
    /// Whether it continues a word.
    pub continues: bool,
    /// The class it has most often.
    pub class: WordClass,
    /// How often it occurs.
    pub count: u64,
    /// How often it is in the token set.
    pub judged: u64,
    /// At each layer, `[layer]`.
    pub layers: Vec<TokenAtLayer>,
    /// Sentences of the sample with it; the sample of a large corpus may have none.
    pub examples: Vec<Example>,
}

/// A token of the vocabulary at one layer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TokenAtLayer {
    /// Mean strength.
    pub mean: f64,
    /// How often it is HIGH.
    pub high: u64,
}

/// A sentence to read, and the token of it that is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// Where it comes from.
    pub place: TextPlace,
    /// The sentence.
    pub text: String,
    /// The token.
    pub token: usize,
    /// Where that begins and ends in the sentence, in bytes.
    pub span: (usize, usize),
}

/// One token of the sample, for a scatter plot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointOfSample {
    /// Which text of [`SampleFacts::texts`].
    pub text: usize,
    /// The token.
    pub token: usize,
    /// Where that begins and ends in its text, in bytes.
    pub span: (usize, usize),
    /// Its group.
    pub group: WordGroup,
    /// The value of each confound, in the order of [`Findings::confounds`]; `None` where it has none.
    pub confounds: Vec<Option<f64>>,
    /// Strengths, `[layer]`.
    pub strengths: Vec<f64>,
}

/// The texts that intervals, correlations and scatter plots are made of: all texts of a small
/// corpus, else as many as hold a fixed number of tokens, drawn by a hash of their place and the
/// seed, whatever order they come in.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct SampleFacts {
    /// How many texts.
    pub text_count: u64,
    /// How many tokens they have.
    pub token_count: u64,
    /// Whether these are all texts.
    pub whole: bool,
    /// Some of the texts, for the points.
    pub texts: Vec<(TextPlace, String)>,
    /// Some of the tokens.
    pub points: Vec<PointOfSample>,
}

/// What a corpus says about the paper's claims, at every layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// Texts read.
    pub texts: u64,
    /// Tokens read, special ones included.
    pub tokens: u64,
    /// Blocks of the model; layers are 0 to this.
    pub layers: usize,
    /// Seed and number of the bootstrap's replicates.
    pub seed: u64,
    /// How many times the sentences were resampled; 0 for findings while a run goes on.
    pub replicates: usize,
    /// Groups first, then parts of speech, those that occur, in the order of [`WordGroup`] and
    /// [`WordClass`].
    pub classes: Vec<ClassFindings>,
    /// Content against function words, `[layer]`.
    pub effects: Vec<EffectAtLayer>,
    /// Strength against baselines.
    pub baselines: Vec<BaselineFindings>,
    /// Strength along confounds.
    pub confounds: Vec<ConfoundFindings>,
    /// Tokens that begin a word, and special ones, that occur at least
    /// [`least_count`](Self::least_count) times; the most frequent first.
    pub top_tokens: Vec<TokenFindings>,
    /// Pieces that continue a word, likewise.
    pub top_pieces: Vec<TokenFindings>,
    /// How often a token must occur to be listed: the mean of a few occurrences says little. At
    /// least 5, and more where the lists would hold more than 1,000 tokens.
    pub least_count: u64,
    /// What the intervals rest on.
    pub sample: SampleFacts,
    /// `R_H` against chance; `None` where no pairs were asked for.
    pub pairs: Option<PairFindings>,
    /// The removal test; `None` where it was not asked for.
    pub removal: Option<RemovalFindings>,
    /// Where words settle beside their strength; `None` where it was not asked for.
    pub settling: Option<SettlingFindings>,
}

impl Findings {
    /// Which share of all judged tokens at `layer` is of `kind`, and which share of all HIGH ones:
    /// equal if the kind made no difference. `None` where nothing is judged, or nothing HIGH.
    pub fn shares(&self, kind: TokenKind, layer: usize) -> [Option<f64>; 2] {
        let groups = self.classes.iter();
        let groups = groups.filter(|class| matches!(class.kind, TokenKind::Group(_)));
        let (mut judged, mut high) = (0, 0);
        for at in groups.filter_map(|class| class.layers.get(layer)) {
            judged += at.judged;
            high += at.judged_high;
        }
        let own = self.classes.iter().find(|class| class.kind == kind);
        let Some(own) = own.and_then(|class| class.layers.get(layer)) else {
            return [None; 2];
        };
        let share = |part: u64, of: u64| (of > 0).then(|| part as f64 / of as f64);
        [share(own.judged, judged), share(own.judged_high, high)]
    }
}
