//! Hidden states as a safetensors file: a tensor for each text, and what its rows stand for.
//!
//! The layout is that of the safetensors format: eight bytes with the length of a JSON header, the
//! header, the numbers. The header is written here, since its keys must have one order: the same
//! states give the same bytes.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::domain::app::APP_VERSION;
use crate::domain::token::{Token, character_spans};
use crate::domain::trace::{ModelCard, Trace};

use super::json::ModelEntry;

const SCHEMA: &str = "glassbox.states.v1";

/// The header ends where the numbers may begin: tensors are aligned to so many bytes.
const ALIGNMENT: usize = 8;

/// The hidden states of one text, `[layer][token][dimension]`.
#[derive(Debug, Clone, PartialEq)]
pub struct TextStates {
    /// Layers, tokens, dimensions.
    pub shape: [usize; 3],
    /// The numbers, float32, little end first.
    pub bytes: Vec<u8>,
}

/// Where a text of a corpus comes from.
#[derive(Debug, Clone, Serialize)]
pub struct StatesSource<'a> {
    /// The name of its file.
    pub file: &'a str,
    /// The line of the file that it begins on, from 1.
    pub text_id: u64,
    /// Which sentence of that line, from 0.
    pub sentence: u32,
}

/// What the rows of a tensor stand for.
#[derive(Serialize)]
struct TextEntry<'a> {
    tensor: &'a str,
    text: &'a str,
    #[serde(flatten)]
    source: Option<StatesSource<'a>>,
    ids: Vec<u32>,
    tokens: Vec<&'a str>,
    /// Where each token starts and ends, in characters of the text.
    offsets: Vec<[usize; 2]>,
}

/// A file in the making.
#[derive(Debug)]
pub struct StatesFile {
    model: Value,
    tensors: Map<String, Value>,
    texts: Vec<Value>,
    numbers: Vec<u8>,
}

impl From<&Trace> for TextStates {
    fn from(trace: &Trace) -> Self {
        let layers = trace.hidden_states.iter();
        let numbers = layers.flat_map(|states| states.iter().copied());
        let tokens = trace.strengths.first().map_or(0, Vec::len);
        Self {
            shape: [trace.hidden_states.len(), tokens, trace.hidden_size],
            bytes: numbers.flat_map(f32::to_le_bytes).collect(),
        }
    }
}

impl StatesFile {
    /// No text yet.
    pub fn new(model: &ModelCard) -> Self {
        Self {
            model: value(&ModelEntry::new(model)),
            tensors: Map::new(),
            texts: Vec::new(),
            numbers: Vec::new(),
        }
    }

    /// Adds a text: its tensor is called `tensor`.
    pub fn add(
        &mut self,
        tensor: &str,
        (text, tokens): (&str, &[Token]),
        source: Option<StatesSource<'_>>,
        states: &TextStates,
    ) {
        let start = self.numbers.len();
        self.numbers.extend_from_slice(&states.bytes);
        let place = json!({
            "dtype": "F32",
            "shape": states.shape,
            "data_offsets": [start, self.numbers.len()],
        });
        self.tensors.insert(tensor.to_owned(), place);
        let spans = character_spans(text, tokens).into_iter();
        self.texts.push(value(&TextEntry {
            tensor,
            text,
            source,
            ids: tokens.iter().map(|token| token.id).collect(),
            tokens: tokens.iter().map(|token| token.piece.as_str()).collect(),
            offsets: spans.map(|span| [span.start, span.end]).collect(),
        }));
    }

    /// How many bytes its numbers have.
    pub fn size(&self) -> usize {
        self.numbers.len()
    }

    /// The names of its tensors.
    pub fn tensors(&self) -> impl Iterator<Item = &str> {
        self.tensors.keys().map(String::as_str)
    }

    /// The file.
    pub fn bytes(self) -> Vec<u8> {
        let texts = Value::Array(self.texts);
        let mut header = self.tensors;
        // The values of the metadata are texts, whatever they hold.
        let metadata = json!({
            "app_version": APP_VERSION,
            "model": self.model.to_string(),
            "schema": SCHEMA,
            "texts": texts.to_string(),
        });
        header.insert("__metadata__".to_owned(), metadata);
        let mut header = Value::Object(header).to_string();
        let padding = header.len().next_multiple_of(ALIGNMENT) - header.len();
        header.extend(std::iter::repeat_n(' ', padding));
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend_from_slice(header.as_bytes());
        bytes.extend_from_slice(&self.numbers);
        bytes
    }
}

/// The list of the files that hold the tensors, where one would be too large, as `transformers`
/// writes it: `weight_map` says which file has which tensor.
pub fn states_index(files: &[(String, Vec<String>)], total_size: u64) -> String {
    let mut place_of = Map::new();
    for (file, tensors) in files {
        for tensor in tensors {
            place_of.insert(tensor.clone(), Value::String(file.clone()));
        }
    }
    let metadata = json!({
        "app_version": APP_VERSION,
        "schema": SCHEMA,
        "total_size": total_size,
    });
    let index = json!({ "metadata": metadata, "weight_map": place_of });
    format!("{index}\n")
}

fn value(plain: &impl Serialize) -> Value {
    // Plain structs of texts and numbers always have a value.
    serde_json::to_value(plain).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_says_where_each_tensor_is() {
        let files = [
            ("a-00001.safetensors".to_owned(), vec!["text.0".to_owned()]),
            ("a-00002.safetensors".to_owned(), vec!["text.1".to_owned()]),
        ];
        let index: Value = serde_json::from_str(&states_index(&files, 12)).unwrap();
        assert_eq!(index["weight_map"]["text.1"], "a-00002.safetensors");
        assert_eq!(index["metadata"]["total_size"], 12);
    }
}
