//! Weights as an encoder asks for them, whether they lie in one file or in several.
//!
//! Several files come with `model.safetensors.index.json`, whose `weight_map` says which file
//! holds which tensor. It is data from anyone: each file must be named by its bare name.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Component, Path};

use candle_core::{Device, Tensor};
use serde::Deserialize;

use super::mapped::Numbers;
use super::randomized::RandomizedModel;
use super::weights::WeightFile;
use super::{LoadProgress, Loading, ModelError};

/// The open weight files of one model, and the device its tensors are made on.
pub(super) struct Weights<'a> {
    files: Vec<WeightFile>,
    /// The file that holds each tensor.
    holders: HashMap<String, usize>,
    /// How errors name all of them: the one file, or the index.
    place: String,
    device: Device,
    /// Whose numbers take the place of the trained ones, if they are not wanted.
    randomized: Option<RandomizedModel>,
    /// Who is asked whether to go on, and told how far reading is.
    loading: Option<&'a Loading<'a>>,
    /// Numbers read so far.
    read: usize,
}

/// Which file holds which tensor.
pub(super) struct ShardIndex {
    holders: BTreeMap<String, String>,
    place: String,
}

#[derive(Deserialize)]
struct IndexFile {
    weight_map: BTreeMap<String, String>,
}

impl<'a> Weights<'a> {
    /// All weights in one file.
    pub(super) fn whole(file: WeightFile, device: Device) -> Self {
        Self {
            holders: file.names().map(|name| (name.to_owned(), 0)).collect(),
            place: file.place().to_owned(),
            files: vec![file],
            device,
            randomized: None,
            loading: None,
            read: 0,
        }
    }

    /// The files that `index` names, in the order of [`ShardIndex::files`].
    pub(super) fn sharded(
        index: ShardIndex,
        files: Vec<WeightFile>,
        device: Device,
    ) -> Result<Self, ModelError> {
        let order: HashMap<&str, usize> = index.files().into_iter().zip(0..).collect();
        let mut holders = HashMap::with_capacity(index.holders.len());
        for (name, shard) in &index.holders {
            let number = order.get(shard.as_str()).copied().unwrap_or(files.len());
            match files.get(number) {
                Some(file) if file.contains(name) => {
                    holders.insert(name.clone(), number);
                }
                file => {
                    return Err(ModelError::NotInShard {
                        place: file.map_or(shard.as_str(), WeightFile::place).to_owned(),
                        name: name.clone(),
                    });
                }
            }
        }
        Ok(Self {
            files,
            holders,
            place: index.place,
            device,
            randomized: None,
            loading: None,
            read: 0,
        })
    }

    /// The same, with the numbers that `randomized` says in place of the trained ones.
    pub(super) fn with_randomized(self, randomized: Option<RandomizedModel>) -> Self {
        Self { randomized, ..self }
    }

    /// The same, asking and telling `loading` at every tensor.
    pub(super) fn watched(self, loading: &'a Loading<'a>) -> Self {
        Self {
            loading: Some(loading),
            ..self
        }
    }

    /// The first of `prefixes` under which `name` is there; none if it is under none.
    pub(super) fn prefix_of<'p>(&self, name: &str, prefixes: &[&'p str]) -> Option<&'p str> {
        prefixes
            .iter()
            .copied()
            .find(|prefix| self.contains(&format!("{prefix}{name}")))
    }

    /// Whether a tensor of this name is there.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.holders.contains_key(name)
    }

    /// Refuses weights with blocks beyond the first `layers` of `{list}.0`, `{list}.1`, …: the
    /// hidden states would be those of another model.
    pub(super) fn has_no_more_blocks(&self, list: &str, layers: usize) -> Result<(), ModelError> {
        let block_of = |name: &String| {
            let (number, _) = name
                .strip_prefix(list)?
                .strip_prefix('.')?
                .split_once('.')?;
            number.parse::<usize>().ok()
        };
        let highest = self.holders.keys().filter_map(block_of).max();
        match highest.map(|highest| highest.saturating_add(1)) {
            Some(found) if found > layers => Err(ModelError::MoreLayers {
                place: self.place.clone(),
                found,
                expected: layers,
            }),
            _ => Ok(()),
        }
    }

    /// Total count of numbers in the files.
    pub(super) fn parameters(&self) -> usize {
        self.files.iter().map(WeightFile::parameters).sum()
    }

    /// How the tensors are stored, for example `F16` or `F32, I64`.
    pub(super) fn stored_types(&self) -> String {
        let types: BTreeSet<String> = self
            .files
            .iter()
            .flat_map(WeightFile::stored_types)
            .collect();
        types.into_iter().collect::<Vec<_>>().join(", ")
    }

    /// What the tensors are made on.
    pub(super) fn device(&self) -> &Device {
        &self.device
    }

    /// Whether the numbers are computed with where they lie, by the kernel; else by candle, on
    /// another device or with the library for the processor that this build was made with.
    pub(super) fn are_for_the_kernel(&self) -> bool {
        self.device.is_cpu() && !cfg!(any(feature = "accelerate", feature = "mkl"))
    }

    /// One tensor of the expected shape, in float32, for candle.
    pub(super) fn tensor(&mut self, name: &str, shape: &[usize]) -> Result<Tensor, ModelError> {
        let numbers = self.numbers(name, shape)?.into_vec();
        Tensor::from_vec(numbers, shape, &self.device)
            .map_err(|error| ModelError::Pass(error.to_string()))
    }

    /// The numbers of one tensor of the expected shape, in float32.
    pub(super) fn numbers(&mut self, name: &str, shape: &[usize]) -> Result<Numbers, ModelError> {
        let holder = self.holders.get(name).copied();
        let file = holder.and_then(|number| self.files.get(number));
        let file = file.ok_or_else(|| ModelError::TensorMissing {
            place: self.place.clone(),
            name: name.to_owned(),
        })?;
        if self
            .loading
            .is_some_and(|loading| loading.cancel.is_cancelled())
        {
            return Err(ModelError::Interrupted);
        }
        let numbers = file.numbers(name, shape)?;
        self.read += numbers.len();
        if let Some(loading) = self.loading {
            (loading.progress)(LoadProgress::Reading {
                done: self.read,
                total: self.parameters(),
            });
        }
        let Some(randomized) = self.randomized else {
            return Ok(numbers);
        };
        let mut numbers = numbers.into_vec();
        randomized.replace(name, shape.len(), &mut numbers);
        Ok(numbers.into())
    }
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
                format!("it puts tensor {name} in {shard:?}, which is not the bare name of a file"),
            ));
        }
        Ok(Self {
            holders: file.weight_map,
            place,
        })
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
