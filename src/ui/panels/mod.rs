//! The frame about the views: menus above, the list of views at the left, prompts and tools over the
//! page, and the status bar below. Its heights are fixed: nothing moves when something is said.

pub(super) mod header;
pub(super) mod inspector;
mod measure;
mod menus;
pub(super) mod notices;
pub(super) mod prompts;
pub(super) mod rail;
pub(super) mod status_bar;
mod threshold;
pub(super) mod toolbar;
