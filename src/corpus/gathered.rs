//! What a run gathers of its texts: the findings they come to, and what was met.

use super::parallel::{WorkerPanicked, map_in_order};
use crate::domain::corpus::pairs::{PairTally, PairTallySettings};
use crate::domain::corpus::{CorpusTally, Findings, ReadFacts, TallySettings};
use crate::domain::frequency::FrequencySource;
use crate::domain::trace::ModelCard;

use super::outcome::{Numbered, Outcome};
use super::run::CorpusError;
use super::settings::CorpusSettings;

/// Counts of the texts that were added, in memory that does not grow with their number.
pub struct Gathered {
    tally: CorpusTally,
    facts: ReadFacts,
    frequency: FrequencySource,
    /// Where pairs were asked for.
    pairs: Option<PairTally>,
    seed: u64,
}

impl Gathered {
    /// Nothing yet.
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
            seed: settings.seed,
        }
    }

    /// Adds one outcome.
    pub fn add(&mut self, numbered: &Numbered) {
        match &numbered.outcome {
            Outcome::Read(record) => {
                self.facts.add(record);
                let ranks = self.frequency.ranks(&record.text, &record.tokens);
                self.tally.add(record, &ranks);
                if let (Some(pairs), Some(pair)) = (&mut self.pairs, &numbered.pair) {
                    pairs.add(pair, record.place.draw(self.seed));
                }
            }
            Outcome::NotRead { place, fault } => self.facts.add_not_read(*place, fault),
        }
    }

    /// What was met so far.
    pub fn facts(&self) -> &ReadFacts {
        &self.facts
    }

    /// What the texts say so far, without intervals.
    pub fn findings(&self) -> Findings {
        self.with_pairs(self.tally.findings())
    }

    /// What the texts say, with intervals, which `threads` work out side by side. `go_on` hears how
    /// many of the replicates are done, of how many, and says whether to go on; without its consent
    /// there are no intervals.
    ///
    /// # Errors
    /// A fault of the program.
    pub fn finish(
        &self,
        threads: usize,
        go_on: &mut dyn FnMut(usize, usize) -> bool,
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
                if go_on(replicates.len(), total) {
                    Ok(())
                } else {
                    Err(Stopped::Unwanted)
                }
            },
        );
        match outcome {
            Ok(()) => Ok(self.with_pairs(self.tally.finish_with(&resampling, &replicates))),
            Err(Stopped::Unwanted) => Ok(self.findings()),
            Err(Stopped::WorkerPanicked(broken)) => Err(broken.into()),
        }
    }

    fn with_pairs(&self, findings: Findings) -> Findings {
        Findings {
            pairs: self.pairs.as_ref().map(PairTally::findings),
            ..findings
        }
    }
}

/// Why there are no intervals.
enum Stopped {
    Unwanted,
    WorkerPanicked(WorkerPanicked),
}

impl From<WorkerPanicked> for Stopped {
    fn from(broken: WorkerPanicked) -> Self {
        Self::WorkerPanicked(broken)
    }
}
