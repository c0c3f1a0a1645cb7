//! Two texts that are matched as JSON, `glassbox.match.v1`.

use serde::Serialize;

use crate::analysis::Match;
use crate::analysis::matching::{LeftOut, MatchSide};
use crate::domain::app::APP_VERSION;
use crate::domain::token::Token;

use super::document::ModelEntry;
use super::token_place::{TokenPlace, token_places};

/// How many pairs of words are listed.
const LISTED: usize = 20;

/// The whole document.
#[derive(Serialize)]
pub(super) struct MatchDocument<'a> {
    schema: &'static str,
    app_version: &'static str,
    model: ModelEntry<'a>,
    settings: SettingsEntry,
    similarity: f64,
    cosine: f64,
    a: TextEntry<'a>,
    b: TextEntry<'a>,
    pairs: &'a [Vec<f64>],
    strongest: Vec<PairEntry<'a>>,
    reference_part: f64,
    residual: f64,
    special_share: Option<f64>,
    top_ten_share: Option<f64>,
    dimensions: Vec<DimensionEntry>,
    top_three_dimensions: Option<f64>,
    leave_one_out: Option<LeftOutEntry<'a>>,
    null: Option<NullEntry>,
    late_interaction: Option<LateEntry>,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct SettingsEntry {
    method: &'static str,
    layer: usize,
    pooling: String,
    pooling_from: &'static str,
    steps: Option<usize>,
    steps_rule: Option<&'static str>,
    null_texts: usize,
    seed: u64,
    leave_one_out: bool,
}

#[derive(Serialize)]
struct TextEntry<'a> {
    text: &'a str,
    truncated: bool,
    tokens_left_out: usize,
    tokens: Vec<TokenEntry<'a>>,
}

#[derive(Serialize)]
struct TokenEntry<'a> {
    #[serde(flatten)]
    place: TokenPlace<'a>,
    word: Option<usize>,
    sum: f64,
    share: Option<f64>,
    percentile: Option<f64>,
}

#[derive(Serialize)]
struct PairEntry<'a> {
    a: &'a str,
    b: &'a str,
    tokens_a: [usize; 2],
    tokens_b: [usize; 2],
    value: f64,
    share: Option<f64>,
}

#[derive(Serialize)]
struct DimensionEntry {
    dimension: usize,
    share: f64,
}

#[derive(Serialize)]
struct LeftOutEntry<'a> {
    a: Vec<EffectEntry<'a>>,
    b: Vec<EffectEntry<'a>>,
    spearman_a: Option<f64>,
    spearman_b: Option<f64>,
}

#[derive(Serialize)]
struct EffectEntry<'a> {
    word: &'a str,
    tokens: [usize; 2],
    sum: f64,
    effect: f64,
}

#[derive(Serialize)]
struct NullEntry {
    texts: usize,
    mean: f64,
    percentile: f64,
    anisotropy: Option<f64>,
}

#[derive(Serialize)]
struct LateEntry {
    a_to_b: f64,
    b_to_a: f64,
}

impl<'a> MatchDocument<'a> {
    pub(super) fn new(matched: &'a Match) -> Self {
        let settings = &matched.settings;
        let dimensions = matched.dimensions.as_ref();
        let largest = dimensions.into_iter().flat_map(|shares| &shares.largest);
        Self {
            schema: "glassbox.match.v1",
            app_version: APP_VERSION,
            model: ModelEntry::new(&matched.model),
            settings: SettingsEntry {
                method: settings.method.name(),
                layer: matched.layer,
                pooling: matched.pooling.name(),
                pooling_from: matched.pooling.source.name(),
                steps: matched.steps.map(|steps| steps.count),
                steps_rule: matched.steps.map(|steps| steps.rule.name()),
                null_texts: settings.null_texts,
                seed: settings.seed,
                leave_one_out: settings.leave_one_out,
            },
            similarity: matched.matrix.similarity,
            cosine: matched.cosine,
            a: TextEntry::new(matched, &matched.a),
            b: TextEntry::new(matched, &matched.b),
            pairs: &matched.matrix.cells,
            strongest: strongest(matched),
            reference_part: matched.matrix.reference_part,
            residual: matched.matrix.residual,
            special_share: matched.special_share,
            top_ten_share: matched.top_ten_share,
            dimensions: largest
                .map(|one| DimensionEntry {
                    dimension: one.dimension,
                    share: one.share,
                })
                .collect(),
            top_three_dimensions: dimensions.map(|shares| shares.top_three),
            leave_one_out: left_out(matched),
            null: matched.null.as_ref().map(|null| NullEntry {
                texts: null.texts,
                mean: null.mean,
                percentile: null.percentile,
                anisotropy: null.anisotropy,
            }),
            late_interaction: matched.late_interaction.as_ref().map(|late| LateEntry {
                a_to_b: late.a_to_b,
                b_to_a: late.b_to_a,
            }),
            warnings: &matched.warnings,
        }
    }
}

impl<'a> TextEntry<'a> {
    fn new(matched: &Match, side: &'a MatchSide) -> Self {
        let traced = &side.traced;
        let tokens = token_places(traced).enumerate();
        Self {
            text: &traced.text,
            truncated: traced.truncated_tokens > 0,
            tokens_left_out: traced.truncated_tokens,
            tokens: tokens
                .map(|(at, token)| TokenEntry::of(matched, side, at, token))
                .collect(),
        }
    }
}

impl<'a> TokenEntry<'a> {
    fn of(
        matched: &Match,
        side: &MatchSide,
        at: usize,
        (token, place): (&Token, TokenPlace<'a>),
    ) -> Self {
        let sum = side.sums.get(at).copied().unwrap_or(f64::NAN);
        Self {
            place,
            word: token.word,
            sum,
            share: matched.share(sum),
            percentile: side.percentiles.get(at).copied().flatten(),
        }
    }
}

fn strongest(matched: &Match) -> Vec<PairEntry<'_>> {
    let tokens = |side: &MatchSide, at: usize| {
        let word = side.words.get(at);
        word.map_or([0, 0], |word| [word.tokens.start, word.tokens.end])
    };
    let pairs = matched.strongest_words(LISTED).iter();
    pairs
        .map(|pair| {
            let [a, b] = matched.pair_of_words(pair);
            PairEntry {
                a,
                b,
                tokens_a: tokens(&matched.a, pair.a),
                tokens_b: tokens(&matched.b, pair.b),
                value: pair.value,
                share: matched.share(pair.value),
            }
        })
        .collect()
}

fn left_out(matched: &Match) -> Option<LeftOutEntry<'_>> {
    let (a, b) = (matched.a.left_out.as_ref()?, matched.b.left_out.as_ref()?);
    Some(LeftOutEntry {
        a: effects(&matched.a, a),
        b: effects(&matched.b, b),
        spearman_a: a.spearman,
        spearman_b: b.spearman,
    })
}

fn effects<'a>(side: &'a MatchSide, left_out: &LeftOut) -> Vec<EffectEntry<'a>> {
    let effects = left_out.words.iter();
    effects
        .filter_map(|effect| {
            let word = side.words.get(effect.word)?;
            Some(EffectEntry {
                word: &word.shown,
                tokens: [word.tokens.start, word.tokens.end],
                sum: effect.sum,
                effect: effect.effect,
            })
        })
        .collect()
}
