//! Everything a run leaves in its folder, whoever hands on the texts: a run, the parts of one, or
//! the window. One way there, so that they leave the same bytes.

use std::path::Path;
use std::sync::Arc;

use crate::analysis::{Answer, CorpusFindings};
use crate::domain::corpus::{Findings, InputFacts, RunFacts};
use crate::domain::trace::ModelCard;
use crate::export::corpus::{CorpusSummary, FINDINGS_FILES, OutputFolder, files_from_findings};
use crate::export::everything;
use crate::export::figure::{CorpusChart, FigureStyle};

use super::gathered::Gathered;
use super::outcome::Numbered;
use super::run::CorpusError;
use super::settings::CorpusSettings;
use super::tables::{NOT_ALWAYS, Tables};

/// What everything in the folder says of where it comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin<'a> {
    pub(super) model: &'a ModelCard,
    pub(super) settings: &'a CorpusSettings,
    /// The names of the files, in order.
    pub(super) files: &'a [String],
}

/// What is written beside the tables of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Every chart as SVG and PNG.
    pub charts: bool,
    /// The tables of tokens and of texts as Parquet too.
    pub parquet: bool,
}

impl Default for Wanted {
    /// Charts.
    fn default() -> Self {
        Self {
            charts: true,
            parquet: false,
        }
    }
}

/// Results under way.
pub(super) struct Results<'a> {
    origin: Origin<'a>,
    tables: Tables,
    gathered: Gathered,
    wanted: Wanted,
}

/// What became of them.
pub(super) struct Published {
    pub(super) facts: RunFacts,
    pub(super) findings: Findings,
}

impl<'a> Results<'a> {
    /// Begins the results in `folder`.
    pub(super) fn begin(
        folder: &Path,
        origin: Origin<'a>,
        wanted: Wanted,
    ) -> Result<Self, CorpusError> {
        let folder = OutputFolder::open(folder)?;
        Ok(Self {
            tables: Tables::begin(folder, origin.files.to_vec(), origin.settings, wanted)?,
            gathered: Gathered::new(origin.model, origin.settings),
            origin,
            wanted,
        })
    }

    /// Adds one outcome.
    pub(super) fn add(&mut self, numbered: &Numbered) -> Result<(), CorpusError> {
        self.tables.add(numbered)?;
        self.gathered.add(numbered);
        Ok(())
    }

    /// Works out the intervals with `threads` threads, and puts everything in place.
    pub(super) fn publish(
        self,
        input: InputFacts,
        threads: usize,
        estimated: &mut dyn FnMut(usize, usize),
    ) -> Result<Published, CorpusError> {
        let Self {
            origin,
            tables,
            gathered,
            wanted,
        } = self;
        let mut folder = tables.finish()?;
        let findings = gathered.finish(threads, &mut |done, of| {
            estimated(done, of);
            true
        })?;
        let facts = RunFacts {
            input,
            read: gathered.facts().clone(),
            cancelled: false,
        };
        write_summary(&mut folder, origin, &facts, &findings)?;
        if wanted.charts {
            write_charts(&mut folder, origin, &facts, &findings)?;
        }
        publish(folder)?;
        Ok(Published { facts, findings })
    }
}

/// What is written of the findings: a summary and tables.
pub(super) fn write_summary(
    folder: &mut OutputFolder,
    origin: Origin<'_>,
    facts: &RunFacts,
    findings: &Findings,
) -> Result<(), CorpusError> {
    let files = files_from_findings(&CorpusSummary {
        model: origin.model,
        settings: &origin.settings.of_summary(),
        facts,
        findings,
    });
    for (name, text) in files {
        folder.write(name, text.as_bytes())?;
    }
    Ok(())
}

/// Every chart that the findings have something for.
pub(super) fn write_charts(
    folder: &mut OutputFolder,
    origin: Origin<'_>,
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
        model: Arc::new(origin.model.clone()),
        layer: origin.settings.layer,
        rule: origin.settings.rule,
        files: origin.files.to_vec(),
        how_read: origin.settings.how_read(),
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

/// Puts everything in place. What only some runs write, and an earlier one left, goes: beside the
/// new files it would mislead.
pub(super) fn publish(folder: OutputFolder) -> Result<(), CorpusError> {
    let charts = CorpusChart::EVERY.into_iter().flat_map(|chart| {
        let name = chart.name();
        [format!("{name}.svg"), format!("{name}.png")]
    });
    let former = NOT_ALWAYS.into_iter().map(str::to_owned).chain(charts);
    Ok(folder.publish(&former.collect::<Vec<_>>())?)
}

/// Whether a run may write a file of this name.
pub(super) fn is_result(name: &str) -> bool {
    let tables = ["tokens.csv", "texts.csv"].iter().chain(&FINDINGS_FILES);
    tables.chain(&NOT_ALWAYS).any(|result| *result == name)
}
