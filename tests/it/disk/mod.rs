//! What is left on the disk when writing fails.

mod every_step;
mod leftovers;
