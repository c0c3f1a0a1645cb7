//! Charts of what tokens attend to.

mod beside;
mod by_block;
mod difference;
mod heads;
mod matrix;
mod ribbons;

pub use beside::{AttentionBeside, attention_sentence, beside_bars};
pub use by_block::{AttentionByBlock, block_curves};
pub use difference::{AttentionChange, difference_grid, difference_sentence};
pub use heads::{HeadTiles, head_tiles};
pub use matrix::{AttentionGrid, AttentionView, OUT_OF_SIGHT, attention_grid};
pub use ribbons::attention_ribbons;
