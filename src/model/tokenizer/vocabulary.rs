//! A folder's `tokenizer.json`; or a `vocab.txt`, as BERT's first checkpoints have it, made into
//! the `tokenizer.json` that later ones have.

use serde_json::{Map, Value, json};

use super::super::ModelError;
use super::super::folder::ModelFolder;

const TOKENIZER: &str = "tokenizer.json";
const VOCABULARY: &str = "vocab.txt";
const CONFIG: &str = "tokenizer_config.json";

/// What slow tokenizers are stored in, of which transformers makes a `tokenizer.json`.
const SLOW: [&str; 5] = [
    "vocab.json",
    "sentencepiece.bpe.model",
    "spiece.model",
    "spm.model",
    "bpe.codes",
];

/// The tokenizers whose `vocab.txt` is read as BERT's is.
const CLASSES: [&str; 4] = ["Bert", "DistilBert", "Electra", "MPNet"];

/// The `tokenizer.json` of `folder`, or the one that its `vocab.txt` makes.
///
/// # Errors
/// That neither is there, or what is wrong with the second.
pub(in super::super) fn tokenizer_file(folder: &ModelFolder) -> Result<Vec<u8>, ModelError> {
    if folder.has(TOKENIZER) {
        return folder.read(TOKENIZER);
    }
    if folder.has(VOCABULARY) {
        let config = if folder.has(CONFIG) {
            folder.read(CONFIG)?
        } else {
            Vec::new()
        };
        let made = tokenizer_from_vocabulary(&folder.read(VOCABULARY)?, &config);
        return made.map_err(|reason| ModelError::BadVocabulary {
            place: folder.place(VOCABULARY),
            reason,
        });
    }
    let path = folder.path().to_owned();
    Err(if SLOW.iter().any(|file| folder.has(file)) {
        ModelError::NoTokenizer(path)
    } else {
        ModelError::FileMissing {
            file: TOKENIZER,
            folder: path,
        }
    })
}

/// The `tokenizer.json` for a `WordPiece` vocabulary, a piece a line. `config` is what
/// `tokenizer_config.json` holds, or nothing. The error says what keeps the two from being one.
fn tokenizer_from_vocabulary(vocabulary: &[u8], config: &[u8]) -> Result<Vec<u8>, String> {
    let text = std::str::from_utf8(vocabulary).map_err(|_| "not UTF-8 text".to_owned())?;
    let config = if config.is_empty() {
        Map::new()
    } else {
        serde_json::from_slice(config)
            .map_err(|error| format!("tokenizer_config.json is not JSON: {error}"))?
    };
    if let Some(class) = config.get("tokenizer_class").and_then(Value::as_str) {
        let plain = class.trim_end_matches("Fast").trim_end_matches("Tokenizer");
        if !CLASSES.contains(&plain) {
            return Err(format!("a {class} needs its tokenizer.json"));
        }
    }
    let pieces = text.lines().enumerate();
    let pieces: Map<String, Value> = pieces
        .map(|(id, piece)| (piece.to_owned(), id.into()))
        .collect();
    let special = |name: &str, default: &str| {
        let given = config.get(name);
        let content = given.and_then(|token| token.get("content")).or(given);
        let piece = content
            .and_then(Value::as_str)
            .unwrap_or(default)
            .to_owned();
        match pieces.get(&piece) {
            Some(id) => Ok((piece, id.clone())),
            None => Err(format!("it has no {piece}")),
        }
    };
    let unknown = special("unk_token", "[UNK]")?;
    let first = special("cls_token", "[CLS]")?;
    let last = special("sep_token", "[SEP]")?;
    // These two are in no text unless someone spells them out.
    let others = [("pad_token", "[PAD]"), ("mask_token", "[MASK]")];
    let others = others
        .iter()
        .filter_map(|(name, piece)| special(name, piece).ok());
    let mut added: Vec<(String, Value)> = vec![unknown.clone(), first.clone(), last.clone()];
    added.extend(others);
    let added: Vec<Value> = added.into_iter().map(added_token).collect();
    let flag = |name: &str, default: Value| config.get(name).cloned().unwrap_or(default);
    let document = json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": added,
        "normalizer": {
            "type": "BertNormalizer",
            "clean_text": true,
            "handle_chinese_chars": flag("tokenize_chinese_chars", true.into()),
            "strip_accents": flag("strip_accents", Value::Null),
            "lowercase": flag("do_lower_case", true.into()),
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "BertProcessing",
            "sep": [last.0, last.1],
            "cls": [first.0, first.1],
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
        "model": {
            "type": "WordPiece",
            "unk_token": unknown.0,
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": pieces,
        },
    });
    Ok(document.to_string().into_bytes())
}

fn added_token((content, id): (String, Value)) -> Value {
    json!({
        "id": id,
        "content": content,
        "single_word": false,
        "lstrip": false,
        "rstrip": false,
        "normalized": false,
        "special": true,
    })
}
