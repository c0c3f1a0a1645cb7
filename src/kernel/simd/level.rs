//! Which vectors compute: the widest that this processor has, unless a test asks for others.

use std::cell::Cell;
use std::sync::OnceLock;

use super::portable::Portable;
use super::vector::SimdKernel;
#[cfg(target_arch = "x86_64")]
use super::x86;

/// A kind of vectors that this processor has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimdLevel(Kind);

/// Private, so that a level this processor lacks cannot be named.
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
    /// The levels this processor has, the widest first; the last works everywhere.
    pub fn available() -> Vec<Self> {
        let mut levels = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            let has_avx2 = is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("fma")
                && is_x86_feature_detected!("f16c");
            if has_avx2
                && is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
            {
                levels.push(Self(Kind::Avx512));
            }
            if has_avx2 {
                levels.push(Self(Kind::Avx2));
            }
        }
        levels.push(Self(Kind::Portable));
        levels
    }

    /// What computes unless [`with_simd_level`] says otherwise.
    pub fn widest() -> Self {
        static WIDEST: OnceLock<SimdLevel> = OnceLock::new();
        *WIDEST.get_or_init(|| {
            let available = Self::available();
            available.first().copied().unwrap_or(Self(Kind::Portable))
        })
    }

    /// What computes on this thread.
    pub(crate) fn current() -> Self {
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

/// Does `work` with every pass on this thread computed at `level`, so that tests can hold each
/// level against the reference.
pub fn with_simd_level<T>(level: SimdLevel, work: impl FnOnce() -> T) -> T {
    struct Restore(Option<SimdLevel>);
    impl Drop for Restore {
        fn drop(&mut self) {
            FORCED.set(self.0);
        }
    }
    let _restore = Restore(FORCED.replace(Some(level)));
    work()
}

/// Runs `kernel` with the vectors of `level`.
pub(crate) fn dispatch(level: SimdLevel, kernel: impl SimdKernel) {
    match level.0 {
        // SAFETY: `SimdLevel::available` alone makes this kind, where the processor has AVX-512 F,
        // DQ and VL, AVX2, FMA and F16C.
        #[cfg(target_arch = "x86_64")]
        Kind::Avx512 => unsafe { x86::run_avx512(kernel) },
        // SAFETY: `SimdLevel::available` alone makes this kind, where the processor has AVX2, FMA
        // and F16C.
        #[cfg(target_arch = "x86_64")]
        Kind::Avx2 => unsafe { x86::run_avx2(kernel) },
        Kind::Portable => kernel.run::<Portable>(),
    }
}
