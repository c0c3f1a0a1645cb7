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
        // Before anything is packed: what was hashed need not be held then.
        let sha256 = files.sha256(&mut weights, &loading.cancel)?;
        let encoder = encoder::load(&config, &mut weights)
            .map_err(|error| error.told_by(&config_file, &config_place, family, &weights))?;
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
