//! What `tokenizer_config.json`, `special_tokens_map.json` and `added_tokens.json` say, put together
//! as transformers does: which tokens are added to the vocabulary, and which are special.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use tokenizers::AddedToken;

use super::super::ModelError;
use super::files::{ADDED, CONFIG, SPECIAL, TokenizerFiles};

/// The special tokens that have a name, in the order in which transformers adds them.
const NAMES: [&str; 7] = [
    "bos_token",
    "eos_token",
    "unk_token",
    "sep_token",
    "pad_token",
    "cls_token",
    "mask_token",
];

/// A token as a settings file gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GivenToken {
    token: AddedToken,
    /// Whether it is matched in the normalized text; `None`: unless it is special.
    normalized: Option<bool>,
}

/// What the settings files say.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// `tokenizer_config.json`.
    pub(super) config: Map<String, Value>,
    /// By id.
    added: BTreeMap<u32, GivenToken>,
    /// `cls_token` and its kin, as far as the files name them.
    named: BTreeMap<String, GivenToken>,
    /// Special tokens under names of the model's own, and without one.
    more: Vec<GivenToken>,
    /// Whether the files give special tokens without a name.
    pub(super) has_more: bool,
}

impl GivenToken {
    /// A special token by its spelling.
    pub(super) fn special(content: &str) -> Self {
        Self {
            token: AddedToken::from(content, true),
            normalized: None,
        }
    }

    /// The same, which takes the space before it along.
    pub(super) fn with_space_before(self) -> Self {
        Self {
            token: self.token.lstrip(true),
            ..self
        }
    }

    /// A text, or an object with `content`.
    fn of(value: &Value) -> Option<Self> {
        if let Some(content) = value.as_str() {
            return Some(Self::special(content));
        }
        let flag = |name: &str| value.get(name).and_then(Value::as_bool);
        let is = |name: &str| flag(name).unwrap_or(false);
        let token = AddedToken::from(value.get("content")?.as_str()?, is("special"))
            .single_word(is("single_word"))
            .lstrip(is("lstrip"))
            .rstrip(is("rstrip"));
        Some(Self {
            token,
            normalized: flag("normalized"),
        })
    }

    /// How it is spelled.
    pub(super) fn content(&self) -> &str {
        &self.token.content
    }

    /// As the tokenizers crate has it.
    fn into_added(self) -> AddedToken {
        let normalized = self.normalized.unwrap_or(!self.token.special);
        self.token.normalized(normalized)
    }
}

impl Settings {
    /// Reads the three files, and of `tokenizer`, which is `tokenizer.json`, its added tokens.
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub(super) fn read(
        files: &TokenizerFiles,
        tokenizer: &Map<String, Value>,
    ) -> Result<Self, ModelError> {
        let mut settings = Self {
            config: files.object(CONFIG)?,
            ..Self::default()
        };
        let config = settings.config.clone();
        settings.take_names(&config);
        if let Some(listed) = config.get("added_tokens_decoder") {
            let wrong = |reason: String| files.wrong(CONFIG, reason);
            settings.added = listed_by_id(listed).map_err(wrong)?;
        } else {
            // Files of before there was such a list.
            let mut special = files.object(SPECIAL)?;
            for value in special.values_mut() {
                make_special(value);
            }
            // Those of the older name come too late for what added_tokens.json is judged by.
            let older = special.remove("additional_special_tokens");
            settings.take_names(&special);
            settings.take_added(files)?;
            settings.take_tokens_of(tokenizer);
            if let Some(Value::Array(older)) = older.filter(|_| settings.more.is_empty()) {
                settings.more = older.iter().filter_map(GivenToken::of).collect();
                settings.has_more = true;
            }
        }
        let by_content = settings.added.values();
        let by_content: BTreeMap<String, GivenToken> = by_content
            .map(|token| (token.content().to_owned(), token.clone()))
            .collect();
        for token in settings.named.values_mut() {
            if let Some(added) = by_content.get(token.content()) {
                *token = added.clone();
            }
        }
        Ok(settings)
    }

