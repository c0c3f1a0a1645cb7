//! The vectors and threads that compute.

mod simd_paths;
