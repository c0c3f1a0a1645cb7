//! `model.safetensors.index.json`, whose `weight_map` says which file holds which tensor. It is data
//! from anyone: each file must be named by its bare name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};

use serde::Deserialize;

use super::ModelError;
use super::quoted::quoted;

/// Which file holds which tensor.
pub(super) struct ShardIndex {
    holders: BTreeMap<String, String>,
    place: String,
}

#[derive(Deserialize)]
struct IndexFile {
    weight_map: BTreeMap<String, String>,
}

impl ShardIndex {
    /// Parses a `model.safetensors.index.json`; `place` names it in errors.
    pub(super) fn parse(bytes: &[u8], place: String) -> Result<Self, ModelError> {
        let wrong = |place: &str, reason: String| ModelError::BadIndex {
            place: place.to_owned(),
            reason,
        };
        let file: IndexFile =
            serde_json::from_slice(bytes).map_err(|error| wrong(&place, error.to_string()))?;
        if file.weight_map.is_empty() {
            return Err(wrong(&place, "its weight_map is empty".to_owned()));
        }
        let astray = file
            .weight_map
            .iter()
            .find(|(_, shard)| !is_bare_name(shard));
        if let Some((name, shard)) = astray {
            return Err(wrong(
                &place,
                format!(
                    "it puts tensor {} in {:?}, which is not the bare name of a file",
                    quoted(name),
                    quoted(shard)
                ),
            ));
        }
        Ok(Self {
            holders: file.weight_map,
            place,
        })
    }

    /// The file of each tensor.
    pub(super) fn holders(&self) -> &BTreeMap<String, String> {
        &self.holders
    }

    /// How errors name the index.
    pub(super) fn into_place(self) -> String {
        self.place
    }

    /// The files, each once, by name.
    pub(super) fn files(&self) -> BTreeSet<&str> {
        self.holders.values().map(String::as_str).collect()
    }
}

/// Whether `name` can only be a file beside the index, on any system.
fn is_bare_name(name: &str) -> bool {
    let mut components = Path::new(name).components();
    let alone = matches!(
        (components.next(), components.next()),
        (Some(Component::Normal(part)), None) if part == name
    );
    alone && !name.contains(['/', '\\', ':']) && !name.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_named_by_its_bare_name() {
        for name in ["model-00001-of-00002.safetensors", "weights", "..a"] {
            assert!(is_bare_name(name), "{name}");
        }
        for name in [
            "", ".", "..", "../a", "/a", "a/b", "a/", "./a", "a\\b", "C:a", "a\nb", "a\0",
        ] {
            assert!(!is_bare_name(name), "{name:?}");
        }
    }

    #[test]
    fn files_are_in_order_and_each_once() {
        let index = br#"{"weight_map":{"x":"b","y":"a","z":"b"}}"#;
        let index = ShardIndex::parse(index, "index".to_owned()).unwrap();
        assert_eq!(index.files().into_iter().collect::<Vec<_>>(), ["a", "b"]);
    }
}
