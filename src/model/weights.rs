//! A safetensors file, one tensor at a time: lengths, offsets, shapes and numbers are checked
//! before they are used, and a header that claims more than the file holds allocates nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Read};
use std::sync::Arc;

use glassbox_kernel::{StoredNumbers, floats_from_bf16, floats_from_f16, floats_from_f32};
use safetensors::tensor::{Dtype, Metadata, TensorInfo};

use super::ModelError;
use super::cancel::Cancel;
use super::contents::check_weights;
use super::file_parts::{FileParts, HeldBytes, Stored};
use super::mapped::{FileBytes, Numbers};
use super::quoted::{quoted, quoted_shape};
use super::weight_table::{HalfKind, Halves, WeightTable};

/// No published encoder has a header near this size.
const LARGEST_HEADER: u64 = 16 << 20;

/// Tensors of so many bytes are held apart from the others, so that what was packed can be let go.
const HELD_APART: usize = 256 << 10;

/// An open weight file whose header has been checked against its length.
pub(super) struct WeightFile {
    parts: FileParts,
    /// What was packed of it, by name.
    packed: HashMap<String, WeightTable>,
    place: String,
    tensors: HashMap<String, TensorInfo>,
    /// Tensors that were left out because another one holds the same numbers: their names, and
    /// that of the other, as safetensors' `save_model` notes them.
    aliases: BTreeMap<String, String>,
    data_start: usize,
}

impl WeightFile {
    /// Reads and checks the header; `place` names the file in errors.
    pub(super) fn open(stored: Stored, place: String) -> Result<Self, ModelError> {
        let (head, length) = match &stored {
            Stored::Embedded(bytes) => (head_of(*bytes), bytes.len() as u64),
            Stored::File { file, length, .. } => (head_of(file), *length),
        };
        let head = head.map_err(|error| unreadable(&place, &error))?;
        check_weights(&head, &place)?;
        let (metadata, data_start) =
            read_header(&head, length).map_err(|reason| ModelError::BadWeights {
                place: place.clone(),
                reason,
            })?;
        let tensors: HashMap<String, TensorInfo> = metadata
            .tensors()
            .into_iter()
            .map(|(name, info)| (name, info.clone()))
            .collect();
        let noted = metadata.metadata().iter().flatten();
        let aliases = noted
            .filter(|(left_out, kept)| {
                !tensors.contains_key(*left_out) && tensors.contains_key(*kept)
            })
            .map(|(left_out, kept)| (left_out.clone(), kept.clone()));
        let offsets = tensors.values().map(|info| info.data_offsets);
        let large = offsets.filter(|(start, end)| end - start >= HELD_APART);
        let cuts = large.flat_map(|(start, end)| [data_start + start, data_start + end]);
        Ok(Self {
            parts: FileParts::new(stored, cuts),
            packed: HashMap::new(),
            place,
            aliases: aliases.collect(),
            tensors,
            data_start,
        })
    }

    /// The SHA-256 of the whole file. Once it is known, what is packed is not held a second time.
    ///
    /// # Errors
    /// [`ModelError::Interrupted`] once `cancel` is cancelled; a file that cannot be read.
    pub(super) fn sha256(&mut self, cancel: &Cancel) -> Result<String, ModelError> {
        let found = self.parts.sha256(cancel);
        let found = found.map_err(|error| unreadable(&self.place, &error))?;
        found.ok_or(ModelError::Interrupted)
    }

    /// The bytes that are held; none before they were asked for.
    pub(super) fn bytes(&self) -> impl Iterator<Item = &Arc<FileBytes>> {
        self.parts.held()
    }

    /// Tensors that were left out, each with the one that holds its numbers.
    pub(super) fn aliases(&self) -> &BTreeMap<String, String> {
        &self.aliases
    }

