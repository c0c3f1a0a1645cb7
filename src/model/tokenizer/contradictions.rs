//! Where `tokenizer.json` and what transformers makes of it disagree, in words.

use serde_json::{Map, Value};

use super::class::Class;
use super::guard::{kind, steps};
use super::settings::Settings;

/// A thing that a tokenizer does to every text or leaves.
struct Aspect {
    does: &'static str,
    leaves: &'static str,
    /// The settings that decide about it.
    settings: &'static [&'static str],
    of: fn(&Map<String, Value>) -> Option<bool>,
}

const ACCENTS: &str = "takes accents off";

const ASPECTS: [Aspect; 4] = [
    Aspect {
        does: "lowers capitals",
        leaves: "keeps capitals",
        settings: &["do_lower_case"],
        of: |document| Some(lowers(document)),
    },
    Aspect {
        does: ACCENTS,
        leaves: "keeps accents",
        settings: &["strip_accents", "keep_accents"],
        of: |document| Some(strips(document)),
    },
    Aspect {
        does: "makes a word of each Chinese character",
        leaves: "leaves Chinese characters together",
        settings: &["tokenize_chinese_chars"],
        of: splits_chinese,
    },
    Aspect {
        does: "puts a space before the text",
        leaves: "puts no space before the text",
        settings: &["add_prefix_space"],
        of: prefixes,
    },
];

/// What `given`, a `tokenizer.json`, does otherwise than the rules of the class called `name`, and
/// which of the two counts: the class where `follows_class`.
pub(super) fn found(
    given: &Map<String, Value>,
    class: Class,
    name: &str,
    settings: &Settings,
    follows_class: bool,
) -> Vec<String> {
    let mut rules = Map::new();
    let normalizer = class.normalizer(given.get("normalizer"), settings);
    rules.insert("normalizer".to_owned(), normalizer);
    rules.insert("pre_tokenizer".to_owned(), class.pre_tokenizer(settings));
    let differ = ASPECTS.iter().filter_map(|aspect| {
        let (file, rule) = ((aspect.of)(given)?, (aspect.of)(&rules)?);
        let says = |does: bool| if does { aspect.does } else { aspect.leaves };
        let mut asked = aspect.settings.iter();
        let asked = asked.find(|name| settings.config.contains_key(**name));
        // Accents go with capitals where nothing is said of them.
        if asked.is_none() && aspect.does == ACCENTS && lowers(given) != lowers(&rules) {
            return None;
        }
        let subject = match asked {
            Some(setting) => format!("{setting} of tokenizer_config.json"),
            None => format!("transformers' {name}"),
        };
        let outcome = if follows_class {
            "the second counts, as in transformers"
        } else {
            "without a tokenizer_config.json the first counts"
        };
        (file != rule).then(|| {
            format!(
                "tokenizer.json {}, and by {subject} the tokenizer {}: {outcome}",
                says(file),
                says(rule)
            )
        })
    });
    differ.collect()
}

/// What the settings ask of a `tokenizer.json` that is read as it stands, in vain.
pub(super) fn in_vain(given: &Map<String, Value>, settings: &Settings) -> Vec<String> {
    let asked = [("do_lower_case", 0), ("add_prefix_space", 3)];
    let asked = asked.iter().filter_map(|&(setting, aspect)| {
        let aspect = ASPECTS.get(aspect)?;
        let (asks, does) = (settings.flag(setting)?, (aspect.of)(given)?);
        let says = if does { aspect.does } else { aspect.leaves };
        (asks != does).then(|| {
            format!(
                "tokenizer_config.json says {setting} {asks}, but tokenizer.json {says} and is \
                 read as it stands, as in transformers"
            )
        })
    });
    asked.collect()
}

fn steps_of<'a>(document: &'a Map<String, Value>, part: &str) -> Vec<&'a Value> {
    steps(document.get(part)).unwrap_or_default()
}

fn lowers(document: &Map<String, Value>) -> bool {
    let mut steps = steps_of(document, "normalizer").into_iter();
    steps.any(|step| kind(step) == "Lowercase" || is_set(step, "lowercase"))
}

fn strips(document: &Map<String, Value>) -> bool {
    let mut steps = steps_of(document, "normalizer").into_iter();
    let by_bert = |step: &Value| {
        let own = step.get("strip_accents").and_then(Value::as_bool);
        kind(step) == "BertNormalizer" && own.unwrap_or_else(|| is_set(step, "lowercase"))
    };
    steps.any(|step| kind(step) == "StripAccents" || by_bert(step))
}

fn splits_chinese(document: &Map<String, Value>) -> Option<bool> {
    let steps = steps_of(document, "normalizer");
    let bert = steps.iter().find(|step| kind(step) == "BertNormalizer")?;
    Some(is_set(bert, "handle_chinese_chars"))
}

fn prefixes(document: &Map<String, Value>) -> Option<bool> {
    let steps = steps_of(document, "pre_tokenizer");
    let spaced = ["ByteLevel", "Metaspace"];
    let step = steps.iter().find(|step| spaced.contains(&kind(step)))?;
    let scheme = step.get("prepend_scheme").and_then(Value::as_str);
    Some(match scheme {
        Some(scheme) => scheme != "never",
        None => is_set(step, "add_prefix_space"),
    })
}

fn is_set(step: &Value, name: &str) -> bool {
    step.get(name).and_then(Value::as_bool) == Some(true)
}
