//! `modules.json`: the parts of a sentence-transformers model, in the order texts go through them.

use serde_json::Value;

use super::super::ModelError;
use super::super::folder::is_below;
use super::super::quoted::quoted;
use super::faults::bad;

/// Classes of a part that is the encoder with its tokenizer; older models name the family.
const ENCODERS: [&str; 8] = [
    "Transformer",
    "ALBERT",
    "BERT",
    "CamemBERT",
    "DistilBERT",
    "RoBERTa",
    "XLMRoBERTa",
    "MPNet",
];

/// Packages whose classes are known by name.
const KNOWN_PACKAGES: [&str; 2] = ["sentence_transformers", "pylate"];

/// A part of a model.
pub(super) struct Module {
    pub(super) kind: ModuleKind,
    /// Its folder, empty for the model's own.
    pub(super) path: String,
}

/// What a part does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ModuleKind {
    /// Makes hidden states of a text; the class.
    Encoder(String),
    /// One vector of those of all tokens.
    Pooling,
    /// A dense layer, on what its own file says.
    Dense,
    /// A dense layer on each token.
    TokenDense,
    /// To length 1.
    Normalize,
    /// Nothing when a text is read; the class.
    Nothing(String),
}

impl ModuleKind {
    /// The class.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Encoder(class) | Self::Nothing(class) => class,
            Self::Pooling => "Pooling",
            Self::Dense | Self::TokenDense => "Dense",
            Self::Normalize => "Normalize",
        }
    }

    /// That of the class with the path `kind` in Python.
    fn of(kind: &str) -> Result<Self, String> {
        let package = kind.split('.').next().unwrap_or_default();
        let class = kind.rsplit('.').next().unwrap_or_default();
        if !KNOWN_PACKAGES.contains(&package) {
            return Err(format!("code of the model's own, {}", quoted(kind)));
        }
        Ok(match class {
            "Pooling" => Self::Pooling,
            "Dense" if package == "pylate" => Self::TokenDense,
            "Dense" => Self::Dense,
            "Normalize" => Self::Normalize,
            "Dropout" => Self::Nothing(class.to_owned()),
            encoder if ENCODERS.contains(&encoder) => Self::Encoder(class.to_owned()),
            other => return Err(quoted(other)),
        })
    }
}

/// Parses the file at `place`.
///
/// # Errors
/// It is no list of parts, or one of them is not computed.
pub(super) fn parse(bytes: &[u8], place: &str) -> Result<Vec<Module>, ModelError> {
    let list: Value =
        serde_json::from_slice(bytes).map_err(|error| bad(place, format!("not JSON: {error}")))?;
    let list = list
        .as_array()
        .filter(|list| !list.is_empty())
        .ok_or_else(|| bad(place, "not a list of parts".to_owned()))?;
    let modules = list.iter().enumerate().map(|(index, entry)| {
        let text = |name: &str| {
            let text = entry.get(name).and_then(Value::as_str);
            text.ok_or_else(|| bad(place, format!("part {index} has no {name}")))
        };
        let (kind, path) = (text("type")?, text("path")?);
        if !is_below(path) {
            let reason = format!("path {} leads out of the folder", quoted(path));
            return Err(bad(place, reason));
        }
        let kind = ModuleKind::of(kind).map_err(|reason| ModelError::HeadNotRead {
            place: place.to_owned(),
            reason,
        })?;
        if (index == 0) != matches!(kind, ModuleKind::Encoder(_)) {
            let reason = format!("{} as part {index}", kind.name());
            return Err(ModelError::HeadNotRead {
                place: place.to_owned(),
                reason,
            });
        }
        Ok(Module {
            kind,
            path: path.to_owned(),
        })
    });
    modules.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(kinds: &[&str]) -> Result<Vec<ModuleKind>, String> {
        let modules = kinds.iter().enumerate().map(|(index, kind)| {
            serde_json::json!({"idx": index, "name": index, "path": "", "type": kind})
        });
        let list = Value::Array(modules.collect()).to_string();
        let modules = parse(list.as_bytes(), "modules.json").map_err(|error| error.to_string())?;
        Ok(modules.into_iter().map(|module| module.kind).collect())
    }

    #[test]
    fn old_and_new_names_of_classes_are_known() {
        for package in [
            "sentence_transformers.models",
            "sentence_transformers.base.modules.x",
        ] {
            let kinds = ["Transformer", "Pooling", "Dense", "Dropout", "Normalize"];
            let kinds = kinds.map(|class| format!("{package}.{class}"));
            let kinds = parsed(&kinds.each_ref().map(String::as_str)).unwrap();
            assert_eq!(kinds[1], ModuleKind::Pooling);
            assert_eq!(kinds[2], ModuleKind::Dense);
            assert_eq!(kinds[4], ModuleKind::Normalize);
        }
    }

    #[test]
    fn what_is_not_computed_is_refused_by_name() {
        let encoder = "sentence_transformers.models.Transformer";
        for class in [
            "WeightedLayerPooling",
            "LSTM",
            "CNN",
            "BoW",
            "WordWeights",
            "LayerNorm",
            "Router",
        ] {
            let kind = format!("sentence_transformers.models.{class}");
            let error = parsed(&[encoder, &kind]).unwrap_err();
            assert!(error.contains(class) && !error.contains('\n'), "{error}");
            assert!(error.contains("does not compute"), "{error}");
        }
        let error = parsed(&[encoder, "custom_st.Pooling"]).unwrap_err();
        assert!(error.contains("code of the model's own"), "{error}");
        let error = parsed(&["sentence_transformers.models.Pooling"]).unwrap_err();
        assert!(error.contains("Pooling as part 0"), "{error}");
    }

    #[test]
    fn a_damaged_list_is_refused_in_one_line() {
        for (bytes, reason) in [
            (&b"{"[..], "not JSON"),
            (b"[]", "not a list of parts"),
            (b"{}", "not a list of parts"),
            (b"[{\"path\": \"\"}]", "part 0 has no type"),
            (
                b"[{\"path\": \"../x\", \"type\": \"sentence_transformers.models.Transformer\"}]",
                "leads out of the folder",
            ),
        ] {
            let error = parse(bytes, "modules.json").err().unwrap().to_string();
            assert!(error.contains(reason) && !error.contains('\n'), "{error}");
        }
    }
}
