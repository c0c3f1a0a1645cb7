//! The vectors of x86-64 processors: AVX-512 and AVX2.
//!
//! `Avx512` and `Avx2` are private to this file, which gives them out only as the `V` of
//! [`SimdKernel::run`], and that only in [`run_avx512`] and [`run_avx2`]. Wherever one of their
//! methods runs, the processor therefore has its instructions. The `SAFETY` comments call this the
//! promise of the file.

use std::arch::x86_64::{
    __m128, __m256, __m256i, __m512, _MM_HINT_T1, _mm_loadu_ps, _mm_loadu_si128, _mm_prefetch,
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
            let mut column = 0;
            while column < Self::COUNT {
                let from = from.add(column);
                let a = quarters(from, stride, 0, last);
                let b = quarters(from, stride, 1, last);
                let c = quarters(from, stride, 2, last);
                let d = quarters(from, stride, 3, last);
                let ab = _mm512_castps_pd(_mm512_unpacklo_ps(a, b));
                let cd = _mm512_castps_pd(_mm512_unpacklo_ps(c, d));
                let ab_high = _mm512_castps_pd(_mm512_unpackhi_ps(a, b));
                let cd_high = _mm512_castps_pd(_mm512_unpackhi_ps(c, d));
                let to = to.add(column * to_stride);
                Self(_mm512_castpd_ps(_mm512_unpacklo_pd(ab, cd))).store(to);
                let second = Self(_mm512_castpd_ps(_mm512_unpackhi_pd(ab, cd)));
                second.store(to.add(to_stride));
                let third = Self(_mm512_castpd_ps(_mm512_unpacklo_pd(ab_high, cd_high)));
                third.store(to.add(2 * to_stride));
                let fourth = Self(_mm512_castpd_ps(_mm512_unpackhi_pd(ab_high, cd_high)));
                fourth.store(to.add(3 * to_stride));
                column += 4;
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
            let mut column = 0;
            while column < Self::COUNT {
                let from = from.add(column);
                let a = halves(from, stride, 0, last);
                let b = halves(from, stride, 1, last);
                let c = halves(from, stride, 2, last);
                let d = halves(from, stride, 3, last);
                let ab = _mm256_castps_pd(_mm256_unpacklo_ps(a, b));
                let cd = _mm256_castps_pd(_mm256_unpacklo_ps(c, d));
                let ab_high = _mm256_castps_pd(_mm256_unpackhi_ps(a, b));
                let cd_high = _mm256_castps_pd(_mm256_unpackhi_ps(c, d));
                let to = to.add(column * to_stride);
                Self(_mm256_castpd_ps(_mm256_unpacklo_pd(ab, cd))).store(to);
                let second = Self(_mm256_castpd_ps(_mm256_unpackhi_pd(ab, cd)));
                second.store(to.add(to_stride));
                let third = Self(_mm256_castpd_ps(_mm256_unpacklo_pd(ab_high, cd_high)));
                third.store(to.add(2 * to_stride));
                let fourth = Self(_mm256_castpd_ps(_mm256_unpackhi_pd(ab_high, cd_high)));
                fourth.store(to.add(3 * to_stride));
                column += 4;
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

/// The first four numbers of every fourth row from `row` on, of rows `stride` apart, the last of which
/// stands for those beyond it.
///
/// # Safety
/// Four numbers of each row up to `last` can be read; and the processor has AVX-512.
#[inline(always)]
unsafe fn quarters(from: *const f32, stride: usize, row: usize, last: usize) -> __m512 {
    // SAFETY: no row beyond `last` is read, and four numbers of each other one; the caller promises
    // these and AVX-512.
    unsafe {
        let rows = _mm512_castps128_ps512(quarter(from, stride, row.min(last)));
        let rows = _mm512_insertf32x4::<1>(rows, quarter(from, stride, (row + 4).min(last)));
        let rows = _mm512_insertf32x4::<2>(rows, quarter(from, stride, (row + 8).min(last)));
        _mm512_insertf32x4::<3>(rows, quarter(from, stride, (row + 12).min(last)))
    }
}

/// The same of two rows.
///
/// # Safety
/// Four numbers of each row up to `last` can be read; and the processor has AVX.
#[inline(always)]
unsafe fn halves(from: *const f32, stride: usize, row: usize, last: usize) -> __m256 {
    // SAFETY: no row beyond `last` is read, and four numbers of each other one; the caller promises
    // these and AVX.
    unsafe {
        let rows = _mm256_castps128_ps256(quarter(from, stride, row.min(last)));
        _mm256_insertf128_ps::<1>(rows, quarter(from, stride, (row + 4).min(last)))
    }
}

/// The first four numbers of a row.
///
/// # Safety
/// They can be read.
#[inline(always)]
unsafe fn quarter(from: *const f32, stride: usize, row: usize) -> __m128 {
    // SAFETY: as the caller promises; every x86-64 processor has such vectors.
    unsafe { _mm_loadu_ps(from.add(row * stride)) }
}

/// A mask of the first `count` of eight numbers.
///
/// # Safety
/// The processor has AVX2.
#[inline(always)]
unsafe fn first(count: usize) -> __m256i {
    // SAFETY: registers alone, with instructions of AVX2, which the caller promises; a `count` above
    // eight is a mask of all.
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
