//! Between candle's tensors on the processor and the numbers that the kernel computes with.

use std::ops::{Deref, Range};

use candle_core::{CpuStorage, Device, Result, Storage, Tensor};

use super::tangent::numbers_of;

/// What `work` makes of the numbers of `tensor`, row by row. They are copied only where they do not
/// lie so.
pub(super) fn with_numbers<T>(
    tensor: &Tensor,
    work: impl FnOnce(&[f32]) -> Result<T>,
) -> Result<T> {
    let tensor = tensor.contiguous()?;
    let (storage, layout) = tensor.storage_and_layout();
    let Storage::Cpu(CpuStorage::F32(numbers)) = &*storage else {
        candle_core::bail!("float32 numbers on the processor were expected");
    };
    let (start, end) = layout.contiguous_offsets().unwrap_or((1, 0));
    match numbers.get(start..end) {
        Some(numbers) => work(numbers),
        None => candle_core::bail!("a tensor is not as long as its shape says"),
    }
}

/// The numbers of a tensor, row by row: where they lie, in `storage`, or a copy of those that lie
/// otherwise.
pub(super) enum Rows<S> {
    Held(S, Range<usize>),
    Copied(Vec<f32>),
}

/// The numbers of `tensor`, on any device, as long as the tensor itself is not changed.
pub(super) fn rows_of(tensor: &Tensor) -> Result<Rows<impl Deref<Target = Storage>>> {
    let (storage, layout) = tensor.storage_and_layout();
    match (&*storage, layout.contiguous_offsets()) {
        (Storage::Cpu(CpuStorage::F32(_)), Some((start, end))) => {
            Ok(Rows::Held(storage, start..end))
        }
        _ => numbers_of(tensor).map(Rows::Copied),
    }
}

impl<S: Deref<Target = Storage>> Deref for Rows<S> {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        match self {
            Self::Copied(numbers) => numbers,
            Self::Held(storage, place) => match &**storage {
                Storage::Cpu(CpuStorage::F32(numbers)) => {
                    numbers.get(place.clone()).unwrap_or_default()
                }
                _ => &[],
            },
        }
    }
}

/// A copy of the numbers of `tensor`, row by row.
pub(super) fn to_vec(tensor: &Tensor) -> Result<Vec<f32>> {
    with_numbers(tensor, |numbers| Ok(numbers.to_vec()))
}

/// `[row][width]`
pub(super) fn matrix(numbers: Vec<f32>, width: usize) -> Result<Tensor> {
    let rows = numbers.len().checked_div(width).unwrap_or(0);
    Tensor::from_vec(numbers, (rows, width), &Device::Cpu)
}
