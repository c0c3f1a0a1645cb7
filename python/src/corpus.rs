//! Many texts, read from files into a folder of tables.

use std::path::PathBuf;

use glassbox::corpus::input::{InputChoice, InputFile};
use glassbox::corpus::{
    CorpusError, CorpusRun, CorpusSettings, OutputOptions, RunControl, available_threads,
    run_into_folder,
};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::asking::Named;
use crate::failures::{os_error, value_error};
use crate::interrupt::Interrupt;
use crate::model::{PyModel, statistics_of};

/// Reads `files` with `model` and writes what came of them into `out`.
#[pyfunction]
pub(crate) fn run_corpus(
    python: Python<'_>,
    model: &PyModel,
    files: Vec<PathBuf>,
    out: PathBuf,
    settings: &Bound<'_, PyDict>,
) -> PyResult<()> {
    let named = Named(settings);
    let model = &model.model;
    let files = files.iter().map(|path| InputFile::named(path, None));
    let files: Vec<InputFile> = files.collect::<Result<_, _>>().map_err(value_error)?;
    let choice = InputChoice {
        column: named.get("column")?,
        field: named.get("field")?,
        split_sentences: named.get("split_sentences")?.unwrap_or(false),
        skip_duplicates: named.get("skip_duplicates")?.unwrap_or(false),
        ..InputChoice::default()
    };
    let seed = named.get("seed")?.unwrap_or(CorpusSettings::SEED);
    let baselines = named.get("baselines")?.unwrap_or(true);
    let usual =
        CorpusSettings::for_model(model.card(), &named.analysis()?, &choice, seed, baselines);
    let usual = usual.map_err(value_error)?;
    let settings = CorpusSettings {
        replicates: named.get("replicates")?.unwrap_or(usual.replicates),
        ..usual
    };
    let options = OutputOptions {
        charts: named.get("charts")?.unwrap_or(true),
        parquet: named.get("parquet")?.unwrap_or(true),
    };
    let states: Option<PathBuf> = named.get("states")?;
    let threads = named.get("threads")?.unwrap_or_else(available_threads);
    let interrupt = Interrupt::new();
    let done = python.detach(|| -> Result<(), CorpusError> {
        let needs_reference = settings.measure.needs_reference();
        let reference = needs_reference.then(|| statistics_of(model, &interrupt.cancel()));
        let reference = reference.transpose()?;
        let run = CorpusRun {
            model,
            files: &files,
            settings: &settings,
            threads,
            reference: reference.as_deref(),
            states: states.as_deref(),
        };
        let control = RunControl::default();
        run_into_folder(run, &out, options, &control, &mut |_| {
            if interrupt.is_raised() {
                control.cancel();
            }
        })?;
        Ok(())
    });
    done.map_err(|error| {
        interrupt.or(match error {
            CorpusError::Input(_) | CorpusError::Question(_) | CorpusError::ReplacesInput(_) => {
                value_error(error)
            }
            other => os_error(other),
        })
    })
}
