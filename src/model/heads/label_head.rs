//! The classification head, by each family's own names: what is pooled, a layer perhaps, and a map
//! to the logits.

use crate::domain::family::Family;
use crate::domain::labels::LabelSet;

use super::super::ModelError;
use super::super::config::{Activation, ConfigFile, EncoderConfig, Layout};
use super::super::shards::Weights;
use super::affine::AffineMap;
use super::label_config::{is_per_token, labels, names_another_head};
use super::transform::{Norm, Transform, TransformDerivative};

/// A head that gives logits to a text, or to each of its tokens.
pub(in super::super) struct LabelHead {
    pub(in super::super) labels: LabelSet,
    pooling: LabelPooling,
    transform: Option<Transform>,
    classifier: AffineMap,
}

/// Which of the last hidden states go into the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LabelPooling {
    First,
    Mean,
    /// Each by itself.
    Token,
}

/// Where a family's head lies: full names, without `.weight`.
struct Place {
    dense: Option<String>,
    classifier: String,
}

impl Place {
    /// The head of a text, if it is there.
    fn of_texts(family: Family, weights: &Weights<'_>) -> Option<Self> {
        let head = |name: &str| {
            let before = weights.before(&format!("{name}.weight"))?;
            Some(format!("{before}{name}"))
        };
        let in_encoder = |name: &str| {
            let found = weights.contains(&format!("{name}.weight"));
            found.then(|| format!("{}{name}", weights.root()))
        };
        let (dense, classifier) = match family {
            Family::Bert => (in_encoder("pooler.dense")?, head("classifier")?),
            Family::Albert => (in_encoder("pooler")?, head("classifier")?),
            Family::Roberta | Family::Mpnet | Family::Electra => {
                (head("classifier.dense")?, head("classifier.out_proj")?)
            }
            Family::DistilBert => (head("pre_classifier")?, head("classifier")?),
            Family::DebertaV2 => (head("pooler.dense")?, head("classifier")?),
            Family::ModernBert => (head("head.dense")?, head("classifier")?),
        };
        Some(Self {
            dense: Some(dense),
            classifier,
        })
    }

    /// The head of tokens, if it is there.
    fn of_tokens(family: Family, weights: &Weights<'_>) -> Option<Self> {
        let head = |name: &str| {
            let before = weights.before(&format!("{name}.weight"))?;
            Some(format!("{before}{name}"))
        };
        Some(Self {
            dense: match family {
                Family::ModernBert => Some(head("head.dense")?),
                _ => None,
            },
            classifier: head("classifier")?,
        })
    }
}

impl LabelHead {
    /// Reads the head, if there is one.
    ///
    /// # Errors
    /// A part of it is missing or of another shape, or there are not as many names as logits.
    pub(super) fn load(
        config: &EncoderConfig,
        file: &ConfigFile,
        weights: &mut Weights<'_>,
    ) -> Result<Option<Self>, ModelError> {
        let family = config.family();
        let (place, per_token) = match is_per_token(file)? {
            Some(true) => (Place::of_tokens(family, weights), true),
            Some(false) => (Place::of_texts(family, weights), false),
            None if names_another_head(file) => return Ok(None),
            None => match Place::of_texts(family, weights) {
                Some(place) => (Some(place), false),
                None => (Place::of_tokens(family, weights), true),
            },
        };
        let Some(place) = place else {
            return Ok(None);
        };
        weights.below("", |weights| {
            Self::read(config, file, &place, per_token, weights).map(Some)
        })
    }

    fn read(
        config: &EncoderConfig,
        file: &ConfigFile,
        place: &Place,
        per_token: bool,
        weights: &mut Weights<'_>,
    ) -> Result<Self, ModelError> {
        let width = config.hidden_size;
        let transform = match &place.dense {
            None => None,
            Some(dense) => Some(transform(config, file, dense, weights)?),
        };
        let outputs = weights.shape(&format!("{}.weight", place.classifier));
        let outputs = outputs
            .and_then(|shape| shape.first().copied())
            .unwrap_or(0);
        let shape = [outputs.max(1), width];
        let classifier = AffineMap::load(weights, &place.classifier, shape, true)?;
        Ok(Self {
            labels: labels(file, outputs, per_token)?,
            pooling: pooling(config, file, per_token)?,
            transform,
            classifier,
        })
    }

    /// How many rows of logits there are for `tokens` tokens.
    pub(super) fn pooling(&self) -> LabelPooling {
        self.pooling
    }

