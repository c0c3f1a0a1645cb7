//! The vectors of x86-64 processors: AVX-512 and AVX2.
//!
//! `Avx512` and `Avx2` are private to this file, which gives them out only as the `V` of
//! [`SimdKernel::run`], and that only in [`run_avx512`] and [`run_avx2`]. Wherever one of their
//! methods runs, the processor therefore has its instructions. The `SAFETY` comments call this the
//! promise of the file.

use std::arch::x86_64::{
    __m256, __m256i, __m512, _MM_HINT_T1, _mm_loadu_ps, _mm_loadu_si128, _mm_prefetch,
    _mm256_add_ps, _mm256_castpd_ps, _mm256_castps_pd, _mm256_castps128_ps256, _mm256_castsi256_ps,
    _mm256_cmpgt_epi32, _mm256_cvtepu16_epi32, _mm256_cvtph_ps, _mm256_fmadd_ps,
    _mm256_insertf128_ps, _mm256_loadu_ps, _mm256_loadu_si256, _mm256_maskload_ps,
    _mm256_maskstore_ps, _mm256_set1_epi32, _mm256_set1_ps, _mm256_setr_epi32, _mm256_slli_epi32,
    _mm256_storeu_ps, _mm256_unpackhi_pd, _mm256_unpackhi_ps, _mm256_unpacklo_pd,
    _mm256_unpacklo_ps, _mm512_add_ps, _mm512_castpd_ps, _mm512_castps_pd, _mm512_castps128_ps512,
    _mm512_castsi512_ps, _mm512_cvtepu16_epi32, _mm512_cvtph_ps, _mm512_fmadd_ps,
    _mm512_insertf32x4, _mm512_loadu_ps, _mm512_mask_storeu_ps, _mm512_maskz_loadu_ps,
    _mm512_set1_ps, _mm512_slli_epi32, _mm512_storeu_ps, _mm512_unpackhi_pd, _mm512_unpackhi_ps,
    _mm512_unpacklo_pd, _mm512_unpacklo_ps,
};

use super::vector::{SimdKernel, SimdVector};

/// Runs `kernel` with vectors of 16 numbers.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx2,fma,f16c")]
#[inline(never)]
pub(super) fn run_avx512(kernel: impl SimdKernel) {
    // Here the processor has all that `Avx512` uses: these are the function's target features.
    kernel.run::<Avx512>();
}

/// Runs `kernel` with vectors of 8 numbers.
#[target_feature(enable = "avx2,fma,f16c")]
#[inline(never)]
pub(super) fn run_avx2(kernel: impl SimdKernel) {
    // Here the processor has all that `Avx2` uses: these are the function's target features.
    kernel.run::<Avx2>();
}

#[derive(Clone, Copy)]
#[repr(transparent)]
struct Avx512(__m512);

impl SimdVector for Avx512 {
    const COUNT: usize = 16;
    const ROWS: usize = 14;
    const FUSED: bool = true;

    #[inline(always)]
    fn splat(number: f32) -> Self {
        // SAFETY: AVX-512 is there, by the promise of the file.
        unsafe { Self(_mm512_set1_ps(number)) }
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: AVX-512 is there, by the promise of the file, and 16 numbers at `from`, by the
        // caller's.
        unsafe { Self(_mm512_loadu_ps(from)) }
    }

    #[inline(always)]
    unsafe fn load_f16(from: *const u8) -> Self {
        // SAFETY: AVX-512 is there, by the promise of the file, and 32 bytes at `from`, by the
        // caller's.
        unsafe { Self(_mm512_cvtph_ps(_mm256_loadu_si256(from.cast()))) }
    }

    #[inline(always)]
    unsafe fn load_bf16(from: *const u8) -> Self {
        // SAFETY: AVX-512 is there, by the promise of the file, and 32 bytes at `from`, by the
        // caller's.
        unsafe {
            let halves = _mm512_cvtepu16_epi32(_mm256_loadu_si256(from.cast()));
            Self(_mm512_castsi512_ps(_mm512_slli_epi32::<16>(halves)))
        }
    }

