//! The masked-language-model head, by each family's own names: `E LN(act(W h + b)) + c`, where `E`
//! is the table of words unless the files say otherwise.

use glassbox_kernel::{Linear, MatrixView, linear};

use crate::domain::family::Family;

use super::super::ModelError;
use super::super::config::{Activation, ConfigFile, EncoderConfig, Layout};
use super::super::mapped::Numbers;
use super::super::names::word_table;
use super::super::shards::Weights;
use super::affine::{AffineMap, mismatch};
use super::transform::{Norm, Transform};

/// What errors call this head.
const TITLE: &str = "masked-language-model head";

/// A head that gives a logit to each word of the vocabulary.
pub(in super::super) struct MaskedLm {
    pub(super) transform: Transform,
    /// `[word][width]`
    table: Numbers,
    /// `[word]`
    bias: Numbers,
    /// Numbers in a row of the table.
    pub(super) width: usize,
}

/// What a family calls the tensors of its head, and what it does with them.
struct Names {
    dense: &'static str,
    norm: &'static str,
    /// The table where it is not that of the words; `None` where it always is.
    table: Option<&'static str>,
    /// The bias of the vocabulary, by any of these names.
    biases: &'static [&'static str],
    /// Whether the activation function is that of the blocks or GELU.
    of_blocks: bool,
}

const BERT: Names = Names {
    dense: "cls.predictions.transform.dense",
    norm: "cls.predictions.transform.LayerNorm",
    table: Some("cls.predictions.decoder.weight"),
    biases: &["cls.predictions.bias", "cls.predictions.decoder.bias"],
    of_blocks: true,
};

const ROBERTA: Names = Names {
    dense: "lm_head.dense",
    norm: "lm_head.layer_norm",
    table: Some("lm_head.decoder.weight"),
    biases: &["lm_head.bias", "lm_head.decoder.bias"],
    of_blocks: false,
};

const DISTILBERT: Names = Names {
    dense: "vocab_transform",
    norm: "vocab_layer_norm",
    table: Some("vocab_projector.weight"),
    biases: &["vocab_projector.bias"],
    of_blocks: true,
};

const ALBERT: Names = Names {
    dense: "predictions.dense",
    norm: "predictions.LayerNorm",
    table: Some("predictions.decoder.weight"),
    biases: &["predictions.bias", "predictions.decoder.bias"],
    of_blocks: true,
};

const ELECTRA: Names = Names {
    dense: "generator_predictions.dense",
    norm: "generator_predictions.LayerNorm",
    table: Some("generator_lm_head.weight"),
    biases: &["generator_lm_head.bias"],
    of_blocks: false,
};

/// The head of the authors' own code, which transformers has where `legacy` is false.
const DEBERTA: Names = Names {
    dense: "lm_predictions.lm_head.dense",
    norm: "lm_predictions.lm_head.LayerNorm",
    table: None,
    biases: &["lm_predictions.lm_head.bias"],
    of_blocks: true,
};

const MODERNBERT: Names = Names {
    dense: "head.dense",
    norm: "head.norm",
    table: Some("decoder.weight"),
    biases: &["decoder.bias"],
    of_blocks: true,
};

impl Names {
    /// The names of `family`, those that come first being the usual ones.
    fn of(family: Family, legacy: bool) -> &'static [&'static Self] {
        match family {
            Family::Bert => &[&BERT],
            Family::Roberta | Family::Mpnet => &[&ROBERTA],
            Family::DistilBert => &[&DISTILBERT],
            Family::Albert => &[&ALBERT],
            Family::Electra => &[&ELECTRA],
            Family::DebertaV2 if legacy => &[&BERT, &DEBERTA],
            Family::DebertaV2 => &[&DEBERTA, &BERT],
            Family::ModernBert => &[&MODERNBERT],
        }
    }

    /// Which of `family`'s heads is in `weights`, and what stands before its names.
    fn found(
        family: Family,
        legacy: bool,
        weights: &Weights<'_>,
    ) -> Option<(&'static Self, String)> {
        // A classifier has the same dense layer.
        let is_classifier = family == Family::ModernBert
            && weights.before("classifier.weight").is_some()
            && weights.before("decoder.bias").is_none();
        let mut names = Self::of(family, legacy).iter();
        names
            .find_map(|names| {
                let before = weights.before(&format!("{}.weight", names.dense))?;
                Some((*names, before.to_owned()))
            })
            .filter(|_| !is_classifier)
    }
}

