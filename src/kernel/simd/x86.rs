//! The vectors of x86-64 processors: AVX-512 and AVX2.
//!
//! `Avx512` and `Avx2` are private to this file, which gives them out only as the `V` of
//! [`SimdKernel::run`], and that only in [`run_avx512`] and [`run_avx2`]. Wherever one of their
//! methods runs, the processor therefore has its instructions. The `SAFETY` comments call this the
//! promise of the file.

use std::arch::x86_64::{
    __m256, __m512, _MM_HINT_T0, _MM_HINT_T1, _mm_add_ps, _mm_loadu_ps, _mm_prefetch,
    _mm_storeu_ps, _mm256_add_ps, _mm256_castps256_ps128, _mm256_cmpgt_epi32,
    _mm256_extractf128_ps, _mm256_fmadd_ps, _mm256_hadd_ps, _mm256_loadu_ps, _mm256_maskload_ps,
    _mm256_set1_epi32, _mm256_set1_ps, _mm256_setr_epi32, _mm256_storeu_ps, _mm512_add_ps,
    _mm512_castpd_ps, _mm512_castps_pd, _mm512_castps512_ps256, _mm512_extractf32x8_ps,
    _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_maskz_loadu_ps, _mm512_set1_ps, _mm512_storeu_ps,
    _mm512_unpackhi_pd, _mm512_unpackhi_ps, _mm512_unpacklo_pd, _mm512_unpacklo_ps,
};

use super::vector::{SimdKernel, SimdVector};

/// Runs `kernel` with vectors of 16 numbers.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx2,fma")]
#[inline(never)]
pub(super) fn run_avx512(kernel: impl SimdKernel) {
    // Here the processor has all that `Avx512` uses: these are the function's target features.
    kernel.run::<Avx512>();
}

/// Runs `kernel` with vectors of 8 numbers.
#[target_feature(enable = "avx2,fma")]
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
    const ROWS: usize = 6;
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

    /// Turned and added in pairs until each quarter holds the four sums of its own part.
    #[inline(always)]
    unsafe fn add_sums(before: *const f32, [a, b, c, d]: [Self; 4], to: *mut f32) {
        // SAFETY: AVX-512 is there, by the promise of the file; the caller's promise for the
        // pointers is that of `add_halves`.
        unsafe {
            let halves = |a: __m512, b: __m512| {
                let sums = _mm512_add_ps(_mm512_unpacklo_ps(a, b), _mm512_unpackhi_ps(a, b));
                _mm512_castps_pd(sums)
            };
            let (ab, cd) = (halves(a.0, b.0), halves(c.0, d.0));
            let quarters = _mm512_add_ps(
                _mm512_castpd_ps(_mm512_unpacklo_pd(ab, cd)),
                _mm512_castpd_ps(_mm512_unpackhi_pd(ab, cd)),
            );
            let low = _mm512_castps512_ps256(quarters);
            let high = _mm512_extractf32x8_ps::<1>(quarters);
            add_halves(before, _mm256_add_ps(low, high), to);
        }
    }

    #[inline(always)]
    fn prefetch<const NEAR: bool>(at: *const f32) {
        prefetch::<NEAR>(at);
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
    const ROWS: usize = 3;
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
    unsafe fn load_part(from: *const f32, count: usize) -> Self {
        // SAFETY: AVX2 is there, by the promise of the file, and `count` numbers at `from`, by the
        // caller's; the mask lets no more be read.
        unsafe {
            let places = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
            let count = _mm256_set1_epi32((count % Self::COUNT).cast_signed() as i32);
            Self(_mm256_maskload_ps(from, _mm256_cmpgt_epi32(count, places)))
        }
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
    unsafe fn add_sums(before: *const f32, [a, b, c, d]: [Self; 4], to: *mut f32) {
        // SAFETY: AVX2 is there, by the promise of the file; the caller's promise for the pointers
        // is that of `add_halves`.
        unsafe {
            let pairs = |a: Self, b: Self| _mm256_hadd_ps(a.0, b.0);
            let halves = _mm256_hadd_ps(pairs(a, b), pairs(c, d));
            add_halves(before, halves, to);
        }
    }

    #[inline(always)]
    fn prefetch<const NEAR: bool>(at: *const f32) {
        prefetch::<NEAR>(at);
    }

    #[inline(never)]
    fn outlined(kernel: impl SimdKernel) {
        // SAFETY: AVX2 and FMA are there, by the promise of the file.
        unsafe { run_avx2(kernel) }
    }
}

/// Writes four numbers at `to`: those at `before`, each plus its sum in both of `halves`.
///
/// # Safety
/// As [`SimdVector::add_sums`]; and the processor has AVX.
#[inline(always)]
unsafe fn add_halves(before: *const f32, halves: __m256, to: *mut f32) {
    // SAFETY: the caller promises AVX, four numbers at `before`, and room for four at `to` that
    // nobody else touches.
    unsafe {
        let low = _mm256_castps256_ps128(halves);
        let sums = _mm_add_ps(low, _mm256_extractf128_ps::<1>(halves));
        _mm_storeu_ps(to, _mm_add_ps(_mm_loadu_ps(before), sums));
    }
}

/// As [`SimdVector::prefetch`].
#[inline(always)]
fn prefetch<const NEAR: bool>(at: *const f32) {
    // SAFETY: every x86-64 processor has this instruction, and it reads nothing for the program:
    // an address that is not there is ignored.
    unsafe {
        if NEAR {
            _mm_prefetch::<_MM_HINT_T0>(at.cast());
        } else {
            _mm_prefetch::<_MM_HINT_T1>(at.cast());
        }
    }
}
