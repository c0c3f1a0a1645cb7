//! Everything about encoders: where their files lie, how text becomes tokens, the forward pass.
//!
//! The only room that names candle, tokenizers, safetensors and `hf_hub`. A candle tensor never
//! leaves it; plain tables do. It must not know of windows, threads or charts.

mod attention;
mod cancel;
mod check;
mod config;
mod contents;
mod device;
mod embedding;
mod encoder;
mod error;
mod file_names;
mod file_note;
mod file_parts;
mod folder;
mod folder_weights;
mod heads;
pub mod hub;
mod jacobian;
mod loading;
mod mapped;
mod model_reading;
mod names;
mod pooling;
mod quoted;
mod randomized;
mod reasons;
mod removal;
mod shard_index;
mod shards;
mod similarity;
mod source;
mod tokenizer;
mod trace;
mod trace_texts;
mod weight_table;
mod weights;

use std::sync::{Arc, Weak};

pub use cancel::Cancel;
pub use check::{CheckedModel, check};
pub use config::{
    Activation, Albert, Bert, Biases, Convolution, DebertaV2, Distances, Electra, EncoderConfig,
    Layout, ModernBert, Mpnet, Roberta, Rotation,
};
pub use embedding::TextEmbedding;
pub use error::ModelError;
pub use file_note::FileNote;
pub use glassbox_kernel::{SimdLevel, on_one_thread, threads, with_simd_level};
pub use jacobian::JacobianPath;
pub use loading::{LoadProgress, Loading};
pub use model_reading::ModelReading;
pub use randomized::{Randomization, RandomizedModel};
pub use removal::RemovalRequest;
pub use similarity::products_with_rows;
pub use source::{EMBEDDED_ID, ModelSource};
pub use trace::Capture;
pub use trace_texts::LayersSoFar;

use candle_core::Device;

use crate::domain::pooling::SentenceHead;
use crate::domain::trace::{ModelCard, TracedText};
use config::ConfigFile;
use encoder::Encoder;
use heads::Heads;
use mapped::FileBytes;
use pooling::HeadReading;
use shards::Weights;
use source::ModelFiles;
use tokenizer::TextTokenizer;

/// A loaded encoder with its tokenizer.
pub struct Model {
    card: ModelCard,
    tokenizer: TextTokenizer,
    encoder: Box<dyn Encoder>,
    head: Result<SentenceHead, ModelError>,
    heads: Heads,
    /// How many kinds of segments the embeddings tell apart; 0 where they are told nothing.
    token_types: usize,
    device: Arc<str>,
    /// Where tensors are.
    tensors_on: Device,
    /// The files of the weights, as far as they are used where they lie.
    files: Vec<Weak<FileBytes>>,
}

impl Model {
    /// The model inside the program, all-MiniLM-L6-v2: 6 layers of 384. It needs no file and no
    /// network.
    ///
    /// # Errors
    /// None in a program whose tests passed.
    pub fn embedded() -> Result<Self, ModelError> {
        Self::load(&ModelSource::Embedded, &Loading::quiet())
    }

    /// Reads the three files of `source` and checks every tensor. A model of the hub that is not
    /// in the cache is downloaded first, if `loading` allows it.
    ///
    /// ```
    /// use glassbox::{Loading, Model, ModelSource};
    ///
    /// let source = ModelSource::named("shuffled:minilm")?;
    /// let model = Model::load(&source, &Loading::quiet())?;
    /// assert_eq!(model.card().layers, 6);
    /// # Ok::<(), glassbox::ModelError>(())
    /// ```
    ///
    /// # Errors
    /// Which file is missing or wrong, what is wrong with it, and what to do.
    pub fn load(source: &ModelSource, loading: &Loading<'_>) -> Result<Self, ModelError> {
        Ok(Self::load_and_tell(source, loading)?.0)
    }

