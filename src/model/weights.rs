//! A safetensors file, one tensor at a time: lengths, offsets, shapes and numbers are checked
//! before they are used, and a header that claims more than the file holds allocates nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{self, Read};
use std::sync::{Arc, OnceLock};

use glassbox_kernel::{StoredNumbers, floats_from_bf16, floats_from_f16, floats_from_f32};
use safetensors::tensor::{Dtype, Metadata, TensorInfo};
use sha2::{Digest, Sha256};

use super::ModelError;
use super::cancel::Cancel;
use super::contents::check_weights;
use super::mapped::{FileBytes, Numbers};
use super::quoted::{quoted, quoted_shape};
use super::weight_table::{HalfKind, Halves, WeightTable};

/// No published encoder has a header near this size.
const LARGEST_HEADER: u64 = 16 << 20;

/// Bytes hashed between two looks at whether the checksum is still wanted.
const HASHED_AT_A_TIME: usize = 8 << 20;

/// An open weight file whose header has been checked against its length.
pub(super) struct WeightFile {
    stored: Stored,
    /// All of it, once something of it is asked for.
    bytes: OnceLock<Arc<FileBytes>>,
    place: String,
    tensors: HashMap<String, TensorInfo>,
    /// Tensors that were left out because another one holds the same numbers: their names, and
    /// that of the other, as safetensors' `save_model` notes them.
    aliases: BTreeMap<String, String>,
    data_start: usize,
}

/// Where the bytes come from.
pub(super) enum Stored {
    Embedded(&'static [u8]),
    File { file: File, length: u64 },
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
        Ok(Self {
            stored,
            bytes: OnceLock::new(),
            place,
            aliases: aliases.collect(),
            tensors,
            data_start,
        })
    }

    /// The SHA-256 of the whole file.
    ///
    /// # Errors
    /// [`ModelError::Interrupted`] once `cancel` is cancelled; a file that cannot be read.
    pub(super) fn sha256(&self, cancel: &Cancel) -> Result<String, ModelError> {
        let mut hasher = Sha256::new();
        for piece in self.bytes()?.chunks(HASHED_AT_A_TIME) {
            if cancel.is_cancelled() {
                return Err(ModelError::Interrupted);
            }
            hasher.update(piece);
        }
        Ok(crate::domain::format::hexadecimal(&hasher.finalize()))
    }

    /// All bytes of the file, as they were when they were first asked for.
    pub(super) fn bytes(&self) -> Result<&Arc<FileBytes>, ModelError> {
        if let Some(bytes) = self.bytes.get() {
            return Ok(bytes);
        }
        let bytes = match &self.stored {
            Stored::Embedded(bytes) => Ok(FileBytes::Embedded(bytes)),
            Stored::File { file, length } => FileBytes::of_file(file, *length),
        };
        let bytes = bytes.map_err(|error| unreadable(&self.place, &error))?;
        Ok(self.bytes.get_or_init(|| Arc::new(bytes)))
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
    pub(super) fn numbers(&self, name: &str, shape: &[usize]) -> Result<Numbers, ModelError> {
        let stored = self.stored(name, shape)?;
        let bytes = stored.bytes.get(stored.start..stored.end);
        let bytes = bytes.unwrap_or_default();
        let numbers = match stored.kind {
            Kind::Float => Numbers::in_file(stored.bytes, stored.start, stored.end)
                .unwrap_or_else(|| floats_from_f32(bytes).into()),
            Kind::Half(HalfKind::F16) => floats_from_f16(bytes).into(),
            Kind::Half(HalfKind::Bf16) => floats_from_bf16(bytes).into(),
        };
        self.check_finite(name, (*numbers).into())?;
        Ok(numbers)
    }

    /// The same for what the kernel multiplies with, 16-bit floats too where they lie.
    pub(super) fn table(&self, name: &str, shape: &[usize]) -> Result<WeightTable, ModelError> {
        let stored = self.stored(name, shape)?;
        let Kind::Half(kind) = stored.kind else {
            return self.numbers(name, shape).map(WeightTable::Floats);
        };
        let table = WeightTable::Halves(Halves {
            bytes: Arc::clone(stored.bytes),
            start: stored.start,
            end: stored.end,
            kind,
        });
        self.check_finite(name, table.stored())?;
        Ok(table)
    }

    /// Where one tensor of the expected shape lies, and what its numbers are.
    fn stored(&self, name: &str, shape: &[usize]) -> Result<StoredTensor<'_>, ModelError> {
        let info = self
            .tensors
            .get(name)
            .ok_or_else(|| ModelError::TensorMissing {
                place: self.place.clone(),
                name: quoted(name).into_owned(),
            })?;
        if info.shape != shape {
            return Err(ModelError::TensorShape {
                place: self.place.clone(),
                name: quoted(name).into_owned(),
                found: quoted_shape(&info.shape),
                expected: quoted_shape(shape),
            });
        }
        // The header was checked: offsets rise, fit the shapes and end with the file.
        let (start, end) = info.data_offsets;
        let kind = match info.dtype {
            Dtype::F32 => Kind::Float,
            Dtype::F16 => Kind::Half(HalfKind::F16),
            Dtype::BF16 => Kind::Half(HalfKind::Bf16),
            other => {
                return Err(ModelError::TensorType {
                    place: self.place.clone(),
                    name: quoted(name).into_owned(),
                    found: format!("{other:?}"),
                });
            }
        };
        Ok(StoredTensor {
            bytes: self.bytes()?,
            start: self.data_start + start,
            end: self.data_start + end,
            kind,
        })
    }

    fn check_finite(&self, name: &str, numbers: StoredNumbers<'_>) -> Result<(), ModelError> {
        if numbers.are_finite() {
            return Ok(());
        }
        Err(ModelError::NotFinite {
            place: self.place.clone(),
            name: quoted(name).into_owned(),
        })
    }
}

/// The bytes of a tensor, from `start` to `end`.
struct StoredTensor<'a> {
    bytes: &'a Arc<FileBytes>,
    start: usize,
    end: usize,
    kind: Kind,
}

/// What a tensor's numbers are.
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
