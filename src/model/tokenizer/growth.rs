//! How long a text may become when it is normalized: a few replacements in a row can make a
//! thousand million characters of one.

use serde_json::Value;
use tokenizers::normalizers::NormalizerWrapper;
use tokenizers::{NormalizedString, Normalizer as _};

use super::guard::{kind, steps};
use super::panics::first_line;

/// Bytes of a normalized text, far beyond what a text of the command line becomes.
const MOST_BYTES: usize = 32 << 20;
/// What any other step makes of a byte at most, by Unicode's tables.
const MOST_BY_TABLE: usize = 18;

/// Letters with and without accents, other scripts, a ligature, symbols and spaces.
const PROBE: &str = "Who is it? Ångström, naïve ﬁancée №½ 今天，서울 ①  🍕\u{a0}ｘ.";
const MOST_OF_PROBE: usize = 1 << 16;

/// The steps of a normalizer with what each can add.
pub(super) struct Growth {
    steps: Vec<Step>,
}

struct Step {
    makes: Makes,
    normalizer: NormalizerWrapper,
}

enum Makes {
    /// This many bytes for every occurrence of a text.
    OfText(String, usize),
    /// This many bytes for every match of a pattern.
    OfPattern(usize),
    /// This many bytes once.
    Once(usize),
    /// Characters of characters, by a table.
    OfTable,
}

impl Growth {
    /// The steps of `normalizer`, a part of a `tokenizer.json` that was checked.
    ///
    /// # Errors
    /// A step that is none.
    pub(super) fn of(normalizer: Option<&Value>) -> Result<Self, String> {
        let steps = steps(normalizer).unwrap_or_default().into_iter();
        let steps = steps.map(|step| {
            let read = serde_json::from_value(step.clone());
            let normalizer = read.map_err(|error| first_line(&error.to_string()))?;
            Ok(Step {
                makes: makes(step),
                normalizer,
            })
        });
        Ok(Self {
            steps: steps.collect::<Result<_, String>>()?,
        })
    }

    /// Normalizes a short text, so that a table or a pattern that makes a step panic is found before
    /// there is a text; whoever asks catches the panic.
    ///
    /// # Errors
    /// What a step says of the text.
    pub(super) fn probe(&self) -> Result<(), String> {
        let mut normalized = NormalizedString::from(PROBE);
        for step in &self.steps {
            // Nine replacements in a row may still grow to tens of megabytes: one is enough.
            if normalized.get().len() > MOST_OF_PROBE {
                break;
            }
            let done = step.normalizer.normalize(&mut normalized);
            done.map_err(|error| first_line(&error.to_string()))?;
        }
        Ok(())
    }

    /// Whether `text` stays within bounds. The error says how it does not.
    pub(super) fn check(&self, text: &str) -> Result<(), String> {
        if self.bound(text.len()) <= MOST_BYTES {
            return Ok(());
        }
        let mut normalized = NormalizedString::from(text);
        for step in &self.steps {
            if step.makes.of(normalized.get()) > MOST_BYTES {
                return Err(format!(
                    "normalizing makes it longer than {} MiB",
                    MOST_BYTES >> 20
                ));
            }
            let done = step.normalizer.normalize(&mut normalized);
            done.map_err(|error| first_line(&error.to_string()))?;
        }
        Ok(())
    }

    /// The most bytes that a text of `length` bytes can become.
    fn bound(&self, length: usize) -> usize {
        let steps = self.steps.iter();
        steps.fold(length, |length, step| step.makes.of_length(length))
    }
}

impl Makes {
    fn of(&self, text: &str) -> usize {
        match self {
            Self::OfText(pattern, bytes) => {
                let found = text.matches(pattern.as_str()).count();
                text.len().saturating_add(found.saturating_mul(*bytes))
            }
            Self::OfTable => text.len(),
            other => other.of_length(text.len()),
        }
    }

    fn of_length(&self, length: usize) -> usize {
        match self {
            Self::OfText(pattern, bytes) => {
                length.max((length / pattern.len().max(1)).saturating_mul(*bytes))
            }
            Self::OfPattern(bytes) => length.saturating_add(length.saturating_mul(*bytes)),
            Self::Once(bytes) => length.saturating_add(*bytes),
            Self::OfTable => length.saturating_mul(MOST_BY_TABLE),
        }
    }
}

fn makes(step: &Value) -> Makes {
    let bytes = |name: &str| step.get(name).and_then(Value::as_str).map_or(0, str::len);
    let literal = step
        .get("pattern")
        .and_then(|it| it.get("String")?.as_str());
    match (kind(step), literal) {
        ("Replace", Some(text)) => Makes::OfText(text.to_owned(), bytes("content")),
        ("Replace", None) => Makes::OfPattern(bytes("content")),
        ("Prepend", _) => Makes::Once(bytes("prepend")),
        ("Lowercase" | "Strip" | "BertNormalizer" | "StripAccents", _) => Makes::OfPattern(2),
        _ => Makes::OfTable,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_bomb_is_refused_for_the_text_that_sets_it_off() {
        let step = json!({"type": "Replace", "pattern": {"String": "x"}, "content": "xxxxxxxxxx"});
        let steps = vec![step; 9];
        let growth = Growth::of(Some(&json!({"type": "Sequence", "normalizers": steps}))).unwrap();
        assert!(
            growth
                .check("x")
                .unwrap_err()
                .contains("longer than 32 MiB")
        );
        assert_eq!(growth.check("yes"), Ok(()));
        let step = json!({"type": "Replace", "pattern": {"Regex": "."}, "content": "xxxxxxxxxx"});
        let steps = vec![step; 9];
        let growth = Growth::of(Some(&json!({"type": "Sequence", "normalizers": steps}))).unwrap();
        assert!(growth.check("a").is_err());
    }

    #[test]
    fn what_is_usual_is_never_in_the_way() {
        let steps = [
            json!({"type": "Prepend", "prepend": "▁"}),
            json!({"type": "Replace", "pattern": {"String": " "}, "content": "▁"}),
            json!({"type": "NFKC"}),
        ];
        let growth = Growth::of(Some(&json!({"type": "Sequence", "normalizers": steps}))).unwrap();
        assert_eq!(growth.check(&"a ".repeat(2 << 20)), Ok(()));
        assert_eq!(Growth::of(None).unwrap().check("a"), Ok(()));
        assert!(Growth::of(Some(&json!({"type": "Nothing"}))).is_err());
    }
}
