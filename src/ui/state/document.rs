//! What a person works on: models, texts and settings, whole. Undo goes from one document to
//! another; a session file holds one; an exported figure brings one back.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::analysis::{DEFAULT_INPUT, DEFAULT_PROMPTS};
use crate::domain::format::in_one_line;
use crate::model::{ModelSource, Randomization, RandomizedModel};

use super::pins::{PinnedView, Pins};
use super::settings::Settings;

const SCHEMA: &str = "glassbox.session.v1";

/// The most bytes of a session file: its texts escaped, and much room.
const LARGEST_SESSION: usize = 4 << 20;

/// The most bytes that the texts may have together. Each is laid out on every frame; a model reads
/// a fraction of it.
pub(in crate::ui) const MOST_TEXT: usize = 512 << 10;

/// The most characters that are typed into one box; four such boxes stay within [`MOST_TEXT`].
pub(in crate::ui) const LONGEST_TYPED: usize = MOST_TEXT / 16;

/// The most instructions.
const MOST_PROMPTS: usize = 1000;

/// Models, texts and settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// The model that reads.
    pub model: ModelSource,
    /// The model it is compared with.
    pub second_model: ModelSource,
    /// The prompt, and A of two.
    pub prompt: String,
    /// B of two prompts.
    pub prompt_b: String,
    /// The input that every instruction stands before.
    pub drift_input: String,
    /// The instructions.
    pub drift_prompts: Vec<String>,
    /// What is looked for among passages.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub search_query: String,
    /// The file of the passages; `None` is the corpus that comes with the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_file: Option<PathBuf>,
    /// Its column or field; empty for the usual one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub search_column: String,
    /// What is kept to compare later.
    #[serde(skip_serializing_if = "Pins::is_empty")]
    pub pins: Pins,
    /// The names of the model's prompts that are put before the query and before each passage;
    /// empty for none.
    #[serde(skip_serializing_if = "is_without_prompts")]
    pub search_prompts: [String; 2],
    /// How they are looked at.
    pub settings: Settings,
}

/// Why a file is no session. One line that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// Not of this kind, or damaged.
    #[error("this is not a session of Glassbox ({0}): open a file that Save session wrote")]
    NotASession(String),
    /// Its texts are too long for the window.
    #[error(
        "its texts are {0} bytes long, and the window takes {most}: read them with `glassbox analyze` or `glassbox corpus`",
        most = MOST_TEXT
    )]
    TooLong(usize),
    /// From a later version.
    #[error("this session is of a newer Glassbox ({0}): update Glassbox to open it")]
    Newer(String),
}

#[derive(Serialize)]
struct Written<'a> {
    schema: &'static str,
    app_version: &'static str,
    #[serde(flatten)]
    document: &'a Document,
}

#[derive(Deserialize)]
struct Head {
    schema: Option<String>,
}

fn is_without_prompts(prompts: &[String; 2]) -> bool {
    prompts.iter().all(String::is_empty)
}

impl Default for Document {
    fn default() -> Self {
        let shuffled = RandomizedModel {
            how: Randomization::Shuffled,
            seed: 0,
        };
        Self {
            model: ModelSource::Embedded,
            second_model: ModelSource::Randomized(shuffled, Box::new(ModelSource::Embedded)),
            prompt: String::new(),
            prompt_b: String::new(),
            drift_input: DEFAULT_INPUT.to_owned(),
            drift_prompts: DEFAULT_PROMPTS.map(str::to_owned).to_vec(),
            search_query: String::new(),
            search_file: None,
            search_column: String::new(),
            pins: Pins::default(),
            search_prompts: Default::default(),
            settings: Settings::default(),
        }
    }
}

