//! The folder of a run: tables that grow while the texts are read, then what was found, then every
//! file in its place. A run, a merge of shards and a spooled run all write through here, so they
//! leave the same bytes.

use std::path::Path;
use std::sync::Arc;

use crate::analysis::{Answer, CorpusFindings};
use crate::domain::corpus::{Findings, RunFacts};
use crate::domain::trace::ModelCard;
use crate::export::corpus::{
    CorpusSummary, FINDINGS_FILES, OutputFolder, REMOVAL_FILE, SETTLING_FILE, files_from_findings,
};
use crate::export::figure::FigureStyle;
use crate::export::{WholeFiles, everything, picture_names_of_corpus};

use super::error::CorpusError;
use super::outcome::IndexedOutcome;
use super::record_file::RECORDS;
use super::settings::{CorpusSettings, OutputOptions};
use super::tables::Tables;

/// Files that only some runs write: one left by an earlier run would not belong to the others.
const OPTIONAL_FILES: [&str; 6] = [
    "pairs.csv",
    "tokens.parquet",
    "texts.parquet",
    REMOVAL_FILE,
    SETTLING_FILE,
    RECORDS,
];

/// Where the results come from, as every file that says so is told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Provenance<'a> {
    pub(super) model: &'a ModelCard,
    pub(super) settings: &'a CorpusSettings,
    /// The names of the files, in order.
    pub(super) files: &'a [String],
}

/// The folder under way. Dropped before it is published, it leaves nothing behind.
pub(super) struct RunOutput<'a> {
    // Dropped before the folder, which is then cleared away: its files are closed by then.
    tables: Tables,
    folder: OutputFolder,
    provenance: Provenance<'a>,
    options: OutputOptions,
}

impl<'a> RunOutput<'a> {
    /// Begins the tables in `folder`.
    pub(super) fn begin(
        folder: &Path,
        provenance: Provenance<'a>,
        options: OutputOptions,
    ) -> Result<Self, CorpusError> {
        let mut folder = OutputFolder::open(folder, result_names())?;
        let files = provenance.files.to_vec();
        Ok(Self {
            tables: Tables::begin(&mut folder, files, provenance.settings, options)?,
            folder,
            provenance,
            options,
        })
    }

    /// Adds one outcome to the tables.
    pub(super) fn add(&mut self, indexed: &IndexedOutcome) -> Result<(), CorpusError> {
        self.tables.add(indexed)
    }

    /// Writes what was found, and puts every file in its place, those `beside` it too.
    pub(super) fn publish(
        self,
        facts: &RunFacts,
        findings: &Findings,
        beside: WholeFiles,
    ) -> Result<(), CorpusError> {
        let Self {
            mut folder,
            tables,
            provenance,
            options,
        } = self;
        tables.finish()?;
        write_summary(&mut folder, provenance, facts, findings)?;
        if options.charts {
            write_charts(&mut folder, provenance, facts, findings)?;
        }
        Ok(folder.publish(beside)?)
    }
}

/// The summary and the tables of the findings.
fn write_summary(
    folder: &mut OutputFolder,
    provenance: Provenance<'_>,
    facts: &RunFacts,
    findings: &Findings,
) -> Result<(), CorpusError> {
    let files = files_from_findings(&CorpusSummary {
        model: provenance.model,
        settings: &provenance.settings.for_summary(),
        facts,
        findings,
    });
    for (name, text) in files {
        folder.write(name, text.as_bytes())?;
    }
    Ok(())
}

/// Every chart that the findings have something for.
fn write_charts(
    folder: &mut OutputFolder,
    provenance: Provenance<'_>,
    facts: &RunFacts,
    findings: &Findings,
) -> Result<(), CorpusError> {
    let cancelled = facts.cancelled.then(|| {
        format!(
            "partial, the first {} texts, then cancelled",
            findings.texts
        )
    });
    let corpus = CorpusFindings {
        model: Arc::new(provenance.model.clone()),
        layer: provenance.settings.layer,
        rule: provenance.settings.rule,
        measure: provenance.settings.measure,
        files: provenance.files.to_vec(),
        how_read: provenance.settings.how_read(),
        notes: cancelled.into_iter().collect(),
        findings: Arc::new(findings.clone()),
    };
    let answer = Answer::Corpus(Arc::new(corpus));
    let charts = everything(&answer, &FigureStyle::default())?;
    for (name, bytes) in charts {
        folder.write(&name, &bytes)?;
    }
    Ok(())
}

/// Every name that some run writes. What an earlier run left and the next does not write is taken
/// away: beside the new files it would mislead.
pub(super) fn result_names() -> Vec<String> {
    let tables = ["tokens.csv", "texts.csv"]
        .into_iter()
        .chain(FINDINGS_FILES);
    let tables = tables.chain(OPTIONAL_FILES).map(str::to_owned);
    tables.chain(picture_names_of_corpus()).collect()
}

/// The results of a run, of those that some run writes, that are in `folder`: a new run would replace
/// them.
pub fn results_in(folder: &Path) -> Vec<String> {
    let mut names = result_names();
    names.retain(|name| folder.join(name).exists());
    names
}

/// Whether a run may write a file of this name.
pub(super) fn is_result(name: &str) -> bool {
    result_names().iter().any(|result| result == name)
}
