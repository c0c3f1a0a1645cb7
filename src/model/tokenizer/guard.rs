//! What of a `tokenizer.json` is checked before the tokenizers crate sees it: some files make that
//! crate panic, overflow the stack or read beyond a piece.

use serde_json::{Map, Value};

/// Steps within steps of a normalizer, pre-tokenizer or post-processor; published ones have two.
const MOST_LEVELS: usize = 8;
/// Steps of one of them altogether; published ones have a few dozen.
const MOST_STEPS: usize = 256;
/// Characters of a piece: a trie of pieces is taken down one level per character.
const LONGEST_PIECE: usize = 2_000;

/// Checks `document`, a whole `tokenizer.json`. The error says what is wrong with it.
pub(super) fn check(document: &Map<String, Value>) -> Result<(), String> {
    let model = document.get("model").and_then(Value::as_object);
    let model = model.ok_or("it has no model")?;
    for part in ["normalizer", "pre_tokenizer", "post_processor"] {
        let steps = steps(document.get(part))
            .ok_or_else(|| format!("its {part} has too many steps within steps"))?;
        for step in steps {
            check_step(step).map_err(|reason| format!("its {part} {reason}"))?;
        }
    }
    check_pieces(model)?;
    check_prefix(model)?;
    let added = document.get("added_tokens").and_then(Value::as_array);
    let contents = added.into_iter().flatten();
    let mut contents = contents.filter_map(|token| token.get("content")?.as_str());
    match contents.find(|content| is_too_long(content)) {
        Some(_) => Err(format!(
            "an added token has more than {LONGEST_PIECE} characters"
        )),
        None => Ok(()),
    }
}

/// The steps of a normalizer, pre-tokenizer or post-processor, those within steps too; `None` where
/// there are too many.
pub(super) fn steps(part: Option<&Value>) -> Option<Vec<&Value>> {
    let mut found = Vec::new();
    let Some(part) = part.filter(|part| !part.is_null()) else {
        return Some(found);
    };
    collect(part, 0, &mut found).then_some(found)
}

fn collect<'a>(part: &'a Value, level: usize, found: &mut Vec<&'a Value>) -> bool {
    let lists = ["normalizers", "pretokenizers", "processors", "decoders"];
    let within = lists.iter().find_map(|name| part.get(name)?.as_array());
    let Some(within) = within else {
        found.push(part);
        return found.len() <= MOST_STEPS;
    };
    level < MOST_LEVELS && within.iter().all(|step| collect(step, level + 1, found))
}

/// The `type` of a step.
pub(super) fn kind(step: &Value) -> &str {
    step.get("type").and_then(Value::as_str).unwrap_or_default()
}

fn check_step(step: &Value) -> Result<(), String> {
    match kind(step) {
        "Replace" => {
            let pattern = step.get("pattern");
            let empty = |name: &str| pattern.and_then(|it| it.get(name)?.as_str()) == Some("");
            if empty("String") || empty("Regex") {
                return Err("replaces an empty pattern".to_owned());
            }
        }
        "Prepend" if step.get("prepend").and_then(Value::as_str) == Some("") => {
            return Err("prepends an empty text".to_owned());
        }
        "Precompiled" => {
            let table = step.get("precompiled_charsmap").and_then(Value::as_str);
            // A table begins with the length of its trie.
            if table.is_none_or(|table| table.len() < 8) {
                return Err("has an empty table of characters (precompiled_charsmap)".to_owned());
            }
        }
        "TemplateProcessing" => check_template(step)?,
        _ => {}
    }
    Ok(())
}

/// A template puts special tokens around one text, each of them defined.
fn check_template(step: &Value) -> Result<(), String> {
    let defined = step.get("special_tokens").and_then(Value::as_object);
    for template in ["single", "pair"] {
        let pieces = step.get(template).and_then(Value::as_array);
        let pieces = pieces.into_iter().flatten();
        let mut texts = Vec::new();
        for piece in pieces {
            let id = |name: &str| piece.get(name)?.get("id")?.as_str();
            texts.extend(id("Sequence"));
            let Some(token) = id("SpecialToken") else {
                continue;
            };
            if defined.is_none_or(|defined| !defined.contains_key(token)) {
                return Err(format!(
                    "names the special token {token}, which it does not define"
                ));
            }
        }
        if template == "single" && texts != ["A"] {
            return Err("does not put its special tokens around one text, A".to_owned());
        }
    }
    for (name, token) in defined.into_iter().flatten() {
        let count = |list: &str| token.get(list).and_then(Value::as_array).map(Vec::len);
        if count("ids") != count("tokens") {
            return Err(format!(
                "gives {name} {} ids and {} tokens",
                count("ids").unwrap_or(0),
                count("tokens").unwrap_or(0)
            ));
        }
    }
    Ok(())
}

fn is_too_long(piece: &str) -> bool {
    piece.len() > LONGEST_PIECE && piece.chars().count() > LONGEST_PIECE
}