    /// How many logits a row has.
    pub(super) fn outputs(&self) -> usize {
        self.classifier.outputs
    }

    /// The logits for pooled rows.
    pub(super) fn logits(&self, pooled: &[f32]) -> Result<Vec<f32>, ModelError> {
        match &self.transform {
            Some(transform) => self.classifier.forward(&transform.forward(pooled)?),
            None => self.classifier.forward(pooled),
        }
    }

    /// The derivative of the logits where one row, `pooled`, goes in.
    pub(super) fn linearised(&self, pooled: &[f32]) -> Result<LabelDerivative<'_>, ModelError> {
        Ok(LabelDerivative {
            transform: match &self.transform {
                Some(transform) => Some(transform.linearise(pooled)?.1),
                None => None,
            },
            classifier: &self.classifier,
        })
    }
}

/// The derivative of the logits where what is pooled is known.
pub(super) struct LabelDerivative<'a> {
    transform: Option<TransformDerivative<'a>>,
    classifier: &'a AffineMap,
}

impl LabelDerivative<'_> {
    /// What `tangents` changes of the pooled row do to the logits, a row for each.
    pub(super) fn push(&self, rows: &[f32], tangents: usize) -> Result<Vec<f32>, ModelError> {
        match &self.transform {
            Some(transform) => self.classifier.derivative(&transform.push(rows, tangents)?),
            None => self.classifier.derivative(rows),
        }
    }
}

impl LabelPooling {
    /// The rows that go into the head, of the last hidden states of a text.
    pub(super) fn rows(self, states: &[f32], width: usize) -> Vec<f32> {
        match self {
            Self::First => states.get(..width).unwrap_or(states).to_vec(),
            Self::Token => states.to_vec(),
            Self::Mean => {
                let tokens = states.len().checked_div(width).unwrap_or(0);
                let mut mean = vec![0.0; width];
                for state in states.chunks_exact(width.max(1)) {
                    for (sum, x) in mean.iter_mut().zip(state) {
                        *sum += x / tokens as f32;
                    }
                }
                mean
            }
        }
    }

    /// Of those rows, the one of number `row`, or what `tangent`, a change of the states, does to
    /// it.
    pub(super) fn row(self, tangent: &[f32], width: usize, row: usize) -> Vec<f32> {
        match self {
            Self::First | Self::Mean => self.rows(tangent, width),
            Self::Token => {
                let own = tangent.get(row * width..(row + 1) * width);
                own.map_or_else(|| vec![0.0; width], <[f32]>::to_vec)
            }
        }
    }
}

/// The layer before the last map.
fn transform(
    config: &EncoderConfig,
    file: &ConfigFile,
    dense: &str,
    weights: &mut Weights<'_>,
) -> Result<Transform, ModelError> {
    let width = config.hidden_size;
    let activation = match config.family() {
        Family::Bert | Family::Albert | Family::Roberta | Family::Mpnet => Activation::Tanh,
        Family::DistilBert => Activation::Relu,
        Family::Electra => Activation::Gelu,
        Family::DebertaV2 => file.activation("pooler_hidden_act", Activation::Gelu)?,
        Family::ModernBert => file.activation("classifier_activation", Activation::Gelu)?,
    };
    let Layout::ModernBert(layout) = &config.layout else {
        let dense = AffineMap::load(weights, dense, [width, width], true)?;
        return Ok(Transform::new(dense, activation, None));
    };
    let norm = format!("{}norm", dense.strip_suffix("dense").unwrap_or(dense));
    let has_bias = file.flag_or("classifier_bias", false)?;
    let dense = AffineMap::load(weights, dense, [width, width], has_bias)?;
    let eps = config.layer_norm_eps;
    let norm = Norm::load(weights, &norm, width, eps, layout.biases.norm)?;
    Ok(Transform::new(dense, activation, Some(norm)))
}

fn pooling(
    config: &EncoderConfig,
    file: &ConfigFile,
    per_token: bool,
) -> Result<LabelPooling, ModelError> {
    if per_token {
        return Ok(LabelPooling::Token);
    }
    if config.family() != Family::ModernBert {
        return Ok(LabelPooling::First);
    }
    let named = file.fields().text("classifier_pooling");
    match named.map_err(|reason| file.wrong(reason))? {
        None | Some("cls") => Ok(LabelPooling::First),
        Some("mean") => Ok(LabelPooling::Mean),
        Some(other) => Err(file.wrong(format!("classifier_pooling is {other:?}"))),
    }
}