    /// The same; also what was read of the files.
    fn load_and_tell(
        source: &ModelSource,
        loading: &Loading<'_>,
    ) -> Result<(Self, ModelReading), ModelError> {
        let files = ModelFiles::open(source, loading)?;
        (loading.progress)(LoadProgress::Reading { done: 0, total: 0 });
        let config_place = files.place("config.json");
        let config_file = ConfigFile::parse(&files.config, &config_place)?;
        let chosen = device::choose();
        let named = config_file.family()?;
        let family = match named {
            Some(family) => family,
            None => config_file.family_of_tensors(&files.weights(&chosen.device)?.families())?,
        };
        let config = config_file.encoder(family)?;
        let tokenizer = TextTokenizer::load(&files.tokenizer, &files.config, &config)?;
        let weights = files.weights(&chosen.device)?;
        let mut weights = weights
            .with_randomized(source.randomized())
            .watched(loading);
        weights.find_encoder(family, config_file.ties_words())?;
        let told = |error: ModelError, weights: &Weights<'_>| {
            error.told_by(&config_file, &config_place, family, weights)
        };
        // By its header alone: to hash a very large file takes minutes.
        let has_words = weights.check_words(family);
        has_words.map_err(|error| told(error, &weights))?;
        // Before anything is packed: what was hashed need not be held then.
        let sha256 = files.sha256(&mut weights, &loading.cancel)?;
        let encoder = encoder::load(&config, &mut weights);
        let encoder = encoder.map_err(|error| told(error, &weights))?;
        let heads = Heads::load(&config, &config_file, &mut weights)?;
        let head = HeadReading::of(source, files.folder(), config.hidden_size);
        let reading = ModelReading::new(
            &files,
            &config_file,
            &config,
            &weights,
            tokenizer.report(),
            &head,
        );
        let mut notes = reasons::notes(&files, &config_file, named, family);
        notes.extend_from_slice(&tokenizer.report().warnings);
        let model = Self {
            card: ModelCard {
                notes,
                ..ModelCard::of(source, &config, sha256)
            },
            tokenizer,
            encoder,
            head: head.head,
            heads,
            token_types: config.token_types(),
            device: chosen.line.into(),
            tensors_on: chosen.device,
            files: weights.bytes().map(Arc::downgrade).collect(),
        };
        Ok((model, reading))
    }

    /// What identifies this model.
    pub fn card(&self) -> &ModelCard {
        &self.card
    }

    /// How the model makes a sentence embedding of its last hidden states, as its files declare it.
    /// Where they declare no pooling the head has none, and the user chooses one.
    ///
    /// # Errors
    /// A file that declares it is damaged, or asks for what is not computed. The model can be read
    /// all the same.
    pub fn sentence_head(&self) -> Result<&SentenceHead, ModelError> {
        self.head.as_ref().map_err(ModelError::clone)
    }

    /// What `work` makes of the weights, which are those that were loaded before it and behind it.
    fn with_weights<T>(
        &self,
        work: impl FnOnce() -> Result<T, ModelError>,
    ) -> Result<T, ModelError> {
        self.check_weights()?;
        let made = work();
        // Over a failure of the work too: other weights may be why.
        self.check_weights()?;
        made
    }

    /// Whether the weights are still those that were loaded.
    fn check_weights(&self) -> Result<(), ModelError> {
        let in_use = self.files.iter().filter_map(Weak::upgrade);
        if in_use.into_iter().all(|bytes| bytes.is_as_it_was()) {
            return Ok(());
        }
        Err(ModelError::WeightsChanged(self.card.id.clone()))
    }

    /// What computes, for a person to read: `CPU, 2 threads`, `CUDA device 0`, or why the
    /// processor stepped in.
    pub fn device(&self) -> &Arc<str> {
        &self.device
    }
}

/// What identifies the embedded model, without loading it.
///
/// # Errors
/// None in a binary whose tests passed.
pub fn embedded_card() -> Result<ModelCard, ModelError> {
    let source = ModelSource::Embedded;
    let files = ModelFiles::open(&source, &Loading::quiet())?;
    let config = EncoderConfig::parse(&files.config, &files.place("config.json"))?;
    let mut weights = files.weights(&Device::Cpu)?;
    let sha256 = files.sha256(&mut weights, &Cancel::never())?;
    Ok(ModelCard::of(&source, &config, sha256))
}

