//! A tokenizer from its files, as transformers builds it: by the rules of its class where the files
//! are those of transformers, else from `tokenizer.json` as it stands.

mod assemble;

use serde_json::{Map, Value, json};
use tokenizers::Tokenizer;

use super::super::ModelError;
use super::class::{self, Choice, Class, ModelFields};
use super::contradictions;
use super::files::{CONFIG, TOKENIZER, TokenizerFiles, VOCABULARY, VOCABULARY_JSON};
use super::growth::Growth;
use super::guard;
use super::report::TokenizerReport;
use super::settings::Settings;
use super::spelling::Spelling;
use super::vocabulary::model_from_vocabulary;

/// A tokenizer and what is known of how it was made.
pub(super) struct Built {
    pub(super) tokenizer: Tokenizer,
    pub(super) spelling: Spelling,
    pub(super) growth: Growth,
    /// The piece for what the vocabulary does not have, by the files or the class.
    pub(super) unknown: Vec<String>,
    /// Special tokens of the class that the vocabulary does not have: they come behind it.
    pub(super) new: Vec<String>,
    pub(super) report: TokenizerReport,
}

/// How much of a class' rules is followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Following {
    /// All: what transformers saved or what has nothing but a vocabulary.
    Rules,
    /// The special tokens; `tokenizer.json` decides the rest, with no settings beside it.
    SpecialTokens,
    /// Nothing.
    Nothing,
}

/// A `tokenizer.json` on its way to a tokenizer.
struct Recipe<'a> {
    files: &'a TokenizerFiles,
    settings: Settings,
    choice: Choice,
    document: Map<String, Value>,
    report: TokenizerReport,
    new: Vec<String>,
}

/// Builds the tokenizer of `files`, for a model with `config` as its `config.json`.
///
/// # Errors
/// Which file is missing or wrong, or what Glassbox does not run.
pub(super) fn build(files: &TokenizerFiles, config: &[u8]) -> Result<Built, ModelError> {
    let document = files.object(TOKENIZER)?;
    let settings = Settings::read(files, &document)?;
    let fields = ModelFields::of(config);
    let choice = class::choose(&fields, &settings.config, files);
    let choice = choice.map_err(|reason| ModelError::TokenizerNotRead {
        folder: files.folder(),
        reason,
    })?;
    let has_list = settings.config.contains_key("added_tokens_decoder");
    let recipe = Recipe {
        files,
        report: TokenizerReport::of(files, &choice, has_list),
        settings,
        choice,
        document,
        new: Vec::new(),
    };
    if files.has(TOKENIZER) {
        recipe.made_of_document()
    } else {
        recipe.made_of_vocabulary()
    }
}

