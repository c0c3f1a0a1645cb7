//! Charts of what heads say: words by layer, candidates for masks, labels and what they rest on.

mod label_bars;
mod label_moved;
mod label_rows;
mod lens_words;
mod mask_candidates;

pub use label_bars::{LabelReasons, attribution_bars, label_effect_bars};
pub use label_moved::{LabelMoved, moved_bars, moved_sentence};
pub use label_rows::{LabelProbabilities, compared_label_rows, label_rows};
pub use lens_words::{LensShade, LensWords, lens_entropy, lens_words};
pub use mask_candidates::{MaskCandidates, candidate_rows};