impl Document {
    /// The session file, with a line end.
    pub fn session(&self) -> String {
        let written = Written {
            schema: SCHEMA,
            app_version: crate::domain::app::APP_VERSION,
            document: self,
        };
        // Serialising plain structs to memory cannot fail.
        let mut text = serde_json::to_string_pretty(&written).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Whether the window can show its texts.
    ///
    /// # Errors
    /// [`SessionError::TooLong`]
    pub(in crate::ui) fn check_texts(&self) -> Result<(), SessionError> {
        let views = || self.pins.iter().map(|pin| &pin.view);
        let pinned = views().map(|view| {
            let texts = [&view.prompt, &view.prompt_b, &view.drift_input];
            bytes_of(texts, &view.drift_prompts)
        });
        let texts = [&self.prompt, &self.prompt_b, &self.drift_input];
        let bytes = pinned.sum::<usize>() + bytes_of(texts, &self.drift_prompts);
        let prompts = views().map(|view| view.drift_prompts.len());
        let prompts = prompts.sum::<usize>() + self.drift_prompts.len();
        if bytes > MOST_TEXT || prompts > MOST_PROMPTS {
            return Err(SessionError::TooLong(bytes));
        }
        Ok(())
    }

    /// What a person looks at, to be brought back.
    pub(in crate::ui) fn pinned_view(&self) -> PinnedView {
        PinnedView {
            model: self.model.clone(),
            second_model: self.second_model.clone(),
            prompt: self.prompt.clone(),
            prompt_b: self.prompt_b.clone(),
            drift_input: self.drift_input.clone(),
            drift_prompts: self.drift_prompts.clone(),
            settings: self.settings.clone(),
        }
    }

    /// The same document with what was looked at then.
    pub(in crate::ui) fn looking_at(&self, view: PinnedView) -> Self {
        Self {
            model: view.model,
            second_model: view.second_model,
            prompt: view.prompt,
            prompt_b: view.prompt_b,
            drift_input: view.drift_input,
            drift_prompts: view.drift_prompts,
            settings: view.settings,
            ..self.clone()
        }
    }

    /// Whether a file means to be a session, damaged or not.
    pub(in crate::ui) fn is_session(bytes: &[u8]) -> bool {
        let head = bytes.get(..200).unwrap_or(bytes);
        String::from_utf8_lossy(head).contains("glassbox.session.")
    }

    /// Reads a session file.
    ///
    /// # Errors
    /// It is no session, damaged, or of a newer version.
    pub fn from_session(bytes: &[u8]) -> Result<Self, SessionError> {
        if bytes.len() > LARGEST_SESSION {
            return Err(SessionError::TooLong(bytes.len()));
        }
        let no_session =
            |error: serde_json::Error| SessionError::NotASession(in_one_line(&error.to_string()));
        let damaged = |error: serde_json::Error| {
            SessionError::NotASession(format!(
                "it is damaged: {}",
                in_one_line(&error.to_string())
            ))
        };
        let head: Head = serde_json::from_slice(bytes).map_err(no_session)?;
        match head.schema {
            Some(schema) if schema == SCHEMA => {
                let document: Self = serde_json::from_slice(bytes).map_err(damaged)?;
                document.check_texts()?;
                Ok(document)
            }
            Some(schema) if schema.starts_with("glassbox.session.") => {
                Err(SessionError::Newer(in_one_line(&schema)))
            }
            Some(schema) => {
                let schema = in_one_line(&schema);
                Err(SessionError::NotASession(format!("its schema is {schema}")))
            }
            None => Err(SessionError::NotASession("it names no schema".to_owned())),
        }
    }
}

/// How many bytes texts and instructions have together.
fn bytes_of(texts: [&String; 3], prompts: &[String]) -> usize {
    texts.into_iter().chain(prompts).map(String::len).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::state::settings::ViewId;

    fn document() -> Document {
        Document {
            model: ModelSource::recorded("random-2:bert-base-uncased@main").unwrap(),
            prompt: "Who?\n\"مرحبا\" 中 🍕".to_owned(),
            drift_prompts: vec!["a".to_owned(), String::new()],
            settings: Settings {
                layer: Some(7),
                view: ViewId::new("Compare"),
                ..Settings::default()
            },
            ..Document::default()
        }
    }

    #[test]
    fn a_session_is_read_back_as_it_was() {
        let written = document().session();
        assert!(written.starts_with("{\n  \"schema\": \"glassbox.session.v1\""));
        assert_eq!(
            Document::from_session(written.as_bytes()).unwrap(),
            document()
        );
    }

    #[test]
    fn texts_that_the_window_cannot_show_are_refused() {
        let long = Document {
            prompt: "x".repeat(MOST_TEXT + 1),
            ..document()
        };
        let longer = Document {
            prompt: "x".repeat(2 * LARGEST_SESSION),
            ..document()
        };
        let many = Document {
            drift_prompts: vec![String::new(); MOST_PROMPTS + 1],
            ..document()
        };
        for document in [long, longer, many] {
            let read = Document::from_session(document.session().as_bytes());
            assert!(matches!(read, Err(SessionError::TooLong(_))));
        }
    }

    #[test]
    fn what_is_no_session_is_refused_with_a_reason() {
        let whole = document().session();
        let half = &whole[..whole.len() / 2];
        let other = whole.replace("session.v1", "analysis.v1");
        let newer = whole.replace("session.v1", "session.v2");
        let damaged = whole.replace("\"layer\": 7", "\"layer\": \"seven\"");
        for (text, says) in [
            (half, "EOF"),
            (other.as_str(), "its schema is glassbox.analysis.v1"),
            (newer.as_str(), "newer"),
            (damaged.as_str(), "damaged"),
            ("{}", "no schema"),
            ("", "EOF"),
        ] {
            let error = Document::from_session(text.as_bytes())
                .unwrap_err()
                .to_string();
            assert!(error.contains(says), "{error}");
            assert!(!error.contains('\n'));
        }
    }
}