impl Recipe<'_> {
    fn made_of_vocabulary(mut self) -> Result<Built, ModelError> {
        let class = self.choice.class;
        let model = model_from_vocabulary(self.files, class, &self.choice.name)?;
        let file = match class.model() {
            Some("BPE") => VOCABULARY_JSON,
            _ => VOCABULARY,
        };
        if let Some(missing) = self.missing(&model) {
            return Err(self.files.wrong(file, format!("it has no {missing}")));
        }
        self.document.insert("model".to_owned(), model);
        guard::check(&self.document).map_err(|reason| self.files.wrong(file, reason))?;
        class.rebuild(&mut self.document, &self.settings);
        let files = self.files;
        let built = self.assemble(Following::Rules);
        built.map_err(|reason| files.wrong(file, reason))
    }

    fn made_of_document(mut self) -> Result<Built, ModelError> {
        let files = self.files;
        let wrong = |reason: String| files.wrong(TOKENIZER, reason);
        guard::check(&self.document).map_err(wrong)?;
        let following = self.following();
        let (class, name) = (self.choice.class, self.choice.name.clone());
        let found = if following == Following::Nothing {
            contradictions::in_vain(&self.document, &self.settings)
        } else {
            let follows = following == Following::Rules;
            contradictions::found(&self.document, class, &name, &self.settings, follows)
        };
        self.report.warnings.extend(found);
        match following {
            Following::Rules => {
                class.rebuild(&mut self.document, &self.settings);
                self.document.insert("added_tokens".to_owned(), json!([]));
            }
            Following::SpecialTokens => self.name_unknown_piece(),
            Following::Nothing => self.note_unknown_piece(),
        }
        self.assemble(following).map_err(wrong)
    }

    /// How much of the class' rules is followed, and why not all.
    fn following(&mut self) -> Following {
        let class = self.choice.class;
        let Some(wanted) = class.model() else {
            return Following::Nothing;
        };
        let model = self.document.get("model").unwrap_or(&Value::Null);
        let found = model_kind(model);
        let name = &self.choice.name;
        // Llama 3's files name Llama's class and are byte-level: transformers looks past it.
        let is_byte_level = || has_step(&self.document, "ByteLevel");
        if class == Class::Llama && is_byte_level() {
            return Following::Nothing;
        }
        let why_not = if found == wanted {
            let missing = self.missing(model);
            missing.map(|piece| format!("{name} needs {piece}, which tokenizer.json does not have"))
        } else {
            Some(format!("{name} is a {wanted} and tokenizer.json a {found}"))
        };
        match why_not {
            Some(reason) => {
                let said = format!("{reason}: tokenizer.json is read as it stands");
                self.report.warnings.push(said);
                Following::Nothing
            }
            None if self.files.has(CONFIG) => Following::Rules,
            None => Following::SpecialTokens,
        }
    }

    /// The first special token that the class needs and neither `model` nor the files have.
    fn missing(&self, model: &Value) -> Option<String> {
        let class = self.choice.class;
        let ends = class.ends(&self.settings)?;
        let needed = match class.model() {
            Some("WordPiece") => vec![class.unknown(&self.settings), ends.first, ends.last],
            _ => vec![ends.first, ends.last],
        };
        let has = |piece: &String| has_piece(model, piece) || self.settings.gives(piece);
        needed.into_iter().find(|piece| !has(piece))
    }

    /// Names the unknown piece of a Unigram vocabulary that names none, as its class does.
    fn name_unknown_piece(&mut self) {
        let (class, settings) = (self.choice.class, &self.settings);
        let Some(model) = self.document.get_mut("model") else {
            return;
        };
        if model_kind(model) != "Unigram" || model.get("unk_id").is_some_and(Value::is_u64) {
            return;
        }
        let id = class.unknown_id(model.get("vocab").unwrap_or(&Value::Null), settings);
        if let Some(model) = model.as_object_mut() {
            model.insert("unk_id".to_owned(), id.into());
            self.report.warnings.push(format!(
                "tokenizer.json names no unknown token (unk_id): token {id} is taken, as in \
                 transformers' {}",
                self.choice.name
            ));
        }
    }

    /// Notes that a Unigram vocabulary names no unknown piece, where no class does either.
    fn note_unknown_piece(&mut self) {
        let model = self.document.get("model").unwrap_or(&Value::Null);
        let names_one = model.get("unk_id").is_some_and(Value::is_u64);
        if model_kind(model) == "Unigram" && !names_one {
            self.report.notes.push(
                "tokenizer.json names no unknown token (unk_id): a text with a character that it \
                 does not have is refused"
                    .to_owned(),
            );
        }
    }
}

/// The `type` of a model; older files leave it out.
fn model_kind(model: &Value) -> &str {
    let has = |name: &str| model.get(name).is_some();
    match guard::kind(model) {
        "" if has("merges") => "BPE",
        "" if model.get("vocab").is_some_and(Value::is_array) => "Unigram",
        "" if has("continuing_subword_prefix") || has("max_input_chars_per_word") => "WordPiece",
        "" => "WordLevel",
        kind => kind,
    }
}

fn has_step(document: &Map<String, Value>, wanted: &str) -> bool {
    let parts = ["pre_tokenizer", "decoder"].into_iter();
    let mut steps = parts.flat_map(|part| guard::steps(document.get(part)).unwrap_or_default());
    steps.any(|step| guard::kind(step) == wanted)
}

fn has_piece(model: &Value, piece: &str) -> bool {
    match model.get("vocab") {
        Some(Value::Object(pieces)) => pieces.contains_key(piece),
        Some(Value::Array(pieces)) => {
            let mut spelled = pieces.iter().filter_map(|entry| entry.get(0)?.as_str());
            spelled.any(|other| other == piece)
        }
        _ => false,
    }
}