    /// The special tokens that an object names.
    fn take_names(&mut self, fields: &Map<String, Value>) {
        for (name, value) in fields {
            if name.ends_with("_token") && (NAMES.contains(&name.as_str()) || value.is_string()) {
                self.named
                    .extend(GivenToken::of(value).map(|token| (name.clone(), token)));
            }
        }
        let listed = fields
            .get("extra_special_tokens")
            .filter(|more| is_filled(more));
        let listed = listed.or_else(|| fields.get("additional_special_tokens"));
        match listed {
            Some(Value::Array(more)) => {
                self.has_more = true;
                for token in more.iter().filter_map(GivenToken::of) {
                    if !self.more.contains(&token) {
                        self.more.push(token);
                    }
                }
            }
            Some(Value::Object(more)) => {
                let tokens = more.iter();
                let tokens =
                    tokens.filter_map(|(name, value)| Some((name, GivenToken::of(value)?)));
                self.named
                    .extend(tokens.map(|(name, token)| (name.clone(), token)));
            }
            _ => {}
        }
    }

    /// What `added_tokens.json` gives: ids by spelling.
    fn take_added(&mut self, files: &TokenizerFiles) -> Result<(), ModelError> {
        for (content, id) in files.object(ADDED)? {
            let id = id.as_u64().and_then(|id| u32::try_from(id).ok());
            let id = id.ok_or_else(|| {
                files.wrong(ADDED, format!("the id of {content} is no whole number"))
            })?;
            let named = self.named.values().chain(&self.more);
            let special = named.into_iter().any(|token| token.content() == content);
            let token = GivenToken {
                token: AddedToken::from(content, special),
                normalized: Some(!special),
            };
            self.added.insert(id, token);
        }
        Ok(())
    }

    fn take_tokens_of(&mut self, tokenizer: &Map<String, Value>) {
        let listed = tokenizer.get("added_tokens").and_then(Value::as_array);
        for value in listed.into_iter().flatten() {
            let id = value.get("id").and_then(Value::as_u64);
            let id = id.and_then(|id| u32::try_from(id).ok());
            self.added.extend(id.zip(GivenToken::of(value)));
        }
    }

    /// Whether a flag of `tokenizer_config.json` is set; `None` where it is absent or null.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.config.get(name).and_then(Value::as_bool)
    }

    /// A whole number of `tokenizer_config.json`.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        let number = self.config.get(name).and_then(Value::as_u64);
        number.and_then(|number| usize::try_from(number).ok())
    }

    /// The special token called `name`, `default` where the files name none.
    pub(super) fn named(&self, name: &str, default: &str) -> String {
        let given = self.named.get(name);
        given.map_or_else(|| default.to_owned(), |token| token.content().to_owned())
    }

    /// Whether the files themselves give a token of this spelling.
    pub(super) fn gives(&self, content: &str) -> bool {
        self.contents().any(|given| given == content)
    }

    /// The spelling of every token that the files give.
    pub(super) fn contents(&self) -> impl Iterator<Item = &str> {
        let all = self.added.values().chain(self.named.values());
        all.chain(&self.more).map(GivenToken::content)
    }

    /// The ids that the files give, by spelling.
    pub(super) fn given_ids(&self) -> impl Iterator<Item = (&str, u32)> {
        let added = self.added.iter();
        added.map(|(&id, token)| (token.content(), id))
    }

    /// The tokens to add, in transformers' order; `defaults` are those of a class, by name, for
    /// what the files leave open. What `is_there` already is not added by name again.
    pub(super) fn tokens(
        &self,
        defaults: &[(&str, GivenToken)],
        is_there: &dyn Fn(&str) -> bool,
    ) -> Vec<AddedToken> {
        let mut named = self.named.clone();
        for (name, token) in defaults {
            let entry = named.entry((*name).to_owned());
            entry.or_insert_with(|| token.clone());
        }
        let is_named = |content: &str| named.values().any(|token| token.content() == content);
        let standard = NAMES.iter().filter_map(|&name| named.get(name));
        let own = named
            .iter()
            .filter(|(name, _)| !NAMES.contains(&name.as_str()));
        let own = own.map(|(_, token)| token);
        let mut tokens: Vec<GivenToken> = self.added.values().cloned().collect();
        for token in standard.chain(own).chain(&self.more) {
            let is_listed = tokens
                .iter()
                .any(|other| other.content() == token.content());
            if !is_listed && !is_there(token.content()) {
                tokens.push(token.clone());
            }
        }
        for token in &mut tokens {
            token.token.special |= is_named(token.content());
        }
        tokens.into_iter().map(GivenToken::into_added).collect()
    }
}

