//! Weights as an encoder asks for them, whether they lie in one file or in several, and whatever
//! tools put into the names of the tensors.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use candle_core::{Device, Tensor};
use sha2::{Digest, Sha256};

use super::cancel::Cancel;
use super::mapped::{FileBytes, Numbers};
use super::names::{self, canonical};
use super::quoted::quoted;
use super::randomized::RandomizedModel;
use super::shard_index::ShardIndex;
use super::weight_table::WeightTable;
use super::weights::WeightFile;
use super::{LoadProgress, Loading, ModelError};
use crate::domain::family::Family;
use crate::domain::format::hexadecimal;

/// The open weight files of one model, and the device its tensors are made on.
pub(super) struct Weights<'a> {
    files: Vec<WeightFile>,
    /// Whether an index names the files.
    in_shards: bool,
    /// Which file holds each tensor; names are without what training tools put into them.
    holders: HashMap<String, Holder>,
    /// What stands before the names of the encoder's tensors.
    root: String,
    /// What was done to find the tensors, a phrase each.
    findings: Vec<String>,
    /// How errors name all of them: the one file, or the index.
    place: String,
    device: Device,
    /// Whose numbers take the place of the trained ones, if they are not wanted.
    randomized: Option<RandomizedModel>,
    /// Who is asked whether to go on, and told how far reading is.
    loading: Option<&'a Loading<'a>>,
    /// Numbers read so far.
    read: usize,
    /// The table of words once it was read, by its full name: a head may share it.
    words: Option<(String, Numbers)>,
}

/// Where a tensor lies.
struct Holder {
    file: usize,
    /// Its name in the file.
    stored: String,
    read: bool,
}

impl<'a> Weights<'a> {
    /// All weights in one file.
    ///
    /// # Errors
    /// Two tensors would have one name.
    pub(super) fn whole(file: WeightFile, device: Device) -> Result<Self, ModelError> {
        let place = file.place().to_owned();
        let names: Vec<String> = file.names().map(str::to_owned).collect();
        let names = names.into_iter().map(|name| (name, 0));
        Self::of(names, vec![file], place, device)
    }

    /// The files that `index` names, in the order of [`ShardIndex::files`].
    ///
    /// # Errors
    /// A tensor is not where the index has it, or two would have one name.
    pub(super) fn sharded(
        index: ShardIndex,
        files: Vec<WeightFile>,
        device: Device,
    ) -> Result<Self, ModelError> {
        let order: HashMap<&str, usize> = index.files().into_iter().zip(0..).collect();
        let mut stored = Vec::with_capacity(index.holders().len());
        for (name, shard) in index.holders() {
            let number = order.get(shard.as_str()).copied().unwrap_or(files.len());
            match files.get(number) {
                Some(file) if file.contains(name) => stored.push((name.clone(), number)),
                file => {
                    return Err(ModelError::NotInShard {
                        place: file.map_or(shard.as_str(), WeightFile::place).to_owned(),
                        name: quoted(name),
                    });
                }
            }
        }
        let weights = Self::of(stored.into_iter(), files, index.into_place(), device)?;
        Ok(Self {
            in_shards: true,
            ..weights
        })
    }

    fn of(
        stored: impl Iterator<Item = (String, usize)>,
        files: Vec<WeightFile>,
        place: String,
        device: Device,
    ) -> Result<Self, ModelError> {
        let mut holders: HashMap<String, Holder> = HashMap::new();
        let mut wrapped = None;
        for (stored, file) in stored {
            let name = canonical(&stored).into_owned();
            if name != stored {
                wrapped.get_or_insert_with(|| stored.clone());
            }
            let holder = Holder {
                file,
                stored,
                read: false,
            };
            if let Some(other) = holders.insert(name.clone(), holder) {
                return Err(ModelError::BadWeights {
                    place,
                    reason: format!(
                        "{} and another tensor are both {}",
                        quoted(&other.stored),
                        quoted(&name)
                    ),
                });
            }
        }
        let mut weights = Self {
            files,
            in_shards: false,
            holders,
            root: String::new(),
            findings: Vec::new(),
            place,
            device,
            randomized: None,
            loading: None,
            read: 0,
            words: None,
        };
        if let Some(wrapped) = wrapped {
            let name = canonical(&wrapped).into_owned();
            let found = format!("{} is read as {}", quoted(&wrapped), quoted(&name));
            weights.findings.push(format!("{found}, and others alike"));
        }
        weights.add_aliases();
        Ok(weights)
    }

