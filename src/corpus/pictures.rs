//! The charts of a run, as files: the same that the window shows.

use crate::charts::corpus::grouped;
use crate::domain::corpus::{Findings, RunFacts};
use crate::export::corpus::OutputFolder;
use crate::export::figure::{CorpusSource, FigureStyle};
use crate::export::{Answer, everything};

use super::results::Origin;
use super::run::CorpusError;

/// Writes every chart of `findings` as SVG and PNG.
pub(super) fn write_pictures(
    folder: &mut OutputFolder,
    origin: Origin<'_>,
    facts: &RunFacts,
    findings: &Findings,
) -> Result<(), CorpusError> {
    let notes: Vec<String> = if facts.cancelled {
        let texts = grouped(facts.read.texts);
        vec![format!("partial: cancelled after the first {texts} texts")]
    } else {
        Vec::new()
    };
    let source = CorpusSource {
        model: origin.model,
        layer: origin.settings.layer,
        rule: &origin.settings.rule,
        files: origin.files,
        how_read: &origin.settings.how_read(),
        notes: &notes,
    };
    let pictures = everything(Answer::Corpus(source, findings), &FigureStyle::default());
    for (name, bytes) in pictures? {
        folder.write(&name, &bytes)?;
    }
    Ok(())
}
