//! Vectors of numbers, as wide as the processor has them, and which kind computes.

#[expect(unsafe_code, reason = "loads and stores through pointers")]
mod vector;

#[expect(unsafe_code, reason = "loads and stores through pointers")]
mod portable;
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "instructions that not every processor has")]
mod x86;

#[cfg_attr(
    target_arch = "x86_64",
    expect(unsafe_code, reason = "vectors, chosen when the program runs")
)]
mod level;

pub(crate) use level::dispatch;
pub use level::{SimdLevel, with_simd_level};
pub(crate) use vector::{MAX_LANES, SimdKernel, SimdVector};
