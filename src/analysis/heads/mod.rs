//! What the heads on top of an encoder say of a text: the words of every layer, and its labels.

mod labelled;
mod lens;
mod measured;
mod moved;

pub use labelled::{LabelCorrelations, LabelSettings, Labelled};
pub use lens::{Lens, LensSettings};
pub use measured::HeadsMeasured;
pub use moved::{LabelMove, MovingPair, MovingWords};
