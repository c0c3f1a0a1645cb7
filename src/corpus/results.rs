//! Everything a run leaves in its folder, whoever hands on the texts: a run, the parts of one, or
//! the window. One way there, so that they leave the same bytes.

use std::path::Path;

use crate::domain::corpus::{Findings, InputFacts, RunFacts};
use crate::export::corpus::OutputFolder;
use crate::model::ModelCard;

use super::gathered::Gathered;
use super::outcome::Numbered;
use super::pictures::write_pictures;
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

/// Results under way.
pub(super) struct Results<'a> {
    origin: Origin<'a>,
    tables: Tables,
    gathered: Gathered,
}

/// What became of them.
pub(super) struct Published {
    pub(super) facts: RunFacts,
    pub(super) findings: Findings,
}

impl<'a> Results<'a> {
    /// Begins the results in `folder`.
    pub(super) fn begin(folder: &Path, origin: Origin<'a>) -> Result<Self, CorpusError> {
        let folder = OutputFolder::open(folder)?;
        Ok(Self {
            tables: Tables::begin(folder, origin.files.to_vec(), origin.settings)?,
            gathered: Gathered::new(origin.model, origin.settings),
            origin,
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
        folder.publish(&NOT_ALWAYS)?;
        Ok(Published { facts, findings })
    }
}

/// What is written of the findings.
pub(super) fn write_summary(
    folder: &mut OutputFolder,
    origin: Origin<'_>,
    facts: &RunFacts,
    findings: &Findings,
) -> Result<(), CorpusError> {
    write_pictures(folder, origin, facts, findings)
}
