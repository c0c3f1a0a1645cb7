//! Vectors of numbers, as wide as the processor has them, and which kind it has.

use std::cell::Cell;
use std::sync::OnceLock;

/// The most numbers in one vector.
pub(super) const MAX_LANES: usize = 16;

/// A vector of `COUNT` numbers, and what a processor does with all of them at once.
pub(super) trait SimdVector: Copy {
    /// Numbers in the vector.
    const COUNT: usize;
    /// How many rows of four sums each fit the registers, beside what is multiplied.
    const ROWS: usize;
    /// Whether [`mul_add`](Self::mul_add) rounds once.
    const FUSED: bool;

    /// The same number everywhere.
    fn splat(number: f32) -> Self;

    /// `COUNT` numbers from `from` on.
    ///
    /// # Safety
    /// They are there to be read.
    unsafe fn load(from: *const f32) -> Self;

    /// Writes `COUNT` numbers from `to` on.
    ///
    /// # Safety
    /// They are there to be written, and nobody else reads or writes them meanwhile.
    unsafe fn store(self, to: *mut f32);

    /// `self * factor + summand`.
    fn mul_add(self, factor: Self, summand: Self) -> Self;

    /// Writes four numbers at `to`: those at `before`, and to each the sum of one of `vectors`.
    ///
    /// # Safety
    /// Four numbers are there to be read, and four to be written that nobody else touches.
    unsafe fn add_sums(before: *const f32, vectors: [Self; 4], to: *mut f32);

    /// Does `work` in a function of its own, so that the compiler has all registers for it. To be
    /// `inline(never)` itself: rustc does not keep that promise for functions with target features.
    fn outlined(work: impl SimdKernel);

    /// Asks for the numbers at `at` to be brought into the first cache, if `NEAR`, or the second;
    /// `at` may lie anywhere.
    fn prefetch<const NEAR: bool>(at: *const f32);

    /// `count` numbers from `from` on, zeros behind them. Nothing is called for it: sums that are in
    /// registers stay there.
    ///
    /// # Safety
    /// They are there to be read, and are fewer than `COUNT`.
    unsafe fn load_part(from: *const f32, count: usize) -> Self;
}

/// Which vectors compute. There is one only of those that this processor has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimdLevel(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Portable,
}

thread_local! {
    static FORCED: Cell<Option<SimdLevel>> = const { Cell::new(None) };
}

impl SimdLevel {
    /// Those this processor has, the widest first; the last works everywhere.
    pub fn available() -> Vec<Self> {
        let mut paths = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            let has_avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
            if has_avx2
                && is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
            {
                paths.push(Self(Kind::Avx512));
            }
            if has_avx2 {
                paths.push(Self(Kind::Avx2));
            }
        }
        paths.push(Self(Kind::Portable));
        paths
    }

    /// What computes unless [`with_simd_level`] says otherwise.
    pub fn widest() -> Self {
        static WIDEST: OnceLock<SimdLevel> = OnceLock::new();
        *WIDEST.get_or_init(|| {
            let every = Self::available();
            every.first().copied().unwrap_or(Self(Kind::Portable))
        })
    }

    /// What computes on this thread.
    pub(super) fn current() -> Self {
        FORCED.get().unwrap_or_else(Self::widest)
    }

    /// The name of the vectors, for a person to read.
    pub fn name(self) -> &'static str {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => "AVX-512",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "AVX2",
            Kind::Portable if cfg!(target_arch = "aarch64") => "NEON",
            Kind::Portable => "portable",
        }
    }
}

/// Does `work` with every pass on this thread computed by `path`: tests hold each path against the
/// reference.
pub fn with_simd_level<T>(path: SimdLevel, work: impl FnOnce() -> T) -> T {
    struct Back(Option<SimdLevel>);
    impl Drop for Back {
        fn drop(&mut self) {
            FORCED.set(self.0);
        }
    }
    let _back = Back(FORCED.replace(Some(path)));
    work()
}

/// Work that is compiled once for each kind of vector. Everything on the way from `run` to the
/// vectors is `inline(always)`: only so is it compiled for that kind.
pub(super) trait SimdKernel {
    /// Does it.
    fn run<V: SimdVector>(self);
}

