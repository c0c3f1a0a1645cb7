//! Which of transformers' tokenizer classes a model has: the class decides what of the files
//! counts.

use serde_json::{Map, Value};

use super::super::contents::without_mark;
use super::files::{CONFIG, TokenizerFiles};

/// What decides about a tokenizer beside its own files: two fields of `config.json`.
#[derive(Debug, Clone, Default)]
pub(super) struct ModelFields {
    model_type: Option<String>,
    tokenizer_class: Option<String>,
}

/// A tokenizer class of transformers whose rules Glassbox knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// `WordPiece` behind BERT's normalizer; those of `DistilBERT` and `ELECTRA` are the same.
    Bert,
    /// As `Bert`, with `<s>` and `</s>`.
    Mpnet,
    /// Byte-level BPE.
    Roberta,
    /// Byte-level BPE with `[CLS]` and `[SEP]`.
    Deberta,
    /// Byte-level BPE with nothing around a text but what `tokenizer.json` puts there.
    Gpt2,
    /// BPE whose normalizer marks the spaces.
    Gemma,
    /// BPE whose pre-tokenizer marks the spaces.
    Llama,
    /// BPE whose words end in `</w>`.
    Herbert,
    /// Unigram with `<s>` and `</s>`.
    XlmRoberta,
    /// As `XlmRoberta`.
    Camembert,
    /// Unigram with `[CLS]` and `[SEP]`.
    Albert,
    /// As `Albert`.
    DebertaV2,
    /// `tokenizer.json` as it stands.
    AsItStands,
}

/// A class, and how it came to be chosen.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) class: Class,
    /// Its name in transformers.
    pub(super) name: String,
    /// What must be said of the choice.
    pub(super) warnings: Vec<String>,
}

/// Tokenizers that are a program of their own, and what that does.
const PROGRAMS: [(&str, &str); 13] = [
    (
        "BertJapanese",
        "splits Japanese into words with MeCab and its dictionary",
    ),
    ("Bertweet", "rewrites tweets by rules of its own"),
    ("Phobert", "reads its own vocab.txt and bpe.codes"),
    ("Canine", "reads characters and has no vocabulary"),
    ("ByT5", "reads bytes and has no vocabulary"),
    ("XLM", "splits words with Moses and language rules"),
    ("Flaubert", "splits words with Moses and language rules"),
    ("RoCBert", "reads shapes and sounds of characters"),
    ("Tapas", "reads tables"),
    ("BertGeneration", "runs SentencePiece on spiece.model"),
    ("MLuke", "runs SentencePiece on its .model file"),
    ("Luke", "reads entities beside the text"),
    ("RoFormer", "splits Chinese into words with rjieba"),
];

impl ModelFields {
    /// Reads them from the bytes of a `config.json`; what is wrong with that file is said
    /// elsewhere.
    pub(super) fn of(config: &[u8]) -> Self {
        let config = without_mark(config);
        let fields: Map<String, Value> = serde_json::from_slice(config).unwrap_or_default();
        let text = |name: &str| fields.get(name)?.as_str().map(str::to_owned);
        Self {
            model_type: text("model_type"),
            tokenizer_class: text("tokenizer_class"),
        }
    }
}

impl Class {
    /// By its name without `Tokenizer` and `Fast`.
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "Bert" | "DistilBert" | "Electra" | "MobileBert" | "SqueezeBert" | "LayoutLM" => {
                Self::Bert
            }
            "MPNet" => Self::Mpnet,
            "Roberta" | "Bart" | "Longformer" => Self::Roberta,
            "Deberta" => Self::Deberta,
            "GPT2" => Self::Gpt2,
            "Gemma" => Self::Gemma,
            "Llama" => Self::Llama,
            "Herbert" => Self::Herbert,
            "XLMRoberta" => Self::XlmRoberta,
            "Camembert" => Self::Camembert,
            "Albert" => Self::Albert,
            "DebertaV2" => Self::DebertaV2,
            "PreTrained" | "TokenizersBackend" => Self::AsItStands,
            _ => return None,
        })
    }

    /// The class of a `model_type` whose files name none.
    fn of_model_type(model_type: &str) -> (Self, &'static str) {
        match model_type {
            "bert" | "distilbert" | "electra" => (Self::Bert, "BertTokenizer"),
            "mpnet" => (Self::Mpnet, "MPNetTokenizer"),
            "roberta" => (Self::Roberta, "RobertaTokenizer"),
            "xlm-roberta" => (Self::XlmRoberta, "XLMRobertaTokenizer"),
            "camembert" => (Self::Camembert, "CamembertTokenizer"),
            "albert" => (Self::Albert, "AlbertTokenizer"),
            "deberta-v2" => (Self::DebertaV2, "DebertaV2Tokenizer"),
            _ => (Self::AsItStands, "TokenizersBackend"),
        }
    }

    /// The `type` of the model that a `tokenizer.json` of this class holds; `None` for any.
    pub(super) fn model(self) -> Option<&'static str> {
        match self {
            Self::Bert | Self::Mpnet => Some("WordPiece"),
            Self::Roberta
            | Self::Deberta
            | Self::Gpt2
            | Self::Gemma
            | Self::Llama
            | Self::Herbert => Some("BPE"),
            Self::XlmRoberta | Self::Camembert | Self::Albert | Self::DebertaV2 => Some("Unigram"),
            Self::AsItStands => None,
        }
    }
}

