//! Everything between the last hidden states of a text and its sentence embedding.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde::{Deserialize, Serialize};

use super::super::trace::Trace;
use super::dense::{DenseActivation, DenseLayer};
use super::mix::TokenMix;
use super::mode::Pooling;

/// What a model's files say of the way from its last hidden states to a sentence embedding.
///
/// Each token's state goes through `token_dense`, the tokens are pooled, and the pooled vector goes
/// through `dense`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SentenceHead {
    /// Layers that each token's state goes through before the pooling.
    pub token_dense: Vec<DenseLayer>,
    /// How tokens become one vector; `None` where the files do not say, and the user chooses.
    pub pooling: Option<Pooling>,
    /// Layers that the pooled vector goes through.
    pub dense: Vec<DenseLayer>,
    /// Whether the embedding is brought to length 1, which changes no cosine.
    pub normalize: bool,
    /// Whether the model compares texts token by token (the late interaction of `ColBERT`).
    pub late_interaction: bool,
    /// Whether the tokens of a prompt are pooled with those of the text.
    pub pools_prompt: bool,
    /// What may be put before a text, in the order of the file.
    pub prompts: Vec<Prompt>,
    /// The name of the prompt that is put before every text where none is chosen.
    pub default_prompt: Option<String>,
    /// The most tokens that sentence-transformers reads of a text with this model, special tokens
    /// counted; Glassbox reads as many as the model has positions.
    pub most_tokens: Option<usize>,
    /// What a reader must know of what was declared, one sentence each.
    pub notes: Vec<String>,
}

/// A text that a model expects before another, for example `query: `.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    /// What the file calls it, for example `query`.
    pub name: String,
    /// What is put before the text, its last space included; may be empty.
    pub text: String,
}

/// The last hidden states of a text.
#[derive(Debug, Clone, Copy)]
pub struct TokenStates<'a> {
    /// `[token][width]`
    pub numbers: &'a [f32],
    /// Numbers in a state.
    pub width: usize,
    /// How many tokens at the start are not pooled: those of a prompt, where
    /// [`pools_prompt`](SentenceHead::pools_prompt) says so.
    pub skipped: usize,
}

impl<'a> TokenStates<'a> {
    /// States of which all are pooled.
    pub fn new(numbers: &'a [f32], width: usize) -> Self {
        Self {
            numbers,
            width,
            skipped: 0,
        }
    }

    /// Those of the last layer of `trace`, all pooled; `None` where hidden states were not kept.
    pub fn last_of(trace: &'a Trace) -> Option<Self> {
        let last = trace.hidden_states.last()?;
        Some(Self::new(last, trace.hidden_size))
    }

    /// The same, the first `skipped` tokens not pooled.
    #[must_use]
    pub fn without_first(self, skipped: usize) -> Self {
        Self { skipped, ..self }
    }

    /// How many tokens there are.
    pub fn tokens(&self) -> usize {
        self.numbers.len().checked_div(self.width).unwrap_or(0)
    }

    /// The states one by one.
    pub(super) fn rows(&self) -> impl Iterator<Item = &'a [f32]> {
        self.numbers.chunks_exact(self.width.max(1))
    }
}

impl SentenceHead {
    /// Nothing but a pooling.
    pub fn of(pooling: impl Into<Pooling>) -> Self {
        Self {
            pooling: Some(pooling.into()),
            pools_prompt: true,
            ..Self::default()
        }
    }

    /// The same with the pooling that the user chose.
    #[must_use]
    pub fn with_pooling(&self, pooling: impl Into<Pooling>) -> Self {
        Self {
            pooling: Some(pooling.into()),
            ..self.clone()
        }
    }

    /// A number that is another one for a head that makes other embeddings; of this run of the
    /// program alone.
    pub fn fingerprint(&self) -> u64 {
        let mut hash = DefaultHasher::new();
        self.pooling.hash(&mut hash);
        self.pools_prompt.hash(&mut hash);
        for prompt in &self.prompts {
            prompt.text.hash(&mut hash);
        }
        for layer in self.token_dense.iter().chain(&self.dense) {
            layer.activation.name().hash(&mut hash);
            layer.inputs.hash(&mut hash);
            let bias = layer.bias.iter().flatten();
            for number in layer.weight.iter().chain(bias) {
                number.to_bits().hash(&mut hash);
            }
        }
        hash.finish()
    }

