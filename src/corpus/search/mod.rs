//! Search: the passages of a file by their similarity to a query.
//!
//! Every passage is read once and its embedding kept, in memory and on disk (`store`); a query is
//! then one product with each of them, so that a search follows the typing. Unlike a run of the
//! corpus, a search holds all its passages: at most [`MOST_PASSAGES`].

mod building;
mod explaining;
mod index;
mod live_search;
mod passages;
mod store;

pub use building::{SearchBuild, SearchProgress, build_index};
pub use explaining::Search;
pub use index::{Hit, PassageIndex, Ranking};
pub use live_search::{LiveBuild, LiveIndex};
pub use passages::{MOST_PASSAGES, Passage, Passages, read_passages};
pub use store::EmbeddingStore;
