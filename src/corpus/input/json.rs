//! A JSON value as other programs write it, with what Python's `json` writes beyond the standard.

use serde_json::Value;

use crate::domain::corpus::RowFault;

/// What is wrong with `other` in place of an object.
pub(super) fn no_object(other: &Value) -> RowFault {
    RowFault::NotAnObject(kind_of(other).to_owned())
}

/// The value that `text` is. `NaN`, `Infinity` and `-Infinity` are null, half of a surrogate pair
/// is U+FFFD, and a comma behind the object is passed over.
pub(super) fn value(text: &str) -> Result<Value, RowFault> {
    let text = text.trim();
    let parsed = serde_json::from_str(text).or_else(|error| {
        let text = text.strip_suffix(',').unwrap_or(text);
        serde_json::from_str(&mended(text)).map_err(|_| error)
    });
    parsed.map_err(|error| RowFault::NotJson(error.to_string()))
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// `text` with what is beyond the standard put right.
fn mended(text: &str) -> String {
    let mut mended = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(quote) = rest.find('"') {
        let (before, string) = rest.split_at(quote);
        push_numbers(&mut mended, before);
        let (string, behind) = string.split_at(end_of_string(string));
        push_string(&mut mended, string);
        rest = behind;
    }
    push_numbers(&mut mended, rest);
    mended
}

/// How long the string is that `text` begins with, quotes and all.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (place, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return place + 1,
            _ => {}
        }
    }
    text.len()
}

/// What stands between strings, with null for numbers that JSON does not have.
fn push_numbers(into: &mut String, between: &str) {
    if between.contains(['N', 'I']) {
        let between = between.replace("-Infinity", "null");
        into.push_str(&between.replace("Infinity", "null").replace("NaN", "null"));
    } else {
        into.push_str(between);
    }
}

/// A string with U+FFFD for each half of a surrogate pair that is alone.
fn push_string(into: &mut String, string: &str) {
    let mut rest = string;
    while let Some(place) = rest.find('\\') {
        let (before, escape) = rest.split_at(place);
        into.push_str(before);
        let length = match (surrogate(escape), escape.get(6..).and_then(surrogate)) {
            (Some(Half::High), Some(Half::Low)) => 12,
            (Some(_), _) => {
                into.push_str("\\ufffd");
                rest = escape.get(6..).unwrap_or_default();
                continue;
            }
            // The backslash and what it escapes, which may be another backslash.
            (None, _) => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
        };
        let (escape, behind) = escape.split_at(length);
        into.push_str(escape);
        rest = behind;
    }
    into.push_str(rest);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    High,
    Low,
}

/// Which half of a surrogate pair `escape` begins with, `\ud83d`.
fn surrogate(escape: &str) -> Option<Half> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    match u16::from_str_radix(digits, 16).ok()? {
        0xd800..=0xdbff => Some(Half::High),
        0xdc00..=0xdfff => Some(Half::Low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;

    fn object(text: &str) -> Result<Map<String, Value>, RowFault> {
        match value(text)? {
            Value::Object(object) => Ok(object),
            other => Err(no_object(&other)),
        }
    }

    fn text_of(json: &str) -> Option<String> {
        let object = object(json).ok()?;
        object.get("text")?.as_str().map(str::to_owned)
    }

    #[test]
    fn numbers_that_json_does_not_have_are_null() {
        let found = object(r#"{"NaN": "NaN", "a": NaN, "b": [-Infinity, Infinity], "c": 1.5},"#);
        let wanted = object(r#"{"NaN": "NaN", "a": null, "b": [null, null], "c": 1.5}"#);
        assert_eq!(found, wanted);
        assert!(found.is_ok());
    }

    #[test]
    fn half_a_surrogate_pair_is_a_replacement_character() {
        for (json, text) in [
            (r#"{"text": "So happy \ud83d"}"#, "So happy \u{fffd}"),
            (r#"{"text": "both \ud83d\ude00"}"#, "both \u{1f600}"),
            (
                r#"{"text": "\ude00\ud83d, turned"}"#,
                "\u{fffd}\u{fffd}, turned",
            ),
            (r#"{"text": "\ud83d\ud83d\ude00"}"#, "\u{fffd}\u{1f600}"),
            (
                r#"{"text": "no \\ud83d escape, \udc00"}"#,
                "no \\ud83d escape, \u{fffd}",
            ),
            (
                r#"{"text": "said \"\ud83d\"", "n": NaN}"#,
                "said \"\u{fffd}\"",
            ),
            (r#"{"text": "é\ud83dé"}"#, "é\u{fffd}é"),
        ] {
            assert_eq!(text_of(json).as_deref(), Some(text), "{json}");
        }
    }

    #[test]
    fn what_is_no_object_says_what_it_is() {
        let said = |json: &str| object(json).map_err(|fault| fault.to_string());
        assert_eq!(said("[1]"), Err("JSON, but an array and no object".into()));
        assert_eq!(said("3"), Err("JSON, but a number and no object".into()));
        let broken = said(r#"{"text": "a" "b": 1}"#);
        assert!(broken.is_err_and(|said| said.contains("not JSON: expected `,` or `}`")));
        assert!(said(r#"{"text": "\ud83"#).is_err());
    }
}