    /// The prompt that `text` begins with, the longest of several; `None` where it begins with none.
    pub fn prompt_of(&self, text: &str) -> Option<&Prompt> {
        let begins = |prompt: &&Prompt| !prompt.text.is_empty() && text.starts_with(&prompt.text);
        let prompts = self.prompts.iter().filter(begins);
        prompts.max_by_key(|prompt| prompt.text.len())
    }

    /// The prompt of this name, if there is one.
    pub fn prompt_named(&self, name: &str) -> Option<&Prompt> {
        self.prompts.iter().find(|prompt| prompt.name == name)
    }

    /// The prompts that put something before a text.
    pub fn prompts_to_offer(&self) -> impl Iterator<Item = &Prompt> {
        let prompts = self.prompts.iter();
        prompts.filter(|prompt| !prompt.text.is_empty())
    }

    /// How the embedding is made, in a few words: `mean of the tokens, a dense layer to 128 (tanh),
    /// brought to length 1`.
    pub fn phrase(&self) -> String {
        let layer = |of: &str, layer: &DenseLayer| {
            let (outputs, activation) = (layer.outputs(), layer.activation.name());
            format!("a dense layer{of} to {outputs} ({activation})")
        };
        let of_tokens = self.token_dense.iter();
        let mut parts: Vec<String> = of_tokens
            .map(|dense| layer(" of each token", dense))
            .collect();
        parts.push(match &self.pooling {
            Some(pooling) => format!("{} of the tokens", pooling.name()),
            None if self.late_interaction => "compared token by token".to_owned(),
            None => "no pooling is declared: it is to be chosen".to_owned(),
        });
        parts.extend(self.dense.iter().map(|dense| layer("", dense)));
        if self.normalize {
            parts.push("brought to length 1".to_owned());
        }
        parts.join(", ")
    }

    /// Whether the embedding is a sum of what the tokens give, each by itself: no dense layer
    /// behind the pooling has an activation function.
    pub fn is_sum_of_tokens(&self) -> bool {
        let mut dense = self.dense.iter();
        dense.all(|layer| layer.activation == DenseActivation::Identity)
    }

    /// How wide the embedding is for states of `width` numbers; `None` without a pooling, or where
    /// a dense layer expects another width than it is given.
    pub fn embedding_width(&self, width: usize) -> Option<usize> {
        let through = |width: usize, layers: &[DenseLayer]| {
            layers.iter().try_fold(width, |width, layer| {
                (layer.inputs == width).then(|| layer.outputs())
            })
        };
        let width = through(width, &self.token_dense)?;
        let pooled = width * self.pooling.as_ref()?.modes().len();
        through(pooled, &self.dense)
    }

    /// The vectors that are pooled, or compared token by token: `[token][width]` after
    /// [`token_dense`](Self::token_dense).
    pub fn token_vectors(&self, states: TokenStates<'_>) -> Vec<Vec<f64>> {
        let vector = |state: &[f32]| {
            let state = state.iter().copied().map(f64::from).collect();
            let mut layers = self.token_dense.iter();
            layers.try_fold(state, |x: Vec<f64>, layer| Some(layer.forward(&x)))
        };
        states.rows().filter_map(vector).collect()
    }

    /// The sentence embedding, not brought to length 1; `None` where no pooling is chosen or a
    /// width does not fit.
    pub fn embedding(&self, states: TokenStates<'_>) -> Option<Vec<f64>> {
        let pooled = self.pooled(states)?;
        let mut layers = self.dense.iter();
        layers.try_fold(pooled, |x, layer| Some(layer.forward(&x)))
    }