    /// Tensors that were left out of a file because another holds the same numbers.
    fn add_aliases(&mut self) {
        let aliases = self.files.iter().enumerate().flat_map(|(file, weights)| {
            let aliases = weights.aliases().iter();
            aliases.map(move |(left_out, kept)| (file, left_out.clone(), kept.clone()))
        });
        for (file, left_out, kept) in aliases.collect::<Vec<_>>() {
            let holder = Holder {
                file,
                stored: kept,
                read: false,
            };
            let name = canonical(&left_out).into_owned();
            self.holders.entry(name).or_insert(holder);
        }
    }

    /// Finds the encoder of `family` among the tensors: what stands before its names, and its table
    /// of words, which may be stored as a head's that shares it if the head `ties_words`.
    ///
    /// # Errors
    /// There are several encoders, or an adapter that is not merged.
    pub(super) fn find_encoder(
        &mut self,
        family: Family,
        ties_words: bool,
    ) -> Result<(), ModelError> {
        let names: Vec<&str> = self.holders.keys().map(String::as_str).collect();
        if let Some(name) = names::of_adapter(&names) {
            return Err(ModelError::NotMerged {
                place: self.place.clone(),
                name: quoted(name),
            });
        }
        let root = names::root_of(&names, family);
        let root = root.map(str::to_owned).map_err(|roots| {
            let roots = roots.join(", ");
            ModelError::SeveralEncoders {
                place: self.place.clone(),
                roots: quoted(&roots),
            }
        })?;
        let words = format!("{root}{}", names::word_table(family));
        let noted = self.holders.get(&words).map(|holder| holder.stored.clone());
        let table = match noted {
            Some(stored) => (canonical(&stored) != words).then_some(stored),
            None if ties_words => names::output_table(&names).map(str::to_owned),
            None => None,
        };
        if let Some(table) = table {
            if let Some(holder) = self.holders.get(&table) {
                let holder = Holder {
                    stored: holder.stored.clone(),
                    ..*holder
                };
                self.holders.entry(words.clone()).or_insert(holder);
            }
            self.findings.push(format!(
                "the table of words is {}, which the head shares with it",
                quoted(&table)
            ));
        }
        if !root.is_empty() {
            let root = quoted(&root);
            self.findings
                .push(format!("the encoder's names begin with {root}"));
        }
        self.root = root;
        Ok(())
    }

    /// The families that the names of the tensors can be of.
    pub(super) fn families(&self) -> Vec<Family> {
        names::families_of(&self.holders.keys().map(String::as_str).collect::<Vec<_>>())
    }

    /// How errors name the files.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// What was done to find the tensors, a phrase each.
    pub(super) fn findings(&self) -> &[String] {
        &self.findings
    }

    /// The tensors that were not read, by the names they are stored under, and how many were.
    pub(super) fn unread(&self) -> (BTreeSet<&str>, usize) {
        let of = |read: bool| {
            let holders = self
                .holders
                .values()
                .filter(move |holder| holder.read == read);
            holders.map(|holder| holder.stored.as_str())
        };
        let read: BTreeSet<&str> = of(true).collect();
        let unread = of(false).filter(|name| !read.contains(name)).collect();
        (unread, read.len())
    }

    /// The SHA-256 of the one file; of several, the SHA-256 of their checksums in hexadecimal, a
    /// line each, in the order of the files' names
    /// (`sha256sum model-*.safetensors | cut -c 1-64 | sha256sum`).
    ///
    /// # Errors
    /// [`ModelError::Interrupted`] once `cancel` is cancelled.
    pub(super) fn sha256(&mut self, cancel: &Cancel) -> Result<String, ModelError> {
        let mut all = Sha256::new();
        let mut last = String::new();
        for file in &mut self.files {
            last = file.sha256(cancel)?;
            all.update(format!("{last}\n"));
        }
        Ok(if self.in_shards {
            hexadecimal(&all.finalize())
        } else {
            last
        })
    }

    /// The bytes that are used where they lie.
    pub(super) fn bytes(&self) -> impl Iterator<Item = &Arc<FileBytes>> {
        self.files.iter().flat_map(WeightFile::bytes)
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

    /// Whether there is an encoder, by its table of words.
    ///
    /// # Errors
    /// [`ModelError::TensorMissing`]
    pub(super) fn check_words(&self, family: Family) -> Result<(), ModelError> {
        let table = self.full(names::word_table(family));
        let found = self.holders.get(&table).map(|_| ());
        found.ok_or_else(|| missing(&self.place, &table))
    }

    /// Whether the encoder has a tensor of this name.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.holders.contains_key(&self.full(name))
    }

