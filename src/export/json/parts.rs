//! What a strength is made of and what would be usual, as a part of `glassbox.analysis.v1`.

use serde::Serialize;

use crate::analysis::{Analysis, Compared};
use crate::domain::reference::{OUTLIER_RULE, ReferenceTexts, Usual};

/// What `--parts` adds to a token. The three parts sum to the squared norm; they are null where no
/// `LayerNorm` ends the layer.
#[derive(Serialize)]
pub(super) struct TokenParts {
    gain_part: Option<f64>,
    cross_part: Option<f64>,
    bias_part: Option<f64>,
    input_norm: Option<f64>,
    effective_gain: Option<f64>,
    /// Where the block has its `LayerNorm`s in front: the norms of what its halves added.
    attention_added: Option<f64>,
    feed_forward_added: Option<f64>,
    outlier_share: Option<f64>,
    usual: Option<UsualEntry>,
    surprise: Option<f64>,
}

#[derive(Serialize)]
struct UsualEntry {
    low: f64,
    median: f64,
    high: f64,
    mean: f64,
    deviation: f64,
    from: &'static str,
    count: u32,
}

/// What `--parts` adds to the document.
#[derive(Serialize)]
pub(super) struct DocumentParts<'a> {
    outlier_dimensions: Option<&'a [u32]>,
    outlier_rule: &'static str,
    reference: Option<ReferenceEntry<'a>>,
}

/// The texts that something is compared with.
#[derive(Serialize)]
pub(super) struct ReferenceEntry<'a> {
    name: &'a str,
    sha256: &'a str,
    texts: u64,
    tokens: u64,
}

impl TokenParts {
    /// Those of a token, where they were asked for.
    pub(super) fn of(analysis: &Analysis, token: usize) -> Option<Self> {
        let parts = analysis.parts.as_ref()?;
        let layer = analysis.layer;
        let of_token = parts.of(layer, token);
        let (norm, residual) = (of_token.norm, of_token.residual);
        let compared = parts.compared.as_ref();
        let at =
            |of: fn(&Compared) -> &Vec<Vec<f64>>| of(compared?).get(layer)?.get(token).copied();
        let width = analysis.model.hidden_size as f64;
        Some(Self {
            gain_part: norm.map(|norm| norm.gain),
            cross_part: norm.map(|norm| norm.cross),
            bias_part: norm.map(|norm| norm.bias),
            input_norm: norm.map(|norm| norm.input_norm),
            effective_gain: norm.map(|norm| (norm.squared_norm() / width).sqrt()),
            attention_added: residual.map(|residual| residual.attention),
            feed_forward_added: residual.map(|residual| residual.feed_forward),
            outlier_share: at(|compared| &compared.outlier_shares),
            usual: compared
                .and_then(|compared| compared.usual_of(layer, token))
                .map(UsualEntry::new),
            surprise: analysis.surprise(token),
        })
    }
}

impl UsualEntry {
    fn new(usual: &Usual) -> Self {
        let strengths = &usual.strengths;
        Self {
            low: strengths.p5,
            median: strengths.p50,
            high: strengths.p95,
            mean: strengths.mean,
            deviation: strengths.deviation,
            from: usual.from.name(),
            count: strengths.count,
        }
    }
}

impl<'a> DocumentParts<'a> {
    /// Those of a document, where they were asked for.
    pub(super) fn of(analysis: &'a Analysis) -> Option<Self> {
        let compared = analysis.parts.as_ref()?.compared.as_ref();
        let outliers =
            compared.and_then(|compared| compared.outlier_dimensions.get(analysis.layer));
        Some(Self {
            outlier_dimensions: outliers.map(Vec::as_slice),
            outlier_rule: OUTLIER_RULE,
            reference: compared.map(|compared| ReferenceEntry::new(&compared.texts)),
        })
    }
}

impl<'a> ReferenceEntry<'a> {
    /// Those of `texts`.
    pub(super) fn new(texts: &'a ReferenceTexts) -> Self {
        Self {
            name: &texts.name,
            sha256: &texts.sha256,
            texts: texts.texts,
            tokens: texts.tokens,
        }
    }
}