    /// The pooled vector, before [`dense`](Self::dense).
    pub(super) fn pooled(&self, states: TokenStates<'_>) -> Option<Vec<f64>> {
        self.embedding_width(states.width)?;
        let vectors = self.token_vectors(states);
        let modes = self.pooling.as_ref()?.modes().iter();
        let pooled =
            modes.flat_map(|&mode| TokenMix::new(mode, &vectors, states.skipped).pooled(&vectors));
        Some(pooled.collect())
    }

    /// What each token gives to the embedding, `[token][width]`: the vectors sum to
    /// [`embedding`](Self::embedding). The bias of a dense layer is shared out among the tokens by
    /// their weights in the pooling. `None` where that is not possible: no pooling is chosen, a
    /// width does not fit, or the embedding [is no sum](Self::is_sum_of_tokens).
    pub fn contributions(&self, states: TokenStates<'_>) -> Option<Vec<Vec<f64>>> {
        if !self.is_sum_of_tokens() {
            return None;
        }
        let mut parts = self.pooled_parts(states)?;
        let shares = self
            .pooling
            .as_ref()?
            .shares(states.tokens(), states.skipped);
        for layer in &self.dense {
            for (part, &share) in parts.iter_mut().zip(&shares) {
                let mut mapped = layer.linear(part);
                layer.add_bias(&mut mapped, share);
                *part = mapped;
            }
        }
        Some(parts)
    }

