//! The window, without a display.

mod corpus;
pub(crate) mod harness;
mod layout;
mod pictures;
mod raster;
mod views;
