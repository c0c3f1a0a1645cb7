//! Runs `paper`: every table and figure of the paper, printed beside measured.

use crate::analysis::paper::paper;
use crate::export::{csv_from_paper, everything_of_paper, json_from_paper, table_from_paper};

use super::flags::PaperFlags;
use super::load_model::ModelFlags;
use super::outputs::Outputs;
use super::run::{CommandError, unanswered};

pub(super) fn run_paper(flags: &PaperFlags, model: ModelFlags<'_>) -> Result<(), CommandError> {
    let outputs = Outputs::of_report(
        flags.json.as_deref(),
        flags.csv.as_deref(),
        flags.out.as_deref(),
    )?;
    let model = model.load()?;
    let report = paper(&model, &|| true, &|_| {}).map_err(unanswered)?;
    outputs.write_report(
        &|| json_from_paper(&report),
        &|| csv_from_paper(&report),
        &|| everything_of_paper(&report),
        &|| table_from_paper(&report),
    )
}