fn check_pieces(model: &Map<String, Value>) -> Result<(), String> {
    let vocabulary = model.get("vocab");
    let scored = vocabulary.and_then(Value::as_array).into_iter().flatten();
    let scored = scored.filter_map(|entry| entry.get(0)?.as_str());
    let listed = vocabulary.and_then(Value::as_object).into_iter().flatten();
    let mut pieces = scored.chain(listed.map(|(piece, _)| piece.as_str()));
    match pieces.find(|piece| is_too_long(piece)) {
        Some(_) => Err(format!(
            "its vocabulary has a piece of more than {LONGEST_PIECE} characters"
        )),
        None => Ok(()),
    }
}

/// Where pieces that continue a word begin with a mark, the second piece of every merge has it.
fn check_prefix(model: &Map<String, Value>) -> Result<(), String> {
    let prefix = model
        .get("continuing_subword_prefix")
        .and_then(Value::as_str);
    let Some(prefix) = prefix.filter(|prefix| !prefix.is_empty()) else {
        return Ok(());
    };
    let merges = model.get("merges").and_then(Value::as_array);
    let seconds = merges
        .into_iter()
        .flatten()
        .filter_map(|merge| match merge {
            Value::String(pair) => pair.split_once(' ').map(|(_, second)| second),
            pair => pair.get(1)?.as_str(),
        });
    let mut seconds = seconds;
    match seconds.find(|second| !second.starts_with(prefix)) {
        Some(second) => Err(format!(
            "a merge goes on with {second}, without the mark {prefix} (continuing_subword_prefix)"
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refusal(part: &str, value: Value) -> String {
        let mut document = json!({"model": {"type": "BPE", "vocab": {}, "merges": []}});
        document[part] = value;
        let checked = check(document.as_object().unwrap());
        checked.err().unwrap_or_default()
    }

    fn template(single: &Value, tokens: &Value) -> Value {
        json!({"type": "TemplateProcessing", "single": single, "pair": [], "special_tokens": tokens})
    }

    #[test]
    fn a_template_that_the_crate_would_stumble_over_is_refused() {
        let cls = json!({"SpecialToken": {"id": "[CLS]", "type_id": 0}});
        let a = json!({"Sequence": {"id": "A", "type_id": 0}});
        let b = json!({"Sequence": {"id": "B", "type_id": 0}});
        let one = json!({"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]}});
        let two = json!({"[CLS]": {"id": "[CLS]", "ids": [2, 3], "tokens": ["[CLS]"]}});
        for (value, reason) in [
            (
                template(&json!([cls, a]), &json!({})),
                "names the special token [CLS]",
            ),
            (template(&json!([cls, b]), &one), "one text, A"),
            (template(&json!([]), &one), "one text, A"),
            (template(&json!([cls, a]), &two), "2 ids and 1 tokens"),
            (template(&json!([cls, a]), &one), ""),
        ] {
            let said = refusal("post_processor", value.clone());
            assert!(
                said.contains(reason) && said.is_empty() == reason.is_empty(),
                "{said}"
            );
            let within = json!({"type": "Sequence", "processors": [value]});
            assert_eq!(refusal("post_processor", within), said);
        }
    }

    #[test]
    fn empty_patterns_texts_and_tables_are_refused() {
        for (value, reason) in [
            (
                json!({"type": "Replace", "pattern": {"String": ""}, "content": "x"}),
                "empty pattern",
            ),
            (
                json!({"type": "Replace", "pattern": {"Regex": ""}, "content": "x"}),
                "empty pattern",
            ),
            (json!({"type": "Prepend", "prepend": ""}), "empty text"),
            (
                json!({"type": "Precompiled", "precompiled_charsmap": ""}),
                "empty table",
            ),
        ] {
            assert!(refusal("normalizer", value).contains(reason), "{reason}");
        }
    }

    #[test]
    fn long_pieces_deep_steps_and_missing_marks_are_refused() {
        let long = "x".repeat(LONGEST_PIECE + 1);
        for vocabulary in [json!([[long, 0.0]]), json!({long.clone(): 0})] {
            let said = refusal("model", json!({"vocab": vocabulary}));
            assert!(said.contains("a piece of more than"), "{said}");
        }
        let just = "é".repeat(LONGEST_PIECE);
        assert_eq!(refusal("model", json!({"vocab": [[just, 0.0]]})), "");
        assert!(refusal("added_tokens", json!([{"content": long}])).contains("added token"));
        let mut deep = json!({"type": "NFC"});
        for _ in 0..20 {
            deep = json!({"type": "Sequence", "normalizers": [deep]});
        }
        assert!(refusal("normalizer", deep).contains("too many steps"));
        let marked = json!({"merges": ["a ##b", ["a", "b"]], "continuing_subword_prefix": "##"});
        assert!(refusal("model", marked).contains("without the mark"));
    }
}
