//! The Python module of Glassbox: models that are asked, answers that are written. What a person
//! reads and types is in `glassbox/*.py` beside it; this package only passes on.
//!
//! The interpreter is let go while something is computed. Ctrl-C is heard between two layers.

#![expect(
    clippy::needless_pass_by_value,
    reason = "what comes from Python is the function's own"
)]

mod answer;
mod asking;
mod corpus;
mod failures;
mod interrupt;
mod model;

use std::ffi::OsString;

use glassbox::domain::app::{APP_VERSION, LICENCES};
use pyo3::prelude::*;

/// Does what the program does with these arguments, its name first; returns the exit code.
#[pyfunction]
fn enter(python: Python<'_>, arguments: Vec<OsString>) -> u8 {
    python.detach(|| glassbox::door::enter(arguments))
}

#[pymodule]
fn _glassbox(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", APP_VERSION)?;
    module.add("LICENCES", LICENCES)?;
    module.add_class::<model::PyModel>()?;
    module.add_class::<answer::PyAnswer>()?;
    module.add_function(wrap_pyfunction!(enter, module)?)?;
    module.add_function(wrap_pyfunction!(corpus::run_corpus, module)?)?;
    Ok(())
}