    /// How errors name this file.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// The tensors in this file, in no order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.keys().map(String::as_str)
    }

    /// Whether a tensor of this name is there.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.tensors.contains_key(name)
    }

    /// The shape of a tensor, if it is there.
    pub(super) fn shape(&self, name: &str) -> Option<&[usize]> {
        Some(self.tensors.get(name)?.shape.as_slice())
    }

    /// Total count of numbers in the file.
    pub(super) fn parameters(&self) -> usize {
        let size = |info: &TensorInfo| info.shape.iter().product::<usize>();
        self.tensors.values().map(size).sum()
    }

    /// How the tensors are stored, for example `F16`.
    pub(super) fn stored_types(&self) -> BTreeSet<String> {
        let stored = self.tensors.values();
        stored.map(|info| format!("{:?}", info.dtype)).collect()
    }

    /// The numbers of one tensor of the expected shape, row by row: where they lie in the file, or
    /// upcast to float32.
    pub(super) fn numbers(&mut self, name: &str, shape: &[usize]) -> Result<Numbers, ModelError> {
        let place = self.place_of(name, shape)?;
        if let Some(packed) = self.packed.get(name) {
            return Ok(packed.to_floats().into());
        }
        let HeldBytes { bytes, start, end } = self.bytes_at(place)?;
        let stored = bytes.get(start..end).unwrap_or_default();
        let numbers = match place.kind {
            Kind::Float => Numbers::in_file(&bytes, start, end)
                .unwrap_or_else(|| floats_from_f32(stored).into()),
            Kind::Half(HalfKind::F16) => floats_from_f16(stored).into(),
            Kind::Half(HalfKind::Bf16) => floats_from_bf16(stored).into(),
        };
        self.check_finite(name, (*numbers).into())?;
        Ok(numbers)
    }

    /// The same for what the kernel multiplies with: packed, and then not held as it lies in the file;
    /// of a file that is used where it lies, as it lies there.
    pub(super) fn table(&mut self, name: &str, shape: &[usize]) -> Result<WeightTable, ModelError> {
        let place = self.place_of(name, shape)?;
        if let Some(packed) = self.packed.get(name) {
            return Ok(packed.clone());
        }
        let HeldBytes { bytes, start, end } = self.bytes_at(place)?;
        let table = match place.kind {
            Kind::Float => WeightTable::Floats(self.numbers(name, shape)?),
            Kind::Half(kind) => {
                let halves = Halves {
                    bytes: Arc::clone(&bytes),
                    start,
                    end,
                    kind,
                };
                self.check_finite(name, halves.stored())?;
                WeightTable::Halves(halves)
            }
        };
        if matches!(*bytes, FileBytes::Mapped(_)) {
            return Ok(table);
        }
        let packed = table.packed(shape.first().copied().unwrap_or(0));
        self.packed.insert(name.to_owned(), packed.clone());
        if matches!(packed, WeightTable::Packed(_)) {
            self.parts.let_go_of(place.start, place.end);
        }
        Ok(packed)
    }

    /// Where in the file a tensor of the expected shape lies, and what its numbers are.
    fn place_of(&self, name: &str, shape: &[usize]) -> Result<Place, ModelError> {
        let info = self
            .tensors
            .get(name)
            .ok_or_else(|| ModelError::TensorMissing {
                place: self.place.clone(),
                name: quoted(name),
            })?;
        if info.shape != shape {
            return Err(ModelError::TensorShape {
                place: self.place.clone(),
                name: quoted(name),
                found: quoted_shape(&info.shape),
                expected: quoted_shape(shape),
            });
        }
        let kind = match info.dtype {
            Dtype::F32 => Kind::Float,
            Dtype::F16 => Kind::Half(HalfKind::F16),
            Dtype::BF16 => Kind::Half(HalfKind::Bf16),
            other => {
                return Err(ModelError::TensorType {
                    place: self.place.clone(),
                    name: quoted(name),
                    found: format!("{other:?}"),
                });
            }
        };
        // The header was checked: offsets rise, fit the shapes and end with the file.
        let (start, end) = info.data_offsets;
        Ok(Place {
            start: self.data_start + start,
            end: self.data_start + end,
            kind,
        })
    }

    /// The bytes of what lies at `place` in the file.
    fn bytes_at(&mut self, place: Place) -> Result<HeldBytes, ModelError> {
        let held = self.parts.at(place.start, place.end);
        held.map_err(|error| unreadable(&self.place, &error))
    }

    fn check_finite(&self, name: &str, numbers: StoredNumbers<'_>) -> Result<(), ModelError> {
        if numbers.are_finite() {
            return Ok(());
        }
        Err(ModelError::NotFinite {
            place: self.place.clone(),
            name: quoted(name),
        })
    }
}

/// Where in a file a tensor lies, from byte `start` to byte `end`.
#[derive(Clone, Copy)]
struct Place {
    start: usize,
    end: usize,
    kind: Kind,
}

/// What a tensor's numbers are.
#[derive(Clone, Copy)]
enum Kind {
    Float,
    Half(HalfKind),
}

/// The beginning of a file with its header, as far as there is one, and enough to know any other
/// file by.
fn head_of(mut file: impl Read) -> io::Result<Vec<u8>> {
    const FEW: u64 = 1 << 10;
    let mut head = Vec::new();
    file.by_ref().take(FEW).read_to_end(&mut head)?;
    if let Some((size, rest)) = head.split_first_chunk() {
        let size = u64::from_le_bytes(*size).min(LARGEST_HEADER);
        let more = size.saturating_sub(rest.len() as u64);
        file.take(more).read_to_end(&mut head)?;
    }
    Ok(head)
}

