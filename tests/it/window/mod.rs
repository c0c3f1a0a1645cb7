//! The window, without a display.

mod corpus;
pub(crate) mod harness;
mod keeping;
mod layout;
mod monkey;
mod views;
