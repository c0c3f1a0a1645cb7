//! The special tokens around a text: what the `post_processor` of a `tokenizer.json` puts there,
//! and what the class would.

use serde_json::{Value, json};
use tokenizers::processors::PostProcessorWrapper;
use tokenizers::{Encoding, PostProcessor as _, Token, Tokenizer};

use super::guard::{kind, steps};
use super::panics::{caught, first_line};
use super::rules::Ends;

/// Stands for the text where only what is around it is asked for.
const TEXT: u32 = u32::MAX;

/// Reads a `post_processor`; `None` for null.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(given: &Value) -> Result<Option<PostProcessorWrapper>, String> {
    if given.is_null() {
        return Ok(None);
    }
    let read = caught(|| serde_json::from_value(given.clone()));
    let read = read.and_then(|read| read.map_err(|error| first_line(&error.to_string())));
    read.map(Some)
        .map_err(|reason| format!("its post_processor: {reason}"))
}

/// The ids that `processor` puts around a text, the text among them as one that no token has.
pub(super) fn ids_around(processor: &PostProcessorWrapper) -> Result<Vec<u32>, String> {
    let text = Token::new(TEXT, String::new(), (0, 0));
    let text = Encoding::from_tokens(vec![text], 0);
    let around = caught(|| processor.process(text, None, true));
    let around = around.and_then(|done| done.map_err(|error| first_line(&error.to_string())));
    around
        .map(|encoding| encoding.get_ids().to_vec())
        .map_err(|reason| format!("its post_processor: {reason}"))
}

/// The ids of a class' own special tokens around a text.
pub(super) fn ids_of(ends: &Ends, tokenizer: &Tokenizer) -> Option<Vec<u32>> {
    let id = |piece: &str| tokenizer.token_to_id(piece);
    Some(vec![id(&ends.first)?, TEXT, id(&ends.last)?])
}

/// Ids in words, the text as `…`.
pub(super) fn in_words(ids: &[u32]) -> String {
    let words = ids.iter().map(|&id| match id {
        TEXT => "…".to_owned(),
        id => id.to_string(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A post-processor that puts `ends` around a text.
///
/// # Errors
/// One of them has no id.
pub(super) fn processor(
    ends: &Ends,
    tokenizer: &Tokenizer,
) -> Result<PostProcessorWrapper, String> {
    let end = |piece: &str| {
        let id = tokenizer.token_to_id(piece);
        id.map(|id| json!([piece, id]))
            .ok_or_else(|| format!("it has no {piece}"))
    };
    let processor = json!({
        "type": "BertProcessing",
        "cls": end(&ends.first)?,
        "sep": end(&ends.last)?,
    });
    read(&processor)?.ok_or_else(String::new)
}

/// The special tokens that a `post_processor` names, each with the id that it gives them.
pub(super) fn named(given: &Value) -> Vec<(String, u32)> {
    let mut found = Vec::new();
    for step in steps(Some(given)).unwrap_or_default() {
        let id = |value: &Value| value.as_u64().and_then(|id| u32::try_from(id).ok());
        let text = |value: &Value| value.as_str().map(str::to_owned);
        if kind(step) == "TemplateProcessing" {
            let tokens = step.get("special_tokens").and_then(Value::as_object);
            for token in tokens.into_iter().flatten().map(|(_, token)| token) {
                let list = |name: &str| token.get(name).and_then(Value::as_array);
                let pieces = list("tokens").into_iter().flatten().filter_map(text);
                let ids = list("ids").into_iter().flatten().filter_map(id);
                found.extend(pieces.zip(ids));
            }
        }
        for name in ["cls", "sep"] {
            let pair = step.get(name).and_then(Value::as_array);
            let pair = pair.and_then(|pair| Some((text(pair.first()?)?, id(pair.get(1)?)?)));
            found.extend(pair);
        }
    }
    found
}
