//! What stands above every view: the header with the prompt, and the row of shared controls.

pub(in crate::ui) mod controls;
pub(in crate::ui) mod header;
