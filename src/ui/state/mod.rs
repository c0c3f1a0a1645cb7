//! What the window knows: the document that a person works on, the answers to it, and how both are
//! looked at. No drawing.

pub(in crate::ui) mod answers;
pub(in crate::ui) mod chart_cache;
pub(in crate::ui) mod document;
pub(in crate::ui) mod history;
pub(in crate::ui) mod keeper;
pub(in crate::ui) mod kept_texts;
mod memo;
pub(in crate::ui) mod menu;
pub(in crate::ui) mod model_slots;
pub(in crate::ui) mod opening;
pub(in crate::ui) mod pins;
pub(in crate::ui) mod recent_prompts;
pub(in crate::ui) mod selection;
pub(in crate::ui) mod session_file;
pub(in crate::ui) mod settings;
pub(in crate::ui) mod view_state;