fn unreadable(place: &str, error: &io::Error) -> ModelError {
    ModelError::Unreadable {
        place: place.to_owned(),
        reason: error.to_string(),
    }
}

/// The header in `head`, the beginning of a file of `length`, and where the numbers begin.
fn read_header(head: &[u8], length: u64) -> Result<(Metadata, usize), String> {
    let Some((size, rest)) = head.split_first_chunk() else {
        return Err(format!("{length} bytes are too few for a safetensors file"));
    };
    let size = u64::from_le_bytes(*size);
    if size > length.saturating_sub(8) || size > LARGEST_HEADER {
        return Err(format!(
            "not a safetensors file: its header claims {size} bytes of {length}"
        ));
    }
    let header = rest.get(..size as usize).unwrap_or_default();
    let metadata: Metadata = serde_json::from_slice(header).map_err(|error| {
        let reason = error.to_string();
        format!(
            "its header is not that of a safetensors file: {}",
            quoted(&reason)
        )
    })?;
    let data_start = size + 8;
    let data_length = metadata.data_len() as u64;
    if data_start.checked_add(data_length) != Some(length) {
        return Err(format!(
            "it is {length} bytes long where its header asks for {}",
            data_start.saturating_add(data_length)
        ));
    }
    Ok((metadata, data_start as usize))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use safetensors::tensor::TensorView;
    use sha2::{Digest as _, Sha256};

    use super::*;

    const LARGE: [usize; 2] = [66, 1024];

    /// A file with a large matrix between two small tables, the numbers of the large one, and the
    /// checksum of the file.
    fn file() -> (WeightFile, Vec<f32>, String) {
        let large: Vec<f32> = (0..LARGE[0] * LARGE[1]).map(|at| at as f32).collect();
        let bytes = |numbers: &[f32]| -> Vec<u8> {
            numbers
                .iter()
                .flat_map(|number| number.to_le_bytes())
                .collect()
        };
        let (of_large, of_small) = (bytes(&large), bytes(&[1.0, 2.0]));
        let view = |shape: &[usize], bytes| TensorView::new(Dtype::F32, shape.to_vec(), bytes);
        let tensors = [
            ("a", view(&[2], &of_small).unwrap()),
            ("large", view(&LARGE, &of_large).unwrap()),
            ("z", view(&[2], &of_small).unwrap()),
        ];
        let stored = safetensors::serialize(tensors, None).unwrap();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&stored).unwrap();
        std::io::Seek::rewind(&mut file).unwrap();
        let length = stored.len() as u64;
        let file = WeightFile::open(Stored::File { file, length }, String::new()).unwrap();
        let sha256 = crate::domain::format::hexadecimal(&Sha256::digest(&stored));
        (file, large, sha256)
    }

    #[test]
    fn what_was_packed_is_held_once_and_read_again_as_it_was() {
        for hash_first in [true, false] {
            let (mut file, large, sha256) = file();
            if hash_first {
                assert_eq!(file.sha256(&Cancel::never()).unwrap(), sha256);
            }
            let table = file.table("large", &LARGE).unwrap();
            assert!(matches!(table, WeightTable::Packed(_)));
            assert_eq!(table.to_floats(), large);
            let held: usize = file.bytes().map(|bytes| bytes.len()).sum();
            // What is still to be hashed is not let go of.
            assert_eq!(held < 1024, hash_first);
            assert_eq!(*file.numbers("large", &LARGE).unwrap(), large);
            for name in ["a", "z"] {
                assert_eq!(*file.numbers(name, &[2]).unwrap(), [1.0, 2.0]);
            }
            let again = file.table("large", &LARGE).unwrap();
            let (WeightTable::Packed(one), WeightTable::Packed(other)) = (table, again) else {
                panic!("it is packed");
            };
            assert!(Arc::ptr_eq(&one, &other));
            assert!(file.table("large", &[1024, 66]).is_err());
            assert_eq!(file.sha256(&Cancel::never()).unwrap(), sha256);
        }
    }

    #[test]
    fn a_checksum_that_is_not_wanted_any_more_ends_at_once() {
        let (mut file, ..) = file();
        let cancel = Cancel::never();
        cancel.cancel();
        assert!(matches!(file.sha256(&cancel), Err(ModelError::Interrupted)));
    }
}