/// Does `work` with the vectors of `path`.
pub(super) fn dispatch(path: SimdLevel, work: impl SimdKernel) {
    match path.0 {
        // SAFETY: a `SimdLevel` of this kind is made by `every` alone, where the processor has it.
        #[cfg(target_arch = "x86_64")]
        Kind::Avx512 => unsafe { x86::on_avx512(work) },
        // SAFETY: likewise.
        #[cfg(target_arch = "x86_64")]
        Kind::Avx2 => unsafe { x86::on_avx2(work) },
        Kind::Portable => work.run::<Plain>(),
    }
}

/// Four numbers that any compiler makes a vector of.
#[derive(Clone, Copy)]
#[repr(transparent)]
struct Plain([f32; 4]);

impl SimdVector for Plain {
    const COUNT: usize = 4;
    // As many as there are registers for: 16, or 32.
    const ROWS: usize = if Self::FUSED { 6 } else { 3 };
    const FUSED: bool = cfg!(target_arch = "aarch64");

    #[inline(always)]
    fn splat(number: f32) -> Self {
        Self([number; 4])
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: as the caller promises.
        Self(unsafe { from.cast::<[f32; 4]>().read_unaligned() })
    }

    #[inline(always)]
    unsafe fn load_part(from: *const f32, count: usize) -> Self {
        // SAFETY: only what the caller promises is read.
        let at = |index: usize| unsafe { if index < count { *from.add(index) } else { 0.0 } };
        Self([at(0), at(1), at(2), at(3)])
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: as the caller promises.
        unsafe { to.cast::<[f32; 4]>().write_unaligned(self.0) }
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, summand: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h], [i, j, k, l]) = (self.0, factor.0, summand.0);
        let each = super::pointwise::mul_add::<Self>;
        Self([each(a, e, i), each(b, f, j), each(c, g, k), each(d, h, l)])
    }

    #[inline(always)]
    unsafe fn add_sums(before: *const f32, vectors: [Self; 4], to: *mut f32) {
        let [i, j, k, l] = vectors.map(|Self([a, b, c, d])| (a + c) + (b + d));
        // SAFETY: as the caller promises.
        unsafe {
            let [a, b, c, d] = before.cast::<[f32; 4]>().read_unaligned();
            let sums = [a + i, b + j, c + k, d + l];
            to.cast::<[f32; 4]>().write_unaligned(sums);
        }
    }

    #[inline(never)]
    fn outlined(work: impl SimdKernel) {
        work.run::<Self>();
    }

    #[inline(always)]
    fn prefetch<const NEAR: bool>(_at: *const f32) {}
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m256, __m512, _MM_HINT_T0, _MM_HINT_T1, _mm_add_ps, _mm_loadu_ps, _mm_prefetch,
        _mm_storeu_ps, _mm256_add_ps, _mm256_castps256_ps128, _mm256_cmpgt_epi32,
        _mm256_extractf128_ps, _mm256_fmadd_ps, _mm256_hadd_ps, _mm256_loadu_ps,
        _mm256_maskload_ps, _mm256_set1_epi32, _mm256_set1_ps, _mm256_setr_epi32, _mm256_storeu_ps,
        _mm512_add_ps, _mm512_castpd_ps, _mm512_castps_pd, _mm512_castps512_ps256,
        _mm512_extractf32x8_ps, _mm512_fmadd_ps, _mm512_loadu_ps, _mm512_maskz_loadu_ps,
        _mm512_set1_ps, _mm512_storeu_ps, _mm512_unpackhi_pd, _mm512_unpackhi_ps,
        _mm512_unpacklo_pd, _mm512_unpacklo_ps,
    };

    use super::{SimdKernel, SimdVector};

    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx2,fma")]
    #[inline(never)]
    pub(super) fn on_avx512(work: impl SimdKernel) {
        work.run::<Avx512>();
    }

    #[target_feature(enable = "avx2,fma")]
    #[inline(never)]
    pub(super) fn on_avx2(work: impl SimdKernel) {
        work.run::<Avx2>();
    }

    // SAFETY of every block below: these types are named by the two functions above alone, which
    // run only where the processor has the instructions; pointers are as the caller promises.

    #[derive(Clone, Copy)]
    #[repr(transparent)]
    struct Avx512(__m512);

    impl SimdVector for Avx512 {
        const COUNT: usize = 16;
        const ROWS: usize = 6;
        const FUSED: bool = true;

        #[inline(always)]
        fn splat(number: f32) -> Self {
            unsafe { Self(_mm512_set1_ps(number)) }
        }

        #[inline(always)]
        unsafe fn load(from: *const f32) -> Self {
            unsafe { Self(_mm512_loadu_ps(from)) }
        }

        #[inline(always)]
        unsafe fn load_part(from: *const f32, count: usize) -> Self {
            let mask = (1_u16 << (count % Self::COUNT)) - 1;
            unsafe { Self(_mm512_maskz_loadu_ps(mask, from)) }
        }

        #[inline(always)]
        unsafe fn store(self, to: *mut f32) {
            unsafe { _mm512_storeu_ps(to, self.0) }
        }

        #[inline(always)]
        fn mul_add(self, factor: Self, summand: Self) -> Self {
            unsafe { Self(_mm512_fmadd_ps(self.0, factor.0, summand.0)) }
        }

        /// Turned and added in pairs until each quarter holds the four sums of its own part.
        #[inline(always)]
        unsafe fn add_sums(before: *const f32, [a, b, c, d]: [Self; 4], to: *mut f32) {
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

        #[inline(never)]
        fn outlined(work: impl SimdKernel) {
            unsafe { on_avx512(work) }
        }

        #[inline(always)]
        fn prefetch<const NEAR: bool>(at: *const f32) {
            prefetch::<NEAR>(at);
        }
    }

    #[inline(always)]
    fn prefetch<const NEAR: bool>(at: *const f32) {
        unsafe {
            if NEAR {
                _mm_prefetch::<_MM_HINT_T0>(at.cast());
            } else {
                _mm_prefetch::<_MM_HINT_T1>(at.cast());
            }
        }
    }

    /// Writes four numbers at `to`: those at `before`, and to each that of both halves.
    ///
    /// # Safety
    /// As [`SimdVector::add_sums`].
    #[inline(always)]
    unsafe fn add_halves(before: *const f32, halves: __m256, to: *mut f32) {
        unsafe {
            let low = _mm256_castps256_ps128(halves);
            let sums = _mm_add_ps(low, _mm256_extractf128_ps::<1>(halves));
            _mm_storeu_ps(to, _mm_add_ps(_mm_loadu_ps(before), sums));
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
            unsafe { Self(_mm256_set1_ps(number)) }
        }

        #[inline(always)]
        unsafe fn load(from: *const f32) -> Self {
            unsafe { Self(_mm256_loadu_ps(from)) }
        }

        #[inline(always)]
        unsafe fn load_part(from: *const f32, count: usize) -> Self {
            unsafe {
                let places = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
                let count = _mm256_set1_epi32((count % Self::COUNT).cast_signed() as i32);
                Self(_mm256_maskload_ps(from, _mm256_cmpgt_epi32(count, places)))
            }
        }

        #[inline(always)]
        unsafe fn store(self, to: *mut f32) {
            unsafe { _mm256_storeu_ps(to, self.0) }
        }

        #[inline(always)]
        fn mul_add(self, factor: Self, summand: Self) -> Self {
            unsafe { Self(_mm256_fmadd_ps(self.0, factor.0, summand.0)) }
        }

        #[inline(always)]
        unsafe fn add_sums(before: *const f32, [a, b, c, d]: [Self; 4], to: *mut f32) {
            unsafe {
                let pairs = |a: Self, b: Self| _mm256_hadd_ps(a.0, b.0);
                let halves = _mm256_hadd_ps(pairs(a, b), pairs(c, d));
                add_halves(before, halves, to);
            }
        }

        #[inline(never)]
        fn outlined(work: impl SimdKernel) {
            unsafe { on_avx2(work) }
        }

        #[inline(always)]
        fn prefetch<const NEAR: bool>(at: *const f32) {
            prefetch::<NEAR>(at);
        }
    }
}
