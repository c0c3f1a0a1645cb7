//! The window, without a display.

mod corpus;
pub(crate) mod harness;
mod layout;
mod matching;
mod pictures;
mod raster;
mod views;