impl ModelCard {
    fn of(source: &ModelSource, config: &EncoderConfig, sha256: String) -> Self {
        Self {
            id: source.id(),
            display_name: source.resolved().display_name(),
            family: config.family(),
            layers: config.layers,
            hidden_size: config.hidden_size,
            positions: config.positions,
            sha256,
            notes: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::path::Path;

    use safetensors::SafeTensors;
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::domain::removal::Removal;

    /// The tiny BERT of the tests with a head, in two weight files.
    fn with_head(architecture: &str, head: &str) -> Model {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        let folder = tempfile::tempdir().unwrap();
        let encoder = fixtures.join("tiny-bert");
        let config = std::fs::read(encoder.join("config.json")).unwrap();
        let mut config: Value = serde_json::from_slice(&config).unwrap();
        config["architectures"] = json!([architecture]);
        std::fs::write(folder.path().join("config.json"), config.to_string()).unwrap();
        let tokenizer = folder.path().join("tokenizer.json");
        std::fs::copy(encoder.join("tokenizer.json"), tokenizer).unwrap();
        let mut map = Map::new();
        let head = fixtures.join(format!("heads/{head}.safetensors"));
        for (number, from) in [encoder.join("model.safetensors"), head].iter().enumerate() {
            let name = format!("model-{number}.safetensors");
            let bytes = std::fs::read(from).unwrap();
            std::fs::write(folder.path().join(&name), &bytes).unwrap();
            for tensor in SafeTensors::deserialize(&bytes).unwrap().names() {
                map.insert(tensor.to_owned(), json!(name));
            }
        }
        let index = json!({ "metadata": {}, "weight_map": map }).to_string();
        std::fs::write(folder.path().join("model.safetensors.index.json"), index).unwrap();
        let source = ModelSource::Folder(folder.path().to_owned());
        Model::load(&source, &Loading::quiet()).unwrap()
    }

    /// What comes of everything that computes with the weights.
    fn passes(
        model: &Model,
        text: &TracedText,
        path: &JacobianPath,
    ) -> Vec<(&'static str, Result<(), ModelError>)> {
        let cancel = &Cancel::never();
        let head = &model.head_or_mean().unwrap();
        let request = RemovalRequest {
            text,
            removal: Removal::Mask,
            layer: 1,
        };
        let (block, texts) = (model.block_attention(text, 1), [text.text.as_str()]);
        let embedded = model.embed(&texts, "", head, cancel, &|_| ());
        let without = model.embeddings_without(request, &[vec![1]], head, cancel);
        let mut made = vec![
            ("trace", model.trace(&text.text, cancel).map(drop)),
            ("block", block.map(drop)),
            ("values", model.value_zeroing(text, 1, cancel).map(drop)),
            ("embed", embedded.map(drop)),
            ("without", without.map(drop)),
            ("path", model.jacobian_path("A cat.", 1, cancel).map(drop)),
            (
                "integral",
                model.path_integral(path, head, 1, cancel).map(drop),
            ),
            (
                "tokens",
                model.jacobian_tokens(path, head, 1, cancel).map(drop),
            ),
        ];
        if model.check_masked_lm().is_ok() {
            made.push(("lens", model.lens(text, &[1], 3, cancel).map(drop)));
        } else {
            made.push(("labels", model.labels(text).map(drop)));
            let explained = model.explain_labels(text, 0, Some(1), cancel);
            made.push(("explained", explained.map(drop)));
        }
        made
    }

    #[test]
    fn nothing_is_computed_with_weights_that_changed() {
        for (architecture, head) in [
            ("BertForMaskedLM", "bert-words"),
            ("BertForSequenceClassification", "bert-texts"),
        ] {
            let mut model = with_head(architecture, head);
            // As a file too large to be copied.
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(b"numbers").unwrap();
            let mapped = Arc::new(FileBytes::mapped(&file).unwrap());
            model.files.push(Arc::downgrade(&mapped));
            let text = model.trace("A dog.", &Cancel::never()).unwrap();
            let path = model.jacobian_path("A dog.", 1, &Cancel::never()).unwrap();
            for (name, made) in passes(&model, &text, &path) {
                assert!(made.is_ok(), "{name}: {made:?}");
            }
            file.set_len(0).unwrap();
            for (name, made) in passes(&model, &text, &path) {
                let changed = matches!(made, Err(ModelError::WeightsChanged(_)));
                assert!(changed, "{name}: {made:?}");
            }
        }
    }
}