    /// What stands before `tail` in the name of some tensor, whole parts or nothing; the shortest
    /// where there are several.
    pub(super) fn before(&self, tail: &str) -> Option<&str> {
        let names = self.holders.keys();
        let before = names.filter_map(|name| names::before(name, tail));
        before.min_by_key(|before| (before.len(), *before))
    }

    /// What `work` makes of these weights where names count from behind `root` in place of the
    /// encoder's.
    pub(super) fn below<T>(&mut self, root: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        let own = std::mem::replace(&mut self.root, root.to_owned());
        let made = work(self);
        self.root = own;
        made
    }

    /// What stands before the names of the encoder's tensors, a `.` at its end, or nothing.
    pub(super) fn root(&self) -> &str {
        &self.root
    }

    /// The shape of a tensor, if it is there.
    pub(super) fn shape(&self, name: &str) -> Option<&[usize]> {
        let holder = self.holders.get(&self.full(name))?;
        self.files.get(holder.file)?.shape(&holder.stored)
    }

    /// The table of words that the encoder has read as `name`, or else reads it.
    pub(super) fn words(&mut self, name: &str, shape: &[usize]) -> Result<Numbers, ModelError> {
        let known = self.words.as_ref();
        let known = known.filter(|(known, numbers)| {
            known.ends_with(name) && numbers.len() == shape.iter().product::<usize>()
        });
        match known {
            Some((_, numbers)) => Ok(numbers.clone()),
            None => self.numbers(name, shape),
        }
    }

    /// The name of one of the encoder's tensors with what stands before it.
    fn full(&self, name: &str) -> String {
        format!("{}{name}", self.root)
    }

    /// Refuses weights with blocks beyond the first `layers` of `{list}.0`, `{list}.1`, …: the
    /// hidden states would be those of another model.
    pub(super) fn has_no_more_blocks(&self, list: &str, layers: usize) -> Result<(), ModelError> {
        let block_of = |name: &String| {
            let (number, _) = name
                .strip_prefix(self.root.as_str())?
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

    /// Whether the kernel computes with the numbers; else candle does, on another device or with the
    /// library for the processor that this build was made with.
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
        let (full, numbers) = self.read(name, |file, stored| file.numbers(stored, shape))?;
        self.tell(numbers.len());
        let numbers = match self.randomized {
            None => numbers,
            Some(randomized) => {
                let mut numbers = numbers.into_vec();
                randomized.replace(&full, shape.len(), &mut numbers);
                numbers.into()
            }
        };
        if names::is_word_table(name) {
            self.words = Some((full, numbers.clone()));
        }
        Ok(numbers)
    }

    /// The numbers of a matrix of the expected shape, for the kernel to multiply with.
    pub(super) fn table(&mut self, name: &str, shape: &[usize]) -> Result<WeightTable, ModelError> {
        if self.randomized.is_some() {
            let table = WeightTable::Floats(self.numbers(name, shape)?);
            return Ok(table.packed(shape.first().copied().unwrap_or(0)));
        }
        let (_, table) = self.read(name, |file, stored| file.table(stored, shape))?;
        self.tell(table.len());
        Ok(table)
    }

    /// What `read` makes of a tensor, by the file that holds it and the name it has there, and the
    /// tensor's full name.
    fn read<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut WeightFile, &str) -> Result<T, ModelError>,
    ) -> Result<(String, T), ModelError> {
        let full = self.full(name);
        let place = &self.place;
        let holder = self.holders.get_mut(&full);
        let holder = holder.ok_or_else(|| missing(place, &full))?;
        let file = self.files.get_mut(holder.file);
        let file = file.ok_or_else(|| missing(place, &full))?;
        if self
            .loading
            .is_some_and(|loading| loading.cancel.is_cancelled())
        {
            return Err(ModelError::Interrupted);
        }
        let made = read(file, &holder.stored)?;
        holder.read = true;
        Ok((full, made))
    }

    /// Says that so many numbers more were read.
    fn tell(&mut self, count: usize) {
        self.read += count;
        if let Some(loading) = self.loading {
            (loading.progress)(LoadProgress::Reading {
                done: self.read,
                total: self.parameters(),
            });
        }
    }
}

/// That there is no tensor of this name.
fn missing(place: &str, name: &str) -> ModelError {
    ModelError::TensorMissing {
        place: place.to_owned(),
        name: quoted(name),
    }
}
