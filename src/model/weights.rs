//! A safetensors file, one tensor at a time: lengths, offsets, shapes and numbers are checked
//! before they are used, and a header that claims more than the file holds allocates nothing.

use std::collections::{BTreeSet, HashMap};
use std::io::SeekFrom;

use half::slice::HalfFloatSliceExt as _;
use half::{bf16, f16};
use safetensors::tensor::{Dtype, Metadata, TensorInfo};

use super::ModelError;
use super::source::Bytes;

/// No published encoder has a header near this size.
const LARGEST_HEADER: u64 = 16 << 20;

/// An open weight file whose header has been checked against its length.
pub(super) struct WeightFile {
    bytes: Box<dyn Bytes>,
    place: String,
    tensors: HashMap<String, TensorInfo>,
    data_start: u64,
}

impl WeightFile {
    /// Reads and checks the header; `length` is the whole file's, `place` names it in errors.
    pub(super) fn open(
        mut bytes: Box<dyn Bytes>,
        length: u64,
        place: String,
    ) -> Result<Self, ModelError> {
        let (metadata, data_start) =
            read_header(bytes.as_mut(), length).map_err(|reason| ModelError::BadWeights {
                place: place.clone(),
                reason,
            })?;
        let tensors = metadata
            .tensors()
            .into_iter()
            .map(|(name, info)| (name, info.clone()))
            .collect();
        Ok(Self {
            bytes,
            place,
            tensors,
            data_start,
        })
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

    /// Reads the numbers of one tensor of the expected shape, upcast to float32, row by row.
    pub(super) fn numbers(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let info = self
            .tensors
            .get(name)
            .cloned()
            .ok_or_else(|| ModelError::TensorMissing {
                place: self.place.clone(),
                name: name.to_owned(),
            })?;
        if info.shape != shape {
            return Err(ModelError::TensorShape {
                place: self.place.clone(),
                name: name.to_owned(),
                found: info.shape,
                expected: shape.to_vec(),
            });
        }
        let stored = self
            .stored_bytes(&info)
            .map_err(|error| ModelError::BadWeights {
                place: self.place.clone(),
                reason: error.to_string(),
            })?;
        let numbers = match info.dtype {
            Dtype::F32 => floats_from_f32(&stored),
            Dtype::F16 => floats_from_f16(&stored),
            Dtype::BF16 => floats_from_bf16(&stored),
            other => {
                return Err(ModelError::TensorType {
                    place: self.place.clone(),
                    name: name.to_owned(),
                    found: format!("{other:?}"),
                });
            }
        };
        if !numbers.iter().all(|number| number.is_finite()) {
            return Err(ModelError::NotFinite {
                place: self.place.clone(),
                name: name.to_owned(),
            });
        }
        Ok(numbers)
    }

    fn stored_bytes(&mut self, info: &TensorInfo) -> std::io::Result<Vec<u8>> {
        // The header was checked: offsets rise, fit the shapes and end with the file.
        let (start, end) = info.data_offsets;
        let mut stored = vec![0; end - start];
        self.bytes
            .seek(SeekFrom::Start(self.data_start + start as u64))?;
        self.bytes.read_exact(&mut stored)?;
        Ok(stored)
    }
}

fn read_header(bytes: &mut dyn Bytes, length: u64) -> Result<(Metadata, u64), String> {
    let as_text = |error: std::io::Error| error.to_string();
    let mut size = [0; 8];
    bytes.seek(SeekFrom::Start(0)).map_err(as_text)?;
    bytes
        .read_exact(&mut size)
        .map_err(|_| format!("{length} bytes are too few for a safetensors file"))?;
    let size = u64::from_le_bytes(size);
    if size > length.saturating_sub(8) || size > LARGEST_HEADER {
        return Err(format!(
            "not a safetensors file: its header claims {size} bytes of {length}"
        ));
    }
    let mut header = vec![0; size as usize];
    bytes.read_exact(&mut header).map_err(as_text)?;
    let metadata: Metadata = serde_json::from_slice(&header)
        .map_err(|error| format!("its header is not that of a safetensors file: {error}"))?;
    let data_start = size + 8;
    let data_length = metadata.data_len() as u64;
    if data_start.checked_add(data_length) != Some(length) {
        return Err(format!(
            "it is {length} bytes long where its header asks for {}",
            data_start.saturating_add(data_length)
        ));
    }
    Ok((metadata, data_start))
}

fn floats_from_f32(stored: &[u8]) -> Vec<f32> {
    stored
        .as_chunks()
        .0
        .iter()
        .map(|&bytes| f32::from_le_bytes(bytes))
        .collect()
}

fn floats_from_f16(stored: &[u8]) -> Vec<f32> {
    let halves: Vec<f16> = stored
        .as_chunks()
        .0
        .iter()
        .map(|&bytes| f16::from_le_bytes(bytes))
        .collect();
    let mut floats = vec![0.0; halves.len()];
    halves.convert_to_f32_slice(&mut floats);
    floats
}

fn floats_from_bf16(stored: &[u8]) -> Vec<f32> {
    let halves: Vec<bf16> = stored
        .as_chunks()
        .0
        .iter()
        .map(|&bytes| bf16::from_le_bytes(bytes))
        .collect();
    let mut floats = vec![0.0; halves.len()];
    halves.convert_to_f32_slice(&mut floats);
    floats
}