impl MaskedLm {
    /// Reads the head, if there is one.
    ///
    /// # Errors
    /// A part of it is missing or of another shape.
    pub(super) fn load(
        config: &EncoderConfig,
        file: &ConfigFile,
        weights: &mut Weights<'_>,
    ) -> Result<Option<Self>, ModelError> {
        let legacy = file.flag_or("legacy", true)?;
        let Some((names, root)) = Names::found(config.family(), legacy, weights) else {
            return Ok(None);
        };
        weights.below(&root, |weights| Self::read(config, file, names, weights))
    }

    fn read(
        config: &EncoderConfig,
        file: &ConfigFile,
        names: &Names,
        weights: &mut Weights<'_>,
    ) -> Result<Option<Self>, ModelError> {
        let width = if names.table.is_some() {
            config.embedding_size()
        } else {
            config.hidden_size
        };
        let (dense_bias, norm_bias) = match &config.layout {
            Layout::ModernBert(layout) => {
                (file.flag_or("classifier_bias", false)?, layout.biases.norm)
            }
            _ => (true, true),
        };
        let activation = match &config.layout {
            Layout::ModernBert(_) => file.activation("classifier_activation", Activation::Gelu)?,
            _ if names.of_blocks => config.activation,
            _ => Activation::Gelu,
        };
        let shape = [width, config.hidden_size];
        let dense = AffineMap::load(weights, names.dense, shape, dense_bias)?;
        let norm = Norm::load(weights, names.norm, width, config.layer_norm_eps, norm_bias)?;
        let words = config.vocabulary;
        let has_bias = file.flag_or("decoder_bias", true)?;
        let mut biases = names.biases.iter();
        let bias = match biases.find(|name| weights.contains(name)) {
            Some(name) => weights.numbers(name, &[words])?,
            None if !has_bias => vec![0.0; words].into(),
            None => return Err(incomplete(weights, names.biases.first().copied())),
        };
        let table = match names.table.filter(|_| !file.ties_words()) {
            Some(table) if weights.contains(table) => weights.numbers(table, &[words, width])?,
            Some(table) => return Err(incomplete(weights, Some(table))),
            None => weights.words(word_table(config.family()), &[words, width])?,
        };
        Ok(Some(Self {
            transform: Transform::new(dense, activation, Some(norm)),
            table,
            bias,
            width,
        }))
    }

    /// How many words have a logit.
    pub(super) fn words(&self) -> usize {
        self.bias.len()
    }

    /// The logits of the words from `first` up to `end` for rows that went through the transform:
    /// into `output`, a row of them for each.
    pub(super) fn logits(
        &self,
        rows: MatrixView<'_>,
        first: usize,
        end: usize,
        output: &mut [f32],
    ) -> Result<(), ModelError> {
        let weight = self.table.get(first * self.width..end * self.width);
        let map = Linear {
            weight: weight.unwrap_or_default().into(),
            bias: self.bias.get(first..end),
            outputs: end - first,
        };
        linear(rows, &[map], None, output, end - first).map_err(mismatch)
    }
}

/// That a head is there but for the tensor `name`.
fn incomplete(weights: &Weights<'_>, name: Option<&str>) -> ModelError {
    ModelError::HeadIncomplete {
        place: weights.place().to_owned(),
        head: TITLE,
        name: name.unwrap_or_default().to_owned(),
    }
}