    #[inline(always)]
    unsafe fn load_part(from: *const f32, count: usize) -> Self {
        let mask = (1_u16 << (count % Self::COUNT)) - 1;
        // SAFETY: AVX-512 is there, by the promise of the file, and `count` numbers at `from`, by
        // the caller's; the mask lets no more be read.
        unsafe { Self(_mm512_maskz_loadu_ps(mask, from)) }
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: AVX-512 is there, by the promise of the file, and room for 16 numbers at `to`
        // that nobody else touches, by the caller's.
        unsafe { _mm512_storeu_ps(to, self.0) }
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, summand: Self) -> Self {
        // SAFETY: AVX-512 is there, by the promise of the file.
        unsafe { Self(_mm512_fmadd_ps(self.0, factor.0, summand.0)) }
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        // SAFETY: AVX-512 is there, by the promise of the file.
        unsafe { Self(_mm512_add_ps(self.0, other.0)) }
    }

    #[inline(always)]
    unsafe fn store_part(self, to: *mut f32, count: usize) {
        let mask = (1_u16 << (count % Self::COUNT)) - 1;
        // SAFETY: AVX-512 is there, by the promise of the file, and room for `count` numbers at
        // `to`, by the caller's; the mask lets no more be written.
        unsafe { _mm512_mask_storeu_ps(to, mask, self.0) }
    }

    /// Quarters of four rows are put together as they are loaded, so that what is left to turn are
    /// the four by four numbers of each.
    #[inline(always)]
    unsafe fn transpose(
        from: *const f32,
        stride: usize,
        rows: usize,
        to: *mut f32,
        to_stride: usize,
    ) {
        // SAFETY: AVX-512 is there, by the promise of the file, and rows to read, of which none beyond
        // the last is, and 16 to write, by the caller's.
        unsafe {
            let last = rows - 1;
            for column in [0, 4, 8, 12] {
                let from = from.add(column);
                let quarter = |row: usize| _mm_loadu_ps(from.add(row.min(last) * stride));
                let rows = [0, 1, 2, 3].map(|row| {
                    let rows = _mm512_castps128_ps512(quarter(row));
                    let rows = _mm512_insertf32x4::<1>(rows, quarter(row + 4));
                    let rows = _mm512_insertf32x4::<2>(rows, quarter(row + 8));
                    _mm512_insertf32x4::<3>(rows, quarter(row + 12))
                });
                let [a, b, c, d] = rows;
                let pairs = |a, b| {
                    let (low, high) = (_mm512_unpacklo_ps(a, b), _mm512_unpackhi_ps(a, b));
                    (_mm512_castps_pd(low), _mm512_castps_pd(high))
                };
                let ((ab, ab_high), (cd, cd_high)) = (pairs(a, b), pairs(c, d));
                let turned = [
                    _mm512_unpacklo_pd(ab, cd),
                    _mm512_unpackhi_pd(ab, cd),
                    _mm512_unpacklo_pd(ab_high, cd_high),
                    _mm512_unpackhi_pd(ab_high, cd_high),
                ];
                for (index, turned) in turned.into_iter().enumerate() {
                    Self(_mm512_castpd_ps(turned)).store(to.add((column + index) * to_stride));
                }
            }
        }
    }

    #[inline(always)]
    fn prefetch(at: *const u8) {
        prefetch(at);
    }

    #[inline(never)]
    fn outlined(kernel: impl SimdKernel) {
        // SAFETY: AVX-512 is there, by the promise of the file.
        unsafe { run_avx512(kernel) }
    }
}

#[derive(Clone, Copy)]
#[repr(transparent)]
struct Avx2(__m256);

impl SimdVector for Avx2 {
    const COUNT: usize = 8;
    const ROWS: usize = 6;
    const FUSED: bool = true;

    #[inline(always)]
    fn splat(number: f32) -> Self {
        // SAFETY: AVX2 is there, by the promise of the file.
        unsafe { Self(_mm256_set1_ps(number)) }
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: AVX2 is there, by the promise of the file, and 8 numbers at `from`, by the
        // caller's.
        unsafe { Self(_mm256_loadu_ps(from)) }
    }

    #[inline(always)]
    unsafe fn load_f16(from: *const u8) -> Self {
        // SAFETY: AVX2 and F16C are there, by the promise of the file, and 16 bytes at `from`, by
        // the caller's.
        unsafe { Self(_mm256_cvtph_ps(_mm_loadu_si128(from.cast()))) }
    }

