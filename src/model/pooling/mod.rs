//! How a model makes a sentence embedding of hidden states, read from the files of
//! sentence-transformers: `modules.json` names the parts, each in a folder of its own.

mod dense_file;
mod faults;
mod modules;
mod pooling_file;
mod prompts;

use crate::domain::pooling::{DenseLayer, PoolingMode, SentenceHead};

use super::ModelError;
use super::config::Fields;
use super::file_names::{CONFIG, ENCODER_CONFIG, MODULES};
use super::file_note::FileNote;
use super::folder::ModelFolder;
use super::quoted::quoted;
use super::source::ModelSource;
use faults::bad;
use modules::{Module, ModuleKind};

/// Where the pooling lies by custom, should nothing say so.
const USUAL_POOLING: &str = "1_Pooling";

/// The most tokens that a file may say are read.
const MOST_TOKENS: usize = 1 << 24;

/// What sentence-transformers reads of a text with the embedded model.
const EMBEDDED_MOST_TOKENS: usize = 256;

/// What the files say of the sentence embedding.
pub(super) struct HeadReading {
    /// The head, or why there is none.
    pub(super) head: Result<SentenceHead, ModelError>,
    /// The files that were read, and the folders of the parts, by their names in the folder that
    /// was given.
    pub(super) files: Vec<FileNote>,
}

impl HeadReading {
    /// Reads what lies beside the encoder in `folder`, none for the embedded model; its hidden
    /// states are `width` numbers wide.
    pub(super) fn of(source: &ModelSource, folder: Option<&ModelFolder>, width: usize) -> Self {
        let mut reader = HeadReader {
            width,
            source,
            files: Vec::new(),
        };
        let head = match folder {
            None => Ok(embedded()),
            Some(folder) => reader.read(folder),
        };
        Self {
            head,
            files: reader.files,
        }
    }
}

/// The head of all-MiniLM-L6-v2, as its authors declare it.
fn embedded() -> SentenceHead {
    SentenceHead {
        normalize: true,
        most_tokens: Some(EMBEDDED_MOST_TOKENS),
        ..SentenceHead::of(PoolingMode::Mean)
    }
}

struct HeadReader<'a> {
    width: usize,
    source: &'a ModelSource,
    files: Vec<FileNote>,
}