    /// What each token gives to the pooled vector.
    fn pooled_parts(&self, states: TokenStates<'_>) -> Option<Vec<Vec<f64>>> {
        self.embedding_width(states.width)?;
        let vectors = self.token_vectors(states);
        let mut parts = vec![Vec::new(); vectors.len()];
        for &mode in self.pooling.as_ref()?.modes() {
            let of_mode = TokenMix::new(mode, &vectors, states.skipped).parts(&vectors);
            for (part, of_mode) in parts.iter_mut().zip(of_mode) {
                part.extend(of_mode);
            }
        }
        Some(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::super::mode::PoolingMode;
    use super::*;

    /// Three tokens of two numbers.
    const STATES: [f32; 6] = [1.0, -4.0, 3.0, 2.0, -1.0, 5.0];

    fn states() -> TokenStates<'static> {
        TokenStates::new(&STATES, 2)
    }

    fn layer(outputs: usize, inputs: usize, activation: DenseActivation) -> DenseLayer {
        let count = outputs * inputs;
        DenseLayer {
            weight: (0..count).map(|i| (i as f32 * 1.3).sin()).collect(),
            bias: Some((0..outputs).map(|i| 0.5 - i as f32).collect()),
            inputs,
            activation,
        }
    }

    #[test]
    fn each_mode_pools_as_it_says() {
        for (mode, expected) in [
            (PoolingMode::Mean, [1.0, 1.0]),
            (PoolingMode::Cls, [1.0, -4.0]),
            (PoolingMode::Max, [3.0, 5.0]),
            (PoolingMode::LastToken, [-1.0, 5.0]),
            (PoolingMode::WeightedMean, [4.0 / 6.0, 15.0 / 6.0]),
        ] {
            let embedding = SentenceHead::of(mode).embedding(states()).unwrap();
            for (found, expected) in embedding.iter().zip(expected) {
                assert!((found - expected).abs() < 1e-12, "{mode:?}: {embedding:?}");
            }
        }
    }

    #[test]
    fn a_prompt_that_is_not_pooled_is_left_out() {
        let behind = states().without_first(1);
        let of = |mode: PoolingMode| SentenceHead::of(mode).embedding(behind).unwrap();
        assert_eq!(of(PoolingMode::Mean), [1.0, 3.5]);
        assert_eq!(of(PoolingMode::Cls), [3.0, 2.0]);
        assert_eq!(of(PoolingMode::Max), [3.0, 5.0]);
        let none = states().without_first(3);
        let of_none = SentenceHead::of(PoolingMode::Max).embedding(none).unwrap();
        assert_eq!(of_none, [0.0, 0.0]);
    }

    #[test]
    fn the_longest_prompt_that_a_text_begins_with_counts() {
        let prompt = |name: &str, text: &str| Prompt {
            name: name.to_owned(),
            text: text.to_owned(),
        };
        let head = SentenceHead {
            prompts: vec![
                prompt("document", ""),
                prompt("q", "query: "),
                prompt("long", "query: what is "),
            ],
            ..SentenceHead::default()
        };
        let name = |text: &str| head.prompt_of(text).map(|prompt| prompt.name.as_str());
        assert_eq!(name("query: rain"), Some("q"));
        assert_eq!(name("query: what is rain"), Some("long"));
        assert_eq!(name("rain"), None);
        assert_eq!(head.prompts_to_offer().count(), 2);
        assert_eq!(head.prompt_named("document"), head.prompts.first());
    }

    #[test]
    fn what_the_tokens_give_sums_to_the_embedding() {
        for &mode in PoolingMode::ALL {
            let both = Pooling::side_by_side(vec![mode, PoolingMode::Cls]).unwrap();
            let head = SentenceHead {
                token_dense: vec![layer(3, 2, DenseActivation::Tanh)],
                dense: vec![
                    layer(4, 6, DenseActivation::Identity),
                    layer(2, 4, DenseActivation::Identity),
                ],
                ..SentenceHead::of(both)
            };
            let mut sum = [0.0; 2];
            for part in head.contributions(states()).unwrap() {
                for (sum, part) in sum.iter_mut().zip(part) {
                    *sum += part;
                }
            }
            let embedding = head.embedding(states()).unwrap();
            for (found, expected) in sum.iter().zip(&embedding) {
                assert!((found - expected).abs() < 1e-12, "{mode:?}");
            }
        }
    }

    #[test]
    fn another_head_has_another_fingerprint() {
        let head = SentenceHead::of(PoolingMode::Mean);
        let without_prompts = SentenceHead {
            pools_prompt: false,
            ..head.clone()
        };
        let dense = |weight: f32| SentenceHead {
            dense: vec![DenseLayer {
                weight: vec![weight; 4],
                ..layer(2, 2, DenseActivation::Identity)
            }],
            ..head.clone()
        };
        let all = [head.clone(), without_prompts, dense(0.5), dense(0.25)];
        let mut found = all.map(|head| head.fingerprint()).to_vec();
        assert_eq!(head.fingerprint(), head.clone().fingerprint());
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn what_is_no_sum_and_what_does_not_fit_is_refused() {
        let head = SentenceHead::of(PoolingMode::Mean);
        let bent = SentenceHead {
            dense: vec![layer(3, 2, DenseActivation::Tanh)],
            ..head.clone()
        };
        assert_eq!(bent.contributions(states()), None);
        assert_eq!(bent.embedding(states()).map(|x| x.len()), Some(3));
        let too_wide = SentenceHead {
            dense: vec![layer(3, 5, DenseActivation::Tanh)],
            ..head
        };
        assert_eq!(too_wide.embedding(states()), None);
        assert_eq!(SentenceHead::default().embedding(states()), None);
    }

    #[test]
    fn a_head_says_how_it_makes_an_embedding() {
        let none = SentenceHead::default();
        assert!(none.phrase().contains("no pooling"), "{}", none.phrase());
        let compared = SentenceHead {
            late_interaction: true,
            ..none.clone()
        };
        assert_eq!(compared.phrase(), "compared token by token");
        let chosen = none.with_pooling(PoolingMode::Max);
        assert_eq!(chosen.embedding(states()).unwrap(), [3.0, 5.0]);
        assert_eq!(chosen.phrase(), "max of the tokens");
        assert!(!chosen.pools_prompt);
        let whole = SentenceHead {
            token_dense: vec![layer(3, 2, DenseActivation::Identity)],
            dense: vec![layer(4, 3, DenseActivation::Tanh)],
            normalize: true,
            ..SentenceHead::of(PoolingMode::Mean)
        };
        assert_eq!(
            whole.phrase(),
            "a dense layer of each token to 3 (identity), mean of the tokens, a dense layer to 4 \
             (tanh), brought to length 1"
        );
        assert!(whole.pools_prompt);
    }
}
