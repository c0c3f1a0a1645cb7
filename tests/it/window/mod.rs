//! The window, without a display.

mod access;
mod attention;
mod corpus;
mod glossary;
pub(crate) mod harness;
mod keeping;
mod layout;
mod matching;
mod memory;
mod menus;
mod monkey;
mod pictures;
mod raster;
mod selection;
mod tables;
mod threshold;
mod usual;
mod views;
