//! `config_sentence_transformers.json`: what is put before a text, and how texts are compared.

use crate::domain::pooling::Prompt;

use super::super::ModelError;
use super::super::config::Fields;
use super::super::file_names::SENTENCE_CONFIG;
use super::super::file_note::FileNote;
use super::super::folder::ModelFolder;
use super::super::quoted::quoted;
use super::super::source::ModelSource;
use super::faults::bad;

/// What E5's authors put before texts (Wang et al. 2022, arXiv 2212.03533); no file of their models
/// says so.
const E5_PROMPTS: [(&str, &str); 2] = [("query", "query: "), ("passage", "passage: ")];

/// What the file says.
#[derive(Default)]
pub(super) struct PromptsFile {
    pub(super) prompts: Vec<Prompt>,
    pub(super) default: Option<String>,
    pub(super) late_interaction: bool,
    pub(super) notes: Vec<String>,
    pub(super) file: Option<FileNote>,
}

/// Reads the file in `top`, if there is one.
///
/// # Errors
/// It is damaged.
pub(super) fn read(top: &ModelFolder, source: &ModelSource) -> Result<PromptsFile, ModelError> {
    let mut read = if top.has(SENTENCE_CONFIG) {
        let place = top.place(SENTENCE_CONFIG);
        let read = parse(&top.read(SENTENCE_CONFIG)?);
        read.map_err(|reason| bad(&place, reason))?
    } else {
        PromptsFile::default()
    };
    let is_declared = read.prompts.iter().any(|prompt| !prompt.text.is_empty());
    if !is_declared && is_e5(&source.trained().display_name()) {
        read.prompts = E5_PROMPTS.map(|(name, text)| prompt(name, text)).into();
        read.notes.push(
            "the files declare no prompts: query: and passage: are what the authors of E5 put \
             before texts, offered because of the model's name"
                .to_owned(),
        );
    }
    Ok(read)
}

fn parse(bytes: &[u8]) -> Result<PromptsFile, String> {
    let fields = Fields::parse(bytes)?;
    let prompts = fields.object("prompts")?;
    let prompts = prompts.iter().flat_map(Fields::all_texts);
    let prompts: Vec<Prompt> = prompts.map(|(name, text)| prompt(name, text)).collect();
    let default = fields.text("default_prompt_name")?.map(str::to_owned);
    if let Some(name) = &default
        && !prompts.iter().any(|prompt| prompt.name == *name)
    {
        let name = quoted(name);
        return Err(format!(
            "default_prompt_name is {name}, which prompts does not have"
        ));
    }
    let similarity = fields.text("similarity_fn_name")?;
    let similarity = similarity.filter(|name| !["cosine", "maxsim"].contains(name));
    let similarity = similarity.map(|name| {
        format!(
            "{SENTENCE_CONFIG} compares embeddings by {}; Glassbox takes the cosine",
            quoted(name)
        )
    });
    let note = match prompts.len() {
        0 => "no prompts".to_owned(),
        1 => "1 prompt".to_owned(),
        count => format!("{count} prompts"),
    };
    Ok(PromptsFile {
        late_interaction: fields.text("model_type")? == Some("MultiVectorEncoder"),
        prompts,
        default,
        notes: similarity.into_iter().collect(),
        file: Some(FileNote {
            file: SENTENCE_CONFIG.to_owned(),
            note,
        }),
    })
}

fn prompt(name: &str, text: &str) -> Prompt {
    Prompt {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

/// Whether a model's name says that it is one of E5 with the two prompts: its instruct models
/// expect a sentence of one's own.
fn is_e5(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let mut words = name.split(['-', '_', '.', ' ']);
    words.clone().any(|word| word == "e5") && !words.any(|word| word == "instruct")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_and_their_default_are_read() {
        let read = parse(
            br#"{"prompts": {"query": "query: ", "document": ""},
                 "default_prompt_name": "query", "similarity_fn_name": "dot"}"#,
        )
        .unwrap();
        let prompts = [prompt("document", ""), prompt("query", "query: ")];
        assert_eq!(read.prompts, prompts);
        assert_eq!(read.default.as_deref(), Some("query"));
        assert!(read.notes[0].contains("by dot"));
        let bare = parse(br#"{"__version__": {"pytorch": "1"}}"#).unwrap();
        assert!(bare.prompts.is_empty() && bare.notes.is_empty());
    }

    #[test]
    fn damaged_files_are_refused() {
        for (bytes, reason) in [
            (&b"{"[..], "not JSON"),
            (br#"{"prompts": 3}"#, "not an object"),
            (
                br#"{"default_prompt_name": "query"}"#,
                "which prompts does not have",
            ),
        ] {
            let error = parse(bytes).err().unwrap();
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn e5_is_known_by_its_name() {
        for name in ["e5-base-v2", "multilingual-e5-small", "E5_large"] {
            assert!(is_e5(name), "{name}");
        }
        for name in ["multilingual-e5-large-instruct", "me5", "bert-base", "e55"] {
            assert!(!is_e5(name), "{name}");
        }
    }
}