/// Chooses as transformers does: `tokenizer_class` of `tokenizer_config.json`, else of
/// `config.json`, else what belongs to the `model_type`. The error says why none will do.
pub(super) fn choose(
    fields: &ModelFields,
    settings: &Map<String, Value>,
    files: &TokenizerFiles,
) -> Result<Choice, String> {
    let own_code = own_code(settings);
    let in_settings = settings.get("tokenizer_class").and_then(Value::as_str);
    let model_type = fields.model_type.as_deref().unwrap_or_default();
    let (declared, file) = match (in_settings, fields.tokenizer_class.as_deref()) {
        (Some(name), _) => (Some(name), CONFIG),
        (None, name) => (name, "config.json"),
    };
    let class = declared.map(|name| {
        let plain = name.strip_suffix("Fast").unwrap_or(name);
        plain.strip_suffix("Tokenizer").unwrap_or(plain)
    });
    // ModernBERT's checkpoints name classes that they are not of, and transformers looks past them.
    let looks_past = model_type == "modernbert";
    let program = PROGRAMS.iter().find(|(name, _)| class == Some(*name));
    if let Some((name, does)) = program.filter(|_| !looks_past) {
        return Err(format!(
            "{file} names {name}Tokenizer, which {does}, a program that Glassbox does not run"
        ));
    }
    let known = class.and_then(Class::named);
    if let (Some(code), None) = (&own_code, known) {
        return Err(format!(
            "{CONFIG} names the model's own code ({code}), which Glassbox does not run"
        ));
    }
    let mut warnings = Vec::new();
    if let Some(code) = own_code {
        warnings.push(format!(
            "{CONFIG} names the model's own code for its tokenizer ({code}), which is not run: it \
             may cut texts otherwise"
        ));
    }
    let (class, name) = match (known, declared) {
        _ if looks_past => (Class::AsItStands, "TokenizersBackend".to_owned()),
        (Some(class), Some(name)) => {
            let plain = name.strip_suffix("Fast").unwrap_or(name);
            (class, plain.to_owned())
        }
        (None, Some(name)) => {
            if !files.has(super::files::TOKENIZER) {
                return Err(format!(
                    "{file} names {name}, which Glassbox knows only by its tokenizer.json"
                ));
            }
            warnings.push(format!(
                "{file} names {name}, whose own rules are not known here: tokenizer.json is read \
                 as it stands"
            ));
            (Class::AsItStands, name.to_owned())
        }
        (_, None) => {
            let (class, name) = Class::of_model_type(model_type);
            (class, name.to_owned())
        }
    };
    Ok(Choice {
        class,
        name,
        warnings,
    })
}

/// The code of their own that the settings name for a tokenizer.
fn own_code(settings: &Map<String, Value>) -> Option<String> {
    let named = settings.get("auto_map")?;
    let named = named.get("AutoTokenizer").unwrap_or(named);
    let classes = named.as_array()?.iter();
    let code = classes.filter_map(Value::as_str).next_back();
    code.map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(config: &str, settings: &str) -> Result<(Class, String), String> {
        let settings: Map<String, Value> = serde_json::from_str(settings).unwrap();
        let files = TokenizerFiles::only(b"{}");
        let choice = choose(&ModelFields::of(config.as_bytes()), &settings, &files)?;
        Ok((choice.class, choice.name))
    }

    #[test]
    fn the_class_is_the_one_that_transformers_takes() {
        for (config, settings, class, name) in [
            (
                r#"{"model_type":"bert"}"#,
                "{}",
                Class::Bert,
                "BertTokenizer",
            ),
            (
                r#"{"model_type":"electra"}"#,
                "{}",
                Class::Bert,
                "BertTokenizer",
            ),
            ("{}", "{}", Class::AsItStands, "TokenizersBackend"),
            (
                r#"{"model_type":"bert"}"#,
                r#"{"tokenizer_class":"RobertaTokenizerFast"}"#,
                Class::Roberta,
                "RobertaTokenizer",
            ),
            (
                r#"{"model_type":"bert","tokenizer_class":"HerbertTokenizerFast"}"#,
                "{}",
                Class::Herbert,
                "HerbertTokenizer",
            ),
            (
                r#"{"model_type":"modernbert"}"#,
                r#"{"tokenizer_class":"GemmaTokenizerFast"}"#,
                Class::AsItStands,
                "TokenizersBackend",
            ),
            (
                r#"{"model_type":"xlm-roberta"}"#,
                r#"{"tokenizer_class":"PreTrainedTokenizerFast"}"#,
                Class::AsItStands,
                "PreTrainedTokenizer",
            ),
        ] {
            let found = chosen(config, settings);
            assert_eq!(found, Ok((class, name.to_owned())), "{config} {settings}");
        }
    }

    #[test]
    fn programs_and_own_code_are_refused() {
        let japanese = chosen(r#"{"tokenizer_class":"BertJapaneseTokenizer"}"#, "{}");
        assert!(japanese.unwrap_err().contains("MeCab"));
        let own = r#"{"auto_map":{"AutoTokenizer":[null,"tokenization.MyTokenizerFast"]},
            "tokenizer_class":"MyTokenizer"}"#;
        assert!(
            chosen("{}", own)
                .unwrap_err()
                .contains("tokenization.MyTokenizerFast")
        );
    }
}