/// `added_tokens_decoder`: tokens by id.
fn listed_by_id(listed: &Value) -> Result<BTreeMap<u32, GivenToken>, String> {
    let wrong = || "added_tokens_decoder is not a list of tokens by id".to_owned();
    let entries = listed.as_object().ok_or_else(wrong)?;
    entries
        .iter()
        .map(|(id, value)| {
            let id = id.parse().map_err(|_| wrong())?;
            let token = value.as_object().and_then(|_| GivenToken::of(value));
            Ok((id, token.ok_or_else(wrong)?))
        })
        .collect()
}

/// A token of `special_tokens_map.json` is special whatever else it says.
fn make_special(value: &mut Value) {
    if let Some(token) = value.as_object_mut() {
        token.insert("special".to_owned(), true.into());
    }
}

fn is_filled(value: &Value) -> bool {
    let list = value.as_array().is_some_and(|list| !list.is_empty());
    list || value.as_object().is_some_and(|named| !named.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(config: &Value) -> Settings {
        let mut settings = Settings::default();
        settings.take_names(config.as_object().unwrap());
        if let Some(listed) = config.get("added_tokens_decoder") {
            settings.added = listed_by_id(listed).unwrap();
        }
        settings
    }

    #[test]
    fn a_token_is_a_text_or_an_object_and_a_named_one_is_special() {
        let settings = read(&json!({
            "cls_token": {"__type": "AddedToken", "content": "<c>", "lstrip": true, "normalized": true},
            "sep_token": "<s>",
            "pad_token": null,
            "image_token": "<i>",
            "add_bos_token": true,
        }));
        let tokens = settings.tokens(&[("unk_token", GivenToken::special("<u>"))], &|_| false);
        let spelled: Vec<&str> = tokens.iter().map(|token| token.content.as_str()).collect();
        assert_eq!(spelled, ["<u>", "<s>", "<c>", "<i>"]);
        assert!(tokens.iter().all(|token| token.special));
        assert!(tokens[2].normalized && tokens[2].lstrip);
        assert!(!tokens[1].normalized && !tokens[1].lstrip);
        assert_eq!(settings.named("pad_token", "<pad>"), "<pad>");
    }

    #[test]
    fn added_tokens_are_sorted_by_id_and_keep_their_flags() {
        let settings = read(&json!({"added_tokens_decoder": {
            "12": {"content": "b", "single_word": true},
            "7": {"content": "a", "special": true, "rstrip": true},
        }}));
        let tokens = settings.tokens(&[], &|_| false);
        assert_eq!(tokens[0].content, "a");
        assert!(tokens[0].rstrip && tokens[0].special && !tokens[0].normalized);
        assert!(tokens[1].single_word && !tokens[1].special && tokens[1].normalized);
        assert!(listed_by_id(&json!({"x": {"content": "a"}})).is_err());
        assert!(listed_by_id(&json!({"1": "a"})).is_err());
    }
}
