//! What transformers' tokenizer classes put in place of a `tokenizer.json`'s own parts: each class
//! takes the vocabulary and builds the rest by its own rules.

use serde_json::{Map, Value, json};

use super::class::Class;
use super::settings::{GivenToken, Settings};

/// Tokens that a class puts around a text: the first and the last.
pub(super) struct Ends {
    pub(super) first: String,
    pub(super) last: String,
}

impl Class {
    /// The special tokens of the class, for what the files leave open.
    pub(super) fn special_tokens(self, settings: &Settings) -> Vec<(&'static str, GivenToken)> {
        let named = |names: &[(&'static str, &str)]| -> Vec<(&'static str, GivenToken)> {
            let tokens = names.iter();
            tokens
                .map(|&(name, content)| (name, GivenToken::special(content)))
                .collect()
        };
        let mut tokens = match self {
            Self::Bert => named(&BRACKETS),
            Self::Mpnet => {
                let mut tokens = named(&ANGLES);
                tokens.extend(named(&[("unk_token", "[UNK]")]));
                tokens
            }
            Self::Roberta | Self::XlmRoberta | Self::Camembert => named(&ANGLES),
            Self::Herbert => named(&ANGLES)
                .into_iter()
                .filter(|(name, _)| !["bos_token", "eos_token"].contains(name))
                .collect(),
            Self::Gpt2 => named(&[
                ("bos_token", "<|endoftext|>"),
                ("eos_token", "<|endoftext|>"),
                ("unk_token", "<|endoftext|>"),
            ]),
            Self::Gemma => named(&[
                ("bos_token", "<bos>"),
                ("eos_token", "<eos>"),
                ("unk_token", "<unk>"),
                ("pad_token", "<pad>"),
                ("mask_token", "<mask>"),
            ]),
            Self::Llama => named(&[
                ("bos_token", "<s>"),
                ("eos_token", "</s>"),
                ("unk_token", "<unk>"),
            ]),
            Self::Deberta | Self::DebertaV2 => {
                let mut tokens = named(&BRACKETS);
                tokens.extend(named(&[("bos_token", "[CLS]"), ("eos_token", "[SEP]")]));
                tokens
            }
            Self::Albert => named(&[
                ("bos_token", "[CLS]"),
                ("eos_token", "[SEP]"),
                ("unk_token", "<unk>"),
                ("sep_token", "[SEP]"),
                ("pad_token", "<pad>"),
                ("cls_token", "[CLS]"),
                ("mask_token", "[MASK]"),
            ]),
            Self::AsItStands => Vec::new(),
        };
        if matches!(self, Self::Mpnet | Self::Camembert) {
            for (_, token) in tokens.iter_mut().filter(|(name, _)| *name == "mask_token") {
                *token = token.clone().with_space_before();
            }
        }
        if self == Self::Camembert && !settings.has_more {
            let unused = [
                ("unused_0", "<s>NOTUSED"),
                ("unused_1", "</s>NOTUSED"),
                ("unused_2", "<unk>NOTUSED"),
            ];
            tokens.extend(named(&unused));
        }
        tokens
    }

    /// The token for what the vocabulary does not have.
    pub(super) fn unknown(self, settings: &Settings) -> String {
        let default = match self {
            Self::Bert | Self::Mpnet | Self::Deberta | Self::DebertaV2 => "[UNK]",
            Self::Gpt2 => "<|endoftext|>",
            _ => "<unk>",
        };
        settings.named("unk_token", default)
    }

    /// What stands before and behind a text; `None` where `tokenizer.json` decides.
    pub(super) fn ends(self, settings: &Settings) -> Option<Ends> {
        let ends = |first: (&str, &str), last: (&str, &str)| Ends {
            first: settings.named(first.0, first.1),
            last: settings.named(last.0, last.1),
        };
        Some(match self {
            Self::Bert | Self::Deberta | Self::DebertaV2 => {
                ends(("cls_token", "[CLS]"), ("sep_token", "[SEP]"))
            }
            Self::Albert => ends(("cls_token", "[CLS]"), ("sep_token", "[SEP]")),
            Self::Mpnet | Self::Roberta | Self::Herbert => {
                ends(("cls_token", "<s>"), ("sep_token", "</s>"))
            }
            Self::XlmRoberta | Self::Camembert => ends(("bos_token", "<s>"), ("eos_token", "</s>")),
            Self::Gpt2 | Self::Gemma | Self::Llama | Self::AsItStands => return None,
        })
    }

    /// Puts the class' own model, normalizer and pre-tokenizer into `document`, a
    /// `tokenizer.json` with a vocabulary of the right kind.
    pub(super) fn rebuild(self, document: &mut Map<String, Value>, settings: &Settings) {
        let mut given = document.remove("model").unwrap_or_default();
        let mut part = |name: &str| given.get_mut(name).map(Value::take).unwrap_or_default();
        let (vocabulary, merges) = (part("vocab"), part("merges"));
        let unknown = self.unknown(settings);
        let model = match self.model() {
            Some("WordPiece") => json!({
                "type": "WordPiece",
                "unk_token": unknown,
                "continuing_subword_prefix": "##",
                "max_input_chars_per_word": 100,
                "vocab": vocabulary,
            }),
            Some("BPE") => {
                let has_unknown = matches!(self, Self::Herbert | Self::Gemma);
                let falls_back = matches!(self, Self::Gemma | Self::Llama);
                json!({
                    "type": "BPE",
                    "dropout": null,
                    "unk_token": has_unknown.then_some(unknown),
                    "continuing_subword_prefix": null,
                    "end_of_word_suffix": (self == Self::Herbert).then_some("</w>"),
                    "fuse_unk": falls_back,
                    "byte_fallback": falls_back,
                    "vocab": vocabulary,
                    "merges": merges,
                })
            }
            _ => json!({
                "type": "Unigram",
                "unk_id": self.unknown_id(&vocabulary, settings),
                "byte_fallback": false,
                "vocab": vocabulary,
            }),
        };
        document.insert("model".to_owned(), model);
        let normalizer = self.normalizer(document.get("normalizer"), settings);
        document.insert("normalizer".to_owned(), normalizer);
        document.insert("pre_tokenizer".to_owned(), self.pre_tokenizer(settings));
    }

    /// The place of the unknown piece in a Unigram vocabulary.
    pub(super) fn unknown_id(self, vocabulary: &Value, settings: &Settings) -> usize {
        let unknown = self.unknown(settings);
        let pieces = vocabulary.as_array().map_or(&[][..], Vec::as_slice);
        let piece = |entry: &Value| entry.get(0).and_then(Value::as_str) == Some(&unknown);
        let unscored = |entry: &Value| entry.get(1).and_then(Value::as_f64) == Some(0.0);
        match self {
            Self::XlmRoberta => 3,
            Self::Camembert => pieces.iter().position(piece).unwrap_or(0),
            Self::DebertaV2 => pieces
                .iter()
                .position(|entry| piece(entry) && unscored(entry))
                .or_else(|| settings.number("unk_id"))
                .unwrap_or(1),
            _ => 1,
        }
    }

    /// The normalizer of the class; `given` is that of `tokenizer.json`, for the table it may hold.
    pub(super) fn normalizer(self, given: Option<&Value>, settings: &Settings) -> Value {
        let flag = |name: &str, default: bool| settings.flag(name).unwrap_or(default);
        match self {
            Self::Bert | Self::Mpnet => json!({
                "type": "BertNormalizer",
                "clean_text": true,
                "handle_chinese_chars": flag("tokenize_chinese_chars", true),
                "strip_accents": settings.flag("strip_accents"),
                "lowercase": flag("do_lower_case", true),
            }),
            Self::Herbert => json!({
                "type": "BertNormalizer",
                "clean_text": true,
                "handle_chinese_chars": true,
                "strip_accents": false,
                "lowercase": false,
            }),
            Self::XlmRoberta | Self::Camembert => precompiled(given).unwrap_or_default(),
            Self::Albert => {
                let mut steps = vec![quote("``"), quote("''")];
                if !flag("keep_accents", false) {
                    steps.extend([json!({"type": "NFKD"}), json!({"type": "StripAccents"})]);
                }
                if flag("do_lower_case", true) {
                    steps.push(json!({"type": "Lowercase"}));
                }
                steps.extend(precompiled(given));
                json!({"type": "Sequence", "normalizers": steps})
            }
            Self::DebertaV2 => {
                let mut steps = Vec::new();
                if flag("do_lower_case", false) {
                    steps.push(json!({"type": "Lowercase"}));
                }
                steps.extend([
                    json!({
                        "type": "Replace",
                        "pattern": {"Regex": "\\s{2,}|[\\n\\r\\t]"},
                        "content": " ",
                    }),
                    json!({"type": "NFC"}),
                    json!({"type": "Strip", "strip_left": false, "strip_right": true}),
                ]);
                json!({"type": "Sequence", "normalizers": steps})
            }
            Self::Gemma => {
                json!({"type": "Replace", "pattern": {"String": " "}, "content": "▁"})
            }
            Self::Roberta | Self::Deberta | Self::Gpt2 | Self::Llama | Self::AsItStands => {
                Value::Null
            }
        }
    }

    /// The pre-tokenizer of the class.
    pub(super) fn pre_tokenizer(self, settings: &Settings) -> Value {
        let flag = |name: &str, default: bool| settings.flag(name).unwrap_or(default);
        let marked = |scheme: &str| {
            json!({
                "type": "Metaspace",
                "replacement": "▁",
                "prepend_scheme": scheme,
                "split": self != Self::Llama,
            })
        };
        match self {
            Self::Bert | Self::Mpnet | Self::Herbert => json!({"type": "BertPreTokenizer"}),
            Self::Gemma => json!({
                "type": "Split",
                "pattern": {"String": " "},
                "behavior": "MergedWithPrevious",
                "invert": false,
            }),
            Self::Llama => {
                let scheme = match (flag("add_prefix_space", true), flag("legacy", false)) {
                    (false, _) => "never",
                    (true, true) => "always",
                    (true, false) => "first",
                };
                marked(scheme)
            }
            Self::Roberta | Self::Deberta | Self::Gpt2 => json!({
                "type": "ByteLevel",
                "add_prefix_space": flag("add_prefix_space", false),
                "trim_offsets": true,
                "use_regex": true,
            }),
            Self::XlmRoberta | Self::Camembert | Self::Albert => {
                let before = flag("add_prefix_space", true);
                let scheme = if before { "always" } else { "never" };
                json!({
                    "type": "Sequence",
                    "pretokenizers": [{"type": "WhitespaceSplit"}, marked(scheme)],
                })
            }
            Self::DebertaV2 => {
                let before = flag("add_prefix_space", true);
                let mut steps = Vec::new();
                if flag("split_by_punct", false) {
                    steps.push(json!({"type": "Punctuation", "behavior": "Isolated"}));
                }
                steps.push(marked(if before { "always" } else { "first" }));
                json!({"type": "Sequence", "pretokenizers": steps})
            }
            Self::AsItStands => Value::Null,
        }
    }
}

const BRACKETS: [(&str, &str); 5] = [
    ("unk_token", "[UNK]"),
    ("sep_token", "[SEP]"),
    ("pad_token", "[PAD]"),
    ("cls_token", "[CLS]"),
    ("mask_token", "[MASK]"),
];

const ANGLES: [(&str, &str); 7] = [
    ("bos_token", "<s>"),
    ("eos_token", "</s>"),
    ("unk_token", "<unk>"),
    ("sep_token", "</s>"),
    ("pad_token", "<pad>"),
    ("cls_token", "<s>"),
    ("mask_token", "<mask>"),
];

fn quote(pattern: &str) -> Value {
    json!({"type": "Replace", "pattern": {"String": pattern}, "content": "\""})
}

/// The table of characters that a `SentencePiece` model brings along, wherever `given` has it.
fn precompiled(given: Option<&Value>) -> Option<Value> {
    let given = given?;
    if given.get("type").and_then(Value::as_str) == Some("Precompiled") {
        return Some(given.clone());
    }
    let steps = given.get("normalizers")?.as_array()?;
    steps.iter().find_map(|step| precompiled(Some(step)))
}
