//! Vectors that any compiler makes of plain numbers, for any processor.

use half::{bf16, f16};

use super::vector::{SimdKernel, SimdVector};

/// Four numbers that any compiler makes a vector of.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(super) struct Portable([f32; 4]);

impl SimdVector for Portable {
    const COUNT: usize = 4;
    // As many as there are registers for: 32 on aarch64, else 16.
    const ROWS: usize = if Self::FUSED { 14 } else { 6 };
    const FUSED: bool = cfg!(target_arch = "aarch64");

    #[inline(always)]
    fn splat(number: f32) -> Self {
        Self([number; 4])
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: the caller promises four numbers at `from`; they may lie unaligned.
        Self(unsafe { from.cast::<[f32; 4]>().read_unaligned() })
    }

    #[inline(always)]
    unsafe fn load_f16(from: *const u8) -> Self {
        // SAFETY: the caller promises eight bytes at `from`.
        let halves = unsafe { from.cast::<[[u8; 2]; 4]>().read_unaligned() };
        Self(halves.map(|half| f16::from_le_bytes(half).to_f32()))
    }

    #[inline(always)]
    unsafe fn load_bf16(from: *const u8) -> Self {
        // SAFETY: the caller promises eight bytes at `from`.
        let halves = unsafe { from.cast::<[[u8; 2]; 4]>().read_unaligned() };
        Self(halves.map(|half| bf16::from_le_bytes(half).to_f32()))
    }

    #[inline(always)]
    unsafe fn load_part(from: *const f32, count: usize) -> Self {
        // SAFETY: the caller promises `count` numbers at `from`, and no more are read.
        let at = |index: usize| unsafe { if index < count { *from.add(index) } else { 0.0 } };
        Self([at(0), at(1), at(2), at(3)])
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: the caller promises room for four numbers at `to` that nobody else touches.
        unsafe { to.cast::<[f32; 4]>().write_unaligned(self.0) }
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, summand: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h], [i, j, k, l]) = (self.0, factor.0, summand.0);
        let each = Self::mul_add_scalar;
        Self([each(a, e, i), each(b, f, j), each(c, g, k), each(d, h, l)])
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([a + e, b + f, c + g, d + h])
    }

    #[inline(always)]
    unsafe fn store_part(self, to: *mut f32, count: usize) {
        for (index, number) in self.0.into_iter().enumerate().take(count) {
            // SAFETY: the caller promises room for `count` numbers at `to` that nobody else touches.
            unsafe { *to.add(index) = number };
        }
    }

    #[inline(always)]
    unsafe fn transpose(
        from: *const f32,
        stride: usize,
        rows: usize,
        to: *mut f32,
        to_stride: usize,
    ) {
        // SAFETY: the caller promises rows to read, of which none beyond the last is, and four to
        // write.
        unsafe {
            let row = |row: usize| Self::load(from.add(row.min(rows - 1) * stride)).0;
            let [a, b, c, d] = [row(0), row(1), row(2), row(3)];
            for (column, (((a, b), c), d)) in a.into_iter().zip(b).zip(c).zip(d).enumerate() {
                Self([a, b, c, d]).store(to.add(column * to_stride));
            }
        }
    }

    #[inline(always)]
    fn prefetch(_at: *const u8) {}

    #[inline(never)]
    fn outlined(kernel: impl SimdKernel) {
        kernel.run::<Self>();
    }
}