impl HeadReader<'_> {
    fn read(&mut self, folder: &ModelFolder) -> Result<SentenceHead, ModelError> {
        let top = folder.outermost();
        let mut head = SentenceHead {
            pools_prompt: true,
            ..SentenceHead::default()
        };
        let modules = self.modules(&top)?;
        self.encoder_settings(folder, &mut head)?;
        let prompts = prompts::read(&top, self.source)?;
        if let Some(note) = prompts.file {
            self.files.push(note);
        }
        head.prompts = prompts.prompts;
        head.default_prompt = prompts.default;
        head.late_interaction = prompts.late_interaction;
        head.notes.extend(prompts.notes);
        for module in modules {
            self.add(&module, &top, &mut head)?;
        }
        if head.pooling.is_none() && !head.token_dense.is_empty() {
            head.late_interaction = true;
        }
        Ok(head)
    }

    /// The parts behind the encoder.
    fn modules(&mut self, top: &ModelFolder) -> Result<Vec<Module>, ModelError> {
        if top.has(MODULES) {
            let modules = modules::parse(&top.read(MODULES)?, &top.place(MODULES))?;
            let mut kinds = modules.iter().map(|module| module.kind.name());
            let first = kinds.next().unwrap_or_default();
            let parts = kinds.fold(first.to_owned(), |all, kind| format!("{all}, {kind}"));
            self.note(top, MODULES, &format!("the parts of the model ({parts})"));
            return Ok(modules);
        }
        let usual = format!("{USUAL_POOLING}/{CONFIG}");
        let is_usual = top.has(&usual).then(|| Module {
            kind: ModuleKind::Pooling,
            path: USUAL_POOLING.to_owned(),
        });
        Ok(is_usual.into_iter().collect())
    }

    fn note(&mut self, folder: &ModelFolder, file: &str, note: &str) {
        self.files.push(FileNote {
            file: folder.full_name(file),
            note: note.to_owned(),
        });
    }

    /// What is said of the texts that the encoder is given.
    fn encoder_settings(
        &mut self,
        folder: &ModelFolder,
        head: &mut SentenceHead,
    ) -> Result<(), ModelError> {
        if !folder.has(ENCODER_CONFIG) {
            return Ok(());
        }
        let place = folder.place(ENCODER_CONFIG);
        let settings = Fields::parse(&folder.read(ENCODER_CONFIG)?);
        let settings = settings.map_err(|reason| bad(&place, reason))?;
        let most = settings.positive("max_seq_length", MOST_TOKENS);
        head.most_tokens = most.map_err(|reason| bad(&place, reason))?;
        let lower = settings.flag_or("do_lower_case", false);
        if lower.map_err(|reason| bad(&place, reason))? {
            head.notes.push(format!(
                "{ENCODER_CONFIG} asks for texts in lower case: sentence-transformers changes them \
                 before they become tokens, Glassbox reads them as they are"
            ));
        }
        self.note(folder, ENCODER_CONFIG, "the most tokens of a text");
        Ok(())
    }

    fn add(
        &mut self,
        module: &Module,
        top: &ModelFolder,
        head: &mut SentenceHead,
    ) -> Result<(), ModelError> {
        let folder = top.subfolder(&module.path);
        let refused = |reason: &str| ModelError::HeadNotRead {
            place: top.place(MODULES),
            reason: reason.to_owned(),
        };
        if head.normalize && !matches!(module.kind, ModuleKind::Normalize | ModuleKind::Nothing(_))
        {
            return Err(refused("a part behind Normalize"));
        }
        match module.kind {
            ModuleKind::Encoder(_) => {}
            ModuleKind::Nothing(_) => self.note(&folder, "", "changes nothing"),
            ModuleKind::Normalize => {
                head.normalize = true;
                self.note(&folder, "", "the embedding is brought to length 1");
            }
            ModuleKind::Pooling if head.pooling.is_some() => {
                return Err(refused("a pooling behind another"));
            }
            ModuleKind::Pooling => {
                let width = head.token_dense.last();
                let width = width.map_or(self.width, DenseLayer::outputs);
                let read = pooling_file::read(&folder, width)?;
                let modes = read.pooling.name();
                self.note(&folder, CONFIG, &format!("the pooling ({modes})"));
                head.pooling = Some(read.pooling);
                head.pools_prompt = read.pools_prompt;
                head.notes.extend(read.notes);
            }
            ModuleKind::Dense | ModuleKind::TokenDense => {
                self.add_dense(module, &folder, top, head)?;
            }
        }
        Ok(())
    }

    fn add_dense(
        &mut self,
        module: &Module,
        folder: &ModelFolder,
        top: &ModelFolder,
        head: &mut SentenceHead,
    ) -> Result<(), ModelError> {
        let of_tokens = module.kind == ModuleKind::TokenDense;
        let read = dense_file::read(folder, of_tokens, self.source.randomized())?;
        let (list, before) = match (&head.pooling, read.of_tokens) {
            (None, true) => (&mut head.token_dense, self.width),
            (Some(pooling), false) => {
                let width = head.token_dense.last();
                let width = width.map_or(self.width, DenseLayer::outputs);
                (&mut head.dense, width * pooling.modes().len())
            }
            (None, false) | (Some(_), true) => {
                return Err(ModelError::HeadNotRead {
                    place: top.place(MODULES),
                    reason: format!("{} on the wrong side of the pooling", quoted(&module.path)),
                });
            }
        };
        let inputs = list.last().map_or(before, DenseLayer::outputs);
        let layer = read.layer;
        if layer.inputs != inputs {
            return Err(bad(
                &folder.place(CONFIG),
                format!(
                    "in_features is {}, and {inputs} numbers go in",
                    layer.inputs
                ),
            ));
        }
        let (outputs, activation) = (layer.outputs(), layer.activation.name());
        let note = format!("a dense layer, {inputs} to {outputs} ({activation})");
        list.push(layer);
        head.notes.extend(read.notes);
        self.note(folder, CONFIG, &note);
        self.note(folder, super::file_names::WEIGHTS, "its numbers");
        Ok(())
    }
}
