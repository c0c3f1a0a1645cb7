//! Why a model cannot be loaded or cannot read a text, each with what to do.

use std::path::PathBuf;

use super::hub::HubError;
use super::quoted::{quoted, quoted_reason};

/// Why a model could not be loaded or could not read a text. Each message says what to do.
#[derive(Debug, Clone, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each case is")]
pub enum ModelError {
    #[error("no such model folder: give a folder with config.json, tokenizer.json and model.safetensors, not {}", .0.display())]
    NoFolder(PathBuf),
    #[error("{0} is too long for the name of a model: give a folder or a Hugging Face id")]
    LongName(String),
    #[error("{file} is missing: a model folder needs config.json, tokenizer.json and model.safetensors ({})", .folder.display())]
    FileMissing { file: &'static str, folder: PathBuf },
    #[error(
        "tokenizer.json is missing ({reason}): make it with transformers' AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER), which writes one ({})", .folder.display()
    )]
    NoTokenizer { folder: PathBuf, reason: String },
    #[error(
        "the tokenizer of this model is not read ({reason}): Glassbox reads those that transformers keeps whole in a tokenizer.json, take a model with one ({})", .folder.display()
    )]
    TokenizerNotRead { folder: PathBuf, reason: String },
    #[error("only pytorch_model.bin is there, which may run code when opened: convert it with transformers' save_pretrained(..., safe_serialization=True) or download the model.safetensors of the same model ({})", .0.display())]
    OnlyPickle(PathBuf),
    #[error(
        "only {file} is there, weights for {format}: Glassbox reads safetensors, download the model.safetensors of the same model or save it anew with transformers' save_pretrained ({})", .folder.display()
    )]
    OtherFormat {
        file: &'static str,
        format: &'static str,
        folder: PathBuf,
    },
    #[error("{place} is {what}: {advice}")]
    NotTheFile {
        place: String,
        what: &'static str,
        advice: &'static str,
    },
    #[error("{place} is {kind}: put the file itself there")]
    NotAFile { place: String, kind: &'static str },
    #[error(
        "{wanted} is missing, and there is {found}: if these are the model's weights, rename the file to {wanted} ({})", .folder.display()
    )]
    OtherName {
        found: String,
        wanted: &'static str,
        folder: PathBuf,
    },
    #[error(
        "this is an adapter ({kind}) of {base} and no model: merge it with peft's merge_and_unload, save the model with its tokenizer, and give that folder ({})", .folder.display()
    )]
    Adapter {
        kind: String,
        base: String,
        folder: PathBuf,
    },
    #[error(
        "{place} holds tensors of an adapter that is not merged ({name}): merge it with peft's merge_and_unload and save the model anew"
    )]
    NotMerged { place: String, name: String },
    #[error(
        "{place} holds several encoders ({roots}): save the one that is meant by itself with its save_pretrained"
    )]
    SeveralEncoders { place: String, roots: String },
    #[error(
        "{place} names code of the model's own, {code}, and the weights are not those of plain {family} ({reason}): Glassbox does not run a model's own code, take a model of the plain family"
    )]
    CustomCode {
        place: String,
        code: String,
        family: &'static str,
        reason: String,
    },
    #[error(
        "config.json says {said} and the tensors of {place} are those of {found}: put the config.json and the weights of one model together"
    )]
    OtherFamily {
        place: String,
        said: &'static str,
        found: &'static str,
    },
    #[error("{} is a link that leads out of the model's folder: put the file itself there", .0.display())]
    LinkOutside(PathBuf),
    #[error("{place} is not a usable list of weight files ({}): download it again", quoted_reason(.reason))]
    BadIndex { place: String, reason: String },
    #[error("{file} is missing: download it into the same folder as {index}, which names it")]
    ShardMissing { file: String, index: String },
    #[error(
        "{place} has no tensor {name}, where model.safetensors.index.json says it is: download both again"
    )]
    NotInShard { place: String, name: String },
    #[error("{place} could not be read ({reason}): check the file and its permissions")]
    Unreadable { place: String, reason: String },
    #[error(
        "{place} is not a usable model configuration ({}): use the config.json that came with the model", quoted_reason(.reason)
    )]
    BadConfig { place: String, reason: String },
    #[error(
        "{place} is valid and asks for what Glassbox does not compute ({reason}): take a model without it"
    )]
    ConfigNotRead { place: String, reason: String },
    #[error(
        "{place} asks for what Glassbox does not compute on the way to a sentence embedding ({reason}): choose a pooling yourself, or take a model without it"
    )]
    HeadNotRead { place: String, reason: String },
    #[error(
        "{place} does not say how a sentence embedding is made ({}): take the file that came with the model, or choose a pooling yourself", quoted_reason(.reason)
    )]
    BadHead { place: String, reason: String },
    #[error(
        "{place} has no model_type, which says how the weights are meant{fitting}: add a line such as \"model_type\": \"bert\" with the family that the model is of"
    )]
    NoModelType { place: String, fitting: String },
    #[error(
        "this model is a {}, which Glassbox cannot read: it reads encoders of the families {known} ({place})", quoted(.found)
    )]
    UnknownFamily {
        found: String,
        known: String,
        place: String,
    },
    #[error(
        "{place} is not a usable tokenizer ({}): use the tokenizer.json that came with the model", quoted_reason(.reason)
    )]
    BadTokenizer { place: String, reason: String },
    #[error(
        "tokenizer.json is missing and {place} cannot stand in for it ({}): make one with transformers' AutoTokenizer.from_pretrained(FOLDER).save_pretrained(FOLDER)", quoted_reason(.reason)
    )]
    BadVocabulary { place: String, reason: String },
    #[error(
        "{place} cannot be used ({reason}): take the file that came with the model, or remove it if the model has none"
    )]
    BadTokenizerSettings { place: String, reason: String },
    #[error(
        "the token {token} (id {id}) has no row in the model's embedding, which has {rows}: leave it out of the text, or take the weights that were saved with this tokenizer"
    )]
    NoRow { token: String, id: u32, rows: usize },
    #[error(
        "the text cannot be cut into tokens ({0}): shorten or change it, or take a model whose tokenizer reads it"
    )]
    NotTokenized(String),
    #[error(
        "{place} has {found} tokens and config.json a vocabulary of {expected}: the two are not of the same model"
    )]
    MoreTokens {
        place: String,
        found: usize,
        expected: usize,
    },
    #[error("{place} is damaged or incomplete ({}): download it again", quoted_reason(.reason))]
    BadWeights { place: String, reason: String },
    #[error(
        "{place} has no tensor {name}: it is not the weight file of the model that config.json describes"
    )]
    TensorMissing { place: String, name: String },
    #[error(
        "tensor {name} has shape {found} where config.json asks for {expected}: config.json and {place} are not of the same model"
    )]
    TensorShape {
        place: String,
        name: String,
        found: String,
        expected: String,
    },
    #[error(
        "config.json says {expected} layers, the weights have {found}: config.json and {place} are not of the same model"
    )]
    MoreLayers {
        place: String,
        found: usize,
        expected: usize,
    },
    #[error(
        "tensor {name} is stored as {found}: Glassbox reads F32, F16 and BF16, convert {place} to one of them"
    )]
    TensorType {
        place: String,
        name: String,
        found: String,
    },
    #[error(
        "tensor {name} holds a number that is not finite (NaN or infinity): the weights are damaged, download {place} again"
    )]
    NotFinite { place: String, name: String },
    #[error(
        "somebody wrote to the weights of {0} while they were in use, so that what was read is not to be trusted: start again once nobody does, or replace the file in place of writing to it"
    )]
    WeightsChanged(String),
    #[error(transparent)]
    Hub(#[from] HubError),
    #[error(
        "the kept positions reach {position} and the model has {positions}, counted from 0: shorten the texts, or let each count its own positions"
    )]
    NoSuchPosition { position: usize, positions: usize },
    #[error(
        "there is no block {block}: blocks count from 1 to {blocks}, and block N leads to Layer N"
    )]
    NoSuchBlock { block: usize, blocks: usize },
    #[error(
        "a hidden state at Layer {layer} is not finite, the numbers overflow on the way: the weights are damaged or were stored in too small a type, download the model again or take its float32 weights"
    )]
    Overflow { layer: usize },
    #[error(
        "positions cannot be kept in {0}, which knows only how far apart two tokens stand: let each text count its own positions"
    )]
    NoPositions(&'static str),
    #[error(
        "the model's tokenizer has no mask token: remove tokens in another way, for example blind"
    )]
    NoMaskToken,
    #[error(
        "Layer {layer} was asked for and the model has {layers}, counted from 0: give one of those"
    )]
    NoSuchLayer { layer: usize, layers: usize },
    #[error(
        "the model has no padding token, which stands for words in the text that a text is compared with: take the exact method, or a model whose config.json has a pad_token_id"
    )]
    NoPadding,
    #[error("the model {model} has no {head}: take one that has, for example {others}")]
    NoHead {
        model: String,
        head: &'static str,
        others: String,
    },
    #[error(
        "{place} has a {head} without its tensor {name}: take the weights as they were published, or save the model anew with its head"
    )]
    HeadIncomplete {
        place: String,
        head: &'static str,
        name: String,
    },
    #[error(
        "this model does not read two texts as a pair ({0}): give it one text, or take a model that is trained on pairs"
    )]
    PairNotRead(String),
    #[error(
        "the head of this model labels each token, and two texts are compared by one label of the whole text: give it one text, or take a model that labels texts"
    )]
    LabelsOfTokens,
    #[error("the files of the model declare no pooling: choose one, for example mean")]
    NoPooling,
    #[error("the text has no tokens the model can read: type a sentence")]
    NothingToRead,
    #[error(
        "the model could not run ({0}): check that its three files belong together with `glassbox models check FOLDER`"
    )]
    Pass(String),
    #[error("interrupted: a newer text took its place")]
    Interrupted,
}
