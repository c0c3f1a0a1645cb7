//! From the last hidden states of a text to one vector, its *sentence embedding*: pooling, then
//! perhaps dense layers, as a model's files declare them (Reimers and Gurevych 2019, arXiv
//! 1908.10084).
//!
//! Pure: states in, vectors out. `model::pooling` reads the files.

mod dense;
mod head;
mod linear_head;
mod mix;
mod mode;

pub use dense::{DenseActivation, DenseLayer};
pub use head::{Prompt, SentenceHead, TokenStates};
pub use linear_head::LinearHead;
pub use mode::{Pooling, PoolingMode};
