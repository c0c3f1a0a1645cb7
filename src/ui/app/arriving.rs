//! What is put on hold until the model of a new document is there.

use crate::ui::state::settings::Settings;

/// What waits for a model that is under way.
pub(super) struct Arriving {
    /// The settings that go with it: its layers are not to be mapped.
    pub(super) settings: Settings,
    /// The weights that are meant, if a file named them, and the name they go by there.
    pub(super) weights: Option<(String, String)>,
}