    #[inline(always)]
    unsafe fn load_bf16(from: *const u8) -> Self {
        // SAFETY: AVX2 is there, by the promise of the file, and 16 bytes at `from`, by the caller's.
        unsafe {
            let halves = _mm256_cvtepu16_epi32(_mm_loadu_si128(from.cast()));
            Self(_mm256_castsi256_ps(_mm256_slli_epi32::<16>(halves)))
        }
    }

    #[inline(always)]
    unsafe fn load_part(from: *const f32, count: usize) -> Self {
        // SAFETY: AVX2 is there, by the promise of the file, and `count` numbers at `from`, by the
        // caller's; the mask lets no more be read.
        unsafe { Self(_mm256_maskload_ps(from, first(count % Self::COUNT))) }
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: AVX2 is there, by the promise of the file, and room for 8 numbers at `to` that
        // nobody else touches, by the caller's.
        unsafe { _mm256_storeu_ps(to, self.0) }
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, summand: Self) -> Self {
        // SAFETY: AVX2 and FMA are there, by the promise of the file.
        unsafe { Self(_mm256_fmadd_ps(self.0, factor.0, summand.0)) }
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        // SAFETY: AVX2 is there, by the promise of the file.
        unsafe { Self(_mm256_add_ps(self.0, other.0)) }
    }

    #[inline(always)]
    unsafe fn store_part(self, to: *mut f32, count: usize) {
        // SAFETY: AVX2 is there, by the promise of the file, and room for `count` numbers at `to`,
        // by the caller's; the mask lets no more be written.
        unsafe { _mm256_maskstore_ps(to, first(count % Self::COUNT), self.0) }
    }

    /// Halves of two rows are put together as they are loaded, so that what is left to turn are the
    /// four by four numbers of each.
    #[inline(always)]
    unsafe fn transpose(
        from: *const f32,
        stride: usize,
        rows: usize,
        to: *mut f32,
        to_stride: usize,
    ) {
        // SAFETY: AVX2 is there, by the promise of the file, and rows to read, of which none beyond the
        // last is, and 8 to write, by the caller's.
        unsafe {
            let last = rows - 1;
            for column in [0, 4] {
                let from = from.add(column);
                let half = |row: usize| _mm_loadu_ps(from.add(row.min(last) * stride));
                let rows = [0, 1, 2, 3].map(|row| {
                    let rows = _mm256_castps128_ps256(half(row));
                    _mm256_insertf128_ps::<1>(rows, half(row + 4))
                });
                let [a, b, c, d] = rows;
                let pairs = |a, b| {
                    let (low, high) = (_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b));
                    (_mm256_castps_pd(low), _mm256_castps_pd(high))
                };
                let ((ab, ab_high), (cd, cd_high)) = (pairs(a, b), pairs(c, d));
                let turned = [
                    _mm256_unpacklo_pd(ab, cd),
                    _mm256_unpackhi_pd(ab, cd),
                    _mm256_unpacklo_pd(ab_high, cd_high),
                    _mm256_unpackhi_pd(ab_high, cd_high),
                ];
                for (index, turned) in turned.into_iter().enumerate() {
                    Self(_mm256_castpd_ps(turned)).store(to.add((column + index) * to_stride));
                }
            }
        }
    }

    #[inline(always)]
    fn prefetch(at: *const u8) {
        prefetch(at);
    }

    #[inline(never)]
    fn outlined(kernel: impl SimdKernel) {
        // SAFETY: AVX2 and FMA are there, by the promise of the file.
        unsafe { run_avx2(kernel) }
    }
}

/// A mask of the first `count` of eight numbers.
///
/// # Safety
/// The processor has AVX2.
#[inline(always)]
unsafe fn first(count: usize) -> __m256i {
    // SAFETY: as the caller promises.
    unsafe {
        let places = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
        _mm256_cmpgt_epi32(_mm256_set1_epi32(count.cast_signed() as i32), places)
    }
}

/// As [`SimdVector::prefetch`].
#[inline(always)]
fn prefetch(at: *const u8) {
    // SAFETY: every x86-64 processor has this instruction, and it reads nothing for the program:
    // an address that is not there is ignored.
    unsafe { _mm_prefetch::<_MM_HINT_T1>(at.cast()) }
}
