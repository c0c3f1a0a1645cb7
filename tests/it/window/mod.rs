//! The window, without a display.

mod corpus;
mod views;

pub(crate) use views::{drop_file, has, settle, window_with};
