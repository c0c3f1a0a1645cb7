//! What a run counts of its texts, and what it comes to at the end.

use crate::domain::corpus::pairs::{PairTally, PairTallySettings};
use crate::domain::corpus::{
    CorpusTally, Findings, ReadFacts, RemovalTally, RemovalTallySettings, RunFacts, SettlingTally,
    TallySettings,
};
use crate::domain::frequency::FrequencySource;
use crate::domain::trace::ModelCard;

use super::error::CorpusError;
use super::outcome::{IndexedOutcome, Outcome};
use super::parallel::{WorkerPanicked, map_in_order};
use super::progress::RunProgress;
use super::run::RunEnd;
use super::settings::CorpusSettings;

/// Counts of the texts that were added, in memory that does not grow with their number.
pub struct CorpusAccumulator {
    tally: CorpusTally,
    facts: ReadFacts,
    frequency: FrequencySource,
    /// Where pairs were asked for.
    pairs: Option<PairTally>,
    /// Where the removal test was asked for.
    removal: Option<RemovalTally>,
    /// Where it was asked where words settle.
    settling: Option<SettlingTally>,
    seed: u64,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct CorpusReport {
    /// What was met.
    pub facts: RunFacts,
    /// What the texts say.
    pub findings: Findings,
    /// How far the run came, and how fast.
    pub progress: RunProgress,
}

impl CorpusAccumulator {
    /// Nothing counted yet.
    pub fn new(model: &ModelCard, settings: &CorpusSettings) -> Self {
        Self {
            tally: CorpusTally::new(TallySettings {
                layers: model.layers,
                rule: settings.rule,
                seed: settings.seed,
                replicates: settings.replicates,
            }),
            facts: ReadFacts::default(),
            frequency: settings.frequency,
            pairs: settings.pairs.clone().map(|source| {
                PairTally::new(PairTallySettings {
                    source,
                    layers: model.layers,
                    seed: settings.seed,
                    replicates: PairTallySettings::REPLICATES,
                })
            }),
            removal: settings.removal.map(|removal| {
                RemovalTally::new(RemovalTallySettings {
                    removal,
                    output: settings.removal_output,
                    layers: model.layers,
                    layer: settings.layer,
                    seed: settings.seed,
                    replicates: PairTallySettings::REPLICATES,
                })
            }),
            settling: settings.settling.then(|| {
                let replicates = PairTallySettings::REPLICATES;
                SettlingTally::new(model.layers, settings.seed, replicates)
            }),
            seed: settings.seed,
        }
    }

    /// Counts one outcome.
    pub fn add(&mut self, indexed: &IndexedOutcome) {
        match &indexed.outcome {
            Outcome::Read(record) => {
                self.facts.add(record);
                let ranks = self.frequency.ranks(&record.text, &record.tokens);
                self.tally.add(record, &ranks);
                if let (Some(pairs), Some(pair)) = (&mut self.pairs, &indexed.pair) {
                    pairs.add(pair, record.place.draw(self.seed));
                }
                if let (Some(removal), Some(test)) = (&mut self.removal, &indexed.removal) {
                    removal.add(test, record.place.draw(self.seed));
                }
                if let (Some(settling), Some(found)) = (&mut self.settling, &indexed.settling) {
                    settling.add(found, record.place.draw(self.seed));
                }
            }
            Outcome::NotRead { place, fault } => self.facts.add_not_read(*place, fault),
        }
    }

    /// What the texts say so far, without intervals.
    pub fn findings(&self) -> Findings {
        self.with_more(self.tally.findings())
    }

    /// What the run that ended so comes to, with intervals, which `threads` threads work out.
    /// `go_on` hears which share of the intervals is worked out, 0 to 1, and says whether to go on;
    /// once it says no, the findings have no intervals.
    ///
    /// # Errors
    /// A fault of the program.
    pub fn finish(
        &self,
        end: RunEnd,
        threads: usize,
        go_on: &mut dyn FnMut(f64) -> bool,
    ) -> Result<CorpusReport, CorpusError> {
        Ok(CorpusReport {
            findings: self.findings_with_intervals(threads, go_on)?,
            facts: RunFacts {
                input: end.input,
                read: self.facts.clone(),
                cancelled: end.cancelled,
            },
            progress: end.progress,
        })
    }

    fn findings_with_intervals(
        &self,
        threads: usize,
        go_on: &mut dyn FnMut(f64) -> bool,
    ) -> Result<Findings, CorpusError> {
        let resampling = self.tally.resampling();
        let total = resampling.replicates();
        let mut numbers = 0..total;
        let mut replicates = Vec::with_capacity(total);
        let outcome: Result<(), Stopped> = map_in_order(
            threads,
            2 * threads,
            &mut || Ok(numbers.next()),
            &|number| resampling.replicate(number),
            &mut |replicate| {
                replicates.push(replicate);
                if go_on(replicates.len() as f64 / total as f64) {
                    Ok(())
                } else {
                    Err(Stopped::Unwanted)
                }
            },
        );
        match outcome {
            Ok(()) => Ok(self.with_more(self.tally.finish_with(&resampling, &replicates))),
            Err(Stopped::Unwanted) => Ok(self.findings()),
            Err(Stopped::Panicked(panicked)) => Err(panicked.into()),
        }
    }

    fn with_more(&self, findings: Findings) -> Findings {
        Findings {
            pairs: self.pairs.as_ref().map(PairTally::findings),
            removal: self.removal.as_ref().map(RemovalTally::findings),
            settling: self.settling.as_ref().map(SettlingTally::findings),
            ..findings
        }
    }
}

/// Why there are no intervals.
enum Stopped {
    Unwanted,
    Panicked(WorkerPanicked),
}

impl From<WorkerPanicked> for Stopped {
    fn from(panicked: WorkerPanicked) -> Self {
        Self::Panicked(panicked)
    }
}
